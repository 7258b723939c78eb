//! Open Finance: a random walk over consents, pages, permissions, limits and everything that is refused.

use std::time::{Duration, UNIX_EPOCH};

use cadastro_core::ManualClock;
use cadastro_sandbox::{
    AuthorisedConsent, Consent, Fault, OpenFinance, Resource, Sandbox, SandboxBuilder, Spelling,
};
use fastrand::Rng;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::strict;
use crate::walker::{Answered, Walker};

/// The operations with their paths, those of persons first.
pub(crate) const READINGS: [(&str, &str); 6] = [
    (
        "customersGetPersonalIdentifications",
        "personal/identifications",
    ),
    (
        "customersGetPersonalQualifications",
        "personal/qualifications",
    ),
    (
        "customersGetPersonalFinancialRelations",
        "personal/financial-relations",
    ),
    (
        "customersGetBusinessIdentifications",
        "business/identifications",
    ),
    (
        "customersGetBusinessQualifications",
        "business/qualifications",
    ),
    (
        "customersGetBusinessFinancialRelations",
        "business/financial-relations",
    ),
];
const BASE_PATH: &str = "/open-banking/customers/v2";
const PERMISSIONS: [&str; 5] = [
    "CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ",
    "CUSTOMERS_PERSONAL_ADITTIONALINFO_READ",
    "CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ",
    "CUSTOMERS_BUSINESS_ADITTIONALINFO_READ",
    "RESOURCES_READ",
];

#[tokio::test(flavor = "multi_thread")]
async fn on_loopback_only_links_deviate() {
    let walker = walk(Sandbox::builder(), 400).await;
    let is_link = |deviation: &String| {
        deviation.contains(" 2xx body /links/") && deviation.ends_with(" pattern")
    };
    let others: Vec<_> = walker
        .deviations()
        .keys()
        .filter(|deviation| !is_link(deviation))
        .collect();
    assert_eq!(others, <[&String; 0]>::default());
    for (operation, _) in READINGS {
        let link = format!("{operation} 2xx body /links/self pattern");
        assert_eq!(
            walker.deviations().get(&link),
            walker.statuses(operation).get(&200)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_name_nothing_deviates() {
    let walker = walk(Sandbox::builder().with_tls(), 400).await;
    assert_eq!(walker.deviations().len(), 0, "{:#?}", walker.deviations());
}

/// So many customers, each of them asked about a few times, and then every status that a bank can give.
pub(crate) async fn walk(builder: SandboxBuilder, customers: u64) -> Walker {
    let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_785_715_200));
    let builder = builder.with_clock(clock.clone()).with_body_limit(1 << 12);
    let builder = builder
        .with_rate_limit(30)
        .with_overall_limit(6)
        .with_page_cap(20);
    let sandbox = builder.start().await.unwrap();
    let mut walk = Walk {
        walker: Walker::new(&sandbox),
        bank: sandbox.open_finance(),
        clock,
        dice: Rng::with_seed(42),
    };
    for index in 0..customers {
        walk.customer(index).await;
    }
    for (operation, path) in READINGS {
        let mut seen = walk.walker.statuses(operation);
        for status in strict::statuses(operation) {
            // The first comes by what breaks in a bank, the second by one that is too slow.
            assert!(
                seen.remove(&status).is_some() || [500, 504].contains(&status),
                "{operation} {status}"
            );
        }
        // What `default` is for.
        assert_eq!(seen.into_keys().collect::<Vec<_>>(), [413], "{operation}");
        for status in 400..600 {
            sandbox.inject(Fault::status(status).on(operation));
            let answered = walk
                .walker
                .send(operation, walk.walker.get(&format!("{BASE_PATH}/{path}")));
            assert_eq!(answered.await.status, status);
        }
    }
    walk.walker.show();
    walk.walker
}

struct Walk {
    walker: Walker,
    bank: OpenFinance,
    clock: ManualClock,
    dice: Rng,
}

impl Walk {
    async fn customer(&mut self, index: u64) {
        let consent = if self.dice.bool() {
            Consent::of_person(index)
        } else {
            Consent::of_company(index)
        };
        let consent = consent.with_records(self.dice.u64(1..150));
        let consent = match self.dice.u8(0..5) {
            0 => consent.with_permissions(PERMISSIONS),
            1 => consent.with_permissions(
                self.dice
                    .choose_multiple(PERMISSIONS.iter(), 2)
                    .into_iter()
                    .copied(),
            ),
            2 => consent.with_lifetime(Duration::from_secs(self.dice.u64(0..60))),
            _ => consent,
        };
        let consent = self.bank.authorise(consent);
        let token = self.bank.access_token(&consent).unwrap_or_default();
        for _ in 0..self.dice.u8(1..12) {
            self.pass_time();
            if self.dice.u8(0..40) == 0 {
                self.bank.revoke(&consent);
            }
            let state = self.state();
            self.bank.set_resource(&consent, state);
            let (operation, path) = READINGS[self.dice.usize(0..6)];
            let request = self.request(path, &token);
            let answered = self.walker.send(operation, request).await;
            self.follow(operation, answered, &token).await;
        }
        if self.dice.u8(0..10) == 0 {
            self.exhaust(&consent, &token).await;
        }
    }

    /// Many calls in a second, then a pause, so that both limits are met now and then.
    fn pass_time(&mut self) {
        let most = if self.dice.u8(0..6) == 0 { 8_000 } else { 200 };
        let time = Duration::from_millis(self.dice.u64(0..most));
        self.clock.advance(time);
    }

    fn state(&mut self) -> Resource {
        let spelling = Spelling::ALL[self.dice.usize(0..3)];
        match self.dice.u8(0..30) {
            0 => Resource::PendingAuthorisation(spelling),
            1 => Resource::TemporarilyUnavailable(spelling),
            2 => Resource::Unavailable(spelling),
            _ => Resource::Available,
        }
    }

    /// In order, mostly.
    fn request(&mut self, path: &str, token: &str) -> RequestBuilder {
        let query = match self.dice.u8(0..14) {
            0 => "?page=2",
            1 => "?page-size=1",
            2 => "?page-size=1000",
            3 => "?page=3&page-size=7",
            4 => "?page=1&pagination-key=unknown",
            5 => "?page=0",
            6 => "?page=x&page-size=1001",
            7 => "?page=2147483647",
            8 => "?page=9&page-size=20",
            9 => "?page=1&page=1&colour=%00",
            _ => "",
        };
        let path = format!("{BASE_PATH}/{path}{query}");
        let request = match self.dice.u8(0..40) {
            0 => self.walker.request(Method::POST, &path),
            1 => self.walker.request(Method::OPTIONS, &path),
            2 => self.walker.get(&path).body("a".repeat(1 << 13)),
            3 => self.walker.get(&path).header("accept", "application/xml"),
            4 => self
                .walker
                .get(&path)
                .header("x-fapi-auth-date", "yesterday"),
            5 => self.walker.get(&path).header("x-customer-user-agent", ""),
            6 => self
                .walker
                .get(&path)
                .header("x-fapi-customer-ip-address", "10.0.0.1"),
            _ => self.walker.get(&path),
        };
        let request = match self.dice.u8(0..20) {
            0 => request,
            1 => request.header("x-fapi-interaction-id", "no id: \u{e9}"),
            2 => request.header("x-fapi-interaction-id", "a".repeat(101)),
            3 => request.header("x-fapi-interaction-id", "578-psd"),
            _ => request.header("x-fapi-interaction-id", uuid::Uuid::new_v4().to_string()),
        };
        match self.dice.u8(0..30) {
            0 => request,
            1 => request.bearer_auth("unknown"),
            2 => request.basic_auth("a", Some("b")),
            _ => request.bearer_auth(token),
        }
    }

    /// Goes on by the links of an answer, up to three times.
    async fn follow(&mut self, operation: &str, mut answered: Answered, token: &str) {
        for _ in 0..3 {
            let name = self
                .dice
                .choice(["next", "next", "prev", "first", "last", "self"]);
            let link = name.and_then(|name| answered.body["links"][name].as_str());
            let Some(link) = link else {
                return;
            };
            assert!(
                link.starts_with(&format!("{}{BASE_PATH}/", self.walker.origin)),
                "{link}"
            );
            self.pass_time();
            let id = uuid::Uuid::new_v4().to_string();
            let request = self.walker.get(link).header("x-fapi-interaction-id", &id);
            answered = self
                .walker
                .send(operation, request.bearer_auth(token))
                .await;
            let echoed = answered.headers["x-fapi-interaction-id"].to_str();
            assert_eq!(echoed.unwrap(), id);
            assert!(answered.status != 200 || !matches!(&answered.body["data"], Value::Null));
        }
    }

    /// Asks until the quota of the month is used up.
    async fn exhaust(&mut self, consent: &AuthorisedConsent, token: &str) {
        self.bank.set_resource(consent, Resource::Available);
        for _ in 0..9 {
            for (operation, path) in READINGS {
                self.clock.advance(Duration::from_millis(2_500));
                let id = uuid::Uuid::new_v4().to_string();
                let request = self
                    .walker
                    .get(&format!("{BASE_PATH}/{path}"))
                    .bearer_auth(token);
                let request = request.header("x-fapi-interaction-id", id);
                self.walker.send(operation, request).await;
            }
        }
    }
}
