//! A client that checks every answer it gets, and keeps count.

use std::collections::BTreeMap;
use std::sync::Once;

use bytes::Bytes;
use cadastro_sandbox::Sandbox;
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, Method, RequestBuilder};
use serde_json::Value;

use crate::strict;

pub(crate) struct Walker {
    client: Client,
    /// Scheme and authority under which it calls.
    pub(crate) origin: String,
    answered: BTreeMap<(String, u16), u64>,
    deviations: BTreeMap<String, u64>,
}

/// An answer that was checked.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// `null` if there is none.
    pub(crate) body: Value,
    /// See [`strict::deviations`].
    pub(crate) deviations: Vec<String>,
}

impl Walker {
    /// On loopback, or as `https://sandbox.test` if the sandbox speaks https.
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let provider = rustls::crypto::ring::default_provider();
            provider.install_default().unwrap();
        });
        let address = sandbox.address();
        let client = Client::builder().no_proxy();
        let (client, origin) = match sandbox.certificates() {
            None => (client.tls_certs_only([]), sandbox.origin()),
            Some(certificates) => {
                let root = Certificate::from_pem(certificates.root_pem().as_bytes()).unwrap();
                let client = client.tls_certs_only([root]).https_only(true);
                let origin = format!("https://sandbox.test:{}", address.port());
                (client.resolve("sandbox.test", address), origin)
            }
        };
        Self {
            client: client.build().unwrap(),
            origin,
            answered: BTreeMap::new(),
            deviations: BTreeMap::new(),
        }
    }

    /// A request to a path, or to a whole URL.
    pub(crate) fn request(&self, method: Method, target: &str) -> RequestBuilder {
        let is_path = target.starts_with('/');
        let origin = if is_path { self.origin.as_str() } else { "" };
        self.client.request(method, format!("{origin}{target}"))
    }

    pub(crate) fn get(&self, target: &str) -> RequestBuilder {
        self.request(Method::GET, target)
    }

    pub(crate) fn post(&self, target: &str, media: &str, body: impl Into<Bytes>) -> RequestBuilder {
        let request = self
            .request(Method::POST, target)
            .header("content-type", media);
        request.body(body.into())
    }

    pub(crate) async fn send(&mut self, operation: &str, request: RequestBuilder) -> Answered {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        let bytes = answer.bytes().await.unwrap();
        let deviations = strict::deviations(operation, status, &headers, &bytes);
        *self
            .answered
            .entry((operation.to_owned(), status))
            .or_default() += 1;
        for deviation in &deviations {
            let class = status / 100;
            let deviation = format!("{operation} {class}xx {deviation}");
            *self.deviations.entry(deviation).or_default() += 1;
        }
        Answered {
            status,
            headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            deviations,
        }
    }

    /// How often each status was answered to an operation.
    pub(crate) fn statuses(&self, operation: &str) -> BTreeMap<u16, u64> {
        let answered = self.answered.iter();
        let answered = answered.filter(|((of, _), _)| of == operation);
        answered
            .map(|((_, status), count)| (*status, *count))
            .collect()
    }

    /// Each deviation, with operation and class of status in front, and how often it was found.
    pub(crate) fn deviations(&self) -> &BTreeMap<String, u64> {
        &self.deviations
    }

    /// Shows what was checked, in the output of a test that is run with `--nocapture`.
    #[expect(clippy::print_stderr, reason = "it is for people")]
    pub(crate) fn show(&self) {
        let total: u64 = self.answered.values().sum();
        eprintln!("{total} answers checked at {}", self.origin);
        for operation in strict::operations() {
            let statuses = self.statuses(operation);
            let several: Vec<_> = statuses
                .iter()
                .filter(|(_, count)| **count > 1)
                .map(|(status, count)| format!("{status}: {count}"))
                .collect();
            let once = statuses.len() - several.len();
            if !several.is_empty() {
                eprintln!(
                    "  {operation}: {}; {once} statuses once",
                    several.join(", ")
                );
            }
        }
    }
}
