//! The permissions of a consent, and which of them an operation needs.

use std::fmt;

use cadastro_core::Operation;
use cadastro_customers::operations;

/// A permission of a consent, as far as this API needs it.
///
/// ```
/// use cadastro::customers::{Permission, operations};
///
/// let needed = Permission::of(&operations::CUSTOMERS_GET_PERSONAL_QUALIFICATIONS);
/// assert_eq!(needed, [Permission::PersonalAdditionalInfo, Permission::Resources]);
/// let granted = ["RESOURCES_READ", "ACCOUNTS_READ"];
/// assert_eq!(Permission::missing(needed, granted), [Permission::PersonalAdditionalInfo]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permission {
    /// `CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ`
    PersonalIdentifications,
    /// `CUSTOMERS_PERSONAL_ADITTIONALINFO_READ` (that spelling)
    PersonalAdditionalInfo,
    /// `CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ`
    BusinessIdentifications,
    /// `CUSTOMERS_BUSINESS_ADITTIONALINFO_READ` (that spelling)
    BusinessAdditionalInfo,
    /// `RESOURCES_READ`, which goes with each of the others.
    Resources,
}

impl Permission {
    /// The name in a consent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalIdentifications => "CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ",
            Self::PersonalAdditionalInfo => "CUSTOMERS_PERSONAL_ADITTIONALINFO_READ",
            Self::BusinessIdentifications => "CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ",
            Self::BusinessAdditionalInfo => "CUSTOMERS_BUSINESS_ADITTIONALINFO_READ",
            Self::Resources => "RESOURCES_READ",
        }
    }

    /// What a consent must permit for an operation of this API, `RESOURCES_READ` included; nothing for operations of
    /// other APIs.
    #[must_use]
    pub fn of(operation: &Operation) -> &'static [Self] {
        let is = |ours: &[&Operation]| ours.iter().any(|ours| ours.id == operation.id);
        if is(&[&operations::CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS]) {
            &[Self::PersonalIdentifications, Self::Resources]
        } else if is(&[&operations::CUSTOMERS_GET_BUSINESS_IDENTIFICATIONS]) {
            &[Self::BusinessIdentifications, Self::Resources]
        } else if is(&[
            &operations::CUSTOMERS_GET_PERSONAL_QUALIFICATIONS,
            &operations::CUSTOMERS_GET_PERSONAL_FINANCIAL_RELATIONS,
        ]) {
            &[Self::PersonalAdditionalInfo, Self::Resources]
        } else if is(&[
            &operations::CUSTOMERS_GET_BUSINESS_QUALIFICATIONS,
            &operations::CUSTOMERS_GET_BUSINESS_FINANCIAL_RELATIONS,
        ]) {
            &[Self::BusinessAdditionalInfo, Self::Resources]
        } else {
            &[]
        }
    }

    /// Which of the needed permissions a consent does not grant, given the names it lists; each once.
    #[must_use]
    pub fn missing<'a>(needed: &[Self], granted: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let granted: Vec<&str> = granted.into_iter().collect();
        let mut missing = Vec::new();
        for permission in needed {
            if !granted.contains(&permission.as_str()) && !missing.contains(permission) {
                missing.push(*permission);
            }
        }
        missing
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
