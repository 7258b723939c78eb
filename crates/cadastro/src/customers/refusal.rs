//! What a bank says with an error: the codes of its body.

use cadastro_core::{Error, Records, Text, UnknownValue};
use serde::Deserialize;

/// Whether an error says that there is no such page: 422 with the code `PAGE_NOT_FOUND`.
#[must_use]
pub fn is_page_not_found(error: &Error) -> bool {
    let is_422 = error.status().is_some_and(|status| status == 422);
    is_422
        && codes(error)
            .iter()
            .any(|code| code.as_str() == "PAGE_NOT_FOUND")
}

/// The codes of an error's body, in its order, also of entries that lack other members; none if it is no JSON with a list
/// of errors.
#[must_use]
pub fn codes(error: &Error) -> Vec<Text> {
    #[derive(Deserialize)]
    struct Body {
        errors: Records<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        code: Text,
    }
    let body: Result<Body, _> = error.decode();
    let errors = body.map(|body| body.errors.into_vec()).unwrap_or_default();
    errors.into_iter().map(|entry| entry.code).collect()
}

/// Why a bank has refused by 403: the state of the resource. Banks spell the codes in three ways, which are one here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResourceStatus {
    /// `STATUS_RESOURCE_PENDING_AUTHORISATION`: somebody else has to approve it first, such as the second holder.
    PendingAuthorisation,
    /// `STATUS_RESOURCE_TEMPORARILY_UNAVAILABLE`: try on another day.
    TemporarilyUnavailable,
    /// `STATUS_RESOURCE_UNAVAILABLE`: it is no longer there to be read.
    Unavailable,
    /// A code that this crate does not know, as it came.
    Unknown(UnknownValue),
}

impl ResourceStatus {
    /// What a 403 says, by the first code of its body that is known, else by its first one; `None` for other statuses
    /// and for a 403 without a body that could be read.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        if !error.is_forbidden() {
            return None;
        }
        let mut codes: Vec<Self> = codes(error).into_iter().map(Self::from).collect();
        let known = codes
            .iter()
            .position(|code| !matches!(code, Self::Unknown(_)));
        (!codes.is_empty()).then(|| codes.swap_remove(known.unwrap_or_default()))
    }

    /// The code in its documented spelling, or as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::PendingAuthorisation => "STATUS_RESOURCE_PENDING_AUTHORISATION",
            Self::TemporarilyUnavailable => "STATUS_RESOURCE_TEMPORARILY_UNAVAILABLE",
            Self::Unavailable => "STATUS_RESOURCE_UNAVAILABLE",
            Self::Unknown(code) => code.as_str(),
        }
    }
}

/// Reads a code in any of its three spellings: with `STATUS_RESOURCE_`, with `STATUS_`, and with `status_`.
impl From<Text> for ResourceStatus {
    fn from(code: Text) -> Self {
        let upper = code.as_str().to_ascii_uppercase();
        let state = upper
            .strip_prefix("STATUS_")
            .map(|rest| rest.strip_prefix("RESOURCE_").unwrap_or(rest));
        match state {
            Some("PENDING_AUTHORISATION") => Self::PendingAuthorisation,
            Some("TEMPORARILY_UNAVAILABLE" | "TEMPORARY_UNAVAILABLE") => {
                Self::TemporarilyUnavailable
            }
            Some("UNAVAILABLE") => Self::Unavailable,
            _ => Self::Unknown(UnknownValue::new(code)),
        }
    }
}
