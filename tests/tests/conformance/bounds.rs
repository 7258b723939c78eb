//! What an answer can cost.

use cadastro::conformance::{MOST_VIOLATIONS, Report, Row, Summary, check, operation};
use serde_json::json;

use crate::bodies::{PEOPLE, found, lawful, report};

/// The same page, with a member of the first record as often as wanted.
fn repeated(name: &str, item: &str, count: usize) -> String {
    let mut page = lawful(PEOPLE);
    page["data"][0][name] = json!("#");
    let items = vec![item; count].join(",");
    page.to_string().replace(r##""#""##, &format!("[{items}]"))
}

#[test]
fn a_report_keeps_so_many_violations_of_a_rule_and_counts_the_rest() {
    let mut page = lawful(PEOPLE);
    page["data"] = vec![7; MOST_VIOLATIONS + 23].into();
    page["data"][MOST_VIOLATIONS + 22] = json!({});
    page["links"]["self"] = json!(7);
    let report = report(PEOPLE, &page.to_string());
    let of_type = |report: &Report| {
        let violations = report.violations().iter();
        violations.filter(|found| found.rule() == "type").count()
    };
    assert_eq!(of_type(&report), MOST_VIOLATIONS);
    assert_eq!(report.omitted_by_rule().collect::<Vec<_>>(), [("type", 23)]);
    assert_eq!(report.omitted(), 23);
    // Of the other rules all are kept.
    let required = report.violations().len() - MOST_VIOLATIONS;
    assert!(required > 5, "{required}");
    assert_eq!(report.total(), MOST_VIOLATIONS + required + 23);
    assert!(report.to_string().ends_with("\n  and 23 more of type"));

    let summary = Summary::from_iter([&report, &report]);
    assert_eq!(summary.violations(), 2 * report.total());
    assert_eq!(
        summary.omitted_by_rule().collect::<Vec<_>>(),
        [("type", 46)]
    );
    let rows: usize = summary.rows().iter().map(Row::violations).sum();
    assert_eq!(rows + summary.omitted(), summary.violations());
    assert!(
        summary
            .to_string()
            .contains("\n46 violations more of type, in no row\n")
    );
    let json = serde_json::to_value(&summary).unwrap();
    assert_eq!(json["omitted_by_rule"], json!({ "type": 46 }));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["omitted_by_rule"], json!({ "type": 23 }));
}

#[test]
fn many_bad_records_do_not_hide_the_rules_beyond_the_schema() {
    let mut page = lawful(PEOPLE);
    let mut record = page["data"][0].clone();
    let members = record.as_object_mut().unwrap();
    members.retain(|name, _| name == "documents");
    members["documents"]["cpfNumber"] = json!("52998224726");
    page["data"] = vec![record; 1_500].into();
    let report = report(PEOPLE, &page.to_string());
    let count = |rule: &str| {
        let violations = report.violations().iter();
        violations.filter(|found| found.rule() == rule).count()
    };
    assert_eq!(
        (count("required"), count("cpf-check-digits")),
        (MOST_VIOLATIONS, 1_500)
    );
    assert!(report.omitted() > 0);
}

/// What is wrong far behind in a long list is in its place, once, whatever part of the list is looked at by turns.
#[test]
fn long_lists_are_checked_to_their_ends() {
    let mut page = lawful(PEOPLE);
    let record = page["data"][0].clone();
    let mut records = vec![record; 1_200];
    for index in [0, 50, 611, 1_198, 1_199] {
        records[index]["civilName"] = json!(7);
        let mut cnpjs = vec!["11222333000181"; 97];
        cnpjs[90] = "X";
        records[index]["companiesCnpj"] = json!(cnpjs);
        records[index]["sex"] = json!("X");
    }
    page["data"] = records.into();
    page["links"]["self"] = json!(7);
    let mut wrong = Vec::new();
    for index in [0, 50, 611, 1_198, 1_199] {
        wrong.push((format!("/data/{index}/civilName"), "type"));
        wrong.push((format!("/data/{index}/companiesCnpj/90"), "pattern"));
        wrong.push((format!("/data/{index}/sex"), "enum"));
    }
    wrong.push(("/links/self".to_owned(), "type"));
    assert_eq!(found(PEOPLE, &page), wrong);
}

/// 100,000 values that are all wrong several times over: the memory that they take is that of the largest window.
#[test]
fn a_list_of_empty_records_is_counted_and_no_more() {
    let count = 100_000;
    let page = repeated("otherDocuments", "{}", count);
    let report = report(PEOPLE, &page);
    assert_eq!(report.violations().len(), MOST_VIOLATIONS);
    assert_eq!(report.total() % count, 0);
    assert!(report.total() > count, "{}", report.total());
}

#[test]
fn long_names_take_room_a_few_times_alone() {
    let name = "n".repeat(1 << 20);
    let twice = vec![r#"{"a": 1, "a": 2}"#; 1_000].join(",");
    let text = format!(r#"{{"data": [], "{name}": [{twice}]}}"#);
    let report = report(PEOPLE, &text);
    let twice = report.violations().iter();
    let twice = twice.filter(|found| found.rule() == "unique-members");
    let pointers: usize = twice.clone().map(|found| found.pointer().len()).sum();
    assert!(
        twice.clone().count() > 1 && pointers <= 16 << 20,
        "{pointers}"
    );
    let omitted = 1_000 - twice.count();
    let mut others = report.omitted_by_rule();
    assert_eq!(
        others.find(|(rule, _)| *rule == "unique-members"),
        Some(("unique-members", omitted))
    );
}

#[test]
fn of_choices_no_more_is_checked_than_can_be_seen_at_once() {
    let status = operation("consultarStatusClienteParceiro").unwrap();
    let list = |count: usize| format!("[{}0]", "0,".repeat(count));
    assert!(check(status, 201_u16, list(50_000)).is_ok());
    let error = check(status, 201_u16, list(100_000)).unwrap_err();
    assert!(error.is_too_large());
    assert_eq!(
        error.to_string(),
        "more than 100000 values, too many to be checked"
    );
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
