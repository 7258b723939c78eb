//! Free JSON, kept to the byte: objects that the document leaves open, and what was quarantined.

use crate::decode::{self, DecodeError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use std::fmt;
use std::hash::{Hash, Hasher};

/// Any JSON value, kept exactly as it was written: number literals, the order of members, spaces.
///
/// Equality is of the text. `Debug` prints the kind and the size only. It is read from JSON text
/// alone (`serde_json`), not from other formats.
///
/// ```
/// use cadastro_core::{Json, decode};
///
/// let metadata: Json = decode(br#"{"limit": 98200.00}"#)?;
/// assert_eq!(metadata.get(), r#"{"limit": 98200.00}"#);
/// assert_eq!(metadata.pointer("/limit").as_ref().map(Json::get), Some("98200.00"));
/// assert_eq!(format!("{metadata:?}"), "Json(object, 19 bytes)");
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Takes a JSON text.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        decode::decode(text.as_bytes())
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, as a map whose keys are no text.
    pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        to_raw_value(value).map(Self).map_err(|_| EncodeError)
    }

    pub(crate) fn from_raw(raw: &RawValue) -> Self {
        Self(raw.to_owned())
    }

    /// The value of a text; `None` if it is not JSON.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        RawValue::from_string(text.to_owned()).ok().map(Self)
    }

    /// `null`.
    pub(crate) fn null() -> Self {
        Self(RawValue::NULL.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// The value at a JSON pointer (RFC 6901), `None` if there is none.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<Self> {
        Self::at(self.get(), pointer)
    }

    /// The value at a JSON pointer of a text.
    pub(crate) fn at(text: &str, pointer: &str) -> Option<Self> {
        Self::from_text(decode::member(text, pointer)?)
    }

    /// Reads it as a type, as [`decode`](crate::decode()) does.
    ///
    /// # Errors
    /// As [`decode`](crate::decode()).
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode::decode(self.get().as_bytes())
    }

    /// The kind of the value in JSON's words.
    fn kind(&self) -> &'static str {
        match self.get().as_bytes().first() {
            Some(b'{') => "object",
            Some(b'[') => "list",
            Some(b'"') => "string",
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            _ => "number",
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Json {}

impl Hash for Json {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.get().hash(state);
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({}, {} bytes)", self.kind(), self.get().len())
    }
}

/// A value that cannot be written as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value cannot be written as JSON")]
pub struct EncodeError;

#[cfg(test)]
mod tests {
    use super::Json;
    use std::collections::HashMap;

    #[test]
    fn the_text_stays_as_it_is() {
        for text in [
            "{\"b\": 1.0,\n \"a\":[1e3 , -0]}",
            "null",
            "\"\\u00e1\"",
            "18446744073709551616",
        ] {
            let json = Json::parse(text).unwrap();
            assert_eq!(json.get(), text);
            assert_eq!(serde_json::to_string(&json).unwrap(), text);
        }
        assert!(Json::parse("{").is_err());
        assert!(Json::parse("1 2").is_err());
    }

    #[test]
    fn pointers_find_members() {
        let json = Json::parse(r#"{"a/b":[{"~":1.50}],"x":1,"x":2}"#).unwrap();
        let get = |pointer| json.pointer(pointer).map(|found| found.get().to_owned());
        assert_eq!(get("/a~1b/0/~0").as_deref(), Some("1.50"));
        assert_eq!(get("/x").as_deref(), Some("2"));
        assert_eq!(get("").as_deref(), Some(json.get()));
        for none in ["a", "/a", "/a~1b/1", "/a~1b/00", "/x/y", "/"] {
            assert_eq!(get(none), None, "{none}");
        }
    }

    #[test]
    fn values_are_written_and_read() {
        let json = Json::encode(&HashMap::from([("a", 1)])).unwrap();
        assert_eq!(json.get(), r#"{"a":1}"#);
        assert_eq!(json.decode::<HashMap<String, i32>>().unwrap()["a"], 1);
        assert!(Json::encode(&HashMap::from([((1, 2), 1)])).is_err());
    }

    #[test]
    fn debug_shows_no_content() {
        let json = Json::parse(r#"{"cpf":"52998224725"}"#).unwrap();
        assert_eq!(format!("{json:?}"), "Json(object, 21 bytes)");
    }
}
