//! What a check finds: the member and the document's constraint, never the value.

use super::Format;
use crate::decode::shown;
use std::fmt;

/// What is wrong with a request: at least one violation.
#[derive(Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    pub(super) fn new(found: Vec<Violation>) -> Self {
        Self(found)
    }

    /// The violations, in the order of the members.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// How many there are; never 0.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.len() == 1 { "" } else { "s" };
        write!(f, "{} problem{plural}: ", self.len())?;
        for (at, violation) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { "; " };
            write!(f, "{comma}{violation}")?;
        }
        Ok(())
    }
}

/// As `Display`: it may be logged.
impl fmt::Debug for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Violations({self})")
    }
}

impl std::error::Error for Violations {}

/// One constraint of the document that a member breaks. It holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pointer: String,
    rule: Rule,
}

impl Violation {
    pub(super) fn new(pointer: String, rule: Rule) -> Self {
        Self { pointer, rule }
    }

    /// JSON pointer (RFC 6901) to the member.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The constraint.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", shown(&self.pointer), self.rule)
    }
}

/// A constraint of a document, with the document's bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// At least so many characters.
    MinLength(usize),
    /// At most so many characters.
    MaxLength(usize),
    /// At least so many items.
    MinItems(usize),
    /// At most so many items.
    MaxItems(usize),
    /// At least so many bytes.
    MinBytes(u64),
    /// No item twice.
    UniqueItems,
    /// A number that is no less.
    Minimum(&'static str),
    /// A number that is no greater.
    Maximum(&'static str),
    /// A known form.
    Format(Format),
    /// The document's pattern.
    Pattern(&'static str),
    /// A value that the document lists.
    Listed,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: &usize| if *count == 1 { "" } else { "s" };
        match self {
            Self::MinLength(least) => write!(f, "at least {least} character{}", plural(least)),
            Self::MaxLength(most) => write!(f, "at most {most} character{}", plural(most)),
            Self::MinItems(least) => write!(f, "at least {least} item{}", plural(least)),
            Self::MaxItems(most) => write!(f, "at most {most} item{}", plural(most)),
            Self::MinBytes(1) => f.write_str("at least 1 byte"),
            Self::MinBytes(least) => write!(f, "at least {least} bytes"),
            Self::UniqueItems => f.write_str("no item twice"),
            Self::Minimum(least) => write!(f, "a number of at least {least}"),
            Self::Maximum(most) => write!(f, "a number of at most {most}"),
            Self::Format(format) => write!(f, "{format}"),
            Self::Pattern(pattern) => write!(f, "a text that matches {pattern}"),
            Self::Listed => f.write_str("a value that the document lists"),
        }
    }
}
