//! Every documented answer of every operation, as the examples of the specs have it: a typed value that is written as
//! it came, or an error whose typed body is.

use std::collections::BTreeMap;

use cadastro_attach::ErrorBody;
use cadastro_bs2_onboarding::{DetalheBadRequest, TokenError};
use cadastro_core::{Documented, Error, Operation, Records, Status};
use cadastro_customers::ResponseError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::clients::{EXAMPLES, call, failing, operations};
use crate::secrecy::{assert_silent, assert_without, assert_without_leaves};
use crate::server::{Reply, Server};

/// A status that no document lists, for what they say of all others.
const OTHER: u16 = 418;

#[tokio::test]
async fn every_documented_success_is_typed_and_written_as_it_came() {
    let mut seen = 0;
    for (operation, status, body) in documented(|status| (200..300).contains(&status)) {
        let server = Server::replying(Reply::json(status, &body)).await;
        let typed = call(operation.id, &server).await.unwrap();
        assert_eq!(typed.status, status, "{}", operation.id);
        assert_eq!(typed.raw, body, "{}", operation.id);
        assert_eq!(canonical(&typed.json), canonical(&body), "{}", operation.id);
        assert_eq!(typed.quarantined, 0, "{}", operation.id);
        assert_without(&typed.printed, &[]);
        assert_without_leaves(&typed.printed, body.as_bytes());
        seen += 1;
    }
    // 12 operations, one of which documents both 200 and 201.
    assert_eq!(seen, 13);
}

#[tokio::test]
async fn every_documented_error_has_its_status_its_headers_its_body_and_its_type() {
    let mut seen = BTreeMap::new();
    for (operation, status, body) in documented(|status| !(200..300).contains(&status)) {
        let documented = entry(operation, status);
        let mut headers = vec![("x-rate-limit-remaining", "7")];
        headers.extend(documented.media.map(|media| ("content-type", media)));
        let server = Server::replying(Reply::new(status, &headers, &body)).await;

        let error = failing(operation.id, &server).await;
        let place = format!("{} {status}", operation.id);
        assert_eq!(error.operation_id(), Some(operation.id));
        assert_eq!(error.status().unwrap(), status, "{place}");
        assert_eq!(error.headers().unwrap()["x-rate-limit-remaining"], "7");
        assert_eq!(error.raw_body().unwrap(), &body, "{place}");
        assert_eq!(error.documented(), Some(documented), "{place}");
        assert!(!error.is_decode() && !error.is_incomplete(), "{place}");
        assert!(error.to_string().contains(&status.to_string()), "{place}");
        assert_silent(&error, &[]);

        let typed = match documented.body {
            Some("ResponseError") => again::<ResponseError>(&error),
            Some("Records<DetalheBadRequest>") => again::<Records<DetalheBadRequest>>(&error),
            Some("TokenError") => again::<TokenError>(&error),
            Some("ErrorBody") => again::<ErrorBody>(&error),
            None => {
                assert!(error.decode::<serde_json::Value>().is_err(), "{place}");
                String::new()
            }
            Some(other) => panic!("{place}: a type that this test does not know, {other}"),
        };
        assert_eq!(canonical(&typed), canonical(&body), "{place}");
        *seen.entry(documented.body).or_insert(0) += 1;
    }
    let seen: Vec<_> = seen.into_iter().collect();
    let expected = [
        (None, 20),
        (Some("ErrorBody"), 4),
        (Some("Records<DetalheBadRequest>"), 4),
        (Some("ResponseError"), 74),
        (Some("TokenError"), 6),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn every_documented_request_body_is_read_and_written_alike() {
    let mut seen = 0;
    for example in EXAMPLES.iter().filter(|example| example.status.is_none()) {
        let body = serde_json::to_string(&example.value).unwrap();
        let again = match example.operation.as_str() {
            "gerarToken" => rewritten::<cadastro_bs2_onboarding::TokenRequest>(&body),
            "cadastrarClienteParceiro" | "cadastrarEmBackground" => {
                rewritten::<cadastro_bs2_onboarding::ClienteParaCadastrar>(&body)
            }
            "attachFile" => rewritten::<cadastro_attach::AttachRequest>(&body),
            // A file is no JSON.
            "uploadArquivoParceiro" => body.clone(),
            other => panic!("{other}: a request body that this test does not know"),
        };
        assert_eq!(canonical(&again), canonical(&body), "{}", example.operation);
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// Each answer that a document lists, with the status to serve and the example; documented ones without a body are
/// empty.
fn documented(wanted: impl Fn(u16) -> bool) -> Vec<(&'static Operation, u16, String)> {
    let mut found = Vec::new();
    for operation in operations() {
        for answer in operation.answers {
            let (status, name) = match answer.status {
                Status::Code(code) => (code, code.to_string()),
                Status::Class(class) => (class * 100 + 99, format!("{class}XX")),
                Status::Default => (OTHER, "default".to_owned()),
            };
            if !wanted(status) {
                continue;
            }
            let examples: Vec<_> = EXAMPLES
                .iter()
                .filter(|example| example.operation == operation.id)
                .filter(|example| example.status.as_deref() == Some(name.as_str()))
                .collect();
            let expected = usize::from(answer.body.is_some());
            assert_eq!(examples.len(), expected, "{} {name}", operation.id);
            let body = examples.first().map(|example| {
                assert_eq!(Some(example.media.as_str()), answer.media);
                serde_json::to_string(&example.value).unwrap()
            });
            found.push((operation, status, body.unwrap_or_default()));
        }
    }
    found
}

fn entry(operation: &'static Operation, status: u16) -> &'static Documented {
    let of = |wanted| {
        let mut answers = operation.answers.iter();
        answers.find(|answer| answer.status == wanted)
    };
    of(Status::Code(status))
        .or_else(|| of(Status::Default))
        .unwrap()
}

fn again<T: DeserializeOwned + Serialize>(error: &Error) -> String {
    // A record that was set aside would be written as it came, too.
    let read = cadastro_core::decode_reporting::<T>(error.raw_body().unwrap()).unwrap();
    assert!(read.quarantined().is_empty());
    serde_json::to_string(&error.decode::<T>().unwrap()).unwrap()
}

fn rewritten<T: DeserializeOwned + Serialize>(body: &str) -> String {
    let value: T = cadastro_core::decode(body.as_bytes()).unwrap();
    serde_json::to_string(&value).unwrap()
}

/// JSON with its keys in order and its numbers as they were written. A member that is `null` is left out: it is the
/// same as one that is absent.
fn canonical(json: &str) -> String {
    let json = json.trim();
    if json.starts_with('{') {
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json).unwrap();
        let members: Vec<String> = members
            .iter()
            .filter(|(_, value)| value.get() != "null")
            .map(|(name, value)| format!("{name:?}:{}", canonical(value.get())))
            .collect();
        format!("{{{}}}", members.join(","))
    } else if json.starts_with('[') {
        let items: Vec<Box<RawValue>> = serde_json::from_str(json).unwrap();
        let items: Vec<String> = items.iter().map(|item| canonical(item.get())).collect();
        format!("[{}]", items.join(","))
    } else if json.starts_with('"') {
        format!("{:?}", serde_json::from_str::<String>(json).unwrap())
    } else {
        json.to_owned()
    }
}
