//! Bodies of every media type, as they go over the wire.

use std::time::Duration;

use cadastro_core::{
    Backoff, Bytes, Credentials, Documented, Endpoint, Idempotence, Jws, Method, Multipart, NoBody,
    Operation, Request, Security, Upload,
};
use futures_util::stream;
use serde::Serialize;

use crate::operations::{endpoint, transport};
use crate::server::{Heard, Server};

static SEND: Operation = Operation {
    id: "send",
    method: Method::Post,
    path: "/send",
    request_media: &[
        "application/json; charset=utf-8",
        "application/merge-patch+json",
    ],
    answers: &[Documented::empty(204)],
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Key,
    interaction_id: false,
};

async fn heard(request: Request) -> Heard {
    let server = Server::answering("204 No Content", "").await;
    endpoint(&server)
        .call::<NoBody>(&SEND, request)
        .await
        .unwrap();
    server.only()
}

async fn sent(request: Request) -> (String, String) {
    let heard = heard(request).await;
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
    (
        heard.one("content-type").to_owned(),
        heard.text().to_owned(),
    )
}

#[derive(Serialize)]
struct Change {
    name: Option<&'static str>,
}

#[tokio::test]
async fn each_media_type_goes_as_it_is() {
    let change = Change { name: None };
    let of = |media: &str, text: &str| (media.to_owned(), text.to_owned());
    let merge = "application/merge-patch+json";
    assert_eq!(
        sent(Request::new().json_as(merge, &change)).await,
        of(merge, "{\"name\":null}")
    );
    assert_eq!(
        sent(Request::new().json(&change)).await,
        of("application/json; charset=utf-8", "{\"name\":null}")
    );
    assert_eq!(
        sent(Request::new().bytes("application/pdf", "%PDF")).await,
        of("application/pdf", "%PDF")
    );
    assert_eq!(
        sent(Request::new().text("text/csv", "a;b\nç")).await,
        of("text/csv", "a;b\nç")
    );
    let jws = Jws::<Change>::new("eyJhIjoxfQ.e30.c2ln");
    assert_eq!(
        sent(Request::new().jws("application/jwt", &jws)).await,
        of("application/jwt", "eyJhIjoxfQ.e30.c2ln")
    );
    let form = Request::new().form(&serde_json::json!({"a": [1, 2], "b": null}));
    assert_eq!(
        sent(form).await,
        of("application/x-www-form-urlencoded", "a=1&a=2")
    );
}

#[tokio::test]
async fn a_range_is_no_media_type_to_send() {
    let media = |sent: (String, String)| sent.0;
    for range in ["*/*", "application/*"] {
        let sent = sent(Request::new().bytes(range, "x")).await;
        assert_eq!(media(sent), "application/octet-stream");
    }
    let text = sent(Request::new().text("text/*", "x")).await;
    assert_eq!(media(text), "text/plain; charset=utf-8");
    let image = || Request::new().bytes("image/*", "x");
    let server = Server::answering("204 No Content", "").await;
    let refused = endpoint(&server).call::<NoBody>(&SEND, image()).await;
    let error = refused.unwrap_err();
    assert!(error.is_request() && error.to_string().contains("image/*"));
    let told = sent(image().header("Content-Type", "image/webp")).await;
    assert_eq!(media(told), "image/webp");
}

#[tokio::test]
async fn a_multipart_of_several_files_goes_with_its_length() {
    let pieces = stream::iter(["ab", "c"].map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece))));
    let body = Multipart::new()
        .text("tipo", "A")
        .json("empresa", &Change { name: Some("é") })
        .file("frente", Upload::from_bytes("f.png", "PNG"))
        .file("verso", Upload::from_stream("v.bin", Some(3), pieces));
    let heard = heard(Request::new().multipart(body)).await;
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
    let boundary = heard
        .one("content-type")
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let expected = "--B\r\nContent-Disposition: form-data; name=\"tipo\"\r\n\r\nA\r\n\
         --B\r\nContent-Disposition: form-data; name=\"empresa\"\r\nContent-Type: application/json\r\n\r\n\
         {\"name\":\"é\"}\r\n\
         --B\r\nContent-Disposition: form-data; name=\"frente\"; filename=\"f.png\"\r\n\
         Content-Type: image/png\r\n\r\nPNG\r\n\
         --B\r\nContent-Disposition: form-data; name=\"verso\"; filename=\"v.bin\"\r\n\
         Content-Type: application/octet-stream\r\n\r\nabc\r\n--B--\r\n";
    assert_eq!(
        heard.text(),
        expected.replace("--B", &format!("--{boundary}"))
    );
}

#[tokio::test]
async fn a_multipart_is_repeated_to_the_byte_unless_a_stream_is_in_it() {
    let attempts = |body: Multipart| async {
        let server = Server::answering("503 Service Unavailable", "").await;
        let endpoint = Endpoint::builder(server.url(""))
            .with_transport(transport())
            .with_credentials(Credentials::bearer("t"))
            .with_retry(
                Backoff::new()
                    .with_max_attempts(2)
                    .with_waits(Duration::ZERO, Duration::ZERO),
            )
            .build()
            .unwrap();
        let request = Request::new().multipart(body);
        endpoint.call::<NoBody>(&SEND, request).await.unwrap_err();
        server.heard()
    };
    let bytes = Multipart::new()
        .text("a", 1)
        .file("b", Upload::from_bytes("b", "x"));
    let heard = attempts(bytes).await;
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].body, heard[1].body);
    assert_eq!(heard[0].one("content-type"), heard[1].one("content-type"));
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from("x"))]);
    let stream = Multipart::new().file("b", Upload::from_stream("b", Some(1), pieces));
    assert_eq!(attempts(stream).await.len(), 1);
}
