//! The operations and types that the tests call, as a generated crate would have them.

use std::time::Duration;

use cadastro_core::{
    Credentials, Documented, Endpoint, Idempotence, Method, Operation, Security, Status, Transport,
};
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

pub(crate) fn transport() -> Transport {
    Transport::builder()
        .with_attempt_timeout(Duration::from_millis(300))
        .with_body_limit(4096)
        .without_system_roots()
        .build()
        .unwrap()
}

pub(crate) fn endpoint(server: &Server) -> Endpoint {
    Endpoint::builder(server.url("/open-banking/customers/v2/"))
        .with_transport(transport())
        .with_credentials(Credentials::bearer("s3cr3t-token"))
        .build()
        .unwrap()
}
