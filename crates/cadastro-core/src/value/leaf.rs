//! What all values are made of: the exact text, and whether it came as a string or a number.
//! As large as a `String`, and on the heap only above 24 bytes (numbers: above 22).

use crate::decode::part::Part;
use crate::decode::pass;
use compact_str::CompactString;
use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};

/// The text of a value, and the form it came in.
#[derive(Clone)]
pub(crate) enum Leaf {
    Text(CompactString),
    Number(Literal),
    LongNumber(Box<str>),
}

impl Leaf {
    /// A JSON string.
    #[inline]
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(CompactString::new(text))
    }

    /// A JSON string.
    #[inline]
    pub(crate) fn from_string(text: String) -> Self {
        Self::Text(CompactString::from(text))
    }

    /// A JSON number. The caller has made sure that it is one.
    pub(crate) fn number(literal: &str) -> Self {
        let mut inline = Literal::default();
        match inline.write_str(literal) {
            Ok(()) => Self::Number(inline),
            Err(_) => Self::LongNumber(literal.into()),
        }
    }

    /// A JSON number from an integer.
    #[inline]
    pub(crate) fn integer(value: impl fmt::Display) -> Self {
        let mut inline = Literal::default();
        match write!(inline, "{value}") {
            Ok(()) => Self::Number(inline),
            Err(_) => Self::LongNumber(value.to_string().into()),
        }
    }

    /// A JSON number if the text is one, else a JSON string.
    pub(crate) fn number_or_text(text: &str) -> Self {
        if is_number(text) {
            Self::number(text)
        } else {
            Self::text(text)
        }
    }

    #[inline]
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text.as_str(),
            Self::Number(literal) => literal.as_str(),
            Self::LongNumber(literal) => literal,
        }
    }

    pub(crate) fn into_string(self) -> String {
        match self {
            Self::Text(text) => text.into_string(),
            Self::Number(literal) => literal.as_str().to_owned(),
            Self::LongNumber(literal) => literal.into_string(),
        }
    }

    #[inline]
    pub(crate) fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_))
    }

    /// Prints `Name(11 digits)`, `Name(12 chars)` or `Name(8 chars, number)`.
    pub(crate) fn shape(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let unit = if digits { "digits" } else { "chars" };
        let form = if self.is_number() { ", number" } else { "" };
        write!(f, "{name}({} {unit}{form})", text.chars().count())
    }
}

impl PartialEq for Leaf {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Leaf {}

impl Hash for Leaf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for Leaf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let literal = match self {
            Self::Text(text) => return serializer.serialize_str(text),
            Self::Number(literal) => literal.as_str(),
            Self::LongNumber(literal) => literal,
        };
        if !serializer.is_human_readable() {
            // A binary format has no literals: the text says all.
            return serializer.serialize_str(literal);
        }
        if is_plain_integer(literal) {
            if let Ok(value) = literal.parse::<u64>() {
                return serializer.serialize_u64(value);
            }
            if let Ok(value) = literal.parse::<i64>() {
                return serializer.serialize_i64(value);
            }
        }
        match RawValue::from_string(literal.to_owned()) {
            Ok(raw) => raw.serialize(serializer),
            Err(_) => Err(S::Error::custom("a number that JSON cannot carry")),
        }
    }
}

impl<'de> Deserialize<'de> for Leaf {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if pass::is_exact() {
            exact(deserializer)
        } else {
            deserializer.deserialize_any(Fast)
        }
    }
}

/// Read from what serde offers.
struct Offered(Leaf);

impl<'de> Deserialize<'de> for Offered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Fast).map(Self)
    }
}

/// Reads what serde offers. A float has lost its literal by then, so it is refused, and the exact
/// pass reads it; there it is only offered where nothing of the literal is left.
struct Fast;

impl Visitor<'_> for Fast {
    type Value = Leaf;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Leaf, E> {
        Ok(Leaf::text(text))
    }

    #[inline]
    fn visit_string<E: de::Error>(self, text: String) -> Result<Leaf, E> {
        Ok(Leaf::from_string(text))
    }

    #[inline]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Leaf, E> {
        Ok(Leaf::integer(value))
    }

    #[inline]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Leaf, E> {
        Ok(Leaf::integer(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Leaf, E> {
        if pass::is_exact() {
            serde_json::to_string(&value)
                .map(|literal| Leaf::number_or_text(&literal))
                .map_err(|_| E::custom("a number that JSON cannot carry"))
        } else {
            Err(pass::refuse_float())
        }
    }
}

/// Reads the literal itself.
#[cold]
#[inline(never)]
fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Leaf, D::Error> {
    let literal = match Part::deserialize(deserializer)? {
        Part::Raw(raw) => raw.get(),
        Part::Read(Offered(leaf)) => return Ok(leaf),
    };
    let found = match literal.as_bytes().first() {
        Some(b'"') => {
            let inner = &literal[1..literal.len() - 1];
            if !inner.contains('\\') {
                return Ok(Leaf::text(inner));
            }
            return serde_json::from_str(literal)
                .map(Leaf::from_string)
                .map_err(|_| de::Error::custom(pass::NO_TEXT));
        }
        Some(b'-' | b'0'..=b'9') => return Ok(Leaf::number(literal)),
        Some(b'{') => Unexpected::Map,
        Some(b'[') => Unexpected::Seq,
        Some(b'n') => Unexpected::Unit,
        _ => Unexpected::Other("boolean"),
    };
    Err(de::Error::invalid_type(found, &Fast))
}

/// A number's literal of at most 22 bytes. With its length it leaves the last byte of a
/// `CompactString` alone, in which the compiler finds the room for the form.
#[derive(Clone, Copy, Default)]
pub(crate) struct Literal {
    bytes: [u8; 22],
    len: u8,
}

impl Literal {
    #[inline]
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl fmt::Write for Literal {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let start = usize::from(self.len);
        let end = start + text.len();
        let room = self.bytes.get_mut(start..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len = u8::try_from(end).map_err(|_| fmt::Error)?;
        Ok(())
    }
}

/// Whether a text is one JSON number, nothing before or behind it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let places = digits(fraction);
        if places == 0 {
            return false;
        }
        rest = &fraction[places..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

/// Whether an integer's text is the one that a serializer would write for it.
fn is_plain_integer(literal: &str) -> bool {
    let digits = literal.strip_prefix('-').unwrap_or(literal);
    literal != "-0" && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
