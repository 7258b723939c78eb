//! base39 attach: keys, customers, files, `fields` and idempotency, over HTTP and by a clock that is moved by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::{Arc, Once};
use std::time::{Duration, SystemTime};

use cadastro_core::{Clock, ManualClock};
use cadastro_sandbox::{Base39, Fault, Sandbox};
use reqwest::header::HeaderValue;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Tenant {
    sandbox: Sandbox,
    base39: Base39,
    clock: ManualClock,
    client: Client,
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    media: Option<String>,
    body: Value,
}

impl Tenant {
    async fn new() -> Self {
        Self::seeded(1).await
    }

    async fn seeded(seed: u64) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let provider = rustls::crypto::ring::default_provider();
            provider.install_default().unwrap();
        });
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_000_000));
        let builder = Sandbox::builder().with_clock(clock.clone());
        let sandbox = builder.with_seed(seed).start().await.unwrap();
        let client = Client::builder().no_proxy().tls_certs_only([]);
        Self {
            base39: sandbox.base39(),
            sandbox,
            clock,
            client: client.build().unwrap(),
        }
    }

    /// Without authorisation.
    fn bare(&self, customer: &str, query: &str, body: &Value) -> RequestBuilder {
        let url = self.base39.url();
        let url = format!("{url}/v1/customers/{customer}/attach{query}");
        let request = self.client.post(url);
        request
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    /// Attaches a file to a customer, by their numbers.
    fn attach(&self, customer: u64, file: u64, query: &str) -> RequestBuilder {
        let body = json!({"file": self.base39.file_id(file)});
        let customer = self.base39.customer_id(customer);
        let request = self.bare(&customer, query, &body);
        request.bearer_auth(self.base39.api_key())
    }

    async fn keyed(&self, customer: u64, file: u64, key: &str) -> Answer {
        send(
            self.attach(customer, file, "")
                .header("idempotency-key", key),
        )
        .await
    }

    fn attached(&self) -> u64 {
        self.sandbox.effects().attachments
    }
}

async fn send(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let media = answer.headers().get("content-type");
    Answer {
        status: answer.status().as_u16(),
        media: media.map(|media| media.to_str().unwrap().to_owned()),
        body: serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(),
    }
}

fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (status, &json!(code))
    );
    assert!(answer.body["message"].is_string());
    assert_eq!(answer.media.as_deref(), Some("application/json"));
}

#[tokio::test]
async fn a_file_is_attached_and_stands_in_the_customer() {
    let tenant = Tenant::new().await;
    let request = tenant.attach(3, 5, "");
    let answer = send(request.header("base39-external-client-id", "loja-17")).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let (customer, file) = (tenant.base39.customer_id(3), tenant.base39.file_id(5));
    assert_eq!(answer.body["id"], json!(customer));
    let attachments = json!([{"file": file, "linkedAt": "2026-05-28T20:26:40.000Z"}]);
    assert_eq!(answer.body["attachments"], attachments);
    assert_eq!(answer.body["updatedAt"], "2026-05-28T20:26:40.000Z");
    assert_eq!(answer.body["deleted"], json!(false));
    assert_eq!(tenant.base39.attachments(&customer), [file]);
    assert_eq!(
        tenant.base39.external_client_id().as_deref(),
        Some("loja-17")
    );
    assert_eq!(tenant.attached(), 1);
}

#[tokio::test]
async fn the_customer_is_the_person_of_its_number() {
    let tenant = Tenant::new().await;
    let answer = send(tenant.attach(3, 5, "")).await.body;
    let again = send(tenant.attach(3, 6, "")).await.body;
    let other = send(tenant.attach(4, 5, "")).await.body;
    for member in ["document", "name", "email", "birthDate"] {
        assert!(answer[member].is_string(), "{member}");
        assert_eq!(answer[member], again[member], "{member}");
        assert_ne!(answer[member], other[member], "{member}");
    }
    let document = answer["document"].as_str().unwrap();
    assert!(cadastro_core::Cpf::from(document).is_valid());
    let person = tenant.sandbox.population().person(3);
    assert_eq!(document, person.cpf());
}

#[tokio::test]
async fn the_two_refusals_of_authorisation_have_no_code() {
    let tenant = Tenant::new().await;
    let body = json!({"file": tenant.base39.file_id(0)});
    let customer = tenant.base39.customer_id(0);
    let bare = || tenant.bare(&customer, "", &body);
    let answer = send(bare()).await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.body,
        json!({"message": "Missing Authentication Token"})
    );
    let key = tenant.base39.api_key();
    assert!(key.starts_with("bs_sandbox_"));
    for request in [
        bare().bearer_auth("bs_live_other"),
        bare().basic_auth(key, Some("")),
        bare().header("authorization", key),
    ] {
        let answer = send(request).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.body, json!({"message": "Unauthorized"}));
    }
    assert_eq!(tenant.attached(), 0);
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_in_order_is_refused() {
    let tenant = Tenant::new().await;
    let (customer, file) = (tenant.base39.customer_id(0), tenant.base39.file_id(0));
    let key = tenant.base39.api_key();
    let good = json!({"file": file});
    for other in ["cust_8Hq2LwZr", &file, "x"] {
        let answer = send(tenant.bare(other, "", &good).bearer_auth(key)).await;
        assert_refused(&answer, 404, "customer_unknown");
    }
    let bodies = [
        (json!({"file": "file_3Kd9XvTn"}), 404, "file_unknown"),
        (json!({"file": customer}), 404, "file_unknown"),
        (json!({"file": 1}), 400, "invalid_body"),
        (json!({"file": null}), 400, "invalid_body"),
        (json!({}), 400, "invalid_body"),
        (json!([file]), 400, "invalid_body"),
    ];
    for (body, status, code) in bodies {
        let answer = send(tenant.bare(&customer, "", &body).bearer_auth(key)).await;
        assert_refused(&answer, status, code);
    }
    let broken = send(tenant.attach(0, 0, "").body("{\"file\":")).await;
    assert_refused(&broken, 400, "invalid_body");
    let url = tenant.base39.url();
    let url = format!("{url}/v1/customers/{customer}/attach");
    let text = tenant
        .client
        .post(url)
        .bearer_auth(key)
        .body(good.to_string());
    assert_refused(&send(text).await, 415, "unsupported_media_type");
    assert_eq!(tenant.attached(), 0);
}

#[tokio::test]
async fn fields_name_members_or_leave_some_out() {
    let tenant = Tenant::new().await;
    let members = async |query: &str| {
        let answer = send(tenant.attach(0, 0, query)).await;
        assert_eq!(answer.status, 200, "{query}");
        let members = answer.body.as_object().unwrap().keys().cloned();
        members.collect::<Vec<_>>()
    };
    let all = members("").await;
    assert!(all.len() > 15, "{all:?}");
    assert_eq!(members("?fields=").await, all);
    assert_eq!(members("?fields=id,name").await, ["id", "name"]);
    assert_eq!(members("?fields=id&fields=name,").await, ["id", "name"]);
    assert_eq!(members("?fields=id%2Cunheard").await, ["id"]);
    assert!(members("?fields=unheard").await.is_empty());
    let without: Vec<_> = all
        .iter()
        .filter(|name| !["name", "address"].contains(&name.as_str()))
        .cloned()
        .collect();
    assert_eq!(members("?fields=-name,-address,-unheard").await, without);
    assert_eq!(members("?expand=attachments,attachments.file").await, all);

    let done = tenant.attached();
    for (query, code) in [
        ("?fields=id,-name", "invalid_fields"),
        ("?fields=-id&fields=name", "invalid_fields"),
        ("?fields=%5B%22id%22%5D", "invalid_fields"),
        ("?fields=-", "invalid_fields"),
        ("?expand=%5B%22attachments%22%5D", "invalid_expand"),
    ] {
        assert_refused(&send(tenant.attach(0, 0, query)).await, 400, code);
    }
    assert_eq!(tenant.attached(), done);
}

#[tokio::test]
async fn under_one_key_a_success_is_replayed_for_a_day() {
    let tenant = Tenant::new().await;
    let first = tenant.keyed(1, 1, "key").await;
    assert_eq!(first.status, 200);
    // What happens meanwhile is not in the replay.
    assert_eq!(tenant.keyed(1, 2, "other").await.status, 200);
    tenant.clock.advance(DAY - Duration::from_secs(1));
    assert_eq!(tenant.keyed(1, 1, "key").await, first);
    let fewer = tenant
        .attach(1, 1, "?fields=id")
        .header("idempotency-key", "key");
    assert_eq!(send(fewer).await, first);
    assert_eq!(tenant.attached(), 2);
    tenant.clock.advance(Duration::from_secs(1));
    assert_ne!(tenant.keyed(1, 1, "key").await, first);
    assert_eq!(tenant.attached(), 3);
}

#[tokio::test]
async fn a_replay_has_the_fields_of_the_first_time() {
    let tenant = Tenant::new().await;
    let request = || {
        tenant
            .attach(1, 1, "?fields=id")
            .header("idempotency-key", "key")
    };
    let first = send(request()).await;
    assert_eq!(first.body.as_object().unwrap().len(), 1);
    assert_eq!(tenant.keyed(1, 1, "key").await, first);
}

#[tokio::test]
async fn a_key_is_for_one_customer_and_one_file() {
    let tenant = Tenant::new().await;
    let first = tenant.keyed(1, 1, "key").await;
    for (customer, file) in [(2, 1), (1, 2)] {
        let answer = tenant.keyed(customer, file, "key").await;
        assert_refused(&answer, 422, "idempotency_key_reused");
    }
    assert_eq!(tenant.keyed(1, 1, "key").await, first);
    assert_eq!(tenant.attached(), 1);
}

#[tokio::test]
async fn without_a_key_each_call_attaches() {
    let tenant = Tenant::new().await;
    for _ in 0..2 {
        assert_eq!(send(tenant.attach(1, 1, "")).await.status, 200);
        assert_eq!(tenant.keyed(1, 1, "  ").await.status, 200);
    }
    let (customer, file) = (tenant.base39.customer_id(1), tenant.base39.file_id(1));
    assert_eq!(
        tenant.base39.attachments(&customer),
        [(); 4].map(|()| file.clone())
    );
    assert!(tenant.base39.attachments("cust_8Hq2LwZr").is_empty());
    tenant.base39.forget();
    assert!(tenant.base39.attachments(&customer).is_empty());
}

#[tokio::test]
async fn a_key_may_be_any_bytes() {
    let tenant = Tenant::new().await;
    let keyed = async |key: &[u8]| {
        let key = HeaderValue::from_bytes(key).unwrap();
        send(tenant.attach(1, 1, "").header("idempotency-key", key)).await
    };
    let (utf_8, latin_1) = ("não".as_bytes(), &b"n\xe3o"[..]);
    for key in [utf_8, latin_1] {
        let first = keyed(key).await;
        assert_eq!(first.status, 200);
        for _ in 0..2 {
            assert_eq!(keyed(key).await, first);
        }
    }
    assert_eq!(tenant.attached(), 2);
}

#[tokio::test]
async fn two_keys_or_one_that_is_too_long_are_refused() {
    let tenant = Tenant::new().await;
    let longest = "k".repeat(255);
    let first = tenant.keyed(1, 1, &longest).await;
    assert_eq!(first.status, 200);
    assert_eq!(tenant.keyed(1, 1, &longest).await, first);
    let long = tenant.keyed(1, 1, &"k".repeat(256)).await;
    assert_refused(&long, 400, "invalid_idempotency_key");
    for (one, other) in [("a", "a"), ("a", "b"), ("", "a")] {
        let request = tenant.attach(1, 1, "").header("idempotency-key", one);
        let answer = send(request.header("idempotency-key", other)).await;
        assert_refused(&answer, 400, "invalid_idempotency_key");
    }
    assert_eq!(tenant.attached(), 1);
}

#[tokio::test]
async fn while_the_first_call_is_in_flight_its_key_is_taken() {
    let tenant = Arc::new(Tenant::new().await);
    let latency = Duration::from_secs(5);
    tenant
        .sandbox
        .inject(Fault::latency(latency).on("attachFile"));
    let first = tokio::spawn({
        let tenant = Arc::clone(&tenant);
        async move { tenant.keyed(1, 1, "key").await }
    });
    tenant.clock.slept_on(latency).await;
    assert_refused(&tenant.keyed(1, 1, "key").await, 409, "request_in_flight");
    assert_eq!(tenant.attached(), 0);
    assert_eq!(tenant.keyed(1, 1, "other").await.status, 200);
    tenant.clock.advance(latency);
    let first = first.await.unwrap();
    assert_eq!(first.status, 200);
    assert_eq!(tenant.keyed(1, 1, "key").await, first);
    assert_eq!(tenant.attached(), 2);
    assert!(tenant.clock.elapsed() == latency);
}

#[tokio::test]
async fn a_first_attempt_that_failed_may_run_again() {
    let tenant = Tenant::new().await;
    tenant.sandbox.inject(Fault::status(500).on("attachFile"));
    assert_refused(&tenant.keyed(1, 1, "key").await, 500, "internal_error");
    let unknown = json!({"file": "file_3Kd9XvTn"});
    let customer = tenant.base39.customer_id(1);
    let request = tenant.bare(&customer, "", &unknown);
    let request = request.bearer_auth(tenant.base39.api_key());
    let refused = send(request.header("idempotency-key", "key")).await;
    assert_refused(&refused, 404, "file_unknown");
    assert_eq!(tenant.keyed(1, 1, "key").await.status, 200);
    // The answer was lost, what it was about was done.
    tenant.sandbox.inject(Fault::reset_after().on("attachFile"));
    let lost = tenant.attach(1, 2, "").header("idempotency-key", "lost");
    assert!(lost.send().await.is_err());
    assert_eq!(tenant.attached(), 2);
    assert_eq!(tenant.keyed(1, 2, "lost").await.status, 200);
    assert_eq!(tenant.attached(), 2);
}

#[tokio::test]
async fn attachments_are_bounded_in_answers() {
    let tenant = Tenant::new().await;
    let mut last = Value::Null;
    for file in 0..11 {
        last = send(tenant.attach(1, file, "")).await.body;
    }
    let listed = last["attachments"].as_array().unwrap();
    assert_eq!(listed.len(), 10);
    assert_eq!(listed[0]["file"], json!(tenant.base39.file_id(1)));
    let customer = tenant.base39.customer_id(1);
    assert_eq!(tenant.base39.attachments(&customer).len(), 11);
}

#[tokio::test]
async fn injected_refusals_have_the_bodies_of_base39() {
    let tenant = Tenant::new().await;
    for status in [400, 404, 405, 409, 413, 415, 422, 429, 500, 503, 529] {
        tenant
            .sandbox
            .inject(Fault::status(status).on("attachFile"));
        let answer = tenant.keyed(1, 1, "key").await;
        let code = answer.body["code"].as_str().unwrap().to_owned();
        assert_refused(&answer, status, &code);
    }
    for status in [401, 403] {
        tenant
            .sandbox
            .inject(Fault::status(status).on("attachFile"));
        let answer = tenant.keyed(1, 1, "key").await;
        assert_eq!((answer.status, answer.body.get("code")), (status, None));
    }
    assert_eq!(tenant.attached(), 0);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_key_and_ids() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let base39 = Tenant::seeded(seed).await.base39;
        runs.push([
            base39.api_key().to_owned(),
            base39.customer_id(1),
            base39.file_id(1),
        ]);
    }
    assert_eq!(runs[0], runs[1]);
    for (one, other) in runs[0].iter().zip(&runs[2]) {
        assert_ne!(one, other);
    }
    let shown = format!("{:?}", Tenant::seeded(7).await.base39);
    assert!(!shown.contains(&runs[0][0]), "{shown}");
}
