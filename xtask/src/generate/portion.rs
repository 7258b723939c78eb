//! What progenitor is told of a document: how operations send and what they answer. Its model of OpenAPI refuses a
//! document for a word of prose, which nothing is made of here, and for parts that documents often lack.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::openapi;

/// What a parameter says of its type and its way to the wire.
const OF_PARAMETERS: [&str; 8] = [
    "$ref", "in", "name", "required", "schema", "content", "style", "explode",
];

/// A document of some paths.
pub(super) fn of(paths: &[(&str, &Value)], components: &Value) -> Value {
    let paths: Map<String, Value> = paths
        .iter()
        .map(|(path, item)| ((*path).to_owned(), path_item(item)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": paths,
        "components": components,
    })
}

/// The components, of those that are no schemas only what operations refer to.
pub(super) fn components(document: &Value) -> Value {
    let mut used = BTreeSet::new();
    for (_, item) in openapi::members(&document["paths"]) {
        let operations = openapi::METHODS
            .iter()
            .filter_map(|method| item.get(method));
        for owner in operations.chain([item]) {
            let nodes = openapi::elements(&owner["parameters"]);
            let answers = openapi::members(&owner["responses"]).map(|(_, answer)| answer);
            let nodes = nodes.chain(answers).chain(owner.get("requestBody"));
            used.extend(nodes.filter_map(|node| node.get("$ref")?.as_str()));
        }
    }
    let named = |kind: &str, told: fn(&Value) -> Value| -> Map<String, Value> {
        openapi::members(&document["components"][kind])
            .filter(|(name, _)| used.contains(format!("#/components/{kind}/{name}").as_str()))
            .map(|(name, node)| (name.to_owned(), told(node)))
            .collect()
    };
    json!({
        "parameters": named("parameters", parameter),
        "requestBodies": named("requestBodies", body),
        "responses": named("responses", answer),
        "schemas": document["components"].get("schemas").cloned().unwrap_or_else(|| json!({})),
    })
}

fn path_item(item: &Value) -> Value {
    let mut told = Map::new();
    if let Some(reference) = item.get("$ref") {
        told.insert("$ref".to_owned(), reference.clone());
    }
    told.insert("parameters".to_owned(), parameters(item));
    for method in openapi::METHODS {
        if let Some(operation) = item.get(method) {
            let answers: Map<String, Value> = openapi::members(&operation["responses"])
                .filter(|(status, _)| !status.starts_with("x-"))
                .map(|(status, node)| (status.to_owned(), answer(node)))
                .collect();
            let mut made = json!({
                "operationId": openapi::text(operation, "operationId"),
                "parameters": parameters(operation),
                "responses": answers,
            });
            if let Some(node) = operation.get("requestBody") {
                made["requestBody"] = body(node);
            }
            told.insert(method.to_owned(), made);
        }
    }
    Value::Object(told)
}

fn parameters(owner: &Value) -> Value {
    openapi::elements(&owner["parameters"])
        .map(parameter)
        .collect()
}

fn parameter(node: &Value) -> Value {
    let mut told = only(node, &OF_PARAMETERS);
    // One that does not fit its schema is refused, and nothing is made of those that do.
    // Nor is one of a path that says nothing of its type, and all operations have another in its place.
    let says_nothing = ["$ref", "content"]
        .iter()
        .all(|word| told.get(word).is_none());
    if says_nothing && told.get("schema").is_none() {
        told["schema"] = json!({ "type": "string" });
    }
    if let Some(schema) = told.get_mut("schema") {
        openapi::rewrite_schema(schema, "", &mut |_, schema| {
            schema
                .as_object_mut()
                .map(|schema| schema.remove("default"));
        });
    }
    told
}

fn body(node: &Value) -> Value {
    only(node, &["$ref", "required", "content"])
}

fn answer(node: &Value) -> Value {
    let mut told = only(node, &["$ref", "content"]);
    if told.get("$ref").is_none() {
        told["description"] = "".into();
    }
    told
}

/// Some members of a node; of its content, the schemas.
fn only(node: &Value, told: &[&str]) -> Value {
    if let Some(reference) = node.get("$ref") {
        return json!({ "$ref": reference });
    }
    let mut made = Map::new();
    for (name, value) in openapi::members(node).filter(|(name, _)| told.contains(name)) {
        let value = if name == "content" {
            openapi::members(value)
                .map(|(media, content)| {
                    let content = openapi::members(content)
                        .filter(|(name, _)| ["schema", "encoding"].contains(name))
                        .map(|(name, value)| (name.to_owned(), value.clone()));
                    (media.to_owned(), Value::Object(content.collect()))
                })
                .collect::<Map<String, Value>>()
                .into()
        } else {
            value.clone()
        };
        made.insert(name.to_owned(), value);
    }
    Value::Object(made)
}

#[cfg(test)]
mod tests {
    use crate::testing::{code, document};

    #[test]
    fn prose_and_what_is_missing_beside_an_operation_is_no_matter() {
        let document = document(
            "tags: 5
security: none
paths: {/a: {summary: 1, parameters: [{name: q, in: query}], get: {operationId: op, summary: [x], tags: no, parameters: [{name: q, in: query, schema: {type: integer, default: x}}], responses: {x-a: 1, '200': {content: {application/json: {example: 1, schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {securitySchemes: 1, links: 2, parameters: {unused: {name: n, in: query}}, schemas: {A: {type: object, title: 5, description: {}, properties: {a: {type: string}}}}}",
        );
        let code = code(&document).unwrap();
        assert!(
            code.contains("pub async fn op(&self, params: OpParams) -> Result<Answer<A>, Error>"),
            "{code}"
        );
    }
}
