//! What stands where a schema or a discriminator should, and is none: a list, a number, a text. Nothing that comes after
//! has to expect it.

use serde_json::{Value, json};

use super::Fixup;
use crate::load::join_pointer;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "odd-schemas",
    apply,
};

/// Takes any JSON for such a schema, and no discriminator for such a one.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    let mut count = 0;
    let mut odd = |pointer: &str, what: &str| {
        count += 1;
        notes.add(pointer, what);
    };
    let root = document.as_object_mut();
    if let Some(components) = root.and_then(|root| root.get_mut("components")) {
        if !components.is_object() {
            odd("/components", "is no mapping; there are no components");
            *components = json!({});
        }
        if let Some(schemas) = components
            .get_mut("schemas")
            .filter(|schemas| !schemas.is_object())
        {
            odd("/components/schemas", "is no mapping; there are no schemas");
            *schemas = json!({});
        }
    }
    openapi::visit_schemas(document, &mut |pointer, schema| {
        let Some(schema) = schema.as_object_mut() else {
            odd(pointer, "a schema that is no mapping; any JSON is taken");
            *schema = json!({});
            return;
        };
        let told_by = schema.get("discriminator");
        if told_by.is_some_and(|told_by| !told_by["propertyName"].is_string()) {
            odd(
                &join_pointer(pointer, "discriminator"),
                "a discriminator without the name of a member; it tells nothing",
            );
            schema.remove("discriminator");
        }
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, code, count, document};

    #[test]
    fn what_is_no_schema_is_any_json() {
        let document = answering(
            "A: {type: object, required: [x], properties: {x: 7, y: {type: array, items: [1]}}, discriminator: 3}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        assert!(
            code.contains("pub x: Json,") && code.contains("pub y: Option<Vec<Json>>,"),
            "{code}"
        );
    }

    #[test]
    fn what_are_no_components_are_none() {
        for parts in ["components: 7", "components: {schemas: [1]}"] {
            let paths = "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {n: {type: string}}}}}}}}}}";
            let document = document(&format!("{paths}\n{parts}"));
            assert_eq!(count(FIXUP.name, &document), 1);
            assert!(code(&document).unwrap().contains("pub struct OpResponse {"));
        }
    }
}
