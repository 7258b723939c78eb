//! What must not come out of `Debug` and `Display`: tokens, and whatever a server answered.

use std::error::Error as _;
use std::fmt::Write as _;

use cadastro_core::Error;
use serde_json::Value;

use crate::clients::{CLIENT_ID, CLIENT_SECRET, TOKEN};
use crate::server::REASON;

/// Asserts that nothing of the body, none of `secrets` and no credential is in what the error prints, down its whole
/// source chain.
#[track_caller]
pub(crate) fn assert_silent(error: &Error, secrets: &[&str]) {
    let mut printed = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        let _ = write!(printed, " {inner} {inner:?} {inner:#?}");
        source = inner.source();
    }
    // The usual name of a status comes from its number, whatever the body says.
    let name = error.status().and_then(|status| status.canonical_reason());
    let printed = name.map_or(printed.clone(), |name| printed.replace(name, ""));
    assert_without(&printed, secrets);
    if let Some(body) = error.raw_body() {
        assert_without_leaves(&printed, body);
    }
}

/// Asserts that none of `secrets` and no credential is in a text.
#[track_caller]
pub(crate) fn assert_without(printed: &str, secrets: &[&str]) {
    for secret in [TOKEN, CLIENT_ID, CLIENT_SECRET, REASON]
        .iter()
        .chain(secrets)
    {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

/// Asserts that no string and no number of more than 3 characters of a JSON body is in a text.
#[track_caller]
pub(crate) fn assert_without_leaves(printed: &str, body: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let mut pending = vec![&json];
    while let Some(value) = pending.pop() {
        let leaf = match value {
            Value::Array(items) => {
                pending.extend(items);
                continue;
            }
            Value::Object(members) => {
                pending.extend(members.values());
                continue;
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let telling = leaf.chars().count() > 3 && !matches!(value, Value::Bool(_) | Value::Null);
        assert!(!telling || !printed.contains(&leaf), "{leaf} in {printed}");
    }
}
