//! `default` on members of schemas: typify would invent that value on reading, where the bank sent none.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "answer-defaults",
    apply,
};

/// Drops `default` on all members of component schemas; parameters keep theirs, which nobody invents.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut count = 0;
    openapi::visit_schemas(document, &mut |pointer, schema| {
        if pointer.starts_with("/components/schemas/") {
            count += usize::from(
                schema
                    .as_object_mut()
                    .is_some_and(|schema| schema.remove("default").is_some()),
            );
        }
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn a_default_of_an_answer_is_not_invented() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, properties: {deleted: {type: boolean, default: false}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        assert!(
            code(&document)
                .unwrap()
                .contains("pub deleted: Option<bool>")
        );
        let error = code_without(FIXUP.name, &document).unwrap_err();
        assert!(
            format!("{error:#}").contains("typify invents a value"),
            "{error:#}"
        );
    }
}
