//! A `default` response beside a typed 200: progenitor takes it for one more type of success and panics
//! (`response_types.len() <= 1`). Errors are typed through `Error::decode`, from the table of operations.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "default-responses",
    apply,
};

/// Drops each `default` response that stands beside a response to a named status.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut count = 0;
    openapi::operations_mut(document, |_, _, operation| {
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        if responses.len() > 1 && responses.remove("default").is_some() {
            count += 1;
        }
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn a_default_beside_a_typed_success_makes_progenitor_panic() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {
  '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
  default: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}, E: {type: object, properties: {e: {type: string}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        assert!(
            code.contains("Documented::otherwise(\"application/json\", \"E\")"),
            "{code}"
        );
        let error = code_without(FIXUP.name, &document).unwrap_err().to_string();
        assert!(error.contains("response_types.len() <= 1"), "{error}");
    }
}
