use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;

use super::*;
use crate::contract;
use crate::population::{Company, Person, Population};

/// Enough of them for whatever is rare.
const MANY: u64 = 1_500;

/// Enough for all else.
const SOME: u64 = 400;

/// The records of a kind, by the schema of one.
const KINDS: [&str; 6] = [
    "PersonalIdentificationData",
    "PersonalQualificationData",
    "PersonalFinancialRelationData",
    "BusinessIdentificationData",
    "BusinessQualificationData",
    "BusinessFinancialRelationData",
];

fn of_person(person: &Person, version: Version) -> Vec<(&'static str, Value)> {
    vec![
        (KINDS[0], personal_identification(person, 0, version)),
        (KINDS[0], personal_identification(person, 1, version)),
        (KINDS[1], personal_qualification(person, version)),
        (KINDS[2], personal_financial_relation(person, version)),
    ]
}

fn of_company(company: &Company, version: Version) -> Vec<(&'static str, Value)> {
    vec![
        (KINDS[3], business_identification(company, 0, version)),
        (KINDS[3], business_identification(company, 1, version)),
        (KINDS[4], business_qualification(company, version)),
        (KINDS[5], business_financial_relation(company, version)),
    ]
}

fn all(seed: u64, customers: u64, version: Version) -> impl Iterator<Item = (&'static str, Value)> {
    let population = Population::new(seed);
    (0..customers).flat_map(move |index| {
        let mut records = of_person(&population.person(index), version);
        records.extend(of_company(&population.company(index), version));
        records
    })
}

fn document() -> Value {
    serde_json::from_str(cadastro_customers::SCHEMAS).unwrap()
}

fn validators() -> BTreeMap<&'static str, Validator> {
    let document = document();
    let compile =
        |kind: &str| contract::compile(&document, &document["definitions"][kind]).unwrap();
    KINDS
        .into_iter()
        .map(|kind| (kind, compile(kind)))
        .collect()
}

/// A pointer with `*` for each index.
fn erased(pointer: &str) -> String {
    let parts = pointer.split('/');
    let parts = parts.map(|part| {
        if part.parse::<u32>().is_ok() {
            "*"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Kind, place and rule of all that breaks the schemas of 2.0.1.
fn violations(records: impl Iterator<Item = (&'static str, Value)>) -> BTreeSet<String> {
    let validators = validators();
    let mut found = BTreeSet::new();
    for (kind, record) in records {
        for error in validators[kind].iter_errors(&record) {
            let pointer = erased(&error.instance_path().to_string());
            found.insert(format!("{kind}{pointer} {}", error.kind().keyword()));
        }
    }
    found
}

#[test]
fn every_record_is_lawful() {
    let found = violations(all(1, MANY, Version::V2_0_1));
    assert_eq!(found, BTreeSet::new());
}

#[test]
fn every_member_and_every_value_of_an_enumeration_occurs() {
    let mut seen = BTreeSet::new();
    for (kind, record) in all(0, MANY, Version::V2_0_1) {
        remember(kind.to_owned(), &record, &mut seen);
    }
    let document = document();
    let mut wanted = BTreeSet::new();
    for kind in KINDS {
        demand(
            kind.to_owned(),
            &document["definitions"][kind],
            &document,
            &mut wanted,
        );
    }
    let missing: Vec<_> = wanted.difference(&seen).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let unknown = seen.difference(&wanted);
    let unknown: Vec<_> = unknown.filter(|place| !place.contains('=')).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

fn remember(place: String, value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                remember(format!("{place}/{name}"), member, seen);
            }
        }
        Value::Array(items) => {
            for item in items {
                remember(format!("{place}/*"), item, seen);
            }
        }
        Value::String(text) => {
            seen.insert(format!("{place}={text}"));
        }
        _ => (),
    }
    seen.insert(place);
}

fn demand(place: String, schema: &Value, document: &Value, wanted: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(&reference[1..]).unwrap();
        return demand(place, schema, document, wanted);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        demand(format!("{place}/{name}"), member, document, wanted);
    }
    if schema["items"].is_object() {
        demand(format!("{place}/*"), &schema["items"], document, wanted);
    }
    for text in schema["enum"].as_array().into_iter().flatten() {
        wanted.insert(format!("{place}={}", text.as_str().unwrap()));
    }
    wanted.insert(place);
}

#[test]
fn each_release_breaks_the_schema_by_its_changes_alone() {
    let phones = |kind: &'static str| {
        let phones = format!("{kind}/contacts/phones/*");
        [
            (Delta::AreaCodes, format!("{phones}/areaCode enum")),
            (Delta::PhoneNumbers, format!("{phones}/number maxLength")),
            (Delta::PhoneNumbers, format!("{phones}/number pattern")),
        ]
    };
    let business = [
        (
            Delta::BusinessWithoutAddress,
            "BusinessIdentificationData/contacts/postalAddresses minItems",
        ),
        (
            Delta::BusinessWithoutParties,
            "BusinessIdentificationData/parties minItems",
        ),
        (
            Delta::AlphanumericCnpj,
            "BusinessIdentificationData/cnpjNumber pattern",
        ),
        (
            Delta::AlphanumericCnpj,
            "BusinessFinancialRelationData/procurators/*/cnpjCpfNumber pattern",
        ),
        (
            Delta::LongCompanyNames,
            "BusinessIdentificationData/companyName maxLength",
        ),
        (
            Delta::LongCompanyNames,
            "BusinessIdentificationData/parties/*/companyName maxLength",
        ),
    ];
    let business = business.map(|(delta, violation)| (delta, violation.to_owned()));
    let known: Vec<(Delta, String)> = [phones(KINDS[0]), phones(KINDS[3])]
        .into_iter()
        .flatten()
        .chain(business)
        .collect();
    for version in Version::ALL {
        let lawful = known.iter().filter(|(delta, _)| version.has(*delta));
        let lawful: BTreeSet<String> = lawful.map(|(_, violation)| violation.clone()).collect();
        assert_eq!(violations(all(0, SOME, version)), lawful, "{version}");
    }
}

#[test]
fn a_later_release_changes_some_records_and_not_all() {
    let mut changed = BTreeMap::new();
    for version in Version::ALL {
        let pairs = all(0, SOME, Version::V2_0_1).zip(all(0, SOME, version));
        for ((kind, old), (_, new)) in pairs {
            let (same, different): &mut (u32, u32) = changed.entry((version, kind)).or_default();
            *(if old == new { same } else { different }) += 1;
        }
    }
    for ((version, kind), (same, different)) in changed {
        let is_touched = version > Version::V2_0_1
            && !kind.ends_with("QualificationData")
            // Its only change is the CNPJ of 2.3.0.
            && (version == Version::V2_3_0 || kind != KINDS[5]);
        assert!(same > 0, "{version} {kind}");
        assert_eq!(different > 0, is_touched, "{version} {kind}");
    }
}

#[test]
fn new_members_are_those_of_the_releases() {
    let mut seen: BTreeMap<Version, BTreeSet<String>> = BTreeMap::new();
    let bank = ["Cnpj", "Ispb"];
    for version in Version::ALL {
        let population = Population::new(0);
        let seen = seen.entry(version).or_default();
        for index in 0..SOME {
            let record = personal_financial_relation(&population.person(index), version);
            for (list, prefix, date) in [
                (
                    "portabilitiesReceived",
                    "paycheckBankDetainer",
                    "portabilityApprovalDate",
                ),
                ("paychecksBankLink", "paycheckBank", "accountOpeningDate"),
            ] {
                let Some(links) = record[list].as_array() else {
                    continue;
                };
                seen.insert(list.to_owned());
                let link = links[0].as_object().unwrap();
                let mut members = bank.map(|number| format!("{prefix}{number}")).to_vec();
                members.extend([date, "employerCnpjCpf", "employerName"].map(str::to_owned));
                members.sort();
                assert_eq!(link.keys().cloned().collect::<Vec<_>>(), members);
                let ispb = link[&format!("{prefix}Ispb")].as_str().unwrap();
                assert_eq!(ispb.len(), 8);
                if ispb.bytes().any(|b| !b.is_ascii_digit()) {
                    seen.insert("ISPB".to_owned());
                }
                let employer = link["employerCnpjCpf"].as_str().unwrap();
                assert!(matches!(employer.len(), 11 | 14));
                if employer.bytes().any(|b| !b.is_ascii_digit()) {
                    seen.insert("CNPJ".to_owned());
                }
                assert!(link["employerName"].as_str().unwrap().chars().count() <= 80);
            }
            if record.get("employers").is_some() {
                seen.insert("employers".to_owned());
            }
        }
    }
    let of_2_1 = ["paychecksBankLink", "portabilitiesReceived"].map(str::to_owned);
    let of_2_3 = ["CNPJ", "ISPB", "employers"].map(str::to_owned);
    assert!(seen[&Version::V2_0_1].is_empty());
    assert_eq!(seen[&Version::V2_1_0], BTreeSet::from(of_2_1.clone()));
    assert_eq!(seen[&Version::V2_2_0], BTreeSet::from(of_2_1.clone()));
    assert_eq!(
        seen[&Version::V2_3_0],
        of_2_1.into_iter().chain(of_2_3).collect()
    );
}

mod rules;
