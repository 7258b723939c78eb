//! A bank to ask, and its answers.

use std::time::{Duration, SystemTime};

use cadastro_core::ManualClock;
use cadastro_sandbox::{AuthorisedConsent, Consent, OpenFinance, Sandbox, SandboxBuilder};
use reqwest::header::HeaderMap;
use serde_json::Value;

pub(crate) const PERSON: &str = "/personal/identifications";
pub(crate) const PERSON_ID: &str = "customersGetPersonalIdentifications";
pub(crate) const QUALIFICATIONS: &str = "/personal/qualifications";

/// All paths, and what they are called.
pub(crate) const PERSONAL: [(&str, &str); 3] = [
    (PERSON, PERSON_ID),
    (QUALIFICATIONS, "customersGetPersonalQualifications"),
    (
        "/personal/financial-relations",
        "customersGetPersonalFinancialRelations",
    ),
];
pub(crate) const BUSINESS: [(&str, &str); 3] = [
    (
        "/business/identifications",
        "customersGetBusinessIdentifications",
    ),
    (
        "/business/qualifications",
        "customersGetBusinessQualifications",
    ),
    (
        "/business/financial-relations",
        "customersGetBusinessFinancialRelations",
    ),
];

pub(crate) struct Bank {
    pub(crate) sandbox: Sandbox,
    pub(crate) bank: OpenFinance,
    pub(crate) clock: ManualClock,
    pub(crate) client: reqwest::Client,
}

/// An answer, read in full.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

pub(crate) fn time(text: &str) -> SystemTime {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

impl Bank {
    /// At noon of 10 March 2026 in Brasília.
    pub(crate) async fn open() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(set: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = ManualClock::new(time("2026-03-10T15:00:00Z"));
        let builder = Sandbox::builder().with_clock(clock.clone());
        let sandbox = set(builder).start().await.unwrap();
        Self {
            bank: sandbox.open_finance(),
            sandbox,
            clock,
            client: reqwest::Client::new(),
        }
    }

    pub(crate) fn person(&self, records: u64) -> AuthorisedConsent {
        self.bank
            .authorise(Consent::of_person(0).with_records(records))
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Asks with a token of the consent that was made for this call.
    pub(crate) async fn get(&self, consent: &AuthorisedConsent, path: &str) -> Answered {
        self.get_with(consent, path, &[]).await
    }

    pub(crate) async fn get_with(
        &self,
        consent: &AuthorisedConsent,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answered {
        let token = self.bank.access_token(consent).unwrap();
        self.get_by(&token, path, headers).await
    }

    pub(crate) async fn get_by(
        &self,
        token: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answered {
        // A link is taken as it is.
        let url = match path.starts_with("http") {
            true => path.to_owned(),
            false => format!("{}{path}", self.bank.base_url()),
        };
        let mut request = self.client.get(url);
        request = request.header("authorization", format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answered::of(request).await
    }
}

impl Answered {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    /// The code of the first error.
    pub(crate) fn code(&self) -> &str {
        self.body["errors"][0]["code"].as_str().unwrap()
    }

    pub(crate) fn link(&self, name: &str) -> Option<&str> {
        self.body["links"][name].as_str()
    }

    pub(crate) fn records(&self) -> usize {
        self.body["data"].as_array().unwrap().len()
    }
}
