//! All bodies there are: the examples of the specs, bodies made from their schemas, our own payloads, and the
//! recorded ones where they are at hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cadastro_core::Operation;
use cadastro_customers::operations::OPERATIONS;
use cadastro_tests::{examples, root, shared, spec};
use serde_json::Value;

use crate::readers::{self, Reader};
use crate::samples;

pub(crate) const CUSTOMERS: &str = "customers/2.0.1.yaml";
pub(crate) const SPECS: [&str; 3] = [CUSTOMERS, "bs2-onboarding/1.yaml", "attach/1.yaml"];

/// A body and how it is read.
pub(crate) struct Body {
    /// Where it comes from.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) reader: Reader,
    /// The operation and the status it answers with; `None` for a request body.
    pub(crate) answers: Option<(&'static Operation, u16)>,
}

/// All of them. Without the recorded ones, `check` is named as skipped.
pub(crate) fn all(check: &str) -> Vec<Body> {
    let mut bodies = of_specs();
    bodies.extend(own_payloads());
    bodies.extend(test_mass(check).into_iter().flatten());
    bodies.extend(bs2_errors(check).into_iter().flatten());
    bodies
}

/// The examples of the three specs, and a body with all members for each answer that has a type.
pub(crate) fn of_specs() -> Vec<Body> {
    let mut bodies = Vec::new();
    for name in SPECS {
        let spec = spec(name);
        for example in examples(&spec) {
            let operation = readers::operation(&example.operation);
            let text = example.value.to_string();
            let Some(status) = &example.status else {
                if !example.media.starts_with("multipart/") {
                    bodies.push(Body {
                        name: format!("{name}: request of {}", operation.id),
                        text,
                        reader: readers::request(operation),
                        answers: None,
                    });
                }
                continue;
            };
            let made = samples::answer(&spec, operation.id, status).to_string();
            for (kind, text) in [("example", text), ("all members", made)] {
                let name = format!("{name}: {} {status}, {kind}", operation.id);
                bodies.push(answer(name, text, operation, status));
            }
        }
    }
    bodies
}

/// The payloads that are served by the example program.
pub(crate) fn own_payloads() -> Vec<Body> {
    customers_folder(&root().join("crates/cadastro-customers/examples/payloads"))
}

/// The test mass that Open Finance publishes.
pub(crate) fn test_mass(check: &str) -> Option<Vec<Body>> {
    let folder = shared(check)?.join("payloads/customers-official-test-mass");
    Some(customers_folder(&folder))
}

/// Recorded errors of the BS2 gateway.
fn bs2_errors(check: &str) -> Option<Vec<Body>> {
    let folder = shared(check)?.join("payloads/bs2-errors");
    let body = |(name, text): (String, String)| {
        let operation = if name.starts_with("token") {
            "gerarToken"
        } else {
            "cadastrarClienteParceiro"
        };
        answer(name, text, readers::operation(operation), "400")
    };
    Some(files(&folder).into_iter().map(body).collect())
}

/// The texts of all documented enum values of the three specs.
pub(crate) fn documented_values() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in SPECS {
        for (_, values) in enums(&spec(name)) {
            found.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    found
}

/// Every `enum` of a document with the pointer of its schema.
pub(crate) fn enums(spec: &Value) -> Vec<(String, Vec<Value>)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), spec)];
    while let Some((pointer, node)) = open.pop() {
        match node {
            Value::Object(members) => {
                if let Some(Value::Array(values)) = members.get("enum") {
                    found.push((pointer.clone(), values.clone()));
                }
                let members = members.iter();
                open.extend(members.map(|(name, node)| (format!("{pointer}/{name}"), node)));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(index, node)| (format!("{pointer}/{index}"), node)));
            }
            _ => {}
        }
    }
    found
}

/// Files whose names tell the operation of the Customers API.
fn customers_folder(folder: &Path) -> Vec<Body> {
    let body = |(name, text): (String, String)| {
        let tells = |operation: &&&Operation| {
            name.contains(&operation.path.trim_start_matches('/').replace('/', "-"))
        };
        let operation = OPERATIONS.iter().find(tells);
        let operation = operation.unwrap_or_else(|| panic!("{name} tells no operation"));
        answer(name.clone(), text, operation, "200")
    };
    files(folder).into_iter().map(body).collect()
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn answer(name: String, text: String, operation: &'static Operation, status: &str) -> Body {
    let reader = readers::answer(operation, status);
    Body {
        reader: reader.unwrap_or_else(|| panic!("{name}: no body is documented")),
        answers: Some((operation, status.parse().unwrap_or(499))),
        name,
        text,
    }
}
