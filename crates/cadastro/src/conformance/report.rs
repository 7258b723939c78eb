//! What is wrong with one answer.

use std::collections::BTreeMap;
use std::fmt;

use cadastro_core::Operation;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::Violation;

/// How many violations of one answer a [`Report`] keeps of each rule: 10,000. The others are counted, by rule.
pub const MOST_VIOLATIONS: usize = 10_000;
/// How many bytes the pointers of a report have, at most. A name of the answer's own may be of any length.
const MOST_OF_POINTERS: usize = 16 << 20;

/// What is wrong with one answer, in the order of the places: by pointer, item 2 before item 10, then by rule.
///
/// It holds no personal data that it would show: see [`Violation`].
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    operation: &'static Operation,
    status: u16,
    violations: Vec<Violation>,
    /// How many are kept and how many are not, by rule.
    kept: BTreeMap<&'static str, usize>,
    omitted: BTreeMap<&'static str, usize>,
    /// How many bytes the pointers of those that are kept have.
    pointers: usize,
}

impl Report {
    pub(super) fn new(operation: &'static Operation, status: u16) -> Self {
        Self {
            operation,
            status,
            violations: Vec::new(),
            kept: BTreeMap::new(),
            omitted: BTreeMap::new(),
            pointers: 0,
        }
    }

    /// Adds one of a rule, with a pointer of so many bytes; if there is no room, it is counted alone.
    pub(super) fn add(
        &mut self,
        rule: &'static str,
        pointer: usize,
        violation: impl FnOnce() -> Violation,
    ) {
        let kept = self.kept.entry(rule).or_default();
        if *kept < MOST_VIOLATIONS && self.pointers + pointer <= MOST_OF_POINTERS {
            *kept += 1;
            self.pointers += pointer;
            self.violations.push(violation());
        } else {
            *self.omitted.entry(rule).or_default() += 1;
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
        self.total() == 0
    }

    /// What is wrong; [`MOST_VIOLATIONS`] of each rule at most, and fewer where pointers are so long that those of all
    /// have more than 16 MiB.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// How many violations there are beyond those that are kept.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted.values().sum()
    }

    /// The rules of which there are violations beyond those that are kept, and how many: in the order of their names.
    pub fn omitted_by_rule(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.omitted.iter().map(|(rule, count)| (*rule, *count))
    }

    /// How many violations there are, kept or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.violations.len() + self.omitted()
    }
}

/// One line, and one more for each violation that is kept, and each rule of which some are not.
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
        for (rule, count) in self.omitted_by_rule() {
            write!(f, "\n  and {count} more of {rule}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("violations", &self.violations)
            .field("omitted", &self.omitted())
            .finish()
    }
}

/// `operation` (its id), `status`, `violations` and `omitted`; `omitted_by_rule` if there are any.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 5)?;
        report.serialize_field("operation", self.operation.id)?;
        report.serialize_field("status", &self.status)?;
        report.serialize_field("violations", &self.violations)?;
        report.serialize_field("omitted", &self.omitted())?;
        if self.omitted.is_empty() {
            report.skip_field("omitted_by_rule")?;
        } else {
            report.serialize_field("omitted_by_rule", &self.omitted)?;
        }
        report.end()
    }
}
