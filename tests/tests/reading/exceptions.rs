//! The exceptions from "sent on as it came", all of them: a test of variants finds no other.

use crate::differences::{Difference, Kind, differences};
use crate::readers;
use crate::tree::Tree;

/// A company's qualifications, short, with the members given.
fn body(data: &str, rest: &str) -> String {
    format!(r#"{{"data":{{"updateDateTime":"2024-03-05T13:20:00Z"{data}}}{rest}}}"#)
}

fn found(body: &str) -> Vec<Difference> {
    let operation = readers::operation("customersGetBusinessQualifications");
    let read = readers::answer(operation, "200").unwrap()(body).unwrap();
    differences(&Tree::parse(body), &read.encoded)
}

fn pointers(found: &[Difference], kind: &Kind) -> Vec<String> {
    assert!(found.iter().all(|found| found.kind == *kind), "{found:?}");
    found.iter().map(|found| found.pointer.clone()).collect()
}

#[test]
fn members_that_the_type_does_not_know_are_dropped() {
    let body = body(
        r#","novo":{"a":[1.0]},"economicActivities":[{"code":"4721102","isMain":true,"novo":null,"nova":7}]"#,
        r#","links":{"self":"https://a.example","novo":1},"meta":{"requestDateTime":"","novo":1},"novo":"""#,
    );
    // A member that no type knows is dropped as such, even if it is `null`.
    let (null, other) = found(&body)
        .into_iter()
        .partition::<Vec<_>, _>(|found| found.kind == Kind::NullDropped);
    assert_eq!(
        pointers(&null, &Kind::NullDropped),
        ["/data/economicActivities/0/novo"]
    );
    assert_eq!(
        pointers(&other, &Kind::MemberDropped),
        [
            "/data/economicActivities/0/nova",
            "/data/novo",
            "/links/novo",
            "/meta/novo",
            "/novo"
        ]
    );

    // They are listed, in the order of the body.
    let operation = readers::operation("customersGetBusinessQualifications");
    let read = readers::answer(operation, "200").unwrap()(&body).unwrap();
    let listed = read.unknown.iter();
    let listed = listed.map(|member| format!("{} {}", member.pointer(), member.json().get()));
    assert_eq!(
        listed.collect::<Vec<_>>(),
        [
            r#"/data/novo {"a":[1.0]}"#,
            "/data/economicActivities/0/novo null",
            "/data/economicActivities/0/nova 7",
            "/links/novo 1",
            "/meta/novo 1",
            "/novo \"\"",
        ]
    );
}

#[test]
fn null_for_an_optional_member_is_dropped() {
    let body = body(
        r#","economicActivities":null,"informedRevenue":{"frequency":null,"year":null,"amount":{"amount":"1.00","currency":"BRL"}}"#,
        r#","links":{"self":"https://a.example","next":null},"meta":{"requestDateTime":"","totalPages":null}"#,
    );
    assert_eq!(
        pointers(&found(&body), &Kind::NullDropped),
        [
            "/data/economicActivities",
            "/data/informedRevenue/frequency",
            "/data/informedRevenue/year",
            "/links/next",
            "/meta/totalPages",
        ]
    );
    let operation = readers::operation("customersGetBusinessQualifications");
    let read = readers::answer(operation, "200").unwrap()(&body).unwrap();
    assert_eq!(read.unknown, [], "the type knows them");
}

/// They are no values of a type, but raw JSON, in which nothing is dropped.
#[test]
fn quarantined_records_and_raw_links_keep_what_typed_ones_drop() {
    let body = body(
        r#","economicActivities":[{"code":null,"isMain":true,"novo":{"a":1.0}},7,{"isMain":null}]"#,
        r#","links":{"novo":null},"meta":null"#,
    );
    assert_eq!(found(&body), []);
}
