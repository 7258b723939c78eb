//! Fixed credentials: a bearer token, a token in a header of its own, or an id with a secret. They go into a header of
//! each attempt and never into `Debug`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, header};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Refusal;
use crate::operation::Security;

/// How an [`Endpoint`](crate::Endpoint) proves who calls.
///
/// ```
/// use cadastro_core::Credentials;
///
/// let credentials = Credentials::bearer("a token");
/// assert_eq!(format!("{credentials:?}"), "Credentials(bearer)");
/// ```
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Bearer(SecretString),
    Header {
        /// `None` if it cannot be one, or not one for credentials.
        name: Option<HeaderName>,
        secret: SecretString,
    },
    Basic {
        id: SecretString,
        secret: SecretString,
    },
    None,
}

/// Headers that say something else; a secret in them would break the request or be taken for what it is not.
const NOT_FOR_SECRETS: [HeaderName; 13] = [
    header::ACCEPT,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("x-fapi-interaction-id"),
];

impl Credentials {
    /// A token, sent as `Authorization: Bearer …` (RFC 6750).
    #[must_use]
    pub fn bearer(token: impl Into<SecretString>) -> Self {
        Self(Kind::Bearer(token.into()))
    }

    /// A token for a server that does not take it as `Authorization: Bearer …`: `secret` is sent as it is, as the whole
    /// value of the header `name`, to the operations that take a bearer token. To nothing else, so an operation with
    /// Basic credentials needs an endpoint of its own.
    ///
    /// A name that no header can have, or that belongs to HTTP itself (`Host`, `Content-Length` and the like), is an
    /// error when the endpoint is built; a secret that is empty or has other than visible ASCII characters, when it is
    /// called.
    ///
    /// ```
    /// use cadastro_core::{Credentials, Endpoint};
    ///
    /// # fn main() -> Result<(), cadastro_core::Error> {
    /// let credentials = Credentials::header("X-Api-Key", "a key");
    /// assert_eq!(format!("{credentials:?}"), "Credentials(header)");
    /// let endpoint = Endpoint::builder("https://api.bank.example")
    ///     .with_credentials(credentials)
    ///     .build()?;
    /// # let _ = endpoint;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn header(name: impl AsRef<str>, secret: impl Into<SecretString>) -> Self {
        let name = HeaderName::from_bytes(name.as_ref().as_bytes()).ok();
        Self(Kind::Header {
            name: name.filter(|name| !NOT_FOR_SECRETS.contains(name)),
            secret: secret.into(),
        })
    }

    /// An id and a secret, sent as `Authorization: Basic …` (RFC 7617). The id must not contain a colon.
    #[must_use]
    pub fn basic(id: impl Into<SecretString>, secret: impl Into<SecretString>) -> Self {
        Self(Kind::Basic {
            id: id.into(),
            secret: secret.into(),
        })
    }

    /// No credentials: for operations without security, and for servers that take callers by their certificate.
    #[must_use]
    pub fn none() -> Self {
        Self(Kind::None)
    }

    /// Whether these can be anyone's credentials; their secrets are looked at when they are used.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        match self.0 {
            Kind::Header { name: None, .. } => Err(Refusal::CredentialsHeader),
            _ => Ok(()),
        }
    }

    /// The header for an operation with this security, its value marked as sensitive.
    ///
    /// Someone without credentials may call anything (the server says no); but a token never goes where Basic
    /// credentials belong, nor the other way round.
    pub(crate) fn authorization(
        &self,
        wanted: Security,
    ) -> Result<Option<(HeaderName, HeaderValue)>, Refusal> {
        let (name, text) = match (&self.0, wanted) {
            (Kind::None, _) | (_, Security::None) => return Ok(None),
            (Kind::Bearer(secret) | Kind::Header { secret, .. }, Security::Bearer)
                if secret.expose_secret().trim().is_empty() =>
            {
                return Err(Refusal::Secret);
            }
            (Kind::Bearer(token), Security::Bearer) => {
                let text = Zeroizing::new(format!("Bearer {}", token.expose_secret()));
                (header::AUTHORIZATION, text)
            }
            (Kind::Header { name, secret }, Security::Bearer) => {
                let name = name.clone().ok_or(Refusal::CredentialsHeader)?;
                (name, Zeroizing::new(secret.expose_secret().to_owned()))
            }
            (Kind::Basic { id, secret }, Security::Basic) => {
                let id = id.expose_secret();
                if id.contains(':') {
                    return Err(Refusal::Secret);
                }
                let pair = Zeroizing::new(format!("{id}:{}", secret.expose_secret()));
                let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
                (header::AUTHORIZATION, text)
            }
            (Kind::Bearer(_) | Kind::Header { .. }, Security::Basic)
            | (Kind::Basic { .. }, Security::Bearer) => {
                return Err(Refusal::Credentials {
                    wanted,
                    held: self.scheme(),
                });
            }
        };
        let visible = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let mut value = HeaderValue::from_str(&text).map_err(|_| Refusal::Secret)?;
        value.set_sensitive(true);
        if visible {
            Ok(Some((name, value)))
        } else {
            Err(Refusal::Secret)
        }
    }

    /// What of the two it stands for.
    fn scheme(&self) -> Security {
        match self.0 {
            Kind::Bearer(_) | Kind::Header { .. } => Security::Bearer,
            Kind::Basic { .. } => Security::Basic,
            Kind::None => Security::None,
        }
    }
}

impl Default for Credentials {
    fn default() -> Self {
        Self::none()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Bearer(_) => "Credentials(bearer)",
            Kind::Header { .. } => "Credentials(header)",
            Kind::Basic { .. } => "Credentials(basic)",
            Kind::None => "Credentials(none)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(credentials: &Credentials, wanted: Security) -> Result<Option<String>, Refusal> {
        let header = credentials.authorization(wanted)?;
        Ok(header.map(|(name, value)| {
            assert!(value.is_sensitive());
            format!("{name}: {}", value.to_str().unwrap())
        }))
    }

    #[test]
    fn each_scheme_has_its_header() {
        let bearer = sent(&Credentials::bearer("t0ken"), Security::Bearer);
        assert_eq!(
            bearer.unwrap().as_deref(),
            Some("authorization: Bearer t0ken")
        );
        let basic = sent(
            &Credentials::basic("Aladdin", "open sesame"),
            Security::Basic,
        );
        assert_eq!(
            basic.unwrap().as_deref(),
            Some("authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
    }

    #[test]
    fn a_token_can_have_another_header() {
        let key = Credentials::header("X-Api-Key", "k3y");
        let header = sent(&key, Security::Bearer).unwrap();
        assert_eq!(header.as_deref(), Some("x-api-key: k3y"));
        assert_eq!(sent(&key, Security::None), Ok(None));
        assert!(sent(&key, Security::Basic).is_err());
        assert_eq!(format!("{key:?}"), "Credentials(header)");
        let bare = Credentials::header("Authorization", "t0ken");
        let header = sent(&bare, Security::Bearer).unwrap();
        assert_eq!(header.as_deref(), Some("authorization: t0ken"));
    }

    #[test]
    fn not_every_header_takes_a_token() {
        for name in ["", "x a", "x:a", "x\r\na", "ção", "Host", "Content-Length"] {
            let credentials = Credentials::header(name, "k3y");
            assert_eq!(
                credentials.check(),
                Err(Refusal::CredentialsHeader),
                "{name}"
            );
            assert!(sent(&credentials, Security::Bearer).is_err());
        }
    }

    #[test]
    fn nothing_is_sent_where_nothing_belongs() {
        assert_eq!(sent(&Credentials::none(), Security::Bearer), Ok(None));
        assert_eq!(sent(&Credentials::bearer("t"), Security::None), Ok(None));
        assert!(sent(&Credentials::bearer("t"), Security::Basic).is_err());
        assert!(sent(&Credentials::basic("i", "s"), Security::Bearer).is_err());
    }

    #[test]
    fn what_a_header_cannot_carry_is_refused() {
        for token in ["", " ", "a\r\nX-Evil: 1", "a\0", "ação"] {
            let header = Credentials::header("x-api-key", token);
            assert_eq!(sent(&header, Security::Bearer), Err(Refusal::Secret));
            assert_eq!(
                sent(&Credentials::bearer(token), Security::Bearer),
                Err(Refusal::Secret)
            );
        }
        assert_eq!(
            sent(&Credentials::basic("a:b", "s"), Security::Basic),
            Err(Refusal::Secret)
        );
    }
}
