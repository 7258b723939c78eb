//! Runs the documented table: every case with every kind of call.

use std::time::Duration;

use cadastro_core::{Attempt, Backoff, Clock as _, Endpoint, Error};
use futures_util::future::join_all;

use crate::calling::{Customer, Kind, skipping, with_timeouts};
use crate::cases::{self, Stage};
use crate::expected::{self, Case};
use crate::server::Heard;

#[test]
fn the_table_has_every_case_and_no_other() {
    let names: Vec<_> = expected::cases()
        .into_iter()
        .map(|case| case.name)
        .collect();
    assert_eq!(names, cases::ALL);
}

#[tokio::test]
async fn every_case_goes_as_the_table_says() {
    let cases = expected::cases();
    let runs = cases
        .iter()
        .flat_map(|case| Kind::ALL.map(|kind| run(case, kind)));
    let differences: Vec<_> = join_all(runs).await.into_iter().flatten().collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Everything that is not as the table says.
async fn run(case: &Case, kind: Kind) -> Vec<String> {
    let clock = skipping();
    let stage = cases::stage(&case.name, &clock).await;
    let Stage {
        url,
        log,
        transport,
        credentials,
        nobody: _nobody,
        elsewhere,
    } = stage;
    let endpoint = Endpoint::builder(url)
        .with_transport(transport.build().unwrap())
        .with_credentials(credentials)
        .with_retry(Backoff::new().without_jitter())
        .build()
        .unwrap();
    let call = endpoint.call::<Customer>(kind.operation(), kind.request());
    let Err(error) = with_timeouts(call, &clock, &log).await else {
        return vec![format!("{}, {kind:?}: a success", case.name)];
    };

    let mut differences = Vec::new();
    let mut check = |what: &str, is: String, expected: String| {
        if is != expected {
            let name = &case.name;
            differences.push(format!("{name}, {kind:?}, {what}: {is}, not {expected}"));
        }
    };
    let attempts = case.attempts[kind as usize];
    check(
        "attempts",
        error.attempts().len().to_string(),
        attempts.to_string(),
    );
    let (first, later) = error.attempts().split_first().unwrap();
    check(
        "first wait",
        format!("{:?}", first.waited()),
        "0ns".to_owned(),
    );
    let waits: Vec<_> = later.iter().map(Attempt::waited).collect();
    let expected: Vec<_> = case.waits.iter().copied().take(attempts - 1).collect();
    check("waits", format!("{waits:?}"), format!("{expected:?}"));
    let took: Duration = error.attempts().iter().map(Attempt::took).sum();
    let passed = took + waits.iter().sum::<Duration>();
    check(
        "time",
        format!("{passed:?}"),
        format!("{:?}", clock.elapsed()),
    );

    let status = error.status().map(|status| status.as_u16());
    check(
        "status",
        format!("{status:?}"),
        format!("{:?}", case.status),
    );
    let sent = error.was_sent();
    for attempt in error.attempts() {
        let failure = attempt.failure().unwrap();
        check("failure", failure.to_owned(), case.failure.clone());
        check("sent", attempt.was_sent().to_string(), sent.to_string());
        let status = attempt.status().map(|status| status.as_u16());
        check(
            "status",
            format!("{status:?}"),
            format!("{:?}", case.status),
        );
    }
    check(
        "predicates",
        truths(&error).join(", "),
        case.truths.join(", "),
    );
    check("message", message(&error), case.message.clone());

    let heard = log.heard();
    let requests = if case.heard { attempts } else { 0 };
    check("requests", heard.len().to_string(), requests.to_string());
    if !case.name.starts_with("HTTP/2") {
        for (what, is, expected) in ids(&error, kind, &heard) {
            check(what, is, expected);
        }
        for (number, request) in heard.iter().enumerate() {
            let renewed = if case.name.contains("source") {
                number
            } else {
                0
            };
            let token = request.header("authorization").unwrap_or_default();
            check(
                "token",
                token.to_owned(),
                format!("Bearer token-{}", renewed + 1),
            );
            check(
                "same body",
                (request.body == heard[0].body).to_string(),
                true.to_string(),
            );
        }
    }
    if let Some(elsewhere) = elsewhere {
        let origin = error.redirect_origin().unwrap_or_default();
        let expected = format!("http://127.0.0.1:{}", elsewhere.port);
        check("origin", origin.to_owned(), expected);
        let reached = elsewhere.log.connections();
        check("redirections", reached.to_string(), 0.to_string());
    }
    differences
}

/// The ids of each request beside those that the error tells, which are there where the operation takes them.
fn ids(error: &Error, kind: Kind, heard: &[Heard]) -> Vec<(&'static str, String, String)> {
    let interaction_id = error.interaction_id().map(|id| id.as_str().to_owned());
    let key = error.idempotency_key().map(str::to_owned);
    let keyed = matches!(kind, Kind::Keyed | Kind::Stream);
    let mut ids = vec![
        (
            "has an interaction id",
            interaction_id.is_some().to_string(),
            true.to_string(),
        ),
        ("has a key", key.is_some().to_string(), keyed.to_string()),
    ];
    for request in heard {
        let sent = |name| format!("{:?}", request.header(name));
        ids.push((
            "interaction id",
            sent("x-fapi-interaction-id"),
            format!("{interaction_id:?}"),
        ));
        ids.push(("key", sent("idempotency-key"), format!("{key:?}")));
    }
    ids
}

/// The predicates that are true, in the order of the documentation.
fn truths(error: &Error) -> Vec<&'static str> {
    let all = [
        ("is_configuration", error.is_configuration()),
        ("is_request", error.is_request()),
        ("is_credentials", error.is_credentials()),
        ("is_throttled", error.is_throttled()),
        ("is_connect", error.is_connect()),
        ("is_timeout", error.is_timeout()),
        ("is_upload", error.is_upload()),
        ("is_incomplete", error.is_incomplete()),
        ("is_too_large", error.is_too_large()),
        ("is_decode", error.is_decode()),
        ("is_redirect", error.is_redirect()),
        ("is_bad_request", error.is_bad_request()),
        ("is_unauthorized", error.is_unauthorized()),
        ("is_forbidden", error.is_forbidden()),
        ("is_not_found", error.is_not_found()),
        ("is_method_not_allowed", error.is_method_not_allowed()),
        ("is_not_acceptable", error.is_not_acceptable()),
        ("is_conflict", error.is_conflict()),
        ("is_unprocessable", error.is_unprocessable()),
        ("is_quota_exhausted", error.is_quota_exhausted()),
        ("is_rate_limited", error.is_rate_limited()),
        ("is_internal_server_error", error.is_internal_server_error()),
        ("is_gateway_timeout", error.is_gateway_timeout()),
        ("is_overloaded", error.is_overloaded()),
        ("was_successful", error.was_successful()),
        ("was_sent", error.was_sent()),
    ];
    let truths = all.into_iter().filter(|(_, truth)| *truth);
    truths.map(|(name, _)| name).collect()
}

/// The message without the operation, the attempt it was at, the interaction id, and the port of a redirection.
fn message(error: &Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix(error.operation_id().unwrap()).unwrap();
    let text = text.strip_prefix(": ").unwrap();
    let id = error.interaction_id().unwrap().as_str();
    let text = text
        .strip_suffix(&format!(" (interaction id {id})"))
        .unwrap();
    let attempts = error.attempts().len();
    let text = match attempts {
        1 => text,
        _ => text
            .strip_suffix(&format!(", at attempt {attempts}"))
            .unwrap(),
    };
    error
        .redirect_origin()
        .map_or_else(|| text.to_owned(), |origin| text.replace(origin, "…"))
}
