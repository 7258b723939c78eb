//! What is wrong with a registration: what refuses it, and what is merely not taken.

use cadastro_core::{Cnpj, Cpf};
use serde_json::{Value, json};

use crate::reply::Reply;
use crate::world::World;

/// As many reasons stand in an answer at most.
const MOST: usize = 50;

/// One reason.
pub(super) struct Detail {
    /// What it is about, such as `Empresa.Socios[0].Cpf`; `None` for the whole.
    tag: Option<String>,
    text: &'static str,
}

impl Detail {
    pub(super) fn new(tag: impl Into<String>, text: &'static str) -> Self {
        Self {
            tag: Some(tag.into()),
            text,
        }
    }

    pub(super) fn of_all(text: &'static str) -> Self {
        Self { tag: None, text }
    }

    fn to_json(&self) -> Value {
        json!({"tag": self.tag, "descricao": self.text})
    }
}

/// As `badRequestReason`, and as the body of a 400.
pub(super) fn list(details: &[Detail]) -> Value {
    details.iter().take(MOST).map(Detail::to_json).collect()
}

/// A 400 with its reasons.
pub(super) fn refusal(details: &[Detail]) -> Reply {
    Reply::json(400, list(details))
}

/// Why a registration is refused; empty if it is not.
pub(super) fn refusals(world: &World, operation: &str, body: &Value) -> Vec<Detail> {
    let violations = world.contract.body_violations(operation, body);
    if !violations.is_empty() {
        return violations
            .iter()
            .map(|violation| Detail {
                tag: tag(&violation.pointer),
                text: text(&violation.rule),
            })
            .collect();
    }
    let Some(empresa) = body.get("empresa").filter(|empresa| empresa.is_object()) else {
        return vec![Detail::new("Empresa", "Campo obrigatório.")];
    };
    let mut details = Vec::new();
    match empresa.get("cnpj").and_then(Value::as_str) {
        None => details.push(Detail::new("Empresa.Cnpj", "Campo obrigatório.")),
        Some(cnpj) if !Cnpj::from(cnpj).is_valid() => {
            details.push(Detail::new("Empresa.Cnpj", "CNPJ inválido."));
        }
        Some(_) => {}
    }
    for (place, person) in people(empresa) {
        let cpf = person.get("cpf").and_then(Value::as_str);
        if cpf.is_some_and(|cpf| !Cpf::from(cpf).is_valid()) {
            details.push(Detail::new(format!("{place}.Cpf"), "CPF inválido."));
        }
    }
    details
}

/// What of a registration is not taken although it succeeds.
pub(super) fn not_taken(body: &Value) -> Vec<Detail> {
    let mut details = Vec::new();
    let Some(empresa) = body.get("empresa") else {
        return details;
    };
    let mut addresses = vec![("Empresa".to_owned(), empresa)];
    for (place, person) in people(empresa) {
        if !has_digits(person.get("telefone"), 10..=11) {
            let tag = format!("{place}.Telefone");
            details.push(Detail::new(tag, "O telefone não tem 10 ou 11 dígitos."));
        }
        addresses.push((place, person));
    }
    for (place, of) in addresses {
        if !has_digits(of.pointer("/endereco/cep"), 8..=8) {
            let tag = format!("{place}.Endereco.Cep");
            details.push(Detail::new(tag, "O CEP não tem 8 dígitos."));
        }
    }
    let shares: Vec<f64> = partners(empresa)
        .filter_map(|socio| socio.get("participacao")?.as_f64())
        .collect();
    if !shares.is_empty() && !is_whole(shares.iter().sum()) {
        let tag = "Empresa.Socios.Participacao";
        details.push(Detail::new(tag, "As participações não somam 100."));
    }
    details
}

/// Whether shares of this sum are all there are: as percentages or as fractions, since no document says which they are, and
/// up to what is lost when they are rounded, as in 3 × 33.33.
fn is_whole(sum: f64) -> bool {
    [1.0, 100.0]
        .into_iter()
        .any(|whole| (sum / whole - 1.0).abs() < 0.0005)
}

/// Partners and legal representative, each with the tag of its place.
fn people(empresa: &Value) -> impl Iterator<Item = (String, &Value)> {
    let partners = partners(empresa)
        .enumerate()
        .map(|(at, socio)| (format!("Empresa.Socios[{at}]"), socio));
    let representative = empresa.get("representanteLegal");
    partners.chain(representative.map(|person| ("Empresa.RepresentanteLegal".to_owned(), person)))
}

fn partners(empresa: &Value) -> impl Iterator<Item = &Value> {
    let socios = empresa.get("socios").and_then(Value::as_array);
    socios.into_iter().flatten()
}

/// Whether it is so many digits and nothing else. What is not there has nothing wrong.
fn has_digits(value: Option<&Value>, count: std::ops::RangeInclusive<usize>) -> bool {
    value.and_then(Value::as_str).is_none_or(|text| {
        count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A JSON pointer in the notation of BS2: `/empresa/socios/0/cpf` is `Empresa.Socios[0].Cpf`; `None` for the whole.
fn tag(pointer: &str) -> Option<String> {
    if pointer.is_empty() {
        return None;
    }
    let mut tag = String::new();
    for segment in pointer.split('/').skip(1) {
        if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            tag.push_str(&format!("[{segment}]"));
            continue;
        }
        if !tag.is_empty() {
            tag.push('.');
        }
        let mut letters = segment.chars();
        tag.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        tag.push_str(letters.as_str());
    }
    Some(tag)
}

fn text(rule: &str) -> &'static str {
    match rule {
        "type" => "O tipo não é o esperado.",
        "format" | "pattern" => "O formato não é o esperado.",
        "required" => "Campo obrigatório.",
        _ => "O valor não é aceito.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_in_the_notation_of_bs2() {
        for (pointer, expected) in [
            ("/empresa/socios/10/cpf", Some("Empresa.Socios[10].Cpf")),
            ("/empresa/razaoSocial", Some("Empresa.RazaoSocial")),
            ("", None),
        ] {
            assert_eq!(tag(pointer).as_deref(), expected);
        }
    }

    #[test]
    fn what_is_absent_is_not_held_against_anyone() {
        let empresa =
            json!({"empresa": {"socios": [{}, {"participacao": 100}], "representanteLegal": {}}});
        assert!(not_taken(&empresa).is_empty());
    }

    #[test]
    fn shares_are_percentages_or_fractions_and_may_be_rounded() {
        let third = |share: f64| [share, share, share].iter().sum();
        for sum in [1.0, 100.0, third(33.33), third(0.3333), 62.5 + 37.5] {
            assert!(is_whole(sum), "{sum}");
        }
        for sum in [0.0, 0.999, 1.01, 50.0, 99.9, 100.1, -1.0] {
            assert!(!is_whole(sum), "{sum}");
        }
    }

    #[test]
    fn values_of_a_wrong_type_are_no_reason_to_panic() {
        for empresa in [json!([]), json!("a"), json!({"socios": {}, "endereco": 1})] {
            assert!(not_taken(&json!({"empresa": empresa})).is_empty());
        }
    }
}
