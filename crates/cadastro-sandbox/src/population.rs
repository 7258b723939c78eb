//! Customers made up from a seed: persons and companies that fit together, as many as one likes, none of them stored.

mod activities;
mod addresses;
mod check_digits;
mod company;
mod countries;
mod draw;
mod names;
mod numbering;
mod person;
mod towns;

pub use self::addresses::Address;
pub use self::company::{Company, CorporatePartner, Partner};
pub use self::countries::Country;
pub use self::person::{MaritalStatus, Person, Sex};
pub use self::towns::Town;

pub(crate) use self::check_digits::{cnpj, digit};
pub(crate) use self::countries::COUNTRIES;
pub(crate) use self::draw::Draw;
pub(crate) use self::names::{ascii, civil_name};

use self::numbering::Numbering;

/// Customers made up from a seed. The same seed and number always make the same customer (within a release of this
/// crate); different numbers below [`PERSONS`](Self::PERSONS) and [`COMPANIES`](Self::COMPANIES) make customers with
/// different CPF and CNPJ. No person or company is meant: names and numbers are drawn by chance, e-mail addresses are at
/// `example.com` and its like, mobile numbers are from a range that is not given out. Nothing about them is dated later
/// than 2023, except how long a document is valid.
///
/// ```
/// use cadastro_sandbox::Population;
///
/// let population = Population::new(7);
/// let person = population.person(0);
/// assert_eq!(person.cpf(), Population::new(7).person(0).cpf());
/// assert_ne!(person.cpf(), population.person(1).cpf());
///
/// let company = population.company(3);
/// assert_eq!(company.cnpj().len(), 14);
/// // Each fourth has one with letters too.
/// assert!(company.alphanumeric_cnpj().is_some());
/// for partner in company.partners() {
///     assert!(partner.share() > 0.0);
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Population {
    seed: u64,
    cpfs: Numbering,
    cnpjs: Numbering,
}

impl Population {
    /// How many persons there are before numbers begin to repeat their CPF.
    pub const PERSONS: u64 = check_digits::CPFS;

    /// How many companies there are before numbers begin to repeat their CNPJ.
    pub const COMPANIES: u64 = check_digits::CNPJ_ROOTS;

    /// The population of a seed. It costs nothing and holds nothing.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            cpfs: Numbering::new(seed, "cpf", Self::PERSONS),
            cnpjs: Numbering::new(seed, "cnpj", Self::COMPANIES),
        }
    }

    /// The person of this number.
    #[must_use]
    pub fn person(&self, index: u64) -> Person {
        Person::new(*self, index)
    }

    /// The company of this number.
    #[must_use]
    pub fn company(&self, index: u64) -> Company {
        Company::new(*self, index)
    }

    /// A person as somebody draws one, such as a partner or a representative.
    pub(crate) fn some_person(&self, draw: &mut Draw) -> Person {
        self.person(draw.range(0..100_000))
    }

    /// A company as somebody draws one, such as an employer; without its partners.
    fn some_registration(&self, draw: &mut Draw) -> company::Registration {
        company::Registration::new(self, draw.range(0..100_000))
    }

    /// An employer: name, CNPJ, and the one with letters if there is one.
    pub(crate) fn some_employer(&self, draw: &mut Draw) -> CorporatePartner {
        CorporatePartner::new(self.some_registration(draw), 0)
    }
}

#[cfg(test)]
mod tests;
