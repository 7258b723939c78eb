//! The connection pool that endpoints share: TLS, timeouts and limits, set once for a process.

mod connecting;
mod tls;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use self::connecting::ConnectTimeout;
use self::tls::Identity;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::error::Refusal;

/// How many bytes the headers of an answer may have over HTTP/2. Over HTTP/1.1 the HTTP client has its own limits: 100
/// headers, and some hundred KiB.
const MOST_HEADERS: u32 = 64 * 1024;

/// Connections to servers. Cloning is cheap and shares the pool; one per process is usually enough, one per client
/// certificate at most.
///
/// - https with TLS 1.2 or newer, HTTP/2 where the server offers it; plain http to loopback addresses only.
/// - Redirects are not followed: they would carry personal data, and maybe the token, to an address nobody chose. The
///   3xx answer is an [`Error`] with its headers.
/// - Proxy variables of the environment (`HTTPS_PROXY` and the like) are ignored; see
///   [`with_https_proxy`](TransportBuilder::with_https_proxy).
/// - `localhost` always is the loopback interface, whatever the name service says.
/// - Over HTTP/2, the first calls that are made at once have a connection each, until the server has said that it speaks
///   it; later ones share one.
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
    clock: Arc<dyn Clock>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    call_timeout: Duration,
    upload_attempt_timeout: Duration,
    upload_call_timeout: Duration,
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

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        self.0.connect_timeout
    }

    /// How long one attempt may take.
    pub(crate) fn attempt_timeout(&self, upload: bool) -> Duration {
        if upload {
            self.0.upload_attempt_timeout
        } else {
            self.0.attempt_timeout
        }
    }

    /// How long a whole call may take, with all attempts and waits.
    pub(crate) fn call_timeout(&self, upload: bool) -> Duration {
        if upload {
            self.0.upload_call_timeout
        } else {
            self.0.call_timeout
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
            .field("call_timeout", &self.0.call_timeout)
            .field("body_limit", &self.0.body_limit)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Transport`].
#[must_use]
pub struct TransportBuilder {
    clock: Arc<dyn Clock>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    call_timeout: Duration,
    upload_attempt_timeout: Duration,
    upload_call_timeout: Duration,
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
            clock: Arc::new(SystemClock),
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(90),
            upload_attempt_timeout: Duration::from_secs(300),
            upload_call_timeout: Duration::from_secs(600),
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

    /// How long a call may take from its beginning to its end, with all attempts, the waits between them, and the time
    /// spent on a token. Default: 90 s. A wait that would not end before is not begun.
    pub fn with_call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = timeout;
        self
    }

    /// The timeouts of calls that upload a file: of one attempt, and of the whole call. Default: 5 and 10 minutes.
    pub fn with_upload_timeouts(mut self, attempt: Duration, call: Duration) -> Self {
        self.upload_attempt_timeout = attempt;
        self.upload_call_timeout = call;
        self
    }

    /// The clock that timeouts, waits, dates and the expiry of tokens go by, in all that is called through this
    /// transport. Default: [`SystemClock`]. Tests drive a [`ManualClock`](crate::ManualClock).
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
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
            // A connection that is dead without a word is noticed before the next attempt takes it.
            .http2_keep_alive_interval(Duration::from_secs(15))
            .http2_keep_alive_timeout(Duration::from_secs(10))
            .http2_keep_alive_while_idle(true)
            .http2_max_header_list_size(MOST_HEADERS)
            .connector_layer(ConnectTimeout {
                clock: Arc::clone(&self.clock),
                timeout: self.connect_timeout,
            });
        if let Some(proxy) = self.proxy {
            client = client.proxy(proxy);
        }
        let client = client
            .build()
            .map_err(|_| Error::configuration(Refusal::Client))?;
        Ok(Transport(Arc::new(Shared {
            client,
            clock: self.clock,
            connect_timeout: self.connect_timeout,
            attempt_timeout: self.attempt_timeout,
            call_timeout: self.call_timeout,
            upload_attempt_timeout: self.upload_attempt_timeout,
            upload_call_timeout: self.upload_call_timeout,
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
            .field("call_timeout", &self.call_timeout)
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
