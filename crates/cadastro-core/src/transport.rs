//! The connection pool that endpoints share: TLS, timeouts and limits, set once for a process.

mod tls;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use self::tls::Identity;
use crate::error::Error;
use crate::error::Refusal;

/// Connections to servers. Cloning is cheap and shares the pool; one per process is usually enough, one per client
/// certificate at most.
///
/// - https with TLS 1.2 or newer, HTTP/2 where the server offers it; plain http to loopback addresses only.
/// - Redirects are not followed: they would carry personal data, and maybe the token, to an address nobody chose. The
///   3xx answer is an [`Error`] with its headers.
/// - Proxy variables of the environment (`HTTPS_PROXY` and the like) are ignored; see
///   [`with_https_proxy`](TransportBuilder::with_https_proxy).
/// - `localhost` always is the loopback interface, whatever the name service says.
/// - Nothing is decompressed, and nothing that may have reached the server is sent again behind the caller's back.
///
/// ```
/// use std::time::Duration;
/// use cadastro_core::Transport;
///
/// # fn main() -> Result<(), cadastro_core::Error> {
/// let transport = Transport::builder()
///     .with_attempt_timeout(Duration::from_secs(20))
///     .build()?;
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Transport(Arc<Shared>);

struct Shared {
    client: reqwest::Client,
    attempt_timeout: Duration,
    upload_timeout: Duration,
    body_limit: usize,
    trusts: bool,
}

impl Transport {
    /// A transport with the defaults of [`TransportBuilder`].
    ///
    /// # Errors
    ///
    /// If the HTTP client cannot be built ([`Error::is_configuration`]).
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Sets up a transport.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.0.client
    }

    pub(crate) fn timeout(&self, upload: bool) -> Duration {
        if upload {
            self.0.upload_timeout
        } else {
            self.0.attempt_timeout
        }
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// Whether there is any root certificate, without which no https connection can be made.
    pub(crate) fn trusts(&self) -> bool {
        self.0.trusts
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("attempt_timeout", &self.0.attempt_timeout)
            .field("upload_timeout", &self.0.upload_timeout)
            .field("body_limit", &self.0.body_limit)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Transport`].
#[must_use]
pub struct TransportBuilder {
    connect_timeout: Duration,
    attempt_timeout: Duration,
    upload_timeout: Duration,
    body_limit: usize,
    identity: Option<Identity>,
    roots: Vec<CertificateDer<'static>>,
    system_roots: bool,
    proxy: Option<reqwest::Proxy>,
    refusal: Option<Refusal>,
}

impl Default for TransportBuilder {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(300),
            body_limit: 16 * 1024 * 1024,
            identity: None,
            roots: Vec::new(),
            system_roots: true,
            proxy: None,
            refusal: None,
        }
    }
}

impl TransportBuilder {
    /// How long connecting may take, TLS included. Default: 10 s.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. Default: 30 s; a bank may take
    /// 15 s before its gateway answers 504.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The same for attempts that upload a file. Default: 5 minutes.
    pub fn with_upload_timeout(mut self, timeout: Duration) -> Self {
        self.upload_timeout = timeout;
        self
    }

    /// How many bytes the body of an answer may have; reading stops there ([`Error::is_too_large`]). Default: 16 MiB;
    /// a page of 1,000 customers has 1 or 2.
    ///
    /// The limit also bounds how long a call may hold up its thread. Once the last byte is here, the body is decoded in
    /// one go, without a pause for other tasks of the same runtime thread, and no timeout counts any more. Whoever
    /// expects far larger answers can take them as [`RawBody`](crate::RawBody) and decode them on a thread for such
    /// work.
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The client certificate for mTLS: a PEM text with the certificate, its chain, and the private key (PKCS #8,
    /// PKCS #1 or SEC 1, not encrypted).
    pub fn with_client_identity_pem(mut self, pem: impl AsRef<[u8]>) -> Self {
        match Identity::from_pem(pem.as_ref()) {
            Ok(identity) => self.identity = Some(identity),
            Err(refusal) => self.refusal = Some(refusal),
        }
        self
    }

    /// Trusts the certificates of a PEM text besides those of the platform, such as ICP-Brasil's roots.
    pub fn with_root_certificate_pem(mut self, pem: impl AsRef<[u8]>) -> Self {
        match tls::roots(pem.as_ref()) {
            Ok(found) => self.roots.extend(found),
            Err(refusal) => self.refusal = Some(refusal),
        }
        self
    }

    /// Trusts only what [`with_root_certificate_pem`](Self::with_root_certificate_pem) adds.
    pub fn without_system_roots(mut self) -> Self {
        self.system_roots = false;
        self
    }

    /// Sends https through this proxy (an http or https URL), which sees host names but no contents. Plain http to
    /// loopback stays direct.
    pub fn with_https_proxy(mut self, url: &str) -> Self {
        match proxy(url) {
            Some(proxy) => self.proxy = Some(proxy),
            None => self.refusal = Some(Refusal::Proxy),
        }
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    ///
    /// If a certificate, a key or the proxy cannot be used ([`Error::is_configuration`]).
    pub fn build(self) -> Result<Transport, Error> {
        if let Some(refusal) = self.refusal {
            return Err(Error::configuration(refusal));
        }
        let (tls, trusts) = tls::configure(self.identity, self.roots, self.system_roots)
            .map_err(Error::configuration)?;
        // Port 0 stands for the port of the URL.
        let loopback = [
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
        ];
        let mut client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("cadastro/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // Whether to repeat is decided in one place, by the operation.
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            // Other crates of a build may turn these on in the HTTP client.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .resolve_to_addrs("localhost", &loopback)
            .connect_timeout(self.connect_timeout);
        if let Some(proxy) = self.proxy {
            client = client.proxy(proxy);
        }
        let client = client
            .build()
            .map_err(|_| Error::configuration(Refusal::Client))?;
        Ok(Transport(Arc::new(Shared {
            client,
            attempt_timeout: self.attempt_timeout,
            upload_timeout: self.upload_timeout,
            body_limit: self.body_limit,
            trusts,
        })))
    }
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("upload_timeout", &self.upload_timeout)
            .field("body_limit", &self.body_limit)
            .field("identity", &self.identity)
            .field("roots", &self.roots.len())
            .field("system_roots", &self.system_roots)
            .finish_non_exhaustive()
    }
}

fn proxy(url: &str) -> Option<reqwest::Proxy> {
    let url = url::Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https")
        .then(|| reqwest::Proxy::https(url).ok())
        .flatten()
}
