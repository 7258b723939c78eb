//! Patterns are those of ECMA-262, lengths count characters, and the formats are those of RFC 3339.

use serde_json::{Value, json};

use crate::bodies::{COMPANIES, PEOPLE, found, lawful};

/// The rules that a value breaks at a place of the first record.
fn rules(id: &str, pointer: &str, value: Value) -> Vec<&'static str> {
    let mut answer = lawful(id);
    *answer["data"][0].pointer_mut(pointer).unwrap() = value;
    let found = found(id, &answer).into_iter();
    let found = found.map(|(place, rule)| {
        assert_eq!(place, format!("/data/0{pointer}"));
        rule
    });
    found.collect()
}

#[test]
fn digits_are_ascii_and_the_end_is_the_end() {
    let cep = |text: &str| rules(PEOPLE, "/contacts/postalAddresses/0/postCode", json!(text));
    assert_eq!(cep("01310100"), [""; 0]);
    assert_eq!(cep("٠١٣١٠١٠٠"), ["pattern"]);
    assert_eq!(cep("01310100\n"), ["maxLength", "pattern"]);
}

#[test]
fn words_are_ascii() {
    let address = |text: &str| {
        rules(
            COMPANIES,
            "/contacts/postalAddresses/0/address",
            json!(text),
        )
    };
    assert_eq!(address("Rua"), [""; 0]);
    assert_eq!(address("Rúa"), ["pattern"]);
    assert_eq!(address(" Rua"), ["pattern"]);
}

#[test]
fn lengths_count_characters() {
    let name = |text: String| rules(PEOPLE, "/civilName", json!(text));
    assert_eq!(name("😀".repeat(70)), [""; 0]);
    assert_eq!(name("😀".repeat(71)), ["maxLength"]);
}

#[test]
fn dates_and_instants_are_those_of_rfc_3339() {
    let date = |text: &str| rules(PEOPLE, "/birthDate", json!(text));
    assert_eq!(date("1992-02-29"), [""; 0]);
    assert_eq!(date("1993-02-29"), ["format"]);
    // The pattern takes it, which the format does not.
    assert_eq!(date("1992-2-9"), ["format"]);
    assert_eq!(date("NA"), ["format", "pattern"]);
    let instant = |text: &str| rules(PEOPLE, "/updateDateTime", json!(text));
    assert_eq!(instant("2021-05-21T08:30:00Z"), [""; 0]);
    assert_eq!(instant("2021-05-21T08:30:00"), ["format", "pattern"]);
    assert_eq!(instant("2021-02-30T08:30:00Z"), ["format"]);
    assert_eq!(
        instant("2021-05-21T08:30:00-03:00"),
        ["maxLength", "pattern"]
    );
}

/// Loopback is no lawful link of 2.0.1, by its pattern; that it is a URI is not asked.
#[test]
fn links_are_checked_by_their_pattern_alone() {
    let link = |text: &str| {
        let mut answer = lawful(PEOPLE);
        answer["links"]["self"] = json!(text);
        let found = found(PEOPLE, &answer).into_iter();
        found.map(|(_, rule)| rule).collect::<Vec<_>>()
    };
    assert_eq!(link("http://127.0.0.1:8080/"), ["pattern"]);
    assert_eq!(link("api.banco.com.br"), [""; 0]);
    assert_eq!(link("::"), ["pattern"]);
}
