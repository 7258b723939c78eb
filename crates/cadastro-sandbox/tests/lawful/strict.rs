//! The strict schemas of the answers, and what an answer has that they do not allow.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Map, Value, json};

static DOCUMENTS: LazyLock<BTreeMap<String, BTreeMap<String, Answer>>> = LazyLock::new(documents);

/// What a document says of the answers with one status.
struct Answer {
    headers: Vec<Header>,
    content: BTreeMap<String, Validator>,
}

struct Header {
    name: String,
    is_required: bool,
    schema: Validator,
}

/// The ids of all operations.
pub(crate) fn operations() -> Vec<&'static str> {
    DOCUMENTS.keys().map(String::as_str).collect()
}

/// The statuses that a document has for an operation, `default` left out.
pub(crate) fn statuses(operation: &str) -> Vec<u16> {
    let statuses = DOCUMENTS[operation].keys();
    statuses.filter_map(|status| status.parse().ok()).collect()
}

/// Whether a document has a word for all other statuses.
pub(crate) fn has_default(operation: &str) -> bool {
    DOCUMENTS[operation].contains_key("default")
}

/// All that deviates, one a line: where, and the keyword that is broken. Numbers in pointers are `*`.
pub(crate) fn deviations(
    operation: &str,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Vec<String> {
    let answers = &DOCUMENTS[operation];
    let answer = answers.get(&status.to_string());
    let Some(answer) = answer.or_else(|| answers.get("default")) else {
        return vec!["status undocumented".to_owned()];
    };
    let mut all = Vec::new();
    for header in &answer.headers {
        let values: Vec<_> = headers.get_all(&header.name).iter().collect();
        if values.is_empty() && header.is_required {
            all.push(format!("header {} required", header.name));
        }
        if values.len() > 1 {
            all.push(format!("header {} repeated", header.name));
        }
        for value in values {
            let value = Value::from(value.to_str().unwrap());
            let errors = header.schema.iter_errors(&value);
            all.extend(
                errors.map(|error| format!("header {} {}", header.name, error.kind().keyword())),
            );
        }
    }
    let media = headers
        .get(CONTENT_TYPE)
        .map(|media| media.to_str().unwrap());
    if answer.content.is_empty() {
        if !body.is_empty() || media.is_some() {
            all.push("body undocumented".to_owned());
        }
        return all;
    }
    let Some(schema) = media.and_then(|media| answer.content.get(media)) else {
        all.push(format!("media type {media:?} undocumented"));
        return all;
    };
    match serde_json::from_slice(body) {
        Ok(body) => all.extend(schema.iter_errors(&body).map(|error| {
            let pointer = erased(error.instance_path().as_str());
            format!("body {pointer} {}", error.kind().keyword())
        })),
        Err(_) => all.push("body is no JSON".to_owned()),
    }
    all.sort();
    all
}

/// A pointer with `*` in the place of each number.
fn erased(pointer: &str) -> String {
    let segments = pointer.split('/').map(|segment| {
        let is_number = !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
        if is_number { "*" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn documents() -> BTreeMap<String, BTreeMap<String, Answer>> {
    let mut operations = BTreeMap::new();
    for schemas in [
        cadastro_customers::SCHEMAS,
        cadastro_bs2_onboarding::SCHEMAS,
        cadastro_attach::SCHEMAS,
    ] {
        let document: Value = serde_json::from_str(schemas).unwrap();
        for (id, operation) in object(&document["operations"]) {
            let answers = object(&operation["answers"]).iter();
            let answers =
                answers.map(|(status, answer)| (status.clone(), Answer::of(&document, answer)));
            operations.insert(id.clone(), answers.collect());
        }
    }
    operations
}

impl Answer {
    fn of(document: &Value, answer: &Value) -> Self {
        let headers = object(&answer["headers"])
            .iter()
            .map(|(name, header)| Header {
                name: name.clone(),
                is_required: header["required"] == true,
                schema: compile(document, &header["schema"]),
            });
        let content = object(&answer["content"]).iter();
        let content = content.map(|(media, schema)| (media.clone(), compile(document, schema)));
        Self {
            headers: headers.collect(),
            content: content.collect(),
        }
    }
}

fn compile(document: &Value, schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("uuid", |text: &str| {
            text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
        })
        .build(&json!({ "definitions": document["definitions"], "allOf": [schema] }))
        .unwrap()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}
