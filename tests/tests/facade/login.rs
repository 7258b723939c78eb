//! Tokens of BS2 by log-in, over a token endpoint on loopback.

use cadastro::ClientAuthentication;
use cadastro::onboarding::{Client, ClientBuilder, Environment};
use serde_json::json;

use crate::golden::Golden;
use crate::people::transport;
use crate::server::{Heard, Reply, Server};
use crate::silence::{CLIENTE, PASSWORD, SECRET, USER, answered, refused, silent};

const TOKENS: &str = "/auth/oauth/v2/token";

/// Gives tokens that are told apart by their number, and takes calls with the latest one.
async fn bs2() -> Server {
    let issued = std::sync::atomic::AtomicUsize::new(0);
    Server::answering(move |_, _, heard| {
        use std::sync::atomic::Ordering::SeqCst;
        if heard.target().starts_with("/auth") || heard.target() == "/outro/token" {
            let number = issued.fetch_add(1, SeqCst) + 1;
            let body = json!({
                "access_token": format!("token-plantado-{number}"),
                "refresh_token": format!("refresh-plantado-{number}"),
                "token_type": "bearer",
                "expires_in": "300",
            });
            return Reply::json(200, body.to_string());
        }
        let latest = format!("Bearer token-plantado-{}", issued.load(SeqCst));
        let status = match heard.header("authorization") {
            Some(token) if token == latest => 201,
            _ => 401,
        };
        Reply::json(status, "{}")
    })
    .await
}

fn builder(environment: Environment, authentication: ClientAuthentication) -> ClientBuilder {
    let builder = Client::builder(silent(environment)).with_transport(transport());
    silent(builder.with_login(silent(authentication), USER, PASSWORD))
}

fn basic() -> ClientAuthentication {
    ClientAuthentication::basic("cliente-plantado", SECRET)
}

#[tokio::test]
async fn a_login_serves_all_calls_and_all_clones() {
    let server = bs2().await;
    let mut golden = Golden::of("onboarding-login");
    let client = silent(
        builder(Environment::sandbox(server.url()), basic())
            .build()
            .unwrap(),
    );
    assert!(!server.was_reached());
    answered(client.status(CLIENTE).await);
    answered(client.clone().status(CLIENTE).await);
    let targets = server.targets();
    assert_eq!(targets.len(), 3);
    assert_eq!(targets[0], TOKENS);
    golden.note("a call", &server);
    golden.check();
}

#[tokio::test]
async fn the_token_request_is_basic_or_by_form() {
    for (name, authentication) in [
        ("onboarding-token-basic", basic()),
        (
            "onboarding-token-form",
            ClientAuthentication::form("cliente-plantado", SECRET),
        ),
    ] {
        let server = Server::replying(Reply::json(
            401,
            json!({ "error": "invalid_client" }).to_string(),
        ))
        .await;
        let client = builder(Environment::sandbox(server.url()), authentication).build();
        let error = refused(client.unwrap().status(CLIENTE).await);
        assert!(error.is_credentials() && !error.was_sent(), "{error}");
        assert!(error.credentials_error().is_some());
        assert!(server.targets().iter().all(|target| target == TOKENS));
        let mut golden = Golden::of(name);
        golden.note("a log-in", &server);
        golden.check();
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let killed = |heard: &Heard| heard.header("authorization") == Some("Bearer token-plantado-1");
    let issued = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::answering(move |_, _, heard| {
        if heard.target() == TOKENS {
            let number = issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            let body = json!({ "access_token": format!("token-plantado-{number}"),
                "refresh_token": "refresh-plantado", "expires_in": 300 });
            return Reply::json(200, body.to_string());
        }
        Reply::json(if killed(heard) { 401 } else { 200 }, "{}")
    })
    .await;
    let client = builder(Environment::sandbox(server.url()), basic()).build();
    answered(client.unwrap().status(CLIENTE).await);
    let heard = server.heard();
    assert_eq!(heard.len(), 4);
    assert!(heard[0].text().contains("grant_type=password"));
    assert!(heard[2].text().contains("grant_type=refresh_token"));
}

#[tokio::test]
async fn the_token_endpoint_may_be_elsewhere() {
    let (tokens, api) = (bs2().await, Server::replying(Reply::json(200, "{}")).await);
    let at_other_host = Environment::sandbox(tokens.url()).with_api_url(api.url());
    let client = builder(at_other_host, basic()).build().unwrap();
    answered(client.status(CLIENTE).await);
    assert_eq!(tokens.targets(), [TOKENS]);
    assert_eq!(api.heard().len(), 1);

    let environment = Environment::sandbox(api.url()).with_token_url(tokens.url() + "/outro/token");
    let client = builder(environment, basic()).build().unwrap();
    answered(client.status(CLIENTE).await);
    assert_eq!(tokens.targets(), [TOKENS, "/outro/token"]);
    assert_eq!(api.heard().len(), 2);
}

#[tokio::test]
async fn a_login_that_cannot_be_used_is_a_configuration_error() {
    let url = format!("https://{USER}:{PASSWORD}@bs2.example");
    for environment in [
        Environment::sandbox(&url),
        Environment::sandbox("https://127.0.0.1").with_token_url(&url),
        Environment::sandbox("http://bs2.example"),
    ] {
        let builder = builder(environment, basic());
        assert!(refused(builder.build()).is_configuration());
    }
}
