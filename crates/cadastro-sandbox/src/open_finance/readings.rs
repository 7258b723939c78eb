//! The six operations of the document: what each needs, and what it gives.

use axum::http::Method;
use serde_json::Value;

use super::consents::Customer;
use super::{customers, records};
use crate::call::Operation;
use crate::world::World;

/// What is read of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    PersonalIdentifications,
    PersonalQualifications,
    PersonalFinancialRelations,
    BusinessIdentifications,
    BusinessQualifications,
    BusinessFinancialRelations,
}

impl Reading {
    pub(super) const ALL: [Self; 6] = [
        Self::PersonalIdentifications,
        Self::PersonalQualifications,
        Self::PersonalFinancialRelations,
        Self::BusinessIdentifications,
        Self::BusinessQualifications,
        Self::BusinessFinancialRelations,
    ];

    pub(super) fn of(operation: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|reading| reading.operation().id == operation)
    }

    pub(super) const fn operation(self) -> Operation {
        let (id, path) = match self {
            Self::PersonalIdentifications => (
                "customersGetPersonalIdentifications",
                "/open-banking/customers/v2/personal/identifications",
            ),
            Self::PersonalQualifications => (
                "customersGetPersonalQualifications",
                "/open-banking/customers/v2/personal/qualifications",
            ),
            Self::PersonalFinancialRelations => (
                "customersGetPersonalFinancialRelations",
                "/open-banking/customers/v2/personal/financial-relations",
            ),
            Self::BusinessIdentifications => (
                "customersGetBusinessIdentifications",
                "/open-banking/customers/v2/business/identifications",
            ),
            Self::BusinessQualifications => (
                "customersGetBusinessQualifications",
                "/open-banking/customers/v2/business/qualifications",
            ),
            Self::BusinessFinancialRelations => (
                "customersGetBusinessFinancialRelations",
                "/open-banking/customers/v2/business/financial-relations",
            ),
        };
        Operation {
            id,
            method: Method::GET,
            path,
            answer: customers::answer,
            failure: customers::failure,
        }
    }

    /// The permission that it needs besides `RESOURCES_READ`.
    pub(super) fn permission(self) -> &'static str {
        match self {
            Self::PersonalIdentifications => "CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ",
            Self::PersonalQualifications | Self::PersonalFinancialRelations => {
                "CUSTOMERS_PERSONAL_ADITTIONALINFO_READ"
            }
            Self::BusinessIdentifications => "CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ",
            Self::BusinessQualifications | Self::BusinessFinancialRelations => {
                "CUSTOMERS_BUSINESS_ADITTIONALINFO_READ"
            }
        }
    }

    /// Whether there is such data of this customer: a company has no personal ones.
    pub(super) fn is_about(self, customer: Customer) -> bool {
        match self {
            Self::PersonalIdentifications
            | Self::PersonalQualifications
            | Self::PersonalFinancialRelations => matches!(customer, Customer::Person(_)),
            Self::BusinessIdentifications
            | Self::BusinessQualifications
            | Self::BusinessFinancialRelations => matches!(customer, Customer::Company(_)),
        }
    }

    /// Whether it gives a list, page by page, and not one object.
    pub(super) fn is_paginated(self) -> bool {
        matches!(
            self,
            Self::PersonalIdentifications | Self::BusinessIdentifications
        )
    }

    /// The `data` of an answer: the records of this range, or the one object.
    pub(super) fn data(
        self,
        world: &World,
        customer: Customer,
        range: std::ops::Range<u64>,
    ) -> Value {
        let version = world.settings.version;
        match customer {
            Customer::Person(index) => {
                let person = world.population.person(index);
                match self {
                    Self::PersonalQualifications => {
                        records::personal_qualification(&person, version)
                    }
                    Self::PersonalFinancialRelations => {
                        records::personal_financial_relation(&person, version)
                    }
                    _ => range
                        .map(|record| records::personal_identification(&person, record, version))
                        .collect(),
                }
            }
            Customer::Company(index) => {
                let company = world.population.company(index);
                match self {
                    Self::BusinessQualifications => {
                        records::business_qualification(&company, version)
                    }
                    Self::BusinessFinancialRelations => {
                        records::business_financial_relation(&company, version)
                    }
                    _ => range
                        .map(|record| records::business_identification(&company, record, version))
                        .collect(),
                }
            }
        }
    }
}
