//! Tokens: grants, lifetimes, refusals and the ten requests a minute.

use std::time::Duration;

use cadastro_sandbox::SandboxBuilder;
use reqwest::Method;
use serde_json::json;

use crate::bank::{Answer, Bank, CNPJ, UNKNOWN, company, documents_path, send, status_path, text};

#[tokio::test]
async fn a_token_lives_as_long_as_it_says_and_a_new_one_kills_the_old_one() {
    let bank = Bank::new().await;
    let first = bank.token(&bank.password()).await;
    assert_eq!(first.body["expires_in"], "420");
    assert_eq!(first.body["token_type"], "Bearer");
    assert_eq!(first.body["scope"], "onboarding-pj");
    let (old, refresh) = (
        text(&first.body, "access_token"),
        text(&first.body, "refresh_token"),
    );
    assert_eq!(bank.bs2.access_token(), Some(old.clone()));
    bank.pass(419);
    assert_eq!(bank.status(&old, UNKNOWN).await.status, 404);
    bank.pass(1);
    assert_eq!(bank.status(&old, UNKNOWN).await.status, 401);
    assert_eq!(bank.bs2.access_token(), None);

    let second = bank.refresh(&refresh).await;
    assert_eq!(second.status, 200);
    let young = text(&second.body, "access_token");
    let third = bank.token(&bank.password()).await;
    let newest = text(&third.body, "access_token");
    assert_eq!(bank.status(&young, UNKNOWN).await.status, 401);
    assert_eq!(bank.status(&newest, UNKNOWN).await.status, 404);

    // A refresh token is good once, until there is a newer one, and for ten minutes.
    for dead in [refresh, text(&second.body, "refresh_token")] {
        let answer = bank.refresh(&dead).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.body["error"], "invalid_grant");
    }
    let last = text(&third.body, "refresh_token");
    bank.pass(600);
    assert_eq!(bank.refresh(&last).await.status, 401);
    let effects = bank.sandbox.effects();
    assert_eq!((effects.password_grants, effects.refresh_grants), (2, 1));
}

#[tokio::test]
async fn tokens_can_be_revoked_one_by_one() {
    let bank = Bank::new().await;
    let answer = bank.token(&bank.password()).await;
    let refresh = text(&answer.body, "refresh_token");
    bank.bs2.revoke_token();
    let token = text(&answer.body, "access_token");
    assert_eq!(bank.status(&token, UNKNOWN).await.status, 401);
    let answer = bank.refresh(&refresh).await;
    assert_eq!(answer.status, 200);
    bank.bs2.revoke_refresh_token();
    let refresh = text(&answer.body, "refresh_token");
    assert_eq!(bank.refresh(&refresh).await.status, 401);
    let token = text(&answer.body, "access_token");
    assert_eq!(bank.status(&token, UNKNOWN).await.status, 404);
}

#[tokio::test]
async fn lifetimes_are_those_of_the_environment_or_set() {
    let production = Bank::set_up(SandboxBuilder::with_bs2_production).await;
    let set = Bank::set_up(|builder| builder.with_token_lifetime(Duration::from_secs(1_680))).await;
    for (bank, lifetime) in [(production, 300), (set, 1_680)] {
        let answer = bank.token(&bank.password()).await;
        assert_eq!(answer.body["expires_in"], lifetime.to_string());
        let token = text(&answer.body, "access_token");
        bank.pass(lifetime - 1);
        assert_eq!(bank.status(&token, UNKNOWN).await.status, 404);
        bank.pass(1);
        assert_eq!(bank.status(&token, UNKNOWN).await.status, 401);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_token_request_is_told_by_oauth_codes() {
    let bank = Bank::set_up(SandboxBuilder::without_limits).await;
    let password = bank.password();
    let with = |name: &'static str, value: &'static str| {
        let mut form = password;
        for pair in &mut form {
            if pair.0 == name {
                pair.1 = value;
            }
        }
        form.to_vec()
    };
    let mut twice = password.to_vec();
    twice.push(("scope", "onboarding-pj"));
    let cases = [
        (
            with("grant_type", "client_credentials"),
            400,
            "unsupported_grant_type",
        ),
        (with("grant_type", ""), 400, "invalid_request"),
        (with("scope", "pix"), 400, "invalid_scope"),
        (with("username", "other"), 401, "invalid_grant"),
        (with("password", "other"), 401, "invalid_grant"),
        (password[1..].to_vec(), 400, "invalid_request"),
        (password[..3].to_vec(), 400, "invalid_request"),
        (twice, 400, "invalid_request"),
        (Vec::new(), 400, "invalid_request"),
    ];
    for (form, status, error) in cases {
        let answer = bank.token(&form).await;
        assert_eq!(
            (answer.status, &answer.body["error"]),
            (status, &json!(error)),
            "{form:?}"
        );
        assert!(answer.body["error_description"].is_string());
        assert_eq!(answer.media.as_deref(), Some("application/json"));
    }
    let (id, secret) = (bank.bs2.client_id(), bank.bs2.client_secret());
    let credentials = [("client_id", id), ("client_secret", secret)];
    let in_form = [&password[..], &credentials].concat();
    assert_eq!(send(bank.token_request(&in_form)).await.status, 200);
    assert_eq!(bank.token(&in_form).await.status, 400, "both");
    assert_eq!(
        send(bank.token_request(&password)).await.status,
        401,
        "none"
    );
    // An empty parameter is none.
    let blank = [&password[..], &[("client_id", ""), ("client_secret", "")]].concat();
    assert_eq!(bank.token(&blank).await.status, 200);
    for (id, secret) in [(id, "other"), ("other", secret), ("", "")] {
        let basic = bank.token_request(&password).basic_auth(id, Some(secret));
        let answer = send(basic).await;
        assert_eq!(
            (answer.status, &answer.body["error"]),
            (401, &json!("invalid_client"))
        );
    }
    let bearer = bank.token_request(&password).bearer_auth(secret);
    assert_eq!(send(bearer).await.status, 401);

    let json = bank.client.post(bank.bs2.token_url()).body("{}");
    let json = json.header("content-type", "application/json");
    assert_eq!(send(json.basic_auth(id, Some(secret))).await.status, 415);
    assert_eq!(bank.sandbox.effects().password_grants, 2);
}

#[tokio::test]
async fn no_minute_sees_more_than_ten_token_requests_whatever_came_of_them() {
    let bank = Bank::new().await;
    for second in 0..10 {
        let form = if second % 2 == 0 {
            &bank.password()[..]
        } else {
            &[]
        };
        let expected = if second % 2 == 0 { 200 } else { 400 };
        assert_eq!(bank.token(form).await.status, expected);
        bank.pass(1);
    }
    bank.pass(49);
    let refused = bank.token(&bank.password()).await;
    assert_eq!(refused.status, 429);
    assert!(refused.body["error"].is_string());
    bank.pass(1);
    assert_eq!(bank.token(&bank.password()).await.status, 200);
    assert_eq!(bank.token(&bank.password()).await.status, 429);
    bank.pass(1);
    assert_eq!(bank.token(&bank.password()).await.status, 200);

    let unlimited = Bank::set_up(SandboxBuilder::without_limits).await;
    for _ in 0..15 {
        unlimited.log_in().await;
    }
}

#[tokio::test]
async fn without_a_live_token_nothing_is_done_and_nothing_is_said() {
    let bank = Bank::new().await;
    let requests = || {
        let body = company(CNPJ).to_string();
        let json = |path: &str| {
            let request = bank.request(Method::POST, path).body(body.clone());
            request.header("content-type", "application/json")
        };
        [
            json(bank.bs2.pre_registration_path()),
            json(bank.bs2.registration_path()),
            bank.request(Method::GET, &status_path("no-id")),
            bank.request(Method::POST, &documents_path("no-id")),
        ]
    };
    for request in requests() {
        assert_refused(send(request).await);
    }
    bank.log_in().await;
    for request in requests() {
        assert_refused(send(request.bearer_auth("other")).await);
    }
    assert!(bank.bs2.registrations().is_empty());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_credentials_tokens_and_ids() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let bank = Bank::set_up(|builder| builder.with_seed(seed)).await;
        let token = bank.log_in().await;
        let answer = bank.pre_register(&token, &company(CNPJ)).await;
        let credentials = [
            bank.bs2.client_id(),
            bank.bs2.client_secret(),
            bank.bs2.password(),
        ];
        runs.push((
            credentials.map(str::to_owned),
            token,
            text(&answer.body, "clienteId"),
        ));
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0].0, runs[2].0);
    assert_ne!(runs[0].1, runs[2].1);
    assert_ne!(runs[0].2, runs[2].2);
}

fn assert_refused(answer: Answer) {
    assert_eq!(
        (answer.status, answer.media, answer.bytes),
        (401, None, vec![])
    );
}
