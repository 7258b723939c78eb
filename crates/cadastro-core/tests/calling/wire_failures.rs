//! Answers that do not come, or do not come whole.

use std::time::Duration;

use cadastro_core::{Backoff, Endpoint, Error, Request};

use crate::operations::{ATTACH, Customer, LIST, endpoint, overdue, transport};
use crate::server::Server;

async fn failing(server: &Server) -> Error {
    let outcome = endpoint(server)
        .call::<Customer>(&LIST, Request::new())
        .await;
    outcome.expect_err("no success")
}

#[tokio::test]
async fn a_refused_connection_was_never_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let endpoint = Endpoint::builder(format!("http://127.0.0.1:{port}"))
        .with_transport(transport())
        .with_retry(Backoff::never())
        .build()
        .unwrap();
    let request = Request::new()
        .path("id", "c")
        .json("x")
        .header("idempotency-key", "k-1");
    let error = endpoint
        .call::<Customer>(&ATTACH, request)
        .await
        .unwrap_err();
    assert!(error.is_connect() && !error.is_timeout() && !error.is_request());
    assert_eq!(error.status(), None);
    assert_eq!(error.raw_body(), None);
    assert_eq!(
        error.idempotency_key(),
        Some("k-1"),
        "to repeat it with the same key"
    );
    assert_eq!(
        error.to_string(),
        "attach: no connection: connection refused"
    );
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let error = overdue(&Server::stalling("").await, &LIST, Request::new()).await;
    assert!(error.is_timeout() && !error.is_connect() && !error.is_incomplete());
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn a_body_that_stalls_keeps_status_headers_and_beginning() {
    // More than sockets hold: when all of it is out, most of it was read.
    let beginning = format!("{{\"id\":\"{}", "x".repeat(12 * 1024 * 1024));
    let head = "HTTP/1.1 200 OK\r\nx-trace: 7\r\ncontent-length: 13000000\r\n\r\n";
    let server = Server::stalling(format!("{head}{beginning}")).await;
    let error = overdue(&server, &LIST, Request::new()).await;
    assert!(error.is_timeout() && error.is_incomplete() && !error.is_too_large());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.headers().unwrap()["x-trace"], "7");
    let body = error.raw_body().unwrap();
    assert!(body.len() > 1024 && beginning.as_bytes().starts_with(body));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_incomplete() {
    for framing in [
        "content-length: 50\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\nff\r\n",
    ] {
        let reply = format!("HTTP/1.1 200 OK\r\n{framing}{{\"id\":");
        let error = failing(&Server::raw(reply).await).await;
        assert!(
            error.is_incomplete() && !error.is_timeout() && !error.is_too_large(),
            "{error:?}"
        );
        assert!(!error.is_decode(), "what is not there is not misread");
        assert_eq!(error.raw_body().unwrap().as_ref(), b"{\"id\":");
    }
}

#[tokio::test]
async fn the_status_of_a_broken_error_page_still_counts() {
    let reply = "HTTP/1.1 429 Slow\r\nretry-after: 3\r\ncontent-length: 50\r\n\r\n<html>";
    let error = failing(&Server::raw(reply).await).await;
    assert!(error.is_rate_limited() && error.is_incomplete());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!(error.raw_body().unwrap().as_ref(), b"<html>");
}

#[tokio::test]
async fn reading_stops_at_the_limit() {
    let body = format!("{{\"id\":\"{}\"}}", "x".repeat(5000));
    let announced = Server::answering("200 OK", &body).await;
    let endless = Server::stalling(format!("HTTP/1.1 200 OK\r\n\r\n{body}")).await;
    for server in [announced, endless] {
        let error = failing(&server).await;
        assert!(error.is_too_large() && error.is_incomplete() && !error.is_timeout());
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.raw_body().unwrap().as_ref(), &body.as_bytes()[..4096]);
    }
    let exact = format!("{{\"id\":\"{}\"}}", "x".repeat(4096 - 9));
    assert_eq!(exact.len(), 4096);
    let server = Server::answering("200 OK", &exact).await;
    assert!(
        endpoint(&server)
            .call::<Customer>(&LIST, Request::new())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn nonsense_instead_of_http_is_an_error() {
    let error = failing(&Server::raw("hello there\r\n\r\n").await).await;
    assert_eq!(error.status(), None);
    assert!(!error.is_connect() && !error.is_timeout());
    let error = failing(&Server::raw("").await).await;
    assert!(!error.is_connect(), "it may have been carried out");
    assert_eq!(
        error.to_string().split(" (interaction").next().unwrap(),
        "listCustomers: the server closed the connection"
    );
}
