//! Files as `multipart/form-data`: streamed, with a length when it is known.

use cadastro_core::{
    Bytes, Documented, Error, Idempotence, Method, NoBody, Operation, Request, Security, Status,
    Upload,
};
use futures_util::stream;

use crate::operations::endpoint;
use crate::server::{Heard, Server};

static SEND: Operation = Operation {
    id: "sendDocument",
    method: Method::Post,
    path: "/clientes/{clienteId}/documentos",
    request_media: &["multipart/form-data"],
    answers: &[Documented {
        status: Status::Code(201),
        media: None,
        body: None,
    }],
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::None,
    interaction_id: false,
};

async fn send(server: &Server, upload: Upload) -> Result<(), Error> {
    let request = Request::new()
        .path("clienteId", "7")
        .upload("arquivo", upload);
    endpoint(server)
        .call::<NoBody>(&SEND, request)
        .await
        .map(drop)
}

fn expected(heard: &Heard, before: &str, content: &str) -> String {
    let boundary = heard
        .one("content-type")
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    format!("{before}--B\r\n{content}\r\n--B--\r\n").replace("--B", &format!("--{boundary}"))
}

#[tokio::test]
async fn bytes_go_with_their_length() {
    let server = Server::answering("201 Created", "").await;
    let upload = Upload::from_bytes("contrato.pdf", "%PDF-1.7").with_field("tipo", "CONTRATO");
    send(&server, upload).await.unwrap();
    let heard = server.only();
    assert_eq!(
        heard.line(),
        "POST /open-banking/customers/v2/clientes/7/documentos"
    );
    assert_eq!(
        heard.text(),
        expected(
            &heard,
            "--B\r\nContent-Disposition: form-data; name=\"tipo\"\r\n\r\nCONTRATO\r\n",
            "Content-Disposition: form-data; name=\"arquivo\"; filename=\"contrato.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n%PDF-1.7"
        )
    );
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
    assert!(heard.all("transfer-encoding").is_empty());
}

#[tokio::test]
async fn a_large_stream_arrives_whole() {
    const PIECES: u64 = 64;
    const PIECE: usize = 32 * 1024;
    let piece = Bytes::from(vec![b'x'; PIECE]);
    let pieces = stream::iter((0..PIECES).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
    let server = Server::answering("201 Created", "").await;
    let length = PIECES * PIECE as u64;
    let upload = Upload::from_stream("a.bin", Some(length), pieces).with_part_name("documento");
    send(&server, upload).await.unwrap();
    let heard = server.only();
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
    assert_eq!(
        heard.body.iter().filter(|byte| **byte == b'x').count() as u64,
        length
    );
    assert!(
        heard
            .text()
            .contains("name=\"documento\"; filename=\"a.bin\"")
    );
}

#[tokio::test]
async fn a_stream_of_unknown_length_goes_in_chunks() {
    let server = Server::answering("201 Created", "").await;
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from("abc"))]);
    send(&server, Upload::from_stream("a", None, pieces))
        .await
        .unwrap();
    let heard = server.only();
    assert_eq!(heard.one("transfer-encoding"), "chunked");
    assert!(heard.all("content-length").is_empty());
    assert!(heard.text().contains("abc"));
}

#[tokio::test]
async fn a_file_goes_from_disk() {
    let server = Server::answering("201 Created", "").await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    send(&server, Upload::from_path(path).await.unwrap())
        .await
        .unwrap();
    let heard = server.only();
    assert!(
        heard
            .text()
            .contains(std::fs::read_to_string(path).unwrap().as_str())
    );
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
}

#[tokio::test]
async fn an_upload_that_is_not_what_it_said_fails_as_such() {
    let server = Server::answering("201 Created", "").await;
    for length in [1, 9] {
        let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from("abc"))]);
        let error = send(&server, Upload::from_stream("a", Some(length), pieces))
            .await
            .unwrap_err();
        assert!(error.is_upload() && !error.is_connect(), "{error:?}");
    }
    let broken = stream::iter([Err(std::io::Error::other("the disk of Maria"))]);
    let error = send(&server, Upload::from_stream("a", Some(9), broken))
        .await
        .unwrap_err();
    assert!(error.is_upload());
    assert!(!format!("{error} {error:?}").contains("Maria"));
    assert!(server.heard().is_empty(), "no such request is whole");
}
