//! What a request has to be like: parameters as the document has them, and an `Accept` that can be served.

use axum::http::HeaderMap;
use uuid::Uuid;

use super::readings::Reading;
use super::refusals::Refusal;
use super::version::{Delta, Version};
use crate::call::Call;
use crate::world::World;

const INTERACTION_ID: &str = "x-fapi-interaction-id";

/// Checks headers and query: each parameter once at most, by its schema. What the document does not declare is left alone.
pub(super) fn check(world: &World, call: &Call, reading: Reading) -> Result<(), Refusal> {
    let violations = world.contract.parameter_violations(call);
    let violations = violations.into_iter();
    let mut problems: Vec<String> = violations
        .map(|violation| format!("{}: não cumpre `{}`.", violation.name, violation.rule))
        .collect();
    for name in [
        "authorization",
        "x-fapi-auth-date",
        "x-fapi-customer-ip-address",
        "x-customer-user-agent",
        INTERACTION_ID,
    ] {
        if call.headers.get_all(name).iter().count() > 1 {
            problems.push(format!("{name}: repetido."));
        }
    }
    for name in ["page", "page-size", "pagination-key"] {
        let named = call.query.iter().filter(|(key, _)| key == name);
        if reading.is_paginated() && named.count() > 1 {
            problems.push(format!("{name}: repetido."));
        }
    }
    let version = world.settings.version;
    if version.has(Delta::RequiredInteractionId) && interaction_id(call, version).is_none() {
        problems.push(format!("{INTERACTION_ID}: deve ser um UUID."));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::parameters(problems))
    }
}

/// The interaction id of a request, if it has one that can be sent back: a UUID from 2.1.0 on, and before that any 1 to
/// 100 letters, digits and hyphens.
pub(super) fn interaction_id(call: &Call, version: Version) -> Option<&str> {
    let id = call.header(INTERACTION_ID)?;
    let is_one = if version.has(Delta::RequiredInteractionId) {
        // The parser reads other ways to write a UUID as well.
        id.len() == 36 && Uuid::try_parse(id).is_ok()
    } else {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=100).contains(&id.len()) && !id.starts_with('-') && id.bytes().all(is_sign)
    };
    is_one.then_some(id)
}

/// Whether the caller takes JSON in UTF-8. Of several ranges that match, the one that says most counts.
pub(super) fn accepts_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all("accept").iter().peekable();
    if values.peek().is_none() {
        return true;
    }
    let mut best = None;
    for value in values {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        for range in value.split(',') {
            best = best.max(precision(range));
        }
    }
    best.is_some_and(|(_, is_wanted)| is_wanted)
}

/// How precisely a media range matches `application/json; charset=utf-8`, and whether it is wanted at all.
fn precision(range: &str) -> Option<(u8, bool)> {
    let mut parts = range.split(';').map(str::trim);
    let mut precision = match parts.next()? {
        "application/json" => 2,
        "application/*" => 1,
        "*/*" => 0,
        _ => return None,
    };
    let mut is_wanted = true;
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match name.trim() {
            "q" => is_wanted = value.trim().parse().is_ok_and(|q: f32| q > 0.0),
            "charset" if value.trim().trim_matches('"') == "utf-8" => precision += 1,
            "charset" => return None,
            // No other parameter is known for JSON.
            _ => {}
        }
    }
    Some((precision, is_wanted))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepted(values: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("accept", HeaderValue::from_str(value).expect("a value"));
        }
        accepts_json(&headers)
    }

    #[test]
    fn json_in_utf_8_is_acceptable() {
        for values in [
            &[][..],
            &["*/*"],
            &["application/*"],
            &["application/json"],
            &["Application/JSON; charset=UTF-8"],
            &["application/json;charset=\"utf-8\";q=0.5"],
            &["text/html, application/json;q=0.1"],
            &["text/html", "*/*;q=0.1"],
            &["*/*;q=0, application/json"],
            &["application/json; charset=iso-8859-1, application/json"],
        ] {
            assert!(accepted(values), "{values:?}");
        }
    }

    #[test]
    fn another_format_or_charset_is_not() {
        for values in [
            &[""][..],
            &["text/html"],
            &["application/xml, text/*"],
            &["application/json;q=0"],
            &["application/json; q=0.0, */*"],
            &["application/json; charset=iso-8859-1"],
            &["application/jsonx"],
        ] {
            assert!(!accepted(values), "{values:?}");
        }
    }
}
