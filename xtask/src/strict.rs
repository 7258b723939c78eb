//! `schemas.json`: what a document demands of requests and answers, as JSON Schema draft 4, for whoever checks them.
//! It comes from the document and its corrections alone: tolerances and fixups shape the types, not the demands.

mod draft4;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::fixups::is_ignored;
use crate::load::{Document, join_pointer};
use crate::notes::Notes;
use crate::openapi::{self, Site};
pub(crate) use draft4::{Holds, KEYWORDS};

/// The file's name below `generated/`.
pub(crate) const FILE: &str = "schemas.json";

const DIALECT: &str = "http://json-schema.org/draft-04/schema#";
const PLACES: [&str; 4] = ["path", "query", "header", "cookie"];
/// Members that demand nothing, wherever they stand.
const PROSE: [&str; 4] = ["deprecated", "description", "example", "examples"];
/// How a parameter is put on the wire; taken over where the document says it.
const SERIALISATION: [&str; 4] = ["style", "explode", "allowReserved", "allowEmptyValue"];

/// The text of the file. `root` is the document with its corrections, `comment` the first thing that the file says.
///
/// All keys are sorted. Header parameters that OpenAPI ignores are left out, as is what stands beside a `$ref`.
///
/// # Errors
///
/// What the document demands by a keyword that is not known here, so that no demand is lost unseen. With `notes` such a
/// demand is left out and noted instead.
pub(crate) fn schemas(
    document: &Document,
    root: &Value,
    comment: &str,
    notes: Option<&Notes>,
) -> Result<String, Diagnostic> {
    let stage = Stage {
        document,
        root,
        notes,
    };
    let mut definitions = Map::new();
    for (name, schema) in openapi::schemas(root) {
        let at = join_pointer("/components/schemas", name);
        definitions.insert(name.to_owned(), stage.schema(schema, &at)?);
    }
    let mut operations = BTreeMap::new();
    for site in openapi::operations(root) {
        operations.insert(site.id().to_owned(), stage.operation(&site)?);
    }
    let mut file = json!({
        "$comment": comment,
        "$schema": DIALECT,
        "definitions": definitions,
        "operations": operations,
    });
    file.sort_all_objects();
    Ok(format!("{file:#}\n"))
}

/// The document with its corrections, and the file that they are about.
struct Stage<'a> {
    document: &'a Document,
    root: &'a Value,
    /// Where to tell what is left out; nothing may be if there is no such place.
    notes: Option<&'a Notes>,
}

impl<'a> Stage<'a> {
    fn operation(&self, site: &Site<'a>) -> Result<Value, Diagnostic> {
        let at_path = join_pointer("/paths", site.path);
        let at = join_pointer(&at_path, site.method);
        let mut parameters: BTreeMap<&str, BTreeMap<&str, Value>> =
            BTreeMap::from(PLACES.map(|place| (place, BTreeMap::new())));
        let item = &self.root["paths"][site.path];
        // Those of the operation take the place of those of its path.
        for (owner, at) in [(item, &at_path), (site.operation, &at)] {
            let at = join_pointer(at, "parameters");
            for (index, parameter) in openapi::elements(&owner["parameters"]).enumerate() {
                let at = join_pointer(&at, &index.to_string());
                let (parameter, at) = self.resolved(parameter, at)?;
                if is_ignored(parameter) {
                    continue;
                }
                let place = openapi::text(parameter, "in");
                let Some(known) = parameters.get_mut(place) else {
                    let what = format!("a parameter in `{place}` has no strict schema");
                    self.refuse(&join_pointer(&at, "in"), what)?;
                    continue;
                };
                let name = openapi::text(parameter, "name");
                if let Some(parameter) = self.parameter(parameter, &at)? {
                    known.insert(name, parameter);
                }
            }
        }
        let mut made = json!({
            "method": site.method.to_uppercase(),
            "path": site.path,
            "parameters": {
                "path": parameters["path"],
                "query": parameters["query"],
                "header": parameters["header"],
            },
        });
        // Few documents have cookies.
        if !parameters["cookie"].is_empty() {
            made["parameters"]["cookie"] = json!(parameters["cookie"]);
        }
        if let Some(body) = site.operation.get("requestBody") {
            let (body, at) = self.resolved(body, join_pointer(&at, "requestBody"))?;
            self.knows(body, &at, &["required", "content"])?;
            made["request"] = json!({
                "required": body["required"] == true,
                "content": self.content(body, &at)?,
            });
        }
        made["answers"] = Value::Object(self.answers(site.operation, &at)?);
        Ok(made)
    }

    fn answers(&self, operation: &'a Value, at: &str) -> Result<Map<String, Value>, Diagnostic> {
        let mut answers = Map::new();
        let at = join_pointer(at, "responses");
        let answered = openapi::members(&operation["responses"]);
        for (status, answer) in answered.filter(|(status, _)| !status.starts_with("x-")) {
            let (answer, at) = self.resolved(answer, join_pointer(&at, status))?;
            self.knows(answer, &at, &["headers", "content", "links"])?;
            let mut headers = Map::new();
            for (name, header) in openapi::members(&answer["headers"]) {
                let at = join_pointer(&join_pointer(&at, "headers"), name);
                // OpenAPI 3.0.3, Response Object: the media type is what `content` says.
                if name.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                if let Some(header) = self.header(header, &at)? {
                    headers.insert(name.to_owned(), header);
                }
            }
            let content = self.content(answer, &at)?;
            let made = json!({ "headers": headers, "content": content });
            answers.insert(status.to_owned(), made);
        }
        Ok(answers)
    }

    /// A header of an answer. Some refer to the header's schema in the place of the header.
    fn header(&self, header: &'a Value, at: &str) -> Result<Option<Value>, Diagnostic> {
        if openapi::schema_name(header).is_some() {
            let schema = self.schema(header, at)?;
            return Ok(Some(json!({ "required": false, "schema": schema })));
        }
        let (header, at) = self.resolved(header, at.to_owned())?;
        self.parameter(header, &at)
    }

    /// A parameter, or a header of an answer.
    fn parameter(&self, parameter: &Value, at: &str) -> Result<Option<Value>, Diagnostic> {
        let known = ["name", "in", "required", "schema", "content"];
        self.knows(parameter, at, &[&known[..], &SERIALISATION].concat())?;
        let mut made = json!({ "required": parameter["required"] == true });
        for keyword in SERIALISATION {
            if let Some(value) = parameter.get(keyword) {
                made[keyword] = value.clone();
            }
        }
        if parameter.get("content").is_some() {
            made["content"] = Value::Object(self.content(parameter, at)?);
        } else if let Some(schema) = parameter.get("schema") {
            made["schema"] = self.schema(schema, &join_pointer(at, "schema"))?;
        } else {
            self.refuse(at, "no `schema`")?;
            return Ok(None);
        }
        Ok(Some(made))
    }

    /// The schema of each media type; one that says nothing takes all.
    fn content(&self, owner: &Value, at: &str) -> Result<Map<String, Value>, Diagnostic> {
        let at = join_pointer(at, "content");
        let mut made = Map::new();
        for (media, content) in openapi::members(&owner["content"]) {
            let at = join_pointer(&at, media);
            self.knows(content, &at, &["schema", "encoding"])?;
            let schema = match content.get("schema") {
                Some(schema) => self.schema(schema, &join_pointer(&at, "schema"))?,
                None => json!({}),
            };
            made.insert(media.to_owned(), schema);
        }
        Ok(made)
    }

    /// What a node refers to, and where that stands.
    fn resolved(&self, node: &'a Value, at: String) -> Result<(&'a Value, String), Diagnostic> {
        let (mut node, mut at) = (node, at);
        // Load has made sure that references end; the bound is for what a correction has added.
        for _ in 0..32 {
            let Some(reference) = node.get("$ref") else {
                return Ok((node, at));
            };
            let pointer = reference.as_str().and_then(openapi::pointer_of);
            match pointer.and_then(|pointer| Some((self.root.pointer(&pointer)?, pointer))) {
                Some((found, pointer)) => (node, at) = (found, pointer.into_owned()),
                None => break,
            }
        }
        Err(self.refusal(&at, "a `$ref` that leads to nothing"))
    }

    /// Refuses members that are neither known nor prose.
    fn knows(&self, node: &Value, at: &str, known: &[&str]) -> Result<(), Diagnostic> {
        let is_known =
            |name: &str| known.contains(&name) || PROSE.contains(&name) || name.starts_with("x-");
        openapi::members(node)
            .filter(|(name, _)| !is_known(name))
            .try_for_each(|(name, _)| {
                let what = format!("the strict schemas do not know `{name}`");
                self.refuse(&join_pointer(at, name), what)
            })
    }

    /// An error, or a note where those are taken.
    fn refuse(&self, at: &str, what: impl Into<String>) -> Result<(), Diagnostic> {
        let Some(notes) = self.notes else {
            return Err(self.refusal(at, what));
        };
        notes.add(at, format!("{}; SCHEMAS leave it out", what.into()));
        Ok(())
    }

    fn refusal(&self, at: &str, what: impl Into<String>) -> Diagnostic {
        const WHAT_TO_DO: &str =
            "put it another way by a correction in the overlay, or teach xtask/src/strict.rs";
        self.document.diagnostic(at, what, WHAT_TO_DO)
    }
}

#[cfg(test)]
mod tests;
