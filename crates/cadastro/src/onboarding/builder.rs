//! Sets up the client of BS2.

use std::fmt;
use std::sync::Arc;

use cadastro_bs2_onboarding::operations;
use cadastro_core::{
    ClientAuthentication, Credentials, Endpoint, Error, OAuthTokens, RetryPolicy, SecretString,
    TokenStore, Transport,
};

use super::client::Client;
use super::environment::Environment;

/// The scope of the tokens.
const SCOPE: &str = "onboarding-pj";

/// Sets up a [`Client`].
#[must_use]
pub struct ClientBuilder {
    environment: Environment,
    transport: Option<Transport>,
    access: Access,
    token_header: Option<String>,
    keep_alive: bool,
    store: Option<StoreSetter>,
    retry: Option<Arc<dyn RetryPolicy>>,
    limiter: Option<cadastro_core::Limiter>,
    paths: Vec<(&'static cadastro_core::Operation, String)>,
    part_name: Option<String>,
    checks: bool,
}

enum Access {
    Login {
        client: ClientAuthentication,
        username: String,
        password: SecretString,
    },
    Credentials(Credentials),
}

type StoreSetter =
    Box<dyn FnOnce(cadastro_core::OAuthTokensBuilder) -> cadastro_core::OAuthTokensBuilder + Send>;

impl ClientBuilder {
    pub(super) fn new(environment: Environment) -> Self {
        Self {
            environment,
            transport: None,
            access: Access::Credentials(Credentials::none()),
            token_header: None,
            keep_alive: false,
            store: None,
            retry: None,
            limiter: None,
            paths: Vec::new(),
            part_name: None,
            checks: true,
        }
    }

    /// Logs in by the grant `password` and renews by `refresh_token`, as [`OAuthTokens::password`] does.
    /// [`ClientAuthentication::basic`] is what the manual has; [`ClientAuthentication::form`] was seen as well.
    ///
    /// A new token kills the one before it: keep one client per set of credentials, and clone it. Without a log-in, or
    /// [credentials](Self::with_credentials), calls go without a token, and BS2 refuses them.
    pub fn with_login(
        mut self,
        client: ClientAuthentication,
        username: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.access = Access::Login {
            client,
            username: username.into(),
            password: password.into(),
        };
        self
    }

    /// Credentials of your own in place of a log-in: such as [`OAuthTokens`] that other clients share, which ask
    /// `/auth/oauth/v2/token` for the scope `onboarding-pj`.
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.access = Access::Credentials(credentials);
        self
    }

    /// Renews the token in silence too, so that the password is not needed again ([`OAuthTokens`]). Of
    /// [`with_login`](Self::with_login) only. Default: off.
    pub fn with_keep_alive(mut self) -> Self {
        self.keep_alive = true;
        self
    }

    /// Where the state of the tokens of [`with_login`](Self::with_login) is kept. Default: in memory.
    pub fn with_token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Box::new(|tokens| tokens.with_store(store)));
        self
    }

    /// Sends the token as the whole value of this header, in place of `Authorization: Bearer …`.
    ///
    /// **Inferred:** the manual does not say how the token is sent; bearer is the usual way.
    pub fn with_token_header(mut self, name: impl Into<String>) -> Self {
        self.token_header = Some(name.into());
        self
    }

    /// The transport to share with other clients. Default: one of its own, by [`Transport::new`].
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Whether and when a failed call is tried again. Default: [`Backoff`](cadastro_core::Backoff). Registrations and
    /// uploads have no idempotency key, so they are only repeated if they were never sent.
    pub fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// The limiter to share with other clients. Default: none.
    pub fn with_limiter(mut self, limiter: cadastro_core::Limiter) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// The path of the pre-registration, below the URL of the API. Default:
    /// `/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes`.
    ///
    /// **Inferred:** no document at hand has it. Set it to what BS2 told you.
    pub fn with_pre_registration_path(mut self, path: impl Into<String>) -> Self {
        self.paths
            .push((&operations::CADASTRAR_CLIENTE_PARCEIRO, path.into()));
        self
    }

    /// The path of the full registration, below the URL of the API. Default:
    /// `/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/emBackground`.
    ///
    /// **Inferred:** no document at hand has it. Set it to what BS2 told you.
    pub fn with_registration_path(mut self, path: impl Into<String>) -> Self {
        self.paths
            .push((&operations::CADASTRAR_EM_BACKGROUND, path.into()));
        self
    }

    /// The name of the file's part in uploads, unless an upload names its own. Default: `arquivo`.
    ///
    /// **Inferred:** the manual describes no body of the upload.
    pub fn with_upload_part_name(mut self, name: impl Into<String>) -> Self {
        self.part_name = Some(name.into());
        self
    }

    /// Sends requests unchecked: for values that BS2 takes and the checks refuse.
    ///
    /// For a single request, keep this client and its token: `generated::Client::new(client.endpoint().clone())` does not
    /// check ([`generated::Client`](super::generated::Client)).
    pub fn without_checks(mut self) -> Self {
        self.checks = false;
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If a URL, a path, a header or a certificate cannot be used: all are [`Error::is_configuration`].
    pub fn build(self) -> Result<Client, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            None => Transport::new()?,
        };
        let credentials = match self.access {
            Access::Credentials(credentials) => credentials,
            Access::Login {
                client,
                username,
                password,
            } => {
                let url = &self.environment.token_url;
                let mut tokens = OAuthTokens::password(url, client, username, password)
                    .with_scope(SCOPE)
                    .with_transport(transport.clone());
                if self.keep_alive {
                    tokens = tokens.with_keep_alive();
                }
                if let Some(store) = self.store {
                    tokens = store(tokens);
                }
                Credentials::from_source(tokens.build()?)
            }
        };
        let credentials = match self.token_header {
            Some(name) => credentials.in_header(name),
            None => credentials,
        };
        let mut endpoint = Endpoint::builder(self.environment.api_url)
            .with_transport(transport)
            .with_credentials(credentials);
        if let Some(policy) = self.retry {
            endpoint = endpoint.with_retry(policy);
        }
        if let Some(limiter) = self.limiter {
            endpoint = endpoint.with_limiter(limiter);
        }
        for (operation, path) in self.paths {
            endpoint = endpoint.with_path(operation, path);
        }
        Ok(Client::new(endpoint.build()?, self.part_name, self.checks))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URLs are not checked yet and may have a password in them.
        f.debug_struct("ClientBuilder")
            .field("keep_alive", &self.keep_alive)
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}
