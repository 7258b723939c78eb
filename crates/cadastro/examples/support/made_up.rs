//! A made-up company of the sandbox, as BS2 wants to know it.

use cadastro::onboarding::{ClienteParaCadastrar, Empresa, Endereco, RepresentanteLegal, Socio};
use cadastro_sandbox::{Address, Company, Person};

/// The company, its partners, and the first of them as its legal representative. The representative's phone is in a
/// notation that the sandbox registers with a remark.
pub(crate) fn cliente(company: &Company) -> ClienteParaCadastrar {
    let socios = company.partners().iter().map(|partner| {
        let person = partner.person();
        Socio::new()
            .set_cpf(person.cpf())
            .set_nome(person.civil_name())
            .set_nascimento(midnight(person.birth_date()))
            .set_nome_mae(person.mother())
            .set_email(person.email())
            .set_telefone(phone(person))
            .set_participacao(format!("{:.4}", partner.share() * 100.0))
            .set_endereco(endereco(person.address()))
    });
    let mut empresa = Empresa::new()
        .set_cnpj(company.cnpj())
        .set_razao_social(company.name())
        .set_natureza_juridica(company.legal_form_code())
        .set_fundada_em(midnight(company.incorporation_date()))
        .set_endereco(endereco(company.address()))
        .set_socios(socios);
    if let Some(partner) = company.partners().first() {
        let person = partner.person();
        let representante = RepresentanteLegal::new()
            .set_cpf(person.cpf())
            .set_nome(person.civil_name())
            .set_telefone(format!("+55 {}", phone(person)));
        empresa = empresa.set_representante_legal(representante);
    }
    ClienteParaCadastrar::new().set_empresa(empresa)
}

fn endereco(address: &Address) -> Endereco {
    Endereco::new()
        .set_logradouro(address.street())
        .set_numero(address.number().to_string())
        .set_bairro(address.district())
        .set_cidade(address.town().name())
        .set_estado(address.town().state())
        .set_cep(address.post_code())
}

fn phone(person: &Person) -> String {
    format!("{}{}", person.area_code(), person.phone_number())
}

/// BS2 has days as points in time.
fn midnight(day: &str) -> String {
    format!("{day}T00:00:00Z")
}
