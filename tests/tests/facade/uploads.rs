//! Documents to BS2: from memory, from disk and from a stream, with progress.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cadastro::Upload;
use cadastro::onboarding::Client;
use futures_util::stream;

use crate::golden::Golden;
use crate::onboarding::succeeding;
use crate::people::{bs2, bs2_builder};
use crate::server::{Reply, Server};
use crate::silence::{CLIENTE, DETAIL, FILE_NAME, NAME, answered, refused, silent};

fn in_pieces(length: Option<u64>, pieces: &[&'static str]) -> Upload {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| Ok::<_, std::io::Error>(Bytes::from_static(piece.as_bytes())))
        .collect();
    Upload::from_stream(FILE_NAME, length, stream::iter(pieces))
}

#[tokio::test]
async fn from_memory_from_disk_and_from_a_stream() {
    let server = succeeding("uploadArquivoParceiro").await;
    let mut golden = Golden::of("onboarding-upload");
    let client = bs2(&server);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    std::fs::write(&path, "%PDF-1.7 do disco").unwrap();
    for (title, upload) in [
        ("bytes", Upload::from_bytes(FILE_NAME, "%PDF-1.7")),
        ("a path", Upload::from_path(&path).await.unwrap()),
        (
            "a stream of known length",
            in_pieces(Some(11), &["%PDF", "-1.7 ok"]),
        ),
        (
            "a stream of unknown length",
            in_pieces(None, &["%PDF", "-1.7 ok"]),
        ),
        (
            "all that can be set",
            Upload::from_bytes("sem-fim", NAME)
                .with_part_name("documento")
                .with_content_type("image/tiff")
                .with_field("tipo", DETAIL),
        ),
    ] {
        let answer = answered(client.upload(CLIENTE, silent(upload)).await);
        let reasons = answer.bad_request_reason.as_ref().unwrap();
        let tag = reasons[0].tag.as_ref().unwrap();
        assert_eq!(tag.as_str(), "Documentos.Repetido");
        golden.note(title, &server);
    }
    golden.check();
}

#[tokio::test]
async fn progress_is_told_up_to_the_last_byte() {
    let server = succeeding("uploadArquivoParceiro").await;
    for (upload, total) in [
        (in_pieces(Some(11), &["%PDF", "-1.7 ok"]), Some(11)),
        (in_pieces(None, &["%PDF", "-1.7 ok"]), None),
    ] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let telling = told.clone();
        let upload = upload.with_progress(move |sent, total| {
            telling.lock().unwrap().push((sent, total));
        });
        answered(bs2(&server).upload(CLIENTE, silent(upload)).await);
        assert_eq!(*told.lock().unwrap(), [(4, total), (11, total)]);
    }
}

#[tokio::test]
async fn the_part_is_named_by_the_upload_else_by_the_client() {
    let server = succeeding("uploadArquivoParceiro").await;
    let named: Client = silent(bs2_builder(&server).with_upload_part_name("arquivoPJ"))
        .build()
        .unwrap();
    let part = || {
        let heard = server.last();
        let text = heard.text().to_owned();
        let (_, rest) = text.split_once("name=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let upload = || Upload::from_bytes("a.pdf", "x");
    answered(named.upload(CLIENTE, upload()).await);
    assert_eq!(part(), "arquivoPJ");
    answered(named.upload(CLIENTE, upload().with_part_name("este")).await);
    assert_eq!(part(), "este");
}

#[tokio::test]
async fn a_stream_that_breaks_or_lies_about_its_length_fails_the_upload() {
    let server = succeeding("uploadArquivoParceiro").await;
    let broken = stream::iter([
        Ok(Bytes::from_static(b"%PDF")),
        Err(std::io::Error::other(DETAIL)),
    ]);
    for upload in [
        Upload::from_stream(FILE_NAME, None, broken),
        in_pieces(Some(20), &["curto"]),
        in_pieces(Some(2), &["longo"]),
    ] {
        let error = refused(bs2(&server).upload(CLIENTE, upload).await);
        assert!(error.is_upload(), "{error}");
    }
}

#[tokio::test]
async fn an_upload_is_not_repeated() {
    let server = Server::replying(Reply::json(503, "")).await;
    refused(
        bs2(&server)
            .upload(CLIENTE, Upload::from_bytes("a.pdf", "x"))
            .await,
    );
    assert_eq!(server.heard().len(), 1);
}
