//! The records of a company.

use serde_json::{Value, json};

use super::accounts::{accounts, products};
use super::contacts::{Holder, emails, foreign_address, phones, postal_address};
use super::institutions::Institution;
use super::{FREQUENCIES, amount, cnpj, company_name, record_id, set};
use crate::open_finance::{Delta, Version};
use crate::population::{Address, COUNTRIES, Company, CorporatePartner, Country, Draw, Partner};

/// The smallest share that is reported, in millionths.
const REPORTED: u32 = 250_000;

/// One registration of a company, by its number from 0. All are of one company, at other brands of the conglomerate and
/// of other days.
pub(crate) fn business_identification(company: &Company, record: u64, version: Version) -> Value {
    let mut draw = company.draw("identification", record);
    let draw = &mut draw;
    let institution = Institution::of(record);
    let mut companies = vec![institution.cnpj()];
    if draw.percent(20) {
        companies.push(institution.branch_cnpj(draw.range(2..300)));
    }
    let branch = branch_abroad(company);
    let mut data = json!({
        "updateDateTime": draw.moment(2020..2024),
        "businessId": record_id("pj", company.index(), record, draw),
        "brandName": institution.brand,
        "companyName": company_name(company.name(), version),
        "incorporationDate": format!("{}T00:00:00Z", company.incorporation_date()),
        "cnpjNumber": cnpj(company.cnpj(), company.alphanumeric_cnpj(), version),
        "companiesCnpj": companies,
        "parties": parties(company, version),
    });
    set(&mut data, "tradeName", company.trade_name());
    set(
        &mut data,
        "otherDocuments",
        branch.map(|country| json!([other_document(draw, country)])),
    );
    data["contacts"] = json!({
        "postalAddresses": addresses(draw, company, branch),
        "phones": phones(draw, company.area_code(), company.phone_number(), Holder::Company, version),
        "emails": emails(draw, company.email()),
    });
    of_later_releases(company, record, &mut data, version);
    data
}

/// What a company does and takes.
pub(crate) fn business_qualification(company: &Company, _version: Version) -> Value {
    let mut draw = company.draw("qualification", 0);
    let draw = &mut draw;
    let mut data = json!({ "updateDateTime": draw.moment(2020..2024) });
    if draw.percent(95) {
        let activities = company.activities().iter().enumerate();
        let activities =
            activities.map(|(place, code)| json!({ "code": code, "isMain": place == 0 }));
        data["economicActivities"] = activities.collect();
    }
    if draw.percent(85) {
        let mut revenue = json!({
            "amount": { "amount": amount(draw, company.monthly_revenue()), "currency": "BRL" },
        });
        if draw.percent(90) {
            let frequency = if draw.percent(60) {
                "MENSAL"
            } else {
                draw.pick(FREQUENCIES)
            };
            revenue["frequency"] = frequency.into();
            let words = ["A cada safra", "Por obra entregue"];
            set(
                &mut revenue,
                "frequencyAdditionalInfo",
                (frequency == "OUTROS").then(|| draw.pick(&words)),
            );
        }
        set(&mut revenue, "year", draw.percent(80).then_some(2019));
        data["informedRevenue"] = revenue;
    }
    if draw.percent(60) {
        let sign = if draw.percent(6) { "-" } else { "" };
        let reais = company.monthly_revenue() * draw.range(1..40);
        let worth = amount(draw, reais);
        data["informedPatrimony"] = json!({
            "amount": { "amount": format!("{sign}{}", worth.as_str().unwrap_or_default()), "currency": "BRL" },
            "date": "2019-12-31",
        });
    }
    data
}

/// Since when and with what a company is a customer.
pub(crate) fn business_financial_relation(company: &Company, version: Version) -> Value {
    let mut draw = company.draw("financial relation", 0);
    let draw = &mut draw;
    let products = products(draw);
    let accounts = accounts(draw, &products);
    let administrators = company
        .partners()
        .iter()
        .filter(|partner| partner.is_administrator());
    let mut procurators: Vec<Value> = administrators
        .filter(|_| draw.percent(80))
        .map(|partner| procurator("REPRESENTANTE_LEGAL", partner.person().cpf(), partner))
        .collect();
    if draw.percent(15) {
        let holder = company.population().some_employer(draw);
        procurators.push(json!({
            "type": "PROCURADOR",
            "cnpjCpfNumber": cnpj(holder.cnpj(), holder.alphanumeric_cnpj(), version),
            "civilName": company_name(holder.name(), Version::V2_0_1),
        }));
    }
    json!({
        "updateDateTime": draw.moment(2020..2024),
        "startDate": draw.moment((company.incorporation_year() + 1).max(2001)..2020),
        "productsServicesType": products,
        "procurators": procurators,
        "accounts": accounts,
    })
}

fn procurator(kind: &str, cpf: &str, partner: &Partner) -> Value {
    let person = partner.person();
    let mut procurator =
        json!({ "type": kind, "cnpjCpfNumber": cpf, "civilName": person.civil_name() });
    set(&mut procurator, "socialName", person.social_name());
    procurator
}

/// The administrators, and the partners who hold a quarter or more. The first one is always there.
fn parties(company: &Company, version: Version) -> Vec<Value> {
    let mut draw = company.draw("parties", 0);
    let draw = &mut draw;
    let partners = company.partners().iter();
    let persons = partners.filter(|p| p.is_administrator() || p.millionths() >= REPORTED);
    let mut parties: Vec<Value> = persons.map(|p| person_party(draw, company, p)).collect();
    parties.extend(
        company
            .corporate_partner()
            .map(|p| corporate_party(draw, company, p, version)),
    );
    parties
}

fn person_party(draw: &mut Draw, company: &Company, partner: &Partner) -> Value {
    let person = partner.person();
    let is_administrator = partner.is_administrator();
    let mut party = json!({
        "personType": "PESSOA_NATURAL",
        "type": if is_administrator { "ADMINISTRADOR" } else { "SOCIO" },
        "civilName": person.civil_name(),
    });
    set(&mut party, "socialName", person.social_name());
    let start = company.incorporation_year().max(person.birth_year() + 18);
    set(
        &mut party,
        "startDate",
        draw.percent(70).then(|| draw.moment(start + 1..2020)),
    );
    let is_reported = partner.millionths() >= REPORTED && (!is_administrator || draw.percent(80));
    set(
        &mut party,
        "shareholding",
        is_reported.then(|| share(partner.millionths())),
    );
    if person.is_brazilian() || !person.lives_abroad() {
        party["documentType"] = "CPF".into();
        party["documentNumber"] = person.cpf().into();
        return party;
    }
    let is_passport = draw.percent(60);
    let kind = if is_passport {
        "PASSAPORTE"
    } else {
        "OUTRO_DOCUMENTO_VIAGEM"
    };
    party["documentType"] = kind.into();
    party["documentNumber"] = format!("{}{}", draw.letter(), draw.digits(7)).into();
    party["documentCountry"] = person.nationality().alpha3().into();
    set(
        &mut party,
        "documentAdditionalInfo",
        (!is_passport).then_some("Laissez-passer"),
    );
    set(
        &mut party,
        "documentExpirationDate",
        draw.percent(80).then(|| draw.day(2030..2036)),
    );
    set(
        &mut party,
        "documentIssueDate",
        draw.percent(80).then(|| draw.day(2015..2020)),
    );
    party
}

fn corporate_party(
    draw: &mut Draw,
    company: &Company,
    partner: &CorporatePartner,
    version: Version,
) -> Value {
    let mut party = json!({
        "personType": "PESSOA_JURIDICA",
        "type": "SOCIO",
        "companyName": company_name(partner.name(), version),
        "shareholding": share(partner.millionths()),
        "documentType": "CNPJ",
        "documentNumber": cnpj(partner.cnpj(), partner.alphanumeric_cnpj(), version),
    });
    set(&mut party, "tradeName", partner.trade_name());
    let start = company.incorporation_year() + 1;
    set(
        &mut party,
        "startDate",
        draw.percent(70).then(|| draw.moment(start..2020)),
    );
    party
}

fn share(millionths: u32) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

/// Where else the company sits, of those few that sit abroad too.
fn branch_abroad(company: &Company) -> Option<Country> {
    let mut draw = company.draw("branch abroad", 0);
    draw.percent(6).then(|| draw.pick(COUNTRIES))
}

fn other_document(draw: &mut Draw, country: Country) -> Value {
    let mut document = json!({
        "type": country.tax_document(),
        "number": draw.digits(9),
        "country": country.alpha3(),
    });
    set(
        &mut document,
        "expirationDate",
        draw.percent(40).then(|| draw.day(2030..2036)),
    );
    document
}

fn addresses(draw: &mut Draw, company: &Company, branch: Option<Country>) -> Vec<Value> {
    let mut addresses = vec![postal_address(
        draw,
        company.address(),
        true,
        Holder::Company,
    )];
    if draw.percent(15) {
        let other = Address::new(draw);
        addresses.push(postal_address(draw, &other, false, Holder::Company));
    }
    addresses.extend(branch.map(|country| foreign_address(country, false)));
    addresses
}

/// Drawn apart, so that the rest is the same in all releases.
fn of_later_releases(company: &Company, record: u64, data: &mut Value, version: Version) {
    let mut draw = company.draw("of later releases", record);
    if draw.percent(10) && version.has(Delta::BusinessWithoutAddress) {
        data["contacts"]["postalAddresses"] = json!([]);
    }
    if draw.percent(10) && version.has(Delta::BusinessWithoutParties) {
        data["parties"] = json!([]);
    }
}
