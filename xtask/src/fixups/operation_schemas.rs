//! Inline objects, enums and choices in bodies, answers and parameters: there is no component whose type an operation
//! could name. Each is moved to one that is called after the operation.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::{Map, Value};

use super::Fixup;
use super::inline_schemas::Mover;
use crate::components::Components;
use crate::naming;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "operation-schemas",
    apply,
};

/// Moves each of them; equal ones of one operation become one.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let components = Components::take(document);
    let mut stage = Stage {
        components,
        count: 0,
    };
    for (kind, ending) in [
        ("parameters", ""),
        ("requestBodies", "Body"),
        ("responses", "Response"),
    ] {
        let owners = document["components"]
            .get_mut(kind)
            .and_then(Value::as_object_mut);
        for (key, owner) in owners.into_iter().flatten() {
            let key = key.to_pascal_case();
            let name = key.strip_suffix(ending).unwrap_or(&key).to_owned() + ending;
            let mut known = BTreeMap::new();
            stage.owner(owner, &name, &mut known);
        }
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items
        .into_iter()
        .flatten()
        .filter(|(path, _)| path.starts_with('/'))
    {
        stage.parameters(item, &naming::type_name(path));
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if openapi::METHODS.contains(&method.as_str()) && operation.is_object() {
                stage.operation(operation);
            }
        }
    }
    stage.components.put_back(document);
    stage.count
}

struct Stage {
    components: Components,
    count: usize,
}

/// The schemas moved from one operation, by their text.
type Known = BTreeMap<String, Value>;

impl Stage {
    fn operation(&mut self, operation: &mut Value) {
        let name = naming::type_name(openapi::text(operation, "operationId"));
        self.parameters(operation, &name);
        let mut known = Known::new();
        if let Some(body) = operation.get_mut("requestBody") {
            self.owner(body, &format!("{name}Body"), &mut known);
        }
        let Some(answers) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        // The first success has the plain name.
        let first = answers
            .keys()
            .find(|status| status.starts_with('2'))
            .cloned();
        for (status, answer) in answers {
            let status_name = if first.as_ref() == Some(status) {
                String::new()
            } else {
                status.to_pascal_case()
            };
            self.owner(answer, &format!("{name}Response{status_name}"), &mut known);
        }
    }

    fn parameters(&mut self, owner: &mut Value, name: &str) {
        let parameters = owner.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = format!(
                "{name}{}",
                openapi::text(parameter, "name").to_pascal_case()
            );
            self.owner(parameter, &name, &mut Known::new());
        }
    }

    /// What has a schema, or content with schemas.
    fn owner(&mut self, owner: &mut Value, name: &str, known: &mut Known) {
        if let Some(schema) = owner.get_mut("schema") {
            self.schema(schema, name, known);
        }
        let content = owner.get_mut("content").and_then(Value::as_object_mut);
        for (media, content) in content.into_iter().flatten() {
            let Some(schema) = content.get_mut("schema") else {
                continue;
            };
            if media.starts_with("multipart/") {
                self.parts(schema, name, known);
            } else if is_typed(media) {
                self.schema(schema, name, known);
            }
        }
    }

    /// The parts of a form are sent each by itself: the form is no type.
    fn parts(&mut self, schema: &mut Value, name: &str, known: &mut Known) {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let properties: Option<&mut Map<String, Value>> = properties;
        for (part, property) in properties.into_iter().flatten() {
            let name = format!("{name}{}", part.to_pascal_case());
            self.schema(property, &name, known);
        }
    }

    fn schema(&mut self, schema: &mut Value, name: &str, known: &mut Known) {
        let key = schema.to_string();
        if let Some(reference) = known.get(&key) {
            *schema = reference.clone();
            return;
        }
        let mut mover = Mover {
            components: &mut self.components,
            owner: None,
            moved: Vec::new(),
        };
        mover.place(schema, name);
        if !mover.moved.is_empty() {
            self.count += mover.moved.len();
            known.insert(key, schema.clone());
        }
    }
}

/// Whether a body of this media type is read or written as a type.
fn is_typed(media: &str) -> bool {
    let essence = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence.ends_with("json")
        || essence == "application/x-www-form-urlencoded"
        || matches!(
            essence.as_str(),
            "application/jwt" | "application/jose" | "*/*" | "application/*"
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn what_operations_hold_inline_is_called_after_them() {
        let document = document(
            "paths: {/a: {post: {operationId: postThing,
  parameters: [{name: kind, in: query, schema: {type: string, enum: [X]}}],
  requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {n: {type: string}}}}}},
  responses: {
    '201': {description: d, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}},
    '404': {$ref: '#/components/responses/Gone'},
    '422': {description: d, content: {application/json: {schema: {type: object, properties: {e: {type: string}}}}}}}}}}
components: {responses: {Gone: {description: d, content: {application/json: {schema: {type: object, properties: {g: {type: string}}}}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 5);
        let code = code(&document).unwrap();
        for expected in [
            "pub struct PostThingBody {",
            "pub struct PostThingResponse {",
            "pub struct PostThingResponse422 {",
            "pub struct GoneResponse {",
            "pub enum PostThingKind {",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        let without = code_without(FIXUP.name, &document).unwrap();
        assert!(!without.contains("PostThingBody"), "{without}");
    }
}
