//! How a client proves to the token endpoint who it is.

mod assertion;

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use self::assertion::SigningKey;
use super::grant::Form;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::error::Refusal;

/// Client authentication at the token endpoint (RFC 6749, section 2.3; `OpenID` Connect Core, section 9). `Debug` tells
/// the method only.
#[derive(Clone)]
pub struct ClientAuthentication(Method);

#[derive(Clone)]
enum Method {
    Basic {
        id: SecretString,
        secret: SecretString,
    },
    Form {
        id: SecretString,
        secret: SecretString,
    },
    PrivateKeyJwt(PrivateKeyJwt),
}

impl ClientAuthentication {
    /// `client_secret_basic`: id and secret in the `Authorization` header, as RFC 7617 has it. They are not
    /// form-encoded before, which RFC 6749 asks for and most servers do not undo; it makes a difference only if they
    /// hold other characters than letters, digits and `*-._`.
    pub fn basic(id: impl Into<SecretString>, secret: impl Into<SecretString>) -> Self {
        Self(Method::Basic {
            id: id.into(),
            secret: secret.into(),
        })
    }

    /// `client_secret_post`: id and secret in the form, as some clients of BS2's gateway send them.
    pub fn form(id: impl Into<SecretString>, secret: impl Into<SecretString>) -> Self {
        Self(Method::Form {
            id: id.into(),
            secret: secret.into(),
        })
    }

    /// `private_key_jwt`: an assertion that the client signs, as FAPI-BR asks for, beside mTLS.
    #[must_use]
    pub fn private_key_jwt(key: PrivateKeyJwt) -> Self {
        Self(Method::PrivateKeyJwt(key))
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        match &self.0 {
            Method::PrivateKeyJwt(key) => key.key.as_ref().map(|_| ()).map_err(|refusal| *refusal),
            Method::Basic { id, .. } if id.expose_secret().contains(':') => Err(Refusal::Secret),
            Method::Basic { .. } | Method::Form { .. } => Ok(()),
        }
    }

    /// The credentials of the token request itself.
    pub(super) fn credentials(&self) -> Credentials {
        match &self.0 {
            Method::Basic { id, secret } => Credentials::basic(id.clone(), secret.clone()),
            Method::Form { .. } | Method::PrivateKeyJwt(_) => Credentials::none(),
        }
    }

    /// Fills the members of the form that belong to the client; an assertion is made anew each time.
    pub(super) fn fill<'a>(
        &'a self,
        form: &mut Form<'a>,
        token_url: &str,
        clock: &dyn Clock,
    ) -> Result<(), Refusal> {
        match &self.0 {
            Method::Basic { .. } => {}
            Method::Form { id, secret } => {
                form.client_id = Some(id.expose_secret());
                form.client_secret = Some(secret.expose_secret());
            }
            Method::PrivateKeyJwt(client) => {
                let key = client.key.as_ref().map_err(|refusal| *refusal)?;
                let audience = client.audience.as_deref().unwrap_or(token_url);
                let key_id = client.key_id.as_deref();
                let assertion = key.assertion(&client.id, audience, key_id, clock.now())?;
                form.client_id = Some(&client.id);
                form.client_assertion_type = Some(assertion::TYPE);
                form.client_assertion = Some(assertion);
            }
        }
        Ok(())
    }
}

impl fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Method::Basic { .. } => "ClientAuthentication(client_secret_basic)",
            Method::Form { .. } => "ClientAuthentication(client_secret_post)",
            Method::PrivateKeyJwt(_) => "ClientAuthentication(private_key_jwt)",
        })
    }
}

/// The key by which a client signs its assertions (RFC 7523), and what stands in them: the client id as `iss` and `sub`,
/// the audience, a `jti` that no other has, and two minutes of life. Signed by PS256, the one that FAPI-BR allows.
#[derive(Clone)]
pub struct PrivateKeyJwt {
    id: String,
    key: Result<SigningKey, Refusal>,
    key_id: Option<String>,
    audience: Option<String>,
}

impl PrivateKeyJwt {
    /// A client and its RSA key of 2048 bits or more: a PEM text (PKCS #8 or PKCS #1, not encrypted). A key that
    /// cannot be used is an error when the tokens are built.
    pub fn from_pem(client_id: impl Into<String>, pem: impl AsRef<[u8]>) -> Self {
        Self {
            id: client_id.into(),
            key: SigningKey::from_pem(pem.as_ref()),
            key_id: None,
            audience: None,
        }
    }

    /// The `kid` in the header of the assertion, by which the server finds the public key.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into());
        self
    }

    /// The `aud` of the assertion. Default: the URL of the token endpoint; some servers want their issuer.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }
}

impl fmt::Debug for PrivateKeyJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKeyJwt")
    }
}
