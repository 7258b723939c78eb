//! One thing that is wrong with an answer: where, by which rule, and the shape of what came.

use std::collections::HashSet;
use std::fmt;

use cadastro_core::Json;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::node::Node;
use super::pointer::{self, token};
use super::rules::Broken;
use super::{Rule, Shape, text};

/// A rule that an answer breaks, and where.
///
/// `Display`, `Debug` and the JSON of it hold nothing that the answer says: of the value only the [`Shape`], and of the
/// pointer only indices and names that the document declares, `*` for any other.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    pointer: String,
    /// Where it differs from the pointer.
    shown: Option<Box<str>>,
    by: By,
    member: Option<Box<str>>,
    limit: Option<Box<str>>,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Keyword(&'static str),
    Rule(Rule),
}

/// The keywords of draft 4 that a checker can name.
const KEYWORDS: [&str; 20] = [
    "additionalItems",
    "additionalProperties",
    "anyOf",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "required",
];
const MORE_KEYWORDS: [&str; 2] = ["type", "uniqueItems"];

impl Violation {
    /// JSON pointer (RFC 6901) from the root of the answer to the value that breaks the rule. Where a member is missing
    /// it leads to the object that lacks it, as JSON Schema has it; [`member`](Self::member) leads to the member.
    ///
    /// It is exact, so that it can be followed. A name that the document does not declare comes from the answer and may
    /// be personal data: to show a pointer, take [`shown`](Self::shown). Half of a surrogate pair in such a name, which is
    /// no character, stands in it as one for private use.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The pointer with `*` for each name that the document does not declare.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.pointer)
    }

    /// JSON pointer to the member that the rule is about, which may be missing; as it may be shown.
    #[must_use]
    pub fn member(&self) -> String {
        let missing = self.member.as_deref().map(token);
        format!("{}{}", self.shown(), missing.unwrap_or_default())
    }

    /// The rule: a keyword of JSON Schema (`maxLength`, `required`, …), or the name of one of [`rules`](super::rules).
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self.by {
            By::Keyword(keyword) => keyword,
            By::Rule(rule) => rule.name(),
        }
    }

    /// Whether the rule is a keyword of the schema, and not one of [`rules`](super::rules).
    #[must_use]
    pub fn is_of_schema(&self) -> bool {
        matches!(self.by, By::Keyword(_))
    }

    /// The rule beyond the schema, with what it says and where it comes from.
    #[must_use]
    pub fn beyond_schema(&self) -> Option<Rule> {
        match self.by {
            By::Keyword(_) => None,
            By::Rule(rule) => Some(rule),
        }
    }

    /// What the rule allows, in the document's words: `70`, the pattern, the type, the format, `12 values`, or the name of
    /// the member that is missing.
    #[must_use]
    pub fn limit(&self) -> Option<&str> {
        self.limit.as_deref().or(self.member.as_deref())
    }

    /// The shape of what came: of the value that breaks the rule, or of the object that lacks a member.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The value itself, out of the answer that was checked. `None` if that is another text, without such a value.
    ///
    /// ```
    /// use cadastro::conformance::{self, check};
    ///
    /// # fn main() -> Result<(), conformance::CheckError> {
    /// let answer = r#"{"errors": [{"code": 7, "title": "Inventado", "detail": "Inventado"}]}"#;
    /// let operation = conformance::operation("customersGetPersonalIdentifications").unwrap();
    /// let report = check(operation, 404_u16, answer)?;
    /// let violation = &report.violations()[0];
    /// assert_eq!(violation.to_string(), "/errors/0/code: type string, a number of 1 character");
    /// assert_eq!(violation.value(answer).unwrap().get(), "7");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn value(&self, answer: impl AsRef<[u8]>) -> Option<Json> {
        let answer: Json = cadastro_core::decode(answer.as_ref()).ok()?;
        let value = text::at(answer.get(), &self.pointer)?;
        cadastro_core::decode(value.as_bytes()).ok()
    }

    /// The keyword that the checker names.
    pub(super) fn keyword(error: &ValidationError<'_>) -> &'static str {
        let keyword = error.kind().keyword();
        let mut keywords = KEYWORDS.iter().chain(&MORE_KEYWORDS);
        let known = keywords.find(|known| **known == keyword);
        known.copied().unwrap_or("schema")
    }

    /// What the checker found, and where.
    pub(super) fn of_schema(
        error: &ValidationError<'_>,
        pointer: String,
        root: &Node<'_>,
        declared: &HashSet<String>,
    ) -> Self {
        let by = By::Keyword(Self::keyword(error));
        let (member, limit) = match error.kind() {
            ValidationErrorKind::Required { property } => (property.as_str().map(Into::into), None),
            kind => (None, limit(kind)),
        };
        Self::at(pointer, by, member, limit, root, declared)
    }

    /// A rule beyond the schema.
    pub(super) fn of_rule(
        broken: &Broken<'_>,
        root: &Node<'_>,
        declared: &HashSet<String>,
    ) -> Self {
        let (member, limit) = (broken.member.map(Into::into), broken.limit.map(Into::into));
        let by = By::Rule(broken.rule);
        Self::at(broken.pointer.to_owned(), by, member, limit, root, declared)
    }

    fn at(
        pointer: String,
        by: By,
        member: Option<Box<str>>,
        limit: Option<Box<str>>,
        root: &Node<'_>,
        declared: &HashSet<String>,
    ) -> Self {
        let (shape, shown) = match pointer::follow(root, &pointer, declared) {
            Some(place) => (Shape::of(place.node), place.shown),
            // It does not happen. Nothing is shown of what cannot be followed.
            None => (Shape::Null, "/*".to_owned()),
        };
        let shown = (shown != pointer).then(|| shown.into_boxed_str());
        Self {
            pointer,
            shown,
            by,
            member,
            limit,
            shape,
        }
    }

    /// By place, then by rule.
    pub(super) fn order(&self, other: &Self) -> std::cmp::Ordering {
        let rule = |violation: &Self| (!violation.is_of_schema(), violation.rule());
        pointer::order(&self.pointer)
            .cmp(pointer::order(&other.pointer))
            .then_with(|| rule(self).cmp(&rule(other)))
            .then_with(|| self.member.cmp(&other.member))
    }
}

/// The bound of a keyword.
fn limit(kind: &ValidationErrorKind) -> Option<Box<str>> {
    use ValidationErrorKind as Kind;
    let limit = match kind {
        Kind::MaxItems { limit }
        | Kind::MaxLength { limit }
        | Kind::MaxProperties { limit }
        | Kind::MinItems { limit }
        | Kind::MinLength { limit }
        | Kind::MinProperties { limit } => limit.to_string(),
        Kind::ExclusiveMaximum { limit }
        | Kind::ExclusiveMinimum { limit }
        | Kind::Maximum { limit }
        | Kind::Minimum { limit } => limit.to_string(),
        Kind::MultipleOf { multiple_of } => multiple_of.to_string(),
        Kind::Pattern { pattern } => pattern.clone(),
        Kind::Format { format } => format.clone(),
        Kind::Enum { options } => {
            let count = options.as_array().map_or(0, Vec::len);
            format!("{count} values")
        }
        Kind::Type { kind } => types(kind),
        _ => return None,
    };
    Some(limit.into_boxed_str())
}

fn types(kind: &TypeKind) -> String {
    let name = |one: JsonType| one.to_string();
    match kind {
        TypeKind::Single(one) => name(*one),
        TypeKind::Multiple(several) => several.iter().map(name).collect::<Vec<_>>().join(" or "),
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.shown() {
            "" => "the answer itself",
            shown => shown,
        };
        write!(f, "{place}: {}", self.rule())?;
        if let Some(limit) = self.limit() {
            write!(f, " {limit}")?;
        }
        write!(f, ", {}", self.shape)
    }
}

/// As `Display`: it may be logged.
impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Violation({self})")
    }
}

/// `pointer` (as it may be shown), `rule`, `limit`, `shape`, and `source` of a rule beyond the schema.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut violation = serializer.serialize_struct("Violation", 5)?;
        violation.serialize_field("pointer", self.shown())?;
        violation.serialize_field("rule", self.rule())?;
        violation.serialize_field("limit", &self.limit())?;
        violation.serialize_field("shape", &self.shape.to_string())?;
        match self.beyond_schema() {
            Some(rule) => violation.serialize_field("source", rule.source())?,
            None => violation.skip_field("source")?,
        }
        violation.end()
    }
}
