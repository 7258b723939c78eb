//! The operations that are called, one of each kind, and the endpoints they are called at.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use cadastro_core::{
    Backoff, Bytes, Credentials, CredentialsError, Documented, Endpoint, EndpointBuilder,
    Idempotence, ManualClock, Method, Operation, Request, Security, Status, Token, TokenNeed,
    TokenSource, Transport, TransportBuilder, Upload,
};
use futures_util::future::{Either, select};
use futures_util::stream;
use serde::Deserialize;

use crate::server::{Log, Server};

#[derive(Debug, Deserialize)]
pub(crate) struct Customer {
    pub(crate) id: String,
}

const ANSWERS: &[Documented] = &[Documented {
    status: Status::Code(200),
    media: Some("application/json"),
    body: Some("Customer"),
}];

pub(crate) static READ: Operation = Operation {
    id: "readCustomer",
    method: Method::Get,
    path: "/customer",
    request_media: &[],
    answers: ANSWERS,
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Safe,
    interaction_id: true,
};

pub(crate) static KEYED: Operation = Operation {
    id: "attach",
    method: Method::Post,
    path: "/attach",
    request_media: &["application/json"],
    answers: ANSWERS,
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Key,
    interaction_id: true,
};

pub(crate) static PLAIN: Operation = Operation {
    id: "register",
    method: Method::Post,
    path: "/register",
    request_media: &["application/json"],
    answers: ANSWERS,
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::None,
    interaction_id: true,
};

pub(crate) static UPLOAD: Operation = Operation {
    id: "upload",
    method: Method::Post,
    path: "/upload",
    request_media: &["multipart/form-data"],
    answers: ANSWERS,
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Key,
    interaction_id: true,
};

/// The kinds of calls that differ in what may be repeated, in the order of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Keyed,
    Plain,
    Stream,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Read, Self::Keyed, Self::Plain, Self::Stream];

    pub(crate) fn operation(self) -> &'static Operation {
        match self {
            Self::Read => &READ,
            Self::Keyed => &KEYED,
            Self::Plain => &PLAIN,
            Self::Stream => &UPLOAD,
        }
    }

    pub(crate) fn request(self) -> Request {
        match self {
            Self::Read => Request::new(),
            Self::Keyed | Self::Plain => Request::new().json("c"),
            Self::Stream => {
                let pieces = stream::iter([Ok::<_, ()>(Bytes::from("%PDF"))]);
                let upload = Upload::from_stream("a.pdf", Some(4), pieces);
                Request::new().upload("file", upload)
            }
        }
    }
}

/// A whole second, so that dates in headers are exact.
pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_782_907_200)
}

/// Waits pass by themselves; timeouts, the shortest of which is 10 s, do not.
pub(crate) fn skipping() -> ManualClock {
    ManualClock::skipping(now(), Duration::from_secs(9))
}

pub(crate) fn transport(clock: &ManualClock) -> TransportBuilder {
    Transport::builder()
        .with_clock(clock.clone())
        .without_system_roots()
}

/// An endpoint at this server that waits without a random part.
pub(crate) fn endpoint(server: &Server, clock: &ManualClock) -> EndpointBuilder {
    Endpoint::builder(server.url())
        .with_transport(transport(clock).build().unwrap())
        .with_credentials(Credentials::bearer("token-1"))
        .with_retry(Backoff::new().without_jitter())
}

/// What comes of a call when time is moved to the next timeout each time the server falls silent.
pub(crate) async fn with_timeouts<T>(
    call: impl Future<Output = T>,
    clock: &ManualClock,
    log: &Log,
) -> T {
    let time = async {
        for times in 1.. {
            log.silent(times).await;
            clock.advance(clock.next_wake().unwrap());
        }
    };
    alongside(call, time).await
}

/// What comes of a call while time is moved, for which the call does not wait.
pub(crate) async fn alongside<T>(
    call: impl Future<Output = T>,
    time: impl Future<Output = ()>,
) -> T {
    match select(pin!(call), pin!(time)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), call)) => call.await,
    }
}

/// Has another token for each that is refused, up to the ninth.
#[derive(Default)]
pub(crate) struct Renewing(AtomicU32);

impl TokenSource for Renewing {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        let renewed = u32::from(need.refused().is_some());
        let number = self.0.fetch_add(renewed, Ordering::Relaxed) + renewed + 1;
        if number > 9 {
            return Err(CredentialsError::new("no more"));
        }
        Ok(Token::new(format!("token-{number}")))
    }
}
