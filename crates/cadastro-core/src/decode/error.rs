//! A body that could not be read at all.

use super::reason::{self, Reason, ReasonKind};
use std::fmt;
use std::str::Utf8Error;

/// A body that could not be read: which member, and what is wrong with it. It holds no value of
/// the body, and there is no source behind it that would.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    reason: Reason,
    line: usize,
    column: usize,
}

impl DecodeError {
    pub(super) fn new(reason: Reason, (line, column): (usize, usize)) -> Self {
        Self {
            reason,
            // Serde knows no place for what it reads from its buffers, nor for an empty body.
            line: line.max(1),
            column: column.max(1),
        }
    }

    /// Of a body as a whole.
    pub(crate) fn of_body(kind: ReasonKind) -> Self {
        Self::new(Reason::new(String::new(), kind), (1, 1))
    }

    pub(super) fn not_utf8(body: &[u8], error: &Utf8Error) -> Self {
        let before = &body[..error.valid_up_to()];
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let at = (line, before.len() - line_start + 1);
        Self::new(Reason::new(String::new(), ReasonKind::NotUtf8), at)
    }

    /// JSON pointer (RFC 6901) from the root of the body to the member itself, also when it is
    /// missing. Empty when the body as a whole is meant.
    #[must_use]
    pub fn pointer(&self) -> &str {
        self.reason.pointer()
    }

    /// What was wrong with the member.
    #[must_use]
    pub fn kind(&self) -> ReasonKind {
        self.reason.kind()
    }

    /// The line at which reading stopped, from 1; it may be the end of the object whose member is
    /// wrong.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The byte of that line at which reading stopped, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (member, kind) = (reason::shown(self.pointer()), self.kind());
        write!(
            f,
            "{member}: {kind} (line {}, column {})",
            self.line, self.column
        )
    }
}

/// As `Display`: it may be logged.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}
