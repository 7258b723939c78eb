//! A file to send as `multipart/form-data`: from memory, from disk or from a stream, never held in memory as a whole
//! unless it already is.

mod multipart;
mod pieces;

pub use self::multipart::Multipart;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;

/// Where the bytes of an upload come from; errors of a stream are reduced to their kind.
pub(crate) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Broken>> + Send>>;

/// A file on its way to an API, with the form fields that go with it.
///
/// The name of the form part is the operation's unless [`with_part_name`](Self::with_part_name) gives another; the
/// content type follows the file name's ending (`.pdf`, `.png`, `.jpg`, `.jpeg`), else it is
/// `application/octet-stream`.
///
/// ```
/// use cadastro_core::Upload;
///
/// let upload = Upload::from_bytes("contrato.pdf", vec![0x25, 0x50, 0x44, 0x46])
///     .with_field("tipo", "CONTRATO_SOCIAL");
/// assert_eq!(format!("{upload:?}"), "Upload(4 bytes)");
/// ```
pub struct Upload {
    pub(crate) file_name: String,
    pub(crate) content: Content,
    pub(crate) content_type: Option<String>,
    pub(crate) part_name: Option<String>,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) progress: Option<Progress>,
}

/// Told how many bytes of a file have been handed to the connection, and how many there are.
pub(crate) type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

pub(crate) enum Content {
    Bytes(Bytes),
    File {
        path: PathBuf,
        length: u64,
    },
    Stream {
        chunks: Chunks,
        length: Option<u64>,
    },
    /// A stream that an earlier attempt has taken.
    UsedUp,
}

impl Upload {
    /// A file that is in memory.
    #[must_use]
    pub fn from_bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(file_name.into(), Content::Bytes(bytes.into()))
    }

    /// A file on disk, read piece by piece while it is sent. Its name is the last part of `path`.
    ///
    /// The length is taken now; a file that has another length when it is sent makes the call fail
    /// ([`Error::is_upload`](crate::Error::is_upload)).
    ///
    /// # Errors
    ///
    /// A [`std::io::Error`] if there is no such file, or if it is not a regular one.
    pub async fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let metadata = tokio::fs::metadata(path).await?;
        let name = path.file_name().filter(|_| metadata.is_file());
        let name = name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file"))?;
        let content = Content::File {
            path: path.to_owned(),
            length: metadata.len(),
        };
        Ok(Self::new(name.to_string_lossy().into_owned(), content))
    }

    /// A stream of pieces. With a `length` in bytes the request says how long it is, and a stream that turns out
    /// shorter or longer makes the call fail; without, the request is sent in chunks, which some gateways refuse.
    ///
    /// A stream can be sent once: such a call is never repeated.
    #[must_use]
    pub fn from_stream<S, E>(file_name: impl Into<String>, length: Option<u64>, stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Send + 'static,
    {
        use futures_util::StreamExt as _;

        let chunks = stream.map(|chunk| chunk.map_err(|_| Broken::Unreadable));
        let content = Content::Stream {
            chunks: Box::pin(chunks),
            length,
        };
        Self::new(file_name.into(), content)
    }

    /// Sets the media type of the file part.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the name of the file part.
    #[must_use]
    pub fn with_part_name(mut self, name: impl Into<String>) -> Self {
        self.part_name = Some(name.into());
        self
    }

    /// Sets the name of the file part, unless it has one.
    #[must_use]
    pub fn with_default_part_name(mut self, name: impl Into<String>) -> Self {
        self.part_name.get_or_insert_with(|| name.into());
        self
    }

    /// Adds a form field; fields are sent before the file, in the order they were added.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Calls `progress` after each piece of the file that is handed to the connection, with the bytes so far and the
    /// length of the file, if it is known. It begins anew with each attempt, and must neither block nor
    /// panic.
    ///
    /// ```
    /// use cadastro_core::Upload;
    ///
    /// let upload = Upload::from_bytes("contrato.pdf", vec![0; 1000])
    ///     .with_progress(|sent, total| println!("{sent} of {total:?} bytes"));
    /// # let _ = upload;
    /// ```
    #[must_use]
    pub fn with_progress(
        mut self,
        progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// The length of the file in bytes, when it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::File { length, .. } => Some(*length),
            Content::Stream { length, .. } => *length,
            Content::UsedUp => None,
        }
    }

    pub(crate) fn is_used_up(&self) -> bool {
        matches!(self.content, Content::UsedUp)
    }

    fn new(file_name: String, content: Content) -> Self {
        Self {
            file_name,
            content,
            content_type: None,
            part_name: None,
            fields: Vec::new(),
            progress: None,
        }
    }

    pub(crate) fn content_type(&self) -> &str {
        if let Some(content_type) = &self.content_type {
            return content_type;
        }
        let ending = self.file_name.rsplit_once('.').map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("pdf") => "application/pdf",
            Some("png") => "image/png",
            Some("jpg" | "jpeg") => "image/jpeg",
            _ => "application/octet-stream",
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Upload({length} bytes)"),
            None => f.write_str("Upload(unknown length)"),
        }
    }
}

/// Why an upload could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    #[error("what was to be uploaded could not be read")]
    Unreadable,
    #[error("what was to be uploaded is shorter than announced")]
    Shorter,
    #[error("what was to be uploaded is longer than announced")]
    Longer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_follows_the_file_name() {
        let of = |name: &str| Upload::from_bytes(name, "x").content_type().to_owned();
        assert_eq!(of("a.b.PDF"), "application/pdf");
        assert_eq!(of("a.jpeg"), "image/jpeg");
        assert_eq!(of("pdf"), "application/octet-stream");
        let set = Upload::from_bytes("a.pdf", "x").with_content_type("image/tiff");
        assert_eq!(set.content_type(), "image/tiff");
    }

    #[tokio::test]
    async fn a_folder_is_no_file() {
        assert!(Upload::from_path(".").await.is_err());
        assert!(Upload::from_path("no/such/file").await.is_err());
    }

    #[test]
    fn debug_names_the_size_only() {
        let upload =
            Upload::from_bytes("cpf-11144477735.pdf", "secret").with_field("nome", "Maria");
        assert_eq!(format!("{upload:?}"), "Upload(6 bytes)");
    }
}
