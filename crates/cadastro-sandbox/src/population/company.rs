//! Companies, and the partners (sócios) that hold them.

use std::fmt;

use super::activities::{ACTIVITIES, COMPANY_NAMES, JOINT_STOCK, LIMITED, LegalForm, SIMPLE};
use super::addresses::Address;
use super::draw::{Draw, mixed};
use super::person::Person;
use super::{Population, check_digits, names};

/// A made-up company of a [`Population`].
#[derive(Clone)]
pub struct Company {
    population: Population,
    index: u64,
    registration: Registration,
    incorporation_year: u64,
    incorporation_date: String,
    activities: Vec<&'static str>,
    partners: Vec<Partner>,
    corporate_partner: Option<CorporatePartner>,
    address: Address,
    phone_number: String,
    email: String,
    monthly_revenue: u64,
}

/// A natural person who holds a share of a company (sócio).
#[derive(Clone)]
pub struct Partner {
    person: Person,
    millionths: u32,
    is_administrator: bool,
}

/// A company that holds a share of another one.
#[derive(Clone)]
pub struct CorporatePartner {
    registration: Registration,
    millionths: u32,
}

/// What a company is registered under.
#[derive(Clone)]
pub(super) struct Registration {
    cnpj: String,
    alphanumeric_cnpj: Option<String>,
    name: String,
    trade_name: Option<String>,
    form: LegalForm,
    main_activity: &'static str,
}

impl Company {
    pub(super) fn new(population: Population, index: u64) -> Self {
        let registration = Registration::new(&population, index);
        let mut draw = Draw::new(population.seed, "company", index);
        let draw = &mut draw;
        let incorporation_year = draw.range(1975..2019);
        let mut activities = vec![registration.main_activity];
        for _ in 0..draw.range(0..4) {
            let secondary = draw.pick(ACTIVITIES).code;
            if !activities.contains(&secondary) {
                activities.push(secondary);
            }
        }
        let corporate_partner = draw.percent(20).then(|| {
            let millionths = millionths(draw, 250_000..600_000);
            CorporatePartner::new(population.some_registration(draw), millionths)
        });
        let left = 1_000_000
            - corporate_partner
                .as_ref()
                .map_or(0, |partner| partner.millionths);
        let partners = partners(&population, draw, left);
        let address = Address::new(draw);
        Self {
            population,
            index,
            incorporation_year,
            incorporation_date: draw.day(incorporation_year..incorporation_year + 1),
            activities,
            partners,
            corporate_partner,
            address,
            phone_number: format!("3000{}", draw.digits(4)),
            email: names::email(draw, registration.known_as(), index),
            monthly_revenue: draw.range(8..900) * 10u64.pow(u32::from(draw.percent(20))) * 1_000,
            registration,
        }
    }

    /// The number in the population.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The CNPJ: 14 digits, the last two of them right check digits.
    #[must_use]
    pub fn cnpj(&self) -> &str {
        &self.registration.cnpj
    }

    /// The CNPJ with letters of each fourth company: 12 digits and capital letters and two right check digits. Real ones
    /// go to companies that register from July 2026 on, which have no other; here it stands in for the one of digits
    /// where an API of today is asked, whatever the date.
    #[must_use]
    pub fn alphanumeric_cnpj(&self) -> Option<&str> {
        self.registration.alphanumeric_cnpj.as_deref()
    }

    /// The registered name (razão social); up to 144 characters, as a rule less than 60.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.registration.name
    }

    /// The name that the public knows (nome fantasia), if it is another one; at most 70 characters.
    #[must_use]
    pub fn trade_name(&self) -> Option<&str> {
        self.registration.trade_name.as_deref()
    }

    /// The code of the legal form (natureza jurídica): four digits.
    #[must_use]
    pub fn legal_form_code(&self) -> &'static str {
        self.registration.form.code
    }

    /// The name of the legal form.
    #[must_use]
    pub fn legal_form(&self) -> &'static str {
        self.registration.form.name
    }

    /// The CNAE codes of its activities, seven digits each: first the main one, then others.
    #[must_use]
    pub fn activities(&self) -> &[&'static str] {
        &self.activities
    }

    /// The day on which it was founded, such as `2004-07-30`: 1975 to 2018.
    #[must_use]
    pub fn incorporation_date(&self) -> &str {
        &self.incorporation_date
    }

    /// The persons who hold it, one to three; the first is an administrator. Together with the
    /// [`corporate_partner`](Self::corporate_partner) they hold all.
    #[must_use]
    pub fn partners(&self) -> &[Partner] {
        &self.partners
    }

    /// The company that holds a part of it, if one does.
    #[must_use]
    pub fn corporate_partner(&self) -> Option<&CorporatePartner> {
        self.corporate_partner.as_ref()
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The area code (DDD) of the phone, that of the town: two digits.
    #[must_use]
    pub fn area_code(&self) -> &'static str {
        self.address.town().area_code()
    }

    /// The number of the phone without the area code: a landline of eight digits.
    #[must_use]
    pub fn phone_number(&self) -> &str {
        &self.phone_number
    }

    /// The e-mail address.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// What it takes in a month, in whole reais.
    #[must_use]
    pub fn monthly_revenue(&self) -> u64 {
        self.monthly_revenue
    }

    pub(crate) fn population(&self) -> &Population {
        &self.population
    }

    /// The year in which it was founded.
    pub(crate) fn incorporation_year(&self) -> u64 {
        self.incorporation_year
    }

    /// What is drawn for this company by others.
    pub(crate) fn draw(&self, purpose: &str, number: u64) -> Draw {
        Draw::new(
            mixed(self.population.seed, "of a company", self.index),
            purpose,
            number,
        )
    }
}

impl Partner {
    /// Who it is.
    #[must_use]
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// The share of the capital as a fraction: 0.25 is 25 %.
    #[must_use]
    pub fn share(&self) -> f64 {
        f64::from(self.millionths) / 1e6
    }

    /// Whether the partner also runs the company.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.is_administrator
    }

    /// The share of the capital in millionths.
    pub(crate) fn millionths(&self) -> u32 {
        self.millionths
    }
}

impl CorporatePartner {
    pub(super) fn new(registration: Registration, millionths: u32) -> Self {
        Self {
            registration,
            millionths,
        }
    }

    /// The CNPJ: 14 digits.
    #[must_use]
    pub fn cnpj(&self) -> &str {
        &self.registration.cnpj
    }

    /// The CNPJ with letters, as [`Company::alphanumeric_cnpj`].
    #[must_use]
    pub fn alphanumeric_cnpj(&self) -> Option<&str> {
        self.registration.alphanumeric_cnpj.as_deref()
    }

    /// The registered name; up to 144 characters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.registration.name
    }

    /// The name that the public knows, if it is another one.
    #[must_use]
    pub fn trade_name(&self) -> Option<&str> {
        self.registration.trade_name.as_deref()
    }

    /// The share of the capital as a fraction: 0.25 is 25 %.
    #[must_use]
    pub fn share(&self) -> f64 {
        f64::from(self.millionths) / 1e6
    }

    /// The share of the capital in millionths.
    pub(crate) fn millionths(&self) -> u32 {
        self.millionths
    }
}

impl Registration {
    pub(super) fn new(population: &Population, index: u64) -> Self {
        let mut draw = Draw::new(population.seed, "registration", index);
        let draw = &mut draw;
        let digits = format!("{:08}0001", population.cnpjs.number(index) + 1);
        let activity = draw.pick(ACTIVITIES);
        let form = match draw.range(0..100) {
            0..75 => LIMITED,
            75..90 => JOINT_STOCK,
            _ => SIMPLE,
        };
        let noun = activity.noun;
        let known_as = format!("{noun} {}", draw.pick(COMPANY_NAMES));
        let family = draw.percent(50).then(|| names::surname(draw));
        let core = match family {
            Some(family) => format!("{noun} {family} & {}", names::surname(draw)),
            None => known_as.clone(),
        };
        let purpose = match draw.range(0..12) {
            0 => " Comércio, Importação e Exportação de Produtos e Participações",
            1..5 => " Comércio e Serviços",
            _ => "",
        };
        Self {
            alphanumeric_cnpj: (index % 4 == 3)
                .then(|| check_digits::cnpj(&with_letters(&digits, draw))),
            cnpj: check_digits::cnpj(&digits),
            name: format!("{core}{purpose} {}", form.suffix),
            trade_name: (family.is_some() || draw.percent(30)).then_some(known_as),
            form,
            main_activity: activity.code,
        }
    }

    /// The name that people use.
    fn known_as(&self) -> &str {
        self.trade_name.as_deref().unwrap_or(&self.name)
    }
}

/// These digits with letters in place of some of the first eight. Each letter stands for one digit only, so that different
/// digits never become the same text.
fn with_letters(digits: &str, draw: &mut Draw) -> String {
    let places = digits.bytes().enumerate();
    let characters = places.map(|(place, digit)| {
        let is_letter = place == 0 || (place < 8 && draw.percent(60));
        if !is_letter {
            return char::from(digit);
        }
        // A to J or K to T, from 0 to 9.
        let first = if draw.percent(50) { b'A' } else { b'K' };
        char::from(first + (digit - b'0'))
    });
    characters.collect()
}

/// One to three partners that share what is left.
fn partners(population: &Population, draw: &mut Draw, left: u32) -> Vec<Partner> {
    let first = population.some_person(draw);
    let mut partners = Vec::with_capacity(3);
    let mut rest = left;
    let others = draw.range(0..3);
    for place in 1..=others {
        let millionths = millionths(draw, 50_000..300_000).min(rest / 2);
        rest -= millionths;
        partners.push(Partner {
            // Beside the first one, so that nobody comes twice.
            person: population.person(first.index() + place),
            millionths,
            is_administrator: draw.percent(30),
        });
    }
    let first = Partner {
        person: first,
        millionths: rest,
        is_administrator: true,
    };
    partners.insert(0, first);
    partners
}

fn millionths(draw: &mut Draw, range: std::ops::Range<u64>) -> u32 {
    // In half per cents.
    u32::try_from(draw.range(range) / 5_000 * 5_000).unwrap_or_default()
}

impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company")
            .field("index", &self.index)
            .field("partners", &self.partners.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partner").finish_non_exhaustive()
    }
}

impl fmt::Debug for CorporatePartner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorporatePartner").finish_non_exhaustive()
    }
}
