//! Texts that a schema allows: by its format, its pattern and its lengths.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use serde_json::Value;

/// Patterns that any text matches.
const ANY: [&str; 2] = [r"[\w\W\s]*", r"^[\w\W]*$"];
/// Patterns that ask for something of the beginning only, with a pattern for that.
const BEGINNINGS: [(&str, &str); 2] = [
    (r"^\w{2}[\w\W\s]*$", "[0-9A-Za-z_]{2}"),
    (r"^\S[\s\S]*$", "[^\\s\u{feff}]"),
];
const LINK: &str = r"^(https:\/\/)?(www\.)?[-a-zA-Z0-9@:%._\+~#=]{2,256}\.[a-z]{2,6}\b([-a-zA-Z0-9@:%_\+.~#?&\/\/=]*)$";

/// A text of this schema.
pub(crate) fn text(schema: &Value) -> BoxedStrategy<String> {
    let (format, pattern) = (schema["format"].as_str(), schema["pattern"].as_str());
    let least = length(schema, "minLength").unwrap_or(0);
    let most = length(schema, "maxLength").unwrap_or(usize::MAX);
    match (format, pattern) {
        (Some("date-time"), Some(_)) => date_time("Z").boxed(),
        (Some("date-time"), None) if most <= 20 => date_time("Z").boxed(),
        (Some("date-time"), None) => {
            date_time(r"(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[03]0)").boxed()
        }
        (Some("date"), _) => date().boxed(),
        (Some("uuid"), _) => {
            by("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        }
        (_, Some(LINK)) => link(most).boxed(),
        (_, None) => any_text(least, most),
        (_, Some(pattern)) if ANY.contains(&pattern) => any_text(least, most),
        (_, Some(pattern)) => {
            let beginning = BEGINNINGS.iter().find(|(of, _)| *of == pattern);
            match beginning {
                Some((_, beginning)) => (by(beginning), any_text(0, most - 2))
                    .prop_map(|(beginning, rest)| beginning + &rest)
                    .boxed(),
                None => by(&translated(pattern)),
            }
        }
    }
}

fn length(schema: &Value, keyword: &str) -> Option<usize> {
    let length = schema[keyword].as_u64()?;
    Some(usize::try_from(length).unwrap())
}

/// Short ones of any characters, and sometimes one that is as long as it may be. Lengths count characters.
fn any_text(least: usize, most: usize) -> BoxedStrategy<String> {
    let short = vec(any::<char>(), least..=most.min(least + 12));
    let longest = if most <= 2_100 { most } else { least };
    prop_oneof![
        9 => short.prop_map(String::from_iter),
        1 => any::<char>().prop_map(move |c| String::from_iter(std::iter::repeat_n(c, longest))),
    ]
    .boxed()
}

/// An ECMA pattern without classes that differ from Rust's, but for `\d` and `\w`, anchored on both sides.
fn translated(pattern: &str) -> String {
    let known = !["\\W", "\\s", "\\S", "\\b", "\\D", "(?"]
        .iter()
        .any(|class| pattern.contains(class));
    assert!(known, "no texts are known for the pattern {pattern}");
    pattern
        .replace("\\d", "[0-9]")
        .replace("\\w", "[0-9A-Za-z_]")
        .replace(['^', '$'], "")
}

fn by(pattern: &str) -> BoxedStrategy<String> {
    string_regex(pattern)
        .unwrap_or_else(|error| panic!("{pattern}: {error}"))
        .boxed()
}

/// Days that exist, leap days among them.
fn date() -> impl Strategy<Value = String> {
    let any_day = (1900..2100, 1..=12, 1..=28).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"));
    prop_oneof![
        any_day,
        select(vec!["2024-02-29".to_owned(), "1999-12-31".to_owned()])
    ]
}

fn date_time(end: &str) -> impl Strategy<Value = String> + use<> {
    let end = string_regex(end).unwrap();
    (date(), 0..24, 0..60, 0..60, end)
        .prop_map(|(date, h, m, s, end)| format!("{date}T{h:02}:{m:02}:{s:02}{end}"))
}

fn link(most: usize) -> impl Strategy<Value = String> {
    let path = string_regex("(/[a-z0-9-]{1,10}){0,3}(\\?[a-z]{1,8}=[A-Za-z0-9%]{0,30})?").unwrap();
    let long = Just(format!("/?pagination-key={}", "k".repeat(most - 64)));
    (
        "[a-z]{2,12}",
        prop_oneof![9 => path.boxed(), 1 => long.boxed()],
    )
        .prop_map(|(host, path)| format!("https://{host}.banco.example{path}"))
}
