//! Tokens from a place of one's own, such as a vault that another service keeps filled.
//!
//! `cargo run -p cadastro --example own_credentials` plays the vault, and the bank on loopback.

#![expect(clippy::print_stdout, reason = "it is a program")]

mod support;

use std::error::Error;
use std::sync::Mutex;

use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::get;
use axum::{Json, Router};
use cadastro::customers::Client;
use cadastro::{Credentials, CredentialsError, Token, TokenNeed, TokenSource};
use serde_json::json;

/// Asks the vault once, and again when a bank did not take the token.
struct Vault {
    kept: Mutex<Option<Token>>,
}

impl TokenSource for Vault {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        let mut kept = self
            .kept
            .lock()
            .map_err(|_| CredentialsError::new("a panic elsewhere"))?;
        // Calls that run at the same time may have been refused with the same token: only the first asks the vault.
        let refused = |token: &&Token| need.refused().is_some_and(|refused| refused.is(token));
        if let Some(token) = kept.as_ref().filter(|token| !refused(token)) {
            return Ok(token.clone());
        }
        let secret = if kept.is_none() {
            "the token of yesterday"
        } else {
            "the token of today"
        };
        println!("the vault gives {secret}");
        Ok(kept.insert(Token::new(secret)).clone())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let origin = support::serve(|_| bank()).await?;
    let vault = Vault {
        kept: Mutex::new(None),
    };
    let bank = Client::builder(origin)
        .with_credentials(Credentials::from_source(vault))
        .build()?;
    for _ in 0..2 {
        let answer = bank.business().qualifications().send().await?;
        println!("{}: {:?}", answer.status(), answer.data.economic_activities);
    }
    Ok(())
}

/// Takes the token of today.
fn bank() -> Router {
    let qualifications = async |headers: HeaderMap| {
        let token = headers.get("authorization");
        if token.is_none_or(|token| token != "Bearer the token of today") {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let activities = json!([{"code": "8599604", "isMain": true}]);
        let data =
            json!({"updateDateTime": "2026-02-01T10:00:00Z", "economicActivities": activities});
        Json(json!({ "data": data })).into_response()
    };
    let path = "/open-banking/customers/v2/business/qualifications";
    Router::new().route(path, get(qualifications))
}
