//! A retry policy of one's own: no patience in front of a waiting person, and a word for each failed attempt.
//!
//! `cargo run -p cadastro --example own_retry_policy` plays the bank itself, on loopback.

#![expect(clippy::print_stdout, reason = "it is a program")]

mod support;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::get;
use axum::{Json, Router};
use cadastro::customers::Client;
use cadastro::{Backoff, Failed, RetryPolicy};
use serde_json::json;

/// As the default, but within two seconds, and not at all if a bank says that it is overloaded. What must not be
/// repeated is not asked about: a 423, or an answer with a 2xx.
struct Impatient(Backoff);

impl RetryPolicy for Impatient {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        let overloaded = failed.error().is_overloaded();
        let in_time = failed.elapsed() < Duration::from_secs(2);
        let wait = self.0.wait(failed).filter(|_| in_time && !overloaded);
        println!(
            "attempt {}: {}; waits: {wait:?}",
            failed.attempts(),
            failed.error()
        );
        wait
    }

    fn succeeded(&self, attempts: u32) {
        println!("succeeded after {attempts} attempts");
        self.0.succeeded(attempts);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let origin = support::serve(|_| bank()).await?;
    let first_wait = Duration::from_millis(100);
    let backoff = Backoff::new()
        .with_waits(first_wait, first_wait * 8)
        .without_jitter();
    let bank = Client::builder(origin)
        .with_retry(Impatient(backoff))
        .build()?;

    let answer = bank.business().qualifications().send().await?;
    println!("{}", answer.status());
    if let Err(error) = bank.business().financial_relations().send().await {
        println!("given up: {error}");
    }
    Ok(())
}

/// Answers one operation at the third time, and is overloaded whenever it is asked for the other one.
fn bank() -> Router {
    let asked = Arc::new(AtomicUsize::new(0));
    let qualifications = async move || match asked.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => StatusCode::BAD_GATEWAY.into_response(),
        _ => Json(json!({"data": {"updateDateTime": "2026-02-01T10:00:00Z"}})).into_response(),
    };
    let overloaded = async || StatusCode::from_u16(529).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let base = "/open-banking/customers/v2/business";
    Router::new()
        .route(&format!("{base}/qualifications"), get(qualifications))
        .route(&format!("{base}/financial-relations"), get(overloaded))
}
