//! A request that was checked against its operation: what is sent, credentials aside.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{Payload, Request, path};
use crate::error::Refusal;
use crate::operation::Operation;

impl Request {
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
        let (media, payload) = self.body.resolve(operation);
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
        if !self.cookies.is_empty() {
            let cookies = join_cookies(&headers, &self.cookies);
            insert(&mut headers, "cookie", &cookies)?;
        }
        if let Some(media) = media.filter(|media| media.contains('*')) {
            if headers
                .get(header::CONTENT_TYPE)
                .is_some_and(|sent| sent == media)
            {
                return Err(Refusal::MediaType(media));
            }
        }
        Ok(Prepared {
            target,
            headers,
            payload,
        })
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

/// What goes into the one `Cookie` header, behind the cookies that are in it.
pub(crate) fn join_cookies(headers: &HeaderMap, cookies: &str) -> String {
    let before = headers.get(header::COOKIE);
    match before.and_then(|before| before.to_str().ok()) {
        Some(before) if !before.is_empty() => format!("{before}; {cookies}"),
        _ => cookies.to_owned(),
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
