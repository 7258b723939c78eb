use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use bytes::Bytes;

use super::*;
use crate::call::{Operation, Step};
use crate::reply::Reply;

const PAGES: &str = "customersGetPersonalIdentifications";

fn found(operation: &str, body: &Value) -> Vec<(String, String)> {
    let contract = Contract::new().unwrap();
    let violations = contract.body_violations(operation, body).into_iter();
    violations.map(|v| (v.pointer, v.rule)).collect()
}

fn pair(pointer: &str, rule: &str) -> (String, String) {
    (pointer.to_owned(), rule.to_owned())
}

#[test]
fn every_operation_of_the_documents_is_there() {
    let contract = Contract::new().unwrap();
    assert_eq!(contract.operations.len(), 6 + 5 + 1);
    let bodies = contract.operations.iter();
    let bodies = bodies.filter(|(_, demands)| demands.body.is_some());
    let bodies: Vec<&str> = bodies.map(|(id, _)| id.as_str()).collect();
    assert_eq!(
        bodies,
        [
            "attachFile",
            "cadastrarClienteParceiro",
            "cadastrarEmBackground",
            "gerarToken"
        ]
    );
}

#[test]
fn bodies_are_checked_in_depth() {
    let body = json!({
        "notificarCliente": "sim",
        "empresa": {
            "cnpj": 12,
            "fundadaEm": "ontem",
            "socios": [{ "participacao": 50.0 }, { "participacao": "50", "usuario": 1 }],
        },
    });
    let mut violations = found("cadastrarEmBackground", &body);
    violations.sort();
    assert_eq!(
        violations,
        [
            pair("/empresa/cnpj", "type"),
            pair("/empresa/fundadaEm", "format"),
            pair("/empresa/socios/1/participacao", "type"),
            pair("/empresa/socios/1/usuario", "type"),
            pair("/notificarCliente", "type"),
        ]
    );
    let lawful = json!({ "empresa": { "fundadaEm": "2020-02-29T00:00:00Z", "socios": [] } });
    assert_eq!(found("cadastrarEmBackground", &lawful), []);
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(found("attachFile", &json!({})), [pair("/file", "required")]);
    assert_eq!(found("attachFile", &json!([])), [pair("", "type")]);
    assert_eq!(found("attachFile", &json!({ "file": "file_1" })), []);
}

#[test]
fn a_form_is_an_object_of_texts() {
    let form = json!({ "grant_type": "client_credentials", "scope": "onboarding-pj" });
    assert_eq!(found("gerarToken", &form), [pair("/grant_type", "enum")]);
}

#[test]
fn bodies_without_a_schema_are_not_checked() {
    assert_eq!(found("uploadArquivoParceiro", &json!(7)), []);
    assert_eq!(found(PAGES, &json!(7)), []);
    assert_eq!(found("token", &json!(7)), []);
}

#[test]
fn integers_are_read_from_text() {
    let check = |page: &str| rules(&call(PAGES, "", &[("page", page)], &[]));
    let wrong = |rule| vec![(Place::Query, "page".to_owned(), String::from(rule))];
    for page in ["1", "25", "2147483647"] {
        assert_eq!(check(page), [], "{page}");
    }
    assert_eq!(check("0"), wrong("minimum"));
    assert_eq!(check("-5"), wrong("minimum"));
    assert_eq!(check("2147483648"), wrong("maximum"));
    for page in ["", "+1", "01", " 1", "1.0", "1e1", "one", "١", "-"] {
        assert_eq!(check(page), wrong("type"), "{page}");
    }
}

#[test]
fn each_of_several_values_is_checked() {
    let twice = call(
        PAGES,
        "",
        &[("page", "1"), ("page-size", "1001"), ("page", "x")],
        &[],
    );
    let mut found = rules(&twice);
    found.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(
        found,
        [
            (Place::Query, "page".to_owned(), "type".to_owned()),
            (Place::Query, "page-size".to_owned(), "maximum".to_owned()),
        ]
    );
}

#[test]
fn headers_are_checked() {
    let check = |name, value: &[u8]| rules(&call(PAGES, "", &[], &[(name, value)]));
    let wrong = |name: &str, rules: &[&str]| {
        let wrong = rules
            .iter()
            .map(|rule| (Place::Header, name.to_owned(), (*rule).to_owned()));
        wrong.collect::<Vec<_>>()
    };
    let date = "x-fapi-auth-date";
    assert_eq!(check(date, b"Sun, 10 Sep 2017 19:43:31 UTC"), []);
    assert_eq!(
        check(date, b"2017-09-10"),
        wrong(date, &["minLength", "pattern"])
    );
    let id = "x-fapi-interaction-id";
    assert_eq!(check(id, b"d78fc4e5-37ca-4da3-adf2-9b082bf92280"), []);
    assert_eq!(check(id, b"-"), wrong(id, &["pattern"]));
    assert_eq!(check(id, b"\xff"), wrong(id, &["type"]));
}

#[test]
fn paths_are_checked() {
    let status = "consultarStatusClienteParceiro";
    let check = |id| rules(&call(status, id, &[], &[]));
    assert_eq!(check("d78fc4e5-37ca-4da3-adf2-9b082bf92280"), []);
    for id in ["7", "", "d78fc4e537ca4da3adf29b082bf92280"] {
        let wrong = (Place::Path, "clienteId".to_owned(), "format".to_owned());
        assert_eq!(check(id), [wrong], "{id}");
    }
}

#[test]
fn lists_and_unknown_parameters_pass() {
    let query = [
        ("fields", "name,address"),
        ("fields", "-id"),
        ("colour", "red"),
    ];
    assert_eq!(rules(&call("attachFile", "cust_1", &query, &[])), []);
}

fn rules(call: &Call) -> Vec<(Place, String, String)> {
    let contract = Contract::new().unwrap();
    let violations = contract.parameter_violations(call).into_iter();
    let violations = violations.map(|v| (v.place, v.name.to_owned(), v.rule));
    violations.collect()
}

fn call(
    operation: &'static str,
    id: &str,
    query: &[(&str, &str)],
    headers: &[(&'static str, &[u8])],
) -> Call {
    let operation = Box::leak(Box::new(Operation {
        id: operation,
        method: Method::GET,
        path: "/",
        answer: |_, _| Step::Done(Reply::empty(200)),
        failure: |_, _, status| Reply::empty(status),
    }));
    let query = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let headers = headers.iter().map(|(name, value)| {
        let value = HeaderValue::from_bytes(value).unwrap();
        (HeaderName::from_static(name), value)
    });
    Call {
        operation,
        origin: String::new(),
        id: id.to_owned(),
        query: query.collect(),
        headers: HeaderMap::from_iter(headers),
        body: Bytes::new(),
    }
}
