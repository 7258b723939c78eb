//! CPF and CNPJ with their check digits (Receita Federal), a CNPJ also with letters.

/// How many CPFs there are but for those whose first nine digits are all the same, which are not given out.
pub(super) const CPFS: u64 = 9 * BETWEEN_REPETITIONS;

/// How many roots the companies share. Those from 99000000 on are the institutions' own.
pub(super) const CNPJ_ROOTS: u64 = 98_999_999;

const BETWEEN_REPETITIONS: u64 = 111_111_110;

/// The CPF of this number, which is below [`CPFS`].
pub(super) fn cpf(number: u64) -> String {
    let base = number + number / BETWEEN_REPETITIONS + 1;
    let mut cpf = format!("{base:09}");
    for _ in 0..2 {
        let weights = 2..;
        cpf.push(check_digit(&cpf, weights));
    }
    cpf
}

/// The CNPJ of these twelve characters: digits and capital letters.
pub(crate) fn cnpj(base: &str) -> String {
    let mut cnpj = base.to_owned();
    for _ in 0..2 {
        let weights = (2..10).cycle();
        cnpj.push(check_digit(&cnpj, weights));
    }
    cnpj
}

/// A decimal digit as text.
pub(crate) fn digit(number: u64) -> char {
    char::from(b"0123456789"[usize::from(number.to_le_bytes()[0] % 10)])
}

/// The weights are those of the characters from the last one to the first.
fn check_digit(characters: &str, weights: impl Iterator<Item = u64>) -> char {
    // A letter counts as its ASCII code less that of zero.
    let values = characters.bytes().rev().map(|byte| u64::from(byte - b'0'));
    let sum: u64 = values
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    match sum % 11 {
        0 | 1 => '0',
        remainder => digit(11 - remainder),
    }
}
