//! How the body of an answer becomes a value: JSON by tolerant reading, nothing, or the bytes as they came.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::decode::{DecodeError, Place, decode_reporting};

/// A type that the body of an answer can be read as: every type that serde can deserialise, read as JSON by
/// [`decode`](crate::decode), and [`NoBody`] and [`RawBody`].
pub trait Decode: Sized {
    /// Reads the body; also tells which of its records were quarantined.
    ///
    /// # Errors
    ///
    /// If the body cannot be read as this type.
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError>;
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
pub struct RawBody(Bytes);

impl RawBody {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl Decode for RawBody {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Ok((Self(body.clone()), Vec::new()))
    }
}

impl std::fmt::Debug for RawBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawBody({} bytes)", self.0.len())
    }
}
