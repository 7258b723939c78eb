//! Why something could not be typed: a pointer to the member and the kind of the fault. Never
//! serde's message, which quotes the value.

use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};
use std::fmt;

/// Why something could not be typed. It holds no value of the body.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Reason {
    pointer: String,
    kind: ReasonKind,
}

/// What was wrong with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasonKind {
    /// A required member is not there.
    MissingMember,
    /// A member of one object stands in it twice.
    DuplicateMember,
    /// Another JSON type than the document asks for: an object where a list should be, or `null`.
    WrongType,
    /// The right JSON type, but a value that cannot be held: an integer that is too large.
    InvalidValue,
    /// A string whose escapes stand for no text, such as half of a surrogate pair.
    InvalidText,
    /// Nested deeper than any documented answer.
    TooDeep,
    /// More records cannot be typed than are set aside
    /// ([`MOST_QUARANTINED`](crate::MOST_QUARANTINED)); the pointer is of the list.
    TooManyBroken,
    /// The body ends too soon.
    Incomplete,
    /// The body is not JSON.
    NotJson,
    /// The body is not UTF-8.
    NotUtf8,
    /// The body has not the form of a compact JWS.
    NotSigned,
    /// The status is none that the document has a type for.
    Undocumented,
    /// Anything else, from a type that reads itself.
    Other,
}

impl Reason {
    pub(super) fn new(pointer: String, kind: ReasonKind) -> Self {
        Self { pointer, kind }
    }

    /// JSON pointer (RFC 6901) to the member itself, also when it is missing. For a quarantined
    /// record it starts at the record, and is empty when the record as a whole is meant.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was wrong with the member.
    #[must_use]
    pub fn kind(&self) -> ReasonKind {
        self.kind
    }

    /// The same reason, seen from further up.
    pub(super) fn below(self, parent: &str) -> Self {
        Self {
            pointer: format!("{parent}{}", self.pointer),
            kind: self.kind,
        }
    }

    /// Takes from serde's error its category and the fixed beginning of its message. The name of
    /// a missing or duplicate member is the document's, not the body's.
    pub(super) fn from_message(pointer: String, category: Category, message: &str) -> Self {
        let (kind, member) = match category {
            Category::Eof => (ReasonKind::Incomplete, None),
            _ if message.starts_with("recursion limit") => (ReasonKind::TooDeep, None),
            _ if message.starts_with("number out of range") => (ReasonKind::InvalidValue, None),
            _ if is_no_text(message) => (ReasonKind::InvalidText, None),
            Category::Syntax => (ReasonKind::NotJson, None),
            Category::Data | Category::Io => from_data(message),
        };
        match member {
            Some(member) => Self::new(pointer + &token(member), kind),
            None => Self::new(pointer, kind),
        }
    }
}

fn is_no_text(message: &str) -> bool {
    let beginnings = [
        super::pass::NO_TEXT,
        "lone leading surrogate",
        "unexpected end of hex escape",
        "invalid unicode code point",
    ];
    beginnings
        .iter()
        .any(|beginning| message.starts_with(beginning))
}

fn from_data(message: &str) -> (ReasonKind, Option<&str>) {
    let beginnings = [
        ("missing field `", ReasonKind::MissingMember),
        ("duplicate field `", ReasonKind::DuplicateMember),
        ("invalid type: ", ReasonKind::WrongType),
        ("invalid value: ", ReasonKind::InvalidValue),
        ("invalid length ", ReasonKind::InvalidValue),
        ("unknown variant `", ReasonKind::InvalidValue),
    ];
    for (beginning, kind) in beginnings {
        if let Some(rest) = message.strip_prefix(beginning) {
            let named = matches!(
                kind,
                ReasonKind::MissingMember | ReasonKind::DuplicateMember
            );
            let member = rest
                .split_once('`')
                .map(|(member, _)| member)
                .filter(|name| named && could_be_declared(name));
            return (kind, member);
        }
    }
    (ReasonKind::Other, None)
}

/// The pointer of a path that serde went.
pub(super) fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => token(key),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}

/// One token of a pointer with its slash, escaped.
pub(crate) fn token(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A pointer for messages: what does not look like a member's name is not shown, for a key may
/// be data, too.
pub(crate) fn shown(pointer: &str) -> String {
    if pointer.is_empty() {
        return "the value itself".to_owned();
    }
    let tokens = pointer.split('/').skip(1);
    tokens
        .map(|token| {
            if is_name(token) || is_index(token) {
                format!("/{token}")
            } else {
                "/*".to_owned()
            }
        })
        .collect()
}

/// Whether a name in a message may be a document's member: a type that reads itself may put
/// anything there.
fn could_be_declared(name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '@');
    name.len() <= 64
        && name.starts_with(|c: char| !c.is_ascii_digit() && part(c))
        && name.chars().all(part)
}

/// As documents name their members. Not an e-mail address, a host, a UUID or a document's number
/// with a prefix; a name of one word cannot be told from a member.
fn is_name(token: &str) -> bool {
    token.len() <= 40
        && token.starts_with(|c: char| c.is_ascii_alphabetic())
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && token.bytes().filter(u8::is_ascii_digit).count() <= 4
}

/// Up to 7 digits: neither a CPF nor a phone's number nor a CEP is an index.
fn is_index(token: &str) -> bool {
    (1..=7).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for ReasonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingMember => "a required member is missing",
            Self::DuplicateMember => "a member stands twice",
            Self::WrongType => "another JSON type is due",
            Self::InvalidValue => "the value cannot be held",
            Self::InvalidText => "the escapes stand for no text",
            Self::TooDeep => "nested too deep",
            Self::TooManyBroken => "too many records cannot be typed",
            Self::Incomplete => "the body ends too soon",
            Self::NotJson => "not JSON",
            Self::NotUtf8 => "not UTF-8",
            Self::NotSigned => "not a compact JWS",
            Self::Undocumented => "the status is none that the document has a type for",
            Self::Other => "cannot be typed",
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", shown(&self.pointer), self.kind)
    }
}

/// As `Display`: it may be logged.
impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reason({self})")
    }
}
