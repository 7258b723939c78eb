//! API keys: the endpoint's token, where the document says.

use std::error::Error as _;
use std::sync::atomic::{AtomicU32, Ordering};

use cadastro_core::{
    Backoff, Credentials, CredentialsError, Endpoint, Error, Idempotence, In, Method, NoBody,
    Operation, Request, Security, Style, Token, TokenNeed, TokenSource,
};

use crate::operations::transport;
use crate::server::{Heard, Server};

const fn by_key(place: In) -> Operation {
    Operation {
        id: "listProducts",
        method: Method::Get,
        path: "/products",
        request_media: &[],
        answers: &[],
        security: Security::ApiKey {
            place,
            name: "api-key",
        },
        scopes: &[],
        idempotence: Idempotence::Safe,
        interaction_id: false,
    }
}

static IN_HEADER: Operation = by_key(In::Header);
static IN_QUERY: Operation = by_key(In::Query);
static IN_COOKIE: Operation = by_key(In::Cookie);
static IN_PATH: Operation = by_key(In::Path);

fn endpoint(server: &Server, credentials: Credentials) -> Endpoint {
    Endpoint::builder(server.url(""))
        .with_transport(transport())
        .with_credentials(credentials)
        .with_retry(Backoff::never())
        .build()
        .unwrap()
}

async fn heard(operation: &'static Operation, request: Request) -> Heard {
    let server = Server::answering("204 No Content", "").await;
    let endpoint = endpoint(&server, Credentials::bearer("s3cr3t&key"));
    endpoint.call::<NoBody>(operation, request).await.unwrap();
    server.only()
}

#[tokio::test]
async fn each_place_takes_the_key() {
    let in_header = heard(&IN_HEADER, Request::new()).await;
    assert_eq!(in_header.one("api-key"), "s3cr3t&key");
    assert_eq!(in_header.line(), "GET /products");
    let in_query = heard(&IN_QUERY, Request::new()).await;
    assert_eq!(in_query.line(), "GET /products?api-key=s3cr3t%26key");
    let in_cookie = heard(&IN_COOKIE, Request::new()).await;
    assert_eq!(in_cookie.one("cookie"), "api-key=s3cr3t%26key");
    for heard in [in_header, in_query, in_cookie] {
        assert!(heard.all("authorization").is_empty());
    }
}

#[tokio::test]
async fn the_key_stands_beside_what_is_there() {
    let request = Request::new().query("page", 2);
    let in_query = heard(&IN_QUERY, request).await;
    assert_eq!(in_query.line(), "GET /products?page=2&api-key=s3cr3t%26key");
    let request = Request::new().styled(In::Cookie, "a", Style::Form, true, Some("1"));
    let in_cookie = heard(&IN_COOKIE, request).await;
    assert_eq!(in_cookie.one("cookie"), "a=1; api-key=s3cr3t%26key");
    // A link that repeats the URL of the call has the key in it already.
    let link = Request::new().to_link("/products?api%2Dkey=old&page=3&api-keys=x");
    let followed = heard(&IN_QUERY, link).await;
    assert_eq!(
        followed.line(),
        "GET /products?page=3&api-keys=x&api-key=s3cr3t%26key"
    );
}

#[tokio::test]
async fn a_key_in_a_path_is_refused() {
    let server = Server::answering("204 No Content", "").await;
    let endpoint = endpoint(&server, Credentials::bearer("s3cr3t"));
    let error = endpoint.call::<NoBody>(&IN_PATH, Request::new()).await;
    assert!(error.unwrap_err().is_request());
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn errors_do_not_tell_the_key() {
    let replies: [&[u8]; 4] = [
        b"HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nlocation: /products?api-key=s3cr3t\r\ncontent-length: 0\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"",
    ];
    for reply in replies {
        for operation in [&IN_QUERY, &IN_HEADER, &IN_COOKIE] {
            let server = Server::raw(reply).await;
            let endpoint = endpoint(&server, Credentials::bearer("s3cr3t"));
            let call = endpoint.call::<NoBody>(operation, Request::new());
            let error: Error = call.await.unwrap_err();
            let mut told = format!("{error} {error:?} {:?}", error.redirect_origin());
            let mut source = error.source();
            while let Some(inner) = source {
                told.push_str(&format!("{inner} {inner:?}"));
                source = inner.source();
            }
            assert!(!told.contains("s3cr3t"), "{told}");
        }
    }
}

/// Gives another key each time it is asked for one.
struct Counter(AtomicU32);

impl TokenSource for Counter {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        if need.refused().is_some() {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        Ok(Token::new(format!("key{}", self.0.load(Ordering::SeqCst))))
    }
}

#[tokio::test]
async fn a_key_from_a_source_is_renewed_after_a_401() {
    let server = Server::answering("401 Unauthorized", "").await;
    let endpoint = endpoint(
        &server,
        Credentials::from_source(Counter(AtomicU32::new(1))),
    );
    let outcome = endpoint.call::<NoBody>(&IN_QUERY, Request::new()).await;
    assert!(outcome.unwrap_err().is_unauthorized());
    let lines: Vec<_> = server
        .heard()
        .iter()
        .map(|heard| heard.line().to_owned())
        .collect();
    assert_eq!(
        lines,
        ["GET /products?api-key=key1", "GET /products?api-key=key2"]
    );
}
