//! **Conformance reports**: every deviation of an answer from the strict schema of its document, and from what the
//! document demands in prose. With the feature `conformance`, which is not on by default.
//!
//! Reading is tolerant: an answer that breaks its schema arrives all the same. This tells what was wrong with it, for
//! the report that a receiver owes to the bank or to the governance of Open Finance.
//!
//! ```
//! use cadastro::conformance::{self, check};
//!
//! # fn main() -> Result<(), conformance::CheckError> {
//! let operation = conformance::operation("customersGetPersonalQualifications").unwrap();
//! let answer = r#"{
//!     "data": {"updateDateTime": "2021-05-21T08:30:00", "companyCnpj": "50685362006773"},
//!     "links": {"self": "https://api.bank.example/open-banking/customers/v2/personal/qualifications"},
//!     "meta": {"requestDateTime": "2021-05-21T08:30:00Z"}
//! }"#;
//! let report = check(operation, 200_u16, answer)?;
//! let found: Vec<_> = report.violations().iter().map(|found| (found.pointer(), found.rule())).collect();
//! assert_eq!(found, [
//!     ("/data/companyCnpj", "cnpj-check-digits"),
//!     ("/data/updateDateTime", "format"),
//!     // `totalPages` and `totalRecords`, which the document demands, and the types of the client do not.
//!     ("/meta", "required"),
//!     ("/meta", "required"),
//! ]);
//! assert_eq!(report.violations()[0].to_string(), "/data/companyCnpj: cnpj-check-digits, a string of 14 digits");
//! # Ok(())
//! # }
//! ```
//!
//! With an [`Answer`](crate::Answer) at hand, [`Conformance::conformance`] says the same. [`Summary`] adds reports up.
//!
//! # What is checked
//! - The schema of the document with its corrections, before what the types of the client tolerate: `specs/` in the
//!   repository has both. Customers is checked as 2.0.1, so that what later releases changed is told.
//! - Patterns by ECMA-262: `\d` and `\w` are ASCII, `$` is the end of the text and nothing before it. Lengths count
//!   characters. `type: integer` is a number written without fraction and exponent, as draft 4 has it.
//! - The formats `date`, `date-time` (both RFC 3339) and `uuid`. **Not** `uri`, for which the document has a pattern of its
//!   own, nor `double` and `int32`.
//! - The [`rules`] beyond the schema: check digits, members that stand twice, and what the document demands in prose.
//!
//! # Personal data
//! Reports and summaries show the [`Shape`] of a value, never the value, and no name that the document does not declare.
//! What came is had by asking for it: [`Violation::value`].
//!
//! # Bounds
//! A [`Report`] keeps [`MOST_VIOLATIONS`] of each rule and counts the rest; an answer of more than a million values is
//! not checked, nor one of BS2 of more than 100,000 ([`CheckError::is_too_large`]).

mod answer;
mod document;
mod error;
mod format;
mod node;
mod pointer;
mod report;
mod rules;
mod seen;
mod shape;
mod summary;
mod text;
mod violation;

pub use self::answer::{Body, Conformance};
pub use self::error::CheckError;
pub use self::report::{MOST_VIOLATIONS, Report};
pub use self::rules::{Rule, rules};
pub use self::shape::Shape;
pub use self::summary::{Row, Summary};
pub use self::violation::Violation;

use cadastro_core::Operation;
use serde::de::IgnoredAny;

use self::rules::{Broken, UNIQUE_MEMBERS, broken};
use self::seen::errors;

/// How many values are checked where all have to be seen at once. What is wrong with each takes memory then.
const MOST_VALUES_AT_ONCE: usize = 100_000;

/// Checks an answer, of an operation of any API whose feature is on. The status is a number or a
/// [`StatusCode`](crate::StatusCode); which schema there is for it is the document's choice. A success that the document
/// has not is checked as the one that it has, which is how the clients read it.
///
/// A byte order mark is skipped. Of a member that stands twice the last is checked; reading refuses such an object.
///
/// # Errors
///
/// When the answer is not JSON ([`CheckError::is_not_json`], with line and column), when the document has no schema for
/// it ([`CheckError::is_without_schema`]), or when it is too large ([`CheckError::is_too_large`]).
pub fn check(
    operation: &Operation,
    status: impl Into<u16>,
    json: impl AsRef<[u8]>,
) -> Result<Report, CheckError> {
    let (status, json) = (status.into(), json.as_ref());
    let (document, operation) = document::of(operation.id).ok_or_else(CheckError::no_schema)?;
    let read = document.read().map_err(CheckError::schema)?;
    let demand = read
        .demand(operation.id, status)
        .ok_or_else(CheckError::no_schema)?;
    let _: IgnoredAny = cadastro_core::decode(json)?;
    // It has just been found to be UTF-8.
    let json = std::str::from_utf8(json).unwrap_or_default();
    let tree = text::tree(json.strip_prefix('\u{feff}').unwrap_or(json))?;
    let (root, declared) = (&tree.root, &read.declared);

    let mut report = Report::new(operation, status);
    let compiled = read.compiled(demand).map_err(CheckError::schema)?;
    if read.has_choices && tree.values > MOST_VALUES_AT_ONCE {
        return Err(CheckError::too_many(MOST_VALUES_AT_ONCE));
    }
    let windows = !read.has_choices;
    errors(
        compiled,
        root,
        tree.values,
        windows,
        &mut |error, pointer| {
            report.add(Violation::keyword(error), pointer.len(), || {
                Violation::of_schema(error, pointer, root, declared)
            });
        },
    );
    let mut rule = |broken: &Broken<'_>| {
        report.add(broken.rule.name(), broken.pointer.len(), || {
            Violation::of_rule(broken, root, declared)
        });
    };
    root.twice(&mut String::new(), &mut |pointer| {
        rule(&Broken {
            pointer,
            rule: UNIQUE_MEMBERS,
            member: None,
            limit: None,
        });
    });
    broken(read, &demand.schema, document.rules, root, &mut rule);
    Ok(report.sorted())
}

/// All operations of the APIs whose features are on.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    document::operations()
}

/// The operation of this id, of any API whose feature is on: `customersGetPersonalIdentifications`.
#[must_use]
pub fn operation(id: &str) -> Option<&'static Operation> {
    document::of(id).map(|(_, operation)| operation)
}
