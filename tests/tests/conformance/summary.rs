//! Reports added up, as a table and as JSON. `CADASTRO_BLESS=1` rewrites the golden files.

use std::fs;

use cadastro::conformance::{Row, Summary};
use cadastro_tests::root;
use serde_json::{Value, json};

use crate::bodies::{COMPANY, PEOPLE, lawful, report};

fn summary() -> Summary {
    let mut people = lawful(PEOPLE);
    let person = people["data"][0].clone();
    people["data"] = json!([person, person]);
    let lawful_people = people.clone();
    for index in [0, 1] {
        people["data"][index]["civilName"] = json!("x".repeat(71));
    }
    people["meta"].as_object_mut().unwrap().remove("totalPages");
    let mut again = lawful_people.clone();
    again["data"][1]["civilName"] = json!("x".repeat(72));
    again["data"][1]["documents"]["cpfNumber"] = json!("52998224726");
    let mut company = lawful(COMPANY);
    company["data"]["economicActivities"] = json!([]);
    company["data"]["updateDateTime"] = json!("NA");
    let answers = [
        (PEOPLE, lawful_people),
        (PEOPLE, people),
        (PEOPLE, again),
        (COMPANY, company),
    ];
    let reports: Vec<_> = answers
        .iter()
        .map(|(id, answer)| report(id, &answer.to_string()))
        .collect();
    reports.iter().collect()
}

fn assert_golden(name: &str, text: &str) {
    let path = root().join("tests/goldens/conformance").join(name);
    if std::env::var_os("CADASTRO_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{name}: {error}; CADASTRO_BLESS=1 writes it"));
    assert_eq!(expected, text, "{name}");
}

#[test]
fn the_table() {
    assert_golden("summary.txt", &format!("{}\n", summary()));
}

#[test]
fn the_json() {
    let text = serde_json::to_string_pretty(&summary()).unwrap();
    assert_golden("summary.json", &format!("{text}\n"));
}

#[test]
fn sums_are_those_of_the_reports() {
    let summary = summary();
    assert_eq!((summary.answers(), summary.conforming()), (4, 1));
    assert_eq!(summary.violations(), 6);
    let names = summary
        .rows()
        .iter()
        .find(|row| row.member() == "/data/*/civilName")
        .unwrap();
    assert_eq!(
        (names.rule(), names.violations(), names.answers()),
        ("maxLength", 3, 2)
    );
    assert_eq!(names.operation(), PEOPLE);
    let all: usize = summary.rows().iter().map(Row::violations).sum();
    assert_eq!(all, summary.violations());
}

#[test]
fn nothing_adds_up_to_nothing() {
    assert_eq!(
        Summary::new().to_string(),
        "0 answers: 0 conform; 0 violations"
    );
}

#[test]
fn a_report_is_json_too() {
    let mut company = lawful(COMPANY);
    company["data"]["economicActivities"] = json!([{ "code": 4_721_102, "isMain": false }]);
    let report = report(COMPANY, &company.to_string());
    let value: Value = serde_json::to_value(&report).unwrap();
    let source = "Customers 2.0.1, EconomicActivity.isMain";
    assert_eq!(
        value,
        json!({
            "operation": COMPANY,
            "status": 200,
            "violations": [
                { "pointer": "/data/economicActivities", "rule": "one-main-activity", "limit": "exactly 1",
                  "shape": "a list of 1 item", "source": source },
                { "pointer": "/data/economicActivities/0/code", "rule": "type", "limit": "string",
                  "shape": "a number of 7 characters" },
            ],
            "omitted": 0,
        })
    );
}
