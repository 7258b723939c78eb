//! Inline objects and enums below a component schema: typify panics where one is the parameter of an `x-rust-type`
//! (`Records<…>`), and names them by rules of its own. Each is *moved* to a component (a copy would collide with
//! typify's own names), called after its owner and member.

use heck::ToPascalCase;
use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "inline-schemas",
    apply,
};

/// On a moved schema: the component below which it stood, in whose file its type goes.
pub(crate) const OWNER: &str = "x-inline-of";

/// Moves each inline object and enum of a component to a component of its own.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let Some(schemas) = openapi::schemas_mut(document) else {
        return 0;
    };
    let mut open: Vec<String> = schemas.keys().cloned().collect();
    let mut count = 0;
    while let Some(name) = open.pop() {
        let Some(mut schema) = schemas.remove(&name) else {
            continue;
        };
        let owner = openapi::text(&schema, OWNER).to_owned();
        let owner = if owner.is_empty() {
            name.clone()
        } else {
            owner
        };
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (member, property) in properties.into_iter().flatten() {
            let place = if property.get("items").is_some() {
                &mut property["items"]
            } else {
                property
            };
            let moved_name = format!("{name}{}", member.to_pascal_case());
            // A name that is taken stays inline: typify then finds another.
            if is_type_of_its_own(place) && !schemas.contains_key(&moved_name) {
                let mut moved = std::mem::replace(place, openapi::schema_ref(&moved_name));
                moved[OWNER] = owner.clone().into();
                schemas.insert(moved_name.clone(), moved);
                open.push(moved_name);
                count += 1;
            }
        }
        schemas.insert(name, schema);
    }
    count
}

fn is_type_of_its_own(schema: &Value) -> bool {
    schema.get("enum").is_some() || schema.get("properties").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn inline_schemas_become_components_in_the_file_of_their_owner() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, properties: {
  kind: {type: string, enum: [X, Y]},
  parts: {type: array, items: {type: object, properties: {inner: {type: object, properties: {n: {type: string}}}}}}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        assert!(
            code.contains("pub parts: Option<Records<AParts>>")
                && code.contains("pub kind: Option<AKind>"),
            "{code}"
        );
        assert!(
            code.contains("pub use a::{A, AKind, AParts, APartsInner}"),
            "{code}"
        );
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
