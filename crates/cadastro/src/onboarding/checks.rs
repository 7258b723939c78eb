//! What is checked of a registration before it is sent: what the document says, and of what it says nothing: that CPF and
//! CNPJ have right check digits, and that numbers are numbers.

use cadastro_bs2_onboarding::{ClienteParaCadastrar, Empresa};
use cadastro_core::{Check, Cpf, Format, Number, Validate as _};

/// Adds all that is wrong with a registration.
pub(super) fn registration(check: &mut Check, cliente: &ClienteParaCadastrar) {
    cliente.check(check);
    check.optional("empresa", &cliente.empresa, digits);
}

fn digits(check: &mut Check, empresa: &Empresa) {
    check.optional("cnpj", &empresa.cnpj, |check, cnpj| {
        check.format(cnpj.as_str(), Format::Cnpj);
    });
    check.optional(
        "representanteLegal",
        &empresa.representante_legal,
        |check, pessoa| cpf(check, &pessoa.cpf),
    );
    check.optional("faturamentoMensal", &empresa.faturamento_mensal, number);
    check.optional("socios", &empresa.socios, |check, socios| {
        check.each(socios, |check, socio| {
            cpf(check, &socio.cpf);
            check.optional("participacao", &socio.participacao, number);
        });
    });
}

/// A text that is no number would be sent as the text it is.
fn number(check: &mut Check, number: &Number) {
    check.format(number.as_str(), Format::Number);
}

fn cpf(check: &mut Check, cpf: &Option<Cpf>) {
    check.optional("cpf", cpf, |check, cpf| {
        check.format(cpf.as_str(), Format::Cpf);
    });
}
