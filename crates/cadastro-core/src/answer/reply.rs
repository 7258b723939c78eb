//! What a body is read with: the answer that it came in, and what the document says of such answers.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::{Decode, Received};
use crate::decode::{DecodeError, Place, ReasonKind};
use crate::operation::{Documented, Operation, Status};

/// An answer as [`Decode::decode_reply`] sees it: status, headers, body, and what its operation documents.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    operation: Option<&'static Operation>,
    head: Option<(StatusCode, &'a HeaderMap)>,
    body: &'a Bytes,
}

impl<'a> Reply<'a> {
    /// A body by itself, without an answer around it: nothing is documented for it.
    #[must_use]
    pub fn of_body(body: &'a Bytes) -> Self {
        Self {
            operation: None,
            head: None,
            body,
        }
    }

    pub(crate) fn new(operation: Option<&'static Operation>, received: &'a Received) -> Self {
        Self {
            operation,
            head: Some((received.status, &received.headers)),
            body: &received.body,
        }
    }

    /// The status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.head.map(|(status, _)| status)
    }

    /// The headers, if there was an answer.
    #[must_use]
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.head.map(|(_, headers)| headers)
    }

    /// The body as it came; empty if there was none.
    #[must_use]
    pub fn body(&self) -> &'a Bytes {
        self.body
    }

    /// The value of the `Content-Type` header, if there is one that is text.
    #[must_use]
    pub fn content_type(&self) -> Option<&'a str> {
        let value = self.headers()?.get(header::CONTENT_TYPE)?.to_str().ok()?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// What the document says of answers with this status: the entry of that very code, else of its class, else the
    /// default.
    #[must_use]
    pub fn documented(&self) -> Option<&'static Documented> {
        self.operation?.documented(self.status()?)
    }

    /// The status of the entry that [`documented`](Self::documented) gives, to tell variants by.
    #[must_use]
    pub fn documented_status(&self) -> Option<Status> {
        self.documented().map(|documented| documented.status)
    }

    /// Reads it as `T` and puts that into another type, such as a variant of an enum of answers.
    ///
    /// # Errors
    ///
    /// If it cannot be read as `T`.
    pub fn read<T: Decode, U>(
        &self,
        wrap: impl FnOnce(T) -> U,
    ) -> Result<(U, Vec<Place>), DecodeError> {
        let (value, quarantined) = T::decode_reply(self)?;
        Ok((wrap(value), quarantined))
    }

    /// The error of a type that has no place for this answer, as its status is none that the document has a type for.
    #[must_use]
    pub fn undocumented(&self) -> DecodeError {
        DecodeError::of_body(ReasonKind::Undocumented)
    }

    /// The media type of `Content-Type` in lower case, without parameters.
    pub(crate) fn essence(&self) -> Option<String> {
        let media = self.content_type()?.split(';').next().unwrap_or_default();
        Some(media.trim().to_ascii_lowercase()).filter(|media| !media.is_empty())
    }
}

/// Status and size only.
impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status().map(|status| status.as_u16()))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Whether a media type without parameters says JSON.
pub(crate) fn is_json(essence: &str) -> bool {
    essence.ends_with("/json") || essence.ends_with("+json")
}
