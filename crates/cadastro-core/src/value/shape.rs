//! The shapes of codes, as plain tests on ASCII: no regular expressions at run time.

use std::ops::RangeInclusive;

/// Whether a text is ASCII digits only, as many as given.
pub(crate) fn digits(text: &str, count: RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is as many capital letters A to Z as given.
pub(crate) fn capitals(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a text is a decimal with a point: digits before and behind it, as many as given.
pub(crate) fn decimal(
    text: &str,
    whole: RangeInclusive<usize>,
    places: RangeInclusive<usize>,
) -> bool {
    text.split_once('.')
        .is_some_and(|(before, behind)| digits(before, whole) && digits(behind, places))
}

/// Whether a text is a UUID of version 1 to 8 in its hyphenated form.
pub(crate) fn uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            14 => matches!(byte, b'1'..=b'8'),
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'),
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a text has the outer form of an e-mail address: one `@`, something on both sides, a
/// host without spaces or empty labels, at most 320 characters.
pub(crate) fn email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && text.chars().count() <= 320
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && !local.contains('@')
        && host
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// Whether a text is an absolute URI: a scheme, a colon, and no space or control character.
pub(crate) fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && rest.bytes().all(|b| b.is_ascii_graphic())
}
