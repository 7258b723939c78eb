//! Uploads of documents: streamed, with a length where it is known and in chunks where it is not.

use std::io;
use std::sync::atomic::Ordering;
use std::task::Poll;

use cadastro_core::{Bytes, Error, Upload};
use futures_util::{StreamExt as _, stream};

use crate::clients::{onboarding, success};
use crate::golden::boundary;
use crate::secrecy::assert_silent;
use crate::server::{Heard, Reply, Server};

const PIECE: usize = 64 * 1024;
const PIECES: usize = 64;

#[tokio::test]
async fn a_large_stream_of_known_length_goes_with_that_length() {
    let server = server().await;
    let length = (PIECE * PIECES) as u64;
    let upload = Upload::from_stream("balanço.pdf", Some(length), pieces());
    send(&server, upload).await.unwrap();

    let heard = server.only();
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
    assert!(heard.all("transfer-encoding").is_empty());
    assert_eq!(file(&heard, "balanço.pdf", "application/pdf"), content());
}

#[tokio::test]
async fn a_large_stream_of_unknown_length_goes_in_chunks() {
    let server = server().await;
    let upload = Upload::from_stream("balanço", None, pieces());
    send(&server, upload).await.unwrap();

    let heard = server.only();
    assert_eq!(heard.one("transfer-encoding"), "chunked");
    assert!(heard.all("content-length").is_empty());
    assert_eq!(
        file(&heard, "balanço", "application/octet-stream"),
        content()
    );
}

/// The second half of the file comes into being only when the first has arrived: whoever collects the file before
/// sending it never gets there.
#[tokio::test]
async fn a_stream_is_sent_while_it_is_read() {
    for length in [None, Some((PIECE * PIECES) as u64)] {
        let server = server().await;
        let arrived = server.arrived();
        let half = PIECE * PIECES / 2;
        let gate = stream::poll_fn(move |context| {
            if arrived.load(Ordering::SeqCst) >= half {
                return Poll::Ready(None::<Result<Bytes, io::Error>>);
            }
            context.waker().wake_by_ref();
            Poll::Pending
        });
        let halves = pieces().take(PIECES / 2).chain(gate);
        let upload = Upload::from_stream("a", length, halves.chain(pieces().skip(PIECES / 2)));
        send(&server, upload).await.unwrap();
        let heard = server.only();
        assert_eq!(file(&heard, "a", "application/octet-stream"), content());
    }
}

#[tokio::test]
async fn a_stream_may_bring_nothing() {
    let server = server().await;
    let nothing = stream::empty::<Result<Bytes, io::Error>>();
    send(&server, Upload::from_stream("a.png", Some(0), nothing))
        .await
        .unwrap();
    assert_eq!(file(&server.only(), "a.png", "image/png"), b"");
}

#[tokio::test]
async fn a_file_goes_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Comprovante nº 1.JPG");
    std::fs::write(&path, content()).unwrap();
    let server = server().await;
    send(&server, Upload::from_path(&path).await.unwrap())
        .await
        .unwrap();
    let heard = server.only();
    assert_eq!(heard.one("content-length"), heard.body.len().to_string());
    assert_eq!(
        file(&heard, "Comprovante nº 1.JPG", "image/jpeg"),
        content()
    );
}

#[tokio::test]
async fn part_name_fields_and_content_type_can_be_set() {
    let server = server().await;
    let upload = Upload::from_stream("\"ata\" ção.pdf", Some(2), stream::iter([ok("a"), ok("b")]))
        .with_part_name("documento")
        .with_content_type("image/tiff")
        .with_field("tipo", "CONTRATO_SOCIAL")
        .with_field("observação", "assinado & \"reconhecido\"");
    send(&server, upload).await.unwrap();

    let heard = server.only();
    let b = boundary(&heard).unwrap();
    let expected = format!(
        "--{b}\r\nContent-Disposition: form-data; name=\"tipo\"\r\n\r\nCONTRATO_SOCIAL\r\n\
         --{b}\r\nContent-Disposition: form-data; name=\"observação\"\r\n\r\nassinado & \"reconhecido\"\r\n\
         --{b}\r\nContent-Disposition: form-data; name=\"documento\"; filename=\"%22ata%22 ção.pdf\"\r\n\
         Content-Type: image/tiff\r\n\r\nab\r\n--{b}--\r\n"
    );
    assert_eq!(heard.text(), expected);
}

#[tokio::test]
async fn a_stream_that_is_not_what_it_said_makes_no_whole_request() {
    for length in [1, 9] {
        let server = server().await;
        let upload = Upload::from_stream(
            "cpf-41830657208.pdf",
            Some(length),
            stream::iter([ok("abc")]),
        );
        let error = send(&server, upload).await.unwrap_err();
        assert!(error.is_upload() && error.status().is_none());
        assert_silent(&error, &["41830657208", "abc"]);
        assert!(server.heard().is_empty());
    }
    let server = server().await;
    let broken = stream::iter([ok("abc"), Err(io::Error::other("o disco de Ana"))]);
    let error = send(&server, Upload::from_stream("a", Some(9), broken)).await;
    let error = error.unwrap_err();
    assert!(error.is_upload());
    assert_silent(&error, &["Ana", "disco", "abc"]);
    assert!(server.heard().is_empty());
}

async fn server() -> Server {
    let (status, body) = success("uploadArquivoParceiro");
    Server::replying(Reply::json(status, body)).await
}

async fn send(server: &Server, upload: Upload) -> Result<(), Error> {
    let client = onboarding(server);
    client.upload_arquivo_parceiro("7", upload).await.map(drop)
}

fn ok(piece: &'static str) -> io::Result<Bytes> {
    Ok(Bytes::from(piece))
}

/// Pieces that differ, so that none can be lost, repeated or moved unseen.
fn pieces() -> impl stream::Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter((0..PIECES).map(|index| Ok(Bytes::from(piece(index)))))
}

fn piece(index: usize) -> Vec<u8> {
    let bytes = (0..PIECE).map(|place| u8::try_from((place * 7 + index * 31) % 251).unwrap());
    bytes.collect()
}

fn content() -> Vec<u8> {
    (0..PIECES).flat_map(piece).collect()
}

/// The content of the only part, whose head must be this.
#[track_caller]
fn file<'a>(heard: &'a Heard, name: &str, content_type: &str) -> &'a [u8] {
    let b = boundary(heard).unwrap();
    let head = format!(
        "--{b}\r\nContent-Disposition: form-data; name=\"arquivo\"; filename=\"{name}\"\r\n\
         Content-Type: {content_type}\r\n\r\n"
    );
    let rest = heard.body.strip_prefix(head.as_bytes()).unwrap();
    let tail = format!("\r\n--{b}--\r\n");
    rest.strip_suffix(tail.as_bytes()).unwrap()
}
