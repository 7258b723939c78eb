//! What an answer says shows in no report, unless it is asked for.

use std::fmt::Debug;

use cadastro::conformance::{CheckError, Report, Summary, Violation, check, operation};
use serde::Serialize;
use serde_json::{Value, json};

use crate::bodies::{COMPANY, PEOPLE, lawful, report};

/// No name of the document has it, nor has any limit.
const PLANTED: &str = "Fulana52998224726";

fn shown<T: Debug + Serialize>(what: &T, display: &dyn ToString) -> [String; 4] {
    [
        format!("{what:?}"),
        format!("{what:#?}"),
        display.to_string(),
        serde_json::to_string(what).unwrap(),
    ]
}

fn assert_silent(report: &Report) {
    assert!(!report.is_conforming());
    let summary = Summary::from_iter([report]);
    let texts = [shown(report, report), shown(&summary, &summary)].concat();
    for text in texts {
        assert!(!text.contains("Fulana") && !text.contains("5299"), "{text}");
    }
}

/// Every leaf of an answer says it, and it is the wrong thing for almost all of them.
fn planted_in(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(planted_in),
        Value::Object(members) => members.values_mut().for_each(planted_in),
        leaf => *leaf = json!(PLANTED.repeat(20)),
    }
}

#[test]
fn no_value_shows() {
    let mut page = lawful(PEOPLE);
    planted_in(&mut page);
    let report = report(PEOPLE, &page.to_string());
    assert!(report.total() > 40, "{}", report.total());
    assert_silent(&report);
}

#[test]
fn no_number_shows() {
    let mut page = lawful(COMPANY);
    page["data"]["informedRevenue"]["year"] = json!(52_998_224_726_u64);
    page["data"]["economicActivities"][0]["code"] = json!(52_998_224_726_u64);
    assert_silent(&report(COMPANY, &page.to_string()));
}

/// Where a name of a member is the answer's own, it shows as little as a value.
#[test]
fn no_name_shows_that_the_document_does_not_have() {
    let text = format!(
        r#"{{"{PLANTED}": {{"{PLANTED}": 1, "{PLANTED}": 2}}, "data": [], "links": {{}}, "meta": {{}}}}"#
    );
    let report = report(PEOPLE, &text);
    assert_silent(&report);
    // An exact pointer is had by asking, too.
    let exact = format!("/{PLANTED}/{PLANTED}");
    let mut pointers = report.violations().iter().map(Violation::pointer);
    assert!(pointers.any(|pointer| pointer == exact));
}

#[test]
fn it_shows_when_asked_for() {
    let mut page = lawful(PEOPLE);
    page["data"][0]["sex"] = json!(PLANTED);
    let text = page.to_string();
    let report = report(PEOPLE, &text);
    assert_silent(&report);
    let value = report.violations()[0].value(&text).unwrap();
    assert_eq!(value.get(), format!("\"{PLANTED}\""));
    assert!(!format!("{value:?}").contains(PLANTED));
}

#[test]
fn errors_are_silent_too() {
    let people = operation(PEOPLE).unwrap();
    let error: CheckError =
        check(people, 200_u16, format!("{{\"{PLANTED}\": {PLANTED}}}")).unwrap_err();
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("Fulana") && !text.contains("5299"), "{text}");
    }
}
