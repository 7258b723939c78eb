//! What went wrong with a call, and what the server said about it.

mod credentials;
mod display;
mod failure;
mod predicates;
mod refusal;
mod retry_after;

pub use self::credentials::CredentialsError;
pub(crate) use self::failure::{Cause, Failure};
pub(crate) use self::refusal::Refusal;
pub(crate) use self::retry_after::retry_after;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::InteractionId;
use crate::answer::Decode;
use crate::answer::{Breakage, Received, Reply};
use crate::decode::DecodeError;
use crate::limits::RateLimits;
use crate::operation::{Documented, Operation};
use crate::retry::Attempt;
use crate::validate::Violations;

/// The error of a call, or of setting up a client.
///
/// Ask it by its predicates. Whatever the server answered is kept: status, headers and body, of any status and media
/// type. `Display` and `Debug` name the operation, the status and the kind of the problem, never a body, a header, a
/// query, a token or a personal datum, so an error can be logged as it is.
///
/// ```
/// # fn handle(error: cadastro_core::Error) {
/// if error.is_rate_limited() {
///     let wait = error.retry_after();
///     # let _ = wait;
/// } else if error.is_timeout() || error.is_connect() {
///     // The server was not reached, or took too long.
/// } else if let Some(status) = error.status() {
///     let _typed = error.decode::<serde_json::Value>();
///     # let _ = status;
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<&'static Operation>,
    received: Option<Received>,
    interaction_id: Option<InteractionId>,
    /// The interaction id as `Display` may show it: the server may have put anything into its own.
    printable_id: Option<uuid::Uuid>,
    idempotency_key: Option<String>,
    /// The origin that a redirection leads to.
    redirect_origin: Option<String>,
    /// Whether the last attempt may have reached the server.
    sent: bool,
    /// Whether it went over TLS.
    secure: bool,
    /// Why there was no token to replay a 401 with.
    not_renewed: Option<CredentialsError>,
    attempts: Vec<Attempt>,
}

/// What a [`Call`](crate::endpoint) knows of itself when it fails.
#[derive(Default)]
pub(crate) struct Circumstances {
    pub(crate) received: Option<Received>,
    pub(crate) interaction_id: Option<InteractionId>,
    pub(crate) printable_id: Option<uuid::Uuid>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) redirect_origin: Option<String>,
    pub(crate) sent: bool,
    pub(crate) secure: bool,
}

#[derive(Debug)]
pub(crate) enum Kind {
    /// A transport or an endpoint cannot be set up.
    Configuration(Refusal),
    /// The request is not one that can be sent.
    Request(Refusal),
    /// The request breaks rules of the API.
    Invalid(Violations),
    /// The link to follow leads to this other origin.
    Elsewhere(String),
    /// There is no token to send.
    Credentials(CredentialsError),
    /// The limiter would have let it go after the deadline only.
    Throttled,
    /// The deadline has passed before the attempt could be sent.
    Overdue,
    /// No answer.
    Wire(Failure),
    /// An answer that is no success.
    Status,
    /// A success without all of its body.
    Body(Breakage),
    /// A success with a body of another shape.
    Decode(DecodeError),
}

impl Error {
    pub(crate) fn configuration(refusal: Refusal) -> Self {
        let kind = Kind::Configuration(refusal);
        Self::new(kind, None, Circumstances::default())
    }

    pub(crate) fn request(operation: &'static Operation, refusal: Refusal) -> Self {
        Self::of_call(operation, Kind::Request(refusal), Circumstances::default())
    }

    pub(crate) fn of_call(
        operation: &'static Operation,
        kind: Kind,
        circumstances: Circumstances,
    ) -> Self {
        Self::new(kind, Some(operation), circumstances)
    }

    fn new(
        kind: Kind,
        operation: Option<&'static Operation>,
        circumstances: Circumstances,
    ) -> Self {
        let Circumstances {
            received,
            interaction_id,
            printable_id,
            idempotency_key,
            redirect_origin,
            sent,
            secure,
        } = circumstances;
        Self(Box::new(Inner {
            kind,
            operation,
            received,
            interaction_id,
            printable_id,
            idempotency_key,
            redirect_origin,
            sent,
            secure,
            not_renewed: None,
            attempts: Vec::new(),
        }))
    }

    /// The error of a request for `operation` that is not sent because of what is wrong with it.
    #[must_use]
    pub fn invalid(operation: &'static Operation, violations: Violations) -> Self {
        Self::of_call(
            operation,
            Kind::Invalid(violations),
            Circumstances::default(),
        )
    }

    pub(crate) fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn not_renewed(mut self, why: CredentialsError) -> Self {
        self.0.not_renewed = Some(why);
        self
    }

    /// The id of the operation; `None` when setting up a client failed, and of an error made of [`Violations`] alone.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The status, if there was an answer. It can be a 2xx, when the body was broken or of another shape.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.received.as_ref().map(|received| received.status)
    }

    /// The headers, if there was an answer.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.received.as_ref().map(|received| &received.headers)
    }

    /// The body as it came, if there was an answer; empty when it had none.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.received.as_ref().map(|received| &received.body)
    }

    /// Reads the body as the type that the API documents for this status (see [`documented`](Self::documented)). An enum
    /// of several error types picks its variant by the status.
    ///
    /// # Errors
    ///
    /// If the body is of another shape, or if there is none. Gateways answer with HTML or nothing where JSON is
    /// documented; the body is in [`raw_body`](Self::raw_body) all the same. Entries of a list that cannot be typed are
    /// no error: they are in [`Records::quarantined`](crate::Records::quarantined).
    pub fn decode<E: Decode>(&self) -> Result<E, DecodeError> {
        let none = Bytes::new();
        let reply = match &self.0.received {
            Some(received) => Reply::new(self.0.operation, received),
            None => Reply::of_body(&none),
        };
        E::decode_reply(&reply).map(|(value, _)| value)
    }

    /// What the API's document says about answers of this operation with this status.
    #[must_use]
    pub fn documented(&self) -> Option<&'static Documented> {
        self.0.operation?.documented(self.status()?)
    }

    /// How long the server asks to wait (`Retry-After`, in seconds or as a date), counted from now; a year at most,
    /// whatever it says.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_from(SystemTime::now())
    }

    /// As [`retry_after`](Self::retry_after), counted from `now`: for callers with a clock of their own.
    #[must_use]
    pub fn retry_after_from(&self, now: SystemTime) -> Option<Duration> {
        retry_after(self.headers()?, now)
    }

    /// The `x-fapi-interaction-id` of this call: the server's if it gave one, else the one sent.
    #[must_use]
    pub fn interaction_id(&self) -> Option<&InteractionId> {
        self.0.interaction_id.as_ref()
    }

    /// The `Idempotency-Key` that was sent. Whoever repeats the call must give it the same key.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// What the server says of its limits in the headers of its answer.
    #[must_use]
    pub fn rate_limits(&self) -> RateLimits {
        self.headers().map(RateLimits::read).unwrap_or_default()
    }

    /// All attempts of the call, in order; empty when the call was refused before its first one.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Why there was no token: of an error that [`is_credentials`](Self::is_credentials), or of a 401 after which the
    /// token could not be renewed.
    #[must_use]
    pub fn credentials_error(&self) -> Option<&CredentialsError> {
        match &self.0.kind {
            Kind::Credentials(error) => Some(error),
            _ => self.0.not_renewed.as_ref(),
        }
    }

    /// The origin (scheme, host and port) that a redirection or a link leads to, which was not followed.
    #[must_use]
    pub fn redirect_origin(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Elsewhere(origin) => Some(origin),
            _ => self.0.redirect_origin.as_deref(),
        }
    }

    /// All that is wrong with a request that was not sent for it, by JSON pointers.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &self.0.kind {
            Kind::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// The JSON pointer to what could not be read, if [`is_decode`](Self::is_decode); empty for the body as a whole.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Decode(error) => Some(error.pointer()),
            _ => None,
        }
    }

    /// The kind of the problem, for the `error.type` of a span: the status, or one word.
    pub(crate) fn kind_name(&self) -> String {
        let word = match &self.0.kind {
            Kind::Configuration(_) => "configuration",
            Kind::Request(_) | Kind::Invalid(_) | Kind::Elsewhere(_) => "request",
            Kind::Credentials(_) => "credentials",
            Kind::Throttled => "throttled",
            Kind::Overdue => "timeout",
            Kind::Status => {
                return self
                    .status()
                    .map_or_else(String::new, |status| status.as_str().to_owned());
            }
            Kind::Wire(_) | Kind::Body(_) if self.is_timeout() => "timeout",
            Kind::Wire(_) if self.is_connect() => "connect",
            Kind::Wire(_) => "transport",
            Kind::Body(_) => "incomplete",
            Kind::Decode(_) => "decode",
        };
        word.to_owned()
    }
}

/// For requests that are checked before they are sent.
impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::new(Kind::Invalid(violations), None, Circumstances::default())
    }
}
