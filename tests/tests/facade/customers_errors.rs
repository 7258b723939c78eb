//! Each documented error of the customers API, as what a caller asks it.

use std::time::Duration;

use cadastro::Error;
use cadastro::customers::{ResourceStatus, codes, is_page_not_found};
use serde_json::json;

use crate::people::bank;
use crate::server::{Reply, Server};
use crate::silence::{DETAIL, refused, silent};

/// All predicates that tell what to do about an answer.
pub(crate) fn predicates(error: &Error) -> Vec<&'static str> {
    let all = [
        ("redirect", error.is_redirect()),
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("quota", error.is_quota_exhausted()),
        ("rate", error.is_rate_limited()),
        ("overloaded", error.is_overloaded()),
        ("decode", error.is_decode()),
        ("incomplete", error.is_incomplete()),
        ("timeout", error.is_timeout()),
        ("connect", error.is_connect()),
        ("request", error.is_request()),
        ("credentials", error.is_credentials()),
        ("configuration", error.is_configuration()),
        ("throttled", error.is_throttled()),
        ("upload", error.is_upload()),
        ("success", error.was_successful()),
        ("page not found", is_page_not_found(error)),
    ];
    let holding = all.into_iter().filter(|(_, holds)| *holds);
    holding.map(|(name, _)| name).collect()
}

fn body(code: &str) -> String {
    json!({ "errors": [{ "code": code, "title": DETAIL, "detail": DETAIL }] }).to_string()
}

fn reply(status: u16, code: &str) -> Reply {
    let media = [("content-type", "application/json; charset=utf-8")];
    Reply::new(status, &media, body(code))
}

/// What each of the six calls answers to this reply.
async fn errors(reply: Reply) -> (Vec<Error>, usize) {
    let server = Server::replying(reply).await;
    let bank = bank(&server);
    let (personal, business) = (bank.personal(), bank.business());
    let errors = vec![
        refused(personal.identifications().page(2).await),
        refused(personal.qualifications().send().await),
        refused(personal.financial_relations().send().await),
        refused(business.identifications().page(2).await),
        refused(business.qualifications().send().await),
        refused(business.financial_relations().send().await),
    ];
    (errors, server.heard().len())
}

#[tokio::test]
async fn each_status_is_its_own_predicate() {
    for (status, predicate, attempts) in [
        (400, None, 1),
        (401, Some("unauthorized"), 1),
        (403, Some("forbidden"), 1),
        (404, None, 1),
        (405, None, 1),
        (406, None, 1),
        (422, Some("page not found"), 1),
        (423, Some("quota"), 1),
        (429, Some("rate"), 4),
        (500, None, 1),
        (504, None, 4),
        (529, Some("overloaded"), 4),
    ] {
        let code = match status {
            422 => "PAGE_NOT_FOUND",
            _ => "CODIGO",
        };
        let (errors, heard) = errors(reply(status, code)).await;
        assert_eq!(heard, 6 * attempts, "{status}");
        for error in errors {
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(predicates(&error), Vec::from_iter(predicate), "{status}");
            let told: Vec<_> = silent(codes(&error));
            assert_eq!(told, [code]);
            assert_eq!(error.attempts().len(), attempts);
            assert!(error.documented().is_some());
        }
    }
}

#[tokio::test]
async fn the_three_spellings_of_403_are_one() {
    use ResourceStatus::{PendingAuthorisation, TemporarilyUnavailable, Unavailable};
    for (code, status) in [
        (
            "STATUS_RESOURCE_PENDING_AUTHORISATION",
            PendingAuthorisation,
        ),
        ("STATUS_PENDING_AUTHORISATION", PendingAuthorisation),
        (
            "status_RESOURCE_PENDING_AUTHORISATION",
            PendingAuthorisation,
        ),
        ("status_PENDING_AUTHORISATION", PendingAuthorisation),
        (
            "STATUS_RESOURCE_TEMPORARILY_UNAVAILABLE",
            TemporarilyUnavailable,
        ),
        ("STATUS_TEMPORARY_UNAVAILABLE", TemporarilyUnavailable),
        ("status_TEMPORARILY_UNAVAILABLE", TemporarilyUnavailable),
        ("STATUS_RESOURCE_UNAVAILABLE", Unavailable),
        ("STATUS_UNAVAILABLE", Unavailable),
        ("status_UNAVAILABLE", Unavailable),
    ] {
        let server = Server::replying(reply(403, code)).await;
        let error = refused(bank(&server).personal().qualifications().send().await);
        let found = silent(ResourceStatus::of(&error)).unwrap();
        assert_eq!(found, status, "{code}");
        assert!(found.as_str().starts_with("STATUS_RESOURCE_"));
    }
}

#[tokio::test]
async fn another_403_is_told_as_it_came() {
    for (body, told) in [
        (body(DETAIL), Some(DETAIL)),
        (body("UNAVAILABLE"), Some("UNAVAILABLE")),
        ("{}".to_owned(), None),
        (String::new(), None),
        ("<html>".to_owned(), None),
        (json!({ "errors": [] }).to_string(), None),
    ] {
        let server = Server::replying(Reply::json(403, &body)).await;
        let error = refused(bank(&server).business().qualifications().send().await);
        let found = silent(ResourceStatus::of(&error));
        assert_eq!(found.as_ref().map(ResourceStatus::as_str), told, "{body}");
        let unknown = matches!(found, None | Some(ResourceStatus::Unknown(_)));
        assert!(unknown && error.is_forbidden());
    }
    // Of several codes the one that is known counts; another status has none.
    let several = json!({ "errors": [
        { "code": "OUTRO", "title": DETAIL, "detail": DETAIL },
        { "code": "STATUS_UNAVAILABLE", "title": DETAIL, "detail": DETAIL },
    ] });
    for (status, found) in [(403, Some(ResourceStatus::Unavailable)), (422, None)] {
        let server = Server::replying(Reply::json(status, several.to_string())).await;
        let error = refused(bank(&server).personal().qualifications().send().await);
        assert_eq!(ResourceStatus::of(&error), found);
    }
}

#[tokio::test]
async fn a_429_tells_how_long_to_wait() {
    let headers = [("retry-after", "120"), ("x-rate-limit-remaining", "0")];
    let server = Server::replying(Reply::new(429, &headers, body("CODIGO"))).await;
    let error = refused(bank(&server).personal().qualifications().send().await);
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    // After the deadline: it is not waited for.
    assert_eq!(server.heard().len(), 1);
    silent(error.rate_limits());
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_no_refusal() {
    let server = Server::replying(Reply::json(200, json!({ "data": DETAIL }).to_string())).await;
    let error = refused(bank(&server).personal().qualifications().send().await);
    assert_eq!(predicates(&error), ["decode", "success"]);
    assert_eq!(server.heard().len(), 1);
}
