//! Path items given by `$ref` (OpenAPI 3.0.3, Path Item Object): no reader of operations follows them.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "path-items",
    apply,
};

/// Puts what it stands for in the place of each; what stands beside the `$ref` wins.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let of_others: Vec<(String, Value)> = openapi::members(&document["paths"])
        .filter(|(_, item)| item.get("$ref").is_some())
        .map(|(path, item)| (path.to_owned(), openapi::resolve(document, item).clone()))
        .collect();
    let count = of_others.len();
    for (path, mut whole) in of_others {
        let item = &mut document["paths"][&path];
        if let (Some(whole), Some(own)) = (whole.as_object_mut(), item.as_object_mut()) {
            own.remove("$ref");
            whole.append(own);
        }
        *item = whole;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn operations_of_a_path_item_that_is_referred_to_are_found() {
        let document = document(
            "paths:
  /a: {$ref: '#/paths/~1b', parameters: [{name: n, in: query, schema: {type: string}}]}
  /b: {get: {operationId: op, responses: {'204': {description: d}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        // The same operation under two paths needs two names; only the first has the parameter.
        for expected in [
            "pub async fn op(&self, params: OpParams)",
            "pub async fn op_2(&self)",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
