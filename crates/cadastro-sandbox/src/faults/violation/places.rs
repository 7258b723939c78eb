//! The places where each violation is at home, and what a strict schema says of it there.

use serde_json::Value;

use super::{Deviation, Violation, edit};

/// A place in the answers of some operations.
pub(super) struct Place {
    pub(super) operations: &'static [&'static str],
    /// Pointer to what is edited, with `*` for each element of a list.
    pub(super) node: &'static str,
    pub(super) edit: fn(&mut Value) -> bool,
    pub(super) deviation: Deviation,
}

const PERSON: &str = "customersGetPersonalIdentifications";
const COMPANY: &str = "customersGetBusinessIdentifications";
const PERSON_QUALIFIED: &str = "customersGetPersonalQualifications";
const COMPANY_QUALIFIED: &str = "customersGetBusinessQualifications";
const PERSON_RELATIONS: &str = "customersGetPersonalFinancialRelations";
const COMPANY_RELATIONS: &str = "customersGetBusinessFinancialRelations";

const PAGES: &[&str] = &[PERSON, COMPANY];
const QUALIFICATIONS: &[&str] = &[PERSON_QUALIFIED, COMPANY_QUALIFIED];
const RELATIONS: &[&str] = &[PERSON_RELATIONS, COMPANY_RELATIONS];
const OPEN_FINANCE: &[&str] = &[
    PERSON,
    COMPANY,
    PERSON_QUALIFIED,
    COMPANY_QUALIFIED,
    PERSON_RELATIONS,
    COMPANY_RELATIONS,
];
const ONBOARDING: &[&str] = &[
    "cadastrarClienteParceiro",
    "cadastrarEmBackground",
    "consultarStatusClienteParceiro",
    "uploadArquivoParceiro",
];
const TOKEN: &[&str] = &["gerarToken"];
const ATTACH: &[&str] = &["attachFile"];

const DATE: &[&str] = &["format", "pattern"];
const TYPE: &[&str] = &["type"];
const ENUM: &[&str] = &["enum"];
const REQUIRED: &[&str] = &["required"];

/// The places of a violation, in the order in which they are tried: first where it was seen.
#[rustfmt::skip]
pub(super) fn of(violation: Violation) -> &'static [Place] {
    match violation {
        Violation::NumericCnae => const { &[
            at(&[COMPANY_QUALIFIED], "/data/economicActivities/*/code", edit::digits_as_number, TYPE),
        ] },
        Violation::NumericCnpj => const { &[
            at(PAGES, "/data/*/companiesCnpj/*", edit::digits_as_number, TYPE),
            at(&[COMPANY], "/data/*/cnpjNumber", edit::digits_as_number, TYPE),
            at(&[PERSON_QUALIFIED], "/data/companyCnpj", edit::digits_as_number, TYPE),
        ] },
        Violation::NumericIbgeCode => const { &[
            at(PAGES, "/data/*/contacts/postalAddresses/*/ibgeTownCode", edit::digits_as_number, TYPE),
        ] },
        Violation::NumericAmount => const { &[
            at(&[PERSON_QUALIFIED], "/data/informedIncome/amount/amount", edit::decimals_as_number, TYPE),
            at(QUALIFICATIONS, "/data/informedPatrimony/amount/amount", edit::decimals_as_number, TYPE),
            at(&[COMPANY_QUALIFIED], "/data/informedRevenue/amount/amount", edit::decimals_as_number, TYPE),
        ] },
        Violation::ShortShareholding => const { &[
            at(&[COMPANY], "/data/*/parties/*/shareholding", edit::short_share, &["minLength", "pattern"]),
        ] },
        Violation::SalaryAccount => const { &[
            at(RELATIONS, "/data/accounts/*/type", edit::salary_account, ENUM),
        ] },
        Violation::SpeltOutMaritalStatus => const { &[
            at(&[PERSON], "/data/*/maritalStatusCode", edit::spelt_out_union, ENUM),
        ] },
        Violation::DateNotAvailable => const { &[
            at(&[COMPANY], "/data/*/parties/*/documentExpirationDate", edit::not_available, DATE),
            at(&[COMPANY], "/data/*/parties/*/documentIssueDate", edit::not_available, DATE),
            at(&[PERSON], "/data/*/documents/passport/expirationDate", edit::not_available, DATE),
            at(&[PERSON], "/data/*/otherDocuments/*/expirationDate", edit::not_available, DATE),
            at(&[PERSON], "/data/*/birthDate", edit::not_available, DATE),
            at(&[PERSON_QUALIFIED], "/data/informedIncome/date", edit::not_available, DATE),
            at(&[COMPANY_QUALIFIED], "/data/informedPatrimony/date", edit::not_available, DATE),
        ] },
        Violation::TimestampWithoutZone => const { &[
            at(&[COMPANY], "/data/*/parties/*/startDate", edit::without_zone, DATE),
            at(&[COMPANY], "/data/*/incorporationDate", edit::without_zone, &["format"]),
            at(&[PERSON], "/data/*/updateDateTime", edit::without_zone, DATE),
            at(QUALIFICATIONS, "/data/updateDateTime", edit::without_zone, &["format"]),
            at(RELATIONS, "/data/startDate", edit::without_zone, DATE),
        ] },
        Violation::ProcuratorsMissing => const { &[
            at(RELATIONS, "/data", edit::without_procurators, REQUIRED),
        ] },
        Violation::TotalsMissing => const { &[
            at(OPEN_FINANCE, "/meta", edit::without_totals, &["required", "required"]),
        ] },
        Violation::DummyAddress => const { &[
            within(&[PERSON], "/data/*/contacts/postalAddresses", edit::dummy_address,
                // Without `address` and `postCode`.
                "/data/*/contacts/postalAddresses/*", &["required", "required"]),
            within(&[COMPANY], "/data/*/contacts/postalAddresses", edit::dummy_address,
                "/data/*/contacts/postalAddresses/*/townName", &["minLength", "pattern"]),
        ] },
        Violation::ContactsInDocuments => const { &[
            at(&[PERSON], "/data/*", edit::contacts_in_documents, REQUIRED),
        ] },
        Violation::BareAmount => const { &[
            within(QUALIFICATIONS, "/data/informedPatrimony", edit::bare_amount,
                "/data/informedPatrimony/amount", TYPE),
            within(&[PERSON_QUALIFIED], "/data/informedIncome", edit::bare_amount,
                "/data/informedIncome/amount", TYPE),
            within(&[COMPANY_QUALIFIED], "/data/informedRevenue", edit::bare_amount,
                "/data/informedRevenue/amount", TYPE),
        ] },
        Violation::RequiredMemberMissing => const { &[
            at(PAGES, "/data/*", edit::without_brand, REQUIRED),
            at(QUALIFICATIONS, "/data", edit::without_update, REQUIRED),
            at(RELATIONS, "/data", edit::without_update, REQUIRED),
        ] },
        Violation::UnknownEnumValue => const { &[
            at(&[PERSON], "/data/*/maritalStatusCode", edit::unknown_enum_value, ENUM),
            at(&[PERSON], "/data/*/sex", edit::unknown_enum_value, ENUM),
            at(&[COMPANY], "/data/*/parties/*/type", edit::unknown_enum_value, ENUM),
            at(PAGES, "/data/*/contacts/phones/*/type", edit::unknown_enum_value, ENUM),
            at(&[PERSON_QUALIFIED], "/data/occupationCode", edit::unknown_enum_value, ENUM),
            at(&[PERSON_QUALIFIED], "/data/informedIncome/frequency", edit::unknown_enum_value, ENUM),
            at(&[COMPANY_QUALIFIED], "/data/informedRevenue/frequency", edit::unknown_enum_value, ENUM),
            at(RELATIONS, "/data/productsServicesType/*", edit::unknown_enum_value, ENUM),
            at(ATTACH, "/maritalStatus", edit::unknown_enum_value, ENUM),
        ] },
        Violation::LinksAsText => const { &[
            at(OPEN_FINANCE, "/links", edit::links_as_text, TYPE),
        ] },
        Violation::TextForFlag => const { &[
            at(&[PERSON], "/data/*/hasBrazilianNationality", edit::text_for_flag, TYPE),
            at(&[COMPANY], "/data/*/contacts/postalAddresses/*/isMain", edit::text_for_flag, TYPE),
            at(&[COMPANY_QUALIFIED], "/data/economicActivities/*/isMain", edit::text_for_flag, TYPE),
            at(ATTACH, "/deleted", edit::text_for_flag, TYPE),
        ] },
        Violation::StatusOutOfRange => const { &[
            at(ONBOARDING, "/status", edit::status_out_of_range, &["oneOf"]),
        ] },
        Violation::NumericExpiry => const { &[
            at(TOKEN, "/expires_in", edit::digits_as_number, TYPE),
        ] },
        Violation::UnlistedNationality => const { &[
            at(ATTACH, "/nationality", edit::japan, ENUM),
        ] },
    }
}

/// A place that deviates where it is edited.
const fn at(
    operations: &'static [&'static str],
    node: &'static str,
    edit: fn(&mut Value) -> bool,
    rules: &'static [&'static str],
) -> Place {
    within(operations, node, edit, node, rules)
}

/// A place that deviates somewhere within what is edited.
const fn within(
    operations: &'static [&'static str],
    node: &'static str,
    edit: fn(&mut Value) -> bool,
    pointer: &'static str,
    rules: &'static [&'static str],
) -> Place {
    Place {
        operations,
        node,
        edit,
        deviation: Deviation { pointer, rules },
    }
}
