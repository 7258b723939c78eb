//! What `specs/apis.toml` says about values: which types it can name, and which members a selector means.

use serde_json::Value;

use super::PARAMETERS;
use crate::config::{self, Api};
use crate::diagnostic::Diagnostic;
use crate::openapi;

/// The domain values of `cadastro-core` that `specs/apis.toml` can name.
const VALUES: [&str; 22] = [
    "AccountNumber",
    "Amount",
    "AreaCode",
    "BranchCode",
    "CallingCode",
    "Cep",
    "Cnpj",
    "CompeCode",
    "Country",
    "Cpf",
    "CpfCnpj",
    "Currency",
    "Date",
    "DateTime",
    "Email",
    "IbgeCode",
    "Integer",
    "InteractionId",
    "Number",
    "PhoneExtension",
    "PhoneNumber",
    "Uri",
];

/// Holds the table against what there is before anything is assigned.
pub(super) fn check(
    document: &Value,
    api: &Api,
    line_of: &impl Fn(&str) -> usize,
) -> Result<(), Diagnostic> {
    let problem = |entry: &str, what: String, what_to_do: String| {
        Err(Diagnostic::new(config::FILE, what, what_to_do).at_line(line_of(entry), 1))
    };
    if let Some(unknown) = api
        .values
        .keys()
        .find(|name| !VALUES.contains(&name.as_str()))
    {
        let what = format!(
            "[{}.values] `{unknown}` is no value of cadastro-core",
            api.name
        );
        return problem(unknown, what, format!("use one of {}", VALUES.join(", ")));
    }
    let known = |name: &str| openapi::schemas(document).any(|(known, _)| known == name);
    if let Some(unknown) = api.lenient.iter().find(|name| !known(name)) {
        let what = format!(
            "[{}] `lenient` names `{unknown}`, which is no schema of the document",
            api.name
        );
        return problem(unknown, what, "remove it, or mend its spelling".to_owned());
    }
    Ok(())
}

/// `Owner.member`, with `*` at the front of the owner for any beginning; `Owner` alone for a component.
pub(crate) fn matches(selector: &str, owner: &str, member: &str) -> bool {
    let (wanted_owner, wanted_member) = selector.split_once('.').unwrap_or((selector, ""));
    let owner_fits = match wanted_owner.strip_prefix('*') {
        Some(end) => owner != PARAMETERS && owner.ends_with(end),
        None => owner == wanted_owner,
    };
    owner_fits && member == wanted_member
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, api, code_for};

    #[test]
    fn selectors_match_owner_and_member() {
        assert!(matches("*.cpf", "Socio", "cpf"));
        assert!(matches("*Amount.amount", "InformedIncomeAmount", "amount"));
        assert!(!matches("*Amount.amount", "InformedIncome", "amount"));
        assert!(matches("EnumAreaCode", "EnumAreaCode", ""));
        assert!(!matches("*.cpf", "parameters", "cpf"));
    }

    #[test]
    fn a_table_that_does_not_fit_is_refused_at_its_line() {
        let document = answering(
            "A: {type: object, properties: {cnpj: {type: string}, m: {$ref: '#/components/schemas/M'}}},
  M: {type: object, properties: {n: {type: string}}}",
        );
        let mut sound = api();
        sound
            .values
            .insert("Cnpj".to_owned(), vec!["*.cnpj".to_owned()]);
        sound.lenient.push("M".to_owned());
        assert!(code_for(&document, &sound).is_ok());
        for (core_type, selector, said) in [
            ("Cpfx", "*.cnpj", "`Cpfx` is no value of cadastro-core"),
            ("Cpf", "A.cnpj", "`A.cnpj` gives a second type"),
            ("Cpf", "*.cpf", "`*.cpf` matches no string or number"),
        ] {
            let mut api = sound.clone();
            api.values
                .insert(core_type.to_owned(), vec![selector.to_owned()]);
            let error = code_for(&document, &api).unwrap_err().to_string();
            assert!(
                error.starts_with("specs/apis.toml:1:1: [test.values]") && error.contains(said),
                "{error}"
            );
        }
        let mut api = sound;
        api.lenient.push("Nope".to_owned());
        let error = code_for(&document, &api).unwrap_err().to_string();
        assert!(error.contains("`Nope`, which is no schema"), "{error}");
    }
}
