//! A record that cannot be typed is set aside with its reason and its place; its neighbours stay.

use cadastro_core::{
    Amount, Entry, Json, Lenient, MOST_QUARANTINED, OneOrMany, ReasonKind, Records, Text, decode,
    decode_reporting,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Page {
    data: Records<Person>,
    #[serde(default, skip_serializing_if = "Lenient::is_absent")]
    links: Lenient<Records<Person>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Person {
    name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    income: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relations: Option<Box<OneOrMany<Person>>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Contact {
    phones: Records<Phone>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Phone {
    number: Text,
    is_main: bool,
}

#[test]
fn one_record_is_set_aside_and_not_its_neighbours() {
    let body = r#"{"data":[{"name":"Ana"},{"nome":"Bia"},{"name":"Caio","income":98200.00}]}"#;
    let page: Page = decode(body.as_bytes()).unwrap();
    let names: Vec<_> = page
        .data
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    assert_eq!(names, ["Ana", "Caio"]);
    let [aside] = page.data.quarantined() else {
        panic!("{page:?}")
    };
    assert_eq!(
        (aside.index(), aside.json().get()),
        (1, r#"{"nome":"Bia"}"#)
    );
    assert_eq!(
        (aside.reason().pointer(), aside.reason().kind()),
        ("/name", ReasonKind::MissingMember)
    );
    assert_eq!((page.data.len(), page.data.sent_len()), (2, 3));
    assert_eq!(serde_json::to_string(&page).unwrap(), body);
}

#[test]
fn records_keep_the_order_in_which_they_were_sent() {
    let body = r#"[7,{"name":"Ana"},null,"x",{"name":"Bia"},[]]"#;
    let records: Records<Person> = decode(body.as_bytes()).unwrap();
    let order: Vec<_> = records
        .entries()
        .map(|entry| match entry {
            Entry::Typed(person) => person.name.as_str(),
            Entry::Quarantined(aside) => aside.json().get(),
        })
        .collect();
    assert_eq!(order, ["7", "Ana", "null", "\"x\"", "Bia", "[]"]);
    assert_eq!(serde_json::to_string(&records).unwrap(), body);
    let all: Records<Person> = decode(b"[1,2,3]").unwrap();
    assert!(all.is_empty() && all.sent_len() == 3);
}

#[test]
fn typed_records_can_be_changed_in_place() {
    let mut records: Records<Person> = decode(br#"[7,{"name":"Ana"},{"name":"Bia"}]"#).unwrap();
    for person in &mut records {
        person.name = "Caio".into();
    }
    records[1].name = "Dora".into();
    records.iter_mut().for_each(|person| person.income = None);
    assert_eq!(
        serde_json::to_string(&records).unwrap(),
        r#"[7,{"name":"Caio"},{"name":"Dora"}]"#
    );
}

#[test]
fn reasons_name_the_member() {
    for (record, pointer, kind) in [
        ("{}", "/name", ReasonKind::MissingMember),
        ("{\"name\":null}", "/name", ReasonKind::WrongType),
        (
            "{\"name\":1,\"name\":2}",
            "/name",
            ReasonKind::DuplicateMember,
        ),
        (
            "{\"name\":1,\"income\":{}}",
            "/income",
            ReasonKind::WrongType,
        ),
        (
            "{\"name\":1,\"contact\":{}}",
            "/contact/phones",
            ReasonKind::MissingMember,
        ),
        (
            "{\"name\":1,\"contact\":{\"phones\":7}}",
            "/contact/phones",
            ReasonKind::WrongType,
        ),
        (
            "{\"name\":1,\"relations\":{}}",
            "/relations/name",
            ReasonKind::MissingMember,
        ),
        (
            "{\"name\":1,\"relations\":[{\"name\":1},{\"name\":[]}]}",
            "/relations/1/name",
            ReasonKind::WrongType,
        ),
        ("{\"name\":\"\\udc00\"}", "/name", ReasonKind::InvalidText),
        ("8.0", "", ReasonKind::WrongType),
    ] {
        let records: Records<Person> = decode(format!("[{record}]").as_bytes()).unwrap();
        let Some(aside) = records.quarantined().first() else {
            panic!("{record}")
        };
        assert_eq!(
            (aside.reason().pointer(), aside.reason().kind()),
            (pointer, kind),
            "{record}"
        );
    }
}

#[test]
fn nested_records_are_set_aside_on_their_own_level() {
    let body = r#" { "data" : [
        {"name":"Ana","contact":{"phones":[{"number":1,"is_main":true},{"number":2}]}},
        {"name":"Bia","contact":{"phones":[{"number":[],"is_main":true},{"number":4,"is_main":false}]}},
        {"contact":{"phones":[{}]}},
        {"name":"Caio","relations":[{"name":"Dora","contact":{"phones":[0]}}]}
    ] }"#;
    let decoded = decode_reporting::<Page>(body.as_bytes()).unwrap();
    let places: Vec<_> = decoded
        .quarantined()
        .iter()
        .map(|place| (place.pointer(), place.member()))
        .collect();
    assert_eq!(
        places,
        [
            (
                "/data/0/contact/phones/1",
                "/data/0/contact/phones/1/is_main".to_owned()
            ),
            (
                "/data/1/contact/phones/0",
                "/data/1/contact/phones/0/number".to_owned()
            ),
            ("/data/2", "/data/2/name".to_owned()),
            (
                "/data/3/relations/0/contact/phones/0",
                "/data/3/relations/0/contact/phones/0".to_owned()
            ),
        ]
    );
    let page = decoded.into_value();
    assert_eq!(page.data.len(), 3);
    assert_eq!(page.data[0].contact.as_ref().unwrap().phones.len(), 1);
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Strict {
    inner: Records<Phone>,
    must: bool,
}

#[test]
fn what_a_kept_raw_value_quarantined_is_not_reported() {
    let body = r#"{"data":[],"links":[{"name":1},{}]}"#;
    let decoded = decode_reporting::<Page>(body.as_bytes()).unwrap();
    assert_eq!(decoded.quarantined().len(), 1);
    assert_eq!(decoded.quarantined()[0].pointer(), "/links/1");
    let raw = decode_reporting::<Lenient<Strict>>(br#"{"inner":[{}]}"#).unwrap();
    assert!(raw.value().raw().is_some());
    assert!(raw.quarantined().is_empty());
}

#[test]
fn pointers_are_escaped() {
    type Lists = std::collections::BTreeMap<String, Records<Phone>>;
    let decoded =
        decode_reporting::<Lists>(b"\xef\xbb\xbf{\"a/b~c\":[0],\"\\u00e9\":[{}]}").unwrap();
    let pointers: Vec<_> = decoded
        .quarantined()
        .iter()
        .map(cadastro_core::Place::pointer)
        .collect();
    assert_eq!(pointers, ["/a~1b~0c/0", "/é/0"]);
}

#[test]
fn a_thousand_broken_records_are_placed() {
    let record = r#"{"name":null,"contact":{"phones":[]}}"#;
    let body = format!("{{\"data\":[{}]}}", [record; 1_000].join(","));
    let decoded = decode_reporting::<Page>(body.as_bytes()).unwrap();
    assert_eq!(decoded.quarantined().len(), 1_000);
    assert_eq!(decoded.quarantined()[999].pointer(), "/data/999");
}

fn zeros(count: usize) -> String {
    vec!["0"; count].join(",")
}

#[test]
fn too_many_broken_records_fail_the_body() {
    let page = |data: &str| decode_reporting::<Page>(format!("{{\"data\":[{data}]}}").as_bytes());
    let most = page(&zeros(MOST_QUARANTINED)).unwrap();
    assert_eq!(most.value().data.quarantined().len(), MOST_QUARANTINED);
    assert_eq!(most.quarantined().len(), MOST_QUARANTINED);
    let last = most.quarantined().last().unwrap().pointer().to_owned();
    assert_eq!(last, format!("/data/{}", MOST_QUARANTINED - 1));
    // Reading stops there: what follows is not looked at, were it no JSON.
    for behind in ["", ",0,0,0", ",?"] {
        let error = page(&format!("{}{behind}", zeros(MOST_QUARANTINED + 1))).unwrap_err();
        assert_eq!(
            (error.pointer(), error.kind()),
            ("/data", ReasonKind::TooManyBroken)
        );
    }
}

#[test]
fn broken_records_are_counted_over_all_lists() {
    let half = format!(
        r#"{{"name":"Ana","contact":{{"phones":[{}]}}}}"#,
        zeros(MOST_QUARANTINED / 2)
    );
    let two: Records<Person> = decode(format!("[{half},{half}]").as_bytes()).unwrap();
    assert_eq!((two.len(), two.quarantined().len()), (2, 0));
    let error = decode::<Records<Person>>(format!("[{half},{half},0]").as_bytes()).unwrap_err();
    assert_eq!(
        (error.pointer(), error.kind()),
        ("", ReasonKind::TooManyBroken)
    );
    let three = format!("[{half},{half},{half}]");
    let error = decode::<Records<Person>>(three.as_bytes()).unwrap_err();
    assert_eq!(
        (error.pointer(), error.kind()),
        ("/2/contact/phones", ReasonKind::TooManyBroken)
    );
    // A record that is set aside as a whole counts once, and what `links` holds spoils nothing.
    let whole = half.replace("\"name\"", "\"nome\"");
    let wholes: Records<Person> = decode(format!("[{whole},{whole},{whole}]").as_bytes()).unwrap();
    assert_eq!(wholes.quarantined().len(), 3);
    let links = format!(
        r#"{{"data":[0],"links":[{}]}}"#,
        zeros(MOST_QUARANTINED + 1)
    );
    let page: Page = decode(links.as_bytes()).unwrap();
    assert!(page.links.raw().is_some());
    assert_eq!(page.data.quarantined().len(), 1);
}

/// Breaks a good body at random: nothing panics, nothing is lost, and every place is the place
/// of what was set aside.
#[test]
fn broken_bodies_are_read_or_refused_and_never_lose_a_record() {
    let good = r#"{"data":[{"name":"Ana","income":98200.00,"contact":{"phones":[{"number":1,"is_main":true},{"number":"2","is_main":false}]}},{"name":"B\u00eda","relations":{"name":"Caio"}},{"name":3.10}],"links":[]}"#;
    let pieces = [
        "null", "7", "\"", "{", "}", "[", "]", ",", ":", "\\", "1e9", "-", "name", "\"x\":", "é",
        "true", " ",
    ];
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |end: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % end as u64).unwrap()
    };
    let (mut read, mut set_aside) = (0, 0);
    for _ in 0..12_000 {
        let mut body = good.to_owned();
        for _ in 0..=below(2) {
            let (from, to) = (below(body.len()), below(6));
            let to = (from + to).min(body.len());
            if body.is_char_boundary(from) && body.is_char_boundary(to) {
                let piece = if below(3) == 0 {
                    ""
                } else {
                    pieces[below(pieces.len())]
                };
                body.replace_range(from..to, piece);
            }
        }
        let Ok(decoded) = decode_reporting::<Page>(body.as_bytes()) else {
            continue;
        };
        read += 1;
        let whole = Json::parse(&body).unwrap();
        let sent: Vec<serde_json::Value> =
            whole.pointer("/data").unwrap().decode().unwrap_or_default();
        assert!(
            sent.is_empty() || sent.len() == decoded.value().data.sent_len(),
            "{body}"
        );
        for aside in decoded.value().data.quarantined() {
            let pointer = format!("/data/{}", aside.index());
            assert_eq!(
                whole.pointer(&pointer).as_ref(),
                Some(aside.json()),
                "{body}"
            );
            assert!(
                decoded
                    .quarantined()
                    .iter()
                    .any(|place| place.pointer() == pointer),
                "{body}"
            );
        }
        for place in decoded.quarantined() {
            set_aside += 1;
            assert!(whole.pointer(place.pointer()).is_some(), "{body}");
        }
        let again = serde_json::to_string(decoded.value()).unwrap();
        assert_eq!(
            decode::<Page>(again.as_bytes()).unwrap(),
            *decoded.value(),
            "{body}"
        );
    }
    assert!(
        read > 500 && set_aside > 200,
        "{read} read, {set_aside} set aside"
    );
}
