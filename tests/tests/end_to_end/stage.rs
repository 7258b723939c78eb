//! A sandbox, a clock, and clients that go by that clock.

use std::time::{Duration, SystemTime};

use cadastro::{
    ClientAuthentication, Credentials, Error, ManualClock, OAuthTokens, Transport,
    TransportBuilder, attach, customers, onboarding,
};
use cadastro_sandbox::{AuthorisedConsent, Injected, Sandbox, SandboxBuilder, Seen};
use cadastro_tests::Watch;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) struct Stage {
    pub(crate) clock: ManualClock,
    pub(crate) sandbox: Sandbox,
    pub(crate) transport: Transport,
    _watch: Watch,
}

impl Stage {
    /// Waits between attempts pass by themselves.
    pub(crate) async fn set() -> Self {
        Self::with(|sandbox| sandbox).await
    }

    /// As [`set`](Self::set), with further settings of the sandbox.
    pub(crate) async fn with(settings: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        Self::by(ManualClock::skipping(start(), SECOND * 9), settings).await
    }

    /// Waits of up to `longest` pass by themselves.
    pub(crate) async fn skipping(longest: Duration) -> Self {
        Self::by(ManualClock::skipping(start(), longest), |sandbox| sandbox).await
    }

    /// Time stands still unless it is moved.
    pub(crate) async fn still() -> Self {
        Self::by(ManualClock::new(start()), |sandbox| sandbox).await
    }

    /// Waits of up to a minute pass by themselves as well, and timeouts are out of the way.
    pub(crate) async fn patient(settings: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        let clock = ManualClock::skipping(start(), MINUTE + SECOND);
        let mut stage = Self::by(clock, settings).await;
        let transport = builder(&stage.clock)
            .with_connect_timeout(HOUR)
            .with_attempt_timeout(HOUR)
            .with_call_timeout(HOUR);
        stage.transport = transport.build().unwrap();
        stage
    }

    async fn by(
        clock: ManualClock,
        settings: impl FnOnce(SandboxBuilder) -> SandboxBuilder,
    ) -> Self {
        let sandbox = settings(Sandbox::builder().with_clock(clock.clone()));
        Self {
            sandbox: sandbox.start().await.unwrap(),
            transport: builder(&clock).build().unwrap(),
            clock,
            _watch: Watch::begun(),
        }
    }

    /// BS2, by its log-in.
    pub(crate) fn bs2(&self) -> onboarding::Client {
        self.bs2_builder().build().unwrap()
    }

    pub(crate) fn bs2_builder(&self) -> onboarding::ClientBuilder {
        let bs2 = self.sandbox.bs2();
        let client = ClientAuthentication::basic(bs2.client_id(), bs2.client_secret());
        onboarding::Client::builder(onboarding::Environment::sandbox(bs2.url()))
            .with_login(client, bs2.username(), bs2.password())
            .with_transport(self.transport.clone())
    }

    /// base39, by its key.
    pub(crate) fn base39(&self) -> attach::Client {
        self.base39_builder().build().unwrap()
    }

    pub(crate) fn base39_builder(&self) -> attach::ClientBuilder {
        let base39 = self.sandbox.base39();
        attach::Client::builder(base39.api_key())
            .with_base_url(base39.url())
            .with_transport(self.transport.clone())
    }

    /// Attaches a file to a customer, both by their numbers.
    pub(crate) fn attach(&self, customer: u64, file: u64) -> attach::Attach {
        let base39 = self.sandbox.base39();
        self.base39()
            .attach(base39.customer_id(customer), base39.file_id(file))
    }

    /// How many files a customer has.
    pub(crate) fn attached(&self, customer: u64) -> usize {
        let base39 = self.sandbox.base39();
        base39.attachments(&base39.customer_id(customer)).len()
    }

    /// The bank, by an access token of this consent that nobody renews.
    pub(crate) fn bank(&self, consent: &AuthorisedConsent) -> customers::Client {
        let token = self.sandbox.open_finance().access_token(consent).unwrap();
        self.bank_by(Credentials::bearer(token))
    }

    pub(crate) fn bank_by(&self, credentials: Credentials) -> customers::Client {
        customers::Client::builder(self.sandbox.open_finance().base_url())
            .with_transport(self.transport.clone())
            .with_credentials(credentials)
            .build()
            .unwrap()
    }

    /// The bank, by the refresh token of this consent.
    pub(crate) fn bank_renewing(
        &self,
        consent: &AuthorisedConsent,
        client: ClientAuthentication,
    ) -> customers::Client {
        let url = self.sandbox.open_finance().token_url();
        let tokens = OAuthTokens::refresh_token(url, client, consent.refresh_token());
        let tokens = tokens.with_transport(self.transport.clone());
        self.bank_by(Credentials::from_source(tokens.build().unwrap()))
    }

    /// The client proves itself by its secret.
    pub(crate) fn receiver(&self) -> ClientAuthentication {
        let bank = self.sandbox.open_finance();
        ClientAuthentication::basic(bank.client_id(), bank.client_secret())
    }

    /// Operation and status of the requests since this was last asked.
    pub(crate) fn seen(&self) -> Vec<(&'static str, Option<u16>)> {
        let requests = self.sandbox.take_requests().into_iter();
        requests.map(|seen| (seen.operation, seen.status)).collect()
    }

    /// Those of one operation, with all that is known of them.
    pub(crate) fn seen_of(&self, operation: &str) -> Vec<Seen> {
        let mut requests = self.sandbox.take_requests();
        requests.retain(|seen| seen.operation == operation);
        requests
    }

    /// Waits until a fault has struck so often: the sandbox is in the middle of it then.
    pub(crate) async fn struck(&self, fault: &Injected, hits: u64) {
        while fault.hits() < hits {
            tokio::task::yield_now().await;
        }
    }

    /// Waits until the sandbox has handled so many requests, and gives them.
    pub(crate) async fn handled(&self, count: usize) -> Vec<Seen> {
        let mut seen = Vec::new();
        while seen.len() < count {
            tokio::task::yield_now().await;
            seen.extend(self.sandbox.take_requests());
        }
        seen
    }
}

/// A transport of this clock, to be set further.
pub(crate) fn builder(clock: &ManualClock) -> TransportBuilder {
    Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone())
}

/// 2 March 2026, 12:00 UTC.
fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_452_800)
}

/// What an error says of the fate of its call: status, whether the request was sent, whether there was a 2xx.
pub(crate) type Fate = (Option<u16>, bool, bool);

pub(crate) fn fate(error: &Error) -> Fate {
    let status = error.status().map(|status| status.as_u16());
    (status, error.was_sent(), error.was_successful())
}
