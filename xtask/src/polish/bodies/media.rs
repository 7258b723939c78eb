//! Media types: what they are sent and read as.

use serde_json::Value;

use crate::fixups::MULTIPART;
use crate::openapi;
use crate::polish::Context;

/// The media type without its parameters.
pub(in crate::polish) fn essence(media: &str) -> &str {
    // Parameters start at a semicolon, and some forget it.
    let media = media.trim();
    media.split([';', ' ']).next().unwrap_or(media)
}

/// Whether a media type is JSON.
pub(in crate::polish) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    ["application/json", "text/json"]
        .iter()
        .any(|json| essence.eq_ignore_ascii_case(json))
        || ends_with(essence, "+json")
}

/// Whether a media type is a compact JWS.
pub(in crate::polish) fn is_signed(media: &str) -> bool {
    let essence = essence(media);
    ["application/jwt", "application/jose"]
        .iter()
        .any(|signed| essence.eq_ignore_ascii_case(signed))
        || ends_with(essence, "+jwt")
}

/// Whether a media type with this schema is sent and read as JSON: one that is left open is, where its schema is of
/// something that only JSON can say.
pub(in crate::polish) fn is_read_as_json(
    context: &Context<'_>,
    media: &str,
    schema: &Value,
) -> bool {
    if is_json(media) {
        return true;
    }
    let target = openapi::resolve(context.facts, schema);
    let is_data = target.get("properties").is_some()
        || target.get("oneOf").is_some()
        || matches!(openapi::text(target, "type"), "object" | "array");
    is_range(media) && is_data
}

/// Whether a media type leaves a part of itself open.
pub(in crate::polish) fn is_range(media: &str) -> bool {
    essence(media).contains('*')
}

fn ends_with(essence: &str, suffix: &str) -> bool {
    essence.to_ascii_lowercase().ends_with(suffix)
}

/// What a variant is called: by what stands behind the slash, but for the names that everybody knows.
pub(super) fn variant(media: &str) -> &str {
    let essence = essence(media);
    match essence.split_once('/') {
        _ if essence == "*/*" => "any",
        _ if essence == MULTIPART => "multipart",
        Some((_, "x-www-form-urlencoded")) => "form",
        Some((kind, "*")) => kind,
        Some(("text", "plain")) => "text",
        Some((_, subtype)) => subtype,
        None => essence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_no_part_of_the_type() {
        for media in [
            "application/json; charset=utf-8",
            "application/json;charset=utf-8",
            " application/json charset=utf-8",
        ] {
            assert_eq!(essence(media), "application/json", "{media}");
        }
    }
}
