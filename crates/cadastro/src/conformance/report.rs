//! What is wrong with one answer.

use std::fmt;

use cadastro_core::Operation;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::Violation;

/// How many violations of one answer a [`Report`] keeps: 10,000. The others are counted.
pub const MOST_VIOLATIONS: usize = 10_000;

/// What is wrong with one answer, in the order of the places: by pointer, item 2 before item 10, then by rule.
///
/// It holds no personal data that it would show: see [`Violation`].
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    operation: &'static Operation,
    status: u16,
    violations: Vec<Violation>,
    omitted: usize,
}

impl Report {
    pub(super) fn new(operation: &'static Operation, status: u16) -> Self {
        Self {
            operation,
            status,
            violations: Vec::new(),
            omitted: 0,
        }
    }

    pub(super) fn add(&mut self, violation: impl FnOnce() -> Violation) {
        if self.violations.len() < MOST_VIOLATIONS {
            self.violations.push(violation());
        } else {
            self.omitted += 1;
        }
    }

    pub(super) fn sorted(mut self) -> Self {
        self.violations.sort_by(Violation::order);
        self
    }

    /// The operation that answered.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_conforming(&self) -> bool {
        self.violations.is_empty()
    }

    /// What is wrong; [`MOST_VIOLATIONS`] at most.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// How many violations there are beyond those that are kept.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// How many violations there are, kept or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.violations.len() + self.omitted
    }
}

/// One line, and one more for each violation.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, path) = (self.operation.method.as_str(), self.operation.path);
        write!(f, "{method} {path} {}: ", self.status)?;
        match self.total() {
            0 => f.write_str("conforms")?,
            1 => f.write_str("1 violation")?,
            several => write!(f, "{several} violations")?,
        }
        for violation in &self.violations {
            write!(f, "\n  {violation}")?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\n  and {omitted} more"),
        }
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("violations", &self.violations)
            .field("omitted", &self.omitted)
            .finish()
    }
}

/// `operation` (its id), `status`, `violations` and `omitted`.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 4)?;
        report.serialize_field("operation", self.operation.id)?;
        report.serialize_field("status", &self.status)?;
        report.serialize_field("violations", &self.violations)?;
        report.serialize_field("omitted", &self.omitted)?;
        report.end()
    }
}
