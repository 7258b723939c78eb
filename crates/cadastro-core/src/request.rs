//! What a caller puts into one call: path arguments, query, headers and body. Mistakes are kept and reported by the
//! call, so that building a request needs no error handling.

mod form;
mod parameter;
pub(crate) mod path;

pub use self::parameter::Parameter;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Serialize;

use crate::error::Refusal;
use crate::operation::Operation;
use crate::upload::Upload;
use crate::upload::multipart;

/// The variable parts of a call of an [`Operation`].
///
/// ```
/// use cadastro_core::Request;
///
/// let request = Request::new()
///     .path("id", "cust_1")
///     .query("page", Some(2))
///     .query("page-size", None::<i32>)
///     .query_list("fields", Some(vec!["name", "document"]));
/// # let _ = request;
/// ```
#[derive(Default)]
pub struct Request {
    link: Option<String>,
    path: Vec<(&'static str, Option<String>)>,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: Body,
    refusal: Option<Refusal>,
}

/// A body before it is known which media type the operation documents for it.
#[derive(Default)]
enum Body {
    #[default]
    None,
    Json(Bytes),
    Form(Bytes),
    Upload(&'static str, Upload),
}

impl Request {
    /// A request without anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Fills the placeholder `name` of the path. The value is percent-encoded; one that is absent, empty, `.` or `..`
    /// is refused by the call.
    #[must_use]
    pub fn path(mut self, name: &'static str, value: impl Parameter) -> Self {
        let value = value.to_parameter().map(Cow::into_owned);
        self.path.push((name, value));
        self
    }

    /// Sends it to a link that the server gave, as it is, instead of the operation's path and query: for follow-up pages.
    /// A link to another origin than the endpoint's is refused by the call, as the token belongs to this one.
    #[must_use]
    pub fn to_link(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }

    /// Adds a query parameter, unless the value is absent.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Parameter) -> Self {
        if let Some(text) = value.to_parameter() {
            path::push_query(&mut self.query, name, &path::encode(&text).to_string());
        }
        self
    }

    /// Adds a query parameter whose values are joined by commas (`style: form`, `explode: false`), unless the list is
    /// absent or empty. A comma inside of a value is escaped.
    #[must_use]
    pub fn query_list<T: Parameter>(mut self, name: &'static str, values: Option<Vec<T>>) -> Self {
        let encoded: Vec<String> = values
            .into_iter()
            .flatten()
            .filter_map(|value| Some(path::encode(&value.to_parameter()?).to_string()))
            .collect();
        if !encoded.is_empty() {
            path::push_query(&mut self.query, name, &encoded.join(","));
        }
        self
    }

    /// Sets a header, unless the value is absent. Given twice, the last one counts. `Host`, `Content-Length` and the
    /// like are the client's own; `Authorization` comes from the [`Credentials`](crate::Credentials).
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Parameter) -> Self {
        if let Some(text) = value.to_parameter() {
            self.headers.push((name, text.into_owned()));
        }
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.body = Body::Json(json.into()),
            // The error may quote values.
            Err(_) => self.refusal = Some(Refusal::Json),
        }
        self
    }

    /// Sets a form body (`application/x-www-form-urlencoded`); `body` must serialise as a flat object.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match form::encode(body) {
            Ok(form) => self.body = Body::Form(form.into()),
            Err(refusal) => self.refusal = Some(refusal),
        }
        self
    }

    /// Sets a `multipart/form-data` body with one file, in the part `default_part_name` unless the upload names
    /// another.
    #[must_use]
    pub fn upload(mut self, default_part_name: &'static str, upload: Upload) -> Self {
        self.body = Body::Upload(default_part_name, upload);
        self
    }

    /// Checks everything and writes it as it will be sent, credentials aside.
    pub(crate) fn prepare(
        self,
        operation: &'static Operation,
        template: &str,
    ) -> Result<Prepared, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        let target = match self.link {
            Some(link) => Target::Link(link),
            None => {
                let mut target = path::render(operation.path, template, &self.path)?;
                if !self.query.is_empty() {
                    target.push('?');
                    target.push_str(&self.query);
                }
                Target::Below(target)
            }
        };
        let (media, payload) = match self.body {
            Body::None => (None, Payload::None),
            Body::Json(bytes) => {
                let fits = |media: &str| media.ends_with("/json") || media.ends_with("+json");
                let media = operation.request_media(fits, "application/json");
                (Some(media), Payload::Bytes(bytes))
            }
            Body::Form(bytes) => {
                const FORM: &str = "application/x-www-form-urlencoded";
                let media = operation.request_media(|media| media == FORM, FORM);
                (Some(media), Payload::Bytes(bytes))
            }
            // The media type has the boundary in it, so it comes with each attempt.
            Body::Upload(part_name, upload) => (None, Payload::Upload(part_name, upload)),
        };
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 6);
        let accept = HeaderValue::from_str(&operation.accept())
            .map_err(|_| Refusal::HeaderValue("accept"))?;
        headers.insert(header::ACCEPT, accept);
        if let Some(media) = media {
            let media =
                HeaderValue::from_str(media).map_err(|_| Refusal::HeaderValue("content-type"))?;
            headers.insert(header::CONTENT_TYPE, media);
        }
        for (name, value) in self.headers {
            insert(&mut headers, name, &value)?;
        }
        Ok(Prepared {
            target,
            headers,
            payload,
        })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<_> = self.path.iter().map(|(name, _)| name).collect();
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("path", &path)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

/// A request that can be sent.
pub(crate) struct Prepared {
    pub(crate) target: Target,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
}

pub(crate) enum Target {
    /// Path and query, to be put behind the base URL.
    Below(String),
    /// A link of the server.
    Link(String),
}

pub(crate) enum Payload {
    None,
    Bytes(Bytes),
    Upload(&'static str, Upload),
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
            Self::Upload(part_name, upload) => {
                let multipart = multipart::encode(upload, part_name)?;
                let content_type = HeaderValue::from_str(&multipart.content_type)
                    .map_err(|_| Refusal::UploadContentType)?;
                headers.insert(header::CONTENT_TYPE, content_type);
                if let Some(length) = multipart.length {
                    headers.insert(header::CONTENT_LENGTH, length.into());
                }
                Ok(Some(reqwest::Body::wrap_stream(multipart.chunks)))
            }
        }
    }

    pub(crate) fn is_upload(&self) -> bool {
        matches!(self, Self::Upload(..))
    }

    /// Whether it was a stream that an attempt has taken.
    pub(crate) fn is_used_up(&self) -> bool {
        matches!(self, Self::Upload(_, upload) if upload.is_used_up())
    }
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) -> Result<(), Refusal> {
    let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Refusal::HeaderName(name))?;
    let reserved = [
        header::AUTHORIZATION,
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::HOST,
        header::TE,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ];
    if reserved.contains(&key) {
        return Err(Refusal::HeaderReserved(name));
    }
    // `HeaderValue` would let any UTF-8 pass, which servers read as Latin-1 or refuse.
    if !value
        .bytes()
        .all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
    {
        return Err(Refusal::HeaderValue(name));
    }
    let value = HeaderValue::from_str(value).map_err(|_| Refusal::HeaderValue(name))?;
    headers.insert(key, value);
    Ok(())
}
