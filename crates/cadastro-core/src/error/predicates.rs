//! The questions to ask an [`Error`], each with what to do about a yes.

use super::{Breakage, Cause, Error, Failure, Kind};
use crate::retry::Attempt;

impl Error {
    /// A transport, an endpoint or credentials cannot be set up like this: a certificate, a key, a URL, a path.
    ///
    /// *What to do:* correct the setting that the message names; no call was made.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        matches!(self.0.kind, Kind::Configuration(_))
    }

    /// The request was refused before anything was sent: a path argument that would name another path, a header value
    /// that HTTP cannot carry, credentials of the wrong kind, a link to another origin, or values that break the API's
    /// rules ([`violations`](Self::violations)).
    ///
    /// *What to do:* correct the argument that the message names; repeating the call changes nothing.
    #[must_use]
    pub fn is_request(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Request(_) | Kind::Invalid(_) | Kind::Elsewhere(_)
        )
    }

    /// There was no token to send; [`credentials_error`](Self::credentials_error) tells why.
    ///
    /// *What to do:* look at what the token endpoint answered. `invalid_grant` asks for a new consent or a new log-in,
    /// `invalid_client` for other client credentials; anything else may pass.
    #[must_use]
    pub fn is_credentials(&self) -> bool {
        matches!(self.0.kind, Kind::Credentials(_))
    }

    /// A limit of this side's own, on calls or on token requests, would have let it go after the deadline only.
    ///
    /// *What to do:* call less often, or allow more time
    /// ([`with_call_timeout`](crate::TransportBuilder::with_call_timeout)). This attempt was not sent.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        match &self.0.kind {
            Kind::Throttled => true,
            Kind::Credentials(error) => error.is_throttled(),
            _ => false,
        }
    }

    /// No connection was made (name, network, TLS), so the server did nothing. That includes a server that refuses the
    /// client's certificate, or wants one. A connection that timed out is also [`is_timeout`](Self::is_timeout).
    ///
    /// *What to do:* if the message names a certificate, correct it or the roots; else the network or the server is
    /// down, and any call may be repeated later.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.failure().is_some_and(|failure| failure.connecting)
    }

    /// The attempt or the whole call took too long. With a [`status`](Self::status), the head of the answer was here
    /// already.
    ///
    /// *What to do:* if [`was_sent`](Self::was_sent), the server may have done what it was asked to: look before
    /// repeating anything but a read, or repeat it with the same [`idempotency_key`](Self::idempotency_key).
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Overdue)
            || self.failure().is_some_and(|failure| failure.timed_out)
    }

    /// What was to be uploaded could not be read, or was not as long as announced.
    ///
    /// *What to do:* check the file or the stream, and send it anew; the server got a part of it at most.
    #[must_use]
    pub fn is_upload(&self) -> bool {
        self.failure()
            .is_some_and(|failure| matches!(failure.cause, Cause::Upload(_)))
    }

    /// The body of the answer is not all here; [`raw_body`](Self::raw_body) has its beginning.
    ///
    /// *What to do:* if [`was_successful`](Self::was_successful), the server has done it: read the result in another
    /// way rather than repeat the call, which counts towards a quota.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.breakage().is_some()
    }

    /// The body of the answer is larger than the transport's limit; [`raw_body`](Self::raw_body) has its beginning.
    ///
    /// *What to do:* ask for less (a smaller page), or raise
    /// [`with_body_limit`](crate::TransportBuilder::with_body_limit).
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.breakage() == Some(Breakage::TooLarge)
    }

    /// The call succeeded, but the body is not what it should be; [`pointer`](Self::pointer) tells where.
    ///
    /// *What to do:* take what you need from [`raw_body`](Self::raw_body), and report the deviation to the provider.
    /// Do not repeat the call: it would be answered alike, and count again.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// 3xx: the server wants the call elsewhere. It is not followed, as it would carry personal data to an address
    /// nobody chose; [`redirect_origin`](Self::redirect_origin) tells where it leads.
    ///
    /// *What to do:* check the base URL, and set the new one if the provider has moved.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.status().is_some_and(|status| status.is_redirection())
    }

    /// 400: the request is not as the API wants it.
    ///
    /// *What to do:* the body tells what is wrong; correct it, as repeating the call changes nothing.
    #[must_use]
    pub fn is_bad_request(&self) -> bool {
        self.is_status(400)
    }

    /// 401: the token is not valid, or the consent is revoked, expired or rejected. A token that can be renewed was
    /// renewed, and the call replayed, before this is told.
    ///
    /// *What to do:* read the consent's status; ask the customer for a new consent, or the provider for the access that
    /// is missing. A fixed token has to be replaced.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is_status(401)
    }

    /// 403: the token or the consent does not allow this, or the resource is not available.
    ///
    /// *What to do:* the code in the body tells which (`cadastro::customers::ResourceStatus`); check the permissions of
    /// the consent, or try on another day if the resource is unavailable for a time.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is_status(403)
    }

    /// 404: there is no such resource, or no such path.
    ///
    /// *What to do:* check the id, then the base URL and the path, some of which are inferred.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_status(404)
    }

    /// 405: the path does not take this method.
    ///
    /// *What to do:* check the base URL and the path: the server has something else there.
    #[must_use]
    pub fn is_method_not_allowed(&self) -> bool {
        self.is_status(405)
    }

    /// 406: the server has no answer of the media types that are asked for.
    ///
    /// *What to do:* report it to the provider; what is asked for is what its document promises.
    #[must_use]
    pub fn is_not_acceptable(&self) -> bool {
        self.is_status(406)
    }

    /// 409: with an `Idempotency-Key`, a call with the same key was still under way, also after the attempts that the
    /// policy allows.
    ///
    /// *What to do:* repeat it later with the same [`idempotency_key`](Self::idempotency_key), which gives the result of
    /// the first one.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is_status(409)
    }

    /// 422: the request can be read, but not carried out; a page past the end is told so by Open Finance.
    ///
    /// *What to do:* the code in the body tells why; repeating the call changes nothing.
    #[must_use]
    pub fn is_unprocessable(&self) -> bool {
        self.is_status(422)
    }

    /// 423: the quota of the month is used up (Open Finance: 8 successful calls per endpoint, consent and CPF/CNPJ).
    ///
    /// *What to do:* use what was fetched before, and call again next month; it is never repeated here.
    #[must_use]
    pub fn is_quota_exhausted(&self) -> bool {
        self.is_status(423)
    }

    /// 429: too many requests, also after the attempts that the policy allows.
    ///
    /// *What to do:* wait for [`retry_after`](Self::retry_after), or a minute if it tells nothing; share a limiter
    /// among the clients so that it does not come to this.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.is_status(429)
    }

    /// 500: something went wrong at the server, which is not known to pass.
    ///
    /// *What to do:* report it to the provider with the [`interaction_id`](Self::interaction_id). It is not repeated
    /// here, as the server may have done what it was asked to.
    #[must_use]
    pub fn is_internal_server_error(&self) -> bool {
        self.is_status(500)
    }

    /// 504: a gateway had no answer in time (a bank may take 15 s), also after the attempts that the policy allows.
    ///
    /// *What to do:* try again in some minutes; for a call that changes something, find out first whether it was done.
    #[must_use]
    pub fn is_gateway_timeout(&self) -> bool {
        self.is_status(504)
    }

    /// 529: the server as a whole has too much to do.
    ///
    /// *What to do:* back off for minutes, not seconds, or for [`retry_after`](Self::retry_after); the limit is not
    /// yours alone, so a faster pace helps nobody.
    #[must_use]
    pub fn is_overloaded(&self) -> bool {
        self.is_status(529)
    }

    /// Whether a 2xx was received: the server has done what it was asked to, though its answer is of no use here
    /// ([`is_incomplete`](Self::is_incomplete) or [`is_decode`](Self::is_decode)).
    ///
    /// *What to do:* count it as done. It is never repeated here, and should not be by the caller.
    #[must_use]
    pub fn was_successful(&self) -> bool {
        self.status().is_some_and(|status| status.is_success())
    }

    /// Whether any attempt may have reached the server. `false` is certain: the server saw nothing of this call, which
    /// may be repeated whatever it does.
    ///
    /// *What to do:* if it was sent without a [`status`](Self::status), find out what became of it before repeating a
    /// call that changes something.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        self.0.sent || self.attempts().iter().any(Attempt::was_sent)
    }

    /// Whether the last attempt may have reached the server.
    pub(crate) fn last_was_sent(&self) -> bool {
        self.0.sent
    }

    /// Whether no further attempt is to be made, whatever the operation and the policy.
    pub(crate) fn is_final(&self) -> bool {
        match self.0.kind {
            Kind::Configuration(_)
            | Kind::Request(_)
            | Kind::Invalid(_)
            | Kind::Elsewhere(_)
            | Kind::Credentials(_)
            | Kind::Throttled
            | Kind::Overdue
            | Kind::Decode(_) => true,
            Kind::Wire(_) => false,
            Kind::Status | Kind::Body(_) => self.was_successful() || self.is_quota_exhausted(),
        }
    }

    /// Whether there was no answer for a reason that may pass.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(&self.0.kind, Kind::Wire(failure) if failure.may_pass())
    }

    fn is_status(&self, code: u16) -> bool {
        self.status().is_some_and(|status| status == code)
    }

    fn breakage(&self) -> Option<Breakage> {
        self.0.received.as_ref()?.broken
    }

    fn failure(&self) -> Option<Failure> {
        match (&self.0.kind, self.breakage()) {
            (Kind::Wire(failure), _) => Some(*failure),
            (_, Some(Breakage::Failure(failure))) => Some(failure),
            _ => None,
        }
    }
}
