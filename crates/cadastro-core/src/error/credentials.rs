//! Why there is no token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;

use super::Error;

/// Why a [`TokenSource`](crate::TokenSource) has no token to give. Cheap to clone, as all callers who wait for one
/// renewal get the same.
///
/// `Display` and `Debug` tell the kind of the trouble only. The error of a source of your own is had by
/// [`source`](StdError::source), so keep personal data and secrets out of it if you print whole chains.
#[derive(Clone)]
pub struct CredentialsError(Cause);

#[derive(Clone)]
enum Cause {
    Call(Arc<Error>),
    Throttled,
    Overdue,
    Lost,
    Other(Arc<dyn StdError + Send + Sync>),
}

impl CredentialsError {
    /// An error of a source or a store of your own.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Cause::Other(error.into().into()))
    }

    pub(crate) fn of_call(error: Error) -> Self {
        Self(Cause::Call(Arc::new(error)))
    }

    /// The next token request would be allowed after the deadline only.
    pub(crate) fn throttled() -> Self {
        Self(Cause::Throttled)
    }

    /// The deadline came before the token was renewed.
    pub(crate) fn overdue() -> Self {
        Self(Cause::Overdue)
    }

    pub(crate) fn is_lost(&self) -> bool {
        matches!(self.0, Cause::Lost)
    }

    /// The task that was to renew the token is gone, with its runtime.
    pub(crate) fn lost() -> Self {
        Self(Cause::Lost)
    }

    /// The failed call of the token endpoint: its status, body and attempts.
    #[must_use]
    pub fn token_call(&self) -> Option<&Error> {
        match &self.0 {
            Cause::Call(error) => Some(error),
            _ => None,
        }
    }

    /// The `error` of the token endpoint's answer (RFC 6749, section 5.2), such as `invalid_grant`, if it is one of the
    /// standard's.
    #[must_use]
    pub fn oauth_error(&self) -> Option<&'static str> {
        #[derive(Deserialize)]
        struct Refused {
            error: String,
        }
        const KNOWN: [&str; 6] = [
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
        ];
        let refused: Refused = self.token_call()?.decode().ok()?;
        KNOWN.into_iter().find(|known| *known == refused.error)
    }

    /// Whether the limit on token requests stood in the way.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        matches!(self.0, Cause::Throttled)
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Call(error) => {
                write!(f, "no token: {error}")?;
                match self.oauth_error() {
                    Some(code) => write!(f, ": {code}"),
                    None => Ok(()),
                }
            }
            Cause::Throttled => f.write_str(
                "no token: as many token requests as are allowed in 60 s were made, and the next would be after the deadline",
            ),
            Cause::Overdue => f.write_str("no token: the deadline came before it was renewed"),
            Cause::Lost => f.write_str("no token: its renewal broke off"),
            Cause::Other(_) => f.write_str("no token: its source failed"),
        }
    }
}

impl fmt::Debug for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Call(error) => f.debug_tuple("CredentialsError").field(error).finish(),
            Cause::Throttled => f.write_str("CredentialsError(throttled)"),
            Cause::Overdue => f.write_str("CredentialsError(overdue)"),
            Cause::Lost => f.write_str("CredentialsError(lost)"),
            Cause::Other(_) => f.write_str("CredentialsError(other)"),
        }
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Cause::Call(error) => Some(error.as_ref()),
            Cause::Other(error) => Some(error.as_ref()),
            Cause::Throttled | Cause::Overdue | Cause::Lost => None,
        }
    }
}
