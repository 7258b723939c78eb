//! Members that must not spoil the records beside them, such as `links` and `meta`.

use crate::decode::part::Part;
use crate::decode::pass;
use crate::json::Json;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A member that is absent, typed, or kept as raw JSON because it does not fit its type.
///
/// In a struct it stands with `#[serde(default, skip_serializing_if = "Lenient::is_absent")]`.
///
/// ```
/// use cadastro_core::{Integer, Lenient, decode};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Meta { total_records: Integer }
///
/// let meta: Lenient<Meta> = decode(br#"{"requestDateTime": "2021-05-21T08:30:00Z"}"#)?;
/// assert!(meta.typed().is_none());
/// assert!(meta.raw().is_some());
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lenient<T> {
    /// The member was not there.
    #[default]
    Absent,
    /// It has its type.
    Typed(T),
    /// It does not fit its type, or is `null`.
    Raw(Json),
}

impl<T> Lenient<T> {
    /// The typed value, if it is one.
    #[must_use]
    pub fn typed(&self) -> Option<&T> {
        match self {
            Self::Typed(value) => Some(value),
            Self::Absent | Self::Raw(_) => None,
        }
    }

    /// The typed value itself, if it is one.
    #[must_use]
    pub fn into_typed(self) -> Option<T> {
        match self {
            Self::Typed(value) => Some(value),
            Self::Absent | Self::Raw(_) => None,
        }
    }

    /// The raw JSON, if it could not be typed.
    #[must_use]
    pub fn raw(&self) -> Option<&Json> {
        match self {
            Self::Raw(json) => Some(json),
            Self::Absent | Self::Typed(_) => None,
        }
    }

    /// Whether the member was not there.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Lenient<T> {
    fn from(value: T) -> Self {
        Self::Typed(value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !pass::is_exact() {
            let typed = Option::deserialize(deserializer)?;
            return Ok(typed.map_or_else(|| Self::Raw(Json::null()), Self::Typed));
        }
        let raw = match Option::deserialize(deserializer)? {
            None => return Ok(Self::Raw(Json::null())),
            Some(Part::Read(value)) => return Ok(Self::Typed(value)),
            Some(Part::Raw(raw)) => raw,
        };
        Ok(match pass::part(raw.get()) {
            Ok(value) => Self::Typed(value),
            Err(_) => Self::Raw(Json::from_raw(raw)),
        })
    }
}

/// As it came; an absent one, where it is not skipped, as `null`.
impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Typed(value) => value.serialize(serializer),
            Self::Raw(json) => json.serialize(serializer),
        }
    }
}
