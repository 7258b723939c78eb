//! The report of an answer at hand, and which schema there is for which answer.

use axum::Router;
use axum::routing::get;
use cadastro::StatusCode;
use cadastro::conformance::{Conformance as _, check, operation, operations};
use cadastro::customers::Client;
use cadastro_tests::{examples, spec};
use serde_json::json;

use crate::bodies::{ATTACH, PEOPLE, expected, found, lawful, pairs};

#[tokio::test]
async fn an_answer_gives_its_report() {
    let mut answer = lawful(PEOPLE);
    answer["data"][1]["civilName"] = json!("x".repeat(71));
    let text = answer.to_string();
    let served = text.clone();
    let header = [("content-type", "application/json")];
    let bank = get(move || async move { (header, served) });
    let bank = Router::new().route("/open-banking/customers/v2/personal/identifications", bank);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, bank).await });

    let client = Client::builder(origin).build().unwrap();
    let answer = client.personal().identifications().page(1).await.unwrap();
    let report = answer.conformance().unwrap();
    let violation = ("/data/1/civilName".to_owned(), "maxLength");
    assert_eq!(pairs(&report), [violation]);
    assert_eq!((report.operation().id, report.status()), (PEOPLE, 200));
    assert_eq!(
        report.to_string(),
        "GET /personal/identifications 200: 1 violation\n  /data/1/civilName: maxLength 70, a string of 71 characters"
    );
    let same = check(report.operation(), StatusCode::OK, text).unwrap();
    assert_eq!(report, same);
}

/// The clients take any 2xx for the success that the document has.
#[tokio::test]
async fn an_undocumented_success_is_checked_as_the_documented_one() {
    let mut answer = lawful(PEOPLE);
    answer["data"][1]["civilName"] = json!("x".repeat(71));
    let served = answer.to_string();
    let header = [("content-type", "application/json")];
    let bank =
        get(move || async move { (StatusCode::NON_AUTHORITATIVE_INFORMATION, header, served) });
    let bank = Router::new().route("/open-banking/customers/v2/personal/identifications", bank);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, bank).await });

    let client = Client::builder(origin).build().unwrap();
    let answer = client.personal().identifications().page(1).await.unwrap();
    let report = answer.conformance().unwrap();
    assert_eq!(report.status(), 203);
    let violation = ("/data/1/civilName".to_owned(), "maxLength");
    assert_eq!(pairs(&report), [violation]);

    // The document of BS2 has a 201 alone for this one, and no `default`.
    let status = operation("consultarStatusClienteParceiro").unwrap();
    assert!(check(status, 200_u16, "{}").is_ok());
    assert_eq!(check(status, 200_u16, "[]").unwrap().total(), 1);
    // What is no success is what it was.
    assert!(check(operation(PEOPLE).unwrap(), 302_u16, "{}").is_ok());
}

#[test]
fn every_example_of_the_specs_conforms() {
    let mut seen = 0;
    for name in [
        "customers/2.0.1.yaml",
        "bs2-onboarding/1.yaml",
        "attach/1.yaml",
    ] {
        for example in examples(&spec(name)) {
            let Some(status) = &example.status else {
                continue;
            };
            let status = status.parse().unwrap_or(418_u16);
            let operation = operation(&example.operation).unwrap();
            let report = check(operation, status, example.value.to_string()).unwrap();
            assert!(report.is_conforming(), "{report}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_status_chooses_the_schema() {
    let people = operation(PEOPLE).unwrap();
    let error = json!({ "errors": [{ "code": "X", "title": "X", "detail": "X" }] }).to_string();
    for status in [404_u16, 418, 529] {
        assert!(check(people, status, &error).unwrap().is_conforming());
    }
    let report = check(people, 200_u16, &error).unwrap();
    assert_eq!(report.total(), 3, "{report}");
}

#[test]
fn what_no_document_describes_is_said_to_be_so() {
    let mut other = *operation(PEOPLE).unwrap();
    other.id = "anotherOperation";
    let error = check(&other, 200_u16, "{}").unwrap_err();
    assert!(error.is_without_schema() && !error.is_not_json());
    // No `default`, and no body.
    let status = operation("consultarStatusClienteParceiro").unwrap();
    for code in [500_u16, 403] {
        assert!(check(status, code, "{}").unwrap_err().is_without_schema());
    }
    assert!(operation("anotherOperation").is_none());
    assert_eq!(operations().count(), 6 + 5 + 1);
}

#[test]
fn what_is_not_json_is_told_by_line_and_column() {
    let people = operation(PEOPLE).unwrap();
    for (text, line, column) in [
        (&b"<html>"[..], 1, 1),
        (b"{\n  \"data\": [,]}", 2, 12),
        (b"", 1, 1),
        (b"{\"data\":\n[1", 2, 2),
        (b"{} {}", 1, 4),
        (b"{\"a\": \"\xff\"}", 1, 8),
    ] {
        let error = check(people, 200_u16, text).unwrap_err();
        assert!(error.is_not_json(), "{error}");
        let place = error.decode_error().unwrap();
        assert_eq!((place.line(), place.column()), (line, column), "{error}");
        assert!(error.to_string().contains(&format!("line {line}")));
    }
}

/// Every operation and every kind of body: the schemas of all of them can be used.
#[test]
fn every_documented_answer_can_be_checked() {
    let mut seen = 0;
    for operation in operations() {
        for answer in operation.answers {
            let code = match answer.status {
                cadastro::Status::Code(code) => code,
                _ => 599,
            };
            match check(operation, code, "[[]]") {
                Ok(report) => assert!(!report.is_conforming(), "{report}"),
                Err(error) => assert!(error.is_without_schema(), "{error}"),
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn a_byte_order_mark_is_skipped_and_the_last_of_two_counts() {
    let mut text = lawful(ATTACH).to_string();
    assert_eq!(found(ATTACH, &lawful(ATTACH)), []);
    text.insert_str(text.len() - 1, r#", "id": "cust_1", "id": 1"#);
    let text = format!("\u{feff}{text}");
    let report = check(operation(ATTACH).unwrap(), 200_u16, &text).unwrap();
    let wrong = expected(&[("/id", "type"), ("/id", "unique-members")]);
    assert_eq!(pairs(&report), wrong);
}
