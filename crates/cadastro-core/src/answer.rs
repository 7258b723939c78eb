//! The answer of a successful call: the value, and all that came with it.

mod body;
mod received;

pub use self::body::{Decode, NoBody, RawBody};
pub(crate) use self::received::{Breakage, Received};

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::InteractionId;
use crate::decode::Place;
use crate::limits::RateLimits;
use crate::retry::Attempt;

/// A value with the status, the headers and the bytes it came with.
///
/// It dereferences to the value, so `answer.data` is the member `data` of the body. `Debug` tells status and sizes,
/// never content.
#[derive(Clone)]
pub struct Answer<T> {
    pub(crate) value: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) quarantined: Vec<Place>,
    pub(crate) interaction_id: Option<InteractionId>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) attempts: Vec<Attempt>,
}

impl<T> Answer<T> {
    /// The value.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, without the rest.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The status: some 2xx, not always the documented one.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The `x-fapi-interaction-id` of this call: the server's if it gave one, which may differ from the one sent, else
    /// the one sent. Quote it when asking the provider about the call.
    #[must_use]
    pub fn interaction_id(&self) -> Option<&InteractionId> {
        self.interaction_id.as_ref()
    }

    /// The `Idempotency-Key` that was sent, if the operation takes one.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// What the server says of its limits.
    #[must_use]
    pub fn rate_limits(&self) -> RateLimits {
        RateLimits::read(&self.headers)
    }

    /// All attempts of the call, in order; the last one succeeded.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The body as it came.
    #[must_use]
    pub fn raw_body(&self) -> &Bytes {
        &self.body
    }

    /// The records that could not be typed and were set aside, by JSON pointers from the root of the body.
    #[must_use]
    pub fn quarantined(&self) -> &[Place] {
        &self.quarantined
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status.as_u16())
            .field("body_bytes", &self.body.len())
            .field("quarantined", &self.quarantined.len())
            .finish_non_exhaustive()
    }
}
