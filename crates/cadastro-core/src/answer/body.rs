//! How an answer becomes a value: JSON by tolerant reading, nothing, the bytes as they came, or one of these by what the
//! answer is.

use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::reply::{Reply, is_json};
use crate::decode::{DecodeError, Place, decode_reporting};
use crate::operation::Status;

/// A type that an answer can be read as: every type that serde can deserialise, read as JSON by
/// [`decode`](crate::decode()), and [`NoBody`], [`RawBody`], [`OptionalBody`], [`AnyMedia`], [`Jws`](crate::Jws) and
/// [`MaybeSigned`](crate::MaybeSigned).
///
/// An enum with a variant per status implements it by what is documented:
///
/// ```
/// use cadastro_core::{Bytes, Decode, DecodeError, NoBody, Place, Reply, Status, Text};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Payment { id: Text }
/// #[derive(Deserialize)]
/// struct Receipt { ticket: Text }
///
/// enum PayAnswer {
///     Ok(Payment),
///     Accepted(Receipt),
///     NoContent,
/// }
///
/// impl Decode for PayAnswer {
///     fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
///         Self::decode_reply(&Reply::of_body(body))
///     }
///
///     fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
///         match reply.documented_status() {
///             Some(Status::Code(200)) => reply.read(Self::Ok),
///             Some(Status::Code(202)) => reply.read(Self::Accepted),
///             Some(Status::Code(204)) => reply.read(|NoBody| Self::NoContent),
///             _ => Err(reply.undocumented()),
///         }
///     }
/// }
/// # assert!(PayAnswer::decode(&Bytes::new()).is_err());
/// ```
pub trait Decode: Sized {
    /// Reads the body; also tells which of its records were quarantined.
    ///
    /// # Errors
    ///
    /// If the body cannot be read as this type.
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError>;

    /// Reads the body knowing the answer that it came in. Calls ask this one; by itself it reads the body alone.
    ///
    /// # Errors
    ///
    /// If the answer cannot be read as this type.
    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode(reply.body())
    }
}

impl<T: DeserializeOwned> Decode for T {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Ok(decode_reporting(body)?.into_parts())
    }
}

/// An answer whose body does not matter, as of a 202 or 204. Whatever came is still in
/// [`Answer::raw_body`](crate::Answer::raw_body).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoBody;

impl Decode for NoBody {
    fn decode(_: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Ok((Self, Vec::new()))
    }
}

/// The body of an answer as it came, of any media type. `Debug` tells its size only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawBody {
    bytes: Bytes,
    content_type: Option<Box<str>>,
}

impl RawBody {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The value of the `Content-Type` header that it came with, if there was one.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl Decode for RawBody {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode_reply(&Reply::of_body(body))
    }

    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        let raw = Self {
            bytes: reply.body().clone(),
            content_type: reply.content_type().map(Into::into),
        };
        Ok((raw, Vec::new()))
    }
}

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBody({} bytes)", self.bytes.len())
    }
}

/// An answer with a body or without one, for operations that document both: a 200 beside a 202 or 204.
///
/// It is [`Empty`](Self::Empty) for a 204 and a 205, for a status that the document has without a body (whatever came is
/// in [`Answer::raw_body`](crate::Answer::raw_body)), and for one that it does not list if none came. Where a body is
/// documented and missing, the call fails as any other does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionalBody<T> {
    /// There is a body.
    Body(T),
    /// There is none.
    Empty,
}

impl<T> OptionalBody<T> {
    /// The body, if there is one.
    #[must_use]
    pub fn body(&self) -> Option<&T> {
        match self {
            Self::Body(body) => Some(body),
            Self::Empty => None,
        }
    }

    /// The body itself, if there is one.
    #[must_use]
    pub fn into_body(self) -> Option<T> {
        match self {
            Self::Body(body) => Some(body),
            Self::Empty => None,
        }
    }

    /// Whether there is no body.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

impl<T: Decode> Decode for OptionalBody<T> {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode_reply(&Reply::of_body(body))
    }

    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        let bodyless = matches!(
            reply.status().map(|status| status.as_u16()),
            Some(204 | 205)
        );
        // A default is almost always of errors, so it says nothing of a success without a body.
        let listed = reply
            .documented()
            .filter(|documented| documented.status != Status::Default);
        let empty = match listed {
            Some(documented) => documented.media.is_none() && documented.body.is_none(),
            None => reply.body().is_empty(),
        };
        if bodyless || empty {
            Ok((Self::Empty, Vec::new()))
        } else {
            reply.read(Self::Body)
        }
    }
}

/// An answer that is JSON or something else, told apart by its `Content-Type`: for operations that document JSON beside
/// other media types. Without a `Content-Type` it is JSON if it can be read so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyMedia<T> {
    /// JSON (`application/json`, `…+json`).
    Json(T),
    /// Anything else, as it came.
    Other(RawBody),
}

impl<T> AnyMedia<T> {
    /// The value, if it came as JSON.
    #[must_use]
    pub fn json(&self) -> Option<&T> {
        match self {
            Self::Json(value) => Some(value),
            Self::Other(_) => None,
        }
    }

    /// The bytes, if it came as anything else.
    #[must_use]
    pub fn other(&self) -> Option<&RawBody> {
        match self {
            Self::Json(_) => None,
            Self::Other(raw) => Some(raw),
        }
    }
}

impl<T: Decode> Decode for AnyMedia<T> {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode_reply(&Reply::of_body(body))
    }

    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        match reply.essence() {
            Some(media) if is_json(&media) => reply.read(Self::Json),
            Some(_) => reply.read(Self::Other),
            None => reply.read(Self::Json).or_else(|_| reply.read(Self::Other)),
        }
    }
}
