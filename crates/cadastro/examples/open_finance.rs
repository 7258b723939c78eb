//! One customer's data at a bank of Open Finance Brasil: mTLS, and tokens that are renewed.
//!
//! `cargo run -p cadastro --example open_finance` plays the bank itself, on loopback.

#![expect(clippy::print_stdout, reason = "it is a program")]

#[path = "support/mutual_tls.rs"]
mod mutual_tls;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use axum::{Json, Router};
use cadastro::customers::{Client, Presence};
use cadastro::{ClientAuthentication, Credentials, OAuthTokens, PrivateKeyJwt, Transport};
use serde_json::json;

/// A made-up key. The real one is registered in the directory of the participants.
const SIGNING_KEY: &str = include_str!("support/signing_key.pem");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let issued = Arc::new(AtomicUsize::new(0));
    let server = mutual_tls::serve(bank(&issued)).await?;

    // One transport for all banks: the client certificate, and all connections. The roots are the system's, in life.
    let transport = Transport::builder()
        .with_client_identity_pem(&server.client)
        .with_root_certificate_pem(&server.root)
        .without_system_roots()
        .build()?;
    // The tokens of one consent: obtained by its refresh token, renewed when their end is near and after a 401.
    let key = PrivateKeyJwt::from_pem("a made-up client id", SIGNING_KEY).with_key_id("key 1");
    let tokens = OAuthTokens::refresh_token(
        format!("{}/token", server.origin),
        ClientAuthentication::private_key_jwt(key),
        "the refresh token of the consent",
    )
    .with_transport(transport.clone())
    .build()?;
    let bank = Client::builder(&server.origin)
        .with_transport(transport)
        .with_credentials(Credentials::from_source(tokens))
        .with_presence(Presence::new().with_ip_address([203, 0, 113, 7]))
        .build()?;

    for _ in 0..2 {
        let answer = bank.personal().qualifications().send().await?;
        let income = answer.data.informed_income.as_ref();
        let income = income.map_or("none", |income| income.amount.amount.as_str());
        let tokens = issued.load(Ordering::Relaxed);
        println!("informed income: {income}, after {tokens} tokens");
    }
    // What would reach a log has no content.
    let answer = bank.personal().qualifications().send().await?;
    println!("{:?}", answer.data.informed_income);
    Ok(())
}

/// A bank that takes each token once, so that one has to be renewed for every further call.
fn bank(issued: &Arc<AtomicUsize>) -> Router {
    let (issued, current) = (Arc::clone(issued), Arc::clone(issued));
    let last_used = Arc::new(AtomicUsize::new(0));
    let token = async move |form: String| {
        assert!(form.contains("grant_type=refresh_token") && form.contains("client_assertion="));
        let number = issued.fetch_add(1, Ordering::Relaxed) + 1;
        let token = format!("token-{number}");
        Json(json!({"access_token": token, "token_type": "Bearer", "expires_in": 300}))
    };
    let qualifications = async move |headers: HeaderMap| {
        let number = current.load(Ordering::Relaxed);
        let expected = format!("Bearer token-{number}");
        let is_new = last_used.swap(number, Ordering::Relaxed) != number;
        if !is_new
            || headers
                .get("authorization")
                .is_none_or(|sent| sent != expected.as_str())
        {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let amount = json!({"amount": "98200.00", "currency": "BRL"});
        let income = json!({"frequency": "ANUAL", "amount": amount, "date": "2026-01-31"});
        let data = json!({
            "updateDateTime": "2026-02-01T10:00:00Z", "companyCnpj": "12ABC34501DE35", "informedIncome": income,
        });
        Json(json!({ "data": data })).into_response()
    };
    Router::new().route("/token", post(token)).route(
        "/open-banking/customers/v2/personal/qualifications",
        get(qualifications),
    )
}
