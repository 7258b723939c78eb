//! The answers that have a schema, and what the strict schema says of a body, found by the checker itself.

use std::collections::BTreeSet;

use cadastro_core::{Operation, StatusCode};
use jsonschema::{Draft, Validator};
use proptest::strategy::BoxedStrategy;
use serde_json::Value;

use crate::made_up;
use crate::readers::{self, Reader};
use crate::tree::Tree;

const SCHEMAS: [&str; 3] = [
    cadastro_customers::SCHEMAS,
    cadastro_bs2_onboarding::SCHEMAS,
    cadastro_attach::SCHEMAS,
];

/// An answer of an operation, by its schema and by its type.
pub(crate) struct Kind {
    pub(crate) operation: &'static Operation,
    pub(crate) status: u16,
    pub(crate) reader: Reader,
    pub(crate) bodies: BoxedStrategy<Tree>,
    validator: Validator,
}

impl Kind {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.operation.id, self.status)
    }

    pub(crate) fn is_of_customers(&self) -> bool {
        self.operation.id.starts_with("customers") && self.status == 200
    }

    /// Whether `data` is a list of records.
    pub(crate) fn is_page(&self) -> bool {
        self.is_of_customers() && self.operation.id.ends_with("Identifications")
    }

    /// The pointers and keywords of what the schema forbids; `None` if the checker's own JSON cannot take the body.
    pub(crate) fn violations(&self, body: &str) -> Option<BTreeSet<(String, String)>> {
        let body: Value = serde_json::from_str(body).ok()?;
        let errors = self.validator.iter_errors(&body);
        let violation = errors.map(|error| {
            let pointer = error.instance_path().to_string();
            (pointer, error.kind().keyword().to_owned())
        });
        Some(violation.collect())
    }
}

/// One of each: the errors of all operations of an API have the same type.
pub(crate) fn kinds() -> Vec<Kind> {
    let mut kinds = Vec::new();
    for schemas in SCHEMAS {
        let schemas: Value = serde_json::from_str(schemas).unwrap();
        let mut seen = BTreeSet::new();
        for (id, operation) in schemas["operations"].as_object().unwrap() {
            let operation_of = readers::operation(id);
            for (status, answer) in operation["answers"].as_object().unwrap() {
                let content = answer["content"].as_object().into_iter().flatten().next();
                let (Some((_, schema)), Some(reader)) =
                    (content, readers::answer(operation_of, status))
                else {
                    continue;
                };
                if !seen.insert(schema.to_string()) {
                    continue;
                }
                let status = status.parse().unwrap_or(499);
                assert!(StatusCode::from_u16(status).is_ok());
                kinds.push(Kind {
                    operation: operation_of,
                    status,
                    reader,
                    bodies: made_up::body(&schemas, schema),
                    validator: validator(&schemas, schema),
                });
            }
        }
    }
    kinds
}

fn validator(schemas: &Value, schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["definitions"] = schemas["definitions"].clone();
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("uri", |_: &str| true)
        .with_format("uuid", |text: &str| {
            text.len() == 36 && uuid::Uuid::parse_str(text).is_ok()
        })
        .build(&whole)
        .unwrap()
}
