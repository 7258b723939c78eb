//! Answers that are too large end in an error instead of in memory: bodies, and headers over both versions of HTTP.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::IntoResponse as _;
use bytes::Bytes;
use cadastro_core::{Backoff, Transport};
use futures_util::stream;
use tokio::io::AsyncWriteExt as _;

use crate::authority::Authority;
use crate::operations::{CUSTOMER, endpoint, on_loopback, read, told, trusting, with_policy};
use crate::scripted::{Scripted, head};
use crate::server::{BOTH, Server, hang_up, replying, tls};

const KIB: usize = 1024;

/// An answer with this many headers of this many bytes each, and a body that can be read.
fn with_headers(count: usize, size: usize) -> Router {
    replying(move || {
        let mut headers = HeaderMap::new();
        for index in 0..count {
            let name = HeaderName::try_from(format!("x-filler-{index:06}")).unwrap();
            let value = "v".repeat(size - "x-filler-000000".len());
            headers.insert(name, HeaderValue::try_from(value).unwrap());
        }
        (headers, CUSTOMER).into_response()
    })
}

/// The transport's server and what it says when it is called with the usual policy.
async fn call(alpn: &str, router: Router) -> Result<(), String> {
    let authority = Authority::new();
    let config = tls(&authority.server(), None, &BOTH, alpn);
    let server = Server::start(Some(config), router).await;
    let transport = trusting(&authority).build().unwrap();
    let policy = Backoff::new().without_jitter();
    let endpoint = with_policy(server.base(), &transport, policy);
    let Err(error) = read(&endpoint).await else {
        return Ok(());
    };
    assert!(error.was_sent() && !error.is_connect(), "{error:?}");
    assert_eq!(error.status(), None);
    assert_eq!(error.attempts().len(), 1, "it may count towards a quota");
    assert_eq!(server.heard().len(), 1);
    Err(told(&error))
}

#[tokio::test]
async fn headers_over_http_2_have_a_limit() {
    assert_eq!(call("h2", with_headers(30, 2 * KIB)).await, Ok(()));
    let too_large =
        "the answer breaks the rules of HTTP/2, or its headers are larger than the limit";
    for (count, size) in [(33, 2 * KIB), (1000, 64)] {
        let outcome = call("h2", with_headers(count, size)).await;
        assert_eq!(outcome, Err(too_large.to_owned()), "{count}");
    }
}

#[tokio::test]
async fn headers_over_http_1_1_have_a_limit() {
    // Besides, there are content-type, content-length and date.
    assert_eq!(call("http/1.1", with_headers(97, 4 * KIB)).await, Ok(()));
    let too_large = "the headers of the answer are larger than the limit, or too many";
    for (count, size) in [(98, 64), (90, 12 * KIB)] {
        let outcome = call("http/1.1", with_headers(count, size)).await;
        assert_eq!(outcome, Err(too_large.to_owned()), "{count}");
    }
}

#[tokio::test]
async fn a_head_without_an_end_is_not_read_for_ever() {
    let server = Scripted::start(|_, mut stream| async move {
        head(&mut stream).await.unwrap();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx-endless: ").await;
        while stream.write_all(&[b'v'; KIB]).await.is_ok() {}
    })
    .await;
    let transport = on_loopback().build().unwrap();
    let error = read(&endpoint(&server.at("http"), &transport))
        .await
        .unwrap_err();
    assert_eq!(
        told(&error),
        "the headers of the answer are larger than the limit, or too many"
    );
}

#[tokio::test]
async fn what_is_not_http_is_told() {
    for answer in [
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/3.7 200 OK\r\n\r\n",
    ] {
        let server = Scripted::start(move |_, mut stream| async move {
            head(&mut stream).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            hang_up(stream).await;
        })
        .await;
        let transport = on_loopback().build().unwrap();
        let policy = Backoff::new().without_jitter();
        let error = read(&with_policy(&server.at("http"), &transport, policy))
            .await
            .unwrap_err();
        assert_eq!(told(&error), "the answer is not HTTP", "{answer}");
        assert!(error.was_sent() && !error.is_connect(), "{error:?}");
        assert_eq!(server.connections(), 1, "it may count towards a quota");
    }
}

fn endless() -> Router {
    replying(|| {
        let chunk = || Ok::<_, Infallible>(Bytes::from_static(&[b' '; KIB]));
        Body::from_stream(stream::repeat_with(chunk)).into_response()
    })
}

#[tokio::test]
async fn a_body_without_an_end_is_read_up_to_the_limit() {
    let authority = Authority::new();
    for alpn in ["h2", "http/1.1"] {
        let config = tls(&authority.server(), None, &BOTH, alpn);
        let server = Server::start(Some(config), endless()).await;
        let limit = 64 * KIB;
        let transport = trusting(&authority).with_body_limit(limit).build().unwrap();
        let error = read(&endpoint(server.base(), &transport))
            .await
            .unwrap_err();
        assert!(error.is_too_large() && error.is_incomplete(), "{error:?}");
        assert!(error.was_successful(), "it was a 200");
        assert_eq!(error.raw_body().unwrap().len(), limit);
        assert_eq!(
            told(&error),
            "the answer is incomplete: it is larger than the limit"
        );
    }
}

#[tokio::test]
async fn a_body_of_the_limits_size_is_read() {
    for (size, fits) in [(CUSTOMER.len(), true), (CUSTOMER.len() - 1, false)] {
        let server = Server::plain().await;
        let transport: Transport = on_loopback().with_body_limit(size).build().unwrap();
        let outcome = read(&endpoint(server.base(), &transport)).await;
        match outcome {
            Ok(customer) => assert!(fits && customer.id == "c"),
            Err(error) => assert!(!fits && error.is_too_large(), "{error:?}"),
        }
    }
}
