use super::unknown_members;
use crate::{Json, Lenient, Number, OneOrMany, Records, Text, decode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    data: Records<Partner>,
    #[serde(default, skip_serializing_if = "Lenient::is_absent")]
    links: Lenient<Links>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Partner {
    full_name: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<OneOrMany<Links>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<BTreeMap<String, Links>>,
}

#[derive(Deserialize, Serialize)]
struct Links {
    #[serde(rename = "self")]
    this: Text,
}

/// Pointers and values.
fn found<T: DeserializeOwned + Serialize>(body: &str) -> Vec<(String, String)> {
    let value: T = decode(body.as_bytes()).unwrap();
    let found = unknown_members(&value, body.as_bytes()).into_iter();
    found
        .map(|member| {
            let json = member.json().get().to_owned();
            (member.pointer().to_owned(), json)
        })
        .collect()
}

fn pair(pointer: &str, json: &str) -> (String, String) {
    (pointer.to_owned(), json.to_owned())
}

#[test]
fn they_are_listed_with_their_text_and_in_order() {
    let body = r#"{
        "z": {"data": [ 1.50 ]},
        "data": [
            {"novo": null, "fullName": "Ana", "full_name": 1e3},
            {"fullName": "Bia", "share": 0.510, "a/b": {}, "~": -0}
        ],
        "links": {"self": "x", "mais": [ ]}
    }"#;
    assert_eq!(
        found::<Page>(body),
        [
            pair("/z", r#"{"data": [ 1.50 ]}"#),
            pair("/data/0/novo", "null"),
            pair("/data/0/full_name", "1e3"),
            pair("/data/1/a~1b", "{}"),
            pair("/data/1/~0", "-0"),
            pair("/links/mais", "[ ]"),
        ]
    );
}

#[test]
fn what_the_type_knows_is_not_listed_not_even_as_null() {
    let body =
        r#"{"data": [{"fullName": "Ana", "city": null, "share": null, "free": {"a": {"b": 1}}}]}"#;
    assert_eq!(found::<Page>(body), []);
    assert_eq!(found::<Page>(r#"{"data": [], "links": null}"#), []);
}

#[test]
fn what_is_kept_whole_elsewhere_is_not_listed() {
    let body = r#"{"data": [{"novo": 1}, {"fullName": "Ana", "novo": 2}], "links": {"novo": 3}}"#;
    assert_eq!(found::<Page>(body), [pair("/data/1/novo", "2")]);
}

#[test]
fn lists_maps_and_values_by_themselves_are_gone_through() {
    let body = r#"[{"fullName": "Ana", "parts": {"self": "", "x": 1}, "byName": {"Ana": {"self": "", "y": 2}}},
        {"fullName": "Bia", "parts": [{"self": ""}, {"self": "", "z": 3}]}]"#;
    assert_eq!(
        found::<Records<Partner>>(body),
        [
            pair("/0/parts/x", "1"),
            pair("/0/byName/Ana/y", "2"),
            pair("/1/parts/1/z", "3"),
        ]
    );
}

#[test]
fn one_that_stands_twice_is_listed_twice() {
    let body = r#"{"self": "x", "novo": 1, "novo": 2}"#;
    assert_eq!(
        found::<Links>(body),
        [pair("/novo", "1"), pair("/novo", "2")]
    );
}

#[test]
fn variants_are_known_by_their_names() {
    #[derive(Deserialize, Serialize)]
    enum Shape {
        None,
        Round(Links),
        Long { length: Number },
        Pair(Links, Links),
    }
    let body = r#"["None", {"Round": {"self": "", "x": 1}}, {"Long": {"length": 1, "y": 2}},
        {"Pair": [{"self": ""}, {"self": "", "z": 3}]}]"#;
    assert_eq!(
        found::<Vec<Shape>>(body),
        [
            pair("/1/Round/x", "1"),
            pair("/2/Long/y", "2"),
            pair("/3/Pair/1/z", "3"),
        ]
    );
}

#[test]
fn a_mark_before_the_body_is_skipped_and_what_is_no_json_has_no_members() {
    let value: Links = decode(br#"{"self": ""}"#).unwrap();
    let count = |body: &[u8]| unknown_members(&value, body).len();
    assert_eq!(count("\u{feff}{\"self\": \"\", \"x\": 1}".as_bytes()), 1);
    for body in [&b""[..], b"{", b"\xff", b"[]", b"7", b"[{\"x\": 1}]"] {
        assert_eq!(count(body), 0);
    }
    let unwritable = BTreeMap::from([(vec![1], 1)]);
    assert!(unknown_members(&unwritable, b"{\"x\": 1}").is_empty());
}

#[test]
fn no_name_that_was_sent_is_printed() {
    let body = br#"{"data": [{"fullName": "Ana", "Maria": "Silva"}], "52998224725": {}}"#;
    let page: Page = decode(body).unwrap();
    let found = unknown_members(&page, body);
    assert_eq!(
        format!("{found:?}"),
        "[UnknownMember(/data/0/*: Json(string, 7 bytes)), UnknownMember(/*: Json(object, 2 bytes))]"
    );
    assert_eq!(
        found[0].clone().into_json().decode::<Text>().unwrap(),
        "Silva"
    );
}
