//! Paths and queries: arguments go into a template percent-encoded, so that none can leave its segment; the
//! query is written by form rules with `%20` for a space.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Refusal;

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What stays in a query whose document allows reserved characters. Not `[`, `]` and `#`, which RFC 3986 has no place
/// for in a query; nor `&`, which would end the pair, nor `+`, which servers read as a space.
const BREAKING: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

pub(crate) fn encode_reserved(text: &str) -> String {
    utf8_percent_encode(text, BREAKING).to_string()
}

/// Fills the arguments of the `documented` template, which are encoded already, into `template`, which has the same
/// placeholders.
///
/// URL parsers drop `.` and `..` segments, also when they are percent-encoded, and an empty segment makes another
/// path; so a segment with an argument must not come out as one of these.
pub(crate) fn render(
    documented: &'static str,
    template: &str,
    arguments: &[(&'static str, Option<String>)],
) -> Result<String, Refusal> {
    for (name, _) in arguments {
        if !placeholders(documented).any(|known| known == *name) {
            return Err(Refusal::PathArgumentUnknown(name));
        }
    }
    let mut values = Vec::new();
    for name in placeholders(documented) {
        let value = arguments
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, value)| value.as_deref())
            .ok_or(Refusal::PathArgumentMissing(name))?;
        values.push((name, value));
    }
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.split('/').skip(1) {
        path.push('/');
        let start = path.len();
        let mut rest = segment;
        let mut argument = None;
        while let Some((before, name, after)) = next_placeholder(rest) {
            path.push_str(before);
            if let Some((name, value)) = values.iter().find(|(known, _)| *known == name) {
                path.push_str(value);
                argument = Some(*name);
            }
            rest = after;
        }
        path.push_str(rest);
        if let (Some(name), "" | "." | "..") = (argument, &path[start..]) {
            return Err(Refusal::PathArgumentUnsafe(name));
        }
    }
    Ok(path)
}

/// Whether a template is safe to join to a base URL: rooted, and without query, fragment or dot segments.
pub(crate) fn is_plain(template: &str) -> bool {
    let bare = without_placeholders(template);
    template.starts_with('/')
        && !template.starts_with("//")
        && url::Url::parse(&format!("https://h{bare}")).is_ok_and(|url| {
            url.path() == bare && url.query().is_none() && url.fragment().is_none()
        })
}

/// The names in braces, in order.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let (_, name, after) = next_placeholder(rest)?;
        rest = after;
        Some(name)
    })
}

/// A template as it is with arguments that need no escaping.
fn without_placeholders(template: &str) -> String {
    let mut bare = String::new();
    let mut rest = template;
    while let Some((before, _, after)) = next_placeholder(rest) {
        bare.push_str(before);
        bare.push('x');
        rest = after;
    }
    bare + rest
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Adds one `name=value` pair, both encoded already.
pub(crate) fn push_query(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    let _ = write!(query, "{name}={value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: &str) -> Result<String, Refusal> {
        const TEMPLATE: &str = "/v1/customers/{id}/attach";
        render(TEMPLATE, TEMPLATE, &[("id", Some(encode(value)))])
    }

    #[test]
    fn an_argument_stays_in_its_segment() {
        assert_eq!(one("cust_1").unwrap(), "/v1/customers/cust_1/attach");
        for (value, sent) in [
            ("a/b", "a%2Fb"),
            ("a\\b", "a%5Cb"),
            ("../../admin", "..%2F..%2Fadmin"),
            ("%2e%2e", "%252e%252e"),
            ("x?y#z", "x%3Fy%23z"),
            ("a b\tc\r\n", "a%20b%09c%0D%0A"),
            ("é;=&+", "%C3%A9%3B%3D%26%2B"),
            ("...", "..."),
        ] {
            let path = one(value).unwrap();
            assert_eq!(path, format!("/v1/customers/{sent}/attach"));
            let url = url::Url::parse(&format!("https://h{path}")).unwrap();
            assert_eq!(url.path(), path, "the parser leaves it alone");
        }
    }

    #[test]
    fn what_would_name_another_path_is_refused() {
        for value in ["", ".", ".."] {
            assert_eq!(
                one(value),
                Err(Refusal::PathArgumentUnsafe("id")),
                "{value:?}"
            );
        }
        let dots = [("a", Some(".".to_owned())), ("b", Some(".".to_owned()))];
        assert_eq!(
            render("/{a}{b}", "/{a}{b}", &dots),
            Err(Refusal::PathArgumentUnsafe("b"))
        );
    }

    #[test]
    fn arguments_and_placeholders_must_match() {
        const TEMPLATE: &str = "/{a}";
        assert_eq!(
            render(TEMPLATE, TEMPLATE, &[]),
            Err(Refusal::PathArgumentMissing("a"))
        );
        assert_eq!(
            render(TEMPLATE, TEMPLATE, &[("a", None)]),
            Err(Refusal::PathArgumentMissing("a"))
        );
        assert_eq!(
            render(TEMPLATE, TEMPLATE, &[("b", Some("x".to_owned()))]),
            Err(Refusal::PathArgumentUnknown("b"))
        );
    }

    #[test]
    fn another_template_takes_the_same_arguments() {
        let arguments = [("id", Some("7".to_owned()))];
        assert_eq!(
            render("/old/{id}", "/new/{id}:send/now", &arguments).unwrap(),
            "/new/7:send/now"
        );
    }

    #[test]
    fn plain_templates_are_rooted_and_without_surprises() {
        for good in ["/", "/a/{b}/c", "/{b}:send", "/a%20b"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "//evil",
            "/a?b",
            "/a#b",
            "/a/../b",
            "/a b",
            "/%2e%2e/b",
            "/a\\b",
            "/{b}?x",
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn a_query_has_no_plus_for_a_space() {
        let mut query = String::new();
        push_query(&mut query, "page-size", &encode("1 + 1"));
        push_query(&mut query, "fields", "a,b");
        assert_eq!(query, "page-size=1%20%2B%201&fields=a,b");
    }
}
