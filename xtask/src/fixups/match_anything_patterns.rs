//! Patterns that match any text (`[\w\W\s]*`): no constraint, yet a regex to run on each value and one more
//! pattern that `validate()` would have to know.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "match-anything-patterns",
    apply,
};

/// How the official documents write "anything".
const ANYTHING: [&str; 5] = [r"[\w\W\s]*", r"^[\w\W\s]*$", r"^[\w\W]*$", r"[\w\W]*", ".*"];

/// Drops each such pattern.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut count = 0;
    openapi::visit_schemas(document, &mut |_, schema| {
        if ANYTHING.contains(&openapi::text(schema, "pattern"))
            && let Some(schema) = schema.as_object_mut()
        {
            schema.remove("pattern");
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
    fn a_pattern_for_anything_is_nothing_to_check() {
        let document = document(
            r"paths: {/a: {post: {operationId: op, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
  responses: {'204': {description: d}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string, pattern: '[\w\W\s]*'}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let unchecked = "Patterns are not checked.";
        assert!(!code(&document).unwrap().contains(unchecked));
        assert!(
            code_without(FIXUP.name, &document)
                .unwrap()
                .contains(unchecked)
        );
    }
}
