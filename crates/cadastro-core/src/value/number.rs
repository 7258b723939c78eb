//! Numbers that keep their literal: `98200.00` stays `98200.00`.

use super::leaf::Leaf;
use rust_decimal::Decimal;

value! {
    /// A number of any size and precision, kept as the literal that came.
    ///
    /// Equality is by text, `1.0` is not `1.00`, and there is no order: compare
    /// [`decimal`](Self::decimal). A string where a number is due is kept too; [`came_as_number`](Self::came_as_number)
    /// tells them apart.
    ///
    /// Read it with [`decode`](crate::decode()) or [`Json::decode`](crate::Json::decode): other ways of reading
    /// fail on a number such as `98200.00`, as its literal is lost to them.
    ///
    /// ```
    /// use cadastro_core::{Number, decode};
    ///
    /// let share: Number = decode(b"98200.00")?;
    /// assert_eq!(share.as_str(), "98200.00");
    /// assert_eq!(share.decimal().map(|value| value.scale()), Some(2));
    /// # Ok::<(), cadastro_core::DecodeError>(())
    /// ```
    Number
}

value! {
    /// An integer whose values are not closed: a status or a kind that the provider numbers.
    ///
    /// It keeps the literal that came, and a string where an integer is due. Equality is by text, and
    /// there is no order: compare [`to_i64`](Self::to_i64).
    ///
    /// ```
    /// use cadastro_core::Integer;
    ///
    /// assert_eq!(Integer::from(6).to_i64(), Some(6));
    /// ```
    Integer
}

impl Number {
    /// The exact decimal, its scale kept. `None` when the text is no number or needs more than
    /// 28 digits.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        decimal(self.as_str())
    }

    /// The value as an integer, if it is written as one and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        to_i64(self.as_str())
    }
}

impl Integer {
    /// The value, if it is written as an integer and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        to_i64(self.as_str())
    }
}

/// A JSON number if the text is one (its literal is kept), else a JSON string.
impl From<&str> for Number {
    fn from(text: &str) -> Self {
        Self(Leaf::number_or_text(text))
    }
}

/// A JSON number if the text is one (its literal is kept), else a JSON string.
impl From<String> for Number {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// A JSON number if the text is one (its literal is kept), else a JSON string.
impl From<&str> for Integer {
    fn from(text: &str) -> Self {
        Self(Leaf::number_or_text(text))
    }
}

/// A JSON number if the text is one (its literal is kept), else a JSON string.
impl From<String> for Integer {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// A JSON number with the decimal's scale.
impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Self(Leaf::integer(value))
    }
}

/// A JSON number: the shortest text that reads back as the same float.
impl TryFrom<f64> for Number {
    type Error = NotFinite;

    fn try_from(value: f64) -> Result<Self, NotFinite> {
        if value.is_finite() {
            Ok(Self(Leaf::integer(value)))
        } else {
            Err(NotFinite)
        }
    }
}

macro_rules! from_integer {
    ($($integer:ty => $($name:ident)+;)+) => { $($(
        /// A JSON number.
        impl From<$integer> for $name {
            fn from(value: $integer) -> Self {
                Self(Leaf::integer(value))
            }
        }
    )+)+ };
}

from_integer! {
    i32 => Number Integer;
    i64 => Number Integer;
    u32 => Number Integer;
    u64 => Number Integer;
}

/// A float that JSON cannot carry: an infinity or not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("JSON has no infinity and no NaN")]
pub struct NotFinite;

/// Reads a decimal exactly: JSON's number syntax, leading zeros allowed.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        None => (unsigned, None),
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
    };
    let well_formed = match mantissa.split_once('.') {
        None => plain(mantissa),
        Some((whole, places)) => plain(whole) && plain(places),
    };
    match exponent {
        _ if !well_formed => None,
        None => Decimal::from_str_exact(text).ok(),
        Some(exponent) if plain(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)) => {
            scientific(text)
        }
        Some(_) => None,
    }
}

/// `Decimal::from_scientific` takes any exponent; one that it would round away is refused.
fn scientific(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let mut value = Decimal::from_str_exact(mantissa).ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    let scale = i64::from(value.scale()) - i64::from(exponent);
    if let Ok(scale) = u32::try_from(scale) {
        value.set_scale(scale).ok()?;
        return Some(value);
    }
    value.set_scale(0).ok()?;
    let zeros = u32::try_from(-scale).ok().filter(|zeros| *zeros <= 28)?;
    value.checked_mul(Decimal::from_i128_with_scale(
        10_i128.checked_pow(zeros)?,
        0,
    ))
}

fn to_i64(text: &str) -> Option<i64> {
    if text.starts_with('+') {
        None
    } else {
        text.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Integer, Number};
    use rust_decimal::Decimal;

    #[test]
    fn decimals_are_exact() {
        for (text, value, scale) in [
            ("98200.00", "98200", 2),
            ("-0", "0", 0),
            ("1e3", "1000", 0),
            ("1.50E-2", "0.0150", 4),
            ("12.5e1", "125", 0),
            ("0.1", "0.1", 1),
            (
                "79228162514264337593543950335",
                "79228162514264337593543950335",
                0,
            ),
        ] {
            let decimal = Number::from(text).decimal().unwrap();
            assert_eq!(decimal, value.parse::<Decimal>().unwrap(), "{text}");
            assert_eq!(decimal.scale(), scale, "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_none() {
        for text in [
            "",
            "-",
            "NA",
            "1_000",
            "+5",
            ".5",
            "5.",
            "1,5",
            "1e",
            "1e400",
            "1e-400",
            "1e99999999999",
            "123456789012345678901234567890.5",
            "9e28",
            " 1",
        ] {
            assert_eq!(Number::from(text).decimal(), None, "{text}");
        }
    }

    #[test]
    fn numbers_made_here_are_json_numbers() {
        let json = |value: Number| serde_json::to_string(&value).unwrap();
        assert_eq!(json(7_i32.into()), "7");
        assert_eq!(json(i64::MIN.into()), "-9223372036854775808");
        assert_eq!(json(u64::MAX.into()), "18446744073709551615");
        assert_eq!(json(0.1_f64.try_into().unwrap()), "0.1");
        assert_eq!(json(1e300_f64.try_into().unwrap()).len(), 301);
        assert_eq!(json("12.50".parse::<Decimal>().unwrap().into()), "12.50");
        assert_eq!(json("12.50".into()), "12.50");
        assert_eq!(json("many".into()), "\"many\"");
        assert!(Number::try_from(f64::NAN).is_err());
        assert!(Number::try_from(f64::INFINITY).is_err());
    }

    #[test]
    fn integers_are_read_when_they_are_some() {
        assert_eq!(Integer::from(-3).to_i64(), Some(-3));
        assert_eq!(Integer::from("6").to_i64(), Some(6));
        assert!(Integer::from("6").came_as_number());
        for none in ["6.0", "+6", "", "six", "9223372036854775808"] {
            assert_eq!(Integer::from(none).to_i64(), None, "{none}");
        }
    }
}
