//! What an [`Error`] says of itself: kinds, statuses and sizes, never content.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_ENCODING;

use super::{Breakage, Error, Kind};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = self.operation_id() {
            write!(f, "{id}: ")?;
        }
        match (&self.0.kind, self.status()) {
            (Kind::Configuration(refusal), _) => refusal.fmt(f),
            (Kind::Request(refusal), _) => write!(f, "not sent: {refusal}"),
            (Kind::Invalid(violations), _) => write!(f, "not sent: {violations}"),
            (Kind::Elsewhere(origin), _) => write!(
                f,
                "not sent: the link leads to {origin}, another origin than the one called"
            ),
            (Kind::Credentials(error), _) => write!(f, "not sent: {error}"),
            (Kind::Throttled, _) => {
                f.write_str("not sent: the limiter would have let it go after the deadline only")
            }
            (Kind::Overdue, _) => f.write_str("not sent: the deadline has passed"),
            (Kind::Wire(failure), _) if self.0.secure && failure.is_closed() => {
                write!(
                    f,
                    "{failure}; if it asks for a client certificate, it may have refused it"
                )
            }
            (Kind::Wire(failure), _) => failure.fmt(f),
            (Kind::Status, Some(status)) => {
                write!(f, "the server answered {}", named(status))?;
                if let Some(origin) = self.redirect_origin() {
                    write!(f, " to {origin}, which is not followed")?;
                }
                match &self.0.not_renewed {
                    Some(error) => write!(f, "; the token was not renewed: {error}"),
                    None => Ok(()),
                }
            }
            (Kind::Status, None) => f.write_str("the server answered without success"),
            (Kind::Body(breakage), _) => write!(f, "the answer is incomplete: {breakage}"),
            (Kind::Decode(error), _) => {
                write!(f, "the answer is not as expected: {error}")?;
                if self.is_encoded() {
                    f.write_str("; it has a content-encoding, and nothing is decompressed here")?;
                }
                Ok(())
            }
        }?;
        if self.0.attempts.len() > 1 {
            write!(f, ", at attempt {}", self.0.attempts.len())?;
        }
        match self.0.printable_id {
            Some(id) => write!(f, " (interaction id {id})"),
            None => Ok(()),
        }
    }
}

/// The status with its usual name; never the reason phrase that the server sent.
fn named(status: StatusCode) -> String {
    let name = match status.as_u16() {
        529 => Some("Site Is Overloaded"),
        _ => status.canonical_reason(),
    };
    name.map_or_else(
        || status.as_str().to_owned(),
        |name| format!("{} {name}", status.as_str()),
    )
}

impl fmt::Display for Breakage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure(failure) => failure.fmt(f),
            Self::TooLarge => f.write_str("it is larger than the limit"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.operation_id())
            .field("kind", &self.0.kind)
            .field("status", &self.status().map(|status| status.as_u16()))
            .field("body_bytes", &self.raw_body().map(Bytes::len))
            .field("sent", &self.was_sent())
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    /// Where reading failed, or why there was no token. Errors of the HTTP client are not handed on, as they hold the
    /// URL.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Decode(error) => Some(error),
            Kind::Invalid(violations) => Some(violations),
            _ => self
                .credentials_error()
                .map(|error| error as &(dyn std::error::Error + 'static)),
        }
    }
}

impl Error {
    /// Whether the body came compressed, though it was not asked for.
    fn is_encoded(&self) -> bool {
        let encodings = self
            .headers()
            .map(|headers| headers.get_all(CONTENT_ENCODING));
        encodings.is_some_and(|values| {
            values.iter().any(|value| {
                let value = value.as_bytes().trim_ascii();
                !value.is_empty() && !value.eq_ignore_ascii_case(b"identity")
            })
        })
    }
}
