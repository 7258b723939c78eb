//! Answers to break, and what is found in them.

use cadastro::conformance::{Report, check, operation};
use cadastro_tests::{examples, spec};
use serde_json::Value;

pub(crate) const PEOPLE: &str = "customersGetPersonalIdentifications";
pub(crate) const COMPANIES: &str = "customersGetBusinessIdentifications";
pub(crate) const PERSONAL_RELATIONS: &str = "customersGetPersonalFinancialRelations";
pub(crate) const BUSINESS_RELATIONS: &str = "customersGetBusinessFinancialRelations";
pub(crate) const PERSON: &str = "customersGetPersonalQualifications";
pub(crate) const COMPANY: &str = "customersGetBusinessQualifications";
pub(crate) const ATTACH: &str = "attachFile";

/// The lawful answer that the spec gives as an example.
pub(crate) fn lawful(id: &str) -> Value {
    let name = if id == ATTACH {
        "attach/1.yaml"
    } else {
        "customers/2.0.1.yaml"
    };
    let mut examples = examples(&spec(name)).into_iter();
    let example = examples
        .find(|example| example.operation == id && example.status.as_deref() == Some("200"));
    example.unwrap().value
}

pub(crate) fn report(id: &str, answer: &str) -> Report {
    check(operation(id).unwrap(), 200_u16, answer).unwrap()
}

/// Pointer and rule of all that is found, in the order of the report.
pub(crate) fn found(id: &str, answer: &Value) -> Vec<(String, &'static str)> {
    pairs(&report(id, &answer.to_string()))
}

pub(crate) fn pairs(report: &Report) -> Vec<(String, &'static str)> {
    let violations = report.violations().iter();
    let pairs = violations.map(|violation| (violation.pointer().to_owned(), violation.rule()));
    pairs.collect()
}

/// The same, to compare with.
pub(crate) fn expected(pairs: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    pairs
        .iter()
        .map(|(pointer, rule)| ((*pointer).to_owned(), *rule))
        .collect()
}
