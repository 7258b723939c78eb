//! `private_key_jwt`: the assertion by which a client proves itself (RFC 7523), signed by PS256 as FAPI-BR asks for.

use std::io;
use std::time::{Duration, SystemTime};

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use super::tokens::Refusal;
use super::{Bank, State};
use crate::call::Call;

/// The `client_assertion_type`.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far clocks may differ.
const LEEWAY: Duration = Duration::from_secs(60);

/// An assertion that was found good, apart from its `jti`.
pub(super) struct Assertion {
    pub(super) client: String,
    jti: String,
    end: SystemTime,
}

/// The public key of a client.
pub(super) fn key(pem: &str) -> io::Result<DecodingKey> {
    DecodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "the client key is no PEM of a public RSA key",
        )
    })
}

impl Assertion {
    /// Checks signature and claims. Without a key at the bank any signature is taken.
    pub(super) fn read(
        bank: &Bank,
        call: &Call,
        assertion: &str,
        now: SystemTime,
    ) -> Result<Self, Refusal> {
        let refused = |_| {
            Refusal::invalid_client(
                "A asserção não é um JWT assinado por PS256 com a chave do cliente.",
            )
        };
        let header = jsonwebtoken::decode_header(assertion).map_err(refused)?;
        if header.alg != Algorithm::PS256 {
            return Err(Refusal::invalid_client(
                "A asserção não é assinada por PS256.",
            ));
        }
        let mut validation = Validation::new(Algorithm::PS256);
        // The claims are checked below: by the sandbox's clock, and not by the system's.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let claims = match &bank.client_key {
            Some(key) => jsonwebtoken::decode::<Value>(assertion, key, &validation),
            None => {
                validation.insecure_disable_signature_validation();
                let none = DecodingKey::from_secret(&[]);
                jsonwebtoken::decode::<Value>(assertion, &none, &validation)
            }
        };
        let claims = claims.map_err(refused)?.claims;
        let text = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let client = text("iss").filter(|iss| text("sub") == Some(iss));
        let client =
            client.ok_or_else(|| Refusal::invalid_client("iss e sub não são o cliente."))?;
        if !is_meant(claims.get("aud"), call) {
            return Err(Refusal::invalid_client("aud não é este servidor."));
        }
        let end = claims.get("exp").and_then(Value::as_f64).and_then(time);
        let end = end.filter(|end| now < *end);
        let end = end.ok_or_else(|| Refusal::invalid_client("exp falta ou passou."))?;
        for (name, text) in [
            ("nbf", "nbf ainda não chegou."),
            ("iat", "iat ainda não chegou."),
        ] {
            if claims.get(name).is_some_and(|time| !has_come(time, now)) {
                return Err(Refusal::invalid_client(text));
            }
        }
        let jti = text("jti").ok_or_else(|| Refusal::invalid_client("Falta jti."))?;
        Ok(Self {
            client: client.to_owned(),
            jti: jti.to_owned(),
            end,
        })
    }

    /// Takes it, once. Gives the client.
    pub(super) fn spend(self, state: &mut State, now: SystemTime) -> Result<String, Refusal> {
        // No id contains a space, so that the two cannot be confused.
        let key = format!("{} {}", self.client, self.jti);
        if state.assertions.get(&key, now).is_some() {
            return Err(Refusal::invalid_client("jti já usado."));
        }
        state.assertions.insert(key, (), Some(self.end), now);
        Ok(self.client)
    }
}

/// Whether this server is the audience, or one of several: by the address of the token endpoint, or by the origin.
fn is_meant(audience: Option<&Value>, call: &Call) -> bool {
    let url = format!("{}{}", call.origin, call.operation.path);
    let is_ours = |audience: &Value| {
        audience.as_str().is_some_and(|audience| {
            audience == url || audience.trim_end_matches('/') == call.origin
        })
    };
    match audience {
        Some(Value::Array(audiences)) => audiences.iter().any(is_ours),
        Some(audience) => is_ours(audience),
        None => false,
    }
}

/// Whether it is a time that is not ahead, but for clocks that differ.
fn has_come(claim: &Value, now: SystemTime) -> bool {
    let latest = now.checked_add(LEEWAY);
    claim
        .as_f64()
        .and_then(time)
        .is_some_and(|time| latest.is_none_or(|latest| time <= latest))
}

/// A time in seconds since 1970; `None` if it is out of range.
fn time(seconds: f64) -> Option<SystemTime> {
    let since = Duration::try_from_secs_f64(seconds).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(since)
}
