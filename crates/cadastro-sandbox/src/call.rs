//! A request as the APIs see it: read in full, with its path and query taken apart.

use axum::http::{HeaderMap, Method};
use bytes::Bytes;

use crate::reply::Reply;
use crate::world::World;

/// One operation of one API.
pub(crate) struct Operation {
    /// As the document names it.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The whole path, as a template of axum's.
    pub(crate) path: &'static str,
    pub(crate) answer: fn(&World, &Call) -> Step,
    /// The lawful body of a failure with this status, whatever is the reason.
    pub(crate) failure: fn(&World, &Call, u16) -> Reply,
}

/// What came of a call.
pub(crate) enum Step {
    /// The answer. Whatever the call does has been done.
    Done(Reply),
    /// There is work to do, and until it is done the call is in flight.
    Work(Work),
}

/// The rest of a call in flight.
pub(crate) type Work = Box<dyn FnOnce(&World) -> Reply + Send>;

impl From<Reply> for Step {
    fn from(reply: Reply) -> Self {
        Self::Done(reply)
    }
}

/// A request, read in full.
pub(crate) struct Call {
    pub(crate) operation: &'static Operation,
    /// Scheme and authority under which the sandbox was called, such as `http://127.0.0.1:40321`.
    pub(crate) origin: String,
    /// What stands in the place of the template's `{…}`, decoded.
    pub(crate) id: String,
    /// Decoded pairs, in their order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// The text of a header. `None` if it is not there or no text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(key, _)| key == name)?;
        Some(&pair.1)
    }

    /// The token of `Authorization: Bearer …`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| token.trim_start())
    }

    /// The media type of the body, lower-case, without its parameters.
    pub(crate) fn media_type(&self) -> Option<String> {
        let header = self.header("content-type")?;
        let essence = header
            .split_once(';')
            .map_or(header, |(essence, _)| essence);
        Some(essence.trim().to_ascii_lowercase())
    }
}
