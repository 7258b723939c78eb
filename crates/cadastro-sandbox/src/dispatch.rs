//! From a request to an answer: reading, faults, the operation's own work, and notes of it.

use std::convert::Infallible;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body as Stream;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::json;

use crate::call::{Call, Operation, Step};
use crate::effects::{Seen, Sent};
use crate::faults::{Kind, Struck};
use crate::reply::{Body, Reply};
use crate::world::World;
use crate::{base39, bs2, open_finance};

/// In the place of an answer: the connection is to be reset.
#[derive(Clone, Copy)]
pub(crate) struct Reset;

/// All operations of the three APIs.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    let operations = open_finance::OPERATIONS.iter().chain(bs2::OPERATIONS);
    operations.chain(base39::OPERATIONS)
}

/// The routes of all three APIs. `origin` is where the sandbox is for clients that do not say whom they call.
pub(crate) fn router(world: &Arc<World>, origin: &Arc<str>) -> Router {
    let mut router = Router::new();
    for operation in operations() {
        let (world, origin) = (Arc::clone(world), Arc::clone(origin));
        let handler = move |request: Request| {
            let (world, origin) = (Arc::clone(&world), Arc::clone(&origin));
            // The work goes on when the client hangs up.
            let answer =
                tokio::spawn(async move { answer(world, operation, &origin, request).await });
            async move { answer.await.unwrap_or_else(|_| reset()) }
        };
        router = router.route(operation.path, any(handler));
    }
    let world = Arc::clone(world);
    router.fallback(move |headers: HeaderMap| {
        let mut seen = seen("", &headers);
        seen.status = Some(404);
        seen.sent = Sent::Whole;
        world.recorder.note(seen);
        let message = "No operation of the sandbox has this path.";
        let body = json!({"message": message}).to_string();
        async {
            (
                StatusCode::NOT_FOUND,
                [(CONTENT_TYPE, "application/json")],
                body,
            )
        }
    })
}

/// What is kept of a request.
fn seen(operation: &'static str, headers: &HeaderMap) -> Seen {
    let text = |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        Some(text.chars().take(255).collect())
    };
    Seen {
        operation,
        status: None,
        interaction_id: text("x-fapi-interaction-id"),
        idempotency_key: text("idempotency-key"),
        sent: Sent::Nothing,
    }
}

/// Where the client says that it calls, without what must not stand in links; else where the sandbox is.
fn called(parts: &Parts, origin: &str) -> String {
    let authority = parts.uri.authority().map(Authority::as_str);
    let host = || parts.headers.get(HOST)?.to_str().ok();
    let valid = authority
        .or_else(host)
        .and_then(|text| Authority::from_str(text).ok())
        .filter(|authority| !authority.host().is_empty() && !authority.as_str().contains('@'));
    let scheme = origin
        .split_once("://")
        .map_or("http", |(scheme, _)| scheme);
    valid.map_or_else(
        || origin.to_owned(),
        |authority| format!("{scheme}://{authority}"),
    )
}

async fn answer(
    world: Arc<World>,
    operation: &'static Operation,
    origin: &str,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let seen = seen(operation.id, &parts.headers);
    let origin = called(&parts, origin);
    let query = parts.uri.query().unwrap_or_default();
    let query = url::form_urlencoded::parse(query.as_bytes());
    let mut call = Call {
        operation,
        origin,
        id: id(operation.path, parts.uri.path()),
        query: query.into_owned().collect(),
        headers: parts.headers,
        body: Bytes::new(),
    };
    if parts.method != operation.method {
        let reply = (operation.failure)(&world, &call, 405);
        let reply = reply.with_header("allow", operation.method.as_str());
        return finish(&world, seen, reply, None);
    }
    match Limited::new(body, world.settings.body_limit)
        .collect()
        .await
    {
        Ok(body) => call.body = body.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            let reply = (operation.failure)(&world, &call, 413);
            return finish(&world, seen, reply, None);
        }
        // The client went away in the middle of its request. Nothing was done.
        Err(_) => {
            world.recorder.note(seen);
            return reset();
        }
    }
    let _underway = world.recorder.begin();
    let struck = world.faults.strike(operation.id);
    let fault = struck.as_ref().map(|struck| &struck.fault);
    let latency = fault.map_or(Duration::ZERO, |fault| fault.latency);
    let pause = async || {
        if !latency.is_zero() {
            world.clock().sleep(latency).await;
        }
    };
    let reply = match fault.map(|fault| fault.kind) {
        Some(Kind::ResetBefore) => {
            pause().await;
            world.recorder.note(seen);
            return reset();
        }
        Some(Kind::Status(status)) => {
            pause().await;
            (operation.failure)(&world, &call, status)
        }
        Some(Kind::Html(status)) => {
            pause().await;
            Reply::text(status, "text/html", PAGE)
        }
        _ => {
            let step = (operation.answer)(&world, &call);
            pause().await;
            match step {
                Step::Done(reply) => reply,
                Step::Work(work) => work(&world),
            }
        }
    };
    finish(&world, seen, reply, struck)
}

/// What gateways say.
const PAGE: &str = "<html><head><title>Error</title></head><body><h1>Error</h1></body></html>";

/// What stands in the place of the template's `{…}`.
fn id(template: &str, path: &str) -> String {
    let mut segments = template.split('/').zip(path.split('/'));
    let segment = segments.find(|(template, _)| template.starts_with('{'));
    let segment = segment.map_or("", |(_, segment)| segment);
    percent_encoding::percent_decode_str(segment)
        .decode_utf8_lossy()
        .into_owned()
}

/// Notes the request, spoils the answer as the fault says, and hands it over.
fn finish(
    world: &Arc<World>,
    mut seen: Seen,
    mut reply: Reply,
    struck: Option<Struck>,
) -> Response {
    seen.status = Some(reply.status.as_u16());
    let mut spoiled = Spoiled::No;
    if let Some(struck) = struck {
        for (name, value) in &struck.fault.headers {
            reply.headers.insert(name, value.clone());
        }
        match struck.fault.kind {
            Kind::ResetAfter => spoiled = Spoiled::Reset,
            Kind::Truncated => spoiled = Spoiled::Truncated,
            Kind::SlowBody(pause) => spoiled = Spoiled::Slow(pause),
            Kind::Violation(violation) => {
                let found = match &mut reply.body {
                    Body::Json(body) if reply.status.is_success() => {
                        violation.spoil(seen.operation, body)
                    }
                    _ => false,
                };
                if !found {
                    world.faults.take_back(struck);
                }
            }
            _ => {}
        }
    }
    let bytes = reply.bytes();
    let (body, sent) = match (spoiled, bytes) {
        (Spoiled::Reset, _) | (Spoiled::Truncated, None) => {
            world.recorder.note(seen);
            return reset();
        }
        (Spoiled::Truncated, Some(bytes)) => (truncated(&bytes), Sent::Part),
        (Spoiled::Slow(pause), Some(bytes)) => (slow(world, &bytes, pause), Sent::Whole),
        (_, Some(bytes)) => (Stream::from(bytes), Sent::Whole),
        (_, None) => (Stream::empty(), Sent::Whole),
    };
    seen.sent = sent;
    world.recorder.note(seen);
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

enum Spoiled {
    No,
    Reset,
    Truncated,
    Slow(Duration),
}

/// The first half, then an error, upon which the connection ends.
fn truncated(bytes: &Bytes) -> Stream {
    let half = bytes.slice(..bytes.len() / 2);
    let cut = async {
        // What is not written when the error comes is not written at all, neither the head nor the half.
        for _ in 0..16 {
            tokio::task::yield_now().await;
        }
        Err(std::io::Error::other("cut off on purpose"))
    };
    let half = futures_util::stream::once(std::future::ready(Ok(half)));
    Stream::from_stream(half.chain(futures_util::stream::once(cut)))
}

fn slow(world: &Arc<World>, bytes: &Bytes, pause: Duration) -> Stream {
    let clock = Arc::clone(world.clock());
    let piece = bytes.len().div_ceil(8).max(1);
    let pieces: Vec<Bytes> = bytes
        .chunks(piece)
        .map(|piece| bytes.slice_ref(piece))
        .collect();
    let stream = futures_util::stream::iter(pieces).then(move |piece| {
        let pause = clock.sleep(pause);
        async move {
            pause.await;
            Ok::<_, Infallible>(piece)
        }
    });
    Stream::from_stream(stream)
}

fn reset() -> Response {
    let mut response = Response::new(Stream::empty());
    response.extensions_mut().insert(Reset);
    response
}
