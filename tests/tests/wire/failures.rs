//! What gateways and banks answer beside their documents: status, headers and body reach the caller all the same.

use std::time::{Duration, SystemTime};

use cadastro_attach::ErrorBody;
use cadastro_core::{Error, Status};
use cadastro_customers::ResponseError;
use serde_json::Value;

use crate::clients::{call, failing, operations};
use crate::secrecy::assert_silent;
use crate::server::{Reply, Server};

const READ: &str = "customersGetPersonalIdentifications";
const ERROR: &str =
    r#"{"errors":[{"code":"LIMITE","title":"Limite excedido","detail":"Cliente 41830657208"}]}"#;

/// Calls an operation; the server gives this reply with one header more.
async fn refused(operation: &str, status: u16, headers: &[(&str, &str)], body: &str) -> Error {
    let mut all = vec![("x-trace", "rastro-7")];
    all.extend(headers);
    let server = Server::replying(Reply::new(status, &all, body)).await;
    let error = failing(operation, &server).await;
    assert_eq!(error.status().unwrap(), status, "{operation}");
    assert_eq!(error.headers().unwrap()["x-trace"], "rastro-7");
    assert_eq!(error.raw_body().unwrap(), body, "{operation}");
    assert_silent(&error, &["rastro-7"]);
    assert_eq!(server.heard().len(), 1, "{operation}: one attempt");
    error
}

#[tokio::test]
async fn an_html_502() {
    let page = "<html><head><title>502</title></head><p>Portal de Ana</p></html>";
    for operation in operations() {
        let headers = [("content-type", "text/html; charset=iso-8859-1")];
        let error = refused(operation.id, 502, &headers, page).await;
        assert_eq!(error.headers().unwrap()["content-type"], headers[0].1);
        let unread = error.decode::<Value>().unwrap_err();
        assert!(!format!("{unread} {unread:?}").contains("Ana"));
        assert!(!error.is_decode() && !error.is_timeout() && !error.is_incomplete());
        assert_silent(&error, &["Portal", "html"]);
    }
}

#[tokio::test]
async fn an_empty_403() {
    for operation in operations() {
        let error = refused(operation.id, 403, &[], "").await;
        assert!(error.is_forbidden() && !error.is_unauthorized());
        assert!(error.decode::<Value>().is_err(), "there is nothing to read");
    }
}

#[tokio::test]
async fn a_429_with_seconds_or_a_date() {
    let error = refused(READ, 429, &[("retry-after", "17")], ERROR).await;
    assert!(error.is_rate_limited() && !error.is_overloaded() && !error.is_quota_exhausted());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));
    let typed: ResponseError = error.decode().unwrap();
    assert_eq!(typed.errors[0].code.as_str(), "LIMITE");

    let date = [("Retry-After", "Thu, 01 Jan 1970 00:02:05 GMT")];
    let error = refused(READ, 429, &date, "").await;
    let from_epoch = error.retry_after_from(SystemTime::UNIX_EPOCH);
    assert_eq!(from_epoch, Some(Duration::from_secs(125)));
    assert_eq!(error.retry_after(), Some(Duration::ZERO), "it has passed");

    let without = refused(READ, 429, &[], ERROR).await;
    assert_eq!(without.retry_after(), None);
}

#[tokio::test]
async fn a_529_and_a_423() {
    let error = refused(READ, 529, &[("retry-after", "30")], ERROR).await;
    assert!(error.is_overloaded() && !error.is_rate_limited());
    assert_eq!(error.documented().unwrap().status, Status::Code(529));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(error.decode::<ResponseError>().unwrap().errors.len(), 1);

    let error = refused(READ, 423, &[], ERROR).await;
    assert!(error.is_quota_exhausted() && !error.is_rate_limited());

    // Where no document lists it.
    let error = refused("cadastrarClienteParceiro", 529, &[], "").await;
    assert!(error.is_overloaded() && error.documented().is_none());
}

#[tokio::test]
async fn a_401_and_a_403_of_base39_without_a_code() {
    for (status, message) in [(401, "Unauthorized"), (403, "Missing Authentication Token")] {
        let body = format!(r#"{{"message":"{message}"}}"#);
        let error = refused("attachFile", status, &[], &body).await;
        assert_eq!(error.is_unauthorized(), status == 401);
        assert_eq!(error.is_forbidden(), status == 403);
        assert_eq!(error.documented().unwrap().body, Some("ErrorBody"));
        let typed: ErrorBody = error.decode().unwrap();
        assert_eq!(typed.code, None);
        assert_eq!(typed.message.as_str(), message);
    }
}

#[tokio::test]
async fn a_json_error_under_another_content_type() {
    let types = ["text/plain", "application/problem+json", "text/html", "?"];
    for content_type in types {
        let headers = [("content-type", content_type)];
        let error = refused(READ, 500, &headers, ERROR).await;
        assert_eq!(error.decode::<ResponseError>().unwrap().errors.len(), 1);
        let body = r#"{"code":"file_unknown","message":"Arquivo inexistente"}"#;
        let error = refused("attachFile", 404, &headers, body).await;
        let typed: ErrorBody = error.decode().unwrap();
        assert_eq!(typed.code.unwrap().as_str(), "file_unknown");
    }
    // And a success, whatever it calls itself.
    let headers = [("content-type", "text/plain")];
    let server = Server::replying(Reply::new(200, &headers, r#"{"id":"cust_1"}"#)).await;
    let typed = call("attachFile", &server).await.unwrap();
    assert_eq!(typed.json, r#"{"id":"cust_1"}"#);
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let start = r#"{"message":"Cliente Ana"#;
    for (operation, status) in [
        ("attachFile", 200),
        (READ, 200),
        (READ, 500),
        ("attachFile", 409),
    ] {
        let headers = [("x-trace", "rastro-7")];
        let reply = Reply::announcing(500, status, &headers, start.as_bytes());
        let server = Server::replying(reply).await;
        let error = failing(operation, &server).await;
        assert!(error.is_incomplete() && !error.is_too_large() && !error.is_decode());
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.headers().unwrap()["x-trace"], "rastro-7");
        assert_eq!(error.raw_body().unwrap(), start);
        assert!(error.decode::<ErrorBody>().is_err());
        assert_silent(&error, &["Ana", "rastro-7"]);
    }
}

#[tokio::test]
async fn a_success_without_a_body_or_with_another_one() {
    for operation in operations() {
        for (status, body) in [
            (204, ""),
            (200, ""),
            (200, "<html>Ana em manutenção"),
            (201, "[{}]"),
        ] {
            let error = refused(operation.id, status, &[], body).await;
            assert!(error.is_decode(), "{} {status} {body}", operation.id);
            assert!(error.pointer().is_some() && !error.is_incomplete());
            assert_silent(&error, &["Ana"]);
        }
    }
}

#[tokio::test]
async fn a_member_that_cannot_be_typed_is_named() {
    let body = r#"{"data":{"updateDateTime":"2024-03-05T13:20:00Z","companyCnpj":{"numero":"12345678000195"}}}"#;
    let error = refused("customersGetPersonalQualifications", 200, &[], body).await;
    assert!(error.is_decode());
    assert_eq!(error.pointer(), Some("/data/companyCnpj"));
    assert!(error.to_string().contains("/data/companyCnpj"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::replying(Reply::json(200, r#"{"id":"cust_1"}"#)).await;
    let location = elsewhere.url("/outro");
    for operation in operations() {
        let headers = [("location", location.as_str())];
        let error = refused(operation.id, 307, &headers, "").await;
        assert_eq!(error.headers().unwrap()["location"], location.as_str());
        assert_silent(&error, &[&location]);
    }
    assert!(elsewhere.heard().is_empty());
}
