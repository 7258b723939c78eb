//! Operations without `operationId`, which OpenAPI makes optional, and two with the same one, which it forbids and
//! documents have all the same.

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::Fixup;
use crate::naming::Taken;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "operation-ids",
    apply,
};

/// Makes a name of method and path where there is none, and numbers all but the first of the same name.
fn apply(document: &mut Value, _: &Notes) -> usize {
    // Names that stand in the document are kept, wherever they come.
    let mut taken = Taken::default();
    let mut again = Vec::new();
    for (index, site) in openapi::operations(document).iter().enumerate() {
        if site.id().is_empty() || !taken.take(site.id()) {
            again.push(index);
        }
    }
    let mut renamed = again.iter().copied().peekable();
    let mut index = 0;
    openapi::operations_mut(document, |path, method, operation| {
        if renamed.next_if_eq(&index).is_some() {
            let given = operation.get("operationId").and_then(Value::as_str);
            let wanted = match given.filter(|given| !given.is_empty()) {
                Some(given) => given.to_owned(),
                None => format!("{method}{}", path.to_upper_camel_case()),
            };
            operation.insert("operationId".to_owned(), taken.next(&wanted).into());
        }
        index += 1;
    });
    again.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = document(
            "paths:
  '/accounts/{accountId}': {parameters: [{name: accountId, in: path, required: true, schema: {type: string}}],
    get: {responses: {'204': {description: d}}}, put: {operationId: same, responses: {'204': {description: d}}}}
  /b: {get: {operationId: same, responses: {'204': {description: d}}}, put: {operationId: same2, responses: {'204': {description: d}}}}
  /c: {get: {operationId: same, responses: {'204': {description: d}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        for expected in [
            "id: \"getAccountsAccountId\"",
            "id: \"same\"",
            "id: \"same2\"",
            "id: \"same_2\"",
            "id: \"same_3\"",
        ] {
            assert_eq!(code.matches(expected).count(), 1, "{expected}\n{code}");
        }
        let code = code_without(FIXUP.name, &document).unwrap();
        assert_eq!(code.matches("id: \"same\"").count(), 3);
    }
}
