//! Where someone lives: country, CEP and municipality.

use super::shape;

domain_value! {
    /// A country by its three letters (ISO 3166-1 alpha-3), `BRA` for Brazil.
    ///
    /// Some providers send two letters here; they are kept, and not valid.
    Country
}

domain_value! {
    /// A postal code (CEP): 8 digits.
    Cep
}

domain_value! {
    /// A municipality's number at the IBGE: 7 digits, the first two of them the state's.
    IbgeCode
}

impl Country {
    /// Whether it is three capital letters. The list of countries is not consulted: banks may
    /// lawfully send a dummy.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::capitals(self.as_str(), 3)
    }
}

impl Cep {
    /// Whether it is 8 digits, without a hyphen.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 8..=8)
    }
}

impl IbgeCode {
    /// Whether it is 7 digits.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 7..=7)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cep, Country, IbgeCode};

    #[test]
    fn codes_have_their_form() {
        assert!(Country::from("BRA").is_valid());
        assert!(!Country::from("BR").is_valid());
        assert!(!Country::from("").is_valid());
        assert!(Cep::from("17500001").is_valid());
        assert!(!Cep::from("17500-001").is_valid());
        assert!(IbgeCode::from("3550308").is_valid());
        assert!(!IbgeCode::from("355030").is_valid());
    }
}
