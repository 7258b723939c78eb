//! `readOnly` members, which only answers have, and `writeOnly` ones, which only requests have. typify knows neither. A
//! component that is used one way loses the other way's members; one that is used both ways becomes two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Fixup;
use crate::components::{Components, OWNER};
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "one-way-members",
    apply,
};

/// Leaves them out where they are not; counts them.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let is_one_way =
        |property: &Value| property["readOnly"] == true || property["writeOnly"] == true;
    let holds_one = |schema: &Value| {
        openapi::members(&schema["properties"]).any(|(_, property)| is_one_way(property))
    };
    let mut any = false;
    openapi::visit_schemas(document, &mut |_, schema| any |= holds_one(schema));
    if !any {
        return 0;
    }
    let direction = openapi::direction(document);
    let mut components = Components::take(document);
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: Vec<&str> = Vec::new();
    for (name, schema) in &components.schemas {
        each_reference(schema, &mut |target| {
            users.entry(target).or_default().push(name);
        });
        if holds_one(schema) {
            open.push(name);
        }
    }
    let mut concerned: BTreeSet<&str> = BTreeSet::new();
    while let Some(name) = open.pop() {
        if concerned.insert(name) {
            open.extend(users.get(name).into_iter().flatten());
        }
    }
    let both: Vec<String> = concerned
        .into_iter()
        .filter(|name| direction.read.contains(*name) && direction.written.contains(*name))
        .map(str::to_owned)
        .collect();
    let mut requests: BTreeMap<String, String> = BTreeMap::new();
    for name in both {
        let mut schema = components.schemas[&name].clone();
        schema[OWNER] = components.owner(&name).into();
        let request = components.add(&format!("{name}Request"), schema);
        requests.insert(name, request);
    }
    let mut count = 0;
    let written: BTreeSet<&String> = requests.values().collect();
    for (name, schema) in &mut components.schemas {
        let is_request = written.contains(name);
        let is_written = direction.written.contains(name) && !requests.contains_key(name);
        if is_request || is_written {
            refer(schema, &requests);
            count += leave_out(schema, "readOnly");
        } else if direction.read.contains(name) {
            count += leave_out(schema, "writeOnly");
        }
    }
    components.put_back(document);
    let mut bodies: Vec<&mut Value> = Vec::new();
    let (paths, components): (Vec<&mut Value>, Vec<&mut Value>) = match document.as_object_mut() {
        Some(root) => {
            let mut paths = Vec::new();
            let mut components = Vec::new();
            for (key, value) in root {
                match key.as_str() {
                    "paths" => paths.push(value),
                    "components" => components.push(value),
                    _ => {}
                }
            }
            (paths, components)
        }
        None => return count,
    };
    for item in paths
        .into_iter()
        .filter_map(Value::as_object_mut)
        .flat_map(serde_json::Map::values_mut)
    {
        for operation in item
            .as_object_mut()
            .into_iter()
            .flat_map(serde_json::Map::values_mut)
        {
            bodies.extend(operation.get_mut("requestBody"));
        }
    }
    for all in components {
        let shared = all.get_mut("requestBodies").and_then(Value::as_object_mut);
        bodies.extend(shared.into_iter().flat_map(serde_json::Map::values_mut));
    }
    for body in bodies {
        refer(body, &requests);
        let content = body.get_mut("content").and_then(Value::as_object_mut);
        for media in content.into_iter().flat_map(serde_json::Map::values_mut) {
            count += media
                .get_mut("schema")
                .map_or(0, |schema| leave_out(schema, "readOnly"));
        }
    }
    count
}

/// Calls `f` with each component that a node refers to.
fn each_reference<'a>(node: &'a Value, f: &mut dyn FnMut(&'a str)) {
    openapi::schema_name(node).map(&mut *f);
    for (key, child) in openapi::members(node) {
        if !openapi::OPAQUE.contains(&key) {
            each_reference(child, f);
        }
    }
    openapi::elements(node).for_each(|child| each_reference(child, f));
}

/// Lets a node refer to what is sent.
fn refer(node: &mut Value, requests: &BTreeMap<String, String>) {
    if let Some(request) = openapi::schema_name(node).and_then(|name| requests.get(name)) {
        node["$ref"] = openapi::schema_ref(request)["$ref"].clone();
    }
    match node {
        Value::Object(members) => {
            for (key, child) in members {
                if key == "mapping" {
                    for target in child
                        .as_object_mut()
                        .into_iter()
                        .flat_map(serde_json::Map::values_mut)
                    {
                        let request = target.as_str().and_then(openapi::name_in_reference);
                        if let Some(request) = request.and_then(|name| requests.get(name)) {
                            *target = openapi::schema_ref(request)["$ref"].clone();
                        }
                    }
                } else if !openapi::OPAQUE.contains(&key.as_str()) {
                    refer(child, requests);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, requests)),
        _ => {}
    }
}

/// Takes the members with a mark away.
fn leave_out(schema: &mut Value, mark: &str) -> usize {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return 0;
    };
    let mut gone = BTreeSet::new();
    properties.retain(|name, property| {
        let goes = property[mark] == true;
        if goes {
            gone.insert(name.clone());
        }
        !goes
    });
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_none_or(|name| !gone.contains(name)));
    }
    gone.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn what_is_used_both_ways_becomes_two() {
        let document = document(
            "paths: {/a: {post: {operationId: op,
  requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
  responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}},
  put: {operationId: sent, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}, responses: {'204': {description: d}}}}}
components: {schemas: {
  A: {type: object, required: [id, b], properties: {id: {type: string, readOnly: true}, b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/C'}}},
  B: {type: object, required: [key], properties: {key: {type: string, writeOnly: true}, n: {type: string}}},
  C: {type: object, properties: {n: {type: string}}},
  S: {type: object, required: [at, n], properties: {at: {type: string, readOnly: true}, n: {type: string}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        for expected in [
            "body: &ARequest",
            "Result<Answer<A>, Error>",
            "pub struct A {\n    /// `b`, which the document does not describe.\n    pub b: B,",
            "pub id: Text,",
            "pub b: BRequest,",
            "pub fn new(b: BRequest) -> Self {",
            "pub fn new(key: impl Into<Text>) -> Self {",
            "pub struct C {",
            "pub fn new(n: impl Into<Text>) -> Self {",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(
            !code.contains("CRequest") && !code.contains("pub at:"),
            "{code}"
        );
        assert!(
            !code_without(FIXUP.name, &document)
                .unwrap()
                .contains("ARequest")
        );
    }
}
