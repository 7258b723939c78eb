//! Documentation comments: the document's words, wrapped; a wire name where it has none; what is inferred marked so.

use serde_json::Value;
use syn::Attribute;

use super::Context;
use crate::components::NAME_IN_DOCUMENT;
use crate::openapi;
use crate::types::Kind;

/// Width of the text of a comment; with indentation and `/// ` it stays within 100 columns.
const WIDTH: usize = 92;
/// Where the documents mark a reading that no document of the API confirms.
const INFERRED: &str = "x-inferred";

/// The attributes of a comment in the document's own words, which may hold anything.
pub(super) fn comment(text: &str) -> Vec<Attribute> {
    attributes(
        &paragraphs(text)
            .iter()
            .map(|paragraph| escape(paragraph))
            .collect::<Vec<_>>(),
    )
}

/// The attributes of a comment that may hold links to items.
pub(super) fn comment_with_links(text: &str) -> Vec<Attribute> {
    attributes(&paragraphs(text))
}

/// Adds a paragraph with links below a comment in the document's words.
pub(super) fn comment_then(text: &str, with_links: &str) -> Vec<Attribute> {
    let mut all: Vec<String> = paragraphs(text)
        .iter()
        .map(|paragraph| escape(paragraph))
        .collect();
    all.push(String::new());
    all.extend(paragraphs(with_links));
    attributes(&all)
}

/// Paragraphs and list items, each on one line; an empty line stands between paragraphs.
fn paragraphs(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim().lines().map(str::trim) {
        let goes_on = !line.is_empty()
            && !is_list_item(line)
            && lines.last().is_some_and(|last| !last.is_empty());
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

fn is_list_item(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with("* ")
}

fn attributes(paragraphs: &[String]) -> Vec<Attribute> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        if paragraph.is_empty() {
            lines.push(String::new());
        } else {
            wrap(paragraph, &mut lines);
        }
    }
    let line = |line: &String| {
        let text = if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
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

/// Escapes what rustdoc would read as a link or as HTML, and tabs; code spans stay as they are.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        match character {
            '`' => {
                let fence = &rest[..rest.len() - rest.trim_start_matches('`').len()];
                let inside = &rest[fence.len()..];
                match end_of_code(inside, fence.len()) {
                    Some(end) => {
                        escaped.push_str(&rest[..fence.len() + end]);
                        rest = &inside[end..];
                    }
                    // What nothing closes is no code.
                    None => {
                        escaped.push_str(&"\\`".repeat(fence.len()));
                        rest = inside;
                    }
                }
                continue;
            }
            '[' | ']' | '<' | '>' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(if other.is_control() { ' ' } else { other }),
        }
        rest = after;
    }
    // Bare addresses are links only between angle brackets.
    if escaped.contains("://") {
        let link = |word: &str| {
            let address = word.trim_matches(|c: char| "().,;'\"\\<>[]".contains(c));
            let is_bare = (address.starts_with("http://") || address.starts_with("https://"))
                && !word.contains('`');
            if is_bare {
                word.replacen(address, &format!("`{address}`"), 1)
            } else {
                word.to_owned()
            }
        };
        return escaped.split(' ').map(link).collect::<Vec<_>>().join(" ");
    }
    escaped
}

/// Where a code span that so many backticks opened ends, with those that close it.
fn end_of_code(text: &str, fence: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let run = &text[at + start..];
        let length = run.len() - run.trim_start_matches('`').len();
        at += start + length;
        if length == fence {
            return Some(at);
        }
    }
    None
}

fn wrap(text: &str, lines: &mut Vec<String>) {
    let mut line = String::new();
    let indent = if is_list_item(text) { "  " } else { "" };
    for word in text.split_whitespace() {
        // A line that starts like a list or a heading would become one.
        let breaks_markdown = matches!(word, "-" | "+" | "*" | "#" | "=")
            || word.ends_with('.') && word.len() < 4 && word.as_bytes()[0].is_ascii_digit();
        if !line.is_empty()
            && line.chars().count() + 1 + word.chars().count() > WIDTH
            && !breaks_markdown
        {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in paragraphs(text) {
            wrap(&escape(&paragraph), &mut lines);
        }
        lines
    }

    #[test]
    fn links_and_html_are_escaped_outside_code() {
        assert_eq!(lines("a [b] `[c]` <d>"), [r"a \[b\] `[c]` \<d\>"]);
        assert_eq!(lines("`open [a] ``[b]`` x"), [r"\`open \[a\] ``[b]`` x"]);
        assert_eq!(
            lines("see https://a.example/x."),
            ["see `https://a.example/x`."]
        );
    }

    #[test]
    fn lines_stay_within_the_width() {
        let long = "word ".repeat(60);
        assert!(
            lines(&long)
                .iter()
                .all(|line| line.chars().count() <= WIDTH)
        );
        assert_eq!(lines(&long).join(" "), long.trim());
    }

    #[test]
    fn paragraphs_are_joined_and_list_items_kept() {
        assert_eq!(
            paragraphs("a\nb\n\n- c\n- d\n  e"),
            ["a b", "", "- c", "- d e"]
        );
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
