//! What the documents demand of a request: its body and its parameters, by the strict schemas of the three APIs.
//!
//! Compiled once per process.

use std::collections::BTreeMap;
use std::io;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::call::Call;

static DEMANDS: OnceLock<Result<BTreeMap<String, Demands>, String>> = OnceLock::new();

/// The demands of all operations.
pub(crate) struct Contract {
    operations: &'static BTreeMap<String, Demands>,
}

/// What an operation demands.
struct Demands {
    body: Option<Validator>,
    parameters: Vec<Parameter>,
}

struct Parameter {
    place: Place,
    name: String,
    reading: Reading,
    schema: Validator,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// What the text of a parameter stands for.
#[derive(Clone, Copy)]
enum Reading {
    Text,
    Integer,
    /// Several, with commas between them.
    List,
}

impl Contract {
    pub(crate) fn new() -> io::Result<Self> {
        match DEMANDS.get_or_init(demands) {
            Ok(operations) => Ok(Self { operations }),
            Err(error) => Err(io::Error::other(error.as_str())),
        }
    }

    /// What is wrong with a request body of this operation: pointer and rule of each deviation, without content. A form
    /// is an object of texts. Multipart bodies have no schema to speak of.
    pub(crate) fn body_violations(&self, operation: &str, body: &Value) -> Vec<BodyViolation> {
        let demands = self.operations.get(operation);
        let Some(schema) = demands.and_then(|demands| demands.body.as_ref()) else {
            return Vec::new();
        };
        let violations = schema.iter_errors(body).map(|error| {
            let mut pointer = error.instance_path().to_string();
            if let ValidationErrorKind::Required { property } = error.kind() {
                pointer.push('/');
                pointer.push_str(property.as_str().unwrap_or_default());
            }
            let rule = error.kind().keyword().to_owned();
            BodyViolation { pointer, rule }
        });
        violations.collect()
    }

    /// What is wrong with the path, the query and the headers of a call: place, name and rule of each deviation,
    /// without content. Parameters that the document does not have are ignored, and none that it has is required but
    /// for those in the path.
    pub(crate) fn parameter_violations(&self, call: &Call) -> Vec<ParameterViolation<'_>> {
        let parameters = self.operations.get(call.operation.id);
        let parameters = parameters.map_or(&[][..], |demands| &demands.parameters);
        let mut violations = Vec::new();
        for parameter in parameters {
            let mut violate = |rule: &str| {
                violations.push(ParameterViolation {
                    place: parameter.place,
                    name: &parameter.name,
                    rule: rule.to_owned(),
                });
            };
            for text in parameter.texts(call) {
                let Some(text) = text else {
                    violate("type");
                    continue;
                };
                let value = parameter.reading.read(text);
                for error in parameter.schema.iter_errors(&value) {
                    violate(error.kind().keyword());
                }
            }
        }
        violations
    }
}

/// A deviation of a request body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BodyViolation {
    /// JSON pointer to what deviates, or to where it is missing.
    pub(crate) pointer: String,
    /// The rule, as the schema's keyword, such as `type`.
    pub(crate) rule: String,
}

/// A deviation of a parameter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParameterViolation<'a> {
    pub(crate) place: Place,
    /// As the document has it.
    pub(crate) name: &'a str,
    /// The rule, as the schema's keyword, such as `maximum`.
    pub(crate) rule: String,
}

impl Parameter {
    /// The texts under this name; `None` for one that is no text.
    fn texts<'a>(&self, call: &'a Call) -> Vec<Option<&'a str>> {
        match self.place {
            Place::Path => vec![Some(&call.id)],
            Place::Query => {
                let named = call.query.iter().filter(|(name, _)| *name == self.name);
                named.map(|(_, value)| Some(value.as_str())).collect()
            }
            Place::Header => {
                let values = call.headers.get_all(&self.name).into_iter();
                values.map(|value| value.to_str().ok()).collect()
            }
        }
    }
}

impl Reading {
    fn read(self, text: &str) -> Value {
        match self {
            // JSON's own integers: no plus sign in front, no leading zeros, no blanks.
            Self::Integer if text.bytes().all(|b| b == b'-' || b.is_ascii_digit()) => {
                serde_json::from_str(text).unwrap_or_else(|_| text.into())
            }
            Self::Text | Self::Integer => text.into(),
            Self::List => text.split(',').collect(),
        }
    }
}

fn demands() -> Result<BTreeMap<String, Demands>, String> {
    let mut all = BTreeMap::new();
    for schemas in [
        cadastro_customers::SCHEMAS,
        cadastro_bs2_onboarding::SCHEMAS,
        cadastro_attach::SCHEMAS,
    ] {
        let document = serde_json::from_str(schemas).map_err(|error| error.to_string())?;
        for (id, operation) in members(&document, "/operations") {
            all.insert(id.clone(), Demands::of(&document, operation)?);
        }
    }
    Ok(all)
}

impl Demands {
    fn of(document: &Value, operation: &Value) -> Result<Self, String> {
        let mut contents = members(operation, "/request/content");
        let body = contents.find(|(media, _)| !media.starts_with("multipart/"));
        let body = body.map(|(_, schema)| compile(document, schema));
        let mut parameters = Vec::new();
        for place in [Place::Path, Place::Query, Place::Header] {
            let pointer = match place {
                Place::Path => "/parameters/path",
                Place::Query => "/parameters/query",
                Place::Header => "/parameters/header",
            };
            for (name, parameter) in members(operation, pointer) {
                let schema = &parameter["schema"];
                parameters.push(Parameter {
                    place,
                    name: name.clone(),
                    reading: match schema["type"].as_str() {
                        Some("integer") => Reading::Integer,
                        Some("array") => Reading::List,
                        _ => Reading::Text,
                    },
                    schema: compile(document, schema)?,
                });
            }
        }
        Ok(Self {
            body: body.transpose()?,
            parameters,
        })
    }
}

/// A schema of a document, ready to check with.
pub(crate) fn compile(document: &Value, schema: &Value) -> Result<Validator, String> {
    // Beside a `$ref`, draft 4 ignores all else.
    let whole = json!({ "definitions": document["definitions"], "allOf": [schema] });
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        // Draft 4 itself does not know this one.
        .with_format("uuid", |text: &str| {
            text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
        })
        .build(&whole)
        .map_err(|error| error.to_string())
}

fn members<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let object = value.pointer(pointer).and_then(Value::as_object);
    object.into_iter().flatten()
}

#[cfg(test)]
mod tests;
