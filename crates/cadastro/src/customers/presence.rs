//! What a bank is told about the customer behind a call.

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use cadastro_core::{Check, InteractionId, Request};

/// The headers that tell a bank about the customer: set once for a client
/// ([`ClientBuilder::with_presence`](super::ClientBuilder::with_presence)), or for one call.
///
/// The IP address and the user agent are for calls that a customer makes who is present; a call in the background has
/// neither. `Debug` tells which there are, not what they say.
///
/// ```
/// use std::time::SystemTime;
/// use cadastro::customers::Presence;
///
/// let presence = Presence::new()
///     .with_auth_date(SystemTime::now())
///     .with_ip_address([203, 0, 113, 7])
///     .with_user_agent("Mozilla/5.0");
/// # let _ = presence;
/// ```
#[derive(Clone, Default)]
pub struct Presence {
    auth_date: Option<String>,
    ip_address: Option<String>,
    user_agent: Option<String>,
}

impl Presence {
    /// Nothing about the customer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// When the customer last logged in at the receiver: sent as `x-fapi-auth-date`, to the second.
    #[must_use]
    pub fn with_auth_date(mut self, logged_in: SystemTime) -> Self {
        // Years that the form of the date cannot tell would be nonsense anyway.
        let last = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
        let told = logged_in.clamp(SystemTime::UNIX_EPOCH, last);
        self.auth_date = Some(httpdate::fmt_http_date(told));
        self
    }

    /// The IP address of a customer who is present: sent as `x-fapi-customer-ip-address`.
    #[must_use]
    pub fn with_ip_address(mut self, address: impl Into<IpAddr>) -> Self {
        self.ip_address = Some(address.into().to_string());
        self
    }

    /// The user agent of the browser or app of a customer who is present: sent as `x-customer-user-agent`, 1 to 100
    /// characters.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    pub(super) fn check(&self, check: &mut Check) {
        check.optional("x-customer-user-agent", &self.user_agent, |check, text| {
            check.min_length(text.trim(), 1);
            check.max_length(text, 100);
        });
    }

    pub(super) fn headers(&self, request: Request) -> Request {
        request
            .header("x-fapi-auth-date", self.auth_date.as_deref())
            .header("x-fapi-customer-ip-address", self.ip_address.as_deref())
            .header("x-customer-user-agent", self.user_agent.as_deref())
    }
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence")
            .field("auth_date", &self.auth_date.is_some())
            .field("ip_address", &self.ip_address.is_some())
            .field("user_agent", &self.user_agent.is_some())
            .finish()
    }
}

/// What every call of this API takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) presence: Presence,
    pub(super) interaction_id: Option<InteractionId>,
}

impl Options {
    pub(super) fn check(&self, check: &mut Check) {
        self.presence.check(check);
        check.optional(
            "x-fapi-interaction-id",
            &self.interaction_id,
            |check, id| {
                const PATTERN: &str = "^[a-zA-Z0-9][a-zA-Z0-9\\-]{0,99}$";
                let id = id.as_str();
                let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                let begins = id.starts_with(|first: char| first.is_ascii_alphanumeric());
                check.max_length(id, 100);
                check.pattern(begins && id.bytes().all(allowed), PATTERN);
            },
        );
    }

    pub(super) fn request(&self) -> Request {
        let request = Request::new().header("x-fapi-interaction-id", self.interaction_id.as_ref());
        self.presence.headers(request)
    }
}
