//! Reading an OpenAPI document held as JSON: its operations, its schemas, what refers to what.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::load::join_pointer;

/// What an operation of a path item is called by.
pub(crate) const METHODS: [&str; 8] = [
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];
/// Maps whose keys are names that the document chose, not keywords of OpenAPI.
const NAMED: [&str; 6] = [
    "content",
    "headers",
    "parameters",
    "paths",
    "requestBodies",
    "responses",
];
/// Members that hold data or prose, never schemas.
pub(crate) const OPAQUE: [&str; 4] = ["default", "enum", "example", "examples"];
const SCHEMA_PREFIX: &str = "#/components/schemas/";

/// The title or version of the API; without quotes, a version such as 1.0 is a number.
pub(crate) fn info(root: &Value, member: &str) -> String {
    match &root["info"][member] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// One operation of the document.
pub(crate) struct Site<'a> {
    pub(crate) path: &'a str,
    pub(crate) method: &'a str,
    pub(crate) operation: &'a Value,
    /// Parameters of the path item, then of the operation, references resolved. Of those with one name and place only
    /// the last: the operation's stands for its path's.
    pub(crate) parameters: Vec<&'a Value>,
}

impl Site<'_> {
    /// The operation's name; the fixup `operation-ids` has made sure that there is one.
    pub(crate) fn id(&self) -> &str {
        text(self.operation, "operationId")
    }

    /// Where it stands in the document.
    pub(crate) fn pointer(&self) -> String {
        join_pointer(&join_pointer("/paths", self.path), self.method)
    }
}

/// All operations, by path and method.
pub(crate) fn operations(root: &Value) -> Vec<Site<'_>> {
    let mut sites = Vec::new();
    for (path, item) in members(&root["paths"]).filter(|(path, _)| path.starts_with('/')) {
        for method in METHODS {
            let Some(operation) = item.get(method).filter(|operation| operation.is_object()) else {
                continue;
            };
            sites.push(Site {
                path,
                method,
                operation,
                parameters: parameters(root, item, operation),
            });
        }
    }
    sites
}

fn parameters<'a>(root: &'a Value, item: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
    let all: Vec<&Value> = [item, operation]
        .into_iter()
        .flat_map(|owner| elements(&owner["parameters"]))
        .map(|parameter| resolve(root, parameter))
        .collect();
    // OpenAPI 3.0.3, Path Item Object: parameters can be overridden at the operation; name and place tell them apart.
    let mut seen = BTreeSet::new();
    let mut last: Vec<&Value> = all
        .into_iter()
        .rev()
        .filter(|parameter| seen.insert((text(parameter, "in"), wire_key(parameter))))
        .collect();
    last.reverse();
    last
}

/// What two parameters of one place are told apart by: headers are so without regard to case.
fn wire_key(parameter: &Value) -> String {
    let name = text(parameter, "name");
    if text(parameter, "in") == "header" {
        name.to_ascii_lowercase()
    } else {
        name.to_owned()
    }
}

/// Calls `visit` for each operation object with its path and method, to change it; in the order of [`operations`].
pub(crate) fn operations_mut(
    root: &mut Value,
    mut visit: impl FnMut(&str, &str, &mut Map<String, Value>),
) {
    let items = root.get_mut("paths").and_then(Value::as_object_mut);
    let items = items.into_iter().flatten();
    for (path, item) in items.filter(|(path, _)| path.starts_with('/')) {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                visit(path, method, operation);
            }
        }
    }
}

/// What a `$ref` stands for; the node itself where it is none.
pub(crate) fn resolve<'a>(root: &'a Value, mut node: &'a Value) -> &'a Value {
    // A chain of references is short; the bound keeps a cycle from hanging the run.
    for _ in 0..32 {
        let Some(target) = node.get("$ref").and_then(Value::as_str) else {
            break;
        };
        let Some(found) = pointer_of(target).and_then(|pointer| root.pointer(&pointer)) else {
            break;
        };
        node = found;
    }
    node
}

/// The JSON pointer that a reference within the document stands for: what follows the `#`, percent-decoded.
pub(crate) fn pointer_of(reference: &str) -> Option<Cow<'_, str>> {
    let fragment = reference.strip_prefix('#')?;
    percent_encoding::percent_decode_str(fragment)
        .decode_utf8()
        .ok()
}

/// The name of the component schema that a `$ref` node points to.
pub(crate) fn schema_name(node: &Value) -> Option<&str> {
    node.get("$ref")?.as_str()?.strip_prefix(SCHEMA_PREFIX)
}

/// The name of the component schema that a reference is to.
pub(crate) fn name_in_reference(reference: &str) -> Option<&str> {
    reference.strip_prefix(SCHEMA_PREFIX)
}

/// A `$ref` to a component schema.
pub(crate) fn schema_ref(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("{SCHEMA_PREFIX}{name}") })
}

/// The document's component schemas.
pub(crate) fn schemas(root: &Value) -> impl Iterator<Item = (&str, &Value)> {
    members(&root["components"]["schemas"])
}

/// The document's component schemas, to change them.
pub(crate) fn schemas_mut(root: &mut Value) -> Option<&mut Map<String, Value>> {
    root.get_mut("components")?
        .get_mut("schemas")?
        .as_object_mut()
}

/// What is done with a schema and its pointer.
pub(crate) type Visit<'a> = dyn FnMut(&str, &mut Value) + 'a;

/// Calls `visit` with the pointer of each schema of the document and the schema, outer ones first.
pub(crate) fn visit_schemas(root: &mut Value, visit: &mut Visit<'_>) {
    search(root, "", &mut |pointer, schema| {
        visit_schema(schema, pointer, visit);
    });
}

/// The same with inner ones first.
pub(crate) fn rewrite_schemas(root: &mut Value, rewrite: &mut Visit<'_>) {
    search(root, "", &mut |pointer, schema| {
        rewrite_schema(schema, pointer, rewrite);
    });
}

/// Calls `visit` with each schema that stands in no other.
pub(crate) fn visit_outer_schemas(root: &mut Value, visit: &mut Visit<'_>) {
    search(root, "", visit);
}

fn search(node: &mut Value, pointer: &str, found: &mut Visit<'_>) {
    let holder = pointer.rsplit('/').next().unwrap_or_default();
    let holds_names = NAMED.contains(&holder);
    each_child(node, pointer, &mut |key, child, pointer| {
        if holder == "schemas" || (key == "schema" && !holds_names) {
            found(pointer, child);
        } else if holds_names || !(OPAQUE.contains(&key) || key.starts_with("x-")) {
            search(child, pointer, found);
        }
    });
}

fn visit_schema(schema: &mut Value, pointer: &str, visit: &mut Visit<'_>) {
    visit(pointer, schema);
    each_schema_in(schema, pointer, &mut |pointer, child| {
        visit_schema(child, pointer, visit);
    });
}

/// The same with one schema and those in it.
pub(crate) fn rewrite_schema(schema: &mut Value, pointer: &str, rewrite: &mut Visit<'_>) {
    each_schema_in(schema, pointer, &mut |pointer, child| {
        rewrite_schema(child, pointer, rewrite);
    });
    rewrite(pointer, schema);
}

/// Calls `f` with each schema that stands directly in another.
pub(crate) fn each_schema_in(schema: &mut Value, pointer: &str, f: &mut Visit<'_>) {
    each_child(schema, pointer, &mut |key, child, pointer| match key {
        "properties" | "allOf" | "oneOf" | "anyOf" => {
            each_child(child, pointer, &mut |_, schema, pointer| {
                f(pointer, schema);
            });
        }
        "items" | "not" => f(pointer, child),
        "additionalProperties" if child.is_object() => f(pointer, child),
        _ => {}
    });
}

fn each_child(node: &mut Value, pointer: &str, f: &mut dyn FnMut(&str, &mut Value, &str)) {
    match node {
        Value::Object(map) => map
            .iter_mut()
            .for_each(|(key, child)| f(key, child, &join_pointer(pointer, key))),
        Value::Array(list) => list.iter_mut().enumerate().for_each(|(index, child)| {
            f(
                &index.to_string(),
                child,
                &join_pointer(pointer, &index.to_string()),
            );
        }),
        _ => {}
    }
}

/// Which component schemas are written (reachable from a request body) and which are read (from a response).
pub(crate) struct Direction {
    pub(crate) written: BTreeSet<String>,
    pub(crate) read: BTreeSet<String>,
}

/// Follows all references from parameters, request bodies and responses.
pub(crate) fn direction(root: &Value) -> Direction {
    let mut direction = Direction {
        written: BTreeSet::new(),
        read: BTreeSet::new(),
    };
    for site in operations(root) {
        for parameter in &site.parameters {
            reach(root, parameter, &mut direction.written);
        }
        reach(root, &site.operation["requestBody"], &mut direction.written);
        reach(root, &site.operation["responses"], &mut direction.read);
    }
    direction
}

/// Finds the component schemas that a node leads to. References are followed from a list, not by recursion: a chain of
/// them may be as long as the document.
fn reach(root: &Value, node: &Value, found: &mut BTreeSet<String>) {
    let mut open = vec![node];
    // What is no schema leads back to none of its kind, but by an odd reference.
    let mut others = 0;
    while let Some(node) = open.pop() {
        if let Some(target) = node.get("$ref").and_then(Value::as_str) {
            let fresh = match schema_name(node) {
                Some(name) => found.insert(name.to_owned()),
                None => {
                    others += 1;
                    others < 10_000
                }
            };
            if fresh {
                open.extend(pointer_of(target).and_then(|pointer| root.pointer(&pointer)));
            }
            continue;
        }
        open.extend(
            members(node)
                .filter(|(key, _)| !OPAQUE.contains(key))
                .map(|(_, child)| child),
        );
        open.extend(elements(node));
    }
}

/// The members of an object; none for anything else.
pub(crate) fn members(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    node.as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value))
}

/// The elements of an array; none for anything else.
pub(crate) fn elements(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_array().into_iter().flatten()
}

/// The text of a member; empty where there is none.
pub(crate) fn text<'a>(node: &'a Value, member: &str) -> &'a str {
    node.get(member).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_found_wherever_they_stand_and_data_is_left_alone() {
        let mut document = serde_json::json!({
            "components": {
                "schemas": {"A": {"properties": {"schema": {"items": {}}}, "example": {"schema": {}}}},
                "headers": {"x-h": {"schema": {}}},
                "parameters": {"schema": {"schema": {}, "example": {"schema": {}}}},
            },
            "paths": {"/a": {"get": {"responses": {"default": {"content": {"a/b": {"schema": {}}}}}}}},
        });
        let mut found = Vec::new();
        visit_schemas(&mut document, &mut |pointer, _| {
            found.push(pointer.to_owned());
        });
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "/components/headers/x-h/schema",
                "/components/parameters/schema/schema",
                "/components/schemas/A",
                "/components/schemas/A/properties/schema",
                "/components/schemas/A/properties/schema/items",
                "/paths/~1a/get/responses/default/content/a~1b/schema",
            ]
        );
    }
}
