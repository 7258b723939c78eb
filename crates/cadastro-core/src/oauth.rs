//! Tokens by OAuth 2.0 (RFC 6749): obtained and renewed at a token endpoint, once for all who need them.

mod authentication;
mod builder;
mod flight;
mod grant;
mod held;
mod keep_alive;
mod pace;
mod renewal;
mod store;

pub use self::authentication::{ClientAuthentication, PrivateKeyJwt};
pub use self::builder::OAuthTokensBuilder;
pub use self::store::{LockedTokens, MemoryTokenStore, TokenState, TokenStore};

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::oneshot;

use self::flight::Flight;
use self::held::Held;
use self::renewal::{Cause, Renewer};
use crate::clock::Clock;
use crate::credentials::{Token, TokenNeed, TokenSource};
use crate::error::CredentialsError;

/// How long a refusal of the token endpoint is taken for its word, and a failed renewal of a token that is still valid
/// is left alone. It doubles with each failure in a row.
const HOLD_OFF: Duration = Duration::from_secs(10);
const LONGEST_HOLD_OFF: Duration = Duration::from_secs(300);

/// The longest `Retry-After` of the token endpoint that is kept to.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Tokens of an OAuth 2.0 token endpoint, for [`Credentials::from_source`](crate::Credentials::from_source). Cloning is
/// cheap, and clones share the token.
///
/// - *One request for all.* However many calls need a token, one renewal is under way, in a task of its own: a caller
///   that is given up takes nothing from the others, and no token that the server has minted is lost.
/// - *Before it expires.* A token is renewed when a tenth of its life is left, at most 60 s. Meanwhile, and if that fails,
///   it stays in use as long as it is valid; where a new token kills the one before it (BS2), calls wait while the token
///   endpoint is asked.
/// - *Before the refresh token dies.* Where the life of refresh tokens is known (BS2: 10 minutes), a call that finds one
///   of a tenth of that age renews it too: whoever calls at least every 9 minutes needs the password once.
/// - *After a 401.* The token is renewed once and the call replayed, unless another token has come in the meantime.
/// - *A bounded pace.* At most 10 token requests are made in any 60 s. The next one waits; a caller whose deadline would
///   pass before gets an error at once ([`CredentialsError::is_throttled`]).
///
/// What a token endpoint answers with a 4xx (but 408 and 429), or with a 2xx that is no token, is final: it is not asked
/// again for 10 s, and twice as long with each further refusal, up to 5 minutes; calls without a valid token fail
/// meanwhile. Nor is it asked before its `Retry-After`. Other failures are tried again, three attempts in all, or one
/// while a token is still valid that a new one would kill.
///
/// A server that answers 401 to every token costs a renewal for each call: a lasting 401 is a reason to stop calling.
///
/// ```
/// use cadastro_core::{ClientAuthentication, Credentials, Endpoint, OAuthTokens};
///
/// # fn main() -> Result<(), cadastro_core::Error> {
/// let client = ClientAuthentication::basic("client id", "client secret");
/// let tokens = OAuthTokens::password("https://api.bank.example/oauth/token", client, "user", "password")
///     .with_scope("onboarding-pj")
///     .build()?;
/// let endpoint = Endpoint::builder("https://api.bank.example")
///     .with_credentials(Credentials::from_source(tokens))
///     .build()?;
/// # let _ = endpoint;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OAuthTokens(Arc<Shared>);

struct Shared {
    renewer: Arc<Renewer>,
    current: Mutex<Current>,
    keep_alive: bool,
}

/// What is known of the token now.
#[derive(Default)]
struct Current {
    held: Option<Arc<Held>>,
    flight: Option<Flight>,
    failure: Option<Failure>,
    /// How many renewals have failed in a row.
    failures: u32,
    /// Dropped with the source, which ends the task that keeps the refresh token alive.
    keeping_alive: Option<oneshot::Sender<()>>,
}

/// The last renewal, if it has failed.
#[derive(Clone)]
struct Failure {
    error: CredentialsError,
    /// Until when it counts, by the clock's elapsed time.
    until: Duration,
    /// Whether the token endpoint is not to be asked before, whoever may need a token.
    last_word: bool,
}

impl OAuthTokens {
    /// Renews by the grant `refresh_token` (RFC 6749, section 6), beginning with this refresh token: how receivers of
    /// Open Finance Brasil keep the token of a consent. A refresh token in the answer takes its place; without one, as
    /// FAPI-BR has it, it stays.
    pub fn refresh_token(
        token_url: impl Into<String>,
        client: ClientAuthentication,
        refresh_token: impl Into<SecretString>,
    ) -> OAuthTokensBuilder {
        OAuthTokensBuilder::with_refresh_token(token_url.into(), client, refresh_token.into())
    }

    /// Begins with the grant `password` (RFC 6749, section 4.3) and renews by `refresh_token`; back to `password` only
    /// when a refresh has failed. The rules of BS2: a new token kills the one before it, so a renewal begins once no
    /// attempt is about to send the old one; refresh tokens live 10 minutes.
    pub fn password(
        token_url: impl Into<String>,
        client: ClientAuthentication,
        username: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> OAuthTokensBuilder {
        OAuthTokensBuilder::with_password(
            token_url.into(),
            client,
            username.into(),
            password.into(),
        )
    }

    fn new(renewer: Renewer, keep_alive: bool) -> Self {
        Self(Arc::new(Shared {
            renewer: Arc::new(renewer),
            current: Mutex::default(),
            keep_alive,
        }))
    }
}

impl TokenSource for OAuthTokens {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        let shared = &self.0;
        let refused = need.refused();
        let deadline = shared.clock().elapsed().saturating_add(need.remaining());
        let mut renewed = false;
        let mut lost = false;
        loop {
            let (flight, ours) = match shared.look(refused) {
                Look::Token(token) => return Ok(token),
                Look::Failure(error) => return Err(error),
                Look::Flight { flight, ours } => (flight, ours),
            };
            match flight.outcome(deadline).await {
                Ok(()) => {}
                // Somebody else's runtime has ended, and the renewal with it.
                Err(error) if error.is_lost() && !lost => {
                    lost = true;
                    continue;
                }
                // A token that is still valid outlives a renewal that failed.
                Err(error) => return shared.valid(refused).ok_or(error),
            }
            match shared.newest() {
                // A renewal of somebody else may have begun before this token was refused. If one that began later
                // brings it again, that is all there is.
                Some(token)
                    if ours || renewed || refused.is_none_or(|refused| !refused.is(&token)) =>
                {
                    return Ok(token);
                }
                Some(_) => renewed = true,
                // It is about to be replaced by yet another one.
                None => {}
            }
        }
    }
}

/// What there is for someone who needs a token.
enum Look {
    Token(Token),
    Failure(CredentialsError),
    Flight {
        flight: Flight,
        /// Whether it was begun for the one who asks.
        ours: bool,
    },
}

impl Shared {
    fn look(self: &Arc<Self>, refused: Option<&Token>) -> Look {
        let now = self.clock().now();
        let elapsed = self.clock().elapsed();
        let mut current = self.current();
        let under_way = current.flight.clone().filter(Flight::is_under_way);
        let failure = current.failure.clone();
        let failure = failure.filter(|failure| elapsed < failure.until);
        let held = current.held.clone();
        let held = held.filter(|held| held.is_valid(now) && !held.is(refused));
        let due = held
            .as_ref()
            .is_some_and(|held| self.renewer.is_due(held, now));
        if let Some((token, held)) = held.and_then(|held| Some((held.leased()?, held))) {
            self.see_to_keep_alive(&mut current, &held);
            if due && under_way.is_none() && failure.is_none() {
                self.take_off(&mut current, Cause::Needed);
            }
            return Look::Token(token);
        }
        if let Some(flight) = under_way {
            return Look::Flight {
                flight,
                ours: false,
            };
        }
        if let Some(failure) = failure.filter(|failure| failure.last_word) {
            return Look::Failure(failure.error);
        }
        let cause = refused.map_or(Cause::Needed, |token| Cause::Refused(token.clone()));
        Look::Flight {
            flight: self.take_off(&mut current, cause),
            ours: true,
        }
    }

    /// Begins a renewal.
    fn take_off(self: &Arc<Self>, current: &mut Current, cause: Cause) -> Flight {
        let (flight, pilot) = Flight::new();
        current.flight = Some(flight.clone());
        let renewer = Arc::clone(&self.renewer);
        let old = current.held.clone();
        let shared = Arc::clone(self);
        let renewal = async move {
            let outcome = renewer.renew(cause, old, &pilot).await;
            shared.land(&outcome);
            pilot.done(outcome.map(|_| ()));
        };
        tokio::spawn(tracing::Instrument::in_current_span(renewal));
        flight
    }

    fn land(self: &Arc<Self>, outcome: &Result<Arc<Held>, CredentialsError>) {
        let mut current = self.current();
        current.flight = None;
        match outcome {
            Ok(held) => {
                current.held = Some(Arc::clone(held));
                current.failure = None;
                current.failures = 0;
                self.see_to_keep_alive(&mut current, held);
            }
            Err(error) => {
                let doublings = current.failures.min(5);
                current.failures = current.failures.saturating_add(1);
                let hold_off = (HOLD_OFF * 2_u32.pow(doublings)).min(LONGEST_HOLD_OFF);
                let now = self.clock().now();
                let call = error.token_call();
                let asked = call.and_then(|call| call.retry_after_from(now));
                let asked = asked.unwrap_or_default().min(LONGEST_RETRY_AFTER);
                current.failure = Some(Failure {
                    last_word: !asked.is_zero()
                        || call.is_some_and(|call| renewal::is_refusal(call) || call.is_decode()),
                    until: self.clock().elapsed().saturating_add(if asked.is_zero() {
                        hold_off
                    } else {
                        asked
                    }),
                    error: error.clone(),
                });
            }
        }
    }

    /// Starts the task that keeps the refresh token alive, unless it runs. It may have ended with the runtime that it was
    /// on.
    fn see_to_keep_alive(self: &Arc<Self>, current: &mut Current, held: &Held) {
        let task = current.keeping_alive.as_ref();
        if self.keep_alive && task.is_none_or(oneshot::Sender::is_closed) {
            current.keeping_alive = Some(keep_alive::start(self, held));
        }
    }

    /// The token that a flight has just brought, fresh or not.
    fn newest(&self) -> Option<Token> {
        self.current().held.as_ref()?.leased()
    }

    /// The token, if it can still be used.
    fn valid(&self, refused: Option<&Token>) -> Option<Token> {
        let now = self.clock().now();
        let current = self.current();
        let held = current.held.as_ref()?;
        let valid = held.is_valid(now) && !held.is(refused);
        valid.then(|| held.leased()).flatten()
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        self.renewer.clock()
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for OAuthTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthTokens")
            .field("token_url", &self.0.renewer.token_url())
            .field("held", &self.0.current().held.is_some())
            .finish_non_exhaustive()
    }
}
