//! The grants, as forms to send, and the answer of the token endpoint.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Lenient, Text};

/// By what a token is asked for.
#[derive(Clone)]
pub(super) enum Grant {
    Password {
        username: String,
        password: SecretString,
    },
    RefreshToken(SecretString),
}

impl Grant {
    /// Fills the members of the form that belong to the grant.
    pub(super) fn fill<'a>(&'a self, form: &mut Form<'a>) {
        match self {
            Self::Password { username, password } => {
                form.grant_type = "password";
                form.username = Some(username);
                form.password = Some(password.expose_secret());
            }
            Self::RefreshToken(token) => {
                form.grant_type = "refresh_token";
                form.refresh_token = Some(token.expose_secret());
            }
        }
    }
}

/// The body of a token request.
#[derive(Default, Serialize)]
pub(super) struct Form<'a> {
    pub(super) grant_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_assertion_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_assertion: Option<String>,
}

/// A successful answer (RFC 6749, section 5.1).
#[derive(Deserialize)]
pub(super) struct Granted {
    #[serde(deserialize_with = "token")]
    pub(super) access_token: SecretString,
    #[serde(default)]
    pub(super) refresh_token: Lenient<SecretString>,
    /// Seconds: a number, or a text as BS2 shows it.
    #[serde(default)]
    expires_in: Lenient<Text>,
}

impl Granted {
    /// How long the access token lives; `None` if that is not told, or not told in a way that makes sense. At most a
    /// year.
    pub(super) fn life(&self) -> Option<Duration> {
        const LONGEST: f64 = 365.0 * 24.0 * 60.0 * 60.0;
        let seconds: f64 = self.expires_in.typed()?.as_str().trim().parse().ok()?;
        let lives = seconds.is_finite() && seconds > 0.0;
        lives.then(|| Duration::from_secs_f64(seconds.min(LONGEST)))
    }
}

/// A token that a header can carry; an answer with anything else is no answer.
fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    let token = SecretString::deserialize(deserializer)?;
    let text = token.expose_secret();
    if !can_be_sent(text) {
        return Err(serde::de::Error::custom("no token"));
    }
    Ok(token)
}

/// Whether a header can carry it as a token.
pub(super) fn can_be_sent(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(expires_in: &str) -> Option<u64> {
        let body = format!(r#"{{"access_token":"t","expires_in":{expires_in}}}"#);
        let granted: Granted = crate::decode(body.as_bytes()).unwrap();
        granted.life().map(|life| life.as_secs())
    }

    #[test]
    fn the_life_is_read_from_a_text_or_a_number() {
        for text in ["300", "\"300\"", "\" 300 \"", "300.9", "3e2"] {
            assert_eq!(life(text), Some(300), "{text}");
        }
        assert_eq!(life("1e300"), Some(365 * 24 * 60 * 60));
    }

    #[test]
    fn a_life_that_makes_no_sense_is_not_known() {
        for text in [
            "null", "0", "-1", "\"\"", "\"abc\"", "\"NaN\"", "\"inf\"", "true", "{}",
        ] {
            assert_eq!(life(text), None, "{text}");
        }
    }

    #[test]
    fn an_answer_without_a_usable_token_is_none() {
        for token in ["", " ", "a b", "a\\n", "ção"] {
            let body = format!(r#"{{"access_token":"{token}"}}"#);
            assert!(
                crate::decode::<Granted>(body.as_bytes()).is_err(),
                "{token}"
            );
        }
    }
}
