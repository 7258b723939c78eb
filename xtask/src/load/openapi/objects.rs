//! What must be a mapping, a list or a text for the operations of a document to mean anything: everything from `paths`
//! down to the media types. What is wrong in schemas is less grave; a fixup leaves it out and says so.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::openapi::{METHODS, pointer_of};

use super::super::{Document, join_pointer};

/// An object of OpenAPI 3.0.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::Response => "a response",
            Self::Header => "a header",
            Self::MediaType => "a media type",
        }
    }

    const fn what_to_do(self) -> &'static str {
        match self {
            Self::PathItem => "give it operations, such as `get`",
            Self::Operation => "give it at least `responses`",
            Self::Parameter => "give it `name`, `in` and `schema`",
            Self::RequestBody => "give it `content` with a media type",
            Self::Response => "give it a `description`, and `content` if it has a body",
            Self::Header | Self::MediaType => "give it a `schema`",
        }
    }

    /// The part of `components` that holds them.
    const fn components(self) -> Option<&'static str> {
        match self {
            Self::Parameter => Some("parameters"),
            Self::RequestBody => Some("requestBodies"),
            Self::Response => Some("responses"),
            Self::Header => Some("headers"),
            Self::PathItem | Self::Operation | Self::MediaType => None,
        }
    }
}

/// How many references may follow on each other: whoever follows them stops there.
const LONGEST: usize = 32;

/// Members that hold objects of one kind: a list of them, them by name, or one.
#[derive(Clone, Copy)]
enum Holds {
    List,
    ByName,
    One,
}

/// Checks everything that operations are made of, but schemas.
pub(super) fn check(doc: &Document) -> Result<(), Diagnostic> {
    let mut search = Search {
        doc,
        open: Vec::new(),
        seen: BTreeSet::new(),
    };
    search.member(&doc.root, "", "paths", Holds::ByName, Kind::PathItem)?;
    let at = "/components";
    if let Some(components) = present(&doc.root, "components") {
        if !components.is_object() {
            return Err(doc.diagnostic(at, "is no mapping", "put `schemas` and the like in it"));
        }
        let schemas = present(components, "schemas");
        if schemas.is_some_and(|schemas| !schemas.is_object()) {
            let at = "/components/schemas";
            return Err(doc.diagnostic(
                at,
                "is no mapping",
                "put the schemas in it by their names",
            ));
        }
        for kind in [
            Kind::Parameter,
            Kind::RequestBody,
            Kind::Response,
            Kind::Header,
        ] {
            if let Some(part) = kind.components() {
                search.member(components, at, part, Holds::ByName, kind)?;
            }
        }
    }
    // From a list, not by recursion: references may be a chain as long as the document.
    while let Some(open) = search.open.pop() {
        search.object(&open)?;
    }
    Ok(())
}

/// A node that is to be one of a kind.
struct Open<'a> {
    node: &'a Value,
    at: String,
    kind: Kind,
    /// The reference that led to it, and where that stands.
    by: Option<(&'a str, String)>,
}

/// A member that is there and says something: in YAML a name with nothing behind it is null.
fn present<'a>(node: &'a Value, member: &str) -> Option<&'a Value> {
    node.get(member).filter(|value| !value.is_null())
}

struct Search<'a> {
    doc: &'a Document,
    open: Vec<Open<'a>>,
    /// What references have led to, as what.
    seen: BTreeSet<(String, Kind)>,
}

impl<'a> Search<'a> {
    fn object(&mut self, open: &Open<'a>) -> Result<(), Diagnostic> {
        let Open { node, at, kind, by } = open;
        let (node, kind) = (*node, *kind);
        let refuse = |what: String| match by {
            Some((reference, from)) => {
                let what = format!("`$ref: {reference}` leads to {what}");
                self.doc
                    .diagnostic(from, what, "refer to one of the kind that belongs here")
            }
            None => self.doc.diagnostic(at, what, kind.what_to_do()),
        };
        if node.is_null() && matches!(kind, Kind::MediaType | Kind::PathItem) {
            return Ok(());
        }
        let Some(members) = node.as_object() else {
            return Err(refuse(format!("{} that is no mapping", kind.name())));
        };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            self.follow(reference, at, kind)?;
            if kind != Kind::PathItem {
                return Ok(());
            }
        }
        match kind {
            Kind::PathItem => {
                self.member(node, at, "parameters", Holds::List, Kind::Parameter)?;
                for method in METHODS {
                    self.member(node, at, method, Holds::One, Kind::Operation)?;
                }
            }
            Kind::Operation => {
                self.member(node, at, "parameters", Holds::List, Kind::Parameter)?;
                self.member(node, at, "requestBody", Holds::One, Kind::RequestBody)?;
                self.member(node, at, "responses", Holds::ByName, Kind::Response)?;
            }
            Kind::Parameter => {
                for member in ["name", "in"] {
                    match members.get(member) {
                        Some(Value::String(_)) => {}
                        Some(_) => {
                            return Err(refuse(format!("a parameter whose `{member}` is no text")));
                        }
                        None => return Err(refuse(format!("a parameter without `{member}`"))),
                    }
                }
                self.member(node, at, "content", Holds::ByName, Kind::MediaType)?;
            }
            Kind::RequestBody | Kind::Header => {
                self.member(node, at, "content", Holds::ByName, Kind::MediaType)?;
            }
            Kind::Response => {
                self.member(node, at, "headers", Holds::ByName, Kind::Header)?;
                self.member(node, at, "content", Holds::ByName, Kind::MediaType)?;
            }
            Kind::MediaType => {}
        }
        Ok(())
    }

    /// Takes the objects of a member in turn.
    fn member(
        &mut self,
        node: &'a Value,
        at: &str,
        member: &str,
        holds: Holds,
        kind: Kind,
    ) -> Result<(), Diagnostic> {
        let Some(value) = present(node, member) else {
            return Ok(());
        };
        let at = join_pointer(at, member);
        let mut take = |node, at| {
            self.open.push(Open {
                node,
                at,
                kind,
                by: None,
            });
        };
        // The last is taken first.
        match (holds, value) {
            (Holds::One, _) => take(value, at),
            (Holds::List, Value::Array(list)) => {
                for (index, value) in list.iter().enumerate().rev() {
                    take(value, format!("{at}/{index}"));
                }
            }
            (Holds::ByName, Value::Object(named)) => {
                // Elsewhere a name may begin so.
                let extends = kind == Kind::PathItem
                    || (kind == Kind::Response && !at.starts_with("/components"));
                let is_one = |name: &str| !(extends && name.starts_with("x-"));
                for (name, value) in named.iter().rev().filter(|(name, _)| is_one(name)) {
                    take(value, join_pointer(&at, name));
                }
            }
            (Holds::List, _) => {
                return Err(self
                    .doc
                    .diagnostic(&at, "is no list", "put `-` before each of them"));
            }
            (Holds::ByName, _) => {
                let what_to_do = format!("put each in it by its name; {}", kind.what_to_do());
                return Err(self.doc.diagnostic(&at, "is no mapping", what_to_do));
            }
        }
        Ok(())
    }

    /// Takes what a reference leads to for an object of the kind that must stand here.
    fn follow(&mut self, reference: &'a str, at: &str, kind: Kind) -> Result<(), Diagnostic> {
        let at = join_pointer(at, "$ref");
        let root = &self.doc.root;
        let mut next = reference;
        for _ in 0..LONGEST {
            let Some(pointer) = pointer_of(next) else {
                return Ok(());
            };
            // What describes a header is told by a parameter, and by a schema, as well.
            let other = standing_at(&pointer).filter(|other| *other != kind.name());
            if kind == Kind::Header && matches!(other, Some("a parameter" | SCHEMA)) {
                return Ok(());
            }
            if let Some(other) = other {
                let what = format!(
                    "`$ref: {reference}` leads to {other}, where {} must stand",
                    kind.name()
                );
                let what_to_do = "refer to one of the kind that belongs here";
                return Err(self.doc.diagnostic(&at, what, what_to_do));
            }
            let Some(node) = root.pointer(&pointer) else {
                return Ok(());
            };
            match node.get("$ref").and_then(Value::as_str) {
                Some(further) => next = further,
                None => {
                    let pointer = pointer.into_owned();
                    if self.seen.insert((pointer.clone(), kind)) {
                        let by = Some((reference, at));
                        self.open.push(Open {
                            node,
                            at: pointer,
                            kind,
                            by,
                        });
                    }
                    return Ok(());
                }
            }
        }
        let what = format!("`$ref: {reference}` leads on over more than {LONGEST} references");
        Err(self
            .doc
            .diagnostic(&at, what, "refer to where the chain ends"))
    }
}

/// How a schema is called.
const SCHEMA: &str = "a schema";

/// What stands at a place by its name in OpenAPI, as far as its place tells.
fn standing_at(pointer: &str) -> Option<&'static str> {
    let mut steps = pointer.split('/').skip(1);
    let mut kind = match (steps.next()?, steps.next()?) {
        ("paths", _) => Kind::PathItem,
        ("components", part) => {
            steps.next()?;
            match part {
                "parameters" => Kind::Parameter,
                "requestBodies" => Kind::RequestBody,
                "responses" => Kind::Response,
                "headers" => Kind::Header,
                "schemas" => return Some(SCHEMA),
                "examples" => return Some("an example"),
                "links" => return Some("a link"),
                "callbacks" => return Some("a callback"),
                "securitySchemes" => return Some("a security scheme"),
                _ => return None,
            }
        }
        _ => return None,
    };
    while let Some(step) = steps.next() {
        let (inside, is_named) = match (kind, step) {
            (Kind::PathItem | Kind::Operation, "parameters") => (Kind::Parameter, true),
            (Kind::PathItem, method) if METHODS.contains(&method) => (Kind::Operation, false),
            (Kind::Operation, "requestBody") => (Kind::RequestBody, false),
            (Kind::Operation, "responses") => (Kind::Response, true),
            (Kind::Response, "headers") => (Kind::Header, true),
            (Kind::RequestBody | Kind::Response | Kind::Parameter | Kind::Header, "content") => {
                (Kind::MediaType, true)
            }
            (Kind::Parameter | Kind::Header | Kind::MediaType, "schema") => return Some(SCHEMA),
            _ => return None,
        };
        if is_named {
            steps.next()?;
        }
        kind = inside;
    }
    Some(kind.name())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(parts: &Value) -> Result<(), String> {
        let mut document =
            json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}});
        for (name, part) in parts.as_object().unwrap() {
            document[name] = part.clone();
        }
        let document = Document::parse("x.json", document.to_string().as_bytes()).unwrap();
        check(&document).map_err(|error| {
            let said = error.to_string();
            said.split_once(": #").unwrap().1.to_owned()
        })
    }

    fn operation(operation: &Value) -> Result<(), String> {
        said(&json!({ "paths": {"/a": {"get": operation}} }))
    }

    #[test]
    fn parts_of_operations_are_what_they_must_be() {
        for (wrong, message) in [
            (json!({"parameters": {}}), "/parameters: is no list"),
            (
                json!({"parameters": [1]}),
                "/parameters/0: a parameter that is no mapping",
            ),
            (
                json!({"parameters": [{"in": "query"}]}),
                "/parameters/0: a parameter without `name`",
            ),
            (
                json!({"parameters": [{"name": "n", "in": 1}]}),
                "/parameters/0: a parameter whose `in` is no text",
            ),
            (
                json!({"requestBody": "x"}),
                "/requestBody: a request body that is no mapping",
            ),
            (
                json!({"requestBody": {"content": []}}),
                "/requestBody/content: is no mapping",
            ),
            (json!({"responses": []}), "/responses: is no mapping"),
            (
                json!({"responses": {"200": null}}),
                "/responses/200: a response that is no mapping",
            ),
            (
                json!({"responses": {"200": {"content": {"a/b": []}}}}),
                "/responses/200/content/a~1b: a media type that is no mapping",
            ),
            (
                json!({"responses": {"200": {"headers": {"x-a": 1}}}}),
                "/responses/200/headers/x-a: a header that is no mapping",
            ),
        ] {
            let said = operation(&wrong).unwrap_err();
            assert!(
                said.starts_with(&format!("/paths/~1a/get{message};")),
                "{said}"
            );
        }
        assert_eq!(
            said(&json!({"components": {"responses": []}}))
                .unwrap_err()
                .split(';')
                .next(),
            Some("/components/responses: is no mapping")
        );
        assert!(
            said(&json!({"components": {"parameters": {"x-y": {}}}}))
                .unwrap_err()
                .starts_with("/components/parameters/x-y: a parameter without `name`;")
        );
        // A name with nothing behind it.
        let empty = json!({"parameters": null, "requestBody": null, "responses": {"x-a": 1, "200": {"content": {"a/b": null}, "headers": null}}});
        assert_eq!(operation(&empty), Ok(()));
    }

    #[test]
    fn references_lead_to_what_belongs_in_their_place() {
        let to = |target: &str| operation(&json!({"parameters": [{"$ref": target}]}));
        let said_of = to("#/info").unwrap_err();
        assert!(
            said_of.starts_with("/paths/~1a/get/parameters/0/$ref: `$ref: #/info` leads to a parameter without `name`;"),
            "{said_of}"
        );
        let body = "#/components/requestBodies/B";
        let inside = format!("{body}/content/a~1b/schema/properties/p");
        let media = format!("{body}/content/a~1b");
        for (target, standing) in [
            ("#/components/schemas/A", "a schema"),
            (&inside, "a schema"),
            (&media, "a media type"),
            (body, "a request body"),
            ("#/components/links/L", "a link"),
            ("#/paths/~1a/get/responses/200", "a response"),
            ("#/paths/~1a/get/responses/200/headers/x", "a header"),
            ("#/paths/~1a", "a path item"),
        ] {
            let said_of = to(target).unwrap_err();
            let clear = format!("leads to {standing}, where a parameter must stand;");
            assert!(said_of.contains(&clear), "{said_of}");
        }
        for (target, is_header) in [
            ("#/components/parameters/P", true),
            ("#/components/schemas/A", true),
            ("#/components/links/L", false),
        ] {
            let answer = json!({"headers": {"x-a": {"$ref": target}}});
            let answered = operation(&json!({"responses": {"200": answer}}));
            assert_eq!(answered.is_ok(), is_header, "{answered:?}");
        }
        let shared = json!({"paths": {
            "/a": {"get": {"parameters": [{"in": "query", "name": "n"}]}},
            "/b": {"get": {"parameters": [{"$ref": "#/paths/~1a/get/parameters/0"}]}},
        }});
        assert_eq!(said(&shared), Ok(()));
    }

    #[test]
    fn chains_of_references_have_an_end() {
        let chain = |length: usize| {
            let mut parameters = json!({"p0": {"name": "n", "in": "query", "schema": {}}});
            for index in 1..=length {
                parameters[format!("p{index}")] =
                    json!({"$ref": format!("#/components/parameters/p{}", index - 1)});
            }
            said(&json!({"components": {"parameters": parameters}}))
        };
        assert_eq!(chain(20), Ok(()));
        assert!(
            chain(2000)
                .unwrap_err()
                .contains("over more than 32 references")
        );
    }
}
