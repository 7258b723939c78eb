//! The operations and types that the tests call, as a generated crate would have them.

use std::time::{Duration, SystemTime};

use cadastro_core::{
    Backoff, Credentials, Documented, Endpoint, Error, Idempotence, ManualClock, Method, Operation,
    Request, Security, Status, Transport, TransportBuilder,
};
use futures_util::future::join;
use serde::{Deserialize, Serialize};

use crate::server::Server;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub(crate) id: String,
}

const JSON: Option<&str> = Some("application/json");

pub(crate) static LIST: Operation = Operation {
    id: "listCustomers",
    method: Method::Get,
    path: "/personal/identifications",
    request_media: &[],
    answers: &[
        Documented {
            status: Status::Code(200),
            media: JSON,
            body: Some("Customers"),
        },
        Documented {
            status: Status::Default,
            media: Some("application/json; charset=utf-8"),
            body: Some("ResponseError"),
        },
    ],
    security: Security::Bearer,
    scopes: &["customers"],
    idempotence: Idempotence::Safe,
    interaction_id: true,
};

pub(crate) static ATTACH: Operation = Operation {
    id: "attach",
    method: Method::Post,
    path: "/v1/customers/{id}/attach",
    request_media: &["application/json"],
    answers: &[Documented {
        status: Status::Code(201),
        media: JSON,
        body: Some("Customer"),
    }],
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Key,
    interaction_id: false,
};

pub(crate) static TOKEN: Operation = Operation {
    id: "token",
    method: Method::Post,
    path: "/oauth/token",
    request_media: &["application/x-www-form-urlencoded"],
    answers: &[],
    security: Security::Basic,
    scopes: &[],
    idempotence: Idempotence::None,
    interaction_id: false,
};

/// Time stands still in these tests, unless they move it: nothing times out, however long it really takes.
fn clock() -> ManualClock {
    ManualClock::new(SystemTime::UNIX_EPOCH)
}

pub(crate) fn transport() -> Transport {
    transport_by(clock()).with_body_limit(4096).build().unwrap()
}

fn transport_by(clock: ManualClock) -> TransportBuilder {
    Transport::builder()
        .with_clock(clock)
        .without_system_roots()
}

pub(crate) fn endpoint(server: &Server) -> Endpoint {
    endpoint_over(server, transport())
}

/// Makes one attempt a call: what is tried again is another concern.
fn endpoint_over(server: &Server, transport: Transport) -> Endpoint {
    Endpoint::builder(server.url("/open-banking/customers/v2/"))
        .with_transport(transport)
        .with_credentials(Credentials::bearer("s3cr3t-token"))
        .with_retry(Backoff::never())
        .build()
        .unwrap()
}

/// What comes of a call once a stalling server has said all that it will say, and the time is over.
pub(crate) async fn overdue(
    server: &Server,
    operation: &'static Operation,
    request: Request,
) -> Error {
    const ATTEMPT: Duration = Duration::from_secs(20);
    let clock = clock();
    let transport = transport_by(clock.clone()).with_attempt_timeout(ATTEMPT);
    let endpoint = endpoint_over(server, transport.build().unwrap());
    let call = endpoint.call::<Customer>(operation, request);
    let end_of_time = async {
        server.stalled().await;
        clock.advance(ATTEMPT - Duration::from_nanos(1));
        assert_eq!(clock.next_wake(), Some(Duration::from_nanos(1)));
        clock.advance(Duration::from_nanos(1));
    };
    let (outcome, ()) = join(call, end_of_time).await;
    outcome.expect_err("no success")
}
