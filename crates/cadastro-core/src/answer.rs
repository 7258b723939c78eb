//! The answer of a successful call: the value, and all that came with it.

mod body;
mod received;
mod reply;

pub use self::body::{AnyMedia, Decode, NoBody, OptionalBody, RawBody};
pub(crate) use self::received::{Breakage, Received};
pub use self::reply::Reply;
pub(crate) use self::reply::is_json;

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::decode::{self, Place, UnknownMember};
use crate::limits::RateLimits;
use crate::retry::Attempt;
use crate::{InteractionId, Json};

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

    /// The value at a JSON pointer (RFC 6901) of the body as it came, with the literals and spaces that it has there:
    /// also of a member that the type does not know, and below a quarantined record.
    ///
    /// `None` if there is no such member, or no JSON. Of a member that stands twice it is the last.
    ///
    /// ```
    /// # use cadastro_core::Answer;
    /// # fn employers<T>(answer: &Answer<T>) {
    /// // Release 2.3.0 sends it; 2.0.1, which the types are of, does not know it.
    /// if let Some(employers) = answer.pointer("/data/employers") {
    ///     println!("{} bytes of JSON", employers.get().len());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<Json> {
        Json::at(decode::text(&self.body)?, pointer)
    }

    /// The members that came and that the type has no place for, such as those of later releases; see
    /// [`unknown_members`](crate::unknown_members).
    ///
    /// The body is read once more for it, at each call; whoever does not call it does not pay.
    #[must_use]
    pub fn unknown_members(&self) -> Vec<UnknownMember>
    where
        T: Serialize,
    {
        decode::unknown_members(&self.value, &self.body)
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

#[cfg(test)]
mod tests {
    use super::{Answer, Decode, RawBody};
    use crate::{Json, Text};
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use serde::{Deserialize, Serialize};

    fn answer<T: Decode>(body: &'static str) -> Answer<T> {
        let body = Bytes::from_static(body.as_bytes());
        let (value, quarantined) = T::decode(&body).unwrap();
        Answer {
            value,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body,
            quarantined,
            interaction_id: None,
            idempotency_key: None,
            attempts: Vec::new(),
        }
    }

    #[derive(Deserialize, Serialize)]
    struct Person {
        name: Text,
    }

    #[test]
    fn pointers_lead_into_the_body_as_it_came() {
        let answer: Answer<Person> =
            answer("\u{feff}{\"name\": \"Ana\", \"novo\": [ 1.50, {\"a/b\": -0} ]}");
        let at = |pointer| {
            answer
                .pointer(pointer)
                .as_ref()
                .map(|json| json.get().to_owned())
        };
        assert_eq!(at("/name").as_deref(), Some("\"Ana\""));
        assert_eq!(at("/novo").as_deref(), Some("[ 1.50, {\"a/b\": -0} ]"));
        assert_eq!(at("/novo/1/a~1b").as_deref(), Some("-0"));
        assert!(at("").is_some_and(|body| body.starts_with('{')));
        assert_eq!((at("/novo/2"), at("novo")), (None, None));
        assert_eq!(answer.name.as_str(), "Ana");
        let unknown = answer.unknown_members();
        assert_eq!(unknown.len(), 1);
        assert_eq!(Some(unknown[0].json()), answer.pointer("/novo").as_ref());
    }

    #[test]
    fn a_body_without_json_has_no_pointers() {
        let answer: Answer<RawBody> = answer("<html></html>");
        assert_eq!((answer.pointer(""), answer.pointer("/a")), (None, None));
    }

    #[test]
    fn json_itself_has_no_unknown_members() {
        let answer: Answer<Json> = answer(r#"{"a": {"b": 1}}"#);
        assert!(answer.unknown_members().is_empty());
        assert!(answer.pointer("/a/b").is_some());
    }
}
