//! A bank of Open Finance Brasil that serves Customers: consents, tokens, pages, quotas and limits.

mod assertions;
mod consents;
mod customers;
mod envelope;
mod expiring;
mod headers;
mod limits;
mod pages;
mod readings;
mod records;
mod refusals;
mod resource;
mod tokens;
mod version;

pub use self::consents::{AuthorisedConsent, Consent, ConsentStatus};
pub use self::resource::{Resource, Spelling};
pub use self::version::{Delta, Version};

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Method;
use jsonwebtoken::DecodingKey;
use uuid::{Builder, Uuid};

use self::consents::Held;
use self::expiring::Expiring;
use self::limits::Windows;
use self::pages::Keys;
use self::readings::Reading;
use crate::call::Operation;
use crate::settings::Settings;
use crate::world::World;

/// The token endpoint and the six operations.
pub(crate) static OPERATIONS: &[Operation] = &[
    Operation {
        id: "token",
        method: Method::POST,
        path: TOKEN_PATH,
        answer: tokens::answer,
        failure: tokens::failure,
    },
    Reading::PersonalIdentifications.operation(),
    Reading::PersonalQualifications.operation(),
    Reading::PersonalFinancialRelations.operation(),
    Reading::BusinessIdentifications.operation(),
    Reading::BusinessQualifications.operation(),
    Reading::BusinessFinancialRelations.operation(),
];

/// The sandbox's own: each bank has its token endpoint elsewhere.
const TOKEN_PATH: &str = "/open-finance/token";

const BASE_PATH: &str = "/open-banking/customers/v2";

/// A bank of Open Finance Brasil, as its sandbox knows it: where it is, and what only the bank and its customers can do.
///
/// ```
/// use cadastro_sandbox::{Consent, ConsentStatus, Resource, Sandbox, Spelling};
///
/// # #[tokio::main]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder().start().await?;
/// let bank = sandbox.open_finance();
/// let consent = bank.authorise(Consent::of_person(0));
/// // The next call is answered by 403.
/// bank.set_resource(&consent, Resource::PendingAuthorisation(Spelling::Long));
/// // And every one from now on by 401.
/// bank.revoke(&consent);
/// assert_eq!(bank.status(&consent), Some(ConsentStatus::Revoked));
/// # Ok(())
/// # }
/// ```
///
/// # What no document says
///
/// These are the sandbox's own:
///
/// - the order in which it looks for what is wrong: the bank's limit (529), headers and query (400), `Accept` (406), token
///   and consent (401), the receiver's limit (429), permission and resource (403), data that such a customer does not have
///   (404), quota (423), page (422);
/// - the codes of errors, but for those of a resource and `PAGE_NOT_FOUND`;
/// - that `x-rate-limit-time` counts the seconds until the next minute, and that a 529 says nothing of when to come again;
/// - that a pagination key which is unknown, of another consent or operation, or older than 60 minutes is ignored: the call
///   counts;
/// - that with any other pagination key every page is free until the key is 60 minutes old, the first one too, and one that
///   was read before;
/// - that each 429 of the six operations has a `Retry-After`, also one that was injected without: the seconds until the next
///   minute;
/// - of the assertions of `private_key_jwt`: that a time up to 60 s ahead is still taken for now in `nbf`, that the same goes
///   for `iat`, and that no `exp` is too far ahead;
/// - from 2.3.0 on, pagination keys of about 2,000 characters, so that links are longer than before.
#[derive(Clone)]
pub struct OpenFinance {
    world: Arc<World>,
    origin: String,
}

impl OpenFinance {
    pub(crate) fn new(world: Arc<World>, origin: String) -> Self {
        Self { world, origin }
    }

    /// Scheme and authority, such as `http://127.0.0.1:40321`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where the paths of the document begin: the origin and `/open-banking/customers/v2`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{BASE_PATH}", self.origin)
    }

    /// The token endpoint: `refresh_token` only, the client being known by HTTP Basic, by id and secret in the form, or by
    /// `private_key_jwt` (PS256; `aud` is this address or the origin). Its path is the sandbox's own.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", self.origin)
    }

    /// The receiver that is registered at the bank.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.world.bank.client_id
    }

    /// The secret of the receiver, and of all others that consents were given to.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.world.bank.client_secret
    }

    /// The customer gives consent. Consents stay as long as the sandbox.
    #[must_use]
    pub fn authorise(&self, consent: Consent) -> AuthorisedConsent {
        let bank = &self.world.bank;
        let now = self.world.now();
        let client_id = match &consent.client_id {
            Some(id) => id.clone(),
            None => bank.client_id.clone(),
        };
        bank.with(|state| {
            let id = format!("urn:cadastro-sandbox:{}", state.names.uuid());
            let refresh_token = state.names.token();
            state.clients.insert(client_id.clone());
            state
                .refresh_tokens
                .insert(refresh_token.clone(), id.clone());
            let held = Held::new(consent, client_id.clone(), now);
            state.consents.insert(id.clone(), held);
            AuthorisedConsent {
                id,
                refresh_token,
                client_id,
            }
        })
    }

    /// A new access token, as from the token endpoint, which
    /// [`Effects::consent_tokens`](crate::Effects::consent_tokens) does not count. `None` if the consent is no longer good.
    #[must_use]
    pub fn access_token(&self, consent: &AuthorisedConsent) -> Option<String> {
        let now = self.world.now();
        let lifetime = tokens::lifetime(&self.world);
        self.world.bank.with(|state| {
            let status = state.consents.get(&consent.id)?.status(now);
            (status == ConsentStatus::Authorised)
                .then(|| tokens::mint(state, &consent.id, lifetime, now))
        })
    }

    /// The customer takes the consent back: its tokens are good no more.
    pub fn revoke(&self, consent: &AuthorisedConsent) {
        self.held(consent, |held| held.end(ConsentStatus::Revoked));
    }

    /// The bank or the customer turns the consent down: its tokens are good no more, as if it had been revoked. Whichever of
    /// the two came first stays its [`status`](Self::status).
    pub fn reject(&self, consent: &AuthorisedConsent) {
        self.held(consent, |held| held.end(ConsentStatus::Rejected));
    }

    /// Whether a consent is good; `None` for one that is not known here. Ids come from the seed, so that one of another
    /// sandbox with the same seed is taken for the one of the same number here: give each bank its own seed.
    #[must_use]
    pub fn status(&self, consent: &AuthorisedConsent) -> Option<ConsentStatus> {
        let now = self.world.now();
        self.held(consent, |held| held.status(now))
    }

    /// Sets the state of what the consent gives access to.
    pub fn set_resource(&self, consent: &AuthorisedConsent, resource: Resource) {
        self.held(consent, |held| held.resource = resource);
    }

    /// How many calls of this operation count towards this month's quota. Months begin at midnight of UTC−3; 0 for an
    /// operation or a consent that is not known.
    #[must_use]
    pub fn used(&self, consent: &AuthorisedConsent, operation: &str) -> u32 {
        let now = self.world.now();
        let used = Reading::of(operation)
            .and_then(|reading| self.held(consent, |held| held.used(reading, now)));
        used.unwrap_or_default()
    }

    /// Lets this month's quota begin anew, for all operations of the consent.
    pub fn reset_quota(&self, consent: &AuthorisedConsent) {
        self.held(consent, Held::reset_quota);
    }

    fn held<T>(&self, consent: &AuthorisedConsent, look: impl FnOnce(&mut Held) -> T) -> Option<T> {
        self.world
            .bank
            .with(|state| state.consents.get_mut(&consent.id).map(look))
    }
}

impl fmt::Debug for OpenFinance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenFinance")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

/// The state of the bank.
pub(crate) struct Bank {
    client_id: String,
    client_secret: String,
    client_key: Option<DecodingKey>,
    keys: Keys,
    state: Mutex<State>,
}

/// What changes.
struct State {
    names: Names,
    windows: Windows,
    /// The receivers, by client id.
    clients: HashSet<String>,
    consents: HashMap<String, Held>,
    /// Consents by refresh token.
    refresh_tokens: HashMap<String, String>,
    /// Consents by access token.
    tokens: Expiring<String>,
    /// Client and `jti` of what was spent.
    assertions: Expiring<()>,
}

impl Bank {
    pub(crate) fn new(settings: &Settings) -> io::Result<Self> {
        let mut names = Names::new(settings.seed);
        let client_id = names.uuid().to_string();
        let client_key = settings.client_key_pem.as_deref();
        Ok(Self {
            client_secret: names.token(),
            client_key: client_key.map(assertions::key).transpose()?,
            keys: Keys::new(settings.seed),
            state: Mutex::new(State {
                names,
                windows: Windows::default(),
                clients: HashSet::from([client_id.clone()]),
                consents: HashMap::new(),
                refresh_tokens: HashMap::new(),
                tokens: Expiring::new(),
                assertions: Expiring::new(),
            }),
            client_id,
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Ids and tokens by the seed.
struct Names(fastrand::Rng);

impl Names {
    fn new(seed: u64) -> Self {
        // Not what other parts of the sandbox draw from the same seed.
        Self(fastrand::Rng::with_seed(seed ^ 0x0F1A_2B3C))
    }

    fn uuid(&mut self) -> Uuid {
        Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid()
    }

    fn token(&mut self) -> String {
        format!("{:032x}", self.0.u128(..))
    }
}
