//! The body of a request: what the caller gave, the media type that it goes by, and what each attempt sends of it.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use crate::error::Refusal;
use crate::operation::Operation;
use crate::upload::Multipart;

/// A body before it is known which media type the operation documents for it.
#[derive(Default)]
pub(super) enum Body {
    #[default]
    None,
    Json(Bytes),
    Form(Bytes),
    /// Bytes of a media type of their own.
    Media(&'static str, Bytes),
    Multipart(Multipart),
}

impl Body {
    /// The media type to send, and the body without it. A multipart body's media type has the boundary in it, so it
    /// comes with each attempt.
    pub(super) fn resolve(self, operation: &Operation) -> (Option<&'static str>, Payload) {
        match self {
            Self::None => (None, Payload::None),
            Self::Json(bytes) => {
                let fits = |media: &str| media.ends_with("/json") || media.ends_with("+json");
                let media = operation.request_media(fits, "application/json");
                (Some(media), Payload::Bytes(bytes))
            }
            Self::Form(bytes) => {
                const FORM: &str = "application/x-www-form-urlencoded";
                let media = operation.request_media(|media| media == FORM, FORM);
                (Some(media), Payload::Bytes(bytes))
            }
            Self::Media(media, bytes) => (Some(media), Payload::Bytes(bytes)),
            Self::Multipart(multipart) => (None, Payload::Multipart(multipart)),
        }
    }
}

pub(crate) enum Payload {
    None,
    Bytes(Bytes),
    Multipart(Multipart),
}

impl Payload {
    /// The body of one attempt with the headers that belong to it.
    pub(crate) fn body(
        &mut self,
        headers: &mut HeaderMap,
    ) -> Result<Option<reqwest::Body>, Refusal> {
        match self {
            Self::None => Ok(None),
            Self::Bytes(bytes) => Ok(Some(bytes.clone().into())),
            Self::Multipart(multipart) => {
                let encoded = multipart.encode()?;
                let content_type = HeaderValue::from_str(&encoded.content_type)
                    .map_err(|_| Refusal::UploadContentType)?;
                headers.insert(header::CONTENT_TYPE, content_type);
                if let Some(length) = encoded.length {
                    headers.insert(header::CONTENT_LENGTH, length.into());
                }
                Ok(Some(reqwest::Body::wrap_stream(encoded.chunks)))
            }
        }
    }

    /// Whether a file is in it, which takes its time.
    pub(crate) fn is_upload(&self) -> bool {
        matches!(self, Self::Multipart(multipart) if multipart.has_files())
    }

    /// Whether it has a stream in it that an attempt has taken.
    pub(crate) fn is_used_up(&self) -> bool {
        matches!(self, Self::Multipart(multipart) if multipart.is_used_up())
    }
}
