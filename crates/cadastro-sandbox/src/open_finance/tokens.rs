//! The token endpoint: access tokens for refresh tokens (RFC 6749), with the client authentication of FAPI-BR or a secret.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::State;
use super::assertions::{self, Assertion};
use super::consents::ConsentStatus;
use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::world::World;

/// How long access tokens live.
const LIFETIME: Duration = Duration::from_secs(900);

/// Answers a token request.
pub(super) fn answer(world: &World, call: &Call) -> Step {
    let reply = match grant(world, call) {
        Ok(reply) => reply,
        Err(refusal) => refusal.into_reply(),
    };
    reply.into()
}

/// The answer to a token request that is refused for another reason.
pub(super) fn failure(_world: &World, _call: &Call, status: u16) -> Reply {
    let (error, description) = match status {
        401 => ("invalid_client", "Cliente não reconhecido."),
        403 => ("unauthorized_client", "Cliente sem acesso."),
        503 | 529 | 429 => ("temporarily_unavailable", "Tente novamente mais tarde."),
        500.. => ("server_error", "O token não pôde ser emitido."),
        _ => ("invalid_request", "Requisição não aceita."),
    };
    Refusal {
        status,
        error,
        description,
    }
    .into_reply()
}

/// Why no token is given (RFC 6749, section 5.2).
pub(super) struct Refusal {
    status: u16,
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    pub(super) fn invalid_client(description: &'static str) -> Self {
        Self {
            status: 401,
            error: "invalid_client",
            description,
        }
    }

    fn of(error: &'static str, description: &'static str) -> Self {
        Self {
            status: 400,
            error,
            description,
        }
    }

    fn into_reply(self) -> Reply {
        let body = json!({"error": self.error, "error_description": self.description});
        let reply = unstored(Reply::json(self.status, body));
        match self.status {
            401 => reply.with_header("www-authenticate", "Basic realm=\"open-finance\""),
            _ => reply,
        }
    }
}

/// Tokens are not to be kept by whoever passes them on.
fn unstored(reply: Reply) -> Reply {
    reply
        .with_header("cache-control", "no-store")
        .with_header("pragma", "no-cache")
}

fn grant(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let form = Form::of(call)?;
    let client = authenticate(world, call, &form)?;
    let grant_type = form.required("grant_type", "Falta grant_type.")?;
    if grant_type != "refresh_token" {
        let description = "Somente refresh_token é oferecido.";
        return Err(Refusal::of("unsupported_grant_type", description));
    }
    let refresh_token = form.required("refresh_token", "Falta refresh_token.")?;
    let now = world.now();
    let lifetime = lifetime(world);
    let (token, consent) = world.bank.with(|state| {
        let refused = || Refusal::of("invalid_grant", "O refresh token não vale (mais).");
        let id = state
            .refresh_tokens
            .get(refresh_token)
            .ok_or_else(refused)?;
        let id = id.clone();
        let consent = state.consents.get(&id).ok_or_else(refused)?;
        if consent.client_id != client || consent.status(now) != ConsentStatus::Authorised {
            return Err(refused());
        }
        Ok((mint(state, &id, lifetime, now), id))
    })?;
    world.recorder.count(|effects| effects.consent_tokens += 1);
    Ok(unstored(Reply::json(
        200,
        json!({
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": lifetime.as_secs(),
            "refresh_token": refresh_token,
            "scope": format!("openid consent:{consent} customers"),
        }),
    )))
}

/// How long access tokens live here.
pub(super) fn lifetime(world: &World) -> Duration {
    world.settings.token_lifetime.unwrap_or(LIFETIME)
}

/// A new access token of a consent.
pub(super) fn mint(
    state: &mut State,
    consent: &str,
    lifetime: Duration,
    now: SystemTime,
) -> String {
    let token = state.names.token();
    let end = now.checked_add(lifetime);
    state
        .tokens
        .insert(token.clone(), consent.to_owned(), end, now);
    token
}

/// The client that asks, by exactly one of: HTTP Basic, id and secret in the form, and an assertion.
fn authenticate(world: &World, call: &Call, form: &Form) -> Result<String, Refusal> {
    let basic = call.headers.contains_key("authorization");
    let secret = form.get("client_secret");
    let assertion = form.get("client_assertion");
    let ways = [basic, secret.is_some(), assertion.is_some()];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        let description = "Mais de uma autenticação do cliente.";
        return Err(Refusal::of("invalid_request", description));
    }
    let client_id = form.get("client_id");
    if let Some(assertion) = assertion {
        if form.get("client_assertion_type") != Some(assertions::TYPE) {
            let description = "client_assertion_type desconhecido.";
            return Err(Refusal::invalid_client(description));
        }
        let now = world.now();
        let assertion = Assertion::read(&world.bank, call, assertion, now)?;
        if client_id.is_some_and(|id| id != assertion.client) {
            return Err(Refusal::invalid_client("client_id não é o da asserção."));
        }
        return world.bank.with(|state| {
            if !state.clients.contains(&assertion.client) {
                return Err(Refusal::invalid_client("Cliente não cadastrado."));
            }
            assertion.spend(state, now)
        });
    }
    let (id, secret) = match (client_id, secret) {
        _ if basic => credentials(call.header("authorization"))
            .ok_or_else(|| Refusal::invalid_client("Authorization não é Basic."))?,
        (Some(id), Some(secret)) => (id.to_owned(), secret.to_owned()),
        _ => return Err(Refusal::invalid_client("Falta a autenticação do cliente.")),
    };
    if client_id.is_some_and(|other| other != id) {
        return Err(Refusal::invalid_client(
            "client_id não é o de Authorization.",
        ));
    }
    let is_known = world.bank.with(|state| state.clients.contains(&id));
    if is_known && secret == world.bank.client_secret {
        Ok(id)
    } else {
        Err(Refusal::invalid_client("Cliente ou segredo errado."))
    }
}

/// The id and the secret of `Authorization: Basic …`.
fn credentials(header: Option<&str>) -> Option<(String, String)> {
    let (scheme, encoded) = header?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// The form of a token request.
struct Form(Vec<(String, String)>);

impl Form {
    fn of(call: &Call) -> Result<Self, Refusal> {
        if call.media_type().as_deref() != Some("application/x-www-form-urlencoded") {
            let description = "O corpo deve ser application/x-www-form-urlencoded.";
            return Err(Refusal::of("invalid_request", description));
        }
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&call.body)
            .into_owned()
            .collect();
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|two| two[0] == two[1]) {
            return Err(Refusal::of("invalid_request", "Um parâmetro se repete."));
        }
        Ok(Self(pairs))
    }

    /// A parameter without a value counts as absent (RFC 6749, section 3.2).
    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        (!value.is_empty()).then_some(value)
    }

    fn required(&self, name: &str, description: &'static str) -> Result<&str, Refusal> {
        self.get(name)
            .ok_or_else(|| Refusal::of("invalid_request", description))
    }
}
