//! Natural persons.

use std::fmt;

use super::addresses::Address;
use super::countries::{BRAZIL, COUNTRIES, Country};
use super::draw::{Draw, mixed};
use super::{Population, check_digits, names};

/// A made-up natural person of a [`Population`].
#[derive(Clone)]
pub struct Person {
    population: Population,
    index: u64,
    cpf: String,
    civil_name: String,
    social_name: Option<String>,
    mother: String,
    father: Option<String>,
    sex: Sex,
    birth_year: u64,
    birth_date: String,
    birth_town: &'static str,
    marital_status: MaritalStatus,
    is_brazilian: bool,
    other_nationality: Option<Country>,
    lives_abroad: bool,
    address: Address,
    phone_number: String,
    email: String,
    monthly_income: u64,
}

/// Sex, as far as the registers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither of the two.
    Other,
}

/// Marital status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MaritalStatus {
    /// Never married.
    Single,
    /// Married.
    Married,
    /// Widowed.
    Widowed,
    /// Separated by court.
    Separated,
    /// Divorced.
    Divorced,
    /// In a stable union.
    StableUnion,
    /// Something else.
    Other,
}

impl Person {
    pub(super) fn new(population: Population, index: u64) -> Self {
        let mut draw = Draw::new(population.seed, "person", index);
        let draw = &mut draw;
        let sex = match draw.range(0..100) {
            0..50 => Sex::Female,
            50..98 => Sex::Male,
            _ => Sex::Other,
        };
        let (of_mother, of_father) = (names::surname(draw), names::surname(draw));
        let family = format!("{of_mother} {of_father}");
        let civil_name = names::name(draw, sex, &family);
        let social_name = draw.percent(4).then(|| {
            let other = match sex {
                Sex::Female => Sex::Male,
                Sex::Male | Sex::Other => Sex::Female,
            };
            names::name(draw, other, &family)
        });
        let of_parents = [names::surname(draw), names::surname(draw)];
        let mother = names::name(draw, Sex::Female, &format!("{} {of_mother}", of_parents[0]));
        let father = format!("{} {of_father}", of_parents[1]);
        let father = draw
            .percent(88)
            .then(|| names::name(draw, Sex::Male, &father));
        let birth_year = draw.range(1938..2001);
        let is_brazilian = draw.percent(94);
        let other_nationality = (!is_brazilian || draw.percent(4)).then(|| draw.pick(COUNTRIES));
        let address = Address::new(draw);
        Self {
            population,
            index,
            cpf: check_digits::cpf(population.cpfs.number(index)),
            social_name,
            mother,
            father,
            sex,
            birth_year,
            birth_date: draw.day(birth_year..birth_year + 1),
            birth_town: match other_nationality {
                Some(country) if !is_brazilian => country.town(),
                _ => Address::new(draw).town().name(),
            },
            marital_status: match draw.range(0..100) {
                0..38 => MaritalStatus::Single,
                38..72 => MaritalStatus::Married,
                72..79 => MaritalStatus::Widowed,
                79..82 => MaritalStatus::Separated,
                82..90 => MaritalStatus::Divorced,
                90..98 => MaritalStatus::StableUnion,
                _ => MaritalStatus::Other,
            },
            is_brazilian,
            other_nationality,
            lives_abroad: draw.percent(if is_brazilian { 2 } else { 40 }),
            address,
            // No mobile number has a zero after the nine.
            phone_number: format!("90{}", draw.digits(7)),
            email: names::email(draw, &civil_name, index),
            monthly_income: draw.range(13..400) * 10u64.pow(u32::from(draw.percent(5))) * 100
                + draw.range(0..100),
            civil_name,
        }
    }

    /// The number in the population.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The CPF: 11 digits, the last two of them right check digits.
    #[must_use]
    pub fn cpf(&self) -> &str {
        &self.cpf
    }

    /// The full civil name; at most 70 characters.
    #[must_use]
    pub fn civil_name(&self) -> &str {
        &self.civil_name
    }

    /// The social name, of the few who have one.
    #[must_use]
    pub fn social_name(&self) -> Option<&str> {
        self.social_name.as_deref()
    }

    /// The mother's full name.
    #[must_use]
    pub fn mother(&self) -> &str {
        &self.mother
    }

    /// The father's full name, if it is registered.
    #[must_use]
    pub fn father(&self) -> Option<&str> {
        self.father.as_deref()
    }

    /// Sex, as far as the registers know it.
    #[must_use]
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The day of birth, such as `1989-03-23`: 1938 to 2000.
    #[must_use]
    pub fn birth_date(&self) -> &str {
        &self.birth_date
    }

    /// The town of birth.
    #[must_use]
    pub fn birth_town(&self) -> &str {
        self.birth_town
    }

    /// Marital status.
    #[must_use]
    pub fn marital_status(&self) -> MaritalStatus {
        self.marital_status
    }

    /// Whether Brazilian, as nearly all are.
    #[must_use]
    pub fn is_brazilian(&self) -> bool {
        self.is_brazilian
    }

    /// The nationality beside the Brazilian one, or in place of it.
    #[must_use]
    pub fn other_nationality(&self) -> Option<Country> {
        self.other_nationality
    }

    /// The nationality to name where there is room for one.
    #[must_use]
    pub fn nationality(&self) -> Country {
        match self.other_nationality {
            Some(country) if !self.is_brazilian => country,
            _ => BRAZIL,
        }
    }

    /// Whether the person lives abroad. The address is in Brazil all the same.
    #[must_use]
    pub fn lives_abroad(&self) -> bool {
        self.lives_abroad
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The area code (DDD) of the mobile phone, that of the town: two digits.
    #[must_use]
    pub fn area_code(&self) -> &'static str {
        self.address.town().area_code()
    }

    /// The number of the mobile phone without the area code: nine digits, from 90 on.
    #[must_use]
    pub fn phone_number(&self) -> &str {
        &self.phone_number
    }

    /// The e-mail address.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// What the person earns in a month, in whole reais.
    #[must_use]
    pub fn monthly_income(&self) -> u64 {
        self.monthly_income
    }

    pub(crate) fn population(&self) -> &Population {
        &self.population
    }

    /// The year of birth.
    pub(crate) fn birth_year(&self) -> u64 {
        self.birth_year
    }

    /// What is drawn for this person by others.
    pub(crate) fn draw(&self, purpose: &str, number: u64) -> Draw {
        Draw::new(
            mixed(self.population.seed, "of a person", self.index),
            purpose,
            number,
        )
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
