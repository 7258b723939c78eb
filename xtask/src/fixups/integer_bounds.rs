//! `minimum` and `maximum` of integers: typify turns `minimum: 1` into `NonZero…`, which callers would have to build,
//! and refuses answers outside the range. What is sent is checked by `validate()`, what is read never is.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "integer-bounds",
    apply,
};

/// Drops the bounds of each integer that has some.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut count = 0;
    openapi::visit_schemas(document, &mut |_, schema| {
        if openapi::text(schema, "type") != "integer" {
            return;
        }
        let Some(schema) = schema.as_object_mut() else {
            return;
        };
        let before = schema.len();
        schema.retain(|key, _| {
            !["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].contains(&key.as_str())
        });
        count += usize::from(schema.len() < before);
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn an_integer_from_one_up_stays_a_plain_integer() {
        let document = document(
            "paths: {/a: {get: {operationId: op, parameters: [{name: page, in: query, schema: {type: integer, format: int32, minimum: 1}}],
  responses: {'204': {description: d}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        assert!(code(&document).unwrap().contains("pub page: Option<i32>"));
        let error = code_without(FIXUP.name, &document).unwrap_err();
        assert!(format!("{error:#}").contains("NonZero"), "{error:#}");
    }
}
