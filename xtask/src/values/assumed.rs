//! The usual members of the Brazilian registries' documents, for those that have no table in `specs/apis.toml`: a value
//! has its meaning only where both its name and its shape say so.

use serde_json::Value;

use crate::openapi;

/// The type that name and shape of a value stand for; none where either leaves a doubt.
pub(super) fn value(kind: &str, schema: &Value, owner: &str, member: &str) -> Option<&'static str> {
    if kind != "string" || schema.get("enum").is_some() {
        return None;
    }
    let shape = Shape::of(schema);
    let name: String = if member.is_empty() { owner } else { member }
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let found = match openapi::text(schema, "format") {
        "email" => "Email",
        "uuid" | "" if name == "xfapiinteractionid" => "InteractionId",
        "" if ends(&["cpfcnpj", "cnpjcpf", "cnpjcpfnumber", "cpfcnpjnumber"])
            && shape.digits(11, 14) =>
        {
            "CpfCnpj"
        }
        "" if ends(&["cpf", "cpfnumber"]) && shape.digits(11, 11) => "Cpf",
        "" if ends(&["cnpj", "cnpjnumber", "companycnpj", "companiescnpj"])
            && shape.digits(14, 14) =>
        {
            "Cnpj"
        }
        "" if ends(&["currency"]) && shape.letters(3) => "Currency",
        // Amounts are texts that call themselves doubles.
        "" | "double" | "float" | "decimal" if shape.is_amount() => "Amount",
        "" if ends(&["countrycallingcode"]) && shape.digits(1, 4) => "CallingCode",
        "" if ends(&["countrycode"]) && shape.letters(3) => "Country",
        "" if ends(&["compecode"]) && shape.digits(3, 3) => "CompeCode",
        "" if ends(&["branchcode"]) && shape.digits(4, 4) => "BranchCode",
        "" if ends(&["ibgetowncode"]) && shape.digits(7, 7) => "IbgeCode",
        "" if ends(&["postcode", "cep"]) && shape.digits(8, 8) => "Cep",
        _ => return None,
    };
    Some(found)
}

/// What the words of a text's schema leave of it.
struct Shape<'a> {
    pattern: &'a str,
    least: Option<u64>,
    most: Option<u64>,
}

impl<'a> Shape<'a> {
    fn of(schema: &'a Value) -> Self {
        Self {
            pattern: openapi::text(schema, "pattern")
                .trim_start_matches('^')
                .trim_end_matches('$'),
            least: schema.get("minLength").and_then(Value::as_u64),
            most: schema.get("maxLength").and_then(Value::as_u64),
        }
    }

    /// Whether it is of so many digits, by pattern or by length alone. A CNPJ may hold letters.
    fn digits(&self, least: u64, most: u64) -> bool {
        if self.pattern.is_empty() {
            return self.most == Some(most) && self.least.is_none_or(|known| known >= least);
        }
        // The counts that the pattern names: none but these, and what it names is digits or a root of the CNPJ.
        let counts: Vec<u64> = self
            .pattern
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split(['}', ',']).next()?.parse().ok())
            .collect();
        let classes = [r"\d", "[0-9]", "[0-9A-Z]", "[A-Z0-9]"];
        let rest = classes.iter().fold(self.pattern.to_owned(), |rest, class| {
            rest.replace(class, "")
        });
        let plain = rest
            .chars()
            .all(|c| c.is_ascii_digit() || "{}()|^$,".contains(c));
        let sum: u64 = counts.iter().sum();
        plain
            && (sum == most
                || counts.iter().all(|count| *count == least || *count == most)
                    && !counts.is_empty())
    }

    fn letters(&self, count: u64) -> bool {
        let pattern = [
            format!("[A-Z]{{{count}}}"),
            format!("([A-Z]{{{count}}})"),
            format!("(\\w{{{count}}}){{1}}"),
            format!("\\w{{{count}}}"),
        ];
        pattern.iter().any(|known| known == self.pattern)
            || (self.pattern.is_empty()
                && self.most == Some(count)
                && self.least.is_none_or(|least| least <= count))
    }

    /// Open Finance's amounts: a decimal text of two to four decimals.
    fn is_amount(&self) -> bool {
        let pattern = self
            .pattern
            .trim_start_matches("-?")
            .trim_start_matches('(')
            .trim_end_matches(')');
        let decimals = [r"\.\d{2,4}", r"\.\d{2}", r"\.[0-9]{2,4}"];
        let digits = [r"\d{1,", "[0-9]{1,"];
        digits.iter().any(|start| pattern.starts_with(start))
            && decimals.iter().any(|end| pattern.ends_with(end))
            && pattern.matches('{').count() == 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn name_and_shape_together_give_a_value_its_meaning() {
        for (member, schema, expected) in [
            (
                "cpfNumber",
                json!({"pattern": r"^\d{11}$", "maxLength": 11}),
                Some("Cpf"),
            ),
            ("cpf", json!({"maxLength": 11}), Some("Cpf")),
            ("cpf", json!({"maxLength": 20}), None),
            ("name", json!({"maxLength": 11}), None),
            ("companyCnpj", json!({"pattern": r"^\d{14}$"}), Some("Cnpj")),
            (
                "cnpjNumber",
                json!({"pattern": "^[0-9A-Z]{12}[0-9]{2}$"}),
                Some("Cnpj"),
            ),
            ("cnpjNumber", json!({"pattern": r"^\d{8}$"}), None),
            (
                "cnpjCpfNumber",
                json!({"pattern": r"^\d{11}$|^\d{14}$"}),
                Some("CpfCnpj"),
            ),
            (
                "currency",
                json!({"pattern": "^[A-Z]{3}$"}),
                Some("Currency"),
            ),
            (
                "amount",
                json!({"pattern": r"^-?\d{1,15}\.\d{2,4}$"}),
                Some("Amount"),
            ),
            (
                "amount",
                json!({"pattern": r"^\d{1,15}\.\d{2,4}$", "format": "double"}),
                Some("Amount"),
            ),
            (
                "preFixedRate",
                json!({"pattern": r"^\d{1}\.\d{6}$", "format": "double"}),
                None,
            ),
            ("amount", json!({}), None),
            (
                "compeCode",
                json!({"pattern": r"^\d{3}$"}),
                Some("CompeCode"),
            ),
            (
                "branchCode",
                json!({"pattern": r"^\d{4}$"}),
                Some("BranchCode"),
            ),
            (
                "ibgeTownCode",
                json!({"maxLength": 7, "minLength": 7}),
                Some("IbgeCode"),
            ),
            ("postCode", json!({"maxLength": 8}), Some("Cep")),
            (
                "postCode",
                json!({"maxLength": 8, "pattern": r"[\w\s]*"}),
                None,
            ),
            ("email", json!({"format": "email"}), Some("Email")),
            (
                "x-fapi-interaction-id",
                json!({"maxLength": 36}),
                Some("InteractionId"),
            ),
        ] {
            assert_eq!(
                value("string", &schema, "A", member),
                expected,
                "{member} {schema}"
            );
        }
        assert_eq!(value("number", &json!({"maxLength": 11}), "A", "cpf"), None);
    }
}
