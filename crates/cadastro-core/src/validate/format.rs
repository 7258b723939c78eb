//! The forms that a document can ask for by name, in the strict sense of writing.

use crate::value::{
    AccountNumber, Amount, AreaCode, BranchCode, CallingCode, Cep, Cnpj, CompeCode, Country, Cpf,
    CpfCnpj, Currency, Date, DateTime, Email, IbgeCode, InteractionId, Number, PhoneExtension,
    PhoneNumber, Uri,
};
use std::fmt;

/// A form that a document asks for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// An account's number, 8 to 20 digits.
    AccountNumber,
    /// An amount with 2 to 4 decimals.
    Amount,
    /// A Brazilian area code.
    AreaCode,
    /// A branch's number, 4 digits.
    BranchCode,
    /// A country's calling code, 1 to 4 digits.
    CallingCode,
    /// A postal code, 8 digits.
    Cep,
    /// A CNPJ with right check digits.
    Cnpj,
    /// A bank's COMPE number, 3 digits.
    CompeCode,
    /// A country, three capital letters.
    Country,
    /// A CPF with right check digits.
    Cpf,
    /// A CPF or a CNPJ with right check digits.
    CpfCnpj,
    /// A currency, three capital letters.
    Currency,
    /// A day that exists, as `2014-03-19`.
    Date,
    /// An instant of RFC 3339.
    DateTime,
    /// An e-mail address.
    Email,
    /// A municipality's IBGE number, 7 digits.
    IbgeCode,
    /// A date of HTTP, as `Sun, 10 Sep 2017 19:43:31 GMT`.
    HttpDate,
    /// A number of JSON.
    Number,
    /// A phone extension, 1 to 5 digits.
    PhoneExtension,
    /// A phone number, 6 to 13 digits.
    PhoneNumber,
    /// An absolute URI.
    Uri,
    /// A UUID.
    Uuid,
}

impl Format {
    /// Whether a text has the form.
    #[must_use]
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::AccountNumber => AccountNumber::from(text).is_valid(),
            Self::Amount => Amount::from(text).is_valid(),
            Self::AreaCode => AreaCode::from(text).is_valid(),
            Self::BranchCode => BranchCode::from(text).is_valid(),
            Self::CallingCode => CallingCode::from(text).is_valid(),
            Self::Cep => Cep::from(text).is_valid(),
            Self::Cnpj => Cnpj::from(text).is_valid(),
            Self::CompeCode => CompeCode::from(text).is_valid(),
            Self::Country => Country::from(text).is_valid(),
            Self::Cpf => Cpf::from(text).is_valid(),
            Self::CpfCnpj => CpfCnpj::from(text).is_valid(),
            Self::Currency => Currency::from(text).is_valid(),
            Self::Date => text.len() == 10 && Date::from(text).civil().is_some(),
            Self::DateTime => has_full_fields(text) && DateTime::from(text).timestamp().is_some(),
            Self::Email => Email::from(text).is_valid(),
            Self::IbgeCode => IbgeCode::from(text).is_valid(),
            Self::HttpDate => text.len() == 29 && httpdate::parse_http_date(text).is_ok(),
            Self::PhoneExtension => PhoneExtension::from(text).is_valid(),
            Self::PhoneNumber => PhoneNumber::from(text).is_valid(),
            Self::Uri => Uri::from(text).is_valid(),
            Self::Number => Number::from(text).decimal().is_some(),
            Self::Uuid => InteractionId::from(text).is_valid(),
        }
    }
}

/// Whether all fields of an instant have their full width: reading takes less.
fn has_full_fields(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied();
    at(7) == Some(b'-') && matches!(at(10), Some(b'T' | b't')) && at(13) == Some(b':')
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccountNumber => "an account number of 8 to 20 digits",
            Self::Amount => "an amount with 2 to 4 decimals",
            Self::AreaCode => "a Brazilian area code",
            Self::BranchCode => "a branch code of 4 digits",
            Self::CallingCode => "a calling code of 1 to 4 digits",
            Self::Cep => "a CEP of 8 digits",
            Self::Cnpj => "a CNPJ, 14 characters without punctuation, with right check digits",
            Self::CompeCode => "a COMPE code of 3 digits",
            Self::Country => "a country of three capital letters",
            Self::Cpf => "a CPF, 11 digits without punctuation, with right check digits",
            Self::CpfCnpj => "a CPF or a CNPJ without punctuation, with right check digits",
            Self::Currency => "a currency of three capital letters",
            Self::Date => "a date",
            Self::DateTime => "a date-time of RFC 3339",
            Self::Email => "an e-mail address",
            Self::IbgeCode => "an IBGE code of 7 digits",
            Self::HttpDate => "a date of HTTP",
            Self::PhoneExtension => "a phone extension of 1 to 5 digits",
            Self::PhoneNumber => "a phone number of 6 to 13 digits",
            Self::Uri => "an absolute URI",
            Self::Number => "a number",
            Self::Uuid => "a UUID",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn writing_is_stricter_than_reading() {
        assert!(Format::DateTime.holds("2021-02-02T22:11:59.28Z"));
        assert!(Format::DateTime.holds("2021-02-02T22:11:59-03:00"));
        for no in [
            "2021-2-2T22:11:59.28Z",
            "2021-02-02 22:11:59Z",
            "2021-02-02T22:11:59",
            "2021-02-02T9:11:59Z",
            "2021-02-02",
        ] {
            assert!(!Format::DateTime.holds(no), "{no}");
        }
        assert!(Format::Date.holds("2014-03-19"));
        assert!(!Format::Date.holds("2014-3-19"));
        assert!(Format::HttpDate.holds("Sun, 10 Sep 2017 19:43:31 GMT"));
        assert!(!Format::HttpDate.holds("Sunday, 10-Sep-17 19:43:31 GMT"));
        assert!(Format::Uuid.holds("73cac523-d3ae-4289-b106-330a6218710d"));
    }
}
