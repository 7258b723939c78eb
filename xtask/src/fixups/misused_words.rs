//! Words of OpenAPI that hold what they cannot: `required: true` on a member, `type: date`, `items` as a list, a name
//! with nothing behind it. Nobody downstream has to reckon with them.

mod listed;

use serde_json::{Map, Value, json};

use super::{Fixup, NUMERIC_ENUM, ONE_OR_MANY};
use crate::components::{NAME_IN_DOCUMENT, OWNER};
use crate::load::join_pointer;
use crate::notes::Notes;
use crate::openapi;
use crate::strict::{Holds, KEYWORDS};
use crate::types::EXTENDS;
use crate::values::RUST_TYPE;

pub(super) const FIXUP: Fixup = Fixup {
    name: "misused-words",
    apply,
};

/// What schemas say beside their demands, as far as something is made of it.
const FLAGS_OF_SCHEMAS: [&str; 3] = ["nullable", "readOnly", "writeOnly"];
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
/// Words by which the fixups tell each other something.
const OURS: [&str; 6] = [
    EXTENDS,
    NAME_IN_DOCUMENT,
    NUMERIC_ENUM,
    ONE_OR_MANY,
    OWNER,
    RUST_TYPE,
];

/// Leaves out each such word, with a note.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    let mut stage = Stage { notes, count: 0 };
    stage.operations(document);
    openapi::visit_schemas(document, &mut |pointer, schema| {
        stage.schema(schema, pointer);
    });
    stage.count
}

struct Stage<'a> {
    notes: &'a Notes,
    count: usize,
}

impl Stage<'_> {
    fn operations(&mut self, document: &mut Value) {
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
        let Some(members) = self.members(owner, at) else {
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

    fn response(&mut self, answer: &mut Value, at: &str) {
        self.body(answer, at);
        let headers = answer.get_mut("headers").and_then(Value::as_object_mut);
        for (name, header) in headers.into_iter().flatten() {
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

    fn schema(&mut self, schema: &mut Value, at: &str) {
        let Some(members) = schema.as_object_mut() else {
            self.count += 1;
            let what = "a schema that is no mapping; any JSON is taken in its place";
            self.notes.add(at, what);
            *schema = json!({});
            return;
        };
        for word in OURS {
            self.keep(members, word, at, |_| false);
        }
        if members.contains_key("$ref") {
            return;
        }
        self.types_of_3_1(members, at);
        self.listed_values(members, at);
        for (word, holds) in KEYWORDS {
            // In a choice, `null` is one of the branches of later versions.
            let is_right = |value: &Value| match holds {
                Holds::Type => value == "null" || holds.takes(value),
                Holds::Schemas | Holds::List if word != "required" => {
                    value.as_array().is_some_and(|list| !list.is_empty())
                }
                Holds::Schema => true,
                _ => holds.takes(value),
            };
            self.keep(members, word, at, is_right);
        }
        for flag in FLAGS_OF_SCHEMAS {
            self.keep(members, flag, at, Value::is_boolean);
        }
        if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut)
            && !required.iter().all(Value::is_string)
        {
            self.left_out(&join_pointer(at, "required"));
            required.retain(Value::is_string);
        }
        self.keep(members, "discriminator", at, |discriminator| {
            discriminator["propertyName"].is_string()
                && discriminator.get("mapping").is_none_or(Value::is_object)
        });
        if let Some(Value::Object(mapping)) = members
            .get_mut("discriminator")
            .and_then(|discriminator| discriminator.get_mut("mapping"))
        {
            let at = join_pointer(&join_pointer(at, "discriminator"), "mapping");
            let names: Vec<String> = mapping.keys().cloned().collect();
            for name in names {
                self.keep(mapping, &name, &at, Value::is_string);
            }
        }
    }

    /// A list of a type and `null`, as later versions have it.
    fn types_of_3_1(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::Array(types)) = members.get("type") else {
            return;
        };
        let count = types.len();
        let others: Vec<Value> = types
            .iter()
            .filter(|name| *name != "null")
            .cloned()
            .collect();
        if let [one] = others.as_slice() {
            if count > 1 {
                members.insert("nullable".to_owned(), true.into());
            }
            members.insert("type".to_owned(), one.clone());
            self.count += 1;
            let what = "a list of types, which OpenAPI 3.0 does not know; read as it is meant";
            self.notes.add(join_pointer(at, "type"), what);
        }
    }

    /// Leaves out a member that does not hold what it must.
    fn keep(
        &mut self,
        members: &mut Map<String, Value>,
        name: &str,
        at: &str,
        is_right: impl Fn(&Value) -> bool,
    ) {
        if members.get(name).is_some_and(|value| !is_right(value)) {
            members.remove(name);
            self.left_out(&join_pointer(at, name));
        }
    }

    fn left_out(&mut self, at: &str) {
        self.count += 1;
        let what = "does not hold what OpenAPI 3.0 asks for, and is left out";
        self.notes.add(at, what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document, noted};

    #[test]
    fn bodies_outside_of_content_are_bodies() {
        let document = document(
            "paths: {/a: {post: {operationId: op,
  requestBody: {required: true, application/json: {schema: {$ref: '#/components/schemas/A'}}},
  responses: {'200': {description: d, schema: {$ref: '#/components/schemas/A'}}, '400': {$ref: '#/components/responses/E'}}}}}
components: {responses: {E: {description: d, content: {}, application/json; charset=utf-8: {schema: {$ref: '#/components/schemas/B'}}}},
  schemas: {A: {type: object, properties: {n: {type: string}}}, B: {type: object, properties: {m: {type: string}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        for expected in [
            "body: &A",
            "Result<Answer<A>, Error>",
            "Documented::new(400, \"application/json; charset=utf-8\", \"B\")",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(
            noted(&document).contains(
                &"/paths/~1a/post/responses/200/schema: stands outside of `content`; read as it is meant"
                    .to_owned()
            )
        );
    }

    #[test]
    fn words_that_hold_something_else_are_left_out_and_noted() {
        let document = document(
            "paths: {/a: {get: {operationId: op, parameters: [{name: p, in: query, required: 'yes', schema: {type: string}}], responses: {'200': {description: d, headers: null, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}, /b: null}
components: {schemas: {A: {type: object, required: [a, 1], properties: {
  a: {type: string, required: true, maxLength: long},
  b: {type: date},
  c: {type: array, items: [{type: string}]},
  d: {type: [string, 'null'], x-rust-type: {crate: std}},
  e: 5,
  f: {type: string, enum: [], nullable: 'no'},
  g: {properties: [], allOf: []},
  h: {oneOf: [{type: 'null'}, {type: string}]}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 14);
        let code = code(&document).unwrap();
        for expected in [
            "pub a: Text,",
            "pub b: Option<Json>,",
            "pub c: Option<Vec<Json>>,",
            "pub d: Option<Text>,",
            "pub e: Option<Json>,",
            "pub f: Option<Text>,",
            "pub g: Option<Json>,",
            "pub h: Option<Text>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        let noted = noted(&document);
        assert!(
            noted.contains(&"/components/schemas/A/properties/b/type: does not hold what OpenAPI 3.0 asks for, and is left out".to_owned()),
            "{noted:?}"
        );
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
