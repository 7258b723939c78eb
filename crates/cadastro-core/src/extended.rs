//! Objects with members that their document names and any further ones of one type (`additionalProperties` beside
//! `properties`).

mod flat;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::validate::{Check, Validate};

/// The wire names of a struct's members. Implemented by generated types.
pub trait Members {
    /// All of them, optional ones too.
    const NAMES: &'static [&'static str];
}

/// An object with the members of `T` and any further ones, each a `V`. It dereferences to the known members.
///
/// ```
/// use cadastro_core::{Amount, Extended, Members, Text, decode};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Deserialize, Serialize)]
/// struct FeesMembers { currency: Text }
///
/// impl Members for FeesMembers {
///     const NAMES: &'static [&'static str] = &["currency"];
/// }
///
/// type Fees = Extended<FeesMembers, Amount>;
///
/// let fees: Fees = decode(br#"{"ted": "10.90", "currency": "BRL", "pix": 0.00}"#)?;
/// assert_eq!(fees.currency, "BRL");
/// assert_eq!((fees.additional["ted"].as_str(), fees.additional["pix"].as_str()), ("10.90", "0.00"));
///
/// let fees = Fees::new(FeesMembers { currency: "BRL".into() }).with_member("doc", "8.00");
/// # let json = serde_json::to_string(&fees).unwrap();
/// # assert_eq!(json, r#"{"currency":"BRL","doc":"8.00"}"#);
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Extended<T, V> {
    known: T,
    /// The further members, by their names. One with the name of a known member is not written.
    pub additional: BTreeMap<String, V>,
}

impl<T, V> Extended<T, V> {
    /// The known members alone.
    #[must_use]
    pub fn new(known: T) -> Self {
        Self {
            known,
            additional: BTreeMap::new(),
        }
    }

    /// Adds a further member.
    #[must_use]
    pub fn with_member(mut self, name: impl Into<String>, value: impl Into<V>) -> Self {
        self.additional.insert(name.into(), value.into());
        self
    }

    /// The known members.
    #[must_use]
    pub fn known(&self) -> &T {
        &self.known
    }

    /// The known members and the further ones.
    #[must_use]
    pub fn into_parts(self) -> (T, BTreeMap<String, V>) {
        (self.known, self.additional)
    }
}

impl<T, V> From<T> for Extended<T, V> {
    fn from(known: T) -> Self {
        Self::new(known)
    }
}

impl<T, V> Deref for Extended<T, V> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.known
    }
}

impl<T, V> DerefMut for Extended<T, V> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.known
    }
}

/// The known members and how many further ones there are: their names are sent by the server, and may be personal.
impl<T: fmt::Debug, V> fmt::Debug for Extended<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extended")
            .field("known", &self.known)
            .field("additional", &self.additional.len())
            .finish()
    }
}

impl<T: Validate, V: Validate> Validate for Extended<T, V> {
    fn check(&self, check: &mut Check) {
        self.known.check(check);
        for (name, value) in &self.additional {
            check.nested(name, value);
        }
    }
}

impl<'de, T, V> Deserialize<'de> for Extended<T, V>
where
    T: Deserialize<'de> + Members,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ExtendedVisitor(PhantomData))
    }
}

struct ExtendedVisitor<T, V>(PhantomData<(T, V)>);

impl<'de, T, V> Visitor<'de> for ExtendedVisitor<T, V>
where
    T: Deserialize<'de> + Members,
    V: Deserialize<'de>,
{
    type Value = Extended<T, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut additional = BTreeMap::new();
        let known = T::deserialize(MapAccessDeserializer::new(Known {
            map,
            names: T::NAMES,
            additional: &mut additional,
        }))?;
        Ok(Extended { known, additional })
    }
}

/// Hands out the known members, and puts the others aside as it comes across them.
struct Known<'a, A, V> {
    map: A,
    names: &'static [&'static str],
    additional: &'a mut BTreeMap<String, V>,
}

impl<'de, A: MapAccess<'de>, V: Deserialize<'de>> MapAccess<'de> for Known<'_, A, V> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.map.next_key::<String>()? {
            if self.names.contains(&name.as_str()) {
                return seed.deserialize(StringDeserializer::new(name)).map(Some);
            }
            let value = self.map.next_value()?;
            self.additional.insert(name, value);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// The known members, then the further ones in the order of their names.
impl<T: Serialize + Members, V: Serialize> Serialize for Extended<T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.known.serialize(flat::Into(&mut map))?;
        for (name, value) in &self.additional {
            if !T::NAMES.contains(&name.as_str()) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}
