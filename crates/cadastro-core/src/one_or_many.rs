//! Members that some providers send as one value and some as a list.

use crate::decode::part::Part;
use crate::decode::pass;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::{Serialize, de};
use std::fmt;
use std::marker::PhantomData;

/// One value or a list of them. It is sent on in the form it came in.
///
/// ```
/// use cadastro_core::{Integer, OneOrMany, decode};
///
/// let one: OneOrMany<Integer> = decode(b"3")?;
/// let many: OneOrMany<Integer> = decode(b"[0, 1, 2]")?;
/// assert_eq!((one.as_slice().len(), many.as_slice().len()), (1, 3));
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// A value by itself.
    One(T),
    /// A list, of any length.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values, in whichever form they came.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// The values, in whichever form they came.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.as_slice().iter()
    }
}

impl<'a, T> IntoIterator for &'a OneOrMany<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(value: T) -> Self {
        Self::One(value)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Many(values)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !pass::is_exact() {
            return deserializer.deserialize_any(FormVisitor(PhantomData));
        }
        let text = match Part::deserialize(deserializer)? {
            Part::Raw(raw) => raw.get(),
            Part::Read(Offered(value)) => return Ok(value),
        };
        if text.starts_with('[') {
            pass::inside(text).map(Self::Many)
        } else {
            pass::inside(text).map(Self::One)
        }
    }
}

/// Read from what serde offers.
struct Offered<T>(OneOrMany<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Offered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(FormVisitor(PhantomData))
            .map(Self)
    }
}

/// Takes the form from what serde offers.
struct FormVisitor<T>(PhantomData<T>);

fn one<'de, T: Deserialize<'de>, E: Error>(
    value: impl IntoDeserializer<'de, E>,
) -> Result<OneOrMany<T>, E> {
    T::deserialize(value.into_deserializer()).map(OneOrMany::One)
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for FormVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany::Many)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(OneOrMany::One)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        T::deserialize(de::value::BorrowedStrDeserializer::new(text)).map(OneOrMany::One)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        one(text)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        one(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        one(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        one(value)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        one(value)
    }
}
