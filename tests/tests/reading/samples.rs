//! Bodies made from a document: every member that a schema has, with the examples that its members have, or no more than
//! it must have.

use serde_json::{Map, Value};

/// The body that a document promises for a status of an operation, with all of its optional members.
pub(crate) fn answer(spec: &Value, operation: &str, status: &str) -> Value {
    sample(spec, schema(spec, operation, status))
}

/// The smallest of these bodies: without optional members, and with lists as short as they may be.
pub(crate) fn least(spec: &Value, operation: &str, status: &str) -> Value {
    least_sample(spec, schema(spec, operation, status))
}

fn schema<'a>(spec: &'a Value, operation: &str, status: &str) -> &'a Value {
    let operations = spec["paths"].as_object().unwrap().values();
    let found = operations
        .flat_map(|item| item.as_object().unwrap().values())
        .find(|found| found["operationId"] == operation)
        .unwrap_or_else(|| panic!("no operation {operation}"));
    let content = &resolved(spec, &found["responses"][status])["content"];
    let media = content.as_object().unwrap().values().next().unwrap();
    &media["schema"]
}

/// A value of a schema that has no more than it must.
fn least_sample(spec: &Value, schema: &Value) -> Value {
    let schema = resolved(spec, schema);
    if let Some(members) = schema["properties"].as_object() {
        let required = schema["required"].as_array().into_iter().flatten();
        let required = required.map(|name| name.as_str().unwrap());
        return required
            .map(|name| (name.to_owned(), least_sample(spec, &members[name])))
            .collect();
    }
    if schema["type"] == "array" {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        return (0..least)
            .map(|_| least_sample(spec, &schema["items"]))
            .collect();
    }
    sample(spec, schema)
}

/// A value of a schema.
fn sample(spec: &Value, schema: &Value) -> Value {
    let schema = resolved(spec, schema);
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(|part| sample(spec, part));
        let members = parts.filter_map(|part| part.as_object().cloned()).flatten();
        return Value::Object(members.collect::<Map<_, _>>());
    }
    if let Some(choice) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
        return sample(spec, choice);
    }
    if let Some(members) = schema["properties"].as_object() {
        let members = members.iter();
        return members
            .map(|(name, member)| (name.clone(), sample(spec, member)))
            .collect();
    }
    match schema["type"].as_str() {
        Some("array") => Value::Array(vec![sample(spec, &schema["items"])]),
        Some("boolean") => Value::Bool(true),
        _ if schema["enum"].is_array() => schema["enum"][0].clone(),
        Some("integer" | "number") => Value::from(1),
        Some("string") => Value::from("um texto"),
        _ => serde_json::json!({"livre": "um texto livre"}),
    }
}

fn resolved<'a>(spec: &'a Value, node: &'a Value) -> &'a Value {
    let mut node = node;
    while let Some(reference) = node["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').unwrap();
        node = spec
            .pointer(pointer)
            .unwrap_or_else(|| panic!("no {reference}"));
    }
    node
}
