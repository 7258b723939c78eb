//! What an answer can cost.

use cadastro::conformance::{MOST_VIOLATIONS, Summary, check, operation};

use crate::bodies::{PEOPLE, lawful, report};

#[test]
fn a_report_keeps_so_many_violations_and_counts_the_rest() {
    let mut page = lawful(PEOPLE);
    page["data"] = vec![7; MOST_VIOLATIONS + 23].into();
    let report = report(PEOPLE, &page.to_string());
    assert_eq!(report.violations().len(), MOST_VIOLATIONS);
    assert_eq!(
        (report.omitted(), report.total()),
        (23, MOST_VIOLATIONS + 23)
    );
    assert!(report.to_string().ends_with("\n  and 23 more"));
    let summary = Summary::from_iter([&report]);
    assert_eq!(summary.violations(), MOST_VIOLATIONS + 23);
    assert_eq!(summary.rows()[0].violations(), MOST_VIOLATIONS);
}

#[test]
fn depth_and_size_are_bounded() {
    let people = operation(PEOPLE).unwrap();
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let wide = format!("[{}0]", "0,".repeat(1_000_000));
    for answer in [deep, wide] {
        let error = check(people, 200_u16, answer).unwrap_err();
        assert!(error.is_too_large() && !error.is_not_json(), "{error}");
    }
}
