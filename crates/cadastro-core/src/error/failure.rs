//! What went wrong on the wire, sorted out of the HTTP client's errors. Those hold the URL and texts of unknown origin,
//! so only what is known to be harmless is taken over: kinds, never messages.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage, PeerIncompatible};

use crate::upload::Broken;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// No connection was made, so the server did nothing.
    pub(crate) connecting: bool,
    pub(crate) timed_out: bool,
    /// The server has told that it did not look at the request.
    pub(crate) unprocessed: bool,
    pub(crate) cause: Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Upload(Broken),
    Name,
    Certificate(&'static str),
    Alert(AlertDescription),
    Tls(&'static str),
    /// What came is no answer that the HTTP client takes.
    Answer(&'static str),
    /// The connection ended without an answer, and without a word why.
    Closed,
    Io(io::ErrorKind),
    Unknown,
}

impl Failure {
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        let cause = cause(error);
        Self {
            connecting: error.is_connect() || refuses_certificate(cause),
            timed_out: error.is_timeout(),
            unprocessed: is_unprocessed(error),
            cause,
        }
    }

    /// The time for the attempt has run out. If the request was not even `sent`, no connection had been made.
    pub(crate) fn timed_out(sent: bool) -> Self {
        Self {
            connecting: !sent,
            timed_out: true,
            unprocessed: false,
            cause: Cause::Unknown,
        }
    }

    /// Whether the request may have reached the server.
    pub(crate) fn was_sent(self) -> bool {
        !self.connecting && !self.unprocessed
    }

    /// Whether the connection ended without a word.
    pub(crate) fn is_closed(self) -> bool {
        self.cause == Cause::Closed && !self.timed_out
    }

    /// Whether another attempt may fare better: not when a certificate was refused by either side, or when what was to
    /// be uploaded is broken. Nor after an answer that cannot be read: it may be a success, which counts towards a quota.
    pub(crate) fn may_pass(self) -> bool {
        !matches!(
            self.cause,
            Cause::Upload(_)
                | Cause::Certificate(_)
                | Cause::Alert(_)
                | Cause::Tls(_)
                | Cause::Answer(_)
        )
    }
}

/// Whether HTTP/2 says that nothing was done with the request: the stream was refused, or the connection is being closed
/// in order and the stream came too late (RFC 9113, section 8.7).
fn is_unprocessed(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let closing = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            return error.is_remote() && (closing || refused);
        }
        next = error.source();
    }
    false
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
            Some(weak @ (Cause::Io(_) | Cause::Closed)) if found == Cause::Unknown => found = weak,
            None | Some(Cause::Io(_) | Cause::Closed) => {}
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
        return inner.or_else(|| of_io(io));
    }
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        return breaks_the_rules(error).then_some(Cause::Answer(
            "the answer breaks the rules of HTTP/2, or its headers are larger than the limit",
        ));
    }
    let Some(error) = error.downcast_ref::<rustls::Error>() else {
        return of_text(error);
    };
    let cause = match error {
        rustls::Error::InvalidCertificate(why) => Cause::Certificate(match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "is not valid yet"
            }
            CertificateError::UnknownIssuer => "comes from an issuer that is not trusted",
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "is for another name"
            }
            CertificateError::BadSignature => "was not signed by the issuer it names",
            CertificateError::Revoked => "is revoked",
            _ => "is not valid",
        }),
        rustls::Error::AlertReceived(alert) => Cause::Alert(*alert),
        rustls::Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
            Cause::Tls("the server speaks no version of TLS from 1.2 on")
        }
        rustls::Error::PeerIncompatible(_) => {
            Cause::Tls("the server has nothing in common with this client's TLS")
        }
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            Cause::Tls("the server does not speak TLS")
        }
        _ => Cause::Tls("TLS failed"),
    };
    Some(cause)
}

fn of_io(error: &io::Error) -> Option<Cause> {
    match error.kind() {
        io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::NotConnected
        | io::ErrorKind::UnexpectedEof => Some(Cause::Closed),
        io::ErrorKind::Other => None,
        kind => Some(alert(error).map_or(Cause::Io(kind), Cause::Alert)),
    }
}

/// HTTP/2 keeps of an error of TLS its text alone: `received fatal alert: ` and the name. With TLS 1.3, that is how the
/// refusal of a client certificate comes, because the client is done with the handshake before the server has looked.
fn alert(error: &io::Error) -> Option<AlertDescription> {
    let text = error.get_ref()?.to_string();
    let name = text.strip_prefix("received fatal alert: ")?;
    (0..=u8::MAX)
        .map(AlertDescription::from)
        .filter(|alert| !matches!(alert, AlertDescription::Unknown(_)))
        .find(|alert| format!("{alert:?}") == name)
}

/// Whether this side has ended a stream of HTTP/2 for what the server sent on it. It does so for headers that are too
/// large as well.
fn breaks_the_rules(error: &h2::Error) -> bool {
    error.is_library() && error.reason() == Some(h2::Reason::PROTOCOL_ERROR)
}

/// What the HTTP client's fixed texts mean, as its types are not at hand here.
fn of_text(error: &(dyn StdError + 'static)) -> Option<Cause> {
    match error.to_string().as_str() {
        "operation was canceled"
        | "connection closed before message completed"
        | "channel closed" => Some(Cause::Closed),
        "message head is too large" => Some(Cause::Answer(
            "the headers of the answer are larger than the limit, or too many",
        )),
        "invalid HTTP version parsed"
        | "invalid HTTP version parsed (found HTTP2 preface)"
        | "invalid HTTP status-code parsed"
        | "invalid HTTP header parsed"
        | "invalid content-length parsed"
        | "invalid transfer-encoding parsed"
        | "unexpected transfer-encoding parsed" => Some(Cause::Answer("the answer is not HTTP")),
        _ => None,
    }
}

/// Alerts about a certificate, or its signature, end the handshake on the server's side: the request behind it was not
/// looked at, even if it was on its way.
fn refuses_certificate(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Alert(
            AlertDescription::NoCertificate
                | AlertDescription::BadCertificate
                | AlertDescription::UnsupportedCertificate
                | AlertDescription::CertificateRevoked
                | AlertDescription::CertificateExpired
                | AlertDescription::CertificateUnknown
                | AlertDescription::UnknownCA
                | AlertDescription::AccessDenied
                | AlertDescription::DecryptError
                | AlertDescription::CertificateRequired
        )
    )
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Upload(broken) => broken.fmt(f),
            Self::Name => f.write_str("the host name was not resolved"),
            Self::Certificate(what) => write!(f, "the server's certificate {what}"),
            Self::Alert(alert) => write!(f, "the server ended the TLS handshake: {alert:?}"),
            Self::Tls(what) | Self::Answer(what) => f.write_str(what),
            Self::Closed => f.write_str("the server closed the connection"),
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
            unprocessed,
            cause,
        } = self;
        if *unprocessed {
            return f.write_str("the server turned the request away before it looked at it");
        }
        match (connecting, timed_out) {
            (true, true) => f.write_str("connecting took too long"),
            (true, false) => write!(f, "no connection: {cause}"),
            (false, true) => f.write_str("it took too long"),
            (false, false) => cause.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_text_of_an_alert_only_known_names_are_taken() {
        let told = |text: &'static str| of_io(&io::Error::new(io::ErrorKind::InvalidData, text));
        for (text, alert) in [
            (
                "received fatal alert: CertificateRequired",
                AlertDescription::CertificateRequired,
            ),
            (
                "received fatal alert: UnknownCA",
                AlertDescription::UnknownCA,
            ),
        ] {
            assert_eq!(told(text), Some(Cause::Alert(alert)));
            assert!(refuses_certificate(Cause::Alert(alert)));
        }
        for text in [
            "received fatal alert: Maria",
            "received fatal alert: Unknown(0xff)",
            "received fatal alert: UnknownCA of Maria",
            "UnknownCA",
            "",
        ] {
            assert_eq!(told(text), Some(Cause::Io(io::ErrorKind::InvalidData)));
        }
    }

    #[test]
    fn a_connection_that_is_gone_is_told_as_closed() {
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        let wrapped = io::Error::other(reset);
        assert_eq!(telling(&wrapped), Some(Cause::Closed));
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let kind = Cause::Io(io::ErrorKind::ConnectionRefused);
        assert_eq!(telling(&refused), Some(kind));
        let other = io::Error::other("operation was canceled by Maria");
        assert_eq!(telling(&other), None);
    }
}
