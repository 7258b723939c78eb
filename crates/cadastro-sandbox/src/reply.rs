//! An answer before it is sent.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use bytes::Bytes;
use serde_json::Value;

/// An answer. JSON stays JSON, so that faults can change it.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// The body of an answer.
pub(crate) enum Body {
    Empty,
    Json(Value),
    Text(String),
}

impl Reply {
    /// No body at all.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            // It is one of the sandbox's own, or of a fault, which takes no other.
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: HeaderMap::new(),
            body: Body::Empty,
        }
    }

    /// `application/json`.
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::json_as(status, "application/json", body)
    }

    /// JSON under a media type with parameters.
    pub(crate) fn json_as(status: u16, media: &'static str, body: Value) -> Self {
        let mut reply = Self::empty(status);
        reply
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(media));
        reply.body = Body::Json(body);
        reply
    }

    /// Text, such as the page of a gateway.
    pub(crate) fn text(status: u16, media: &'static str, body: impl Into<String>) -> Self {
        let mut reply = Self::empty(status);
        reply
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(media));
        reply.body = Body::Text(body.into());
        reply
    }

    /// With a header. A value that is none is left out.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The bytes of the body; `None` if there is none.
    pub(crate) fn bytes(&self) -> Option<Bytes> {
        match &self.body {
            Body::Empty => None,
            Body::Json(value) => Some(Bytes::from(value.to_string())),
            Body::Text(text) => Some(Bytes::from(text.clone())),
        }
    }
}
