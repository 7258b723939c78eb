//! Objects with known members and any further ones.
#![allow(missing_docs, clippy::unwrap_used)]

use cadastro_core::{
    Amount, Check, Extended, Members, Records, Text, Validate, decode, decode_reporting,
    unknown_members,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Known {
    #[serde(rename = "moeda-base")]
    currency: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<Owner>,
}

impl Members for Known {
    const NAMES: &'static [&'static str] = &["moeda-base", "minimum", "owner"];
}

impl Validate for Known {
    fn check(&self, check: &mut Check) {
        check.member("moeda-base", &self.currency, |check, value| {
            check.max_length(value.as_str(), 3);
        });
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Owner {
    name: Text,
}

type Fees = Extended<Known, Amount>;
type Nested = Extended<Known, Vec<Fees>>;

fn read<T: serde::de::DeserializeOwned>(body: &str) -> T {
    decode(body.as_bytes()).unwrap()
}

#[test]
fn known_members_and_further_ones_are_told_apart() {
    let fees: Fees = read(r#"{"ted":"1.00","moeda-base":"BRL","pix":7,"minimum":"2.00"}"#);
    assert_eq!(fees.currency, "BRL");
    assert_eq!(fees.known().minimum.as_ref().unwrap(), "2.00");
    let names: Vec<_> = fees.additional.keys().map(String::as_str).collect();
    assert_eq!(names, ["pix", "ted"]);
    assert!(fees.additional["pix"].came_as_number());
    let (known, additional) = fees.into_parts();
    assert_eq!((known.currency.as_str(), additional.len()), ("BRL", 2));
}

#[test]
fn the_exact_pass_keeps_the_literals_and_the_places() {
    let fees: Fees = read(r#"{"ted":98200.00,"moeda-base":"BRL","minimum":1e3}"#);
    assert_eq!(fees.additional["ted"], "98200.00");
    assert_eq!(fees.minimum.as_ref().unwrap(), "1e3");
    let body = br#"[{"moeda-base":"a"},{"ted":"1.00"},{"moeda-base":"b","ted":{}},{"moeda-base":"c","x":1.50}]"#;
    let decoded = decode_reporting::<Records<Fees>>(body).unwrap();
    let members: Vec<_> = decoded
        .quarantined()
        .iter()
        .map(cadastro_core::Place::member)
        .collect();
    assert_eq!(members, ["/1/moeda-base", "/2/ted"]);
    assert_eq!(decoded.value()[1].additional["x"], "1.50");
    let nested: Nested = read(r#"{"moeda-base":"a","b":[{"moeda-base":"c","d":1.0}]}"#);
    assert_eq!(nested.additional["b"][0].additional["d"], "1.0");
}

#[test]
fn what_is_no_object_is_refused() {
    for wrong in ["[]", r#"["BRL"]"#, "1.0", "\"a\"", "null"] {
        assert!(decode::<Fees>(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn known_members_are_written_first_and_no_name_twice() {
    let known = Known {
        currency: "BRL".into(),
        minimum: None,
        owner: Some(Owner { name: "a".into() }),
    };
    let mut fees = Fees::new(known)
        .with_member("ted", "1.00")
        .with_member("minimum", "9.00")
        .with_member("doc", "2.00");
    let json = serde_json::to_string(&fees).unwrap();
    assert_eq!(
        json,
        r#"{"moeda-base":"BRL","owner":{"name":"a"},"doc":"2.00","ted":"1.00"}"#
    );
    fees.minimum = Some("3.00".into());
    assert!(
        serde_json::to_string(&fees)
            .unwrap()
            .contains(r#""minimum":"3.00""#)
    );
    let again: Fees = read(&json);
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
    assert!(serde_json::to_string(&Extended::<NoObject, Amount>::new(NoObject)).is_err());
}

#[derive(Clone, Debug, Deserialize)]
struct NoObject;

impl Serialize for NoObject {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("no object")
    }
}

impl Members for NoObject {
    const NAMES: &'static [&'static str] = &[];
}

#[test]
fn unknown_members_are_those_below_the_known_ones() {
    let body = br#"{"moeda-base":"BRL","minimum":null,"owner":{"name":"a","novo":1},"ted":"1.00"}"#;
    let fees: Fees = decode(body).unwrap();
    let unknown = unknown_members(&fees, body);
    let found: Vec<_> = unknown
        .iter()
        .map(cadastro_core::UnknownMember::pointer)
        .collect();
    assert_eq!(found, ["/owner/novo"]);
}

#[test]
fn debug_and_checks_tell_no_content() {
    let fees: Extended<Known, Vec<Known>> =
        read(r#"{"moeda-base":"REAL","Maria":[{"moeda-base":"BRL"},{"moeda-base":"DOLAR"}]}"#);
    let text = format!("{fees:?}");
    assert!(!text.contains("Maria") && !text.contains("REAL"), "{text}");
    let mut check = Check::new();
    fees.check(&mut check);
    let violations = check.finish().unwrap_err();
    let pointers: Vec<_> = violations
        .into_iter()
        .map(|found| found.pointer().to_owned())
        .collect();
    assert_eq!(pointers, ["/moeda-base", "/Maria/1/moeda-base"]);
}
