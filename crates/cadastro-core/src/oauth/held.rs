//! The access token in use, and when it ends.

use std::time::{Duration, SystemTime};

use secrecy::ExposeSecret as _;

use super::grant::can_be_sent;
use super::store::TokenState;
use crate::credentials::{Leases, Token};

/// The longest time before its end that a token is renewed.
const LONGEST_MARGIN: Duration = Duration::from_secs(60);

pub(super) struct Held {
    token: Token,
    leases: Leases,
    /// When the refresh token that goes with it was asked for.
    refresh_obtained_at: Option<SystemTime>,
    /// Whether the two came together, as they do where each refresh brings another refresh token.
    came_together: bool,
    /// When it ends, and when it is to be renewed; `None` if the server has not said.
    ends: Option<(SystemTime, SystemTime)>,
}

impl Held {
    /// The token of a state, if there is one that can be sent.
    pub(super) fn of(state: &TokenState) -> Option<Self> {
        let token = state.access_token.as_ref()?;
        if !can_be_sent(token.expose_secret()) {
            return None;
        }
        let ends = state.expires_at.map(|end| {
            let obtained = state.obtained_at.unwrap_or(end);
            let life = end.duration_since(obtained).unwrap_or_default();
            (end, end - (life / 10).min(LONGEST_MARGIN))
        });
        Some(Self {
            token: Token::new(token.clone()),
            leases: Leases::new(),
            refresh_obtained_at: state.refresh_obtained_at,
            came_together: state.refresh_token.is_some()
                && state.refresh_obtained_at == state.obtained_at,
            ends,
        })
    }

    /// Whether it is this token.
    pub(super) fn is(&self, token: Option<&Token>) -> bool {
        token.is_some_and(|token| token.is(&self.token))
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.token.is(&other.token) && self.ends == other.ends
    }

    pub(super) fn is_valid(&self, now: SystemTime) -> bool {
        self.ends.is_none_or(|(end, _)| now < end)
    }

    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        self.ends.is_none_or(|(_, renewal)| now < renewal)
    }

    /// Whether a renewal brings another refresh token, for all that is known.
    pub(super) fn came_together(&self) -> bool {
        self.came_together
    }

    /// How old the refresh token is that goes with it.
    pub(super) fn refresh_age(&self, now: SystemTime) -> Option<Duration> {
        let obtained = self.refresh_obtained_at?;
        Some(now.duration_since(obtained).unwrap_or_default())
    }

    /// The token, with a lease that ends when it is on the wire; `None` while nobody may take it.
    pub(super) fn leased(&self) -> Option<Token> {
        let lease = self.leases.lease()?;
        Some(self.token.clone().with_lease(lease))
    }

    /// Lets nobody take the token any more, and completes when whoever has taken it has sent it.
    pub(super) async fn close(&self) {
        self.leases.close().await;
    }

    /// Lets everybody take the token again.
    pub(super) fn open(&self) {
        self.leases.open();
    }
}
