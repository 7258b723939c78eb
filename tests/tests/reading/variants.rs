//! Bodies broken on purpose: one change at every place, everything sent made recognisable.

use std::collections::BTreeSet;

use cadastro_core::{DecodeError, ReasonKind, UnknownMember};

use crate::bodies;
use crate::differences::{Kind, differences};
use crate::readers::{Read, printed};
use crate::tree::Tree;

/// What stands for every string that was sent.
const TEXT: &str = "Zq9Xk";
/// What stands for every number that was sent; too large for a count.
const NUMBER: &str = "9077345521987";

/// What all numbers here begin with.
const DIGITS: &str = "90773455";

/// A body with a single change.
struct Variant {
    /// Where.
    pointer: String,
    /// What was put there; `None` if the value was removed.
    put: Option<&'static str>,
    text: String,
}

/// What is put at every place.
const PUT: [&str; 10] = [
    r#""Zq9Xk""#,
    r#""Zq9Xk\ud800""#,
    "9077345521987",
    "90773455219.87",
    "true",
    "null",
    "{}",
    r#"{"Zq9Xk":"Zq9Xk","Zq9Xk2":9077345521987}"#,
    "[]",
    r#"["Zq9Xk",9077345521987,{"Zq9Xk":["Zq9Xk"]}]"#,
];

/// The body with a mark for every string and every number of more than three characters.
fn marked(tree: &Tree) -> Tree {
    let mut marked = tree.clone();
    for (pointer, value) in tree.places() {
        let mark = match value {
            Tree::Text(text) if text.chars().count() > 3 => Tree::Text(TEXT.to_owned()),
            Tree::Literal(literal) if literal.len() > 3 && literal.parse::<f64>().is_ok() => {
                Tree::Literal(NUMBER.to_owned())
            }
            _ => continue,
        };
        marked = marked.with(&pointer, mark);
    }
    marked
}

/// Every variant with one place removed or replaced.
fn variants(tree: &Tree) -> Vec<Variant> {
    let mut variants = Vec::new();
    for (pointer, _) in tree.places() {
        let text = tree.without(&pointer).to_string();
        variants.push(Variant {
            pointer: pointer.clone(),
            put: None,
            text,
        });
        for put in PUT {
            let text = tree.with(&pointer, Tree::parse(put)).to_string();
            variants.push(Variant {
                pointer: pointer.clone(),
                put: Some(put),
                text,
            });
        }
    }
    variants
}

#[test]
fn every_variant_is_read_or_says_where_not_and_prints_nothing() {
    let mut seen = BTreeSet::new();
    let mut counts = Counts::default();
    for body in bodies::all("variants of recorded bodies") {
        let tree = marked(&Tree::parse(&body.text));
        let text = tree.to_string();
        if !seen.insert((body.reader as usize, text.clone())) {
            continue;
        }
        let whole = (body.reader)(&text)
            .ok()
            .filter(|read| read.quarantined.is_empty());
        let dropped = whole.map(|read| {
            let found = differences(&tree, &read.encoded);
            found
                .iter()
                .map(|found| found.name().to_owned())
                .collect::<BTreeSet<_>>()
        });
        for variant in variants(&tree) {
            let name = format!("{}, {} as {:?}", body.name, variant.pointer, variant.put);
            let outcome = (body.reader)(&variant.text);
            counts.add(&outcome);
            let printed = match &outcome {
                Ok(read) => read.printed.clone(),
                Err(error) => printed(error),
            };
            assert!(
                !printed.contains(TEXT) && !printed.contains(DIGITS),
                "{name}:\n{printed}"
            );
            if let Some(dropped) = &dropped {
                check_places(&variant, &outcome, &name);
                check_sent_on(&variant, &outcome, dropped, &name);
            }
        }
    }
    // Each outcome is met: a test in which nothing breaks shows nothing.
    assert!(
        counts.whole > 1000 && counts.quarantined > 1000 && counts.failed > 1000,
        "{counts:?}"
    );
}

/// What the variants came to.
#[derive(Debug, Default)]
struct Counts {
    whole: usize,
    quarantined: usize,
    failed: usize,
}

impl Counts {
    fn add(&mut self, outcome: &Result<Read, DecodeError>) {
        match outcome {
            Ok(read) if read.quarantined.is_empty() => self.whole += 1,
            Ok(_) => self.quarantined += 1,
            Err(_) => self.failed += 1,
        }
    }
}

/// A fault is told where the change is, and of a removed member its own name.
fn check_places(variant: &Variant, outcome: &Result<Read, DecodeError>, name: &str) {
    let found: Vec<(String, ReasonKind)> = match outcome {
        Ok(read) => {
            let places = read.quarantined.iter();
            places
                .map(|place| (place.member(), place.reason().kind()))
                .collect()
        }
        Err(error) => vec![(error.pointer().to_owned(), error.kind())],
    };
    for (pointer, kind) in found {
        let below = pointer.strip_prefix(&variant.pointer);
        let at = below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
        assert!(at, "{name}: {pointer}");
        if variant.put.is_none() {
            assert_eq!(
                (below, kind),
                (Some(""), ReasonKind::MissingMember),
                "{name}"
            );
        }
    }
}

/// What is sent on is what came, but for `null` and for members without a type, all of which are listed.
fn check_sent_on(
    variant: &Variant,
    outcome: &Result<Read, DecodeError>,
    dropped: &BTreeSet<String>,
    name: &str,
) {
    let Ok(read) = outcome else { return };
    let unknown: BTreeSet<&str> = read.unknown.iter().map(UnknownMember::pointer).collect();
    for found in differences(&Tree::parse(&variant.text), &read.encoded) {
        let lawful = match found.kind {
            Kind::NullDropped => true,
            Kind::MemberDropped => {
                let is_named = found.name().starts_with(TEXT) || dropped.contains(found.name());
                is_named && unknown.contains(found.pointer.as_str())
            }
            Kind::Changed => false,
        };
        assert!(lawful, "{name}: {found:?}");
    }
}

#[test]
fn a_body_that_ends_too_soon_says_so_and_prints_nothing() {
    for body in bodies::own_payloads() {
        let text = marked(&Tree::parse(&body.text)).to_string();
        if (body.reader)(&text).is_err() {
            // Its own fault may come before its end.
            continue;
        }
        for end in 0..text.len() {
            let Err(error) = (body.reader)(&text[..end]) else {
                panic!("{}: {end} of {} bytes are enough", body.name, text.len());
            };
            assert_eq!(
                error.kind(),
                ReasonKind::Incomplete,
                "{}: {error}",
                body.name
            );
            let printed = printed(&error);
            assert!(
                !printed.contains(TEXT) && !printed.contains(DIGITS),
                "{printed}"
            );
        }
    }
}
