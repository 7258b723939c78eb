//! Rules beyond the schemas: check digits, and what the documents demand in prose.

mod walk;

#[cfg(feature = "customers")]
mod customers;

#[cfg(feature = "customers")]
pub(super) use self::customers::CUSTOMERS;
pub(super) use self::walk::{Broken, broken};

use std::fmt;

use cadastro_core::{Cnpj, Cpf, CpfCnpj};

use super::node::{Members, Node};

/// BS2: no answer of its document has an identifier or a rule in prose.
#[cfg(feature = "onboarding")]
pub(super) const ONBOARDING: &[Applied] = &[];

/// base39: `document` of a customer is a CPF.
#[cfg(feature = "attach")]
pub(super) const ATTACH: &[Applied] = &[Applied {
    rule: CPF,
    check: Check::Text {
        members: &["document"],
        is_broken: is_wrong_cpf,
    },
}];

/// A rule that no schema says. Those of the schemas are named by their keywords (`maxLength`); the names of these have
/// hyphens, which no keyword has.
///
/// ```
/// let rules = cadastro::conformance::rules();
/// assert!(rules.iter().any(|rule| rule.name() == "cpf-check-digits"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    name: &'static str,
    says: &'static str,
    source: &'static str,
}

impl Rule {
    /// Its name, by which a [`Violation`](super::Violation) tells it: `cpf-check-digits`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it demands, in a sentence.
    #[must_use]
    pub fn says(&self) -> &'static str {
        self.says
    }

    /// Where it comes from: the document and the member whose description says it, or another authority. It says
    /// **Inferred** where it is our reading.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.name)
    }
}

/// All rules beyond the schemas: those of every API, whether its feature is on or not.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &ALL
}

static ALL: [Rule; 13] = [
    UNIQUE_MEMBERS,
    CPF,
    CNPJ,
    COMPANY_NAME,
    PHONE_TYPE,
    CALLING_CODE,
    ONE_MAIN_ACTIVITY,
    REVENUE_FREQUENCY,
    BRANCH_CODE,
    CPF_OR_PASSPORT,
    PRODUCTS,
    MARITAL_STATUS,
    DOCUMENT_TYPE,
];

pub(super) const UNIQUE_MEMBERS: Rule = Rule {
    name: "unique-members",
    says: "No member stands in its object twice. The last one is what is read and checked.",
    source: "RFC 8259, section 4",
};

const CPF: Rule = Rule {
    name: "cpf-check-digits",
    says: "A CPF of 11 digits has right check digits, and is not one digit 11 times.",
    source: "Receita Federal, the check digits of the CPF",
};

const CNPJ: Rule = Rule {
    name: "cnpj-check-digits",
    says: "A CNPJ of 14 characters, with letters or without, has right check digits, and is not one digit 14 times.",
    source: "Receita Federal, the check digits of the CNPJ; Instrução Normativa 2.229 of 2024 for letters",
};

const COMPANY_NAME: Rule = Rule {
    name: "company-name-of-legal-entity",
    says: "`companyName` is filled when `personType` is `PESSOA_JURIDICA`.",
    source: "Customers 2.0.1, PartiesParticipation.companyName",
};

const PHONE_TYPE: Rule = Rule {
    name: "phone-type-in-words",
    says: "`additionalInfo` is filled when the `type` of a phone is `OUTRO`.",
    source: "Customers 2.0.1, CustomerPhone.additionalInfo",
};

const CALLING_CODE: Rule = Rule {
    name: "calling-code-of-foreign-phone",
    says: "`countryCallingCode` is filled when it is not 55.",
    source: "Customers 2.0.1, CustomerPhone.countryCallingCode. Inferred: a phone whose `areaCode` has 2 or 3 \
             digits, does not start with 0, and is none of the 67 of Brazil, is one of another country",
};

const ONE_MAIN_ACTIVITY: Rule = Rule {
    name: "one-main-activity",
    says: "`isMain` is true in exactly one entry of `economicActivities`, if there is any.",
    source: "Customers 2.0.1, EconomicActivity.isMain",
};

const REVENUE_FREQUENCY: Rule = Rule {
    name: "revenue-frequency-in-words",
    says: "`frequencyAdditionalInfo` is filled when `frequency` is `OUTROS`.",
    source: "Customers 2.0.1, InformedRevenue.frequencyAdditionalInfo",
};

const BRANCH_CODE: Rule = Rule {
    name: "branch-code-of-account",
    says: "`branchCode` is filled unless the `type` of the account is `CONTA_PAGAMENTO_PRE_PAGA`.",
    source: "Customers 2.0.1, BusinessAccount.branchCode and PersonalAccount.branchCode",
};

const CPF_OR_PASSPORT: Rule = Rule {
    name: "cpf-or-passport",
    says: "`cpfNumber` is filled when there is no `passport`.",
    source: "Customers 2.0.1, PersonalDocument.cpfNumber and PersonalPassport",
};

const PRODUCTS: Rule = Rule {
    name: "products-in-words",
    says: "`productsServicesTypeAdditionalInfo` is filled when `productsServicesType` has `OUTROS`.",
    source: "Customers 2.0.1, PersonalFinancialRelationData.productsServicesTypeAdditionalInfo",
};

const MARITAL_STATUS: Rule = Rule {
    name: "marital-status-in-words",
    says: "`maritalStatusAdditionalInfo` is filled when `maritalStatusCode` is `OUTRO`.",
    source: "Customers 2.0.1, PersonalIdentificationData.maritalStatusAdditionalInfo",
};

const DOCUMENT_TYPE: Rule = Rule {
    name: "document-type-in-words",
    says: "`typeAdditionalInfo` is filled when the `type` of a document is `OUTROS`.",
    source: "Customers 2.0.1, PersonalOtherDocument.typeAdditionalInfo",
};

/// A rule, and how it is checked.
pub(super) struct Applied {
    pub(super) rule: Rule,
    check: Check,
}

#[allow(dead_code, reason = "some APIs have no rule of a kind")]
enum Check {
    /// Texts under these names, alone or in a list.
    Text {
        members: &'static [&'static str],
        is_broken: fn(&str) -> bool,
    },
    /// A text in one kind of object, some of them.
    TextOf {
        object: &'static str,
        member: &'static str,
        when: fn(&Members<'_>) -> bool,
        is_broken: fn(&str) -> bool,
    },
    /// A member that must be filled in some objects.
    Filled {
        objects: &'static [&'static str],
        member: &'static str,
        when: fn(&Members<'_>) -> bool,
    },
    /// A list of objects, one of which must be the one.
    One {
        object: &'static str,
        list: &'static str,
        flag: &'static str,
    },
}

/// Of other texts than 11 digits the schema says what there is to say.
#[allow(dead_code, reason = "not every API has one")]
fn is_wrong_cpf(text: &str) -> bool {
    CpfCnpj::from(text).is_cpf() && !Cpf::from(text).is_valid()
}

#[allow(dead_code, reason = "not every API has one")]
fn is_wrong_cnpj(text: &str) -> bool {
    CpfCnpj::from(text).is_cnpj() && !Cnpj::from(text).is_valid()
}

/// Whether a member says anything.
fn is_filled(members: &Members<'_>, name: &str) -> bool {
    match members.get(name) {
        None | Some(Node::Null) => false,
        Some(Node::Text(text)) => !text.trim().is_empty(),
        Some(_) => true,
    }
}
