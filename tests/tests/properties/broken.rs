//! Answers with one thing wrong: nothing panics, nothing of them is lost, and a violation is reported exactly when the
//! strict schema says so.

use std::cell::RefCell;
use std::collections::BTreeSet;

use cadastro::conformance::check;
use cadastro_core::{DecodeError, UnknownMember};
use proptest::prop_assert;
use proptest::prop_assert_eq;
use proptest::test_runner::TestCaseError;

use crate::differences::{Kind as Difference, differences};
use crate::mutations::{Mutated, Mutation, mutated};
use crate::readers::Read;
use crate::runs::hold;
use crate::served::Bank;
use crate::strict::{Kind, kinds};
use crate::tree::Tree;

const CASES: u32 = 256;

/// What the cases came to: a test in which nothing breaks shows nothing.
#[derive(Debug, Default)]
struct Seen {
    whole: usize,
    quarantined: usize,
    failed: usize,
    unlawful: usize,
    unknown: usize,
}

#[test]
fn nothing_is_lost_and_each_violation_is_told() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bank = runtime.block_on(Bank::start());
    let seen = RefCell::new(Seen::default());
    for kind in kinds() {
        let cases = if kind.is_of_customers() {
            CASES
        } else {
            CASES / 8
        };
        let bodies = mutated(kind.bodies.clone());
        hold(&kind.name(), cases, &bodies, |body| {
            is_reported(&kind, &body, &mut seen.borrow_mut())?;
            match (kind.reader)(&body.text) {
                Ok(read) => is_kept(&body, &read, &mut seen.borrow_mut()),
                Err(error) => {
                    seen.borrow_mut().failed += 1;
                    is_told(&kind, &body, &error)?;
                    if kind.is_of_customers() {
                        let served = runtime.block_on(bank.read(kind.operation, &body.text));
                        let failed = served.err();
                        let failed = failed.ok_or_else(|| fail("it is read when called"))?;
                        prop_assert_eq!(failed.raw.as_deref(), Some(body.text.as_bytes()));
                        prop_assert_eq!(failed.pointer.as_deref(), Some(error.pointer()));
                        prop_assert!(failed.is_decode);
                    }
                    Ok(())
                }
            }
        });
    }
    let Seen {
        whole,
        quarantined,
        failed,
        unlawful,
        unknown,
    } = *seen.borrow();
    let least = [whole, quarantined, failed, unlawful, unknown];
    assert!(least.iter().all(|count| *count >= 20), "{seen:?}");
}

fn fail(message: &'static str) -> TestCaseError {
    TestCaseError::fail(message)
}

/// The report has what the checker finds by itself, where that can take the body.
fn is_reported(kind: &Kind, body: &Mutated, seen: &mut Seen) -> Result<(), TestCaseError> {
    let text = body.text.as_str();
    let is_deep = matches!(body.mutation, Mutation::Deep(_));
    let report = check(kind.operation, kind.status, text);
    let Some(violations) = kind.violations(text) else {
        // Not JSON, or deeper than the checker's own JSON may be, and maybe not too deep for a report.
        prop_assert!(report.is_err() || is_deep, "what is no JSON is checked");
        return Ok(());
    };
    let report = report.map_err(|error| TestCaseError::fail(format!("not checked: {error}")))?;
    let reported = report.violations().iter();
    let reported = reported.filter(|violation| violation.is_of_schema());
    let reported = reported.map(|found| (found.pointer().to_owned(), found.rule().to_owned()));
    seen.unlawful += usize::from(!violations.is_empty());
    prop_assert_eq!(reported.collect::<BTreeSet<_>>(), violations);
    Ok(())
}

/// Every leaf that was sent is in the typed value, in what it sets aside whole, or among the unknown members. What is set
/// aside is where the mutation is.
fn is_kept(body: &Mutated, read: &Read, seen: &mut Seen) -> Result<(), TestCaseError> {
    let came = Tree::parse(&body.text);
    let unknown: BTreeSet<&str> = read.unknown.iter().map(UnknownMember::pointer).collect();
    for difference in differences(&came, &read.encoded) {
        let lawful = match difference.kind {
            Difference::NullDropped => true,
            Difference::MemberDropped => unknown.contains(difference.pointer.as_str()),
            Difference::Changed => false,
        };
        prop_assert!(lawful, "{:?}", difference);
    }
    for member in &read.unknown {
        let value = came.get(member.pointer());
        prop_assert_eq!(value, Some(&Tree::parse(member.json().get())));
        prop_assert!(read.encoded.get(member.pointer()).is_none());
    }
    if let Some(twice) = &body.twice {
        // A tree has only the last of two members; the text that is set aside has both.
        prop_assert!(read.text.contains(twice.as_str()), "one of two is lost");
    }

    for place in &read.quarantined {
        prop_assert!(is_at(&place.member(), &body.pointer), "{}", place);
    }
    match body.mutation {
        Mutation::Text(_) => prop_assert!(read.quarantined.is_empty()),
        Mutation::Extra(json) => {
            prop_assert!(read.quarantined.is_empty());
            let is_free = read.encoded.get(&body.pointer).is_some();
            let has_it = unknown.contains(body.pointer.as_str());
            prop_assert!(has_it || is_free, "{} as {}", body.pointer, json);
        }
        _ => {}
    }
    match (read.quarantined.is_empty(), unknown.is_empty()) {
        (false, _) => seen.quarantined += 1,
        (true, true) => seen.whole += 1,
        (true, false) => seen.unknown += 1,
    }
    Ok(())
}

/// Where it cannot be read at all, the place is that of the mutation, and there is no list of records above it.
fn is_told(kind: &Kind, body: &Mutated, error: &DecodeError) -> Result<(), TestCaseError> {
    if let Mutation::Truncate | Mutation::Deep(_) = body.mutation {
        return Ok(());
    }
    prop_assert!(is_at(error.pointer(), &body.pointer), "{}", error);
    let text = matches!(body.mutation, Mutation::Text(_) | Mutation::Extra(_));
    prop_assert!(!text, "a text or a new member is never a reason: {}", error);
    if kind.is_page() {
        let is_record = body.pointer.starts_with("/data/");
        prop_assert!(!is_record, "a record spoils its page: {}", error);
    }
    if kind.is_of_customers() {
        let is_frame = ["/links", "/meta"]
            .iter()
            .any(|frame| body.pointer.starts_with(frame));
        // An object in which a known member stands twice is refused, and so is the answer itself.
        let is_twice = matches!(body.mutation, Mutation::Twice) && error.pointer() == body.pointer;
        prop_assert!(!is_frame || is_twice, "links or meta spoil it: {}", error);
    }
    Ok(())
}

/// Whether a fault is at the mutation or below.
fn is_at(fault: &str, mutation: &str) -> bool {
    fault
        .strip_prefix(mutation)
        .is_some_and(|below| below.is_empty() || below.starts_with('/'))
}
