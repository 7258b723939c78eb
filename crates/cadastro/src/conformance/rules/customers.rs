//! The rules of Open Finance Brasil Customers 2.0.1: what its descriptions demand beyond its schemas, as far as an
//! answer alone can tell.
//!
//! # Not checked
//! - What depends on what the bank knows: a district that exists, a representative that there is.
//! - `civilName` of a `PESSOA_JURIDICA`, which is evidently a mistake for `PESSOA_NATURAL`.
//! - `occupationDescription`, which must be filled, though the schema leaves it optional.
//! - `nationality`, where `hasBrazilianNationality` is false.
//! - `links`: `first` and `prev`, which every page but the first must have.
//! - That a `SOCIO` below 25 % is not reported, and that one above tells its share.

use cadastro_core::AreaCode;

use super::{
    Applied, BRANCH_CODE, CALLING_CODE, CNPJ, COMPANY_NAME, CPF, CPF_OR_PASSPORT, Check,
    DOCUMENT_TYPE, MARITAL_STATUS, Members, Node, ONE_MAIN_ACTIVITY, PHONE_TYPE, PRODUCTS,
    REVENUE_FREQUENCY, is_filled, is_wrong_cnpj, is_wrong_cpf,
};

pub(in crate::conformance) const CUSTOMERS: &[Applied] = &[
    Applied {
        rule: CPF,
        check: Check::Text {
            members: &["cpfNumber", "cnpjCpfNumber"],
            is_broken: is_wrong_cpf,
        },
    },
    Applied {
        rule: CNPJ,
        check: Check::Text {
            members: &[
                "cnpjNumber",
                "companiesCnpj",
                "companyCnpj",
                "cnpjCpfNumber",
            ],
            is_broken: is_wrong_cnpj,
        },
    },
    Applied {
        rule: CPF,
        check: Check::TextOf {
            object: "PartiesParticipation",
            member: "documentNumber",
            when: |party| says(party, "documentType", "CPF"),
            is_broken: is_wrong_cpf,
        },
    },
    Applied {
        rule: CNPJ,
        check: Check::TextOf {
            object: "PartiesParticipation",
            member: "documentNumber",
            when: |party| says(party, "documentType", "CNPJ"),
            is_broken: is_wrong_cnpj,
        },
    },
    Applied {
        rule: COMPANY_NAME,
        check: Check::Filled {
            objects: &["PartiesParticipation"],
            member: "companyName",
            when: |party| says(party, "personType", "PESSOA_JURIDICA"),
        },
    },
    Applied {
        rule: PHONE_TYPE,
        check: Check::Filled {
            objects: &["CustomerPhone"],
            member: "additionalInfo",
            when: |phone| says(phone, "type", "OUTRO"),
        },
    },
    Applied {
        rule: CALLING_CODE,
        check: Check::Filled {
            objects: &["CustomerPhone"],
            member: "countryCallingCode",
            when: is_foreign,
        },
    },
    Applied {
        rule: ONE_MAIN_ACTIVITY,
        check: Check::One {
            object: "BusinessQualificationData",
            list: "economicActivities",
            flag: "isMain",
        },
    },
    Applied {
        rule: REVENUE_FREQUENCY,
        check: Check::Filled {
            objects: &["InformedRevenue"],
            member: "frequencyAdditionalInfo",
            when: |revenue| says(revenue, "frequency", "OUTROS"),
        },
    },
    Applied {
        rule: BRANCH_CODE,
        check: Check::Filled {
            objects: &["BusinessAccount", "PersonalAccount"],
            member: "branchCode",
            when: |account| {
                is_filled(account, "type") && !says(account, "type", "CONTA_PAGAMENTO_PRE_PAGA")
            },
        },
    },
    Applied {
        rule: CPF_OR_PASSPORT,
        check: Check::Filled {
            objects: &["PersonalDocument"],
            member: "cpfNumber",
            when: |documents| !is_filled(documents, "passport"),
        },
    },
    Applied {
        rule: PRODUCTS,
        check: Check::Filled {
            objects: &["PersonalFinancialRelationData"],
            member: "productsServicesTypeAdditionalInfo",
            when: has_other_products,
        },
    },
    Applied {
        rule: MARITAL_STATUS,
        check: Check::Filled {
            objects: &["PersonalIdentificationData"],
            member: "maritalStatusAdditionalInfo",
            when: |person| says(person, "maritalStatusCode", "OUTRO"),
        },
    },
    Applied {
        rule: DOCUMENT_TYPE,
        check: Check::Filled {
            objects: &["PersonalOtherDocument"],
            member: "typeAdditionalInfo",
            when: |document| says(document, "type", "OUTROS"),
        },
    },
];

fn says(members: &Members<'_>, name: &str, value: &str) -> bool {
    members.get(name).and_then(Node::leaf) == Some(value)
}

fn has_other_products(relation: &Members<'_>) -> bool {
    match relation.get("productsServicesType") {
        Some(Node::List(products)) => products
            .iter()
            .any(|product| product.leaf() == Some("OUTROS")),
        _ => false,
    }
}

/// The absence of a calling code stands for 55. Only what has an area code of Brazil can be a phone of Brazil; what is no
/// area code at all tells no country.
fn is_foreign(phone: &Members<'_>) -> bool {
    let area_code = phone.get("areaCode").and_then(Node::leaf);
    area_code.is_some_and(|code| {
        let is_code = matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code && !code.starts_with('0') && !AreaCode::from(code).is_valid()
    })
}
