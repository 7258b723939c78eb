use std::collections::BTreeSet;

use cadastro_core::{Cnpj, Cpf};

use super::towns::TOWNS;
use super::*;

#[test]
fn the_same_seed_makes_the_same_customers() {
    let show = |seed, index| {
        let population = Population::new(seed);
        let (person, company) = (population.person(index), population.company(index));
        let of_person = (
            person.cpf().to_owned(),
            person.civil_name().to_owned(),
            person.address().line(),
        );
        let first = company.partners()[0].person().cpf().to_owned();
        (of_person, company.name().to_owned(), first)
    };
    assert_eq!(show(7, 12), show(7, 12));
    assert_ne!(show(7, 12), show(7, 13));
    assert_ne!(show(7, 12), show(8, 12));
    assert_eq!(show(7, u64::MAX), show(7, u64::MAX));
}

#[test]
fn no_two_customers_share_a_number() {
    for seed in [0, 7, u64::MAX] {
        let population = Population::new(seed);
        let spread =
            |all: u64| (0..8_000).chain((0..8_000).map(move |i| all / 8_000 * i + 8_000 + i % 7));
        let mut numbers = BTreeSet::new();
        let persons: BTreeSet<u64> = spread(Population::PERSONS).collect();
        for index in &persons {
            assert!(numbers.insert(population.person(*index).cpf().to_owned()));
        }
        let companies: BTreeSet<u64> = spread(Population::COMPANIES).collect();
        let mut with_letters = 0;
        for index in &companies {
            let registration = population.company(*index);
            assert!(numbers.insert(registration.cnpj().to_owned()));
            if let Some(cnpj) = registration.alphanumeric_cnpj() {
                assert!(numbers.insert(cnpj.to_owned()));
                with_letters += 1;
            }
        }
        assert!(with_letters > companies.len() / 5);
    }
}

#[test]
fn numbers_have_right_check_digits() {
    assert_eq!(cnpj("12ABC34501DE"), "12ABC34501DE35");
    for index in 0..2_000 {
        let (person, company) = (
            Population::new(1).person(index),
            Population::new(1).company(index),
        );
        assert!(Cpf::from(person.cpf()).is_valid());
        assert!(Cnpj::from(company.cnpj()).is_valid());
        assert!(company.cnpj().bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(company.alphanumeric_cnpj().is_some(), index % 4 == 3);
        if let Some(cnpj) = company.alphanumeric_cnpj() {
            assert!(Cnpj::from(cnpj).is_valid());
            assert!(cnpj.starts_with(|c: char| c.is_ascii_uppercase()));
        }
    }
    // The ends of the range: none of one digit only.
    for number in [0, 111_111_109, 111_111_110, check_digits::CPFS - 1] {
        let cpf = check_digits::cpf(number);
        assert!(Cpf::from(cpf.as_str()).is_valid());
        assert!(
            !cpf.bytes().take(9).all(|b| b == cpf.as_bytes()[0]),
            "{number}"
        );
    }
}

#[test]
fn every_order_of_numbers_is_complete() {
    for size in [10, 97, 360] {
        let numbering = Numbering::new(size, "test", size);
        let numbers: BTreeSet<u64> = (0..size).map(|index| numbering.number(index)).collect();
        assert_eq!(numbers.len() as u64, size);
    }
}

#[test]
fn towns_fit_together() {
    let area_codes: BTreeSet<&str> = TOWNS.iter().map(Town::area_code).collect();
    let states: BTreeSet<&str> = TOWNS.iter().map(Town::state).collect();
    assert_eq!((area_codes.len(), states.len()), (67, 27));
    for town in TOWNS {
        let digits: Vec<u32> = town
            .ibge_code()
            .chars()
            .filter_map(|c| c.to_digit(10))
            .collect();
        assert_eq!(digits.len(), 7, "{town:?}");
        let products = digits[..6]
            .iter()
            .zip([1, 2, 1, 2, 1, 2])
            .map(|(d, w)| d * w);
        let sum: u32 = products.map(|p| p / 10 + p % 10).sum();
        assert_eq!((10 - sum % 10) % 10, digits[6], "{town:?}");
        // The first digits of the IBGE code name the state, by region.
        let same_state = |other: &&Town| other.state() == town.state();
        let prefixes: BTreeSet<&str> = TOWNS
            .iter()
            .filter(same_state)
            .map(|t| &t.ibge_code()[..2])
            .collect();
        assert_eq!(prefixes.len(), 1, "{town:?}");
    }
}

#[test]
fn companies_belong_to_their_partners() {
    let population = Population::new(3);
    for index in 0..2_000 {
        let company = population.company(index);
        let persons: u32 = company.partners().iter().map(Partner::millionths).sum();
        let corporate = company
            .corporate_partner()
            .map_or(0, CorporatePartner::millionths);
        assert_eq!(persons + corporate, 1_000_000);
        assert!(
            company
                .partners()
                .iter()
                .all(|partner| partner.millionths() > 0)
        );
        assert!(company.partners()[0].is_administrator());
        let holders: BTreeSet<&str> = company
            .partners()
            .iter()
            .map(|p| p.person().cpf())
            .collect();
        assert_eq!(holders.len(), company.partners().len());
        for partner in company.partners() {
            let same = population.person(partner.person().index());
            assert_eq!(same.cpf(), partner.person().cpf());
        }
        let activities: BTreeSet<_> = company.activities().iter().collect();
        assert_eq!(activities.len(), company.activities().len());
    }
}

#[test]
fn names_are_as_long_as_the_registers_allow() {
    let population = Population::new(5);
    let mut longest = 0;
    for index in 0..5_000 {
        let (person, company) = (population.person(index), population.company(index));
        let names = [
            Some(person.civil_name()),
            person.social_name(),
            Some(person.mother()),
            person.father(),
        ];
        assert!(
            names
                .into_iter()
                .flatten()
                .all(|name| name.chars().count() <= 70)
        );
        assert!(
            company
                .trade_name()
                .is_none_or(|name| name.chars().count() <= 70)
        );
        assert!(
            person
                .address()
                .complement()
                .is_none_or(|text| text.chars().count() <= 30)
        );
        longest = longest.max(company.name().chars().count());
    }
    assert!((71..=144).contains(&longest), "{longest}");
}

#[test]
fn mail_goes_nowhere() {
    let population = Population::new(5);
    for index in 0..1_000 {
        for address in [
            population.person(index).email(),
            population.company(index).email(),
        ] {
            let (name, domain) = address.split_once('@').unwrap();
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.'),
                "{name}"
            );
            assert!(domain.starts_with("example.") || domain.ends_with(".example"));
        }
    }
}

#[test]
fn nothing_of_a_customer_is_printed() {
    let population = Population::new(5);
    let (person, company) = (population.person(1), population.company(3));
    let printed = format!(
        "{person:?} {company:?} {:?} {:?}",
        person.address(),
        company.partners()
    );
    for secret in [
        person.cpf(),
        person.civil_name(),
        person.email(),
        company.cnpj(),
        company.name(),
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
