//! Fixed credentials: a bearer token, or an id with a secret. They go into the `Authorization` header of each
//! attempt and never into `Debug`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
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
    Basic {
        id: SecretString,
        secret: SecretString,
    },
    None,
}

impl Credentials {
    /// A token, sent as `Authorization: Bearer …` (RFC 6750).
    #[must_use]
    pub fn bearer(token: impl Into<SecretString>) -> Self {
        Self(Kind::Bearer(token.into()))
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

    /// The `Authorization` header for an operation with this security, marked as sensitive.
    ///
    /// Someone without credentials may call anything (the server says no); but a token never goes where Basic
    /// credentials belong, nor the other way round.
    pub(crate) fn authorization(&self, wanted: Security) -> Result<Option<HeaderValue>, Refusal> {
        let text = match (&self.0, wanted) {
            (Kind::None, _) | (_, Security::None) => return Ok(None),
            (Kind::Bearer(token), Security::Bearer) if token.expose_secret().is_empty() => {
                return Err(Refusal::Secret);
            }
            (Kind::Bearer(token), Security::Bearer) => {
                Zeroizing::new(format!("Bearer {}", token.expose_secret()))
            }
            (Kind::Basic { id, secret }, Security::Basic) => {
                let id = id.expose_secret();
                if id.contains(':') {
                    return Err(Refusal::Secret);
                }
                let pair = Zeroizing::new(format!("{id}:{}", secret.expose_secret()));
                Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
            }
            (Kind::Bearer(_), Security::Basic) | (Kind::Basic { .. }, Security::Bearer) => {
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
            Ok(Some(value))
        } else {
            Err(Refusal::Secret)
        }
    }

    fn scheme(&self) -> Security {
        match self.0 {
            Kind::Bearer(_) => Security::Bearer,
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
        assert!(header.iter().all(HeaderValue::is_sensitive));
        Ok(header.map(|value| value.to_str().unwrap().to_owned()))
    }

    #[test]
    fn each_scheme_has_its_header() {
        let bearer = sent(&Credentials::bearer("t0ken"), Security::Bearer);
        assert_eq!(bearer.unwrap().as_deref(), Some("Bearer t0ken"));
        let basic = sent(
            &Credentials::basic("Aladdin", "open sesame"),
            Security::Basic,
        );
        assert_eq!(
            basic.unwrap().as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
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
        for token in ["", "a\r\nX-Evil: 1", "a\0", "ação"] {
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
