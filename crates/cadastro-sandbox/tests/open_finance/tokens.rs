//! The token endpoint.

use std::time::Duration;

use cadastro_sandbox::{AuthorisedConsent, Consent, Fault};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::bank::{Answered, Bank, PERSON};

const JWT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const FORM: &str = "application/x-www-form-urlencoded";

fn form(pairs: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs).finish()
}

impl Bank {
    fn token_request(&self, pairs: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let request = self.client.post(self.bank.token_url());
        request.header("content-type", FORM).body(form(pairs))
    }

    fn basic(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(self.bank.client_id(), Some(self.bank.client_secret()))
    }

    async fn refresh(&self, consent: &AuthorisedConsent) -> Answered {
        let pairs = refresh(consent);
        Answered::of(self.basic(self.token_request(&pairs))).await
    }

    fn claims(&self, jti: &str) -> Value {
        json!({
            "iss": self.bank.client_id(),
            "sub": self.bank.client_id(),
            "aud": self.bank.token_url(),
            // Two minutes after noon.
            "exp": 1_773_154_920,
            "jti": jti,
        })
    }

    async fn assert(&self, consent: &AuthorisedConsent, assertion: &str) -> Answered {
        let mut pairs = refresh(consent).to_vec();
        pairs.push(("client_assertion_type", JWT));
        pairs.push(("client_assertion", assertion));
        Answered::of(self.token_request(&pairs)).await
    }
}

fn refresh(consent: &AuthorisedConsent) -> [(&str, &str); 2] {
    [
        ("grant_type", "refresh_token"),
        ("refresh_token", consent.refresh_token()),
    ]
}

fn sign(algorithm: Algorithm, claims: &Value) -> String {
    let key = EncodingKey::from_rsa_pem(include_bytes!("client.pem")).unwrap();
    jsonwebtoken::encode(&Header::new(algorithm), claims, &key).unwrap()
}

#[track_caller]
fn assert_refused(answer: &Answered, status: u16, error: &str) {
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (status, &json!(error))
    );
    assert!(answer.body["error_description"].is_string());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let challenge = answer.header("www-authenticate");
    assert_eq!(challenge.is_some(), status == 401);
}

#[tokio::test]
async fn a_refresh_token_gives_access_tokens_again_and_again() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let mut tokens = Vec::new();
    for count in 1..=3 {
        let answer = bank.refresh(&consent).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["token_type"], "Bearer");
        assert_eq!(answer.body["expires_in"], 900);
        assert_eq!(answer.body["refresh_token"], consent.refresh_token());
        let scope = format!("openid consent:{} customers", consent.id());
        assert_eq!(answer.body["scope"], scope);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
        tokens.push(answer.body["access_token"].as_str().unwrap().to_owned());
        assert_eq!(bank.sandbox.effects().consent_tokens, count);
    }
    // A new one leaves the others as they are.
    for token in &tokens {
        assert_eq!(bank.get_by(token, PERSON, &[]).await.status, 200);
    }
    bank.advance(900);
    for token in &tokens {
        assert_eq!(bank.get_by(token, PERSON, &[]).await.status, 401);
    }
}

#[tokio::test]
async fn a_client_is_known_by_basic_or_by_the_form() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let (id, secret) = (bank.bank.client_id(), bank.bank.client_secret());
    let with = |more: &[(&'static str, &'static str)]| {
        let mut pairs = refresh(&consent).to_vec();
        pairs.extend_from_slice(more);
        pairs
    };
    let mut posted = with(&[]);
    posted.extend([("client_id", id), ("client_secret", secret)]);
    assert_eq!(Answered::of(bank.token_request(&posted)).await.status, 200);
    let mut named = with(&[("scope", "openid customers")]);
    named.push(("client_id", id));
    let request = bank.basic(bank.token_request(&named));
    assert_eq!(Answered::of(request).await.status, 200);

    // Both at once, or none, or the wrong one.
    let both = Answered::of(bank.basic(bank.token_request(&posted))).await;
    assert_refused(&both, 400, "invalid_request");
    let none = Answered::of(bank.token_request(&with(&[]))).await;
    assert_refused(&none, 401, "invalid_client");
    let half = Answered::of(bank.token_request(&named)).await;
    assert_refused(&half, 401, "invalid_client");
    let wrong = with(&[("client_id", "x"), ("client_secret", "y")]);
    let wrong = Answered::of(bank.token_request(&wrong)).await;
    assert_refused(&wrong, 401, "invalid_client");
    for (id, secret) in [(id, "wrong"), ("wrong", secret)] {
        let request = bank.token_request(&with(&[])).basic_auth(id, Some(secret));
        assert_refused(&Answered::of(request).await, 401, "invalid_client");
    }
    let request = bank.token_request(&with(&[])).bearer_auth("token");
    assert_refused(&Answered::of(request).await, 401, "invalid_client");
    let other = bank.basic(bank.token_request(&with(&[("client_id", "other")])));
    assert_refused(&Answered::of(other).await, 401, "invalid_client");
    assert_eq!(bank.sandbox.effects().consent_tokens, 2);
}

#[tokio::test]
async fn grants_and_requests_are_checked() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let refresh_token = consent.refresh_token();
    for (pairs, error) in [
        (vec![], "invalid_request"),
        (vec![("refresh_token", refresh_token)], "invalid_request"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", "")],
            "invalid_request",
        ),
        (
            vec![("grant_type", "a"), ("grant_type", "a")],
            "invalid_request",
        ),
        (
            vec![("grant_type", "client_credentials")],
            "unsupported_grant_type",
        ),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", "x")],
            "invalid_grant",
        ),
    ] {
        let answer = Answered::of(bank.basic(bank.token_request(&pairs))).await;
        assert_refused(&answer, 400, error);
    }
    // A good form, under another name.
    let json = bank.client.post(bank.bank.token_url());
    let json = json.header("content-type", "application/json");
    let json = bank.basic(json.body(form(&refresh(&consent))));
    assert_refused(&Answered::of(json).await, 400, "invalid_request");
    assert_eq!(bank.sandbox.effects().consent_tokens, 0);
}

#[tokio::test]
async fn a_refresh_token_is_good_as_long_as_the_consent_and_for_its_receiver() {
    let bank = Bank::open().await;
    let [revoked, rejected] = [bank.person(1), bank.person(1)];
    bank.bank.revoke(&revoked);
    bank.bank.reject(&rejected);
    for consent in [revoked, rejected] {
        assert_refused(&bank.refresh(&consent).await, 400, "invalid_grant");
    }
    let minute = Consent::of_person(0).with_lifetime(Duration::from_secs(60));
    let minute = bank.bank.authorise(minute);
    assert_eq!(bank.refresh(&minute).await.status, 200);
    bank.advance(60);
    assert_refused(&bank.refresh(&minute).await, 400, "invalid_grant");

    let other = Consent::of_person(0).with_client_id("another");
    let other = bank.bank.authorise(other);
    assert_refused(&bank.refresh(&other).await, 400, "invalid_grant");
    let request = bank.token_request(&refresh(&other));
    let request = request.basic_auth("another", Some(bank.bank.client_secret()));
    assert_eq!(Answered::of(request).await.status, 200);
}

#[tokio::test]
async fn a_signed_assertion_is_good_once() {
    let public = include_str!("client.public.pem");
    let bank = Bank::with(|builder| builder.with_client_key_pem(public)).await;
    let consent = bank.person(1);
    let assertion = sign(Algorithm::PS256, &bank.claims("1"));
    let answer = bank.assert(&consent, &assertion).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let again = bank.assert(&consent, &assertion).await;
    assert_refused(&again, 401, "invalid_client");
    // One whose time is over is not good either, and its `jti` is forgotten.
    bank.advance(120);
    let late = bank.assert(&consent, &assertion).await;
    assert_refused(&late, 401, "invalid_client");
    let mut claims = bank.claims("1");
    claims["exp"] = json!(1_773_154_921);
    let reused = bank
        .assert(&consent, &sign(Algorithm::PS256, &claims))
        .await;
    assert_eq!(reused.status, 200);
    assert_eq!(bank.sandbox.effects().consent_tokens, 2);
}

#[tokio::test]
async fn a_signature_is_checked_where_the_key_is_known() {
    let public = include_str!("client.public.pem");
    let strict = Bank::with(|builder| builder.with_client_key_pem(public)).await;
    let lax = Bank::open().await;
    for (bank, is_taken) in [(&strict, false), (&lax, true)] {
        let consent = bank.person(1);
        let signed = sign(Algorithm::PS256, &bank.claims("1"));
        let (signed, _) = signed.rsplit_once('.').unwrap();
        let forged = sign(Algorithm::PS256, &bank.claims("2"));
        let (_, signature) = forged.rsplit_once('.').unwrap();
        let answer = bank
            .assert(&consent, &format!("{signed}.{signature}"))
            .await;
        match is_taken {
            true => assert_eq!(answer.status, 200),
            false => assert_refused(&answer, 401, "invalid_client"),
        }
    }
    let refused = cadastro_sandbox::Sandbox::builder().with_client_key_pem("no key");
    assert_eq!(
        refused.start().await.unwrap_err().kind(),
        std::io::ErrorKind::InvalidInput
    );
}

#[tokio::test]
async fn what_an_assertion_says_is_checked() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    for aud in [
        json!(bank.bank.token_url()),
        json!(bank.bank.origin()),
        json!(["https://other.example", bank.bank.token_url()]),
    ] {
        let mut claims = bank.claims(&aud.to_string());
        claims["aud"] = aud;
        let answer = bank
            .assert(&consent, &sign(Algorithm::PS256, &claims))
            .await;
        assert_eq!(answer.status, 200, "{claims}");
    }
    for (claim, value) in [
        ("iss", json!("other")),
        ("sub", json!("other")),
        ("sub", Value::Null),
        ("aud", json!("https://other.example")),
        ("aud", json!([])),
        ("aud", Value::Null),
        // Noon.
        ("exp", json!(1_773_154_800)),
        ("exp", json!(-1)),
        ("exp", json!("1773154920")),
        ("exp", Value::Null),
        // More than a minute after noon.
        ("nbf", json!(1_773_154_861)),
        ("nbf", json!("1773154800")),
        ("iat", json!(1_773_154_861)),
        ("iat", Value::Null),
        ("jti", json!("")),
        ("jti", Value::Null),
    ] {
        let mut claims = bank.claims("never used");
        claims[claim] = value;
        let answer = bank
            .assert(&consent, &sign(Algorithm::PS256, &claims))
            .await;
        assert_refused(&answer, 401, "invalid_client");
    }
    let mut stranger = bank.claims("never used");
    stranger["iss"] = json!("stranger");
    stranger["sub"] = json!("stranger");
    let stranger = bank
        .assert(&consent, &sign(Algorithm::PS256, &stranger))
        .await;
    assert_refused(&stranger, 401, "invalid_client");
    let claims = bank.claims("never used");
    for assertion in [sign(Algorithm::RS256, &claims), "x.y.z".to_owned()] {
        assert_refused(
            &bank.assert(&consent, &assertion).await,
            401,
            "invalid_client",
        );
    }
    let good = sign(Algorithm::PS256, &claims);
    let mut pairs = refresh(&consent).to_vec();
    pairs.push(("client_assertion", &good));
    assert_refused(
        &Answered::of(bank.token_request(&pairs)).await,
        401,
        "invalid_client",
    );
    pairs.push(("client_assertion_type", JWT));
    pairs.push(("client_id", "other"));
    assert_refused(
        &Answered::of(bank.token_request(&pairs)).await,
        401,
        "invalid_client",
    );
    // Clocks differ, and an assertion may be good for long.
    let mut ahead = bank.claims("ahead");
    ahead["nbf"] = json!(1_773_154_860);
    ahead["iat"] = json!(1_773_154_860.0);
    ahead["exp"] = json!(1_773_154_860 + 86_400);
    let ahead = sign(Algorithm::PS256, &ahead);
    assert_eq!(bank.assert(&consent, &ahead).await.status, 200);
    // None of these has used it up.
    assert_eq!(bank.assert(&consent, &good).await.status, 200);
}

#[tokio::test]
async fn other_failures_are_told_in_the_same_form() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    for (status, error) in [
        (400, "invalid_request"),
        (401, "invalid_client"),
        (429, "temporarily_unavailable"),
        (500, "server_error"),
        (503, "temporarily_unavailable"),
    ] {
        bank.sandbox.inject(Fault::status(status).on("token"));
        assert_refused(&bank.refresh(&consent).await, status, error);
    }
    let get = Answered::of(bank.client.get(bank.bank.token_url())).await;
    assert_refused(&get, 405, "invalid_request");
}

#[tokio::test]
async fn a_seed_gives_the_same_ids_and_tokens() {
    let [one, same, other] =
        [7, 7, 8].map(|seed| Bank::with(move |builder| builder.with_seed(seed)));
    let (one, same, other) = (one.await, same.await, other.await);
    let of = |bank: &Bank| {
        let consent = bank.person(1);
        let token = bank.bank.access_token(&consent).unwrap();
        let client = (
            bank.bank.client_id().to_owned(),
            bank.bank.client_secret().to_owned(),
        );
        (client, consent, token)
    };
    let first = of(&one);
    assert_eq!(first, of(&same));
    assert_ne!(first, of(&other));
}
