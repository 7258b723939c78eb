//! The token endpoint: who may have a token, how often, and which tokens are alive.

use std::collections::VecDeque;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use serde_json::json;

use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::settings::Settings;
use crate::world::World;

const SCOPE: &str = "onboarding-pj";
const SANDBOX_LIFETIME: Duration = Duration::from_secs(420);
const PRODUCTION_LIFETIME: Duration = Duration::from_secs(300);
const REFRESH_LIFETIME: Duration = Duration::from_secs(600);
const MINUTE: Duration = Duration::from_secs(60);

/// `gerarToken`.
pub(super) fn answer(world: &World, call: &Call) -> Step {
    let now = world.clock().elapsed();
    let mut tokens = world.onboarding.tokens();
    if !tokens.admit(now) {
        return failure(world, call, 429).into();
    }
    match grant(&world.onboarding.login, &tokens, call, now) {
        Ok(grant) => {
            let reply = tokens.issue(now);
            world.recorder.count(|effects| match grant {
                Grant::Password => effects.password_grants += 1,
                Grant::RefreshToken => effects.refresh_grants += 1,
            });
            reply.into()
        }
        Err(refused) => refused.into_reply().into(),
    }
}

/// The error body of the token endpoint.
pub(super) fn failure(_world: &World, _call: &Call, status: u16) -> Reply {
    let (error, description) = match status {
        401 => ("invalid_client", "The client is not known."),
        405 => ("invalid_request", "Another method is needed."),
        413 => ("invalid_request", "The body is too large."),
        415 => ("invalid_request", "The body has to be a form."),
        429 => ("invalid_request", "Too many requests in a minute."),
        503 => ("temporarily_unavailable", "Try again later."),
        500.. => ("server_error", "Something went wrong."),
        _ => ("invalid_request", "The request was refused."),
    };
    Refused(status, error, description).into_reply()
}

/// The credentials of the one client and its one user.
pub(super) struct Login {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) username: String,
    pub(super) password: String,
}

impl Login {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed ^ 0xb52_0001);
        Self {
            client_id: format!("l7{:032x}", dice.u128(..)),
            client_secret: format!("{:032x}", dice.u128(..)),
            username: format!("parceiro+{:04}@example.com", dice.u16(..10_000)),
            password: (0..16).map(|_| dice.alphanumeric()).collect(),
        }
    }
}

/// The tokens that are alive, of which there is one of each kind at most.
pub(super) struct Tokens {
    dice: Rng,
    lifetime: Duration,
    most_a_minute: Option<u32>,
    /// When the requests of the last minute came.
    requests: VecDeque<Duration>,
    access: Option<Issued>,
    refresh: Option<Issued>,
}

struct Issued {
    token: String,
    /// From then on it is dead.
    end: Duration,
}

impl Issued {
    fn is(&self, token: &str, now: Duration) -> bool {
        self.token == token && now < self.end
    }
}

enum Grant {
    Password,
    RefreshToken,
}

impl Tokens {
    pub(super) fn new(settings: &Settings) -> Self {
        let documented = if settings.bs2_is_production {
            PRODUCTION_LIFETIME
        } else {
            SANDBOX_LIFETIME
        };
        Self {
            dice: Rng::with_seed(settings.seed ^ 0xb52_0002),
            lifetime: settings.token_lifetime.unwrap_or(documented),
            most_a_minute: settings.limits.bs2_tokens,
            requests: VecDeque::new(),
            access: None,
            refresh: None,
        }
    }

    pub(super) fn is_alive(&self, token: &str, now: Duration) -> bool {
        let access = self.access.as_ref();
        access.is_some_and(|access| access.is(token, now))
    }

    pub(super) fn alive(&self, now: Duration) -> Option<String> {
        let access = self.access.as_ref().filter(|access| now < access.end)?;
        Some(access.token.clone())
    }

    pub(super) fn revoke_access(&mut self) {
        self.access = None;
    }

    pub(super) fn revoke_refresh(&mut self) {
        self.refresh = None;
    }

    /// Counts a request, whatever comes of it. `false` if there were as many as allowed in the minute before it.
    fn admit(&mut self, now: Duration) -> bool {
        let Some(most) = self.most_a_minute else {
            return true;
        };
        let is_over = |came: &Duration| now.saturating_sub(*came) >= MINUTE;
        while self.requests.front().is_some_and(is_over) {
            self.requests.pop_front();
        }
        let admitted = self.requests.len() < most as usize;
        if admitted {
            self.requests.push_back(now);
        }
        admitted
    }

    /// New tokens; the old ones are dead.
    fn issue(&mut self, now: Duration) -> Reply {
        let mut token = |lifetime| Issued {
            token: uuid::Builder::from_random_bytes(self.dice.u128(..).to_be_bytes())
                .into_uuid()
                .to_string(),
            end: now.saturating_add(lifetime),
        };
        let access = token(self.lifetime);
        let refresh = token(REFRESH_LIFETIME);
        let body = json!({
            "access_token": access.token,
            "token_type": "Bearer",
            "expires_in": self.lifetime.as_secs().to_string(),
            "refresh_token": refresh.token,
            "scope": SCOPE,
        });
        self.access = Some(access);
        self.refresh = Some(refresh);
        Reply::json(200, body).with_header("cache-control", "no-store")
    }
}

/// What is asked for, if it may be had.
fn grant(login: &Login, tokens: &Tokens, call: &Call, now: Duration) -> Result<Grant, Refused> {
    if call.media_type().as_deref() != Some("application/x-www-form-urlencoded") {
        return Err(Refused(
            415,
            "invalid_request",
            "The body has to be a form.",
        ));
    }
    let form: Vec<_> = url::form_urlencoded::parse(&call.body).collect();
    let form = Form(&form);
    authenticate(login, call, &form)?;
    let grant = match form.one("grant_type")? {
        "password" => Grant::Password,
        "refresh_token" => Grant::RefreshToken,
        _ => {
            return Err(Refused(
                400,
                "unsupported_grant_type",
                "Only password and refresh_token are known.",
            ));
        }
    };
    if form.one("scope")? != SCOPE {
        let text = "The client may have onboarding-pj only.";
        return Err(Refused(400, "invalid_scope", text));
    }
    let is_right = match grant {
        Grant::Password => {
            let user = (form.one("username")?, form.one("password")?);
            user == (login.username.as_str(), login.password.as_str())
        }
        Grant::RefreshToken => {
            let token = form.one("refresh_token")?;
            let refresh = tokens.refresh.as_ref();
            refresh.is_some_and(|refresh| refresh.is(token, now))
        }
    };
    if is_right {
        Ok(grant)
    } else {
        let text = "User, password or refresh token is not good.";
        Err(Refused(401, "invalid_grant", text))
    }
}

/// By HTTP Basic or by the form, not by both.
fn authenticate(login: &Login, call: &Call, form: &Form<'_>) -> Result<(), Refused> {
    let in_form = form.has("client_id") || form.has("client_secret");
    let header = call.header("authorization");
    let is_right = match (header, in_form) {
        (Some(_), true) => {
            let text = "Client credentials come twice.";
            return Err(Refused(400, "invalid_request", text));
        }
        (None, false) => {
            let text = "Client credentials are missing.";
            return Err(Refused(401, "invalid_client", text));
        }
        (Some(header), false) => basic(header).is_some_and(|pair| {
            pair.split_once(':') == Some((&login.client_id, &login.client_secret))
        }),
        (None, true) => {
            let pair = (form.one("client_id")?, form.one("client_secret")?);
            pair == (login.client_id.as_str(), login.client_secret.as_str())
        }
    };
    if is_right {
        Ok(())
    } else {
        let text = "The client is not known.";
        Err(Refused(401, "invalid_client", text))
    }
}

fn basic(header: &str) -> Option<String> {
    let (scheme, pair) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()
}

type Pair<'a> = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>);

struct Form<'a>(&'a [Pair<'a>]);

impl Form<'_> {
    fn has(&self, name: &str) -> bool {
        let mut named = self.0.iter().filter(|(key, _)| key == name);
        named.any(|(_, value)| !value.is_empty())
    }

    /// A parameter that has to come once. An empty one is none (RFC 6749, section 3.2).
    fn one(&self, name: &str) -> Result<&str, Refused> {
        let mut all = self.0.iter().filter(|(key, _)| key == name);
        match (all.next(), all.next()) {
            (Some((_, value)), None) if !value.is_empty() => Ok(value),
            _ => Err(Refused(
                400,
                "invalid_request",
                "A parameter is missing or comes twice.",
            )),
        }
    }
}

/// Status, code and description of a refusal.
struct Refused(u16, &'static str, &'static str);

impl Refused {
    fn into_reply(self) -> Reply {
        let Self(status, error, description) = self;
        let body = json!({"error": error, "error_description": description});
        let reply = Reply::json(status, body).with_header("cache-control", "no-store");
        if status == 401 {
            reply.with_header("www-authenticate", "Basic realm=\"BS2\"")
        } else {
            reply
        }
    }
}
