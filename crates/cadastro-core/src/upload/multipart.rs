//! `multipart/form-data` (RFC 7578) of fields and streamed files.
//!
//! Written here rather than taken from the HTTP client, whose form keeps line breaks of a file name inside the header
//! of the part, cannot notice that a stream is not as long as announced, and brings a table of all media types.

use std::fmt;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::HeaderValue;
use serde::Serialize;
use uuid::Uuid;

use crate::error::Refusal;
use crate::request::Parameter;
use crate::upload::{Chunks, Upload};

/// A `multipart/form-data` body: fields, JSON and files, sent in the order they were added.
///
/// Files are streamed; a file of a stream can be sent once, so a call with one is never repeated. The boundary stays the
/// same over all attempts.
///
/// ```
/// use cadastro_core::{Multipart, Request, Upload};
///
/// let body = Multipart::new()
///     .text("tipo", "CONTRATO_SOCIAL")
///     .text("paginas", Some(3))
///     .list("etiquetas", ["a", "b"])
///     .json("empresa", &serde_json::json!({"nome": "ACME"}))
///     .file("frente", Upload::from_bytes("frente.pdf", "%PDF"))
///     .file("verso", Upload::from_bytes("verso.pdf", "%PDF"));
/// assert_eq!(format!("{body:?}"), "Multipart(7 parts, 2 files)");
/// let request = Request::new().multipart(body);
/// # let _ = request;
/// ```
pub struct Multipart {
    parts: Vec<Part>,
    /// What no content has in it, in all likelihood. The same for all attempts: a server may compare what comes with one
    /// `Idempotency-Key` to the byte.
    boundary: String,
    refusal: Option<Refusal>,
}

enum Part {
    Field {
        name: String,
        media: Option<String>,
        content: Bytes,
    },
    File {
        name: String,
        upload: Box<Upload>,
    },
}

/// The body of one attempt.
pub(crate) struct Encoded {
    pub(crate) content_type: String,
    pub(crate) length: Option<u64>,
    pub(crate) chunks: Chunks,
}

impl Multipart {
    /// A body without parts.
    #[must_use]
    pub fn new() -> Self {
        Self {
            parts: Vec::new(),
            boundary: format!("cadastro-{}", Uuid::new_v4().simple()),
            refusal: None,
        }
    }

    /// The body of an upload by itself.
    pub(crate) fn of(default_part_name: &str, upload: Upload) -> Self {
        Self::new().file(default_part_name, upload)
    }

    /// Adds a text, unless the value is absent. The part has no content type, so it is `text/plain` (RFC 7578, section
    /// 4.4).
    #[must_use]
    pub fn text(self, name: impl Into<String>, value: impl Parameter) -> Self {
        self.field(name.into(), None, &value)
    }

    /// Adds a text of this media type, as `encoding.contentType` of a document has it, unless the value is absent.
    #[must_use]
    pub fn text_as(self, media: &str, name: impl Into<String>, value: impl Parameter) -> Self {
        self.field(name.into(), Some(media), &value)
    }

    /// Adds a list of texts: a part for each of them, all of one name. An empty list adds nothing.
    #[must_use]
    pub fn list<T: Parameter>(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let name = name.into();
        for value in values {
            self = self.field(name.clone(), None, &value);
        }
        self
    }

    /// Adds a value as JSON, in a part with the content type `application/json`. One that is written as `null` (an
    /// absent one) is left out.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, name: impl Into<String>, value: &T) -> Self {
        self.json_as("application/json", name, value)
    }

    /// Adds a value as JSON in a part of this media type, as `encoding.contentType` of a document has it. One that is
    /// written as `null` is left out.
    #[must_use]
    pub fn json_as<T: Serialize + ?Sized>(
        mut self,
        media: &str,
        name: impl Into<String>,
        value: &T,
    ) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) if json == b"null" => self,
            Ok(json) => self.push(name.into(), Some(media), json.into()),
            // The error may quote values.
            Err(_) => {
                self.refusal.get_or_insert(Refusal::Json);
                self
            }
        }
    }

    /// Adds a file, in a part of this name unless the upload names another. The fields of the upload itself go before
    /// it. Several files may have one name.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, mut upload: Upload) -> Self {
        for (name, value) in std::mem::take(&mut upload.fields) {
            self = self.push(name, None, value.into());
        }
        let name = upload.part_name.take().unwrap_or_else(|| name.into());
        let upload = Box::new(upload);
        self.parts.push(Part::File { name, upload });
        self
    }

    /// Adds a file as [`file`](Self::file) does, of this media type unless the upload has one of its own: as
    /// `encoding.contentType` of a document has it. Of several, with commas between, it is the one that the ending of the
    /// file's name tells, else the first; of ranges (`image/*`) only that ending tells.
    #[must_use]
    pub fn file_as(self, media: &str, name: impl Into<String>, mut upload: Upload) -> Self {
        if upload.content_type.is_none() {
            let told = upload.content_type();
            let fits = |media: &&str| match media.strip_suffix('*') {
                Some(kind) => told.starts_with(kind),
                None => *media == told,
            };
            let mut listed = media.split(',').map(str::trim);
            let first = media.split(',').map(str::trim).next().unwrap_or(media);
            let is_told = listed.any(|media| fits(&media)) || first.ends_with('*');
            upload.content_type = Some(if is_told { told } else { first }.to_owned());
        }
        self.file(name, upload)
    }

    fn field(self, name: String, media: Option<&str>, value: &impl Parameter) -> Self {
        match value.to_parameter() {
            Some(text) => self.push(name, media, text.into_owned().into()),
            None => self,
        }
    }

    fn push(mut self, name: String, media: Option<&str>, content: Bytes) -> Self {
        self.parts.push(Part::Field {
            name,
            media: media.map(str::to_owned),
            content,
        });
        self
    }

    pub(crate) fn has_files(&self) -> bool {
        self.uploads().next().is_some()
    }

    /// Whether a stream in it was taken by an attempt.
    pub(crate) fn is_used_up(&self) -> bool {
        self.uploads().any(Upload::is_used_up)
    }

    fn uploads(&self) -> impl Iterator<Item = &Upload> {
        self.parts.iter().filter_map(|part| match part {
            Part::File { upload, .. } => Some(&**upload),
            Part::Field { .. } => None,
        })
    }

    /// The request body for one attempt. Streams are taken out of it, so with them there is no second attempt.
    pub(crate) fn encode(&mut self) -> Result<Encoded, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        let boundary = &self.boundary;
        let mut chunks: Vec<Chunks> = Vec::with_capacity(2 * self.parts.len() + 1);
        let mut length = Some(0_u64);
        let mut text = String::new();
        for part in &mut self.parts {
            match part {
                Part::Field {
                    name,
                    media,
                    content,
                } => {
                    head(&mut text, boundary, name);
                    end_of_head(&mut text, media.as_deref())?;
                    flush(&mut text, &mut chunks, &mut length);
                    length = length.map(|sum| sum + content.len() as u64);
                    chunks.push(whole(content.clone()));
                }
                Part::File { name, upload } => {
                    head(&mut text, boundary, name);
                    text.push_str("; filename=\"");
                    text.push_str(&quoted(&upload.file_name));
                    text.push('"');
                    end_of_head(&mut text, Some(upload.content_type()))?;
                    flush(&mut text, &mut chunks, &mut length);
                    length = length.zip(upload.length()).map(|(sum, file)| sum + file);
                    chunks.push(upload.pieces()?);
                }
            }
            text.push_str("\r\n");
        }
        text.push_str("--");
        text.push_str(boundary);
        text.push_str("--\r\n");
        flush(&mut text, &mut chunks, &mut length);
        Ok(Encoded {
            content_type: format!("multipart/form-data; boundary={boundary}"),
            length,
            chunks: Box::pin(stream::iter(chunks).flatten()),
        })
    }
}

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

/// Counts only: names and contents may be personal.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, files) = (self.parts.len(), self.uploads().count());
        write!(f, "Multipart({parts} parts, {files} files)")
    }
}

fn head(text: &mut String, boundary: &str, name: &str) {
    text.push_str("--");
    text.push_str(boundary);
    text.push_str("\r\nContent-Disposition: form-data; name=\"");
    text.push_str(&quoted(name));
    text.push('"');
}

fn end_of_head(text: &mut String, media: Option<&str>) -> Result<(), Refusal> {
    if let Some(media) = media {
        if HeaderValue::from_str(media).is_err() {
            return Err(Refusal::UploadContentType);
        }
        text.push_str("\r\nContent-Type: ");
        text.push_str(media);
    }
    text.push_str("\r\n\r\n");
    Ok(())
}

/// Hands out what was written between contents.
fn flush(text: &mut String, chunks: &mut Vec<Chunks>, length: &mut Option<u64>) {
    *length = length.map(|sum| sum + text.len() as u64);
    chunks.push(whole(std::mem::take(text).into()));
}

fn whole(bytes: Bytes) -> Chunks {
    Box::pin(stream::iter([Ok(bytes)]))
}

/// Names as browsers write them: UTF-8, with the three characters that would end the quoted string replaced. So is the
/// backslash, which browsers leave alone: some servers read it as an escape, of the closing quote if it comes last.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\\', "%5C")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests;
