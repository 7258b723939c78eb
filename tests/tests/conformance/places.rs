//! Where violations are: pointers into lists, below members, and at what is missing.

use serde_json::{Value, json};

use crate::bodies::{COMPANIES, PEOPLE, PERSON, expected, found, lawful, pairs, report};

#[test]
fn one_malformed_record_among_a_thousand_is_found_in_its_place() {
    let mut page = lawful(PEOPLE);
    let record = page["data"][0].clone();
    let mut records = vec![record; 1_000];
    records[617]["birthDate"] = json!(["1990-01-31"]);
    records[617].as_object_mut().unwrap().remove("contacts");
    page["data"] = records.into();
    let wrong = expected(&[("/data/617", "required"), ("/data/617/birthDate", "type")]);
    assert_eq!(found(PEOPLE, &page), wrong);

    let text = page.to_string();
    let decoded = cadastro::decode_reporting::<
        cadastro::customers::ResponsePersonalCustomersIdentification,
    >(text.as_bytes());
    let decoded = decoded.unwrap();
    let places = decoded.quarantined();
    assert_eq!((decoded.value().data.len(), places.len()), (999, 1));
    assert_eq!(places[0].pointer(), "/data/617");
}

#[test]
fn every_kind_of_rule_is_told_with_its_limit() {
    let mut page = lawful(PEOPLE);
    let person = &mut page["data"][0];
    person["civilName"] = json!("x".repeat(71));
    person["birthDate"] = json!("2023-02-29");
    person["updateDateTime"] = json!("NA");
    person["hasBrazilianNationality"] = json!("sim");
    person["sex"] = json!("X");
    person["companiesCnpj"] = json!([]);
    person.as_object_mut().unwrap().remove("documents");
    page["meta"]["totalPages"] = json!(1.0);
    let report = report(PEOPLE, &page.to_string());
    let lines = report.violations().iter().map(ToString::to_string);
    let lines: Vec<String> = lines.collect();
    let instant = r"^(\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])T(?:[01]\d|2[0123]):(?:[012345]\d):(?:[012345]\d)Z$";
    assert_eq!(
        lines,
        [
            "/data/0: required documents, an object of 15 members".to_owned(),
            "/data/0/birthDate: format date, a string of 10 characters".to_owned(),
            "/data/0/civilName: maxLength 70, a string of 71 characters".to_owned(),
            "/data/0/companiesCnpj: minItems 1, a list of 0 items".to_owned(),
            "/data/0/hasBrazilianNationality: type boolean, a string of 3 characters".to_owned(),
            "/data/0/sex: enum 3 values, a string of 1 character".to_owned(),
            "/data/0/updateDateTime: format date-time, a string of 2 characters".to_owned(),
            format!("/data/0/updateDateTime: pattern {instant}, a string of 2 characters"),
            "/meta/totalPages: type integer, a number of 3 characters".to_owned(),
        ]
    );
    let missing = &report.violations()[0];
    assert_eq!(missing.member(), "/data/0/documents");
    assert_eq!(missing.limit(), Some("documents"));
    assert!(missing.is_of_schema() && missing.beyond_schema().is_none());
}

#[test]
fn what_came_is_had_by_asking() {
    let mut page = lawful(PEOPLE);
    page["data"][1]["civilName"] = json!("ç".repeat(71));
    let text = page.to_string();
    let report = report(PEOPLE, &text);
    let value = report.violations()[0].value(&text).unwrap();
    assert_eq!(value.get(), format!("\"{}\"", "ç".repeat(71)));
    assert_eq!(report.violations()[0].value("{}"), None);
    assert_eq!(report.violations()[0].value("<html>"), None);
}

/// Item 2 goes before item 10, an object before its members.
#[test]
fn the_order_is_that_of_the_places() {
    let mut page = lawful(COMPANIES);
    let mut party = page["data"][0]["parties"][0].clone();
    party["type"] = json!("DONO");
    page["data"][0]["parties"] = vec![party; 12].into();
    let found = found(COMPANIES, &page);
    let places = (0..12).map(|index| format!("/data/0/parties/{index}/type"));
    assert_eq!(
        found,
        places.map(|place| (place, "enum")).collect::<Vec<_>>()
    );
}

#[test]
fn the_answer_itself_can_be_wrong() {
    let report = report(PEOPLE, "[1, 2]");
    assert_eq!(pairs(&report), expected(&[("", "type")]));
    let line = report.violations()[0].to_string();
    assert_eq!(line, "the answer itself: type object, a list of 2 items");
}

#[test]
fn pointers_are_escaped() {
    let text = r#"{"a/b": {"~x": 1, "~x": 2}, "data": {}, "links": {}, "meta": {}}"#;
    let report = report(PERSON, text);
    let twice = report
        .violations()
        .iter()
        .find(|found| found.rule() == "unique-members");
    let twice = twice.unwrap();
    assert_eq!(twice.pointer(), "/a~1b/~0x");
    assert_eq!(twice.shown(), "/*/*");
    assert_eq!(twice.value(text).unwrap().get(), "2");
}

/// Half of a surrogate pair is no text, which some readers refuse; what stands beside it is had all the same.
#[test]
fn halves_of_pairs_are_in_nobodys_way() {
    let mut answer = lawful(PERSON);
    answer["data"]["companyCnpj"] = json!("50685362006773");
    let mut text = answer.to_string();
    text.insert_str(
        text.len() - 1,
        r#", "\ud800": 1, "\ud801": "\udc00", "x": {"y": 1, "y": 2}, "x": 3"#,
    );
    let report = report(PERSON, &text);
    let wrong = expected(&[
        ("/data/companyCnpj", "cnpj-check-digits"),
        ("/x", "unique-members"),
    ]);
    assert_eq!(pairs(&report), wrong);
    let value = report.violations()[0].value(&text).unwrap();
    assert_eq!(value.get(), r#""50685362006773""#);

    text.insert_str(text.len() - 1, r#", "\ud801": "again""#);
    let report = crate::bodies::report(PERSON, &text);
    let twice = report
        .violations()
        .iter()
        .find(|found| found.shown() == "/*" && found.pointer() != "/x");
    assert_eq!(twice.unwrap().value(&text).unwrap().get(), r#""again""#);
}

/// Literals count as they are written, whatever a float would make of them.
#[test]
fn numbers_are_taken_by_their_literals() {
    let with = |literal: &str| {
        let mut answer = lawful(PEOPLE);
        answer["meta"]["totalRecords"] = json!("#");
        let text = answer.to_string().replace(r##""#""##, literal);
        pairs(&report(PEOPLE, &text))
    };
    for integer in ["0", "-1", "18446744073709551616", &"9".repeat(400)] {
        assert_eq!(with(integer), [], "{integer}");
    }
    for other in ["1.0", "1e2", "1E400", "-0.5"] {
        let wrong = expected(&[("/meta/totalRecords", "type")]);
        assert_eq!(with(other), wrong, "{other}");
    }
    let year = |literal: &str| {
        let mut answer = lawful(PERSON);
        answer["data"]["informedPatrimony"]["year"] = json!("#");
        let text = answer.to_string().replace(r##""#""##, literal);
        pairs(&report(PERSON, &text))
    };
    for lawful in ["2023", "9999", "2023.5", "-1e400"] {
        assert_eq!(year(lawful), [], "{lawful}");
    }
    for large in ["10000", "9999.01", "1e400"] {
        let wrong = expected(&[("/data/informedPatrimony/year", "maximum")]);
        assert_eq!(year(large), wrong, "{large}");
    }
}

#[test]
fn null_is_no_absence() {
    let mut answer = lawful(PEOPLE);
    answer["data"][0]["socialName"] = Value::Null;
    let wrong = expected(&[("/data/0/socialName", "type")]);
    assert_eq!(found(PEOPLE, &answer), wrong);
}
