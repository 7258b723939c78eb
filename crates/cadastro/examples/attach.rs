//! An uploaded file is linked to a customer of base39; the answer is cut to what is of interest.
//!
//! `cargo run -p cadastro --example attach` plays base39 itself, on loopback.

#![expect(clippy::print_stdout, reason = "it is a program")]

mod support;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::post;
use axum::{Json, Router};
use cadastro::attach::{Client, ErrorBody, Fields};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let origin = support::serve(|_| base39()).await?;
    let base39 = Client::builder("a made-up key")
        .with_base_url(origin)
        .build()?;

    // The server is overloaded at first. All attempts have one `Idempotency-Key`, so the file is attached once.
    let answer = base39
        .attach("cust_8Hq2LwZr", "file_5tWkPq1x")
        .with_fields(Fields::only(["id", "attachments", "metadata"]))
        .send()
        .await?;
    println!("answered after {} attempts", answer.attempts().len());
    for attachment in answer.attachments.iter().flatten() {
        println!(
            "attached: {}",
            attachment.file.as_ref().map_or("", |file| file.as_str())
        );
    }
    // Free data stays JSON, as it came.
    println!(
        "metadata: {}",
        answer.metadata.as_ref().map_or("none", cadastro::Json::get)
    );

    // A wrong id goes nowhere.
    let error = base39.attach("Fulana", "file_5tWkPq1x").send().await.err();
    for violation in error
        .iter()
        .filter_map(cadastro::Error::violations)
        .flatten()
    {
        println!("not sent: {violation}");
    }
    // What the server says with an error is typed as well.
    if let Err(error) = base39.attach("cust_0nobody0", "file_5tWkPq1x").send().await {
        let body: ErrorBody = error.decode()?;
        println!("{error}: {}", body.message.as_str());
    }
    Ok(())
}

fn base39() -> Router {
    let calls = Arc::new(AtomicUsize::new(0));
    let attach = async move |RawQuery(query): RawQuery, headers: HeaderMap| {
        assert!(headers.contains_key("idempotency-key"));
        match (calls.fetch_add(1, Ordering::Relaxed), query) {
            (0, _) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            (_, Some(_)) => {
                let attachments =
                    json!([{"file": "file_5tWkPq1x", "linkedAt": "2026-02-01T10:00:00Z"}]);
                let metadata = json!({"branch": 12});
                Json(json!({"id": "cust_8Hq2LwZr", "attachments": attachments, "metadata": metadata}))
                    .into_response()
            }
            _ => {
                let body = json!({"code": "NOT_FOUND", "message": "there is no such customer"});
                (StatusCode::NOT_FOUND, Json(body)).into_response()
            }
        }
    };
    Router::new().route("/v1/customers/{id}/attach", post(attach))
}
