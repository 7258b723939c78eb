//! Who someone is to the Receita Federal: CPF of a person, CNPJ of a company.

use super::shape;

domain_value! {
    /// The number of a natural person: 11 digits, the last two of them check digits.
    ///
    /// ```
    /// use cadastro_core::Cpf;
    ///
    /// assert!(Cpf::from("52998224725").is_valid());
    /// assert!(!Cpf::from("52998224724").is_valid());
    /// assert_eq!(format!("{:?}", Cpf::from("52998224725")), "Cpf(11 digits)");
    /// ```
    Cpf
}

domain_value! {
    /// The number of a company: 12 characters `0-9A-Z` and two check digits. Letters are in use
    /// from July 2026 (Receita Federal, Instrução Normativa 2.229 of 2024).
    ///
    /// ```
    /// use cadastro_core::Cnpj;
    ///
    /// assert!(Cnpj::from("11222333000181").is_valid());
    /// assert!(Cnpj::from("12ABC34501DE35").is_valid());
    /// assert!(!Cnpj::from("12abc34501de35").is_valid());
    /// ```
    Cnpj
}

domain_value! {
    /// The number of a person or of a company, told apart by its length.
    ///
    /// ```
    /// use cadastro_core::CpfCnpj;
    ///
    /// let document = CpfCnpj::from("11222333000181");
    /// assert!(document.is_cnpj() && document.is_valid());
    /// ```
    CpfCnpj
}

impl Cpf {
    /// Whether it is 11 digits with right check digits, and not one digit 11 times.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        cpf(self.as_str())
    }
}

impl Cnpj {
    /// Whether it is 14 characters of the right kind with right check digits, and not one digit
    /// 14 times. Points, slashes and small letters are not part of the number.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        cnpj(self.as_str())
    }
}

impl CpfCnpj {
    /// Whether it has the form of a CPF: 11 digits.
    #[must_use]
    pub fn is_cpf(&self) -> bool {
        shape::digits(self.as_str(), 11..=11)
    }

    /// Whether it has the form of a CNPJ: 12 characters `0-9A-Z` and two digits.
    #[must_use]
    pub fn is_cnpj(&self) -> bool {
        has_cnpj_form(self.as_str())
    }

    /// Whether it is a valid CPF or a valid CNPJ.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        cpf(self.as_str()) || cnpj(self.as_str())
    }
}

pub(crate) fn cpf(text: &str) -> bool {
    let weights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    shape::digits(text, 11..=11) && !is_one_digit(text) && has_check_digits(text, &weights)
}

pub(crate) fn cnpj(text: &str) -> bool {
    let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    has_cnpj_form(text) && !is_one_digit(text) && has_check_digits(text, &weights)
}

fn has_cnpj_form(text: &str) -> bool {
    text.len() == 14
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| byte.is_ascii_digit() || (at < 12 && byte.is_ascii_uppercase()))
}

fn is_one_digit(text: &str) -> bool {
    text.bytes().all(|byte| Some(byte) == text.bytes().next())
}

/// The weights are those of the second digit; the first digit's are the same without the first.
fn has_check_digits(text: &str, weights: &[u32]) -> bool {
    let value = |byte: u8| u32::from(byte - b'0');
    let (root, check) = text.as_bytes().split_at(weights.len() - 1);
    let digit = |bytes: &[u8], weights: &[u32]| {
        let sum: u32 = bytes
            .iter()
            .zip(weights)
            .map(|(byte, weight)| value(*byte) * weight)
            .sum();
        match sum % 11 {
            0 | 1 => 0,
            remainder => 11 - remainder,
        }
    };
    let first = digit(root, &weights[1..]);
    let second = digit(&text.as_bytes()[..weights.len()], weights);
    value(check[0]) == first && value(check[1]) == second
}

#[cfg(test)]
mod tests {
    use super::{Cnpj, Cpf, CpfCnpj};

    #[test]
    fn cpf_check_digits() {
        for valid in ["52998224725", "11144477735", "12345678909"] {
            assert!(Cpf::from(valid).is_valid(), "{valid}");
        }
        for wrong in [
            "52998224735",
            "52998224726",
            "11111111111",
            "5299822472",
            "529982247250",
            "529.982.247-25",
            "5299822472A",
            "",
            "٥٢٩٩٨",
        ] {
            assert!(!Cpf::from(wrong).is_valid(), "{wrong}");
        }
    }

    #[test]
    fn cnpj_check_digits_with_letters_too() {
        for valid in ["11222333000181", "12ABC34501DE35", "00000000000191"] {
            assert!(Cnpj::from(valid).is_valid(), "{valid}");
        }
        for wrong in [
            "50685362006773",
            "12ABC34501DE36",
            "12ABC34501DE45",
            "12abc34501de35",
            "12ABC34501DE3A",
            "00000000000000",
            "11.222.333/0001-81",
            "",
            "é2ABC34501DE3",
        ] {
            assert!(!Cnpj::from(wrong).is_valid(), "{wrong}");
        }
    }

    #[test]
    fn exactly_one_pair_of_check_digits_is_right() {
        let right = (0..100)
            .filter(|n| Cnpj::from(format!("12ABC34501DE{n:02}")).is_valid())
            .count();
        assert_eq!(right, 1);
        let right = (0..100)
            .filter(|n| Cpf::from(format!("529982247{n:02}")).is_valid())
            .count();
        assert_eq!(right, 1);
    }

    #[test]
    fn cpf_or_cnpj_by_form() {
        let cpf = CpfCnpj::from("52998224725");
        assert!(cpf.is_cpf() && !cpf.is_cnpj() && cpf.is_valid());
        let cnpj = CpfCnpj::from("12ABC34501DE35");
        assert!(!cnpj.is_cpf() && cnpj.is_cnpj() && cnpj.is_valid());
        let wrong = CpfCnpj::from("50685362006773");
        assert!(wrong.is_cnpj() && !wrong.is_valid());
    }
}
