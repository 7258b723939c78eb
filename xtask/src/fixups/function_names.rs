//! Names of operations that are no names of functions, or of two functions at once: `new`, `getA` beside `get_a`, names
//! in letters that are not ASCII. progenitor makes one function of two operations, or one that the client has already.

use heck::ToSnakeCase;
use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;
use crate::operation_names;

pub(super) const FIXUP: Fixup = Fixup {
    name: "function-names",
    apply,
};

/// Gives progenitor the function's name where it would make another.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let sites = openapi::operations(document);
    let names: Vec<Option<String>> = sites
        .iter()
        .zip(operation_names::of_operations(&sites))
        .map(|(site, name)| {
            (site.id().to_snake_case() != name.function.trim_end_matches('_'))
                .then_some(name.function)
        })
        .collect();
    let count = names.iter().flatten().count();
    let mut names = names.into_iter();
    openapi::operations_mut(document, |_, _, operation| {
        if let Some(name) = names.next().flatten() {
            operation.insert("operationId".to_owned(), name.into());
        }
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn operations_that_would_be_one_function_are_two() {
        let document = document(
            "paths: {/a: {get: {operationId: getA, responses: {'204': {description: d}}}, put: {operationId: get_a, responses: {'204': {description: d}}}},
  /b: {get: {operationId: new, responses: {'204': {description: d}}}}, /c: {get: {operationId: type, responses: {'204': {description: d}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 2);
        let code = code(&document).unwrap();
        for expected in [
            "pub async fn get_a(&self)",
            "pub async fn get_a_2(&self)",
            "id: \"get_a\"",
            "pub async fn new_2(&self)",
            "id: \"new\"",
            "pub async fn type_(&self)",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
