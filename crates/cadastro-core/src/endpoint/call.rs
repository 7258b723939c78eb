//! One logical call, however many attempts it may take: what is sent, and what its answer means.

use http::{HeaderMap, HeaderValue, header};
use secrecy::zeroize::Zeroizing;
use url::Url;
use uuid::{Uuid, Variant};

use super::sent::{Sent, Watched};
use crate::InteractionId;
use crate::answer::Answer;
use crate::answer::Decode;
use crate::answer::{Received, Reply};
use crate::credentials::{self, Lease, Proof};
use crate::error::{Circumstances, Error, Kind, Refusal};
use crate::operation::{Idempotence, Operation};
use crate::request::{Payload, Prepared, Target, join_cookies, path};

const INTERACTION_ID: &str = "x-fapi-interaction-id";
const IDEMPOTENCY_KEY: &str = "idempotency-key";

pub(crate) struct Call {
    pub(crate) operation: &'static Operation,
    pub(crate) url: Url,
    headers: HeaderMap,
    pub(crate) payload: Payload,
}

impl Call {
    /// Gives the call its interaction id and idempotency key, unless the caller has: they stay the same over all
    /// attempts. Blank ones of the caller count as none, since they would protect nothing.
    pub(crate) fn new(
        operation: &'static Operation,
        base: &str,
        template: &str,
        prepared: Prepared,
    ) -> Result<Self, Kind> {
        let Prepared {
            target,
            mut headers,
            payload,
        } = prepared;
        let url = match target {
            Target::Below(path) => {
                Url::parse(&format!("{base}{path}")).map_err(|_| Kind::Request(Refusal::BaseUrl))?
            }
            Target::Link(link) => follow(&format!("{base}{template}"), &link)?,
        };
        for header in [INTERACTION_ID, IDEMPOTENCY_KEY] {
            if text(&headers, header).is_none() {
                headers.remove(header);
            }
        }
        if operation.interaction_id {
            name(&mut headers, INTERACTION_ID).map_err(Kind::Request)?;
        }
        if operation.idempotence == Idempotence::Key {
            name(&mut headers, IDEMPOTENCY_KEY).map_err(Kind::Request)?;
        }
        Ok(Self {
            operation,
            url,
            headers,
            payload,
        })
    }

    /// The HTTP request of one attempt. The lease ends when it goes out.
    pub(crate) fn request(
        &mut self,
        proof: Option<Proof>,
        sent: Sent,
        lease: Option<Lease>,
    ) -> Result<reqwest::Request, Refusal> {
        let mut headers = self.headers.clone();
        let mut url = self.url.clone();
        match proof {
            Some(Proof::Header(name, value)) => drop(headers.insert(name, value)),
            Some(Proof::Query(pair)) => prove_in_query(&mut url, &pair),
            Some(Proof::Cookie(pair)) => {
                let cookies = Zeroizing::new(join_cookies(&headers, &pair));
                headers.insert(header::COOKIE, credentials::sensitive(&cookies)?);
            }
            None => {}
        }
        let body = self.payload.body(&mut headers)?;
        let mut request = reqwest::Request::new(self.operation.method.to_http(), url);
        *request.headers_mut() = headers;
        *request.body_mut() = Some(Watched::wrap(body, sent, lease));
        Ok(request)
    }

    /// Decides what the answer means, by its status first: any 2xx is a success, documented or not, and everything
    /// else an error.
    pub(crate) fn conclude<T: Decode>(&self, received: Received) -> Result<Answer<T>, Error> {
        if !received.status.is_success() {
            return Err(self.error(Kind::Status, Some(received), true));
        }
        if let Some(broken) = received.broken {
            return Err(self.error(Kind::Body(broken), Some(received), true));
        }
        match T::decode_reply(&Reply::new(Some(self.operation), &received)) {
            Ok((value, quarantined)) => Ok(Answer {
                value,
                quarantined,
                status: received.status,
                interaction_id: self.interaction_id(Some(&received)),
                idempotency_key: self.idempotency_key(),
                headers: received.headers,
                body: received.body,
                attempts: Vec::new(),
            }),
            Err(error) => Err(self.error(Kind::Decode(error), Some(received), true)),
        }
    }

    pub(crate) fn error(&self, kind: Kind, received: Option<Received>, sent: bool) -> Error {
        let interaction_id = self.interaction_id(received.as_ref());
        let printable_id = received
            .as_ref()
            .and_then(|received| uuid(&received.headers, INTERACTION_ID))
            .or_else(|| uuid(&self.headers, INTERACTION_ID));
        let redirect_origin = received
            .as_ref()
            .and_then(|received| self.redirect_origin(received));
        let circumstances = Circumstances {
            received,
            interaction_id,
            printable_id,
            idempotency_key: self.idempotency_key(),
            redirect_origin,
            sent,
            secure: self.url.scheme() == "https",
        };
        Error::of_call(self.operation, kind, circumstances)
    }

    /// The origin that a redirection leads to, if it is one over http or https.
    fn redirect_origin(&self, received: &Received) -> Option<String> {
        if !received.status.is_redirection() {
            return None;
        }
        let location = self.url.join(text(&received.headers, "location")?).ok()?;
        let origin = location.origin();
        origin.is_tuple().then(|| origin.ascii_serialization())
    }

    /// The id of the interaction: the server's, if it answers with one, else the one that was sent.
    fn interaction_id(&self, received: Option<&Received>) -> Option<InteractionId> {
        received
            .and_then(|received| text(&received.headers, INTERACTION_ID))
            .or_else(|| text(&self.headers, INTERACTION_ID))
            .map(InteractionId::from)
    }

    fn idempotency_key(&self) -> Option<String> {
        text(&self.headers, IDEMPOTENCY_KEY).map(str::to_owned)
    }
}

/// The URL of a link, as it was given, if it stays at the origin of the `page` that it may be relative to.
fn follow(page: &str, link: &str) -> Result<Url, Kind> {
    let page = Url::parse(page).map_err(|_| Kind::Request(Refusal::BaseUrl))?;
    let mut url = page.join(link).map_err(|_| Kind::Request(Refusal::Link))?;
    if url.origin() != page.origin() {
        return Err(Kind::Elsewhere(url.origin().ascii_serialization()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Kind::Request(Refusal::Link));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Puts the pair of an API key into the query. One of the same name, as in a link that repeats the call's own URL, gives
/// way to it.
fn prove_in_query(url: &mut Url, pair: &str) {
    let name = pair.split('=').next().unwrap_or_default();
    let mut query = Zeroizing::new(String::new());
    for other in url.query().unwrap_or_default().split('&') {
        let same = url::form_urlencoded::parse(other.as_bytes())
            .next()
            .is_some_and(|(other, _)| path::encode(&other) == name);
        if !other.is_empty() && !same {
            query.push_str(other);
            query.push('&');
        }
    }
    query.push_str(pair);
    url.set_query(Some(&query));
}

/// Sets a header that names this call to a fresh UUID, unless it has a value already.
fn name(headers: &mut HeaderMap, header: &'static str) -> Result<(), Refusal> {
    if !headers.contains_key(header) {
        let value = HeaderValue::from_str(&Uuid::new_v4().to_string())
            .map_err(|_| Refusal::HeaderValue(header))?;
        headers.insert(header, value);
    }
    Ok(())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then_some(text)
}

/// A header's UUID, as it is usually written (RFC 4122, with hyphens): anything looser could be digits of another
/// meaning.
fn uuid(headers: &HeaderMap, name: &str) -> Option<Uuid> {
    let text = text(headers, name).filter(|text| text.len() == uuid::fmt::Hyphenated::LENGTH)?;
    let uuid = Uuid::try_parse(text).ok()?;
    let known = (1..=8).contains(&uuid.get_version_num());
    (known && uuid.get_variant() == Variant::RFC4122).then_some(uuid)
}
