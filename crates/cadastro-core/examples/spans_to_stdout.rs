//! Exports the spans of a call to stdout, through `tracing-opentelemetry` and OpenTelemetry's SDK. The server, on
//! loopback, is unavailable at first, so the call takes two attempts.
//!
//! `cargo run -p cadastro-core --example spans_to_stdout`

use std::error::Error;

use cadastro_core::{
    Credentials, Documented, Endpoint, Idempotence, Method, NoBody, Operation, Request, Security,
};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_stdout::SpanExporter;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

static GET_CUSTOMER: Operation = Operation {
    id: "getCustomer",
    method: Method::Get,
    path: "/v1/customers/{id}",
    request_media: &[],
    answers: &[Documented::empty(204)],
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Safe,
    interaction_id: true,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(SpanExporter::default())
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("cadastro"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false);
    tracing_subscriber::registry()
        .with(LevelFilter::INFO)
        .with(layer)
        .init();

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(serve(listener));

    let endpoint = Endpoint::builder(base_url)
        .with_credentials(Credentials::bearer("a token that no span tells"))
        .build()?;
    let request = Request::new().path("id", "an id that no span tells");
    let answer = endpoint.call::<NoBody>(&GET_CUSTOMER, request).await?;
    assert_eq!(answer.attempts().len(), 2);

    provider.shutdown()?;
    Ok(())
}

/// Answers 503 to the first request, and 204 to any other.
async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let mut status = "503 Service Unavailable";
    loop {
        let (mut stream, _) = listener.accept().await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut head).await? == 0 {
                break;
            }
        }
        let answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await?;
        status = "204 No Content";
    }
}
