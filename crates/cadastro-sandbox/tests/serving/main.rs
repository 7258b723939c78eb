//! What the sandbox does whatever the operation: faults, notes of what was sent, limits, connections.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod connections;
mod faults;

use std::time::SystemTime;

use cadastro_core::ManualClock;
use cadastro_sandbox::{Sandbox, SandboxBuilder};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response};
use serde_json::{Value, json};

/// A sandbox on a clock that is moved by hand, and a client of base39.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: ManualClock,
    pub(crate) client: Client,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Sandbox::builder()).await
    }

    pub(crate) async fn with(builder: SandboxBuilder) -> Self {
        let clock = ManualClock::new(SystemTime::now());
        Self {
            sandbox: builder.with_clock(clock.clone()).start().await.unwrap(),
            clock,
            client: builder_of_clients().build().unwrap(),
        }
    }

    /// A call that attaches a file, with an idempotency key.
    pub(crate) fn attach(&self, key: &str) -> RequestBuilder {
        self.attach_for(key, "")
    }

    pub(crate) fn attach_for(&self, key: &str, query: &str) -> RequestBuilder {
        let platform = self.sandbox.base39();
        let url = format!(
            "{}/v1/customers/{}/attach{query}",
            platform.url(),
            platform.customer_id(0)
        );
        self.client
            .post(url)
            .bearer_auth(platform.api_key())
            .header("idempotency-key", key)
            .header("content-type", "application/json")
            .body(json!({"file": platform.file_id(0)}).to_string())
    }
}

pub(crate) async fn body(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

pub(crate) fn builder_of_clients() -> ClientBuilder {
    // The first one to install it has done it for all.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().tls_certs_only([])
}
