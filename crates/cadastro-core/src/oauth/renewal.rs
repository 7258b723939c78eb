//! One renewal, from taking the lock of the store to writing the new token into it.

use std::collections::VecDeque;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::select;
use secrecy::ExposeSecret as _;

use super::authentication::ClientAuthentication;
use super::flight::Pilot;
use super::grant::{Form, Grant, Granted};
use super::held::Held;
use super::pace;
use super::store::{AnyLocked, AnyStore, TokenState};
use crate::clock::Clock;
use crate::credentials::Token;
use crate::endpoint::Endpoint;
use crate::error::{CredentialsError, Error, retry_after};
use crate::operation::{Documented, Idempotence, Method, Operation, Security};
use crate::request::Request;
use crate::retry::Backoff;

/// How often a grant is tried before a failure that may pass is a failure.
const MOST_ATTEMPTS: u32 = 3;

/// The longest `Retry-After` of the token endpoint that is waited for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

pub(super) static TOKEN_WITH_BASIC: Operation = Operation {
    id: "token",
    method: Method::Post,
    path: "/",
    request_media: &["application/x-www-form-urlencoded"],
    answers: &[Documented::new(200, "application/json", "Granted")],
    security: Security::Basic,
    scopes: &[],
    idempotence: Idempotence::None,
    interaction_id: false,
};

pub(super) static TOKEN: Operation = Operation {
    security: Security::None,
    ..TOKEN_WITH_BASIC
};

pub(super) struct Renewer {
    pub(super) endpoint: Endpoint,
    pub(super) operation: &'static Operation,
    pub(super) token_url: String,
    pub(super) client: ClientAuthentication,
    pub(super) scope: Option<String>,
    pub(super) refresh_token: Option<Grant>,
    pub(super) password: Option<Grant>,
    /// Whether a new token kills the one before it.
    pub(super) exclusive: bool,
    /// How long a refresh token lives, if that is known.
    pub(super) refresh_life: Option<Duration>,
    pub(super) most_requests: usize,
    pub(super) backoff: Backoff,
    pub(super) store: Box<dyn AnyStore>,
}

/// Why a renewal is begun.
pub(super) enum Cause {
    /// There is no token, or its end is near.
    Needed,
    /// A server has answered 401 to this one.
    Refused(Token),
    /// The refresh token would die of silence.
    KeepAlive,
}

impl Renewer {
    /// Brings a token: the one that somebody else has put into the store, or a new one.
    pub(super) async fn renew(
        &self,
        cause: Cause,
        old: Option<Arc<Held>>,
        pilot: &Pilot,
    ) -> Result<Arc<Held>, CredentialsError> {
        let mut store = self.store.lock().await?;
        let mut state = store.load().await?;
        let now = self.clock().now();
        if let Some(held) = Held::of(&state) {
            let serves = match &cause {
                Cause::Needed => !self.is_due(&held, now),
                Cause::Refused(token) => !held.is(Some(token)) && held.is_valid(now),
                Cause::KeepAlive => !self.is_refresh_old(&held, now),
            };
            if serves {
                // The leases on the token go on if it is the same one.
                let same = old.filter(|old| old.is_same(&held));
                if let Some(same) = &same {
                    // A renewal that died with its runtime may have left it closed.
                    same.open();
                }
                return Ok(same.unwrap_or_else(|| Arc::new(held)));
            }
        }
        let old = old.filter(|_| self.exclusive);
        let waiting = old.as_ref().is_some_and(|old| old.is_valid(now));
        // Whoever has a token that is good is not kept from it for long.
        let most_attempts = match cause {
            Cause::Needed | Cause::KeepAlive if waiting => 1,
            _ => MOST_ATTEMPTS,
        };
        let granted = self
            .ask(
                store.as_mut(),
                &mut state,
                old.as_deref(),
                most_attempts,
                pilot,
            )
            .await;
        if let Err(error) = store.save(&state).await {
            tracing::warn!(error = %error, "the state of the tokens could not be stored");
        }
        granted?;
        let held = Held::of(&state).ok_or_else(CredentialsError::lost)?;
        Ok(Arc::new(held))
    }

    /// Asks for a token by one grant after the other, until there is one.
    async fn ask(
        &self,
        store: &mut dyn AnyLocked,
        state: &mut TokenState,
        old: Option<&Held>,
        most_attempts: u32,
        pilot: &Pilot,
    ) -> Result<(), CredentialsError> {
        let mut grants = self.grants(state);
        let mut attempts = 0;
        loop {
            let Some(grant) = grants.front() else {
                return Err(CredentialsError::lost());
            };
            self.turn(store, state, pilot).await?;
            state.requests.push(self.clock().now());
            store.save(state).await?;
            // What was handed out goes out before the request that makes it worthless.
            let closed = match old {
                Some(old) => Some(self.close(old).await),
                None => None,
            };
            let begun = self.clock().now();
            let outcome = self.request(grant).await;
            if let Some(request) = state.requests.last_mut() {
                // It has arrived by now: the window is counted from the latest moment that is possible.
                *request = self.clock().now();
            }
            let error = match outcome {
                Ok(granted) => {
                    if let Some(closed) = closed {
                        closed.for_good();
                    }
                    adopt(state, grant, granted, begun);
                    return Ok(());
                }
                Err(error) => error,
            };
            drop(closed);
            attempts += 1;
            if grants.len() > 1 && self.is_spent(grant, state, &error) {
                grants.pop_front();
                attempts = 0;
                continue;
            }
            // A password is not sent again for an answer that nobody understands; a refresh token finds out by that
            // whether it was used up.
            let understood = !error.is_decode() || matches!(grant, Grant::RefreshToken(_));
            let more = understood && attempts < most_attempts;
            let wait = if more {
                self.wait(&error, attempts)
            } else {
                None
            };
            let error = CredentialsError::of_call(error);
            let Some(wait) = wait else {
                return Err(error);
            };
            pilot.waits(self.clock().elapsed().saturating_add(wait), error);
            self.clock().sleep(wait).await;
        }
    }

    /// Lets nobody take the old token any more, and waits for those who have taken it: not longer than it takes to
    /// connect, as somebody may have stopped half-way.
    async fn close<'a>(&self, old: &'a Held) -> Closed<'a> {
        let closed = Closed(old);
        let longest = self.clock().sleep(self.endpoint.connect_timeout());
        select(pin!(old.close()), longest).await;
        closed
    }

    /// What to try, in this order: a password comes last, and only after a refresh that has failed.
    fn grants(&self, state: &TokenState) -> VecDeque<Grant> {
        let mut grants = VecDeque::new();
        if let Some(token) = &state.refresh_token {
            grants.push_back(Grant::RefreshToken(token.clone()));
        }
        if let Some(Grant::RefreshToken(first)) = &self.refresh_token {
            let known = state.refresh_token.as_ref();
            if known.is_none_or(|known| known.expose_secret() != first.expose_secret()) {
                grants.push_back(Grant::RefreshToken(first.clone()));
            }
        }
        grants.extend(self.password.clone());
        grants
    }

    /// Whether this grant is of no use any more, so that the next one has its turn.
    fn is_spent(&self, grant: &Grant, state: &TokenState, error: &Error) -> bool {
        let refresh = matches!(grant, Grant::RefreshToken(_));
        refresh && (is_refusal(error) || self.is_refresh_dead(state))
    }

    fn is_refresh_dead(&self, state: &TokenState) -> bool {
        let (Some(obtained), Some(life)) = (state.refresh_obtained_at, self.refresh_life) else {
            return false;
        };
        let age = self.clock().now().duration_since(obtained);
        age.unwrap_or_default() >= life
    }

    /// Whether a call that comes now is reason enough to renew: the token ends soon, or its refresh token is no longer
    /// young. The next call may come so late that the refresh token is dead unless it is replaced now; with one of 10
    /// minutes, calls every 9 minutes at the least keep it alive for ever.
    pub(super) fn is_due(&self, held: &Held, now: SystemTime) -> bool {
        let age = held.refresh_age(now).filter(|_| held.came_together());
        let ages = matches!((age, self.refresh_life), (Some(age), Some(life)) if age >= life / 10);
        ages || !held.is_fresh(now)
    }

    fn is_refresh_old(&self, held: &Held, now: SystemTime) -> bool {
        let age = held.refresh_age(now);
        age.is_none_or(|age| age >= self.keep_alive_after())
    }

    /// After how long a refresh token is renewed to keep it alive.
    pub(super) fn keep_alive_after(&self) -> Duration {
        self.refresh_life
            .map_or(Duration::MAX, |life| life - life / 10)
    }

    /// Waits until another token request is allowed.
    async fn turn(
        &self,
        store: &mut dyn AnyLocked,
        state: &mut TokenState,
        pilot: &Pilot,
    ) -> Result<(), CredentialsError> {
        loop {
            let now = self.clock().now();
            let wait = pace::wait(&mut state.requests, self.most_requests, now);
            if wait.is_zero() {
                pilot.goes_on();
                return Ok(());
            }
            store.save(state).await?;
            let turn = self.clock().elapsed().saturating_add(wait);
            pilot.waits(turn, CredentialsError::throttled());
            self.clock().sleep(wait).await;
        }
    }

    async fn request(&self, grant: &Grant) -> Result<Granted, Error> {
        let mut form = Form {
            scope: self.scope.as_deref(),
            ..Form::default()
        };
        grant.fill(&mut form);
        self.client
            .fill(&mut form, &self.token_url, self.clock().as_ref())
            .map_err(|refusal| Error::request(self.operation, refusal))?;
        let request = Request::new().form(&form);
        let answer = self
            .endpoint
            .call::<Granted>(self.operation, request)
            .await?;
        Ok(answer.into_value())
    }

    /// The wait before the next attempt by the same grant; `None` when there is to be none.
    fn wait(&self, error: &Error, attempts: u32) -> Option<Duration> {
        if is_refusal(error) {
            return None;
        }
        let now = self.clock().now();
        let asked = error
            .headers()
            .and_then(|headers| retry_after(headers, now));
        let asked = asked.unwrap_or_default();
        (asked <= LONGEST_RETRY_AFTER).then(|| self.backoff.pause(attempts).max(asked))
    }

    pub(super) fn token_url(&self) -> &str {
        &self.token_url
    }

    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        self.endpoint.clock()
    }
}

/// A token that nobody may take; it is open again when this is dropped, however the renewal has ended.
struct Closed<'a>(&'a Held);

impl Closed<'_> {
    /// There is another token now.
    fn for_good(self) {
        std::mem::forget(self);
    }
}

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}

/// Whether the token endpoint has said no, and would say it again: any 3xx or 4xx but 408 and 429, or a request that
/// cannot even be sent.
pub(super) fn is_refusal(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        Some(408 | 429) => false,
        Some(status) => (300..500).contains(&status),
        None => error.is_request() || error.is_configuration(),
    }
}

fn adopt(state: &mut TokenState, grant: &Grant, granted: Granted, begun: SystemTime) {
    state.expires_at = granted.life().and_then(|life| begun.checked_add(life));
    state.obtained_at = Some(begun);
    state.access_token = Some(granted.access_token);
    let next = granted.refresh_token.into_typed();
    match next.filter(|token| !token.expose_secret().is_empty()) {
        Some(token) => {
            state.refresh_token = Some(token);
            state.refresh_obtained_at = Some(begun);
        }
        // One that was not replaced goes on, but not beyond a new log-in.
        None if matches!(grant, Grant::Password { .. }) => state.refresh_token = None,
        None => {}
    }
}

impl fmt::Debug for Renewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewer")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
