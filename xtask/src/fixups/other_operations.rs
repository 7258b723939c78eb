//! Operations with anything that progenitor has no word for, or panics on: cookies, styles, bodies and answers of other
//! media types or of several, classes of statuses, braces that it reads in its own way. Ours are made from the document,
//! so it need not know them.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::Value;

use super::{Fixup, MULTIPART, is_ignored};
use crate::notes::Notes;
use crate::openapi::{self, Site};

pub(super) const FIXUP: Fixup = Fixup {
    name: "other-operations",
    apply,
};

/// The parts of `components` that only operations refer to.
const OF_OPERATIONS: [&str; 3] = ["parameters", "requestBodies", "responses"];

/// Takes each such operation out of what progenitor is given, and with the first of them what only they refer to.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let sites = openapi::operations(document);
    let plain: Vec<bool> = sites.iter().map(|site| is_plain(document, site)).collect();
    let count = plain.iter().filter(|plain| !**plain).count();
    if count == 0 {
        return 0;
    }
    let mut used = BTreeSet::new();
    for (site, _) in sites.iter().zip(&plain).filter(|(_, plain)| **plain) {
        let item = &document["paths"][site.path];
        for node in [site.operation, &item["parameters"]] {
            references(document, node, &mut used, 0);
        }
    }
    let mut plain = plain.into_iter();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let Some(item) = item.as_object_mut().filter(|_| path.starts_with('/')) else {
            continue;
        };
        let mut left = 0;
        for method in openapi::METHODS {
            if !item.get(method).is_some_and(Value::is_object) {
                continue;
            }
            if plain.next() == Some(false) {
                item.remove(method);
            } else {
                left += 1;
            }
        }
        if left == 0 {
            item.remove("parameters");
        }
    }
    let components = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    if let Some(components) = components {
        for kind in OF_OPERATIONS {
            let members = components.get_mut(kind).and_then(Value::as_object_mut);
            if let Some(members) = members {
                members.retain(|name, _| used.contains(&format!("#/components/{kind}/{name}")));
            }
        }
    }
    count
}

/// Adds all references below a node to components that are no schemas.
fn references(root: &Value, node: &Value, used: &mut BTreeSet<String>, depth: usize) {
    // Deeper than any body or answer is; schemas are not followed.
    if depth > 32 {
        return;
    }
    if let Some(target) = node.get("$ref").and_then(Value::as_str) {
        if openapi::schema_name(node).is_none()
            && used.insert(target.to_owned())
            && let Some(next) = target
                .strip_prefix('#')
                .and_then(|pointer| root.pointer(pointer))
        {
            references(root, next, used, depth + 1);
        }
        return;
    }
    openapi::members(node).for_each(|(_, child)| references(root, child, used, depth + 1));
    openapi::elements(node).for_each(|child| references(root, child, used, depth + 1));
}

fn is_plain(root: &Value, site: &Site<'_>) -> bool {
    let has_no_other = ["callbacks", "servers"]
        .iter()
        .all(|other| site.operation.get(other).is_none());
    site.method != "trace"
        && has_no_other
        && has_plain_references(root, site)
        && has_plain_parameters(root, site)
        && has_plain_body(root, site.operation)
        && has_plain_answers(root, &site.operation["responses"])
}

/// Whether what it refers to stands in `components`, in no more than one step.
fn has_plain_references(root: &Value, site: &Site<'_>) -> bool {
    let item = &root["paths"][site.path];
    let parameters = [item, site.operation]
        .into_iter()
        .flat_map(|owner| openapi::elements(&owner["parameters"]));
    let answers = openapi::members(&site.operation["responses"]).map(|(_, answer)| answer);
    parameters
        .chain(answers)
        .chain(site.operation.get("requestBody"))
        .filter_map(|node| node.get("$ref")?.as_str())
        .all(|reference| {
            let Some(place) = reference.strip_prefix("#/components/") else {
                return false;
            };
            place.matches('/').count() == 1
                && !place.contains(['%', '~'])
                && root
                    .pointer(&reference[1..])
                    .is_some_and(|target| target.get("$ref").is_none())
        })
}

fn has_plain_parameters(root: &Value, site: &Site<'_>) -> bool {
    let item = &root["paths"][site.path];
    let spellings: BTreeSet<(&str, &str)> = [item, site.operation]
        .into_iter()
        .flat_map(|owner| openapi::elements(&owner["parameters"]))
        .map(|parameter| openapi::resolve(root, parameter))
        .map(|parameter| {
            (
                openapi::text(parameter, "in"),
                openapi::text(parameter, "name"),
            )
        })
        .collect();
    // One header in two spellings is two of them to progenitor.
    if spellings.len() != site.parameters.len() {
        return false;
    }
    let mut names = BTreeSet::from(["body".to_owned()]);
    let mut in_path = BTreeSet::new();
    for parameter in site
        .parameters
        .iter()
        .filter(|parameter| !is_ignored(parameter))
    {
        let name = openapi::text(parameter, "name");
        let place = openapi::text(parameter, "in");
        let style = match place {
            "query" => "form",
            "path" | "header" => "simple",
            _ => return false,
        };
        if place == "path" && !in_path.insert(name) {
            return false;
        }
        let words = name.to_snake_case();
        let is_name =
            words.starts_with(|first: char| first.is_ascii_lowercase()) && words.is_ascii();
        let is_plain = is_name
            && names.insert(words)
            && matches!(openapi::text(parameter, "style"), given if given.is_empty() || given == style)
            && parameter["allowReserved"] != true
            && parameter.get("content").is_none()
            && (place != "path" || parameter["required"] == true)
            && is_plain_schema(root, &parameter["schema"], place == "query");
        if !is_plain {
            return false;
        }
    }
    has_plain_braces(site.path, &in_path)
}

/// Whether the names in braces are those of the parameters, each once.
fn has_plain_braces(path: &str, names: &BTreeSet<&str>) -> bool {
    let mut found = BTreeSet::new();
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else {
            return false;
        };
        if before.contains('}') || !found.insert(name) || after.starts_with('{') {
            return false;
        }
        rest = after;
    }
    !rest.contains('}') && !path.contains("//") && found == *names
}

fn is_plain_schema(root: &Value, schema: &Value, may_be_list: bool) -> bool {
    let target = openapi::resolve(root, schema);
    if target["nullable"] == true {
        return false;
    }
    match openapi::text(target, "type") {
        "string" | "number" | "integer" | "boolean" => true,
        "array" => {
            may_be_list
                && openapi::schema_name(schema).is_none()
                && is_plain_schema(root, &target["items"], false)
        }
        _ => false,
    }
}

fn has_plain_body(root: &Value, operation: &Value) -> bool {
    let Some(body) = operation.get("requestBody") else {
        return true;
    };
    let body = openapi::resolve(root, body);
    let content: Vec<(&str, &Value)> = openapi::members(&body["content"]).collect();
    match content.as_slice() {
        [(media, content)] => {
            // Forms of parts are another fixup's matter.
            *media == MULTIPART
                || (is_plain_json(media) || *media == "application/x-www-form-urlencoded")
                    && content.get("encoding").is_none()
                    && openapi::schema_name(&content["schema"]).is_some()
        }
        _ => false,
    }
}

fn is_plain_json(media: &str) -> bool {
    media.split(';').next() == Some("application/json")
}

/// The errors of several types and `default` are other fixups' matter, which come before this one.
fn has_plain_answers(root: &Value, answers: &Value) -> bool {
    let mut successes = BTreeSet::new();
    for (status, answer) in openapi::members(answers) {
        let answer = openapi::resolve(root, answer);
        let mut content = openapi::members(&answer["content"]);
        let body = match (content.next(), content.next()) {
            (None, _) => String::new(),
            (Some((media, content)), None) if is_plain_json(media) => {
                let schema = &content["schema"];
                let is_plain = openapi::schema_name(schema)
                    .or_else(|| openapi::schema_name(&schema["items"]))
                    .is_some();
                if !is_plain {
                    return false;
                }
                schema.to_string()
            }
            _ => return false,
        };
        if status == "default" {
            continue;
        }
        if status.len() != 3 || !status.bytes().all(|digit| digit.is_ascii_digit()) {
            return false;
        }
        if status.starts_with('2') {
            successes.insert(body);
        }
    }
    successes.len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    /// A document with one operation that has this in it, beside a plain one.
    fn with(path: &str, operation: &str) -> Value {
        document(&format!(
            "paths: {{'{path}': {{post: {{operationId: odd, {operation}}}}}, /plain: {{get: {{operationId: plain, responses: {{'204': {{description: d}}}}}}}}}}
components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}, B: {{type: object, properties: {{b: {{type: string}}}}}}}}}}"
        ))
    }

    #[test]
    fn what_progenitor_cannot_take_is_made_without_it() {
        const DONE: &str = "responses: {'204': {description: d}}";
        const A: &str = "{schema: {$ref: '#/components/schemas/A'}}";
        let parameter = |parameter: &str| format!("parameters: [{parameter}], {DONE}");
        for (path, operation) in [
            ("/a", parameter("{name: p, in: cookie, schema: {type: string}}")),
            ("/a", parameter("{name: p, in: query, style: deepObject, schema: {$ref: '#/components/schemas/A'}}")),
            ("/a", parameter("{name: p, in: query, content: {application/json: {schema: {type: string}}}}")),
            ("/a", parameter("{name: p, in: query, schema: {type: string}, content: {application/json: {schema: {type: string}}}}")),
            ("/a/{a-b}{c}", DONE.to_owned()),
            ("/a", format!("requestBody: {{required: true, content: {{application/jwt: {A}}}}}, {DONE}")),
            ("/a", format!("requestBody: {{required: true, content: {{application/json: {A}, application/xml: {{}}}}}}, {DONE}")),
            ("/a", "responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, '202': {description: d}}".to_owned()),
        ] {
            let document = with(path, &operation);
            assert_eq!(count(FIXUP.name, &document), 1, "{operation}");
            let code = code(&document).unwrap_or_else(|error| panic!("{operation}: {error:#}"));
            assert!(code.contains("pub async fn odd(") && code.contains("pub async fn plain("));
            assert!(code_without(FIXUP.name, &document).is_err(), "{operation}");
        }
        assert_eq!(count(FIXUP.name, &with("/a", DONE)), 0);
    }
}
