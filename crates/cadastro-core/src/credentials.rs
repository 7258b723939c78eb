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
use crate::request::{In, cookie_name, path};

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
    pub(crate) proof: Option<Proof>,
    /// The token in it, if it can be renewed.
    pub(crate) token: Option<Token>,
}

/// What proves who calls, and where in the request it goes.
pub(crate) enum Proof {
    Header(HeaderName, HeaderValue),
    /// A pair of the query, encoded.
    Query(Zeroizing<String>),
    /// A pair for the `Cookie` header, encoded.
    Cookie(Zeroizing<String>),
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
    /// A token, sent as `Authorization: Bearer …` (RFC 6750); to operations whose document asks for an API key, as it
    /// is and where the document says.
    #[must_use]
    pub fn bearer(token: impl Into<SecretString>) -> Self {
        Self(Kind::Token {
            held: Held::Fixed(Token::new(token)),
            placement: Placement::Bearer,
        })
    }

    /// A token for a server that does not take it as `Authorization: Bearer …`: `secret` is sent as it is, as the whole
    /// value of the header `name`, to the operations that take a bearer token or an API key. To nothing else, so an
    /// operation with Basic credentials needs an endpoint of its own.
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

    /// Tokens that `source` obtains and renews, sent as those of [`bearer`](Self::bearer) are.
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
            (Kind::Token { held, placement }, Security::Bearer | Security::ApiKey { .. }) => {
                let (token, renewable) = match held {
                    Held::Fixed(token) => (token.clone(), false),
                    Held::Renewed(source) => {
                        let token = source.any_token(need).await;
                        (token.map_err(ErrorKind::Credentials)?, true)
                    }
                };
                let proof = placement
                    .proof(&token, wanted)
                    .map_err(ErrorKind::Request)?;
                Ok(Authorization {
                    proof: Some(proof),
                    token: renewable.then_some(token),
                })
            }
            (Kind::Basic { id, secret }, Security::Basic) => {
                let (name, value) = basic(id, secret).map_err(ErrorKind::Request)?;
                Ok(Authorization {
                    proof: Some(Proof::Header(name, value)),
                    token: None,
                })
            }
            (Kind::Token { .. }, Security::Basic)
            | (Kind::Basic { .. }, Security::Bearer | Security::ApiKey { .. }) => {
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
    /// A header that the user has chosen goes before what the document says of an API key.
    fn proof(&self, token: &Token, wanted: Security) -> Result<Proof, Refusal> {
        let secret = token.expose();
        if secret.trim().is_empty() {
            return Err(Refusal::Secret);
        }
        match (self, wanted) {
            (Self::Header(name), _) => {
                let name = name.clone().ok_or(Refusal::CredentialsHeader)?;
                Ok(Proof::Header(name, sensitive(secret)?))
            }
            (Self::Bearer, Security::ApiKey { place, name }) => api_key(place, name, secret),
            (Self::Bearer, _) => {
                let text = Zeroizing::new(format!("Bearer {secret}"));
                Ok(Proof::Header(header::AUTHORIZATION, sensitive(&text)?))
            }
        }
    }
}

fn api_key(place: In, name: &'static str, secret: &str) -> Result<Proof, Refusal> {
    let pair = |name: &str| Zeroizing::new(format!("{name}={}", path::encode(secret)));
    match place {
        In::Header => {
            let name = HeaderName::from_bytes(name.as_bytes()).ok();
            let name = name.filter(|name| !NOT_FOR_SECRETS.contains(name));
            let name = name.ok_or(Refusal::ApiKeyPlace)?;
            Ok(Proof::Header(name, sensitive(secret)?))
        }
        In::Query => Ok(Proof::Query(pair(&path::encode(name)))),
        In::Cookie => Ok(Proof::Cookie(pair(cookie_name(name)?))),
        In::Path => Err(Refusal::ApiKeyPlace),
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

pub(crate) fn sensitive(text: &str) -> Result<HeaderValue, Refusal> {
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
mod tests;
