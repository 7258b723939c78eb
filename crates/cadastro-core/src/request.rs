//! What a caller puts into one call: path arguments, query, headers and body. Mistakes are kept and reported by the
//! call, so that building a request needs no error handling.

mod body;
pub(crate) mod flat;
mod form;
mod parameter;
pub(crate) mod path;
mod prepared;
mod style;

pub(crate) use self::body::Payload;
pub use self::form::Encoding;
pub use self::parameter::Parameter;
pub(crate) use self::prepared::{Prepared, Target, join_cookies};
pub(crate) use self::style::cookie_name;
pub use self::style::{In, Style};

use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use self::body::Body;
use self::flat::Flat;
use self::style::{Pairs, Styled};
use crate::error::Refusal;
use crate::jws::Jws;
use crate::upload::{Multipart, Upload};

/// The variable parts of a call of an [`Operation`](crate::Operation).
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
    cookies: String,
    headers: Vec<(&'static str, String)>,
    body: Body,
    refusal: Option<Refusal>,
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
        let value = value.to_parameter().map(|text| path::encode(&text));
        self.path.push((name, value));
        self
    }

    /// Fills in a parameter as its document describes it: `place`, `style` and `explode` of OpenAPI 3.0.3. The value
    /// must serialise as a primitive, as a list of primitives or as an object of primitives; any other is refused by
    /// the call, as is a style that the place or the shape of the value cannot have.
    ///
    /// Nothing is sent for an absent value, `null`, or a list or an object without anything in it (RFC 6570 counts
    /// these as undefined); in a path that is refused. A `null` inside of a list or an object is left out.
    ///
    /// What is sent is that of the specification's table of style examples:
    ///
    /// | style | list | object | exploded list | exploded object |
    /// |---|---|---|---|---|
    /// | `Simple` | `a,b` | `R,1,G,2` | `a,b` | `R=1,G=2` |
    /// | `Label` | `.a,b` | `.R,1,G,2` | `.a.b` | `.R=1.G=2` |
    /// | `Matrix` | `;n=a,b` | `;n=R,1,G,2` | `;n=a;n=b` | `;R=1;G=2` |
    /// | `Form` | `n=a,b` | `n=R,1,G,2` | `n=a&n=b` | `R=1&G=2` |
    /// | `SpaceDelimited` | `n=a%20b` | `n=R%201%20G%202` | `n=a&n=b` | `R=1&G=2` |
    /// | `PipeDelimited` | `n=a%7Cb` | `n=R%7C1%7CG%7C2` | `n=a&n=b` | `R=1&G=2` |
    /// | `DeepObject` | refused | `n%5BR%5D=1&n%5BG%5D=2` | refused | as not exploded |
    ///
    /// - Everything but unreserved characters is percent-encoded in a path, a query and a cookie, the brackets of
    ///   `DeepObject` too: RFC 3986 has no place for them in a query, and servers decode names before they read them.
    ///   Headers go as they are.
    /// - A comma inside of a value is encoded. Where that tells nothing, a value with the delimiter in it is refused: a
    ///   space or `|` in their styles, a dot in an exploded `Label`, a comma in a header; but not in a value by itself.
    /// - A `Label` that is not exploded has commas, as RFC 6570 (section 3.2.5) and OpenAPI 3.0.4 have it; the table of
    ///   3.0.3 shows dots there.
    /// - All cookies go in one header, `; ` between them. **Inferred**: so do the values of an exploded list or object,
    ///   each as a cookie of its own, for which the specification has no example.
    /// - **Inferred**: `SpaceDelimited` and `PipeDelimited` write what is exploded, and a value by itself, as `Form`
    ///   does; the specification's table leaves that open.
    ///
    /// ```
    /// use cadastro_core::{In, Request, Style};
    ///
    /// let request = Request::new()
    ///     // /accounts;id=1,2
    ///     .styled(In::Path, "id", Style::Matrix, false, Some(&[1, 2]))
    ///     // ?status=OPEN&status=CLOSED
    ///     .styled(In::Query, "status", Style::Form, true, Some(&["OPEN", "CLOSED"]))
    ///     .styled(In::Cookie, "session", Style::Form, true, None::<&str>);
    /// # let _ = request;
    /// ```
    #[must_use]
    pub fn styled<T: Serialize + ?Sized>(
        self,
        place: In,
        name: &'static str,
        style: Style,
        explode: bool,
        value: Option<&T>,
    ) -> Self {
        let styled = Styled {
            name,
            style,
            explode,
            reserved: false,
        };
        self.put(place, styled, value)
    }

    /// As [`styled`](Self::styled), for a query parameter with `allowReserved: true`: reserved characters of RFC 3986
    /// stay as they are in values, but for those that would break the query: `[`, `]` and `#`, which RFC 3986 does not
    /// allow there, `&`, which ends a pair, and `+`, which servers read as a space. A comma inside of a value that is
    /// joined by commas is encoded, and so is a percent sign, as ever. (The URL parser encodes an apostrophe, too.)
    #[must_use]
    pub fn reserved<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: Option<&T>,
    ) -> Self {
        let styled = Styled {
            name,
            style,
            explode,
            reserved: true,
        };
        self.put(In::Query, styled, value)
    }

    /// Fills in a parameter that its document describes by `content: application/json`: the JSON text of the value,
    /// percent-encoded but for headers, where `\u` escapes stand for what is not ASCII. An absent value is left out; in
    /// a path it is refused.
    #[must_use]
    pub fn json_parameter<T: Serialize + ?Sized>(
        mut self,
        place: In,
        name: &'static str,
        value: Option<&T>,
    ) -> Self {
        // The error may quote values.
        let json = value.map(|value| serde_json::to_string(value));
        let Ok(json) = json.transpose() else {
            return self.refused(Refusal::ParameterJson(name));
        };
        match (place, json) {
            (In::Path, json) => self.path.push((name, json.as_deref().map(path::encode))),
            (_, None) => {}
            (In::Query, Some(json)) => {
                path::push_query(&mut self.query, &path::encode(name), &path::encode(&json));
            }
            (In::Header, Some(json)) => self.headers.push((name, ascii(&json))),
            (In::Cookie, Some(json)) => match cookie_name(name) {
                Ok(name) => self.push_cookies(vec![(name.to_owned(), path::encode(&json))]),
                Err(refusal) => return self.refused(refusal),
            },
        }
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
            path::push_query(&mut self.query, &path::encode(name), &path::encode(&text));
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
            .filter_map(|value| Some(path::encode(&value.to_parameter()?)))
            .collect();
        if !encoded.is_empty() {
            path::push_query(&mut self.query, &path::encode(name), &encoded.join(","));
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

    /// Sets a JSON body, of the operation's own JSON media type.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.body = Body::Json(json.into()),
            // The error may quote values.
            Err(_) => return self.refused(Refusal::Json),
        }
        self
    }

    /// Sets a JSON body of this media type, such as `application/merge-patch+json`: for operations that take several.
    #[must_use]
    pub fn json_as<T: Serialize + ?Sized>(mut self, media: &'static str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.body = Body::Media(media, json.into()),
            Err(_) => return self.refused(Refusal::Json),
        }
        self
    }

    /// Sets a form body (`application/x-www-form-urlencoded`); `body` must serialise as an object of primitives, and of
    /// lists and objects of primitives. A list repeats its name, an object gives its members (`style: form`,
    /// `explode: true`), and what is `null` is left out.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.form_as(body, &[])
    }

    /// As [`form`](Self::form), with members that are written in another way.
    #[must_use]
    pub fn form_as<T: Serialize + ?Sized>(mut self, body: &T, encodings: &[Encoding]) -> Self {
        match form::encode(body, encodings) {
            Ok(form) => self.body = Body::Form(form.into()),
            Err(refusal) => return self.refused(refusal),
        }
        self
    }

    /// Sets a body of this media type, as it is.
    ///
    /// Documents name ranges, too: `*/*` and `application/*` are sent as `application/octet-stream`. Of any other range
    /// nobody can tell what the bytes are, so it is refused by the call unless [`header`](Self::header) gives the
    /// `Content-Type`, which always goes first.
    #[must_use]
    pub fn bytes(mut self, media: &'static str, body: impl Into<Bytes>) -> Self {
        let media = match media {
            "*/*" | "application/*" => "application/octet-stream",
            media => media,
        };
        self.body = Body::Media(media, body.into());
        self
    }

    /// Sets a text of this media type as the body, in UTF-8. The media type goes as it is given, so a `charset` is
    /// stated only if the document states it; the ranges `text/*` and `*/*` go as `text/plain; charset=utf-8`.
    #[must_use]
    pub fn text(mut self, media: &'static str, body: impl Into<String>) -> Self {
        let media = match media {
            "*/*" | "text/*" => "text/plain; charset=utf-8",
            media => media,
        };
        self.body = Body::Media(media, body.into().into());
        self
    }

    /// Sets a signed body of this media type, such as `application/jwt`: the compact JWS as it is.
    #[must_use]
    pub fn jws<T>(mut self, media: &'static str, body: &Jws<T>) -> Self {
        let compact = Bytes::copy_from_slice(body.as_str().as_bytes());
        self.body = Body::Media(media, compact);
        self
    }

    /// Sets a `multipart/form-data` body with one file, in the part `default_part_name` unless the upload names
    /// another.
    #[must_use]
    pub fn upload(self, default_part_name: &'static str, upload: Upload) -> Self {
        self.multipart(Multipart::of(default_part_name, upload))
    }

    /// Sets a `multipart/form-data` body.
    #[must_use]
    pub fn multipart(mut self, body: Multipart) -> Self {
        self.body = Body::Multipart(body);
        self
    }

    fn put<T: Serialize + ?Sized>(mut self, place: In, styled: Styled, value: Option<&T>) -> Self {
        let value = value.map_or(Some(Flat::Nothing), |value| Flat::of(value));
        let Some(value) = value else {
            return self.refused(Refusal::ParameterShape(styled.name));
        };
        let put = match place {
            In::Path => styled
                .argument(&value)
                .map(|argument| self.path.push((styled.name, argument))),
            In::Query => styled.pairs(value).map(|pairs| {
                for (name, value) in pairs {
                    path::push_query(&mut self.query, &name, &value);
                }
            }),
            In::Header => styled
                .header(&value)
                .map(|value| self.headers.extend(value.map(|value| (styled.name, value)))),
            In::Cookie => styled.cookies(value).map(|pairs| self.push_cookies(pairs)),
        };
        match put {
            Ok(()) => self,
            Err(refusal) => self.refused(refusal),
        }
    }

    fn push_cookies(&mut self, pairs: Pairs) {
        for (name, value) in pairs {
            if !self.cookies.is_empty() {
                self.cookies.push_str("; ");
            }
            self.cookies.push_str(&name);
            self.cookies.push('=');
            self.cookies.push_str(&value);
        }
    }

    /// Keeps the first mistake for the call to report.
    fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal.get_or_insert(refusal);
        self
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

/// JSON with what is not ASCII escaped: it stands in strings only.
fn ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && c != '\u{7f}' {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}
