//! BS2 Onboarding PJ: tokens that kill each other, registrations, documents and a status that advances.

mod checks;
mod documents;
mod file_name;
mod progress;
mod registrations;
mod registry;
mod tokens;

pub use self::registry::{Registered, RegistrationKind, Uploaded};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::Method;
use uuid::Uuid;

use self::checks::Detail;
use self::registry::Registry;
use self::tokens::{Login, Tokens};
use crate::call::{Call, Operation};
use crate::reply::Reply;
use crate::settings::Settings;
use crate::world::World;

const PRE_REGISTRATION_PATH: &str = "/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes";
const REGISTRATION_PATH: &str =
    "/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/emBackground";

/// The token endpoint and the four operations.
pub(crate) static OPERATIONS: &[Operation] = &[
    Operation {
        id: "gerarToken",
        method: Method::POST,
        path: "/auth/oauth/v2/token",
        answer: tokens::answer,
        failure: tokens::failure,
    },
    Operation {
        id: "cadastrarClienteParceiro",
        method: Method::POST,
        path: PRE_REGISTRATION_PATH,
        answer: registrations::pre_register,
        failure,
    },
    Operation {
        id: "cadastrarEmBackground",
        method: Method::POST,
        path: REGISTRATION_PATH,
        answer: registrations::register,
        failure,
    },
    Operation {
        id: "consultarStatusClienteParceiro",
        method: Method::GET,
        path: "/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/{clienteId}/status",
        answer: progress::answer,
        failure,
    },
    Operation {
        id: "uploadArquivoParceiro",
        method: Method::POST,
        path: "/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/{clienteId}/documentos",
        answer: documents::answer,
        failure,
    },
];

/// The state of BS2.
pub(crate) struct Onboarding {
    login: Login,
    tokens: Mutex<Tokens>,
    registry: Mutex<Registry>,
}

impl Onboarding {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            login: Login::new(settings.seed),
            tokens: Mutex::new(Tokens::new(settings)),
            registry: Mutex::new(Registry::new(settings.seed)),
        }
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refusal of one of the four operations: a list of reasons with 400, no body with the others.
fn failure(_world: &World, _call: &Call, status: u16) -> Reply {
    match status {
        400 => checks::refusal(&[Detail::of_all("A solicitação não foi aceita.")]),
        401 => Reply::empty(401).with_header("www-authenticate", "Bearer"),
        _ => Reply::empty(status),
    }
}

/// Goes on if the token is alive.
fn authorised(world: &World, call: &Call) -> Result<(), Box<Reply>> {
    let now = world.clock().elapsed();
    let token = call.bearer().unwrap_or_default();
    if world.onboarding.tokens().is_alive(token, now) {
        Ok(())
    } else {
        Err(failure(world, call, 401).into())
    }
}

/// The `clienteId` of the path.
fn cliente_id(call: &Call) -> Result<Uuid, Box<Reply>> {
    let refusal = || {
        let detail = Detail::new("ClienteId", "O identificador não é um UUID.");
        Box::new(checks::refusal(&[detail]))
    };
    parse(&call.id).ok_or_else(refusal)
}

/// A UUID with its hyphens; other notations of it are none here.
fn parse(id: &str) -> Option<Uuid> {
    let hyphenated = id.len() == 36;
    hyphenated.then(|| Uuid::try_parse(id).ok()).flatten()
}

/// BS2, as its sandbox knows it.
///
/// | | documented | the sandbox's own |
/// |---|---|---|
/// | tokens | two grants, lifetimes, 10 requests a minute, a new token kills the old one | a new refresh token kills the old one too; an eleventh request gets a 429; requests refused so do not count |
/// | registrations | the bodies, 201, 400 with reasons | what is a reason: see below |
/// | status | 201, the members | the texts, their order and times, `conta` |
/// | numbers in `status` | 0 to 6, 0 to 3 | 0, or 1 where a 201 carries `badRequestReason`; a list of one for every other company |
///
/// A registration is refused (400) if its body is no JSON or breaks the document's types, or if it has no `empresa`, no
/// `cnpj`, or a CNPJ or CPF whose check digits are wrong. It is taken with a `badRequestReason` if a `telefone` has not 10
/// or 11 digits, a `cep` has not 8, or the `participacao` of the partners do not add up: to 100 or to 1, since no document
/// says whether they are percentages or fractions, give or take 0.05 % for rounding. A CNPJ that is registered again is
/// registered twice, so that a repeated call shows.
///
/// `statusCliente` goes from `AGUARDANDO_DOCUMENTOS` (pre-registration) or `EM_PROCESSAMENTO` (full registration) to
/// `EM_ANALISE` and `CONTA_ABERTA`, which comes with `conta`. A pre-registration goes on with its first document, a full one
/// after 10 s, and the analysis takes 60 s, by the clock of the sandbox: [`set_pace`](Self::set_pace).
///
/// A part of an upload is a file if it has a file name that is not empty: `filename`, or `filename*`, which goes before the
/// other. A second document of the same name is stored all the same, with a `badRequestReason`. Of a document, name, length
/// and a hash are kept, no content.
///
/// All registrations are kept, a few hundred bytes each, until [`forget`](Self::forget).
#[derive(Clone)]
pub struct Bs2 {
    world: Arc<World>,
    origin: String,
}

impl Bs2 {
    pub(crate) fn new(world: Arc<World>, origin: String) -> Self {
        Self { world, origin }
    }

    /// Where token endpoint and API are, such as `http://127.0.0.1:40321`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// The token endpoint.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/auth/oauth/v2/token", self.origin)
    }

    /// Id of the one client.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.world.onboarding.login.client_id
    }

    /// Secret of that client.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.world.onboarding.login.client_secret
    }

    /// The one user. It has a `+` in it, which a form has to encode.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.world.onboarding.login.username
    }

    /// Password of that user.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.world.onboarding.login.password
    }

    /// Path of the pre-registration. **Inferred**, as in the clients: no document has it.
    #[must_use]
    pub fn pre_registration_path(&self) -> &'static str {
        PRE_REGISTRATION_PATH
    }

    /// Path of the full registration. **Inferred**, as in the clients: no document has it.
    #[must_use]
    pub fn registration_path(&self) -> &'static str {
        REGISTRATION_PATH
    }

    /// The access token that is alive, if one is.
    #[must_use]
    pub fn access_token(&self) -> Option<String> {
        let now = self.world.clock().elapsed();
        self.world.onboarding.tokens().alive(now)
    }

    /// Ends the access token before its time; the refresh token stays good.
    pub fn revoke_token(&self) {
        self.world.onboarding.tokens().revoke_access();
    }

    /// Ends the refresh token before its time; the access token stays good.
    pub fn revoke_refresh_token(&self) {
        self.world.onboarding.tokens().revoke_refresh();
    }

    /// All registrations in their order.
    #[must_use]
    pub fn registrations(&self) -> Vec<Registered> {
        self.world.onboarding.registry().all()
    }

    /// One registration, by its `clienteId`.
    #[must_use]
    pub fn registration(&self, cliente_id: &str) -> Option<Registered> {
        let id = parse(cliente_id)?;
        self.world.onboarding.registry().one(id)
    }

    /// Forgets all registrations; their ids are unknown from then on.
    pub fn forget(&self) {
        self.world.onboarding.registry().forget();
    }

    /// How long a full registration is processed, and how long the analysis takes after that, or after the first document.
    /// Goes for registrations under way as well. Default: 10 s and 60 s.
    pub fn set_pace(&self, processing: Duration, analysis: Duration) {
        self.world
            .onboarding
            .registry()
            .set_pace(processing, analysis);
    }

    /// Gives a company this `statusCliente` until it is given another. `false` if there is no such company.
    pub fn set_status(&self, cliente_id: &str, status_cliente: impl Into<String>) -> bool {
        let status = status_cliente.into();
        self.change(cliente_id, |registry, id| registry.set_status(id, status))
    }

    /// Opens the account of a company at once. `false` if there is no such company.
    pub fn open_account(&self, cliente_id: &str) -> bool {
        self.change(cliente_id, Registry::open_account)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Registry, Uuid) -> bool) -> bool {
        let mut registry = self.world.onboarding.registry();
        parse(id).is_some_and(|id| change(&mut registry, id))
    }
}

impl std::fmt::Debug for Bs2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bs2")
            .field("url", &self.origin)
            .finish_non_exhaustive()
    }
}
