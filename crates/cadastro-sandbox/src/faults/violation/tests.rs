use std::collections::{BTreeMap, HashSet};

use jsonschema::Validator;

use super::*;
use crate::contract;

mod samples;

/// Pointer and keyword of each deviation from the strict schemas of the successful answers, in their order.
struct Strict(BTreeMap<String, Validator>);

impl Strict {
    fn new() -> Self {
        let mut answers = BTreeMap::new();
        for schemas in [
            cadastro_customers::SCHEMAS,
            cadastro_bs2_onboarding::SCHEMAS,
            cadastro_attach::SCHEMAS,
        ] {
            let document: Value = serde_json::from_str(schemas).unwrap();
            for (id, operation) in document["operations"].as_object().unwrap() {
                let successes = ["200", "201"].map(|status| &operation["answers"][status]);
                let success = successes.iter().find(|answer| answer.is_object()).unwrap();
                let schema = &success["content"]["application/json"];
                answers.insert(id.clone(), contract::compile(&document, schema).unwrap());
            }
        }
        Self(answers)
    }

    fn deviations(&self, operation: &str, body: &Value) -> Vec<(String, String)> {
        let errors = self.0[operation].iter_errors(body);
        let mut errors: Vec<_> = errors
            .map(|error| {
                (
                    erased(error.instance_path().as_str()),
                    error.kind().keyword().to_owned(),
                )
            })
            .collect();
        errors.sort();
        errors
    }
}

/// A pointer with `*` in the place of each number.
fn erased(pointer: &str) -> String {
    let segments = pointer.split('/').map(|segment| {
        let is_number = !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
        if is_number { "*" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn told(deviation: &Deviation) -> Vec<(String, String)> {
    let rules = deviation.rules.iter();
    rules
        .map(|rule| (deviation.pointer.to_owned(), (*rule).to_owned()))
        .collect()
}

#[test]
fn each_place_deviates_exactly_as_it_says() {
    let strict = Strict::new();
    let samples = BTreeMap::from(samples::all());
    assert_eq!(samples.len(), strict.0.len());
    for (operation, sample) in &samples {
        // With letters, which 2.0.1 does not know, but which has to be passed over.
        let mut lawful = sample.clone();
        let cnpjs = lawful
            .pointer_mut("/data/0/companiesCnpj")
            .and_then(Value::as_array_mut);
        if let Some(cnpjs) = cnpjs {
            cnpjs.retain(|cnpj| cnpj != "12ABC34501DE35");
        }
        assert_eq!(strict.deviations(operation, &lawful), [], "{operation}");
        for violation in Violation::ALL {
            let here = places::of(violation).iter();
            for place in here.filter(|place| place.operations.contains(operation)) {
                let mut body = lawful.clone();
                let at = place.node;
                assert!(place.spoil(&mut body), "{violation:?} {operation} {at}");
                let found = strict.deviations(operation, &body);
                assert_eq!(
                    found,
                    told(&place.deviation),
                    "{violation:?} {operation} {at}"
                );
            }
        }
    }
}

#[test]
fn the_first_place_of_a_body_is_spoilt_and_no_other() {
    let mut body = samples::all()[1].1.clone();
    assert!(Violation::NumericCnpj.spoil("customersGetBusinessIdentifications", &mut body));
    let record = &body["data"][0];
    assert_eq!(record["companiesCnpj"][0], "12ABC34501DE35");
    assert_eq!(record["companiesCnpj"][1], 50_685_362_000_135_u64);
    assert_eq!(record["cnpjNumber"], "50685362000135");
    assert!(Violation::NumericCnpj.spoil("customersGetBusinessIdentifications", &mut body));
    assert_eq!(body["data"][0]["cnpjNumber"], 50_685_362_000_135_u64);
    assert!(!Violation::NumericCnpj.spoil("customersGetBusinessIdentifications", &mut body));
}

#[test]
fn what_is_not_there_is_not_spoilt() {
    for (operation, _) in samples::all() {
        for violation in Violation::ALL {
            for lawful in [
                serde_json::json!({}),
                serde_json::json!([]),
                serde_json::json!({ "data": [{ "documents": {} }] }),
                serde_json::json!({ "data": { "informedPatrimony": { "amount": {} } } }),
                serde_json::json!({ "meta": { "totalPages": 1 }, "status": "x" }),
            ] {
                let mut body = lawful.clone();
                assert!(
                    !violation.spoil(operation, &mut body),
                    "{violation:?} {operation}"
                );
                assert_eq!(body, lawful, "{violation:?} {operation}");
            }
        }
    }
}

#[test]
fn each_violation_is_at_home_somewhere() {
    let operations = samples::all().map(|(operation, _)| operation);
    for violation in Violation::ALL {
        let all: HashSet<_> = places::of(violation)
            .iter()
            .flat_map(|place| place.operations)
            .collect();
        assert!(!all.is_empty(), "{violation:?}");
        for operation in operations {
            assert_eq!(
                violation.applies_to(operation),
                all.contains(&operation),
                "{violation:?} {operation}"
            );
        }
        assert!(!violation.applies_to("token"), "{violation:?}");
        assert!(
            all.iter().all(|id| operations.contains(id)),
            "{violation:?}"
        );
    }
}

#[test]
fn all_of_them_are_listed_once() {
    let once: HashSet<_> = Violation::ALL.into_iter().collect();
    assert_eq!(once.len(), Violation::ALL.len());
    // The last one of the declaration: with the length, none can be missing.
    assert_eq!(
        Violation::UnlistedNationality as usize,
        Violation::ALL.len() - 1
    );
}

/// Many records: the first one that has the place is broken, the others stay lawful.
#[test]
fn one_record_of_several_is_spoilt() {
    let strict = Strict::new();
    let mut body = samples::all()[0].1.clone();
    let mut first = body["data"][0].clone();
    first.as_object_mut().unwrap().remove("maritalStatusCode");
    body["data"].as_array_mut().unwrap().insert(0, first);
    let operation = "customersGetPersonalIdentifications";
    assert!(Violation::SpeltOutMaritalStatus.spoil(operation, &mut body));
    assert_eq!(body["data"][1]["maritalStatusCode"], "UNIÃO ESTÁVEL");
    assert_eq!(strict.deviations(operation, &body).len(), 1);
}
