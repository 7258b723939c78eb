//! What is checked of a registration before it is sent: what the document says, and the check digits of CPF and CNPJ,
//! of which it says nothing.

use cadastro_bs2_onboarding::{ClienteParaCadastrar, Empresa};
use cadastro_core::{Check, Cpf, Format, Validate as _};

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
    check.optional("socios", &empresa.socios, |check, socios| {
        check.each(socios, |check, socio| cpf(check, &socio.cpf));
    });
}

fn cpf(check: &mut Check, cpf: &Option<Cpf>) {
    check.optional("cpf", cpf, |check, cpf| {
        check.format(cpf.as_str(), Format::Cpf);
    });
}
