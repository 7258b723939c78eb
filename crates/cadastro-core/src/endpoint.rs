//! Where an API is and how it is called: a base URL, credentials and a transport. Every operation of every generated
//! client goes through [`Endpoint::call`].

mod attempt;
mod call;
mod sent;
mod spans;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument as _;
use url::{Host, Url};

use self::attempt::Course;
use self::call::Call;
use crate::answer::Answer;
use crate::answer::Decode;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::error::{Circumstances, Error, Kind, Refusal};
use crate::limits::Limiter;
use crate::operation::Operation;
use crate::request::Request;
use crate::request::path;
use crate::retry::{Backoff, RetryPolicy};
use crate::transport::Transport;

/// An API at one base URL, called with one set of credentials. Cloning is cheap.
///
/// ```
/// use cadastro_core::{Credentials, Endpoint};
///
/// # fn main() -> Result<(), cadastro_core::Error> {
/// let endpoint = Endpoint::builder("https://api.bank.example/open-banking/customers/v2")
///     .with_credentials(Credentials::bearer("an access token"))
///     .build()?;
/// assert_eq!(endpoint.base_url(), "https://api.bank.example/open-banking/customers/v2");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Endpoint(Arc<Shared>);

struct Shared {
    transport: Transport,
    /// Without a slash at its end.
    base: String,
    host: String,
    port: u16,
    credentials: Credentials,
    retry: Arc<dyn RetryPolicy>,
    limiter: Option<Limiter>,
    paths: HashMap<&'static str, String>,
}

impl Endpoint {
    /// Sets up an endpoint. Operations are below the path of `base_url`; a slash at its end makes no difference.
    pub fn builder(base_url: impl Into<String>) -> EndpointBuilder {
        EndpointBuilder {
            base_url: base_url.into(),
            transport: None,
            credentials: Credentials::none(),
            retry: None,
            limiter: None,
            paths: Vec::new(),
        }
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.0.base
    }

    /// Calls an operation, with as many attempts as the [`RetryPolicy`] allows.
    ///
    /// `x-fapi-interaction-id` and `Idempotency-Key` are sent where the operation takes them: the caller's value if the
    /// request has one, else a fresh UUID, the same for all attempts. Any 2xx is a success, whether it is documented or
    /// not.
    ///
    /// # Errors
    ///
    /// If the request cannot be sent, if there is no token or no answer, if its status is not a 2xx, or if its body is
    /// incomplete or cannot be read as `T`. See the predicates of [`Error`].
    pub async fn call<T: Decode>(
        &self,
        operation: &'static Operation,
        request: Request,
    ) -> Result<Answer<T>, Error> {
        let template = self.template(operation);
        let span = spans::call(&self.0, operation, template);
        let call = request
            .prepare(operation, template)
            .map_err(Kind::Request)
            .and_then(|prepared| Call::new(operation, &self.0.base, template, prepared));
        let outcome = match call {
            Ok(call) => {
                let course = Course::new(&self.0, call, template);
                course.run::<T>().instrument(span.clone()).await
            }
            Err(kind) => Err(Error::of_call(operation, kind, Circumstances::default())),
        };
        spans::end_of_call(&span, &outcome);
        outcome
    }

    /// The clock of its transport.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        self.0.transport.clock()
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        self.0.transport.connect_timeout()
    }

    fn template(&self, operation: &'static Operation) -> &str {
        self.0
            .paths
            .get(operation.id)
            .map_or(operation.path, String::as_str)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("base_url", &self.0.base)
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}

/// Sets up an [`Endpoint`].
#[must_use]
pub struct EndpointBuilder {
    base_url: String,
    transport: Option<Transport>,
    credentials: Credentials,
    retry: Option<Arc<dyn RetryPolicy>>,
    limiter: Option<Limiter>,
    paths: Vec<(&'static Operation, String)>,
}

impl EndpointBuilder {
    /// The transport to share with other endpoints. Default: one of its own, by [`Transport::new`].
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// The credentials. Default: none.
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Whether and when a failed call is tried again. Default: [`Backoff`], with a budget of this endpoint's own.
    pub fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Holds each attempt back until the limiter lets it go; clones of the limiter can serve other endpoints too.
    /// Default: no limit.
    pub fn with_limiter(mut self, limiter: Limiter) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// Calls `operation` at another path, below the base URL, with the same arguments in braces: for operations whose
    /// documented path is inferred or differs at a provider.
    pub fn with_path(mut self, operation: &'static Operation, path: impl Into<String>) -> Self {
        self.paths.push((operation, path.into()));
        self
    }

    /// Builds the endpoint.
    ///
    /// # Errors
    ///
    /// If the base URL is not absolute, is plain http to anything but a loopback address (`127.0.0.0/8`, `::1`,
    /// `localhost`), or has a user name, a query or a fragment; if a path does not fit; if the credentials name a header
    /// that cannot carry them; or if there is nothing to trust for https. All are [`Error::is_configuration`].
    pub fn build(self) -> Result<Endpoint, Error> {
        let url = check_base(&self.base_url).map_err(Error::configuration)?;
        self.credentials.check().map_err(Error::configuration)?;
        let mut paths = HashMap::new();
        for (operation, path) in self.paths {
            check_path(operation, &path).map_err(Error::configuration)?;
            paths.insert(operation.id, path);
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => Transport::new()?,
        };
        if url.scheme() == "https" && !transport.trusts() {
            return Err(Error::configuration(Refusal::NoRootCertificates));
        }
        Ok(Endpoint(Arc::new(Shared {
            transport,
            base: url.as_str().trim_end_matches('/').to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
            credentials: self.credentials,
            retry: self.retry.unwrap_or_else(|| Arc::new(Backoff::new())),
            limiter: self.limiter,
            paths,
        })))
    }
}

impl fmt::Debug for EndpointBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not checked yet and may have a password in it.
        f.debug_struct("EndpointBuilder")
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

fn check_base(base_url: &str) -> Result<Url, Refusal> {
    let url = Url::parse(base_url).map_err(|_| Refusal::BaseUrl)?;
    let Some(host) = url.host() else {
        return Err(Refusal::BaseUrl);
    };
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(Refusal::BaseUrlExtras);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&host) => Ok(url),
        "http" => Err(Refusal::PlainHttp),
        _ => Err(Refusal::BaseUrl),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

fn check_path(operation: &'static Operation, path: &str) -> Result<(), Refusal> {
    if !path::is_plain(path) {
        return Err(Refusal::PathOverride(operation.id));
    }
    let sorted = |template| {
        let mut names: Vec<_> = path::placeholders(template).collect();
        names.sort_unstable();
        names
    };
    if sorted(path) != sorted(operation.path) {
        return Err(Refusal::PathOverrideArguments(operation.id));
    }
    Ok(())
}
