//! Enums not all of whose values are names: numbers, texts that read as numbers (area codes, status codes), `true`. They
//! have no name to give to a variant, and typify loses whether a number came as text. They become values; the list stays
//! in the documentation.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;
use crate::types::{Kind, kind_of};

pub(super) const FIXUP: Fixup = Fixup {
    name: "numeric-enums",
    apply,
};

/// Drops the list of values of each such enum.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut count = 0;
    openapi::visit_schemas(document, &mut |_, schema| {
        if is_numeric(schema)
            && let Some(schema) = schema.as_object_mut()
        {
            schema.remove("enum");
            schema.insert(MARK.to_owned(), true.into());
            count += 1;
        }
    });
    count
}

/// On a schema that was such an enum: even an integer among them is a value that keeps its text.
pub(crate) const MARK: &str = "x-numeric-enum";

fn is_numeric(schema: &Value) -> bool {
    schema.get("enum").is_some() && kind_of(schema) != Kind::Enum
}

/// Whether a text is a JSON number.
pub(crate) fn reads_as_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn enums_of_numbers_become_values() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {Ddd: {type: string, enum: ['11', '12']}, Status: {type: integer, enum: [0, 1]},
  Mixed: {type: string, enum: ['x', 'y']},
  A: {type: object, properties: {ddd: {$ref: '#/components/schemas/Ddd'}, status: {$ref: '#/components/schemas/Status'}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 2);
        let code = code(&document).unwrap();
        assert!(
            code.contains("pub type Ddd = Text;") && code.contains("pub type Status = Integer;"),
            "{code}"
        );
        assert!(code.contains("Documented values: `11`, `12`."), "{code}");
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
