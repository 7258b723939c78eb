//! How a sandbox is set up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use cadastro_core::{Clock, SystemClock};

use crate::Version;

/// Sets up a [`Sandbox`](crate::Sandbox).
#[must_use]
pub struct SandboxBuilder {
    pub(crate) settings: Settings,
    pub(crate) address: SocketAddr,
    pub(crate) tls: Tls,
}

/// What the APIs go by.
pub(crate) struct Settings {
    pub(crate) seed: u64,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) version: Version,
    pub(crate) page_cap: u64,
    pub(crate) limits: Limits,
    /// `None`: as long as each API says.
    pub(crate) token_lifetime: Option<Duration>,
    pub(crate) bs2_is_production: bool,
    pub(crate) body_limit: usize,
    /// The public key that `private_key_jwt` is checked with.
    pub(crate) client_key_pem: Option<String>,
}

/// How much is answered. `None`: as much as is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Successful calls a month, per operation, consent and document.
    pub(crate) monthly: Option<u32>,
    /// Requests in a minute of the clock, per receiver.
    pub(crate) per_minute: Option<u32>,
    /// Requests in a second of the clock, for the bank as a whole.
    pub(crate) per_second: Option<u32>,
    /// Token requests in any minute at BS2.
    pub(crate) bs2_tokens: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    None,
    Server,
    Mutual,
}

impl SandboxBuilder {
    pub(crate) fn new() -> Self {
        Self {
            settings: Settings {
                seed: 1,
                clock: Arc::new(SystemClock),
                version: Version::default(),
                page_cap: 100,
                limits: Limits {
                    monthly: Some(8),
                    per_minute: Some(1_000),
                    per_second: Some(300),
                    bs2_tokens: Some(10),
                },
                token_lifetime: None,
                bs2_is_production: false,
                body_limit: 32 << 20,
                client_key_pem: None,
            },
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: Tls::None,
        }
    }

    /// What the made-up customers, ids and tokens come from: the same seed gives the same. Default: 1. Where several
    /// sandboxes stand in for several banks, give each its own seed: with the same one they have the same ids and tokens,
    /// and what is of one bank is taken for the other's.
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Where to listen. Default: a free port of `127.0.0.1`.
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The clock of lifetimes, quotas, limits, progress and injected latency; share it with the clients under test.
    /// Default: the system's.
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// Speaks https, for `localhost`, `127.0.0.1`, `sandbox.test` and the address it listens on, by a throw-away authority:
    /// [`Sandbox::certificates`](crate::Sandbox::certificates).
    pub fn with_tls(mut self) -> Self {
        if self.tls == Tls::None {
            self.tls = Tls::Server;
        }
        self
    }

    /// As [`with_tls`](Self::with_tls), and asks for a client certificate of that authority.
    pub fn with_mutual_tls(mut self) -> Self {
        self.tls = Tls::Mutual;
        self
    }

    /// The release of Open Finance Customers that the bank runs. Default: 2.0.1.
    pub fn with_version(mut self, version: Version) -> Self {
        self.settings.version = version;
        self
    }

    /// How many records a page of the bank has at most: 1 to 1000. Default: 100.
    pub fn with_page_cap(mut self, records: u32) -> Self {
        self.settings.page_cap = u64::from(records.clamp(1, 1000));
        self
    }

    /// Successful calls a month that Open Finance allows per operation, consent and document. Default: 8.
    pub fn with_monthly_quota(mut self, calls: u32) -> Self {
        self.settings.limits.monthly = Some(calls);
        self
    }

    /// Requests in a minute of the clock that the bank takes from one receiver. Default: 1,000.
    pub fn with_rate_limit(mut self, per_minute: u32) -> Self {
        self.settings.limits.per_minute = Some(per_minute);
        self
    }

    /// Requests in a second that the bank takes in all; more are 529. Default: 300.
    pub fn with_overall_limit(mut self, per_second: u32) -> Self {
        self.settings.limits.per_second = Some(per_second);
        self
    }

    /// Without quotas, limits of requests and of token requests: for tests of something else, and for load.
    pub fn without_limits(mut self) -> Self {
        self.settings.limits = Limits {
            monthly: None,
            per_minute: None,
            per_second: None,
            bs2_tokens: None,
        };
        self
    }

    /// How long access tokens live. Default: what each API says, 900 s for Open Finance and 420 s for BS2.
    pub fn with_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = Some(lifetime);
        self
    }

    /// Tokens of BS2 live 300 s, as in its production, and not 420 s, as in its sandbox.
    pub fn with_bs2_production(mut self) -> Self {
        self.settings.bs2_is_production = true;
        self
    }

    /// The largest body that is read; larger ones are 413. Default: 32 MiB. The sandbox's own.
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// The public key of the receiver, as PEM (`BEGIN PUBLIC KEY`), that the signature of `private_key_jwt` is checked
    /// with. Default: none, and signatures are not checked, only what they sign.
    pub fn with_client_key_pem(mut self, pem: impl Into<String>) -> Self {
        self.settings.client_key_pem = Some(pem.into());
        self
    }

    /// Starts to listen.
    ///
    /// # Errors
    ///
    /// If the address is taken, or the key of the receiver is none.
    pub async fn start(self) -> std::io::Result<crate::Sandbox> {
        crate::Sandbox::start(self).await
    }
}

impl std::fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxBuilder")
            .field("address", &self.address)
            .field("seed", &self.settings.seed)
            .finish_non_exhaustive()
    }
}
