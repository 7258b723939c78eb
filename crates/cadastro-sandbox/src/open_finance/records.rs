//! What the bank keeps about a customer, as the `data` of the six operations in the shape of a release.
//!
//! All of it is lawful against the Customers document of that release, also the rules that stand in its descriptions
//! only. Optional members come and go by chance, the same for the same customer.

mod accounts;
mod business;
mod contacts;
mod institutions;
mod personal;

pub(crate) use self::business::{
    business_financial_relation, business_identification, business_qualification,
};
pub(crate) use self::personal::{
    personal_financial_relation, personal_identification, personal_qualification,
};

use serde_json::Value;

use super::{Delta, Version};
use crate::population::Draw;

/// The frequencies of an income or a revenue.
const FREQUENCIES: &[&str] = &[
    "DIARIA",
    "SEMANAL",
    "QUINZENAL",
    "MENSAL",
    "BIMESTRAL",
    "TRIMESTRAL",
    "SEMESTRAL",
    "ANUAL",
    "OUTROS",
];

/// Puts a member there if there is a value for it.
fn set(object: &mut Value, member: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object[member] = value.into();
    }
}

/// The id of a registration: means nothing to the customer, and no two have the same.
fn record_id(kind: &str, index: u64, record: u64, draw: &mut Draw) -> String {
    format!("{kind}-{index}-{record}-{}", draw.digits(6))
}

/// An amount of so many reais: with two decimals, now and then with four.
fn amount(draw: &mut Draw, reais: u64) -> Value {
    let decimals = if draw.percent(15) { 4 } else { 2 };
    format!("{reais}.{}", draw.digits(decimals)).into()
}

/// A name as long as the release allows: older ones cut it after a word.
fn company_name(name: &str, version: Version) -> &str {
    let most = if version.has(Delta::LongCompanyNames) {
        144
    } else {
        70
    };
    match name.char_indices().nth(most) {
        // A blank in the first place beyond ends a word too.
        Some((end, c)) => {
            let end = end + c.len_utf8();
            name[..end]
                .rsplit_once(' ')
                .map_or(&name[..end - c.len_utf8()], |(words, _)| words)
        }
        None => name,
    }
}

/// The CNPJ that the release knows a company by.
fn cnpj<'a>(digits: &'a str, alphanumeric: Option<&'a str>, version: Version) -> &'a str {
    match alphanumeric {
        Some(cnpj) if version.has(Delta::AlphanumericCnpj) => cnpj,
        _ => digits,
    }
}

#[cfg(test)]
mod tests;
