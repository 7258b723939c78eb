use std::sync::{Arc, Mutex};

use futures_core::Stream;

use super::*;
use crate::upload::Broken;

async fn written(upload: Upload) -> (Encoded, Result<String, Broken>) {
    sent(&mut Multipart::of("arquivo", upload)).await
}

/// What one attempt sends.
async fn sent(multipart: &mut Multipart) -> (Encoded, Result<String, Broken>) {
    let mut encoded = multipart.encode().unwrap();
    let mut body = Vec::new();
    while let Some(chunk) = encoded.chunks.next().await {
        match chunk {
            Ok(chunk) => body.extend_from_slice(&chunk),
            Err(broken) => return (encoded, Err(broken)),
        }
    }
    let text = String::from_utf8(body).unwrap();
    (encoded, Ok(text))
}

fn boundary(multipart: &Encoded) -> &str {
    let (_, boundary) = multipart.content_type.split_once("boundary=").unwrap();
    boundary
}

fn pieces(pieces: &[&'static str]) -> impl Stream<Item = Result<Bytes, ()>> + Send + 'static {
    let owned: Vec<_> = pieces
        .iter()
        .map(|piece| Ok(Bytes::from_static(piece.as_bytes())))
        .collect();
    stream::iter(owned)
}

#[tokio::test]
async fn fields_come_before_the_file_and_the_length_is_exact() {
    let upload = Upload::from_bytes("contrato.pdf", "%PDF")
        .with_field("tipo", "CONTRATO SOCIAL")
        .with_part_name("documento");
    let (multipart, text) = written(upload).await;
    let text = text.unwrap();
    let b = boundary(&multipart);
    assert_eq!(
        text,
        format!(
            "--{b}\r\nContent-Disposition: form-data; name=\"tipo\"\r\n\r\nCONTRATO SOCIAL\r\n\
             --{b}\r\nContent-Disposition: form-data; name=\"documento\"; filename=\"contrato.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n%PDF\r\n--{b}--\r\n"
        )
    );
    assert_eq!(multipart.length, Some(text.len() as u64));
}

#[tokio::test]
async fn names_cannot_break_out_of_their_header() {
    let upload = Upload::from_bytes("a\"\r\nX-Evil: 1\r\n\r\nção.pdf", "x");
    let (_, text) = written(upload).await;
    assert!(
        text.unwrap()
            .contains("name=\"arquivo\"; filename=\"a%22%0D%0AX-Evil: 1%0D%0A%0D%0Ação.pdf\"\r\n")
    );
    let (_, text) = written(Upload::from_bytes("C:\\a\\", "x")).await;
    assert!(text.unwrap().contains("; filename=\"C:%5Ca%5C\"\r\n"));
    let evil = "text/plain\r\nX-Evil: 1";
    let upload = Upload::from_bytes("a", "x").with_content_type(evil);
    for mut multipart in [
        Multipart::of("a", upload),
        Multipart::new().text_as(evil, "a", "x"),
        Multipart::new().json_as(evil, "a", "x"),
        Multipart::new().file_as(evil, "a", Upload::from_bytes("a", "x")),
    ] {
        assert_eq!(multipart.encode().err(), Some(Refusal::UploadContentType));
    }
}

#[tokio::test]
async fn a_stream_must_be_as_long_as_announced() {
    let of = |length| Upload::from_stream("a", length, pieces(&["abc", "de"]));
    assert!(written(of(Some(5))).await.1.unwrap().contains("abcde"));
    assert!(written(of(None)).await.1.unwrap().contains("abcde"));
    assert_eq!(written(of(None)).await.0.length, None);
    assert_eq!(written(of(Some(4))).await.1, Err(Broken::Longer));
    assert_eq!(written(of(Some(6))).await.1, Err(Broken::Shorter));
    let failing = stream::iter([Ok(Bytes::from("a")), Err("the disk of Maria is full")]);
    let failing = Upload::from_stream("a", Some(2), failing);
    assert_eq!(written(failing).await.1, Err(Broken::Unreadable));
}

#[tokio::test]
async fn a_stream_is_sent_once_and_bytes_again() {
    let stream = Upload::from_stream("a", Some(5), pieces(&["abc", "de"]));
    let mut stream = Multipart::new()
        .file("b", Upload::from_bytes("b", "x"))
        .file("p", stream);
    assert!(!stream.is_used_up());
    assert!(stream.encode().is_ok());
    assert!(stream.is_used_up());
    assert_eq!(stream.encode().err(), Some(Refusal::UploadUsedUp));
    let mut bytes = Multipart::new().file("p", Upload::from_bytes("a", "x"));
    let first = sent(&mut bytes).await.1.unwrap();
    assert_eq!(sent(&mut bytes).await.1.unwrap(), first, "to the byte");
}

#[tokio::test]
async fn parts_of_every_kind_keep_their_order() {
    let mut multipart = Multipart::new()
        .text("tipo", "CONTRATO SOCIAL")
        .text("vazio", "")
        .text("ausente", None::<i32>)
        .list("etiqueta", ["a", "b"])
        .json("empresa", &serde_json::json!({"nome": "ACME"}))
        .json("nada", &None::<bool>)
        .json_as("application/vnd.x+json", "x", &[1])
        .text_as("text/csv", "csv", Some("a;b"))
        .file(
            "frente",
            Upload::from_bytes("f.pdf", "%PDF").with_field("antes", "1"),
        )
        .file_as("image/webp", "verso", Upload::from_bytes("v.pdf", "W"))
        .file_as(
            "image/webp",
            "verso",
            Upload::from_bytes("w", "")
                .with_content_type("text/plain")
                .with_part_name("outro"),
        );
    assert_eq!(format!("{multipart:?}"), "Multipart(11 parts, 3 files)");
    let (encoded, text) = sent(&mut multipart).await;
    let text = text.unwrap();
    let b = boundary(&encoded);
    let part = |head: &str, content: &str| {
        format!("--{b}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let expected = [
        part("name=\"tipo\"", "CONTRATO SOCIAL"),
        part("name=\"vazio\"", ""),
        part("name=\"etiqueta\"", "a"),
        part("name=\"etiqueta\"", "b"),
        part(
            "name=\"empresa\"\r\nContent-Type: application/json",
            "{\"nome\":\"ACME\"}",
        ),
        part("name=\"x\"\r\nContent-Type: application/vnd.x+json", "[1]"),
        part("name=\"csv\"\r\nContent-Type: text/csv", "a;b"),
        part("name=\"antes\"", "1"),
        part(
            "name=\"frente\"; filename=\"f.pdf\"\r\nContent-Type: application/pdf",
            "%PDF",
        ),
        part(
            "name=\"verso\"; filename=\"v.pdf\"\r\nContent-Type: image/webp",
            "W",
        ),
        part(
            "name=\"outro\"; filename=\"w\"\r\nContent-Type: text/plain",
            "",
        ),
    ];
    assert_eq!(text, format!("{}--{b}--\r\n", expected.concat()));
    assert_eq!(encoded.length, Some(text.len() as u64));
}

#[tokio::test]
async fn files_are_measured_and_told_one_by_one() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let first = Upload::from_stream("a", Some(5), pieces(&["abc", "de"]))
        .with_progress(move |sent, total| log.lock().unwrap().push((sent, total)));
    let second = |length| Upload::from_stream("b", length, pieces(&["xy"]));
    let mut whole = Multipart::new().file("a", first).file("b", second(Some(2)));
    let (encoded, text) = sent(&mut whole).await;
    assert_eq!(encoded.length, Some(text.unwrap().len() as u64));
    assert_eq!(*told.lock().unwrap(), [(3, Some(5)), (5, Some(5))]);
    let mut open = Multipart::new()
        .file("a", Upload::from_bytes("a", "x"))
        .file("b", second(None));
    assert_eq!(sent(&mut open).await.0.length, None);
    let mut short = Multipart::new().file("b", second(Some(3))).text("c", "x");
    assert_eq!(sent(&mut short).await.1, Err(Broken::Shorter));
}

#[test]
fn what_cannot_be_json_is_refused() {
    let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
    let mut multipart = Multipart::new().json("a", &unwritable);
    assert_eq!(multipart.encode().err(), Some(Refusal::Json));
}

#[tokio::test]
async fn a_file_is_read_from_disk() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let (multipart, text) = written(Upload::from_path(path).await.unwrap()).await;
    let text = text.unwrap();
    assert!(text.contains("filename=\"Cargo.toml\""));
    assert!(text.contains("name = \"cadastro-core\""));
    assert_eq!(multipart.length, Some(text.len() as u64));
}

#[tokio::test]
async fn of_several_media_types_the_ending_tells_which() {
    let listed = "image/png, image/jpeg";
    let mut form = Multipart::new()
        .file_as(listed, "a", Upload::from_bytes("a.JPG", "x"))
        .file_as(listed, "b", Upload::from_bytes("b.pdf", "x"))
        .file_as("image/*", "c", Upload::from_bytes("c.png", "x"))
        .file_as(
            listed,
            "d",
            Upload::from_bytes("d.png", "x").with_content_type("image/gif"),
        );
    let (_, text) = sent(&mut form).await;
    let text = text.unwrap();
    let types: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("Content-Type: "))
        .collect();
    assert_eq!(types, ["image/jpeg", "image/png", "image/png", "image/gif"]);
}
