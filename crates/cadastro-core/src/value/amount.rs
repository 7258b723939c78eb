//! Money: an amount keeps its digits and its scale, and its currency stands beside it.

use super::leaf::Leaf;
use super::{number, shape};
use rust_decimal::Decimal;

domain_value! {
    /// An amount of money as a decimal text with a point, such as `"1500.00"`. Its currency is a
    /// member of its own.
    ///
    /// Equality is of the text, `"1.5"` is not `"1.50"`, and there is no order: compare
    /// [`decimal`](Self::decimal).
    ///
    /// Read it with [`decode`](crate::decode()) or [`Json::decode`](crate::Json::decode): other ways of reading
    /// fail on a number such as `98200.00`, as its literal is lost to them.
    ///
    /// ```
    /// use cadastro_core::{Amount, decode};
    ///
    /// let income: Amount = decode(b"98200.00")?; // a bank that sends a number
    /// assert_eq!(income.as_str(), "98200.00");
    /// assert_eq!(income.decimal().map(|value| value.scale()), Some(2));
    /// # Ok::<(), cadastro_core::DecodeError>(())
    /// ```
    Amount
}

domain_value! {
    /// A currency by its three letters (ISO 4217), `BRL` for the real.
    Currency
}

impl Amount {
    /// The exact value with its scale. `None` when the text is no decimal or needs more than 28
    /// digits.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        number::decimal(self.as_str())
    }

    /// Whether it has the form of Open Finance Brasil: up to 15 digits, a point, 2 to 4 decimals,
    /// perhaps a minus sign.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let text = self.as_str();
        shape::decimal(text.strip_prefix('-').unwrap_or(text), 1..=15, 2..=4)
    }
}

/// A JSON string with at least two decimals.
impl From<Decimal> for Amount {
    fn from(value: Decimal) -> Self {
        let places = usize::try_from(value.scale().max(2)).unwrap_or(2);
        Self(Leaf::from_string(format!("{value:.places$}")))
    }
}

impl Currency {
    /// Whether it is three capital letters. The list of currencies in use is not consulted.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::capitals(self.as_str(), 3)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Currency};
    use rust_decimal::Decimal;

    #[test]
    fn an_amount_keeps_its_scale() {
        let amount = Amount::from("1500.1200");
        assert_eq!(amount.decimal().unwrap().to_string(), "1500.1200");
        assert!(amount.is_valid());
        assert_eq!(Amount::from("NA").decimal(), None);
    }

    #[test]
    fn validity_is_the_documented_form() {
        for yes in ["0.00", "-1.25", "123456789012345.1234"] {
            assert!(Amount::from(yes).is_valid(), "{yes}");
        }
        for no in [
            "1",
            "1.5",
            "1.12345",
            "1234567890123456.00",
            "1,50",
            "--1.00",
            "1e2",
            "",
        ] {
            assert!(!Amount::from(no).is_valid(), "{no}");
        }
    }

    #[test]
    fn an_amount_from_a_decimal_is_a_string_with_two_decimals() {
        for (value, text) in [
            ("5", "5.00"),
            ("5.1", "5.10"),
            ("-5.123", "-5.123"),
            ("0", "0.00"),
            ("1.123456", "1.123456"),
        ] {
            let amount = Amount::from(value.parse::<Decimal>().unwrap());
            assert_eq!(amount, text);
            assert_eq!(
                serde_json::to_string(&amount).unwrap(),
                format!("\"{text}\"")
            );
        }
    }

    #[test]
    fn currencies_are_three_capitals() {
        assert!(Currency::from("BRL").is_valid());
        assert!(!Currency::from("brl").is_valid());
        assert!(!Currency::from("BRLL").is_valid());
    }
}
