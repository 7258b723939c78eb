//! What `tracing` hears of a call: one span for the logical call, one for each attempt in it, with OpenTelemetry's names
//! for HTTP clients. Never a URL, a query value, a header, a body, a token or a document number: `url.full`, which
//! OpenTelemetry asks for, is left out for that reason, and `url.template` stands in its place.
//!
//! Numbers are `i64` throughout: OpenTelemetry knows no other integers, and its bridge writes any other as text.

use std::time::Duration;

use http::Version;
use tracing::field::Empty;
use tracing::{Span, debug, info_span};

use super::Shared;
use super::call::Call;
use crate::answer::Answer;
use crate::error::Error;
use crate::operation::Operation;
use crate::retry::Attempt;

/// The span of a logical call. It is none of OpenTelemetry's HTTP spans, so it is not of the kind `client`: whoever
/// counts those counts what went over the wire.
pub(super) fn call(endpoint: &Shared, operation: &'static Operation, template: &str) -> Span {
    info_span!(
        "http.client.call",
        otel.kind = "internal",
        otel.name = operation.id,
        otel.status_code = Empty,
        http.request.method = operation.method.as_str(),
        url.template = template,
        server.address = address(endpoint),
        server.port = i64::from(endpoint.port),
        http.response.status_code = Empty,
        error.type = Empty,
        cadastro.attempts = Empty,
        cadastro.waited_ms = Empty,
    )
}

pub(super) fn end_of_call<T>(span: &Span, outcome: &Result<Answer<T>, Error>) {
    if span.is_disabled() {
        return;
    }
    let (status, attempts) = match outcome {
        Ok(answer) => (Some(answer.status()), answer.attempts()),
        Err(error) => (error.status(), error.attempts()),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", i64::from(status.as_u16()));
    }
    if let Err(error) = outcome {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", error.kind_name());
    }
    let waited: Duration = attempts.iter().map(Attempt::waited).sum();
    span.record("cadastro.attempts", whole(attempts.len()));
    span.record("cadastro.waited_ms", whole(waited.as_millis()));
}

/// The span of one attempt; `resent` is how many there were before it.
pub(super) fn attempt(endpoint: &Shared, call: &Call, template: &str, resent: usize) -> Span {
    let method = call.operation.method.as_str();
    info_span!(
        "http.client.request",
        otel.kind = "client",
        otel.name = format_args!("{method} {template}"),
        otel.status_code = Empty,
        http.request.method = method,
        http.request.resend_count = (resent > 0).then(|| whole(resent)),
        url.scheme = call.url.scheme(),
        url.template = template,
        server.address = address(endpoint),
        server.port = i64::from(endpoint.port),
        network.protocol.version = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
        cadastro.waited_ms = Empty,
    )
}

/// Tells the span of the attempt, the current one, in which version the server has answered.
pub(super) fn protocol(version: Version) {
    let version = match version {
        Version::HTTP_09 => "0.9",
        Version::HTTP_10 => "1.0",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => "1.1",
    };
    Span::current().record("network.protocol.version", version);
}

/// Any status that is no 2xx counts as an error, a 3xx too: it is not followed, so the call has failed.
pub(super) fn end_of_attempt(span: &Span, attempt: &Attempt) {
    if let Some(status) = attempt.status() {
        span.record("http.response.status_code", i64::from(status.as_u16()));
    }
    if let Some(failure) = attempt.failure() {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", failure);
    }
    if !attempt.waited().is_zero() {
        span.record("cadastro.waited_ms", whole(attempt.waited().as_millis()));
    }
}

/// Heard inside the span of the call, before the wait begins.
pub(super) fn waiting(wait: Duration) {
    debug!(
        wait_ms = whole(wait.as_millis()),
        "waiting before the next attempt"
    );
}

/// The host without the brackets that a URL puts around an IPv6 address.
fn address(endpoint: &Shared) -> &str {
    endpoint.host.trim_matches(['[', ']'])
}

fn whole(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
