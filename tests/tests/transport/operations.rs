//! The operations that the tests call, one of each idempotence, and the clients that call them.

use std::time::{Duration, SystemTime};

use cadastro_core::{
    Backoff, Credentials, Documented, Endpoint, Error, Idempotence, ManualClock, Method, Operation,
    Request, Security, Transport, TransportBuilder,
};
use serde::Deserialize;

use crate::authority::Authority;

pub(crate) const TOKEN: &str = "s3cr3t-token";
/// What servers answer with.
pub(crate) const CUSTOMER: &str = r#"{"id":"c"}"#;

#[derive(Debug, Deserialize)]
pub(crate) struct Customer {
    pub(crate) id: String,
}

/// Safe to repeat.
pub(crate) static READ: Operation = operation("read", Method::Get, Idempotence::Safe);
/// Must not be repeated.
pub(crate) static CREATE: Operation = operation("create", Method::Post, Idempotence::None);

const ANSWERS: &[Documented] = &[Documented::new(200, "application/json", "Customer")];

const fn operation(id: &'static str, method: Method, idempotence: Idempotence) -> Operation {
    Operation {
        id,
        method,
        path: "/customers",
        request_media: &["application/json"],
        answers: ANSWERS,
        security: Security::Bearer,
        scopes: &[],
        idempotence,
        interaction_id: false,
    }
}

/// Waits between attempts pass by themselves; timeouts, which are longer, when a test moves the clock.
pub(crate) fn clock() -> ManualClock {
    ManualClock::skipping(SystemTime::now(), Duration::from_secs(5))
}

/// A transport that trusts this authority alone.
pub(crate) fn trusting(authority: &Authority) -> TransportBuilder {
    on_loopback().with_root_certificate_pem(authority.pem())
}

/// A transport that trusts nobody.
pub(crate) fn on_loopback() -> TransportBuilder {
    Transport::builder()
        .with_clock(clock())
        .without_system_roots()
}

/// An endpoint whose calls have one attempt.
pub(crate) fn endpoint(base: &str, transport: &Transport) -> Endpoint {
    with_policy(base, transport, Backoff::never())
}

pub(crate) fn with_policy(base: &str, transport: &Transport, policy: Backoff) -> Endpoint {
    Endpoint::builder(base)
        .with_transport(transport.clone())
        .with_credentials(Credentials::bearer(TOKEN))
        .with_retry(policy)
        .build()
        .unwrap()
}

pub(crate) async fn read(endpoint: &Endpoint) -> Result<Customer, Error> {
    let answer = endpoint.call::<Customer>(&READ, Request::new()).await?;
    Ok(answer.into_value())
}

pub(crate) async fn create(endpoint: &Endpoint) -> Result<Customer, Error> {
    let request = Request::new().json("a body");
    let answer = endpoint.call::<Customer>(&CREATE, request).await?;
    Ok(answer.into_value())
}

/// What the error says, without what differs from run to run.
pub(crate) fn told(error: &Error) -> String {
    let text = error.to_string();
    let prefix = format!("{}: ", error.operation_id().unwrap_or_default());
    text.strip_prefix(&prefix).unwrap_or(&text).to_owned()
}
