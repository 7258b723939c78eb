//! Where secrets may go, and what is refused before anything is sent.

use cadastro_core::{Credentials, Endpoint, Error, NoBody, Request, Transport};

use crate::operations::{ATTACH, Customer, LIST, TOKEN, endpoint, transport};
use crate::server::Server;

fn built(url: &str) -> Result<Endpoint, Error> {
    Endpoint::builder(url)
        .with_transport(Transport::new().unwrap())
        .with_credentials(Credentials::bearer("t"))
        .build()
}

#[test]
fn plain_http_is_for_loopback_only() {
    for url in [
        "http://127.0.0.1:8080/base",
        "http://127.8.9.10",
        "http://[::1]:80",
        "http://localhost",
        "http://LOCALHOST:9/x/",
    ] {
        assert!(built(url).is_ok(), "{url}");
    }
    for url in [
        "http://api.bank.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://169.254.169.254",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://[::ffff:8.8.8.8]",
    ] {
        let error = built(url).unwrap_err();
        assert!(error.is_configuration(), "{url}");
        assert!(error.to_string().contains("https"), "{error}");
    }
}

#[test]
fn a_token_in_a_header_of_its_own_is_as_guarded() {
    let built = |url: &str, name: &str| {
        Endpoint::builder(url)
            .with_transport(Transport::new().unwrap())
            .with_credentials(Credentials::header(name, "hunter2"))
            .build()
    };
    let endpoint = built("http://localhost", "x-api-key").unwrap();
    assert!(!format!("{endpoint:?}").contains("hunter2"));
    for (url, name) in [
        ("http://api.bank.example", "x-api-key"),
        ("http://localhost", "x api key"),
        ("http://localhost", "Transfer-Encoding"),
    ] {
        let error = built(url, name).unwrap_err();
        assert!(error.is_configuration(), "{url} {name}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn a_base_url_is_an_address_and_nothing_else() {
    for url in [
        "",
        "bank.example",
        "/relative",
        "ftp://bank.example",
        "data:text/plain,x",
        "https://",
        "https://user:hunter2@bank.example",
        "https://user@bank.example",
        "https://:hunter2@bank.example",
        "https://bank.example/?token=x",
        "https://bank.example/#x",
    ] {
        let error = built(url).unwrap_err();
        assert!(error.is_configuration() && !error.is_request(), "{url}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn https_needs_something_to_trust() {
    let blind = Transport::builder().without_system_roots().build().unwrap();
    let error = Endpoint::builder("https://bank.example")
        .with_transport(blind)
        .build()
        .unwrap_err();
    assert!(error.is_configuration());
    assert!(error.to_string().contains("root certificates"));
}

#[test]
fn a_path_must_fit_its_operation() {
    for path in [
        "relative/{id}",
        "/a/../{id}",
        "/{id}?x=1",
        "//evil.example/{id}",
        "/no/argument",
        "/{id}/{other}",
    ] {
        let outcome = Endpoint::builder("http://localhost")
            .with_transport(transport())
            .with_path(&ATTACH, path)
            .build();
        assert!(outcome.unwrap_err().is_configuration(), "{path}");
    }
}

#[tokio::test]
async fn requests_that_would_lie_are_not_sent() {
    let server = Server::answering("200 OK", "{}").await;
    let endpoint = endpoint(&server);
    let attach = |id: &'static str| Request::new().path("id", id).json("x");
    let cases = [
        ("empty", attach("")),
        ("dot", attach(".")),
        ("dots", attach("..")),
        ("missing", Request::new().json("x")),
        ("unknown", attach("c").path("other", "x")),
        (
            "header injection",
            attach("c").header("x-a", "1\r\nX-Evil: 1"),
        ),
        ("header not ASCII", attach("c").header("x-a", "ação")),
        ("header name", attach("c").header("x a", "1")),
        (
            "two authorizations",
            attach("c").header("Authorization", "Bearer other"),
        ),
        ("host", attach("c").header("host", "evil.example")),
        ("length", attach("c").header("content-length", 3)),
        (
            "not JSON",
            attach("c").json(&std::collections::BTreeMap::from([((1, 2), 3)])),
        ),
    ];
    for (name, request) in cases {
        let error = endpoint
            .call::<Customer>(&ATTACH, request)
            .await
            .unwrap_err();
        assert!(error.is_request() && !error.is_connect(), "{name}: {error}");
        assert!(
            error.to_string().starts_with("attach: not sent: "),
            "{error}"
        );
    }
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn a_token_is_not_sent_where_basic_credentials_belong() {
    let server = Server::answering("200 OK", "{}").await;
    let error = endpoint(&server)
        .call::<NoBody>(&TOKEN, Request::new())
        .await
        .unwrap_err();
    assert!(error.is_request());
    let broken = Endpoint::builder(server.url(""))
        .with_transport(transport())
        .with_credentials(Credentials::bearer("a\nb"))
        .build()
        .unwrap();
    let error = broken
        .call::<NoBody>(&LIST, Request::new())
        .await
        .unwrap_err();
    assert!(error.is_request());
    assert!(server.heard().is_empty());
}
