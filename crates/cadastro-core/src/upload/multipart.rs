//! `multipart/form-data` (RFC 7578) of some fields and one streamed file.
//!
//! Written here rather than taken from the HTTP client, whose form keeps line breaks of a file name inside the header
//! of the part, cannot notice that a stream is not as long as announced, and brings a table of all media types.

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use http::HeaderValue;
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

use crate::error::Refusal;
use crate::upload::{Broken, Chunks, Content, Progress, Upload};

/// How much of a file is read at a time.
const PIECE: usize = 64 * 1024;

pub(crate) struct Multipart {
    pub(crate) content_type: String,
    pub(crate) length: Option<u64>,
    pub(crate) chunks: Chunks,
}

/// The request body for one attempt. A stream is taken out of the upload, so there is no second attempt with it.
pub(crate) fn encode(upload: &mut Upload, default_part_name: &str) -> Result<Multipart, Refusal> {
    let content_type = upload.content_type().to_owned();
    if HeaderValue::from_str(&content_type).is_err() {
        return Err(Refusal::UploadContentType);
    }
    let length = upload.length();
    let chunks: Chunks = match &mut upload.content {
        Content::Bytes(bytes) => Box::pin(stream::iter(pieces(bytes.clone()).map(Ok))),
        Content::File { path, .. } => Box::pin(read_file(path.clone())),
        Content::UsedUp => return Err(Refusal::UploadUsedUp),
        content @ Content::Stream { .. } => match std::mem::replace(content, Content::UsedUp) {
            Content::Stream { chunks, .. } => chunks,
            _ => return Err(Refusal::UploadUsedUp),
        },
    };

    let boundary = &upload.boundary;
    let mut head = String::new();
    for (name, value) in &upload.fields {
        part(&mut head, boundary, name);
        head.push_str("\r\n\r\n");
        head.push_str(value);
        head.push_str("\r\n");
    }
    part(
        &mut head,
        boundary,
        upload.part_name.as_deref().unwrap_or(default_part_name),
    );
    head.push_str("; filename=\"");
    head.push_str(&quoted(&upload.file_name));
    head.push_str("\"\r\nContent-Type: ");
    head.push_str(&content_type);
    head.push_str("\r\n\r\n");
    let tail = format!("\r\n--{boundary}--\r\n");

    let around = (head.len() + tail.len()) as u64;
    let chunks = told(measured(chunks, length), upload.progress.clone(), length);
    let chunks = stream::iter([Ok(Bytes::from(head))])
        .chain(chunks)
        .chain(stream::iter([Ok(Bytes::from(tail))]));
    Ok(Multipart {
        content_type: format!("multipart/form-data; boundary={boundary}"),
        length: length.map(|length| length + around),
        chunks: Box::pin(chunks),
    })
}

/// Tells the progress of a file as its pieces are taken.
fn told(
    chunks: impl Stream<Item = Result<Bytes, Broken>> + Send,
    progress: Option<Progress>,
    length: Option<u64>,
) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    let mut sent = 0;
    chunks.inspect(move |chunk| {
        if let (Some(progress), Ok(chunk)) = (&progress, chunk) {
            sent += chunk.len() as u64;
            progress(sent, length);
        }
    })
}

/// What is in memory, in pieces as a file would be read.
fn pieces(mut bytes: Bytes) -> impl Iterator<Item = Bytes> + Send {
    std::iter::from_fn(move || {
        let piece = bytes.split_to(bytes.len().min(PIECE));
        (!piece.is_empty()).then_some(piece)
    })
}

/// What no content has in it, in all likelihood.
pub(crate) fn boundary() -> String {
    format!("cadastro-{}", Uuid::new_v4().simple())
}

fn part(head: &mut String, boundary: &str, name: &str) {
    head.push_str("--");
    head.push_str(boundary);
    head.push_str("\r\nContent-Disposition: form-data; name=\"");
    head.push_str(&quoted(name));
    head.push('"');
}

/// Names as browsers write them: UTF-8, with the three characters that would end the quoted string replaced. So is the
/// backslash, which browsers leave alone: some servers read it as an escape, of the closing quote if it comes last.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\\', "%5C")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn read_file(path: std::path::PathBuf) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    enum Reading {
        Closed(std::path::PathBuf),
        Open(tokio::fs::File),
    }
    stream::try_unfold(Reading::Closed(path), |reading| async {
        let mut file = match reading {
            Reading::Closed(path) => tokio::fs::File::open(path)
                .await
                .map_err(|_| Broken::Unreadable)?,
            Reading::Open(file) => file,
        };
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = file
            .read_buf(&mut piece)
            .await
            .map_err(|_| Broken::Unreadable)?;
        Ok((read > 0).then(|| (piece.freeze(), Reading::Open(file))))
    })
}

/// Passes the pieces on and breaks off before the announced length is passed, or at an end that comes too early.
fn measured(
    chunks: Chunks,
    length: Option<u64>,
) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    let left = length.unwrap_or(u64::MAX);
    stream::try_unfold((chunks, left), move |(mut chunks, left)| async move {
        match chunks.next().await {
            None if length.is_some() && left > 0 => Err(Broken::Shorter),
            None => Ok(None),
            Some(Err(broken)) => Err(broken),
            Some(Ok(chunk)) => match left.checked_sub(chunk.len() as u64) {
                None => Err(Broken::Longer),
                Some(left) => Ok(Some((chunk, (chunks, left)))),
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn written(mut upload: Upload) -> (Multipart, Result<String, Broken>) {
        let mut multipart = encode(&mut upload, "arquivo").unwrap();
        let mut body = Vec::new();
        while let Some(chunk) = multipart.chunks.next().await {
            match chunk {
                Ok(chunk) => body.extend_from_slice(&chunk),
                Err(broken) => return (multipart, Err(broken)),
            }
        }
        let text = String::from_utf8(body).unwrap();
        (multipart, Ok(text))
    }

    fn boundary(multipart: &Multipart) -> &str {
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
            text.unwrap().contains(
                "name=\"arquivo\"; filename=\"a%22%0D%0AX-Evil: 1%0D%0A%0D%0Ação.pdf\"\r\n"
            )
        );
        let (_, text) = written(Upload::from_bytes("C:\\a\\", "x")).await;
        assert!(text.unwrap().contains("; filename=\"C:%5Ca%5C\"\r\n"));
        let mut upload = Upload::from_bytes("a", "x").with_content_type("text/plain\r\nX-Evil: 1");
        assert_eq!(
            encode(&mut upload, "a").err(),
            Some(Refusal::UploadContentType)
        );
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
        let mut stream = Upload::from_stream("a", Some(5), pieces(&["abc", "de"]));
        assert!(encode(&mut stream, "p").is_ok());
        assert_eq!(encode(&mut stream, "p").err(), Some(Refusal::UploadUsedUp));
        let mut bytes = Upload::from_bytes("a", "x");
        assert!(encode(&mut bytes, "p").is_ok());
        assert!(encode(&mut bytes, "p").is_ok());
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
}
