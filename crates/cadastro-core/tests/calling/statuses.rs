//! The status decides first, and whatever came with it reaches the caller: each error shape of the three APIs.

use std::time::{Duration, SystemTime};

use cadastro_core::{Bytes, Error, Request, Status};
use serde::Deserialize;

use crate::operations::{ATTACH, Customer, LIST, endpoint};
use crate::server::Server;

async fn failing(head: &str, body: &str) -> Error {
    let server = Server::answering(head, body).await;
    let outcome = endpoint(&server)
        .call::<Customer>(&LIST, Request::new())
        .await;
    outcome.expect_err("no success")
}

fn body(error: &Error) -> &str {
    std::str::from_utf8(error.raw_body().unwrap()).unwrap()
}

#[tokio::test]
async fn an_html_502_keeps_its_page() {
    let page = "<html><h1>Bad Gateway</h1></html>";
    let error = failing(
        "502 Bad Gateway\r\ncontent-type: text/html\r\nvia: edge-7",
        page,
    )
    .await;
    assert_eq!(error.status().unwrap(), 502);
    assert_eq!(error.headers().unwrap()["via"], "edge-7");
    assert_eq!(body(&error), page);
    assert!(error.decode::<Customer>().is_err());
    assert!(!error.is_decode() && !error.is_timeout() && !error.is_incomplete());
    assert_eq!(
        error.to_string().split(" (interaction").next().unwrap(),
        "listCustomers: the server answered 502 Bad Gateway"
    );
}

#[tokio::test]
async fn an_empty_403_is_forbidden() {
    let error = failing("403 Forbidden", "").await;
    assert!(error.is_forbidden() && !error.is_unauthorized());
    assert_eq!(error.raw_body().map(Bytes::len), Some(0));
    assert!(error.decode::<Customer>().is_err());
}

#[tokio::test]
async fn a_429_tells_how_long_to_wait() {
    let error = failing("429 Too Many Requests\r\nretry-after: 17", "{}").await;
    assert!(error.is_rate_limited() && !error.is_overloaded() && !error.is_quota_exhausted());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));

    let head = "429 Too Many Requests\r\nretry-after: Thu, 01 Jan 1970 00:01:00 GMT";
    let error = failing(head, "{}").await;
    assert_eq!(error.retry_after(), Some(Duration::ZERO));
    assert_eq!(
        error.retry_after_from(SystemTime::UNIX_EPOCH),
        Some(Duration::from_secs(60))
    );
}

#[tokio::test]
async fn a_529_is_an_overload_and_a_423_a_used_up_quota() {
    let error = failing("529 Site is overloaded", "").await;
    assert!(error.is_overloaded());
    assert_eq!(error.status().unwrap().as_u16(), 529);
    assert_eq!(error.documented().unwrap().status, Status::Default);
    assert!(error.to_string().contains("529 Site Is Overloaded"));
    let error = failing("423 Locked", "").await;
    assert!(error.is_quota_exhausted() && !error.is_rate_limited());
}

#[tokio::test]
async fn a_bare_array_of_refusals_can_be_typed() {
    #[derive(Deserialize)]
    struct Refused {
        tag: Option<String>,
        descricao: String,
    }
    let text = r#"[{"tag":null,"descricao":"Pelo menos uma solicitação deve ser enviada."}]"#;
    let error = failing("400 Bad Request", text).await;
    let typed: Vec<Refused> = error.decode().unwrap();
    assert_eq!(typed[0].tag, None);
    assert!(typed[0].descricao.starts_with("Pelo menos"));
    assert_eq!(body(&error), text);
}

#[tokio::test]
async fn a_401_without_a_code_can_be_typed() {
    #[derive(Deserialize)]
    struct Refused {
        code: Option<String>,
        message: Option<String>,
    }
    let error = failing("401 Unauthorized", r#"{"message":"Unauthorized"}"#).await;
    assert!(error.is_unauthorized());
    let typed: Refused = error.decode().unwrap();
    assert_eq!(
        (typed.code, typed.message.as_deref()),
        (None, Some("Unauthorized"))
    );
}

#[tokio::test]
async fn any_2xx_is_a_success() {
    for head in ["200 OK", "201 Created", "299 Whatever"] {
        let server = Server::answering(head, r#"{"id":"c"}"#).await;
        let request = Request::new().path("id", "c").json("x");
        let answer = endpoint(&server)
            .call::<Customer>(&ATTACH, request)
            .await
            .unwrap();
        assert_eq!(answer.into_value().id, "c");
    }
}

#[tokio::test]
async fn a_success_of_another_shape_is_an_error_with_everything() {
    for text in [
        r#"{"name":"Maria Exemplo"}"#,
        "<html>maintenance</html>",
        "",
    ] {
        let error = failing("200 OK\r\nx-trace: 7", text).await;
        assert!(error.is_decode(), "{text}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.headers().unwrap()["x-trace"], "7");
        assert_eq!(body(&error), text);
        assert!(error.pointer().is_some());
        assert!(!error.is_incomplete());
    }
}

#[tokio::test]
async fn a_compressed_body_is_told_as_such() {
    let told = |error: &Error| error.to_string().contains("; it has a content-encoding");
    for encoding in ["gzip", "identity, br", "Maria"] {
        let head = format!("200 OK\r\ncontent-encoding: {encoding}");
        let error = failing(&head, "\u{1f}\u{8b}").await;
        assert!(error.is_decode() && told(&error), "{error}");
        assert!(!error.to_string().contains(encoding), "{error}");
    }
    for head in ["200 OK", "200 OK\r\ncontent-encoding: Identity"] {
        assert!(!told(&failing(head, "nonsense").await), "{head}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::answering("200 OK", r#"{"id":"c"}"#).await;
    let location = elsewhere.url("/stolen");
    let error = failing(
        &format!("307 Temporary Redirect\r\nlocation: {location}"),
        "",
    )
    .await;
    assert_eq!(error.status().unwrap(), 307);
    assert_eq!(error.headers().unwrap()["location"], location.as_str());
    assert!(elsewhere.heard().is_empty());
}
