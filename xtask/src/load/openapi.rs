//! What must hold of an OpenAPI document before anything is made from it: a version we read, the parts every
//! document has, and `$ref`s that lead somewhere.

mod objects;

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;

use super::{Document, join_pointer};

/// Checks that a document is OpenAPI 3.0 that can be generated from.
///
/// # Errors
///
/// The first problem: another version, no `info` or `paths`, a part of an operation of another kind than it must be, a
/// `$ref` out of the document, to nothing, to what does not belong in its place, or in a circle.
pub(crate) fn check_openapi(doc: &Document) -> Result<(), Diagnostic> {
    let Some(root) = doc.root.as_object() else {
        return Err(doc.diagnostic(
            "",
            "the document is no mapping",
            "give an OpenAPI 3.0 document, which starts with `openapi: 3.0.x`",
        ));
    };
    version(doc, root)?;
    for (part, what_to_do) in [
        ("info", "add `info` with `title` and `version`"),
        ("paths", "add `paths` with the operations"),
    ] {
        match root.get(part) {
            Some(Value::Object(_)) => {}
            Some(_) => {
                return Err(doc.diagnostic(&join_pointer("", part), "is no mapping", what_to_do));
            }
            None => return Err(doc.diagnostic("", format!("no `{part}`"), what_to_do)),
        }
    }
    paths(doc)?;
    let references = References {
        doc,
        sound: RefCell::default(),
    };
    references.check(&doc.root, "", Holds::Keywords)?;
    objects::check(doc)
}

const SUPPORTED: &str = "OpenAPI 3.0.0 to 3.0.4 is supported";

fn version(doc: &Document, root: &Map<String, Value>) -> Result<(), Diagnostic> {
    if let Some(version) = root.get("swagger") {
        let version = version
            .as_str()
            .map_or_else(|| version.to_string(), str::to_owned);
        return Err(doc.diagnostic(
            "/swagger",
            format!("Swagger {version}: {SUPPORTED}"),
            "convert the document to OpenAPI 3.0",
        ));
    }
    match root.get("openapi") {
        Some(Value::String(version)) if is_3_0(version) => Ok(()),
        Some(Value::String(version)) => Err(doc.diagnostic(
            "/openapi",
            format!("OpenAPI {version}: {SUPPORTED}"),
            "give the document in its 3.0 form",
        )),
        Some(_) => Err(doc.diagnostic(
            "/openapi",
            "the version is no text",
            "write it with three parts, such as `openapi: 3.0.3`",
        )),
        None => Err(doc.diagnostic(
            "",
            format!("no `openapi` version: {SUPPORTED}"),
            "give an OpenAPI document, which starts with `openapi: 3.0.x`",
        )),
    }
}

fn is_3_0(version: &str) -> bool {
    version
        .strip_prefix("3.0.")
        .is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit()))
}

const METHODS: [&str; 8] = [
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];

fn paths(doc: &Document) -> Result<(), Diagnostic> {
    let paths = doc.root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let at_path = join_pointer("/paths", path);
        if path.starts_with("x-") {
            continue;
        }
        if !path.starts_with('/') {
            return Err(doc.diagnostic(
                &at_path,
                "a path that does not start with `/`",
                "start it with `/`",
            ));
        }
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let at = join_pointer(&at_path, method);
            if !operation.is_object() {
                return Err(doc.diagnostic(
                    &at,
                    "an operation that is no mapping",
                    "give it at least `responses`",
                ));
            }
            if operation
                .get("operationId")
                .is_some_and(|id| !id.is_string())
            {
                return Err(doc.diagnostic(
                    &join_pointer(&at, "operationId"),
                    "the operationId is no text",
                    "put it in quotes, or leave it out",
                ));
            }
        }
    }
    Ok(())
}

/// What the names in an object are.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    /// Words of OpenAPI: `type`, `properties`, `$ref`.
    Keywords,
    /// Names that people gave: of schemas, properties, headers. A property may well be called `example`.
    Names,
}

struct References<'a> {
    doc: &'a Document,
    /// References known to end somewhere: a chain of them is followed once, not from each of its links.
    sound: RefCell<BTreeSet<String>>,
}

impl References<'_> {
    fn check(&self, node: &Value, at: &str, holds: Holds) -> Result<(), Diagnostic> {
        match node {
            Value::Object(members) => members.iter().try_for_each(|(name, value)| {
                let inside = join_pointer(at, name);
                match holds {
                    Holds::Names => self.check(value, &inside, Holds::Keywords),
                    Holds::Keywords => self.keyword(name, value, &inside),
                }
            }),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| self.check(item, &format!("{at}/{index}"), holds)),
            _ => Ok(()),
        }
    }

    fn keyword(&self, name: &str, value: &Value, at: &str) -> Result<(), Diagnostic> {
        match (name, value) {
            ("$ref", Value::String(reference)) => self.resolve(reference, at),
            ("$ref", _) => Err(self
                .doc
                .diagnostic(at, "a `$ref` that is no text", "write `#/…`")),
            // Values as they are: a `$ref` in them is somebody's data.
            ("example" | "default" | "enum" | "const" | "value", _) => Ok(()),
            (name, _) if name.starts_with("x-") => Ok(()),
            ("mapping", Value::Object(mapping)) => mapping.iter().try_for_each(|(name, target)| {
                match target.as_str().filter(|target| target.starts_with("#/")) {
                    Some(target) => self.resolve(target, &join_pointer(at, name)),
                    // A bare name means a schema; other texts mean other documents, which nothing here follows.
                    None => Ok(()),
                }
            }),
            // Nothing is made of examples, and of headers of answers only the strict schemas, which tell what is amiss:
            // one that leads nowhere spoils nothing.
            ("examples" | "headers", Value::Object(named)) => named
                .iter()
                .filter(|(_, value)| value.get("$ref").is_none_or(|target| !target.is_string()))
                .try_for_each(|(name, value)| {
                    self.check(value, &join_pointer(at, name), Holds::Keywords)
                }),
            (
                "callbacks" | "content" | "encoding" | "links" | "parameters" | "paths"
                | "properties" | "requestBodies" | "responses" | "schemas" | "securitySchemes"
                | "variables",
                Value::Object(_),
            ) => self.check(value, at, Holds::Names),
            _ => self.check(value, at, Holds::Keywords),
        }
    }

    fn resolve(&self, reference: &str, at: &str) -> Result<(), Diagnostic> {
        let mut seen = BTreeSet::from([reference.to_owned()]);
        let mut current = reference.to_owned();
        while !self.sound.borrow().contains(&current) {
            let Some(target) = self.target(&current, at)? else {
                break;
            };
            if !seen.insert(target.clone()) {
                return Err(self.doc.diagnostic(
                    at,
                    format!("`$ref: {reference}` leads back to itself"),
                    "let one of the references end in a definition",
                ));
            }
            current = target;
        }
        self.sound.borrow_mut().extend(seen);
        Ok(())
    }

    /// Follows one reference; gives the next one if the target is but a reference itself.
    fn target(&self, reference: &str, at: &str) -> Result<Option<String>, Diagnostic> {
        let Some(fragment) = reference.strip_prefix('#') else {
            return Err(self.doc.diagnostic(
                at,
                format!("`$ref: {reference}` leads out of the document"),
                "copy the target into `components` and refer to it by `#/…`",
            ));
        };
        let target = percent_decoded(fragment)
            .filter(|pointer| pointer.is_empty() || pointer.starts_with('/'))
            .and_then(|pointer| self.doc.root.pointer(&pointer));
        match target {
            Some(target) => Ok(target
                .get("$ref")
                .and_then(Value::as_str)
                .map(str::to_owned)),
            None => Err(self.doc.diagnostic(
                at,
                format!("`$ref: {reference}` leads to nothing"),
                "correct the reference or add what it names",
            )),
        }
    }
}

/// `None` if the text is not percent-encoded UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = rest
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())?;
        bytes.push(
            u8::from_str_radix(digits, 16)
                .ok()
                .filter(|_| !digits.starts_with('+'))?,
        );
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
