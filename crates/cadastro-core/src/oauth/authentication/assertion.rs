//! Signed assertions: JWTs in compact form (RFC 7515), PS256.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::SignatureScheme;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Serialize;
use uuid::Uuid;

use crate::error::Refusal;

/// The `client_assertion_type` (RFC 7523, section 2.2).
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long an assertion is good.
const LIFE: Duration = Duration::from_secs(120);

#[derive(Clone)]
pub(super) struct SigningKey(Arc<dyn rustls::sign::SigningKey>);

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    iat: u64,
    exp: u64,
}

impl SigningKey {
    pub(super) fn from_pem(pem: &[u8]) -> Result<Self, Refusal> {
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| Refusal::SigningKeyNotPem)?;
        // The signatures of TLS 1.3 are PS256 for an RSA key: RSA-PSS with SHA-256, and a salt as long as the hash.
        let key = rustls::crypto::ring::sign::any_supported_type(&key)
            .map_err(|_| Refusal::SigningKeyUnusable)?;
        let scheme = key.choose_scheme(&[SignatureScheme::RSA_PSS_SHA256]);
        scheme.ok_or(Refusal::SigningKeyNotRsa)?;
        Ok(Self(key))
    }

    /// A new assertion, signed.
    pub(super) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        key_id: Option<&str>,
        now: SystemTime,
    ) -> Result<String, Refusal> {
        let now = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let header = Header {
            alg: "PS256",
            typ: "JWT",
            kid: key_id,
        };
        let claims = Claims {
            iss: client_id,
            sub: client_id,
            aud: audience,
            jti: Uuid::new_v4().to_string(),
            iat: now.as_secs(),
            exp: now.saturating_add(LIFE).as_secs(),
        };
        let signed = format!("{}.{}", encode(&header)?, encode(&claims)?);
        let signature = self
            .0
            .choose_scheme(&[SignatureScheme::RSA_PSS_SHA256])
            .and_then(|signer| signer.sign(signed.as_bytes()).ok())
            .ok_or(Refusal::SigningKeyUnusable)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn encode<T: Serialize>(part: &T) -> Result<String, Refusal> {
    let json = serde_json::to_vec(part).map_err(|_| Refusal::Json)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}
