//! The client of base39, or of a tenant.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cadastro_attach::Client as Generated;
use cadastro_core::{
    Backoff, Credentials, Endpoint, Error, Failed, RetryPolicy, SecretString, Transport,
};

use super::call::Attach;

/// Attaches files to customers. Cloning is cheap.
///
/// ```
/// # async fn attach() -> Result<(), cadastro::Error> {
/// use cadastro::attach::{Client, Fields};
///
/// let base39 = Client::builder("bs_live_…").build()?;
/// let customer = base39
///     .attach("cust_8Hq2LwZr", "file_5tWkPq1x")
///     .with_fields(Fields::only(["id", "attachments"]))
///     .send()
///     .await?;
/// println!("{}", customer.id.as_ref().map_or("", |id| id.as_str()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    generated: Generated,
    external_client_id: Option<String>,
    checks: bool,
}

impl Client {
    /// Sets up a client with a static key (`bs_live_…`, `bs_sandbox_…`).
    pub fn builder(api_key: impl Into<SecretString>) -> ClientBuilder {
        ClientBuilder {
            base_url: "https://api.base39.io".to_owned(),
            credentials: Credentials::bearer(api_key),
            transport: None,
            retry: None,
            limiter: None,
            external_client_id: None,
            checks: true,
        }
    }

    /// Attaches a file that was uploaded before to a customer. The ids are checked: `^file_[A-Za-z0-9_-]+$` and
    /// `^cust_[A-Za-z0-9_-]+$`; see [`ClientBuilder::without_checks`].
    pub fn attach(&self, customer: impl Into<String>, file: impl Into<String>) -> Attach {
        Attach::new(
            self.generated.clone(),
            customer.into(),
            file.into(),
            self.external_client_id.clone(),
            self.checks,
        )
    }

    /// What the client calls through: for the generated client
    /// ([`generated::Client`](super::generated::Client)).
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.generated.endpoint()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The external client may be a person.
        f.debug_struct("Client")
            .field("endpoint", self.endpoint())
            .field("external_client_id", &self.external_client_id.is_some())
            .field("checks", &self.checks)
            .finish()
    }
}

/// Sets up a [`Client`].
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    credentials: Credentials,
    transport: Option<Transport>,
    retry: Option<Arc<dyn RetryPolicy>>,
    limiter: Option<cadastro_core::Limiter>,
    external_client_id: Option<String>,
    checks: bool,
}

impl ClientBuilder {
    /// The base URL of a tenant. Default: `https://api.base39.io`.
    pub fn with_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Other credentials in place of the key.
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The transport to share with other clients. Default: one of its own, by [`Transport::new`].
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Whether and when a failed call is tried again. Default: [`Backoff`], except that a call with the same idempotency
    /// key that is still under way (409) is waited for: it is asked for again after 1, 2, 3, 4 s and then every 5 s, until
    /// the call's deadline. All failures of a call count together: after four attempts, only a 409 is waited for. A
    /// policy given here takes the place of both.
    pub fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// The limiter to share with other clients. Default: none.
    pub fn with_limiter(mut self, limiter: cadastro_core::Limiter) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// The id of a tenant's external client, sent with each call. Default: none.
    pub fn with_external_client_id(mut self, id: impl Into<String>) -> Self {
        self.external_client_id = Some(id.into());
        self
    }

    /// Sends ids unchecked: for a tenant whose ids have another form.
    pub fn without_checks(mut self) -> Self {
        self.checks = false;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If the URL cannot be used ([`Error::is_configuration`]).
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = Endpoint::builder(self.base_url).with_credentials(self.credentials);
        let mut endpoint = match self.retry {
            Some(policy) => endpoint.with_retry(policy),
            None => endpoint.with_retry(UntilDone(Backoff::new())),
        };
        if let Some(transport) = self.transport {
            endpoint = endpoint.with_transport(transport);
        }
        if let Some(limiter) = self.limiter {
            endpoint = endpoint.with_limiter(limiter);
        }
        Ok(Client {
            generated: Generated::new(endpoint.build()?),
            external_client_id: self.external_client_id,
            checks: self.checks,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is not checked yet and may have a password in it.
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}

/// Waits for a call with the same key until it is done, and else does as the policy says.
struct UntilDone(Backoff);

impl RetryPolicy for UntilDone {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        if failed.error().status().is_some_and(|status| status == 409) {
            // A deadline ends this, not a number of attempts: somebody else's call is on its way.
            return Some(Duration::from_secs(u64::from(failed.attempts().min(5))));
        }
        self.0.wait(failed)
    }

    fn succeeded(&self, attempts: u32) {
        self.0.succeeded(attempts);
    }
}
