//! Where tokens come from: the trait that sources implement, and the token they give.

mod lease;

pub(crate) use self::lease::{Lease, Leases};

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::error::CredentialsError;

/// Obtains and renews tokens for [`Credentials::from_source`](crate::Credentials::from_source). Asked before each
/// attempt, so a source keeps its token until it has to be renewed.
///
/// ```
/// use cadastro_core::{Credentials, CredentialsError, Token, TokenNeed, TokenSource};
///
/// /// Reads a file that another process keeps up to date.
/// struct TokenFile;
///
/// impl TokenSource for TokenFile {
///     async fn token(&self, _: TokenNeed<'_>) -> Result<Token, CredentialsError> {
///         let text = std::fs::read_to_string("token").map_err(CredentialsError::new)?;
///         Ok(Token::new(text.trim()))
///     }
/// }
///
/// let credentials = Credentials::from_source(TokenFile);
/// assert_eq!(format!("{credentials:?}"), "Credentials(source)");
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// A token to send now.
    ///
    /// With [`TokenNeed::refused`], a server has answered 401 to that token: if the source has another one by now, that
    /// is the answer, and otherwise it is to be renewed. A source that cannot do that gives the same token again; the
    /// 401 then stands.
    ///
    /// A call that is given up drops the future, so what must not be left half-done belongs into a task of its own.
    ///
    /// # Errors
    ///
    /// If there is no token. The call fails with [`Error::is_credentials`](crate::Error::is_credentials).
    fn token(
        &self,
        need: TokenNeed<'_>,
    ) -> impl Future<Output = Result<Token, CredentialsError>> + Send;
}

/// What a call knows when it asks for a token.
#[derive(Clone, Copy)]
pub struct TokenNeed<'a> {
    clock: &'a Arc<dyn Clock>,
    remaining: Duration,
    refused: Option<&'a Token>,
}

impl<'a> TokenNeed<'a> {
    pub(crate) fn new(
        clock: &'a Arc<dyn Clock>,
        remaining: Duration,
        refused: Option<&'a Token>,
    ) -> Self {
        Self {
            clock,
            remaining,
            refused,
        }
    }

    /// The clock of the call's transport.
    #[must_use]
    pub fn clock(&self) -> &'a Arc<dyn Clock> {
        self.clock
    }

    /// How much time is left until the call's deadline.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.remaining
    }

    /// The token that a server has just answered 401 to.
    #[must_use]
    pub fn refused(&self) -> Option<&'a Token> {
        self.refused
    }
}

impl fmt::Debug for TokenNeed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenNeed")
            .field("remaining", &self.remaining)
            .field("refused", &self.refused.is_some())
            .finish_non_exhaustive()
    }
}

/// An access token. `Debug` does not tell it.
#[derive(Clone)]
pub struct Token {
    secret: Arc<SecretString>,
    /// Held until the token is on the wire, if its source wants to know.
    lease: Option<Lease>,
}

impl Token {
    /// A token. What HTTP cannot carry in a header (anything but visible ASCII characters) is refused by the call.
    #[must_use]
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self {
            secret: Arc::new(token.into()),
            lease: None,
        }
    }

    /// Whether it is the same token.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.secret, &other.secret) || self.expose() == other.expose()
    }

    pub(crate) fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(crate) fn with_lease(mut self, lease: Lease) -> Self {
        self.lease = Some(lease);
        self
    }

    pub(crate) fn take_lease(&mut self) -> Option<Lease> {
        self.lease.take()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// A [`TokenSource`] of any type.
pub(crate) trait AnySource: Send + Sync {
    fn any_token<'a>(
        &'a self,
        need: TokenNeed<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Token, CredentialsError>> + Send + 'a>>;
}

impl<T: TokenSource> AnySource for T {
    fn any_token<'a>(
        &'a self,
        need: TokenNeed<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Token, CredentialsError>> + Send + 'a>> {
        Box::pin(self.token(need))
    }
}
