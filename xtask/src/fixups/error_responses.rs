//! Errors of several types in one operation: progenitor panics (`response_types.len() <= 1`).
//! Each status stays typed through `Error::decode`, from the table of operations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "error-responses",
    apply,
};

/// Drops the 4xx and 5xx responses of each operation in which their bodies differ; counts the operations.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let root = document.clone();
    let mut count = 0;
    openapi::operations_mut(document, |_, _, operation| {
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let bodies: BTreeSet<String> = responses
            .iter()
            .filter(|(status, _)| is_error(status))
            .map(|(_, response)| body(&root, response))
            .collect();
        if bodies.len() > 1 {
            responses.retain(|status, _| !is_error(status));
            count += 1;
        }
    });
    count
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

fn body(root: &Value, response: &Value) -> String {
    let content = &openapi::resolve(root, response)["content"];
    openapi::members(content)
        .map(|(_, media)| media["schema"].to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn several_types_of_errors_make_progenitor_panic() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {
  '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
  '400': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}}},
  '403': {description: d}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        assert!(
            code.contains("Documented::new(400, \"application/json\", \"Records<A>\")"),
            "{code}"
        );
        assert!(code.contains("Documented::empty(403)"), "{code}");
        let error = code_without(FIXUP.name, &document).unwrap_err().to_string();
        assert!(error.contains("response_types.len() <= 1"), "{error}");
    }
}
