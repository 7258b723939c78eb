//! What cannot be checked at all.

use std::fmt;

use cadastro_core::DecodeError;

use super::text::{Beyond, MOST_VALUES};

/// An answer that cannot be checked. It holds nothing of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    NotJson(DecodeError),
    NoSchema,
    TooDeep,
    TooMany(usize),
    Schema(String),
}

impl CheckError {
    /// Whether the answer is not JSON: an HTML page, an empty body, one that ends too soon.
    /// [`decode_error`](Self::decode_error) has line and column.
    #[must_use]
    pub fn is_not_json(&self) -> bool {
        matches!(self.0, Kind::NotJson(_))
    }

    /// Whether the document has no schema for such an answer: the operation is of none of the APIs whose features are
    /// on, or its answers of that status are not documented, or have no JSON.
    #[must_use]
    pub fn is_without_schema(&self) -> bool {
        matches!(self.0, Kind::NoSchema)
    }

    /// Whether the answer is nested deeper than 128 values, or has more than a million of them; of BS2's, whose schemas
    /// leave a choice of forms, more than 100,000.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.0, Kind::TooDeep | Kind::TooMany(_))
    }

    /// What is wrong with the text of an answer that is not JSON, and where.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.0 {
            Kind::NotJson(error) => Some(error),
            _ => None,
        }
    }

    pub(super) fn no_schema() -> Self {
        Self(Kind::NoSchema)
    }

    pub(super) fn too_many(most: usize) -> Self {
        Self(Kind::TooMany(most))
    }

    pub(super) fn schema(why: String) -> Self {
        Self(Kind::Schema(why))
    }
}

impl From<DecodeError> for CheckError {
    fn from(error: DecodeError) -> Self {
        Self(Kind::NotJson(error))
    }
}

impl From<Beyond> for CheckError {
    fn from(beyond: Beyond) -> Self {
        Self(match beyond {
            Beyond::Depth => Kind::TooDeep,
            Beyond::Values => Kind::TooMany(MOST_VALUES),
        })
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::NotJson(error) => write!(f, "{error}"),
            Kind::NoSchema => f.write_str("the document has no schema for this answer"),
            Kind::TooDeep => f.write_str("nested too deep to be checked"),
            Kind::TooMany(most) => write!(f, "more than {most} values, too many to be checked"),
            Kind::Schema(why) => write!(f, "the schema cannot be used: {why}"),
        }
    }
}

impl std::error::Error for CheckError {}
