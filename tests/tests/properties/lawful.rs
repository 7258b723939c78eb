//! Answers that fulfil the strict schema.

use std::collections::BTreeSet;

use cadastro::conformance::check;
use proptest::test_runner::TestCaseError;

use crate::differences::{Kind as Difference, differences};
use crate::runs::hold;
use crate::strict::{Kind, kinds};

const CASES: u32 = 256;

#[test]
fn they_are_read_whole_and_sent_on_as_they_came() {
    let kinds = kinds();
    assert_eq!(
        kinds.iter().filter(|kind| kind.is_of_customers()).count(),
        6
    );
    let apis: BTreeSet<&str> = kinds.iter().map(|kind| &kind.operation.id[..3]).collect();
    assert!(apis.len() > 4 && kinds.len() > 12, "{apis:?}");
    for kind in &kinds {
        let cases = if kind.is_of_customers() {
            CASES
        } else {
            CASES / 8
        };
        hold(&kind.name(), cases, &kind.bodies, |body| {
            is_read_whole(kind, &body.to_string())
        });
    }
}

fn is_read_whole(kind: &Kind, text: &str) -> Result<(), TestCaseError> {
    let came = crate::tree::Tree::parse(text);
    let violations = kind.violations(text);
    proptest::prop_assert_eq!(violations, Some(BTreeSet::new()), "not lawful");
    let report = check(kind.operation, kind.status, text)
        .map_err(|error| TestCaseError::fail(format!("cannot be checked: {error}")))?;
    let of_schema = report
        .violations()
        .iter()
        .filter(|found| found.is_of_schema());
    proptest::prop_assert_eq!(of_schema.count(), 0, "reported");

    let read = (kind.reader)(text);
    let read = read.map_err(|error| TestCaseError::fail(format!("cannot be read: {error}")))?;
    proptest::prop_assert_eq!(read.quarantined, []);
    proptest::prop_assert_eq!(read.unknown, []);
    for difference in differences(&came, &read.encoded) {
        // BS2 allows `null` for what may be absent.
        proptest::prop_assert_eq!(
            &difference.kind,
            &Difference::NullDropped,
            "{}",
            difference.pointer
        );
    }
    Ok(())
}
