//! What went wrong on the wire, sorted out of the HTTP client's errors. Those hold the URL and texts of unknown origin,
//! so only what is known to be harmless is taken over: kinds, never messages.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use rustls::CertificateError;

use crate::upload::Broken;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// No connection was made, so nothing was sent.
    pub(crate) connecting: bool,
    pub(crate) timed_out: bool,
    pub(crate) cause: Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Upload(Broken),
    Name,
    Certificate(&'static str),
    Alert(rustls::AlertDescription),
    Tls,
    Io(io::ErrorKind),
    Unknown,
}

impl Failure {
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        Self {
            connecting: error.is_connect(),
            timed_out: error.is_timeout(),
            cause: cause(error),
        }
    }
}

/// The most telling error of the chain.
fn cause(error: &reqwest::Error) -> Cause {
    let mut found = if error.is_dns() {
        Cause::Name
    } else {
        Cause::Unknown
    };
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        match telling(error) {
            Some(Cause::Io(kind)) if found == Cause::Unknown => found = Cause::Io(kind),
            None | Some(Cause::Io(_)) => {}
            Some(cause) => return cause,
        }
        next = error.source();
    }
    found
}

fn telling(error: &(dyn StdError + 'static)) -> Option<Cause> {
    if let Some(broken) = error.downcast_ref::<Broken>() {
        return Some(Cause::Upload(*broken));
    }
    if let Some(io) = error.downcast_ref::<io::Error>() {
        // The error inside of an `io::Error` is not part of its source chain, and may be another `io::Error`.
        let inner = io.get_ref().and_then(|inner| telling(inner));
        return inner.or_else(|| (io.kind() != io::ErrorKind::Other).then(|| Cause::Io(io.kind())));
    }
    let cause = match error.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(why) => Cause::Certificate(match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "is not valid yet"
            }
            CertificateError::UnknownIssuer => "comes from an issuer that is not trusted",
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "is for another name"
            }
            CertificateError::Revoked => "is revoked",
            _ => "is not valid",
        }),
        rustls::Error::AlertReceived(alert) => Cause::Alert(*alert),
        _ => Cause::Tls,
    };
    Some(cause)
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Upload(broken) => broken.fmt(f),
            Self::Name => f.write_str("the host name was not resolved"),
            Self::Certificate(what) => write!(f, "the server's certificate {what}"),
            Self::Alert(alert) => write!(f, "the server ended the TLS handshake: {alert:?}"),
            Self::Tls => f.write_str("TLS failed"),
            Self::Io(kind) => kind.fmt(f),
            Self::Unknown => f.write_str("the exchange with the server failed"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            connecting,
            timed_out,
            cause,
        } = self;
        match (connecting, timed_out) {
            (true, true) => f.write_str("connecting took too long"),
            (true, false) => write!(f, "no connection: {cause}"),
            (false, true) => f.write_str("it took too long"),
            (false, false) => cause.fmt(f),
        }
    }
}
