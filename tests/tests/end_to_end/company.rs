//! Companies to register.

use cadastro::onboarding::{ClienteParaCadastrar, Empresa, RepresentanteLegal};

/// What BS2 takes without a refusal.
pub(crate) fn company() -> ClienteParaCadastrar {
    numbered(0)
}

/// One of many.
pub(crate) fn numbered(number: u32) -> ClienteParaCadastrar {
    let representante = RepresentanteLegal::new()
        .set_cpf("52998224725")
        .set_email("alguem@example.com")
        .set_telefone("11912345678");
    let empresa = Empresa::new()
        .set_cnpj(cnpj(number))
        .set_razao_social("Companhia Inventada")
        .set_representante_legal(representante);
    ClienteParaCadastrar::new().set_empresa(empresa)
}

/// A CNPJ with right check digits.
pub(crate) fn cnpj(number: u32) -> String {
    let mut cnpj = format!("{number:08}0001");
    for _ in 0..2 {
        let weights = (2..=9).cycle();
        let weighted = cnpj.bytes().rev().zip(weights);
        let sum: u32 = weighted
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        let digit = match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        };
        cnpj.push_str(&digit.to_string());
    }
    cnpj
}
