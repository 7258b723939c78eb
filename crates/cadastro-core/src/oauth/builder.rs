//! Sets up a source of tokens.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::OAuthTokens;
use super::authentication::ClientAuthentication;
use super::grant::Grant;
use super::renewal::{Renewer, TOKEN, TOKEN_WITH_BASIC};
use super::store::{AnyStore, MemoryTokenStore, TokenStore};
use crate::endpoint::Endpoint;
use crate::error::{Error, Refusal};
use crate::operation::Security;
use crate::retry::Backoff;
use crate::transport::Transport;

/// How long a refresh token of BS2 lives, by its manual.
const BS2_REFRESH_LIFE: Duration = Duration::from_secs(600);

/// Sets up [`OAuthTokens`].
#[must_use]
pub struct OAuthTokensBuilder {
    token_url: String,
    client: ClientAuthentication,
    refresh_token: Option<Grant>,
    password: Option<Grant>,
    scope: Option<String>,
    exclusive: bool,
    refresh_life: Option<Duration>,
    keep_alive: bool,
    most_requests: u32,
    transport: Option<Transport>,
    store: Box<dyn AnyStore>,
}

impl OAuthTokensBuilder {
    pub(super) fn with_refresh_token(
        token_url: String,
        client: ClientAuthentication,
        refresh_token: SecretString,
    ) -> Self {
        Self {
            refresh_token: Some(Grant::RefreshToken(refresh_token)),
            ..Self::new(token_url, client)
        }
    }

    pub(super) fn with_password(
        token_url: String,
        client: ClientAuthentication,
        username: String,
        password: SecretString,
    ) -> Self {
        Self {
            password: Some(Grant::Password { username, password }),
            exclusive: true,
            refresh_life: Some(BS2_REFRESH_LIFE),
            ..Self::new(token_url, client)
        }
    }

    fn new(token_url: String, client: ClientAuthentication) -> Self {
        Self {
            token_url,
            client,
            refresh_token: None,
            password: None,
            scope: None,
            exclusive: false,
            refresh_life: None,
            keep_alive: false,
            most_requests: 10,
            transport: None,
            store: Box::new(MemoryTokenStore::new()),
        }
    }

    /// The `scope` to ask for with each request. Default: none is sent.
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The transport to the token endpoint, which has the client certificate where mTLS is asked for. Its clock is the
    /// one that tokens expire by. Default: one of its own, by [`Transport::new`].
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Where the state of the tokens is kept. Default: a [`MemoryTokenStore`] of its own.
    pub fn with_store(mut self, store: impl TokenStore) -> Self {
        self.store = Box::new(store);
        self
    }

    /// How many token requests may be made in any 60 s of the time of day, which processes have in common; at least 1.
    /// Default: 10, as BS2 allows.
    pub fn with_request_limit(mut self, requests: u32) -> Self {
        self.most_requests = requests;
        self
    }

    /// Whether a new token kills the one before it, so that a renewal has to wait until no attempt is about to send the
    /// old one, and calls wait for the renewal. Default: yes with a password (BS2), no with a refresh token alone.
    pub fn with_exclusive_tokens(mut self, exclusive: bool) -> Self {
        self.exclusive = exclusive;
        self
    }

    /// How long a refresh token lives, at least 10 s. Once it must be dead, any failed refresh leads to the password, a failure that
    /// may pass included. Default: 10 minutes with a password (BS2), else unknown.
    pub fn with_refresh_token_life(mut self, life: Duration) -> Self {
        self.refresh_life = Some(life.max(Duration::from_secs(10)));
        self
    }

    /// Renews when a tenth of the refresh token's life is left, even if nobody calls, so that the password is not
    /// needed again after a silence. Begins with the first token, ends when the last clone of the source is dropped;
    /// makes no difference where the life of refresh tokens is not known. Default: off.
    pub fn with_keep_alive(mut self) -> Self {
        self.keep_alive = true;
        self
    }

    /// Builds the source. Nothing is asked for yet.
    ///
    /// # Errors
    ///
    /// If the URL of the token endpoint is not absolute, is plain http to anything but a loopback address, or has a
    /// user name, a query or a fragment; if the key of a `private_key_jwt` cannot be used; if there is nothing to trust
    /// for https. All are [`Error::is_configuration`].
    pub fn build(self) -> Result<OAuthTokens, Error> {
        self.client.check().map_err(Error::configuration)?;
        let (base, path) = split(&self.token_url).map_err(Error::configuration)?;
        let credentials = self.client.credentials();
        let operation = match credentials.scheme() {
            Security::Basic => &TOKEN_WITH_BASIC,
            Security::Bearer | Security::ApiKey { .. } | Security::None => &TOKEN,
        };
        let mut endpoint = Endpoint::builder(base)
            .with_path(operation, path)
            .with_credentials(credentials)
            // Attempts are counted and paced here.
            .with_retry(Backoff::never());
        if let Some(transport) = self.transport {
            endpoint = endpoint.with_transport(transport);
        }
        let keep_alive = self.keep_alive && self.refresh_life.is_some();
        let renewer = Renewer {
            endpoint: endpoint.build()?,
            operation,
            token_url: self.token_url,
            client: self.client,
            scope: self.scope,
            refresh_token: self.refresh_token,
            password: self.password,
            exclusive: self.exclusive,
            refresh_life: self.refresh_life,
            most_requests: usize::try_from(self.most_requests).unwrap_or(usize::MAX),
            backoff: Backoff::new(),
            store: self.store,
        };
        Ok(OAuthTokens::new(renewer, keep_alive))
    }
}

/// The origin of a URL, and its path.
fn split(token_url: &str) -> Result<(String, String), Refusal> {
    let url = Url::parse(token_url).map_err(|_| Refusal::TokenUrl)?;
    let extras = url.query().is_some() || url.fragment().is_some();
    let user = !url.username().is_empty() || url.password().is_some();
    if !url.has_host() || extras || user {
        return Err(Refusal::TokenUrl);
    }
    Ok((url.origin().ascii_serialization(), url.path().to_owned()))
}

impl fmt::Debug for OAuthTokensBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is not checked yet and may have a password in it.
        f.debug_struct("OAuthTokensBuilder")
            .field("client", &self.client)
            .field("exclusive", &self.exclusive)
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}
