//! Who calls the bank: a clock, a transport that goes by it, and sources of tokens.

use std::time::{Duration, SystemTime};

use cadastro_core::{
    Answer, ClientAuthentication, Credentials, Endpoint, Error, Idempotence, ManualClock, Method,
    NoBody, OAuthTokens, OAuthTokensBuilder, Operation, Request, Security, Transport,
    TransportBuilder,
};
use cadastro_tests::Watch;

use crate::bank::{Bank, CLIENT_ID, CLIENT_SECRET, Certificates, PASSWORD, Rules, USER};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// The refresh token that came with a consent.
pub(crate) const CONSENT: &str = "refresh-of-a-consent";

pub(crate) static STATUS: Operation = Operation {
    id: "status",
    method: Method::Get,
    path: "/status",
    request_media: &[],
    answers: &[],
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Safe,
    interaction_id: false,
};

/// Takes no token.
static OPEN: Operation = Operation {
    path: "/open",
    security: Security::None,
    ..STATUS
};

pub(crate) struct Office {
    pub(crate) clock: ManualClock,
    pub(crate) bank: Bank,
    pub(crate) transport: Transport,
    _watch: Watch,
}

impl Office {
    /// Time stands still unless it is moved.
    pub(crate) fn with(rules: Rules) -> Self {
        Self::by(ManualClock::new(start()), rules)
    }

    /// Waits of up to a minute and a second, for a slot or before another attempt, pass by themselves.
    pub(crate) fn without_waiting(rules: Rules) -> Self {
        Self::by(ManualClock::skipping(start(), MINUTE + SECOND), rules)
    }

    fn by(clock: ManualClock, rules: Rules) -> Self {
        Self {
            bank: Bank::opened(rules, &clock),
            transport: transport(&clock).build().unwrap(),
            clock,
            _watch: Watch::begun(),
        }
    }

    /// BS2's way: a password, then refresh tokens.
    pub(crate) fn password(&self) -> OAuthTokensBuilder {
        self.password_with(ClientAuthentication::basic(CLIENT_ID, CLIENT_SECRET))
    }

    pub(crate) fn password_with(&self, client: ClientAuthentication) -> OAuthTokensBuilder {
        let url = format!("{}/token", self.bank.url());
        OAuthTokens::password(url, client, USER, PASSWORD).with_transport(self.transport.clone())
    }

    /// Open Finance's way, without its keys: the refresh token of a consent.
    pub(crate) fn consent(&self) -> OAuthTokensBuilder {
        self.bank.consented(CONSENT);
        let url = format!("{}/token", self.bank.url());
        let client = ClientAuthentication::basic(CLIENT_ID, CLIENT_SECRET);
        OAuthTokens::refresh_token(url, client, CONSENT).with_transport(self.transport.clone())
    }

    /// The bank's API with these tokens.
    pub(crate) fn endpoint(&self, tokens: &OAuthTokens) -> Endpoint {
        self.endpoint_at(self.bank.url(), tokens)
    }

    pub(crate) fn endpoint_at(&self, url: String, tokens: &OAuthTokens) -> Endpoint {
        Endpoint::builder(url)
            .with_transport(self.transport.clone())
            .with_credentials(Credentials::from_source(tokens.clone()))
            .build()
            .unwrap()
    }

    /// The bank's API with these tokens, for calls that may take this long.
    pub(crate) fn hurried(&self, tokens: &OAuthTokens, most: Duration) -> Endpoint {
        let transport = transport(&self.clock).with_call_timeout(most);
        Endpoint::builder(self.bank.url())
            .with_transport(transport.build().unwrap())
            .with_credentials(Credentials::from_source(tokens.clone()))
            .build()
            .unwrap()
    }

    /// A source of BS2's way, and an endpoint with it.
    pub(crate) fn bs2(&self) -> (OAuthTokens, Endpoint) {
        let tokens = self.password().build().unwrap();
        let endpoint = self.endpoint(&tokens);
        (tokens, endpoint)
    }

    /// Calls the bank a few times without a token, one call after the other: whatever was ready to be sent before has
    /// been sent by then.
    pub(crate) async fn let_others_go_on(&self) {
        let endpoint = Endpoint::builder(self.bank.url())
            .with_transport(self.transport.clone())
            .build()
            .unwrap();
        for _ in 0..20 {
            let call = endpoint.call::<NoBody>(&OPEN, Request::new());
            call.await.unwrap();
        }
    }

    /// Moves the clock to this time after its start.
    pub(crate) fn wait_until(&self, elapsed: Duration) {
        use cadastro_core::Clock as _;
        self.clock.advance(elapsed - self.clock.elapsed());
    }
}

/// Its timeouts are so long that they happen only to those who want them.
pub(crate) fn transport(clock: &ManualClock) -> TransportBuilder {
    Transport::builder()
        .with_clock(clock.clone())
        .without_system_roots()
        .with_root_certificate_pem(&Certificates::of_tests().root)
        .with_connect_timeout(MINUTE * 60)
        .with_attempt_timeout(MINUTE * 60)
        .with_call_timeout(MINUTE * 120)
}

pub(crate) fn start() -> SystemTime {
    // 2 January 2026, 12:00 UTC
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_355_200)
}

pub(crate) async fn call(endpoint: &Endpoint) -> Result<Answer<NoBody>, Error> {
    endpoint.call(&STATUS, Request::new()).await
}

/// A runtime that a test may end.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}
