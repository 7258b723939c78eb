//! Many reports in one table.

use std::collections::BTreeMap;
use std::fmt;

use cadastro_core::Operation;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::Report;
use super::pointer::without_indices;

/// Reports added up by endpoint, rule and member. `Display` gives a table, `Serialize` the same as JSON.
///
/// Members are pointers in which `*` stands for any index. Like the reports it shows nothing that an answer says.
///
/// ```
/// use cadastro::conformance::{self, Summary, check};
///
/// # fn main() -> Result<(), conformance::CheckError> {
/// let operation = conformance::operation("customersGetPersonalIdentifications").unwrap();
/// let answers = [r#"{"errors": []}"#, r#"{"errors": [{"code": 7, "title": "a", "detail": "b"}]}"#];
/// let mut summary = Summary::new();
/// for answer in answers {
///     summary.add(&check(operation, 404_u16, answer)?);
/// }
/// assert_eq!((summary.answers(), summary.violations()), (2, 2));
/// assert_eq!(summary.rows()[1].member(), "/errors/*/code");
/// println!("{summary}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    answers: usize,
    conforming: usize,
    violations: usize,
    omitted: BTreeMap<&'static str, usize>,
    rows: Vec<Row>,
}

/// How often one rule is broken in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    endpoint: String,
    operation: &'static str,
    rule: &'static str,
    member: String,
    violations: usize,
    answers: usize,
}

impl Summary {
    /// A summary of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the report of one answer.
    pub fn add(&mut self, report: &Report) {
        self.answers += 1;
        self.conforming += usize::from(report.is_conforming());
        self.violations += report.total();
        for (rule, count) in report.omitted_by_rule() {
            *self.omitted.entry(rule).or_default() += count;
        }
        let mut found: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        for violation in report.violations() {
            let member = without_indices(&violation.member());
            *found.entry((violation.rule(), member)).or_default() += 1;
        }
        for ((rule, member), violations) in found {
            let row = self.row(report.operation(), rule, member);
            row.violations += violations;
            row.answers += 1;
        }
    }

    /// The row of a rule and a member, in its place: by endpoint, member, rule.
    fn row(
        &mut self,
        operation: &'static Operation,
        rule: &'static str,
        member: String,
    ) -> &mut Row {
        let endpoint = format!("{} {}", operation.method.as_str(), operation.path);
        let wanted = (endpoint.as_str(), member.as_str(), rule);
        let found = self.rows.binary_search_by(|row| {
            (row.endpoint.as_str(), row.member.as_str(), row.rule).cmp(&wanted)
        });
        let at = found.unwrap_or_else(|at| {
            let row = Row {
                endpoint,
                operation: operation.id,
                rule,
                member,
                violations: 0,
                answers: 0,
            };
            self.rows.insert(at, row);
            at
        });
        &mut self.rows[at]
    }

    /// How many answers were added.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.answers
    }

    /// How many of them have nothing wrong.
    #[must_use]
    pub fn conforming(&self) -> usize {
        self.conforming
    }

    /// How many violations they have, those included that the reports only count.
    #[must_use]
    pub fn violations(&self) -> usize {
        self.violations
    }

    /// How many violations are in no row, since the reports only count them.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted.values().sum()
    }

    /// The same, by rule, in the order of their names.
    pub fn omitted_by_rule(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.omitted.iter().map(|(rule, count)| (*rule, *count))
    }

    /// The rows, by endpoint, member and rule. They count what the reports keep; [`omitted`](Self::omitted) is the rest.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

impl Row {
    /// Method and path: `GET /personal/identifications`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The id of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The rule, as [`Violation::rule`](super::Violation::rule) has it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// The member, as a pointer in which `*` stands for any index, and for a name that the document does not declare.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }

    /// How often the rule is broken there.
    #[must_use]
    pub fn violations(&self) -> usize {
        self.violations
    }

    /// In how many answers.
    #[must_use]
    pub fn answers(&self) -> usize {
        self.answers
    }
}

impl<'r> Extend<&'r Report> for Summary {
    fn extend<I: IntoIterator<Item = &'r Report>>(&mut self, reports: I) {
        for report in reports {
            self.add(report);
        }
    }
}

impl<'r> FromIterator<&'r Report> for Summary {
    fn from_iter<I: IntoIterator<Item = &'r Report>>(reports: I) -> Self {
        let mut summary = Self::new();
        summary.extend(reports);
        summary
    }
}

/// The table, a line for each rule of which the reports keep not all, and a line with the sums.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = |title: &str, text: fn(&Row) -> &str| {
            let texts = self.rows.iter().map(|row| text(row).chars().count());
            texts.fold(title.len(), usize::max)
        };
        let (endpoint, member, rule) = (
            widest("endpoint", Row::endpoint),
            widest("member", Row::member),
            widest("rule", Row::rule),
        );
        if !self.rows.is_empty() {
            writeln!(
                f,
                "{:endpoint$}  {:member$}  {:rule$}  violations  answers",
                "endpoint", "member", "rule"
            )?;
        }
        for row in &self.rows {
            writeln!(
                f,
                "{:endpoint$}  {:member$}  {:rule$}  {:>10}  {:>7}",
                row.endpoint, row.member, row.rule, row.violations, row.answers
            )?;
        }
        for (rule, count) in self.omitted_by_rule() {
            writeln!(
                f,
                "{} more of {rule}, in no row",
                counted(count, "violation")
            )?;
        }
        write!(
            f,
            "{}: {} conform; {}",
            counted(self.answers, "answer"),
            self.conforming,
            counted(self.violations, "violation")
        )
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// `answers`, `conforming`, `violations`, `omitted_by_rule` if there are any, and `rows` of `endpoint`, `operation`,
/// `member`, `rule`, `violations` and `answers`.
impl Serialize for Summary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut summary = serializer.serialize_struct("Summary", 5)?;
        summary.serialize_field("answers", &self.answers)?;
        summary.serialize_field("conforming", &self.conforming)?;
        summary.serialize_field("violations", &self.violations)?;
        if self.omitted.is_empty() {
            summary.skip_field("omitted_by_rule")?;
        } else {
            summary.serialize_field("omitted_by_rule", &self.omitted)?;
        }
        summary.serialize_field("rows", &self.rows)?;
        summary.end()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Row", 6)?;
        row.serialize_field("endpoint", &self.endpoint)?;
        row.serialize_field("operation", &self.operation)?;
        row.serialize_field("member", &self.member)?;
        row.serialize_field("rule", &self.rule)?;
        row.serialize_field("violations", &self.violations)?;
        row.serialize_field("answers", &self.answers)?;
        row.end()
    }
}
