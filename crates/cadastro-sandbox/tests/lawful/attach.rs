//! base39: a random walk over keys, customers, files and fields.

use std::time::{Duration, UNIX_EPOCH};

use cadastro_core::ManualClock;
use cadastro_sandbox::{Base39, Fault, Sandbox};
use fastrand::Rng;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::strict;
use crate::walker::Walker;

const ATTACH: &str = "attachFile";
const JSON: &str = "application/json";

#[tokio::test(flavor = "multi_thread")]
async fn base39_answers_lawfully() {
    let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_785_715_200));
    let builder = Sandbox::builder().with_clock(clock.clone());
    let sandbox = builder.with_body_limit(1 << 12).start().await.unwrap();
    let mut walk = Walk {
        walker: Walker::new(&sandbox),
        base39: sandbox.base39(),
        dice: Rng::with_seed(42),
    };
    for _ in 0..800 {
        clock.advance(Duration::from_secs(walk.dice.u64(..600)));
        let request = walk.request();
        walk.walker.send(ATTACH, request).await;
    }
    walk.in_flight(&sandbox, &clock).await;
    walk.walker.show();
    let seen: Vec<u16> = walk.walker.statuses(ATTACH).into_keys().collect();
    assert_eq!(seen, [200, 400, 401, 403, 404, 405, 409, 413, 415, 422]);
    walk.every_status(&sandbox).await;
    assert_eq!(
        walk.walker.deviations().len(),
        0,
        "{:#?}",
        walk.walker.deviations()
    );
}

struct Walk {
    walker: Walker,
    base39: Base39,
    dice: Rng,
}

impl Walk {
    fn request(&mut self) -> RequestBuilder {
        let customer = match self.dice.u8(0..12) {
            0 => "cust_unknown".to_owned(),
            1 => "%00".to_owned(),
            _ => self.base39.customer_id(self.dice.u64(0..300)),
        };
        let file = match self.dice.u8(0..12) {
            0 => "file_unknown".to_owned(),
            _ => self.base39.file_id(self.dice.u64(0..50)),
        };
        let query = match self.dice.u8(0..10) {
            0 => "?fields=name,address,attachments",
            1 => "?fields=-attachments&expand=address",
            2 => "?fields=name,-address",
            3 => "?fields=unknown&fields=id",
            4 => "?expand=%20%3B",
            _ => "",
        };
        let path = format!("/v1/customers/{customer}/attach{query}");
        let body = json!({ "file": file }).to_string();
        let request = match self.dice.u8(0..14) {
            0 => self.walker.post(&path, "text/plain", body),
            1 => self.walker.post(&path, JSON, "{"),
            2 => self.walker.post(&path, JSON, "{}"),
            3 => self.walker.post(&path, JSON, "{\"file\": 7}"),
            4 => self.walker.post(&path, JSON, vec![b' '; 1 << 13]),
            5 => self.walker.request(Method::GET, &path),
            _ => self.walker.post(&path, JSON, body),
        };
        let request = match self.dice.u8(0..14) {
            0 => request,
            1 => request.bearer_auth("bs_live_unknown"),
            2 => request.header("authorization", "Basic YTpi"),
            _ => request.bearer_auth(self.base39.api_key()),
        };
        match self.dice.u8(0..4) {
            0 => request.header("Idempotency-Key", format!("key-{}", self.dice.u8(0..40))),
            1 => request.header("base39-external-client-id", "tenant"),
            _ => request,
        }
    }

    /// The second of two that come with one key at a time.
    async fn in_flight(&mut self, sandbox: &Sandbox, clock: &ManualClock) {
        sandbox.inject(Fault::latency(Duration::from_secs(60)).on(ATTACH));
        let path = format!("/v1/customers/{}/attach", self.base39.customer_id(1));
        let body = json!({ "file": self.base39.file_id(1) }).to_string();
        let request = self.walker.post(&path, JSON, body);
        let request = request.bearer_auth(self.base39.api_key());
        let second = request.header("Idempotency-Key", "in-flight");
        let first = tokio::spawn(second.try_clone().unwrap().send());
        while clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(self.walker.send(ATTACH, second).await.status, 409);
        clock.advance(Duration::from_secs(60));
        assert_eq!(first.await.unwrap().unwrap().status(), 200);
    }

    /// The document has a body for all of them.
    async fn every_status(&mut self, sandbox: &Sandbox) {
        assert!(strict::has_default(ATTACH));
        for status in 400..600 {
            sandbox.inject(Fault::status(status).on(ATTACH));
            let answered = self.walker.send(
                ATTACH,
                self.walker.post("/v1/customers/a/attach", JSON, "{}"),
            );
            assert_eq!(answered.await.status, status);
        }
    }
}
