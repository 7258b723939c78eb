//! What a document says about one operation: its path, media types, answers, security and whether it may be
//! repeated. Generated crates hold one `static` [`Operation`] per operation.

use http::StatusCode;

use crate::request::In;

/// One operation of an API, as its document describes it.
///
/// ```
/// use cadastro_core::{Documented, Idempotence, Method, Operation, Security};
///
/// static GET_CUSTOMER: Operation = Operation {
///     id: "getCustomer",
///     method: Method::Get,
///     path: "/v1/customers/{id}",
///     request_media: &[],
///     answers: &[Documented::new(200, "application/json", "Customer"), Documented::empty(404)],
///     security: Security::Bearer,
///     scopes: &[],
///     idempotence: Idempotence::Safe,
///     interaction_id: false,
/// };
/// assert_eq!(GET_CUSTOMER.method.as_str(), "GET");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template below the base URL, starting with `/`; arguments stand in braces.
    pub path: &'static str,
    /// The media types of the request body; empty when there is none.
    pub request_media: &'static [&'static str],
    /// The documented answers, in the document's order; an answer of several media types has an entry for each.
    pub answers: &'static [Documented],
    /// How a caller proves who it is.
    pub security: Security,
    /// The OAuth scopes the operation asks for.
    pub scopes: &'static [&'static str],
    /// Whether sending it twice does what sending it once does.
    pub idempotence: Idempotence,
    /// Whether it declares the `x-fapi-interaction-id` header.
    pub interaction_id: bool,
}

impl Operation {
    /// What the document says about answers with this status: the entry of that very code, else that of its
    /// class (`4XX`), else `default`.
    #[must_use]
    pub fn documented(&self, status: StatusCode) -> Option<&'static Documented> {
        let code = status.as_u16();
        let find = |wanted: Status| {
            self.answers
                .iter()
                .find(|documented| documented.status == wanted)
        };
        find(Status::Code(code))
            .or_else(|| find(Status::Class(code / 100)))
            .or_else(|| find(Status::Default))
    }

    /// The value of the `Accept` header: every documented media type once, without parameters.
    pub(crate) fn accept(&self) -> String {
        let mut accepted: Vec<&str> = Vec::new();
        for media in self.answers.iter().filter_map(|answer| answer.media) {
            let essence = media.split(';').next().unwrap_or(media).trim();
            if !accepted.contains(&essence) {
                accepted.push(essence);
            }
        }
        if accepted.is_empty() {
            "*/*".to_owned()
        } else {
            accepted.join(", ")
        }
    }

    /// The documented media type of the request body that `fits`, else `otherwise`.
    pub(crate) fn request_media(
        &self,
        fits: impl Fn(&str) -> bool,
        otherwise: &'static str,
    ) -> &'static str {
        self.request_media
            .iter()
            .copied()
            .find(|media| fits(media.split(';').next().unwrap_or(media).trim()))
            .unwrap_or(otherwise)
    }
}

/// One documented answer of an [`Operation`].
///
/// ```
/// use cadastro_core::{Documented, Status};
///
/// const ANSWERS: &[Documented] = &[
///     Documented::new(200, "application/json", "Payment"),
///     Documented::empty(202),
///     Documented::class(4, "application/json", "Problem"),
///     Documented::empty_otherwise(),
/// ];
/// assert_eq!(ANSWERS[2].status, Status::Class(4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documented {
    /// The status or statuses it is for.
    pub status: Status,
    /// The media type of the body; `None` when the answer has no body.
    pub media: Option<&'static str>,
    /// The name of the generated type of the body; `None` when there is none.
    pub body: Option<&'static str>,
}

impl Documented {
    /// An answer with a body.
    #[must_use]
    pub const fn new(code: u16, media: &'static str, body: &'static str) -> Self {
        Self {
            status: Status::Code(code),
            media: Some(media),
            body: Some(body),
        }
    }

    /// An answer without a body.
    #[must_use]
    pub const fn empty(code: u16) -> Self {
        Self {
            status: Status::Code(code),
            media: None,
            body: None,
        }
    }

    /// The answer of a class of statuses, by its first digit, with a body: `class(4, …)` is the document's `4XX`.
    #[must_use]
    pub const fn class(digit: u16, media: &'static str, body: &'static str) -> Self {
        Self {
            status: Status::Class(digit),
            media: Some(media),
            body: Some(body),
        }
    }

    /// The answer of a class of statuses, by its first digit, without a body.
    #[must_use]
    pub const fn empty_class(digit: u16) -> Self {
        Self {
            status: Status::Class(digit),
            media: None,
            body: None,
        }
    }

    /// The answer of every status that has no entry of its own.
    #[must_use]
    pub const fn otherwise(media: &'static str, body: &'static str) -> Self {
        Self {
            status: Status::Default,
            media: Some(media),
            body: Some(body),
        }
    }

    /// The answer, without a body, of every status that has no entry of its own.
    #[must_use]
    pub const fn empty_otherwise() -> Self {
        Self {
            status: Status::Default,
            media: None,
            body: None,
        }
    }
}

/// The status of a [`Documented`] answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// One status code, such as 200.
    Code(u16),
    /// A class by its first digit: `Class(4)` is the document's `4XX`.
    Class(u16),
    /// Every status that has no entry of its own.
    Default,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method as it is written on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Trace => "TRACE",
        }
    }

    pub(crate) fn to_http(self) -> http::Method {
        match self {
            Self::Delete => http::Method::DELETE,
            Self::Get => http::Method::GET,
            Self::Head => http::Method::HEAD,
            Self::Options => http::Method::OPTIONS,
            Self::Patch => http::Method::PATCH,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Trace => http::Method::TRACE,
        }
    }
}

/// How a caller of an [`Operation`] proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// The endpoint's token as it is, where the document says: in a header, in the query or in a cookie.
    ApiKey {
        /// Where it goes. A key in a path is refused by the call, as no document can ask for it.
        place: In,
        /// The name of the header, of the query parameter or of the cookie.
        name: &'static str,
    },
    /// Nothing is sent.
    None,
}

/// Whether an [`Operation`] may be sent again when it is not known if it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Idempotence {
    /// It changes nothing (`GET`, `HEAD`).
    Safe,
    /// It takes an `Idempotency-Key`; the same key makes a repetition harmless.
    Key,
    /// Repeating it may do it twice.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn answer(status: Status, media: &'static str) -> Documented {
        Documented {
            status,
            media: Some(media),
            body: None,
        }
    }

    static OPERATION: Operation = Operation {
        id: "probe",
        method: Method::Post,
        path: "/probe",
        request_media: &["application/json; charset=utf-8"],
        answers: &[
            answer(Status::Default, "text/plain"),
            answer(Status::Class(4), "application/problem+json"),
            answer(Status::Code(200), "application/json"),
            answer(Status::Code(404), "application/json; charset=utf-8"),
        ],
        security: Security::None,
        scopes: &[],
        idempotence: Idempotence::None,
        interaction_id: false,
    };

    #[test]
    fn the_most_specific_entry_describes_a_status() {
        let found = |code| {
            OPERATION
                .documented(StatusCode::from_u16(code).unwrap())
                .map(|documented| documented.status)
        };
        assert_eq!(found(404), Some(Status::Code(404)));
        assert_eq!(found(429), Some(Status::Class(4)));
        assert_eq!(found(529), Some(Status::Default));
    }

    #[test]
    fn each_kind_of_entry_can_be_written() {
        let class = Documented::class(4, "application/json", "Problem");
        assert_eq!(
            (class.status, class.media, class.body),
            (Status::Class(4), Some("application/json"), Some("Problem"))
        );
        let bare = [
            (Documented::empty_class(5), Status::Class(5)),
            (Documented::empty_otherwise(), Status::Default),
            (Documented::empty(202), Status::Code(202)),
        ];
        for (documented, status) in bare {
            assert_eq!(documented.status, status);
            assert_eq!((documented.media, documented.body), (None, None));
        }
        assert_eq!(Method::Trace.as_str(), Method::Trace.to_http().as_str());
    }

    #[test]
    fn accept_names_each_media_type_once() {
        assert_eq!(
            OPERATION.accept(),
            "text/plain, application/problem+json, application/json"
        );
        let bare = Operation {
            answers: &[],
            ..OPERATION
        };
        assert_eq!(bare.accept(), "*/*");
    }

    #[test]
    fn the_documented_media_type_is_used_with_its_parameters() {
        let json = |media: &str| media.ends_with("json");
        assert_eq!(
            OPERATION.request_media(json, "application/json"),
            "application/json; charset=utf-8"
        );
        assert_eq!(
            OPERATION.request_media(|_| false, "application/json"),
            "application/json"
        );
    }
}
