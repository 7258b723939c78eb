//! Which pass reads what: a good body is read once, and the mode of the exact pass never leaks.
#![allow(clippy::unwrap_used)]

use cadastro_core::{
    Amount, Lenient, OneOrMany, Place, ReasonKind, Records, Text, decode, decode_reporting,
};
use serde::{Deserialize, Deserializer};
use std::cell::Cell;

thread_local! {
    static READ: Cell<usize> = const { Cell::new(0) };
}

/// Counts how often it is read.
#[derive(Debug)]
struct Counted;

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        READ.set(READ.get() + 1);
        Text::deserialize(deserializer).map(|_| Self)
    }
}

fn reads<T: serde::de::DeserializeOwned>(body: &str) -> usize {
    READ.set(0);
    decode::<T>(body.as_bytes()).unwrap();
    READ.get()
}

#[test]
fn a_good_body_is_read_once() {
    assert_eq!(reads::<Counted>("\"a\""), 1);
    assert_eq!(reads::<Records<Counted>>("[\"a\",7,\"\"]"), 3);
    assert_eq!(reads::<Lenient<Vec<Counted>>>("[\"a\",-7]"), 2);
    assert_eq!(reads::<OneOrMany<Counted>>("[\"a\",7]"), 2);
    assert_eq!(reads::<OneOrMany<Counted>>("\"a\""), 1);
    // One float, and it is twice: as far as the float, then all of it.
    assert_eq!(reads::<Records<Counted>>("[\"a\",7.0,\"\"]"), 2 + 3);
}

/// A type that serde buffers the body for, in its three ways.
mod buffered {
    use super::{Amount, Deserialize, Lenient, OneOrMany, Records, Text};

    #[derive(Debug, Deserialize)]
    pub(crate) struct Flat {
        #[serde(flatten)]
        pub(crate) inner: Inner,
        pub(crate) beside: Amount,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Inner {
        pub(crate) amount: Amount,
        pub(crate) code: Option<Text>,
        pub(crate) many: OneOrMany<Amount>,
        pub(crate) records: Records<Amount>,
        pub(crate) lenient: Lenient<Amount>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Untagged {
        Inner(Inner),
        Name { name: Text },
        Nothing {},
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind")]
    pub(crate) enum Tagged {
        Inner(Inner),
    }
}

#[test]
fn what_serde_buffers_is_read_from_what_is_left_of_it() {
    use buffered::{Flat, Inner, Tagged, Untagged};
    let body = r#"{"kind":"Inner","amount":98200.00,"code":7,"many":[1.50,"2.50"],"records":[3.25],"lenient":4.5,"beside":1.00}"#;
    let check = |inner: &Inner| {
        assert_eq!(inner.amount, "98200.0");
        assert!(inner.amount.came_as_number());
        assert_eq!(inner.code.as_ref().unwrap(), "7");
        let many: Vec<_> = inner.many.iter().map(Amount::as_str).collect();
        assert_eq!(many, ["1.5", "2.50"]);
        assert_eq!(inner.records[0], "3.25");
        assert_eq!(inner.lenient.typed().unwrap(), "4.5");
    };
    let flat: Flat = decode(body.as_bytes()).unwrap();
    check(&flat.inner);
    assert_eq!(flat.beside, "1.00");
    let Untagged::Inner(inner) = decode(body.as_bytes()).unwrap() else {
        panic!("another variant");
    };
    check(&inner);
    let Tagged::Inner(inner) = decode(body.as_bytes()).unwrap();
    check(&inner);
    let named = decode::<Untagged>(b"{\"name\":1.0}").unwrap();
    assert!(matches!(named, Untagged::Name { name } if name == "1.0"));
    assert!(matches!(decode(b"{}").unwrap(), Untagged::Nothing {}));
    let records: Records<Flat> = decode(format!("[{body},{{}}]").as_bytes()).unwrap();
    assert_eq!((records.len(), records.sent_len()), (1, 2));
    let one = decode::<Flat>(body.replace("[1.50,\"2.50\"]", "1.50").as_bytes()).unwrap();
    assert_eq!(one.inner.many.as_slice().len(), 1);
    let error = decode::<Tagged>(b"{\"kind\":\"Inner\",\"amount\":{}}").unwrap_err();
    assert!(error.line() >= 1 && error.column() >= 1);
}

/// Whether values read what serde offers: the exact pass cannot read from a `Value`.
fn is_fast() -> bool {
    serde_json::from_value::<Text>(serde_json::json!("a")).is_ok()
}

/// Reads a text of its own in whichever pass it is read.
struct Nesting(Amount);

impl<'de> Deserialize<'de> for Nesting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let outer_is_fast = is_fast();
        let inner: Records<Text> = decode(b"[1.0,{}]").map_err(serde::de::Error::custom)?;
        assert_eq!((inner.len(), inner.sent_len()), (1, 2));
        assert_eq!(is_fast(), outer_is_fast);
        Amount::deserialize(deserializer).map(Self)
    }
}

#[test]
fn reading_inside_of_reading_leaves_the_outer_pass_alone() {
    let good: Nesting = decode(b"\"1.00\"").unwrap();
    assert_eq!(good.0, "1.00");
    let decoded = decode_reporting::<Records<Nesting>>(b"[1.50,{},\"2.50\"]").unwrap();
    let places: Vec<_> = decoded.quarantined().iter().map(Place::pointer).collect();
    assert_eq!(places, ["/1"]);
    let exact = decoded.into_value();
    assert_eq!((exact[0].0.as_str(), exact[1].0.as_str()), ("1.50", "2.50"));
    assert_eq!(exact.quarantined()[0].index(), 1);
    assert!(is_fast());
}

/// Panics when the exact pass reads it.
#[derive(Debug)]
struct Panicking;

impl<'de> Deserialize<'de> for Panicking {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        assert!(is_fast(), "as the test wants it");
        Text::deserialize(deserializer).map(|_| Self)
    }
}

#[test]
fn a_panic_in_the_exact_pass_does_not_leave_its_mode_behind() {
    for body in [&b"1.0"[..], b"[1.0]", b"[[1.0]]"] {
        let panicked = std::panic::catch_unwind(|| match body.len() {
            3 => decode::<Panicking>(body).map(drop),
            5 => decode::<Records<Panicking>>(body).map(drop),
            _ => decode::<Records<OneOrMany<Panicking>>>(body).map(drop),
        });
        assert!(panicked.is_err());
        assert!(is_fast());
        let after: Records<Text> = decode(b"[1.0,{},\"a\"]").unwrap();
        assert_eq!((after.len(), after.sent_len()), (2, 3));
    }
}

#[test]
fn an_error_does_not_leave_the_mode_behind() {
    assert!(decode::<Text>(b"{}").is_err());
    assert!(decode::<Vec<Text>>(b"[1.0,[]]").is_err());
    assert!(is_fast());
}

/// A record that holds records.
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Tree {
    #[serde(default)]
    inner: Records<Tree>,
    #[serde(default)]
    lists: Vec<Tree>,
    #[serde(default)]
    one: Option<Box<OneOrMany<Tree>>>,
}

#[test]
fn a_body_of_any_depth_is_read_or_refused_without_exhausting_the_stack() {
    let depth = 20_000;
    for (open, close) in [
        ("{\"inner\":[", "]}"),
        ("{\"lists\":[", "]}"),
        ("{\"one\":", "}"),
        ("{\"one\":[", "]}"),
        ("[", "]"),
        ("{\"unknown\":", "}"),
    ] {
        let body = format!("{}{}", open.repeat(depth), close.repeat(depth));
        let _ = decode::<Tree>(body.as_bytes());
        let _ = decode::<Records<Tree>>(format!("[{body}]").as_bytes());
    }
    // As deep as each text may be, in as many texts as there may be.
    let text = format!("{}{{\"inner\":[", "{\"lists\":[".repeat(62));
    let body = format!("{}7{}", text.repeat(20), "]}".repeat(63 * 20));
    let _ = decode::<Tree>(body.as_bytes());
    let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(
        decode::<Vec<Vec<Text>>>(deep.as_bytes())
            .unwrap_err()
            .kind(),
        ReasonKind::WrongType
    );
    let kept: Records<Text> = decode(format!("[{deep},\"a\"]").as_bytes()).unwrap();
    assert_eq!(
        (kept.len(), kept.quarantined()[0].json().get().len()),
        (1, 2 * depth)
    );
}
