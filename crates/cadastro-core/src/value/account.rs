//! Where an account is held: bank, branch and number.

use super::shape;

domain_value! {
    /// A bank's number in the clearing system COMPE: 3 digits, `001` for Banco do Brasil.
    CompeCode
}

domain_value! {
    /// A branch (agência), without its check digit: 4 digits.
    BranchCode
}

domain_value! {
    /// An account's number, without its check digit: 8 to 20 digits.
    AccountNumber
}

impl CompeCode {
    /// Whether it is 3 digits.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 3..=3)
    }
}

impl BranchCode {
    /// Whether it is 4 digits.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 4..=4)
    }
}

impl AccountNumber {
    /// Whether it is 8 to 20 digits.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 8..=20)
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountNumber, BranchCode, CompeCode};

    #[test]
    fn codes_are_digits_of_their_length() {
        assert!(CompeCode::from("001").is_valid());
        assert!(!CompeCode::from("1").is_valid());
        assert!(!CompeCode::from("٠٠١").is_valid());
        assert!(BranchCode::from("6272").is_valid());
        assert!(!BranchCode::from("62720").is_valid());
        assert!(AccountNumber::from("24550245").is_valid());
        assert!(!AccountNumber::from("2455024").is_valid());
        assert!(!AccountNumber::from("245502450000000000000").is_valid());
    }
}
