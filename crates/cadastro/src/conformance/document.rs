//! The strict schemas of the documents, read and compiled when they are first asked for, and once.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use cadastro_core::Operation;
use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Value, json};

use super::format::FORMATS;
use super::rules;
use super::seen::Text;

/// A document, and what is known of it.
pub(super) struct Document {
    operations: &'static [&'static Operation],
    schemas: &'static str,
    pub(super) rules: &'static [rules::Applied],
    read: OnceLock<Result<Read, String>>,
}

/// The schemas of a document.
pub(super) struct Read {
    root: Value,
    /// The names of all members that the document has.
    pub(super) declared: HashSet<String>,
    /// Whether a schema judges by whether another one is kept, so that it has to see the whole value.
    pub(super) has_choices: bool,
    /// By operation and status as the document has it.
    answers: BTreeMap<(String, String), Demand>,
}

/// What is demanded of one answer.
pub(super) struct Demand {
    pub(super) schema: Value,
    compiled: OnceLock<Result<Validator<Text>, String>>,
}

#[cfg(feature = "customers")]
static CUSTOMERS: Document = Document::new(
    &cadastro_customers::operations::OPERATIONS,
    cadastro_customers::SCHEMAS,
    rules::CUSTOMERS,
);
#[cfg(feature = "onboarding")]
static ONBOARDING: Document = Document::new(
    &cadastro_bs2_onboarding::operations::OPERATIONS,
    cadastro_bs2_onboarding::SCHEMAS,
    rules::ONBOARDING,
);
#[cfg(feature = "attach")]
static ATTACH: Document = Document::new(
    &cadastro_attach::operations::OPERATIONS,
    cadastro_attach::SCHEMAS,
    rules::ATTACH,
);

static DOCUMENTS: &[&Document] = &[
    #[cfg(feature = "customers")]
    &CUSTOMERS,
    #[cfg(feature = "onboarding")]
    &ONBOARDING,
    #[cfg(feature = "attach")]
    &ATTACH,
];

/// All operations of the APIs whose features are on.
pub(super) fn operations() -> impl Iterator<Item = &'static Operation> {
    DOCUMENTS
        .iter()
        .flat_map(|document| document.operations.iter().copied())
}

/// The document of an operation, and its operation of that id.
pub(super) fn of(id: &str) -> Option<(&'static Document, &'static Operation)> {
    DOCUMENTS.iter().find_map(|document| {
        let found = document.operations.iter().find(|own| own.id == id);
        found.map(|operation| (*document, *operation))
    })
}

impl Document {
    #[allow(dead_code, reason = "there may be no document")]
    const fn new(
        operations: &'static [&'static Operation],
        schemas: &'static str,
        rules: &'static [rules::Applied],
    ) -> Self {
        Self {
            operations,
            schemas,
            rules,
            read: OnceLock::new(),
        }
    }

    /// Its schemas. They are part of this build, and tests compile them all: an error is a bug.
    pub(super) fn read(&self) -> Result<&Read, String> {
        let read = self.read.get_or_init(|| Read::new(self.schemas));
        read.as_ref().map_err(Clone::clone)
    }
}

impl Read {
    fn new(schemas: &str) -> Result<Self, String> {
        let root: Value = serde_json::from_str(schemas).map_err(|error| error.to_string())?;
        let has_choices = has_choices(&root);
        let mut declared = HashSet::new();
        declare(&root["definitions"], &mut declared);
        let mut answers = BTreeMap::new();
        for (id, operation) in members(&root["operations"]) {
            for (status, answer) in members(&operation["answers"]) {
                let mut contents = members(&answer["content"]);
                let json = contents.find(|(media, _)| is_json(media));
                if let Some((_, schema)) = json {
                    declare(schema, &mut declared);
                    let demand = Demand {
                        schema: schema.clone(),
                        compiled: OnceLock::new(),
                    };
                    answers.insert((id.clone(), status.clone()), demand);
                }
            }
        }
        Ok(Self {
            root,
            declared,
            has_choices,
            answers,
        })
    }

    /// What is demanded of the answers of this status: by its own entry, else by that of its class. Else by `default`, but
    /// for a success: the clients read it as the documented one, whatever its status, and so is it checked.
    pub(super) fn demand(&self, operation: &str, status: u16) -> Option<&Demand> {
        let entry = |entry: String| self.answers.get(&(operation.to_owned(), entry));
        let own = entry(status.to_string()).or_else(|| entry(format!("{}XX", status / 100)));
        let otherwise = || match status {
            200..=299 => self.success(operation),
            _ => entry("default".to_owned()),
        };
        own.or_else(otherwise)
    }

    /// What is demanded of the first success that the document has.
    fn success(&self, operation: &str) -> Option<&Demand> {
        let entry = |status: &str| (operation.to_owned(), status.to_owned());
        let mut successes = self.answers.range(entry("2")..entry("3"));
        successes.next().map(|(_, demand)| demand)
    }

    /// A schema, references followed, and the name under which the document has it.
    pub(super) fn resolved<'s>(&'s self, schema: &'s Value) -> (Option<&'s str>, &'s Value) {
        let (mut name, mut schema) = (None, schema);
        // The generator has made sure that references end.
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let Some(definition) = reference.strip_prefix("#/definitions/") else {
                break;
            };
            name = Some(definition);
            schema = &self.root["definitions"][definition];
        }
        (name, schema)
    }

    /// Ready to check with.
    pub(super) fn compiled<'d>(&self, demand: &'d Demand) -> Result<&'d Validator<Text>, String> {
        let compiled = demand.compiled.get_or_init(|| self.compile(&demand.schema));
        compiled.as_ref().map_err(Clone::clone)
    }

    fn compile(&self, schema: &Value) -> Result<Validator<Text>, String> {
        // Beside a `$ref`, draft 4 ignores all else.
        let whole = json!({ "definitions": self.root["definitions"], "allOf": [schema] });
        let options = jsonschema::options_for::<Text>()
            .with_draft(Draft::Draft4)
            // Translated from ECMA-262: `\d` and `\w` are ASCII, `$` is the end. Linear in the length of the text. What
            // this engine has not, such as look-ahead, would not be translated: better that the schema is refused.
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true);
        let options = FORMATS.iter().fold(options, |options, (name, holds)| {
            options.with_format(*name, *holds)
        });
        options.build(&whole).map_err(|error| error.to_string())
    }
}

/// Collects the names of all members that a schema, or a map of schemas, has.
fn declare(schema: &Value, declared: &mut HashSet<String>) {
    for (keyword, value) in members(schema) {
        if keyword == "properties" {
            declared.extend(members(value).map(|(name, _)| name.clone()));
        }
        if let Some(items) = value.as_array() {
            items.iter().for_each(|item| declare(item, declared));
        }
        declare(value, declared);
    }
}

fn has_choices(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_choices),
        Value::Object(members) => members.iter().any(|(name, value)| {
            matches!(name.as_str(), "anyOf" | "oneOf" | "not") || has_choices(value)
        }),
        _ => false,
    }
}

fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or(media).trim();
    essence == "application/json" || essence.ends_with("+json")
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::super::Violation;
    use super::super::seen::errors;
    use super::super::text::tree;
    use super::*;

    #[test]
    fn every_schema_can_be_compiled() {
        let mut seen = 0;
        for document in DOCUMENTS {
            let read = document.read().unwrap();
            for demand in read.answers.values() {
                read.compiled(demand).unwrap();
                seen += 1;
            }
        }
        assert!(seen > 0 || DOCUMENTS.is_empty());
    }

    /// What a schema of these definitions finds in a text.
    fn found(schema: &Value, text: &str) -> Vec<String> {
        let root = json!({
            "definitions": { "Own": schema },
            "operations": { "own": { "answers": { "2XX": { "content": {
                "text/html": {},
                "application/problem+json; charset=utf-8": { "$ref": "#/definitions/Own" },
            } } } } },
        });
        let read = Read::new(&root.to_string()).unwrap();
        assert!(read.demand("own", 404).is_none());
        let validator = read.compiled(read.demand("own", 207).unwrap()).unwrap();
        let tree = tree(text).ok().unwrap();
        let mut found = Vec::new();
        errors(
            validator,
            &tree.root,
            tree.values,
            false,
            &mut |error, pointer| {
                let error = Violation::of_schema(error, pointer, &tree.root, &read.declared);
                found.push(error.to_string());
            },
        );
        found
    }

    /// Keywords that no document has today are told as well, and tell no more.
    #[test]
    fn all_keywords_of_draft_4_are_told() {
        for (schema, text, expected) in [
            (
                json!({ "additionalProperties": false, "properties": { "a": {} } }),
                r#"{"a": 1, "Ana": 2}"#,
                "the answer itself: additionalProperties, an object of 2 members",
            ),
            (
                json!({ "additionalProperties": { "maximum": 1 } }),
                r#"{"Ana": 2}"#,
                "/*: maximum 1, a number of 1 character",
            ),
            (
                json!({ "uniqueItems": true }),
                "[{\"a\": 1}, {\"a\": 1.0}]",
                "the answer itself: uniqueItems, a list of 2 items",
            ),
            (
                json!({ "enum": [{ "a": [1] }, null] }),
                r#"{"a": [2]}"#,
                "the answer itself: enum 2 values, an object of 1 member",
            ),
            (
                json!({ "type": ["string", "null"] }),
                "1",
                "the answer itself: type null or string, a number of 1 character",
            ),
            (
                json!({ "minProperties": 1 }),
                "{}",
                "the answer itself: minProperties 1, an object of 0 members",
            ),
            (
                json!({ "maxProperties": 0 }),
                r#"{"a": 1}"#,
                "the answer itself: maxProperties 0, an object of 1 member",
            ),
            (
                json!({ "maxItems": 0 }),
                "[1]",
                "the answer itself: maxItems 0, a list of 1 item",
            ),
            (
                json!({ "multipleOf": 0.5 }),
                "0.75",
                "the answer itself: multipleOf 0.5, a number of 4 characters",
            ),
            (
                json!({ "minimum": 1, "exclusiveMinimum": true }),
                "1",
                "the answer itself: exclusiveMinimum 1, a number of 1 character",
            ),
            (
                json!({ "not": {} }),
                "1",
                "the answer itself: not, a number of 1 character",
            ),
            (
                json!({ "anyOf": [{ "type": "null" }] }),
                "1",
                "the answer itself: anyOf, a number of 1 character",
            ),
            (
                json!({ "oneOf": [{}, {}] }),
                "1",
                "the answer itself: oneOf, a number of 1 character",
            ),
        ] {
            assert_eq!(found(&schema, text), [expected], "{schema}");
        }
        let unique = json!({ "uniqueItems": true });
        assert!(found(&unique, r#"[1, "1", [1], {"1": 1}, null]"#).is_empty());
        let listed = json!({ "enum": [{ "a": [1] }, null] });
        assert!(found(&listed, r#"{"a": [1]}"#).is_empty());
    }

    #[test]
    fn patterns_are_those_of_ecma_262() {
        let takes = |pattern: &str, text: &str| {
            found(&json!({ "pattern": pattern }), &json!(text).to_string()).is_empty()
        };
        assert!(takes(r"^\d$", "7") && !takes(r"^\d$", "٧") && !takes(r"^\d$", "7\n"));
        assert!(takes(r"^\w+$", "a_1") && !takes(r"^\w+$", "ã"));
        assert!(
            !takes(r"^\S", "\u{a0}x") && !takes(r"^\S", "\u{feff}x") && takes(r"^\S", "\u{85}x")
        );
        assert!(takes(r"[\w\W\s]*", "\n") && takes("a", "bab"));
    }

    #[test]
    fn what_cannot_be_translated_is_refused() {
        let root = json!({ "definitions": {}, "operations": {} });
        let read = Read::new(&root.to_string()).unwrap();
        assert!(read.compile(&json!({ "pattern": r"^(?!\s)\d" })).is_err());
    }
}
