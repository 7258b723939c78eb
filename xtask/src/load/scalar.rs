//! What a plain scalar means by the core schema of YAML 1.2: `NO` and `yes` are strings, `0o17` is 15, a date is a
//! string. Numbers keep whether they were written as integers.

use serde_json::{Number, Value};

/// The value of a plain scalar; `None` for a number that JSON does not have.
pub(super) fn plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => match integer(text) {
            Some(number) => number.map(Value::Number),
            None if is_float(text) => float(text).map(Value::Number),
            None if is_not_finite(text) => None,
            None => Some(Value::String(text.to_owned())),
        },
    }
}

/// The value of a scalar with a `!!` tag, by the tag's name; `None` if the text does not fit the tag.
pub(super) fn tagged(tag: &str, text: &str) -> Option<Value> {
    let value = match tag {
        "str" => return Some(Value::String(text.to_owned())),
        // By the core schema an integer is a fine float: `!!float 1` is 1.0.
        "float" if is_float(text) || integer(text).is_some() => {
            return float(text).map(Value::Number);
        }
        _ => plain(text)?,
    };
    let fits = match tag {
        "null" => value.is_null(),
        "bool" => value.is_boolean(),
        "int" => integer(text).is_some(),
        _ => false,
    };
    fits.then_some(value)
}

/// `None` if the text is no integer at all, `Some(None)` if it is one that has no room even in a float.
fn integer(text: &str) -> Option<Option<Number>> {
    let (digits, radix) = match (text.strip_prefix("0o"), text.strip_prefix("0x")) {
        (Some(digits), _) => (digits, 8),
        (_, Some(digits)) => (digits, 16),
        _ => (text.strip_prefix(['+', '-']).unwrap_or(text), 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let unsigned = u64::from_str_radix(digits, radix).ok();
    let signed = || text.parse::<i64>().ok().filter(|_| radix == 10);
    Some(match (unsigned, text.starts_with('-')) {
        (Some(number), false) => Some(Number::from(number)),
        (_, true) if signed().is_some() => signed().map(Number::from),
        _ if radix == 10 => float(text),
        _ => None,
    })
}

fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, part)) => {
            all_digits(whole) && all_digits(part) && !(whole.is_empty() && part.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_fits && exponent_fits
}

fn float(text: &str) -> Option<Number> {
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

fn is_not_finite(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(text, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_older_yaml_took_for_something_else_is_text() {
        for text in [
            "NO",
            "no",
            "yes",
            "Yes",
            "on",
            "off",
            "y",
            "n",
            "1_000",
            "0b11",
            "12:30:45",
            "2021-02-02",
            "2021-02-02T22:11:59Z",
            "0x",
            "0o8",
            "0o",
            "1e",
            "e1",
            ".",
            "-",
            "+",
            "--1",
            "1.2.3",
            "+0x1F",
            "nUll",
            "tRue",
            "١٢",
            "inf",
            "NaN",
            "infinity",
            "0.51%",
            "<<",
            "=",
        ] {
            assert_eq!(plain(text), Some(json!(text)), "{text}");
        }
    }

    #[test]
    fn the_core_schema_is_read() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("NULL", json!(null)),
            ("TRUE", json!(true)),
            ("False", json!(false)),
            ("0", json!(0)),
            ("-0", json!(0)),
            ("+7", json!(7)),
            ("007", json!(7)),
            ("0o17", json!(15)),
            ("0x1F", json!(31)),
            ("-9223372036854775808", json!(i64::MIN)),
            ("18446744073709551615", json!(u64::MAX)),
            ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
            ("1.0", json!(1.0)),
            ("1.", json!(1.0)),
            ("-.5", json!(-0.5)),
            ("1e3", json!(1000.0)),
            ("1E-2", json!(0.01)),
        ] {
            assert_eq!(plain(text), Some(value), "{text}");
        }
    }

    #[test]
    fn integers_stay_integers_and_floats_floats() {
        assert!(plain("1").is_some_and(|value| value.is_u64()));
        assert!(plain("-1").is_some_and(|value| value.is_i64()));
        assert!(plain("1.0").is_some_and(|value| value.is_f64()));
    }

    #[test]
    fn numbers_that_json_lacks_are_refused() {
        for text in [".inf", "-.INF", ".nan", "1e999", "0x10000000000000000"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn a_tag_decides() {
        assert_eq!(tagged("str", "200"), Some(json!("200")));
        assert_eq!(tagged("float", "1"), Some(json!(1.0)));
        assert_eq!(tagged("int", "0x10"), Some(json!(16)));
        assert_eq!(tagged("null", ""), Some(json!(null)));
        assert_eq!(tagged("int", "1.5"), None);
        assert_eq!(tagged("bool", "yes"), None);
        assert_eq!(tagged("timestamp", "2021-02-02"), None);
    }
}
