//! Uploads that are tried again: bytes and files, alike to the byte; a stream never.

use std::io::Write as _;

use cadastro_core::{Bytes, Request, Upload};
use futures_util::stream;

use crate::calling::{Customer, UPLOAD, endpoint, skipping};
use crate::server::{Server, Turn};

const CONTENT: &[u8] = b"%PDF-1.7 and so on";

async fn sent(upload: Upload) -> Vec<crate::server::Heard> {
    let server = Server::start([
        Turn::answer("503 _", ""),
        Turn::Reset,
        Turn::answer("409 _", ""),
        Turn::success(),
    ])
    .await;
    let endpoint = endpoint(&server, &skipping()).build().unwrap();
    let request = Request::new().upload("file", upload.with_field("kind", "contract"));
    let outcome = endpoint.call::<Customer>(&UPLOAD, request).await;
    let heard = server.log.heard();
    match outcome {
        Ok(answer) => assert_eq!(answer.attempts().len(), heard.len()),
        Err(error) => assert_eq!(error.attempts().len(), heard.len()),
    }
    heard
}

#[tokio::test]
async fn bytes_and_files_are_sent_again_alike() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(CONTENT).unwrap();
    let from_path = Upload::from_path(file.path()).await.unwrap();
    for upload in [Upload::from_bytes("a.pdf", CONTENT), from_path] {
        let heard = sent(upload).await;
        assert_eq!(heard.len(), 4);
        let first = &heard[0];
        let holds = |part: &[u8]| first.body.windows(part.len()).any(|window| window == part);
        assert!(holds(CONTENT) && holds(b"contract"));
        for again in &heard[1..] {
            assert_eq!(again.body, first.body);
            for name in ["content-type", "content-length", "idempotency-key"] {
                assert!(first.header(name).is_some());
                assert_eq!(again.header(name), first.header(name), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn two_uploads_are_not_told_apart_by_the_same_text() {
    let one = sent(Upload::from_bytes("a.pdf", CONTENT)).await;
    let other = sent(Upload::from_bytes("a.pdf", CONTENT)).await;
    assert_ne!(
        one[0].header("content-type"),
        other[0].header("content-type")
    );
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    for length in [Some(18), None] {
        let pieces = stream::iter([Ok::<_, ()>(Bytes::from_static(CONTENT))]);
        let heard = sent(Upload::from_stream("a.pdf", length, pieces)).await;
        assert_eq!(heard.len(), 1);
    }
}
