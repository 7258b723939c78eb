//! Documentation comments: the document's words, wrapped; a wire name where it has none; what is inferred marked so.

mod prose;

use serde_json::Value;
use syn::Attribute;

use super::Context;
use crate::components::NAME_IN_DOCUMENT;
use crate::types::Kind;
use crate::{naming, openapi};

/// Where the documents mark a reading that no document of the API confirms.
const INFERRED: &str = "x-inferred";

/// The attributes of a comment in the document's own words, which may hold anything.
pub(super) fn comment(text: &str) -> Vec<Attribute> {
    attributes(&prose::lines(text))
}

/// The attributes of a comment that may hold links to items.
pub(super) fn comment_with_links(text: &str) -> Vec<Attribute> {
    attributes(&prose::lines_with_links(text))
}

/// Adds a paragraph with links below a comment in the document's words.
pub(super) fn comment_then(text: &str, with_links: &str) -> Vec<Attribute> {
    let mut all = prose::lines(text);
    all.push(String::new());
    all.extend(prose::lines_with_links(with_links));
    attributes(&all)
}

fn attributes(lines: &[String]) -> Vec<Attribute> {
    let line = |line: &String| {
        let text = if line.is_empty() {
            String::new()
        } else {
            format!(" {}", line.replace(naming::turns_text, ""))
        };
        syn::parse_quote! { #[doc = #text] }
    };
    lines.iter().map(line).collect()
}

/// The comment of a component schema.
pub(super) fn of_schema(context: &Context<'_>, name: &str) -> Vec<Attribute> {
    let schema = context.schema(name);
    let in_document = schema.get(NAME_IN_DOCUMENT).and_then(Value::as_str);
    let mut text = match (described(schema), in_document) {
        (Some(text), Some(other)) => format!("{text}\n\nThe document calls it {}.", code(other)),
        (Some(text), None) => text,
        (None, other) => format!(
            "{}, which the document does not describe.",
            code(other.unwrap_or(name))
        ),
    };
    let values: Vec<String> = openapi::elements(&schema["enum"])
        .map(|value| code(&bare(value)))
        .collect();
    if context.types.kind(name) == Some(Kind::Alias) && !values.is_empty() {
        text.push_str(&format!("\n\nDocumented values: {}.", values.join(", ")));
    }
    comment(&text)
}

/// The comment of a member; where it only refers to a schema, that schema's first sentence.
pub(super) fn of_member(context: &Context<'_>, wire: &str, property: &Value) -> Vec<Attribute> {
    let target = openapi::schema_name(property).map(|name| context.schema(name));
    let text = described(property)
        .or_else(|| target.and_then(described).map(|text| first_sentence(&text)))
        .unwrap_or_else(|| format!("{}, which the document does not describe.", code(wire)));
    comment(&text)
}

/// A text of the wire as code, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|c| !naming::turns_text(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let shown = shown.trim();
    if shown.is_empty() {
        return "an empty text".to_owned();
    }
    if shown.contains('`') {
        format!("`` {shown} ``")
    } else {
        format!("`{shown}`")
    }
}

/// A description with its note on what is inferred.
pub(super) fn described(node: &Value) -> Option<String> {
    let description =
        Some(openapi::text(node, "description").trim().to_owned()).filter(|text| !text.is_empty());
    let parts: Vec<String> = description.into_iter().chain(inferred(node)).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// The note on what is inferred.
pub(super) fn inferred(node: &Value) -> Option<String> {
    let why = openapi::text(node, INFERRED).trim();
    (!why.is_empty()).then(|| format!("**Inferred:** {why}"))
}

/// The same with the place that it is about.
pub(super) fn inferred_at(node: &Value, place: &str) -> Option<String> {
    let why = openapi::text(node, INFERRED).trim();
    (!why.is_empty()).then(|| format!("**Inferred** ({place}): {why}"))
}

/// A JSON value without the quotes of a string.
pub(super) fn bare(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let end = paragraph.find(". ").map_or(paragraph.len(), |end| end + 1);
    paragraph[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_turn_text_are_left_out() {
        let [line] = comment("a\u{202a}b\u{2069}").try_into().unwrap();
        let expected: Attribute = syn::parse_quote! { #[doc = " ab"] };
        assert_eq!(line, expected);
        assert_eq!(code("a\u{202e}"), "`a`");
    }

    #[test]
    fn what_is_inferred_says_so() {
        let node =
            serde_json::json!({ "description": "A path.", "x-inferred": "no document names it" });
        assert_eq!(
            described(&node).unwrap(),
            "A path.\n\n**Inferred:** no document names it"
        );
    }
}
