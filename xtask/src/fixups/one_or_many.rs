//! `oneOf` of a type and a list of that same type: typify makes an untagged enum of it, which cannot keep the text of
//! numbers. It becomes `OneOrMany<T>`.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "one-or-many",
    apply,
};

/// On a schema that was such a choice: the schema of the single value.
pub(crate) const MARK: &str = "x-one-or-many";

/// Replaces each such choice by a mark that the assignment of values reads.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut count = 0;
    openapi::visit_schemas(document, &mut |_, schema| {
        let Some(one) = single(schema) else { return };
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("oneOf");
            schema.remove("anyOf");
            schema.insert(MARK.to_owned(), one);
            count += 1;
        }
    });
    count
}

/// Whether a schema is such a choice.
pub(crate) fn is_one_or_many(schema: &Value) -> bool {
    single(schema).is_some()
}

/// The schema of the single value of such a choice.
pub(crate) fn single(schema: &Value) -> Option<Value> {
    let branches = schema.get("oneOf").or_else(|| schema.get("anyOf"))?;
    let [one, many] = branches.as_array()?.as_slice() else {
        return None;
    };
    let is_list_of =
        |many: &Value, one: &Value| openapi::text(many, "type") == "array" && many["items"] == *one;
    if is_list_of(many, one) {
        Some(one.clone())
    } else {
        is_list_of(one, many).then(|| many.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn a_value_or_a_list_of_it_keeps_its_form() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, properties: {a: {oneOf: [{type: string}, {type: array, items: {type: string}}]}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        assert!(
            code(&document)
                .unwrap()
                .contains("pub a: Option<OneOrMany<Text>>")
        );
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
