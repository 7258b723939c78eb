//! The institutions behind the bank: one conglomerate with several brands, all of them the sandbox's own.

use crate::population;

/// An institution of the conglomerate.
pub(super) struct Institution {
    pub(super) brand: &'static str,
    /// The first eight digits of its CNPJ, which are its ISPB too.
    root: &'static str,
    /// The code under which accounts are held there.
    pub(super) compe_code: &'static str,
}

/// The first of them is the bank itself.
const INSTITUTIONS: [Institution; 4] = [
    institution("Banco Areia", "99000101", "990"),
    institution("Areia Cartões", "99000202", "991"),
    institution("Financeira Duna", "99000303", "992"),
    institution("Duna Pagamentos", "99000404", "993"),
];

impl Institution {
    /// Where the registration of this number was made.
    pub(super) fn of(record: u64) -> &'static Self {
        let [first, ..] = &INSTITUTIONS;
        let place = usize::try_from(record % 4).unwrap_or_default();
        INSTITUTIONS.get(place).unwrap_or(first)
    }

    pub(super) fn ispb(&self) -> &'static str {
        self.root
    }

    /// The CNPJ of its head office.
    pub(super) fn cnpj(&self) -> String {
        population::cnpj(&format!("{}0001", self.root))
    }

    /// The CNPJ of a branch, from 2 on.
    pub(super) fn branch_cnpj(&self, branch: u64) -> String {
        population::cnpj(&format!("{}{:04}", self.root, branch % 10_000))
    }
}

const fn institution(
    brand: &'static str,
    root: &'static str,
    compe_code: &'static str,
) -> Institution {
    Institution {
        brand,
        root,
        compe_code,
    }
}
