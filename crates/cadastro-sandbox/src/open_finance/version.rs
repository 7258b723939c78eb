//! The releases of Open Finance Customers that are served at one path, and what each changes.

use std::fmt;

/// A release of Open Finance Brasil *Customers*: what a bank that runs it answers. All are served at the same path,
/// `/open-banking/customers/v2`, and a client is not told which one it has before it.
///
/// ```
/// use cadastro_sandbox::{Delta, Version};
///
/// assert_eq!(Version::default(), Version::V2_0_1);
/// assert!(Version::V2_1_0.has(Delta::MetaWithoutTotals));
/// assert!(!Version::V2_1_0.has(Delta::AlphanumericCnpj));
/// for delta in Version::V2_2_0.deltas() {
///     println!("{}, since {}", delta.name(), delta.since());
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// 2.0.1, which the clients are generated from.
    #[default]
    V2_0_1,
    /// 2.1.0.
    V2_1_0,
    /// 2.2.0 and 2.2.1, which are one here.
    V2_2_0,
    /// 2.3.0, which banks run from May 2026 on.
    V2_3_0,
}

impl Version {
    /// All of them, the oldest first.
    pub const ALL: [Self; 4] = [Self::V2_0_1, Self::V2_1_0, Self::V2_2_0, Self::V2_3_0];

    /// The release of this number, such as `2.2.1`.
    #[must_use]
    pub fn of(number: &str) -> Option<Self> {
        match number {
            "2.2.1" => Some(Self::V2_2_0),
            _ => Self::ALL
                .into_iter()
                .find(|version| version.number() == number),
        }
    }

    /// Its number, such as `2.0.1`.
    #[must_use]
    pub fn number(self) -> &'static str {
        match self {
            Self::V2_0_1 => "2.0.1",
            Self::V2_1_0 => "2.1.0",
            Self::V2_2_0 => "2.2.0",
            Self::V2_3_0 => "2.3.0",
        }
    }

    /// What its answers may have that those of 2.0.1 may not, the oldest change first.
    #[must_use]
    pub fn deltas(self) -> &'static [Delta] {
        let ends_before = Delta::ALL.iter().position(|delta| delta.since() > self);
        &Delta::ALL[..ends_before.unwrap_or(Delta::ALL.len())]
    }

    /// Whether its answers differ from those of 2.0.1 in this.
    #[must_use]
    pub fn has(self, delta: Delta) -> bool {
        delta.since() <= self
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// One difference between the answers of a later release and those of 2.0.1. Where a later release only allows more, the
/// sandbox uses that in some of its records, not in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delta {
    /// Since 2.1.0 `meta` has no `totalRecords` and no `totalPages`, which 2.0.1 requires.
    MetaWithoutTotals,
    /// Since 2.1.0 the area code of a phone is any two or three digits, such as `061`, not one of 67.
    AreaCodes,
    /// Since 2.1.0 the number of a phone has 6 to 13 digits, not 8 to 11.
    PhoneNumbers,
    /// Since 2.1.0 a company may have no address: `postalAddresses` may be empty.
    BusinessWithoutAddress,
    /// Since 2.1.0 a request must have an `x-fapi-interaction-id`, and it must be a UUID.
    RequiredInteractionId,
    /// Since 2.1.0 the financial relation of a person may name the employers whose salaries were brought from another
    /// bank: `portabilitiesReceived`.
    PortabilitiesReceived,
    /// Since 2.1.0 the financial relation of a person may name the employers who pay into a salary account at the bank:
    /// `paychecksBankLink`.
    PaychecksBankLink,
    /// Since 2.2.0 a company may have no partners: `parties` may be empty.
    BusinessWithoutParties,
    /// Since 2.3.0 the first twelve characters of a CNPJ may be capital letters too.
    AlphanumericCnpj,
    /// Since 2.3.0 the eight characters of an ISPB, which names a bank, may be capital letters too.
    AlphanumericIspb,
    /// Since 2.3.0 a company's name has up to 144 characters, not 70.
    LongCompanyNames,
    /// Since 2.3.0 a link has up to 4048 characters, not 2000.
    LongLinks,
    /// Since 2.3.0 an answer has the header `x-v`.
    VersionHeader,
    /// Since 2.3.0 there is a member `employers`. **Inferred**: that it stands in the financial relation of a person, where
    /// the sandbox answers an empty list. What its entries look like is not known here.
    Employers,
}

impl Delta {
    /// All of them, the oldest first.
    pub const ALL: [Self; 14] = [
        Self::MetaWithoutTotals,
        Self::AreaCodes,
        Self::PhoneNumbers,
        Self::BusinessWithoutAddress,
        Self::RequiredInteractionId,
        Self::PortabilitiesReceived,
        Self::PaychecksBankLink,
        Self::BusinessWithoutParties,
        Self::AlphanumericCnpj,
        Self::AlphanumericIspb,
        Self::LongCompanyNames,
        Self::LongLinks,
        Self::VersionHeader,
        Self::Employers,
    ];

    /// The release that brought it.
    #[must_use]
    pub fn since(self) -> Version {
        match self {
            Self::MetaWithoutTotals
            | Self::AreaCodes
            | Self::PhoneNumbers
            | Self::BusinessWithoutAddress
            | Self::RequiredInteractionId
            | Self::PortabilitiesReceived
            | Self::PaychecksBankLink => Version::V2_1_0,
            Self::BusinessWithoutParties => Version::V2_2_0,
            Self::AlphanumericCnpj
            | Self::AlphanumericIspb
            | Self::LongCompanyNames
            | Self::LongLinks
            | Self::VersionHeader
            | Self::Employers => Version::V2_3_0,
        }
    }

    /// A short name in words, for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MetaWithoutTotals => "meta without totals",
            Self::AreaCodes => "area codes of three digits",
            Self::PhoneNumbers => "phone numbers of 6 to 13 digits",
            Self::BusinessWithoutAddress => "companies without an address",
            Self::RequiredInteractionId => "x-fapi-interaction-id required, a UUID",
            Self::PortabilitiesReceived => "portabilitiesReceived",
            Self::PaychecksBankLink => "paychecksBankLink",
            Self::BusinessWithoutParties => "companies without partners",
            Self::AlphanumericCnpj => "CNPJ with letters",
            Self::AlphanumericIspb => "ISPB with letters",
            Self::LongCompanyNames => "company names of up to 144 characters",
            Self::LongLinks => "links of up to 4048 characters",
            Self::VersionHeader => "header x-v",
            Self::Employers => "employers",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_release_has_what_came_with_it_and_before() {
        let counts = Version::ALL.map(|version| version.deltas().len());
        assert_eq!(counts, [0, 7, 8, 14]);
        for version in Version::ALL {
            assert_eq!(Version::of(version.number()), Some(version));
            for delta in Delta::ALL {
                let is_listed = version.deltas().contains(&delta);
                assert_eq!(version.has(delta), is_listed, "{version} {delta:?}");
            }
        }
        assert_eq!(Version::of("2.2.1"), Some(Version::V2_2_0));
        assert_eq!(Version::of("2.9"), None);
    }
}
