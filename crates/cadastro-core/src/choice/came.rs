//! What came in the place of a union: its text, or, where serde has taken it apart, what is left of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::decode::part;
use crate::decode::pass;

/// The JSON text of a value.
pub(super) struct Came<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Came<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(part::raw_name(), CameVisitor)
    }
}

struct CameVisitor;

impl CameVisitor {
    /// Members may have lost their order, and numbers their literal, which the exact pass may still have.
    fn rest<'de, E: de::Error>(value: &Value) -> Result<Came<'de>, E> {
        pass::refuse();
        Ok(Came(Cow::Owned(value.to_string())))
    }
}

impl<'de> Visitor<'de> for CameVisitor {
    type Value = Came<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    /// `serde_json` gives a text as a map of one member.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Came<'de>, A::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Self::rest(&Value::Object(serde_json::Map::new()));
        };
        if name == part::raw_name() {
            return map.next_value::<Text<'de>>().map(|Text(text)| Came(text));
        }
        let first = map.next_value()?;
        let mut members = serde_json::Map::deserialize(MapAccessDeserializer::new(map))?;
        members.insert(name, first);
        Self::rest(&Value::Object(members))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Came<'de>, D::Error> {
        Self::rest(&Value::deserialize(from)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Came<'de>, A::Error> {
        Self::rest(&Value::deserialize(SeqAccessDeserializer::new(list))?)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Came<'de>, E> {
        Self::rest(&text.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Came<'de>, E> {
        Self::rest(&value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Came<'de>, E> {
        Self::rest(&value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Came<'de>, E> {
        Self::rest(&value.into())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Came<'de>, E> {
        Self::rest(&value.into())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Came<'de>, E> {
        Self::rest(&Value::Null)
    }
}

/// Borrowed from the body if it can be, so that its place in it is known.
struct Text<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON text")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text)))
    }
}
