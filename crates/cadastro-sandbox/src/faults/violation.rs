//! Ways to break the schema of an answer: those that real answers have been seen with, and a few of the sandbox's own.

mod edit;
mod places;

use serde_json::Value;

use self::places::Place;

/// A way in which an answer breaks its schema, for [`Fault::violation`](crate::Fault::violation).
///
/// One answer is broken in one place: the first of [`deviations`](Self::deviations) that it has, and of several records
/// the first that has it. Of Open Finance, most were seen in the test mass that it publishes itself; what no document
/// and no answer shows is marked as the sandbox's own.
///
/// ```
/// use cadastro_sandbox::Violation;
///
/// let violation = Violation::NumericCnae;
/// assert!(violation.applies_to("customersGetBusinessQualifications"));
/// let deviation = violation.deviations("customersGetBusinessQualifications").next();
/// let deviation = deviation.ok_or("not there")?;
/// assert_eq!(deviation.pointer, "/data/economicActivities/*/code");
/// assert_eq!(deviation.rules, ["type"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Violation {
    /// The code of an economic activity (CNAE) as a number: `6911701`. Seen in the published test mass.
    NumericCnae,
    /// A CNPJ as a number, without its leading zeros: `37091138000153`. Seen in the published test mass, in
    /// `companiesCnpj`. One with letters is passed over.
    NumericCnpj,
    /// The IBGE code of a town as a number: `3550308`. Seen in the published test mass.
    NumericIbgeCode,
    /// An amount as a number: `15004.0`. Seen in the published test mass, in incomes and patrimonies.
    NumericAmount,
    /// A share with two decimals, where six are due: `"0.51"`. Seen in the published test mass.
    ShortShareholding,
    /// `CONTA_SALARIO` as the type of an account: a product, but no type of account. Seen in the published test mass.
    SalaryAccount,
    /// `UNIÃO ESTÁVEL`, where `UNIAO_ESTAVEL` is due. Seen in the published test mass.
    SpeltOutMaritalStatus,
    /// `"NA"` as a date. Seen in the published test mass, as the end of validity of a partner's document.
    DateNotAvailable,
    /// A timestamp without its `Z`. Seen in the published test mass, as the date when a partner joined.
    TimestampWithoutZone,
    /// `procurators` left out, where an empty list is due. Seen in the published test mass.
    ProcuratorsMissing,
    /// `meta` without `totalRecords` and `totalPages`: what banks do from release 2.1.0 on, and lawful there. A bank of
    /// such a release has no place for it.
    TotalsMissing,
    /// In the place of the addresses, one that says that there is none: `isMain` false, `townName` and `country` empty,
    /// `countryCode` `XXX`. Banks may send it, although it breaks the schema.
    DummyAddress,
    /// `contacts` inside of `documents`. Seen in the published test mass.
    ContactsInDocuments,
    /// A bare number where an object with amount and currency is due; the currency stands beside it. Seen in the
    /// published test mass, as a patrimony.
    BareAmount,
    /// A required member of one record is missing: `brandName`, or `updateDateTime` where `data` is no list. The
    /// sandbox's own choice of member.
    RequiredMemberMissing,
    /// A value that the enum does not have: `NAO_DOCUMENTADO`. The sandbox's own.
    UnknownEnumValue,
    /// `links` as a text, where an object is due. The sandbox's own.
    LinksAsText,
    /// A text where a boolean is due: `"true"`. The sandbox's own.
    TextForFlag,
    /// A `status` of BS2 beyond those of its tables: 99. The sandbox's own: no document tells whether there are others.
    StatusOutOfRange,
    /// `expires_in` of BS2's token as a number. The sandbox's own: the document has a text.
    NumericExpiry,
    /// The nationality `JP` at base39: its list lacks Japan. The sandbox's own.
    UnlistedNationality,
}

/// Where an answer deviates from its schema once it is spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Deviation {
    /// JSON pointer, with `*` for the number of an element. Where a member is missing: to what it is missing from.
    pub pointer: &'static str,
    /// The keywords of the schema that are broken there, in alphabetical order; `required` once per missing member.
    pub rules: &'static [&'static str],
}

impl Violation {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::NumericCnae,
        Self::NumericCnpj,
        Self::NumericIbgeCode,
        Self::NumericAmount,
        Self::ShortShareholding,
        Self::SalaryAccount,
        Self::SpeltOutMaritalStatus,
        Self::DateNotAvailable,
        Self::TimestampWithoutZone,
        Self::ProcuratorsMissing,
        Self::TotalsMissing,
        Self::DummyAddress,
        Self::ContactsInDocuments,
        Self::BareAmount,
        Self::RequiredMemberMissing,
        Self::UnknownEnumValue,
        Self::LinksAsText,
        Self::TextForFlag,
        Self::StatusOutOfRange,
        Self::NumericExpiry,
        Self::UnlistedNationality,
    ];

    /// Whether the answers of this operation can be broken like this, if they have the member in question.
    #[must_use]
    pub fn applies_to(self, operation: &str) -> bool {
        self.deviations(operation).next().is_some()
    }

    /// Where the successful answers of this operation can break, in the order in which a place is looked for.
    pub fn deviations(self, operation: &str) -> impl Iterator<Item = &'static Deviation> {
        let places = places::of(self).iter();
        let places = places.filter(move |place| place.operations.contains(&operation));
        places.map(|place| &place.deviation)
    }

    /// Breaks the body. False if it has no place for this, and then it is as it was.
    pub(crate) fn spoil(self, operation: &str, body: &mut Value) -> bool {
        let mut places = places::of(self).iter();
        places.any(|place| place.operations.contains(&operation) && place.spoil(body))
    }
}

impl Place {
    fn spoil(&self, body: &mut Value) -> bool {
        edit::first(body, self.node, self.edit)
    }
}

#[cfg(test)]
mod tests;
