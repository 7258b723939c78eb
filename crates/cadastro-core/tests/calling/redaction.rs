//! Nothing personal and nothing secret in `Debug`, `Display` or a source chain.

use std::error::Error as _;
use std::fmt::Debug;

use cadastro_core::{Backoff, Credentials, Endpoint, Request, Transport, Upload};

use crate::operations::{ATTACH, Customer, LIST, endpoint, overdue, transport};
use crate::server::Server;

const PRIVATE: [&str; 6] = [
    "s3cr3t",
    "Maria",
    "11144477735",
    "cust_9",
    "secret-header",
    "cpf",
];

fn assert_clean(text: &str) {
    for word in PRIVATE {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

fn assert_error_is_clean(error: &cadastro_core::Error) {
    assert_clean(&format!("{error} {error:?} {error:#?}"));
    let mut source = error.source();
    while let Some(inner) = source {
        assert_clean(&format!("{inner} {inner:?}"));
        source = inner.source();
    }
}

fn request() -> Request {
    Request::new()
        .path("id", "cust_9")
        .query("cpf", "11144477735")
        .header("x-a", "secret-header")
        .json("Maria")
}

#[tokio::test]
async fn errors_of_every_kind_are_clean() {
    let replies: [&[u8]; 7] = [
        b"HTTP/1.1 400 Maria\r\nx-b: secret-header\r\nx-fapi-interaction-id: Maria\r\ncontent-length: 5\r\n\r\nMaria",
        b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\n{\"id\":{\"Maria\":1",
        b"HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"id\":[\"Maria\"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"id\":\"Maria\"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"id\":[\"11144477735\"]}",
        b"Maria\r\n\r\n",
        b"",
    ];
    for reply in replies {
        let server = Server::raw(reply).await;
        let error = endpoint(&server)
            .call::<Customer>(&ATTACH, request())
            .await
            .unwrap_err();
        assert_error_is_clean(&error);
    }
}

#[tokio::test]
async fn an_interaction_id_is_printed_as_a_usual_uuid_or_not_at_all() {
    const SENT: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    const THEIRS: &str = "0190f6a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b";
    let cases = [
        (THEIRS, SENT, THEIRS),
        ("00000000000000000000052998224725", SENT, SENT),
        ("00000000-0000-0000-0000-052998224725", SENT, SENT),
        ("00000000-0000-4000-0000-052998224725", SENT, SENT),
        ("7c9e6679742540de944be07fc1f90ae7", SENT, SENT),
        ("{7c9e6679-7425-40de-944b-e07fc1f90ae7}", SENT, SENT),
        ("Maria", SENT, SENT),
        ("Maria", "52998224725", ""),
        (THEIRS, "52998224725", THEIRS),
    ];
    for (theirs, sent, printed) in cases {
        let head = format!("500 Oops\r\nx-fapi-interaction-id: {theirs}");
        let server = Server::answering(&head, "").await;
        let request = Request::new().header("x-fapi-interaction-id", sent);
        let error = endpoint(&server)
            .call::<Customer>(&LIST, request)
            .await
            .unwrap_err();
        let expected = match printed {
            "" => String::new(),
            id => format!(" (interaction id {id})"),
        };
        let text = error.to_string();
        let (_, tail) = text.split_once("500 Internal Server Error").unwrap();
        assert_eq!(tail, expected, "{theirs}");
        assert_eq!(error.interaction_id().unwrap().as_str(), theirs);
    }
}

#[tokio::test]
async fn errors_without_an_answer_are_clean() {
    let nowhere = Endpoint::builder("http://127.0.0.1:1")
        .with_transport(transport())
        .with_credentials(Credentials::bearer("s3cr3t"))
        .with_retry(Backoff::never())
        .build()
        .unwrap();
    assert_error_is_clean(
        &nowhere
            .call::<Customer>(&ATTACH, request())
            .await
            .unwrap_err(),
    );
    let stalling = Server::stalling("").await;
    assert_error_is_clean(&overdue(&stalling, &ATTACH, request()).await);
    let refused = request().header("x-b", "Maria\n");
    assert_error_is_clean(
        &nowhere
            .call::<Customer>(&ATTACH, refused)
            .await
            .unwrap_err(),
    );
}

#[tokio::test]
async fn everything_else_is_clean() {
    let server = Server::answering("200 OK\r\nx-b: secret-header", r#"{"id":"Maria"}"#).await;
    let endpoint = endpoint(&server);
    let answer = endpoint
        .call::<Customer>(&LIST, Request::new())
        .await
        .unwrap();
    let upload = Upload::from_bytes("cpf-11144477735.pdf", "Maria").with_field("nome", "Maria");
    let printed: [&dyn Debug; 7] = [
        &answer,
        &endpoint,
        &request(),
        &upload,
        &Credentials::basic("Maria", "s3cr3t"),
        &Endpoint::builder("https://Maria:s3cr3t@bank.example"),
        &Transport::builder().with_https_proxy("http://Maria:s3cr3t@proxy.example"),
    ];
    for value in printed {
        assert_clean(&format!("{value:?} {value:#?}"));
    }
}

#[test]
fn errors_can_be_shared_between_threads() {
    fn assert_shared<T: std::error::Error + Send + Sync + 'static>() {}
    assert_shared::<cadastro_core::Error>();
}
