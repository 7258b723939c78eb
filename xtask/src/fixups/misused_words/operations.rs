//! What stands between `paths` and the schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Stage;
use crate::load::join_pointer;
use crate::openapi;

const FLAGS_OF_PARAMETERS: [&str; 4] = ["required", "explode", "allowReserved", "allowEmptyValue"];
/// Members of which an empty one is as good as none.
const MAY_BE_EMPTY: [&str; 7] = [
    "content",
    "encoding",
    "headers",
    "parameters",
    "requestBody",
    "responses",
    "schema",
];

impl Stage<'_> {
    pub(super) fn operations(&mut self, document: &mut Value) {
        let components = document
            .get_mut("components")
            .and_then(Value::as_object_mut);
        for (part, named) in components.into_iter().flatten() {
            let at = join_pointer("/components", part);
            for (name, node) in named.as_object_mut().into_iter().flatten() {
                let at = join_pointer(&at, name);
                match part.as_str() {
                    "parameters" | "headers" => self.with_content(node, &at),
                    "requestBodies" => self.body(node, &at),
                    "responses" => self.response(node, &at),
                    _ => {}
                }
            }
        }
        let paths = document.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let at = join_pointer("/paths", path);
            if item.is_null() {
                *item = json!({});
            }
            self.owner(item, &at);
            for method in openapi::METHODS {
                match item.get_mut(method) {
                    Some(Value::Null) => {
                        self.left_out(&join_pointer(&at, method));
                        item.as_object_mut().map(|item| item.remove(method));
                    }
                    Some(operation) => self.owner(operation, &join_pointer(&at, method)),
                    None => {}
                }
            }
        }
    }

    /// A path item or an operation.
    fn owner(&mut self, owner: &mut Value, at: &str) {
        if self.members(owner, at).is_none() {
            return;
        }
        self.security(owner, at);
        let Some(members) = owner.as_object_mut() else {
            return;
        };
        if let Some(body) = members.get_mut("requestBody") {
            self.body(body, &join_pointer(at, "requestBody"));
        }
        let parameters = members.get_mut("parameters").and_then(Value::as_array_mut);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            self.with_content(parameter, &format!("{at}/parameters/{index}"));
        }
        let answers = members.get_mut("responses").and_then(Value::as_object_mut);
        for (status, answer) in answers.into_iter().flatten() {
            self.response(
                answer,
                &join_pointer(&join_pointer(at, "responses"), status),
            );
        }
    }

    /// What an operation or the document asks for: a list of mappings, which people write as a mapping or as names.
    pub(super) fn security(&mut self, owner: &mut Value, at: &str) {
        let Some(security) = owner.get_mut("security") else {
            return;
        };
        let at = join_pointer(at, "security");
        let mut meant = false;
        if security.is_object() || security.is_string() {
            *security = json!([security.take()]);
            meant = true;
        }
        for requirement in security.as_array_mut().into_iter().flatten() {
            if let Some(name) = requirement.as_str() {
                *requirement = json!({ name: [] });
                meant = true;
            }
        }
        if meant {
            self.count += 1;
            let what = "no list of mappings; read as it is meant";
            self.notes.add(at, what);
        }
    }

    fn response(&mut self, answer: &mut Value, at: &str) {
        self.body(answer, at);
        let headers = answer.get_mut("headers").and_then(Value::as_object_mut);
        let Some(headers) = headers else { return };
        let at_headers = join_pointer(at, "headers");
        let names: Vec<String> = headers.keys().cloned().collect();
        for name in names {
            let at = join_pointer(&at_headers, &name);
            if self.strays.contains(&at) {
                headers.remove(&name);
                self.count += 1;
                self.notes.add(at, "leads to no header, and is left out");
            }
        }
        for (name, header) in headers {
            self.with_content(header, &join_pointer(&join_pointer(at, "headers"), name));
        }
    }

    /// A body of a request or of an answer. What stands beside `content` but belongs in it would be no body at all.
    fn body(&mut self, node: &mut Value, at: &str) {
        let has_content = openapi::members(&node["content"]).next().is_some();
        if let Some(members) = node.as_object_mut().filter(|_| !has_content) {
            let is_media =
                |name: &str| name.contains('/') && name.is_ascii() && !name.starts_with("x-");
            let strays: Vec<String> = members
                .iter()
                .filter(|(name, value)| value.is_object() && (is_media(name) || *name == "schema"))
                .map(|(name, _)| name.clone())
                .collect();
            let mut content = Map::new();
            for stray in strays {
                let value = members.remove(&stray).unwrap_or_default();
                self.count += 1;
                let what = "stands outside of `content`; read as it is meant";
                self.notes.add(join_pointer(at, &stray), what);
                if is_media(&stray) {
                    content.insert(stray, value);
                } else {
                    content.insert("application/json".to_owned(), json!({ "schema": value }));
                }
            }
            if !content.is_empty() {
                members.insert("content".to_owned(), content.into());
            }
        }
        self.with_content(node, at);
    }

    /// A parameter, a header, a body or an answer.
    fn with_content(&mut self, node: &mut Value, at: &str) {
        let Some(members) = self.members(node, at) else {
            return;
        };
        for flag in FLAGS_OF_PARAMETERS {
            self.keep(members, flag, at, Value::is_boolean);
        }
        self.keep(members, "style", at, Value::is_string);
        let content = members.get_mut("content").and_then(Value::as_object_mut);
        for (media, content) in content.into_iter().flatten() {
            let at = join_pointer(&join_pointer(at, "content"), media);
            if content.is_null() {
                *content = json!({});
            }
            let Some(members) = self.members(content, &at) else {
                continue;
            };
            self.keep(members, "encoding", &at, Value::is_object);
            let encoding = members.get_mut("encoding").and_then(Value::as_object_mut);
            let at = join_pointer(&at, "encoding");
            for (member, encoding) in encoding.into_iter().flatten() {
                let at = join_pointer(&at, member);
                if !encoding.is_object() {
                    self.left_out(&at);
                    *encoding = json!({});
                }
                if let Some(members) = self.members(encoding, &at) {
                    for flag in FLAGS_OF_PARAMETERS {
                        self.keep(members, flag, &at, Value::is_boolean);
                    }
                    for text in ["style", "contentType"] {
                        self.keep(members, text, &at, Value::is_string);
                    }
                }
            }
        }
    }

    /// The members of a node, without those that are but names.
    fn members<'n>(&mut self, node: &'n mut Value, at: &str) -> Option<&'n mut Map<String, Value>> {
        let members = node.as_object_mut()?;
        for member in MAY_BE_EMPTY {
            self.keep(members, member, at, |value| !value.is_null());
        }
        Some(members)
    }
}

/// Where headers of answers refer to what is no header.
pub(super) fn stray_headers(document: &Value) -> BTreeSet<String> {
    let mut owners = Vec::new();
    let components = &document["components"];
    let shared = openapi::members(&components["responses"]);
    let at = "/components/responses";
    owners.extend(shared.map(|(name, answer)| (join_pointer(at, name), answer)));
    for site in openapi::operations(document) {
        let at = join_pointer(&site.pointer(), "responses");
        let answers = openapi::members(&site.operation["responses"]);
        owners.extend(answers.map(|(status, answer)| (join_pointer(&at, status), answer)));
    }
    let mut strays = BTreeSet::new();
    for (at, answer) in owners {
        for (name, header) in openapi::members(&answer["headers"]) {
            let found = openapi::resolve(document, header);
            // Some refer to the schema of the header in its place.
            let schema =
                openapi::schema_name(header).and_then(|name| components["schemas"].get(name));
            let is_header =
                schema.is_some() || found.get("schema").is_some() || found.get("content").is_some();
            if header.get("$ref").is_some() && !is_header {
                strays.insert(join_pointer(&join_pointer(&at, "headers"), name));
            }
        }
    }
    strays
}
