//! How a client proves who calls: a fixed token, a token that a [`TokenSource`] renews, or an id with a secret. They go
//! into a header of each attempt and never into `Debug`.

mod source;

pub(crate) use self::source::{Lease, Leases};
pub use self::source::{Token, TokenNeed, TokenSource};

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, header};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use self::source::AnySource;
use crate::error::{CredentialsError, Kind as ErrorKind, Refusal};
use crate::operation::Security;

/// How an [`Endpoint`](crate::Endpoint) proves who calls. Cloning is cheap; clones share the token.
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
    Token {
        held: Held,
        placement: Placement,
    },
    Basic {
        id: SecretString,
        secret: SecretString,
    },
    None,
}

/// Where a token comes from.
#[derive(Clone)]
enum Held {
    Fixed(Token),
    Renewed(Arc<dyn AnySource>),
}

/// How a token is sent.
#[derive(Clone)]
enum Placement {
    Bearer,
    /// `None` if it cannot be one, or not one for credentials.
    Header(Option<HeaderName>),
}

/// What goes with one attempt.
#[derive(Default)]
pub(crate) struct Authorization {
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
    /// The token in it, if it can be renewed.
    pub(crate) token: Option<Token>,
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
        Self(Kind::Token {
            held: Held::Fixed(Token::new(token)),
            placement: Placement::Bearer,
        })
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
        Self::bearer(secret).in_header(name)
    }

    /// Tokens that `source` obtains and renews, sent as `Authorization: Bearer …`.
    #[must_use]
    pub fn from_source(source: impl TokenSource) -> Self {
        Self(Kind::Token {
            held: Held::Renewed(Arc::new(source)),
            placement: Placement::Bearer,
        })
    }

    /// Sends the token as it is, as the whole value of the header `name`; see [`header`](Self::header). Makes no
    /// difference to credentials without a token.
    #[must_use]
    pub fn in_header(mut self, name: impl AsRef<str>) -> Self {
        if let Kind::Token { placement, .. } = &mut self.0 {
            let name = HeaderName::from_bytes(name.as_ref().as_bytes()).ok();
            *placement = Placement::Header(name.filter(|name| !NOT_FOR_SECRETS.contains(name)));
        }
        self
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
            Kind::Token {
                placement: Placement::Header(None),
                ..
            } => Err(Refusal::CredentialsHeader),
            _ => Ok(()),
        }
    }

    /// What to send to an operation with this security, its value marked as sensitive.
    ///
    /// Someone without credentials may call anything (the server says no); but a token never goes where Basic
    /// credentials belong, nor the other way round.
    pub(crate) async fn authorization(
        &self,
        wanted: Security,
        need: TokenNeed<'_>,
    ) -> Result<Authorization, ErrorKind> {
        match (&self.0, wanted) {
            (Kind::None, _) | (_, Security::None) => Ok(Authorization::default()),
            (Kind::Token { held, placement }, Security::Bearer) => {
                let (token, renewable) = match held {
                    Held::Fixed(token) => (token.clone(), false),
                    Held::Renewed(source) => {
                        let token = source.any_token(need).await;
                        (token.map_err(ErrorKind::Credentials)?, true)
                    }
                };
                let header = placement.header(&token).map_err(ErrorKind::Request)?;
                Ok(Authorization {
                    header: Some(header),
                    token: renewable.then_some(token),
                })
            }
            (Kind::Basic { id, secret }, Security::Basic) => {
                let header = basic(id, secret).map_err(ErrorKind::Request)?;
                Ok(Authorization {
                    header: Some(header),
                    token: None,
                })
            }
            (Kind::Token { .. }, Security::Basic) | (Kind::Basic { .. }, Security::Bearer) => {
                Err(ErrorKind::Request(Refusal::Credentials {
                    wanted,
                    held: self.scheme(),
                }))
            }
        }
    }

    /// Sees to another token than the one that the need names as refused; `false` if there is none.
    pub(crate) async fn renew(&self, need: TokenNeed<'_>) -> Result<bool, CredentialsError> {
        let Kind::Token {
            held: Held::Renewed(source),
            ..
        } = &self.0
        else {
            return Ok(false);
        };
        let refused = need.refused();
        let token = source.any_token(need).await?;
        Ok(refused.is_none_or(|refused| !refused.is(&token)))
    }

    /// What of the two it stands for.
    pub(crate) fn scheme(&self) -> Security {
        match self.0 {
            Kind::Token { .. } => Security::Bearer,
            Kind::Basic { .. } => Security::Basic,
            Kind::None => Security::None,
        }
    }
}

impl Placement {
    fn header(&self, token: &Token) -> Result<(HeaderName, HeaderValue), Refusal> {
        let secret = token.expose();
        if secret.trim().is_empty() {
            return Err(Refusal::Secret);
        }
        match self {
            Self::Bearer => {
                let text = Zeroizing::new(format!("Bearer {secret}"));
                Ok((header::AUTHORIZATION, sensitive(&text)?))
            }
            Self::Header(name) => {
                let name = name.clone().ok_or(Refusal::CredentialsHeader)?;
                Ok((name, sensitive(secret)?))
            }
        }
    }
}

fn basic(id: &SecretString, secret: &SecretString) -> Result<(HeaderName, HeaderValue), Refusal> {
    let id = id.expose_secret();
    if id.contains(':') {
        return Err(Refusal::Secret);
    }
    let pair = Zeroizing::new(format!("{id}:{}", secret.expose_secret()));
    let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    Ok((header::AUTHORIZATION, sensitive(&text)?))
}

fn sensitive(text: &str) -> Result<HeaderValue, Refusal> {
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(Refusal::Secret);
    }
    let mut value = HeaderValue::from_str(text).map_err(|_| Refusal::Secret)?;
    value.set_sensitive(true);
    Ok(value)
}

impl Default for Credentials {
    fn default() -> Self {
        Self::none()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Token {
                placement: Placement::Header(_),
                ..
            } => "Credentials(header)",
            Kind::Token {
                held: Held::Fixed(_),
                ..
            } => "Credentials(bearer)",
            Kind::Token { .. } => "Credentials(source)",
            Kind::Basic { .. } => "Credentials(basic)",
            Kind::None => "Credentials(none)",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt as _;

    use super::*;
    use crate::clock::{Clock, SystemClock};

    fn sent(credentials: &Credentials, wanted: Security) -> Result<Option<String>, Refusal> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let need = TokenNeed::new(&clock, Duration::MAX, None);
        let authorization = credentials.authorization(wanted, need);
        let header = match authorization.now_or_never().unwrap() {
            Ok(authorization) => authorization.header,
            Err(ErrorKind::Request(refusal)) => return Err(refusal),
            Err(other) => panic!("{other:?}"),
        };
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
