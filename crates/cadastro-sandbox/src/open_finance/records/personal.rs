//! The records of a natural person.

use serde_json::{Value, json};

use super::accounts::{accounts, products};
use super::contacts::{Holder, emails, phones, postal_address};
use super::institutions::Institution;
use super::{FREQUENCIES, amount, cnpj, company_name, record_id, set};
use crate::open_finance::{Delta, Version};
use crate::population::{Address, Country, Draw, MaritalStatus, Person, Sex, civil_name, digit};

/// One registration of a person, by its number from 0. All are of one person, at other brands of the conglomerate and
/// of other days.
pub(crate) fn personal_identification(person: &Person, record: u64, version: Version) -> Value {
    let mut draw = person.draw("identification", record);
    let draw = &mut draw;
    let institution = Institution::of(record);
    let mut companies = vec![institution.cnpj()];
    if draw.percent(20) {
        companies.push(institution.branch_cnpj(draw.range(2..300)));
    }
    let mut data = json!({
        "updateDateTime": draw.moment(2020..2024),
        "personalId": record_id("pf", person.index(), record, draw),
        "brandName": institution.brand,
        "civilName": person.civil_name(),
        "birthDate": person.birth_date(),
        "documents": documents(draw, person, record),
        "hasBrazilianNationality": person.is_brazilian(),
        "companiesCnpj": companies,
    });
    set(&mut data, "socialName", person.social_name());
    if draw.percent(90) {
        data["maritalStatusCode"] = marital_status(person).into();
        let words = ["Em processo de divórcio", "Separado de fato"];
        let is_other = person.marital_status() == MaritalStatus::Other;
        set(
            &mut data,
            "maritalStatusAdditionalInfo",
            is_other.then(|| draw.pick(&words)),
        );
    }
    set(&mut data, "sex", draw.percent(95).then(|| sex(person)));
    let others = other_documents(draw, person);
    set(
        &mut data,
        "otherDocuments",
        (!others.is_empty()).then_some(others),
    );
    if let Some(country) = person.other_nationality() {
        data["nationality"] = json!([nationality(draw, country)]);
    }
    set(
        &mut data,
        "filiation",
        draw.percent(85).then(|| filiation(draw, person)),
    );
    data["contacts"] = json!({
        "postalAddresses": addresses(draw, person),
        "phones": phones(draw, person.area_code(), person.phone_number(), Holder::Person, version),
        "emails": emails(draw, person.email()),
    });
    data
}

/// What a person does and earns.
pub(crate) fn personal_qualification(person: &Person, _version: Version) -> Value {
    let mut draw = person.draw("qualification", 0);
    let draw = &mut draw;
    let (code, description) = draw.pick(OCCUPATIONS);
    let mut data = json!({
        "updateDateTime": draw.moment(2020..2024),
        "companyCnpj": Institution::of(0).cnpj(),
        "occupationDescription": description,
    });
    set(
        &mut data,
        "occupationCode",
        draw.percent(90).then_some(code),
    );
    if draw.percent(85) {
        let frequency = if draw.percent(60) {
            "MENSAL"
        } else {
            draw.pick(FREQUENCIES)
        };
        data["informedIncome"] = json!({
            "frequency": frequency,
            "amount": { "amount": amount(draw, person.monthly_income()), "currency": "BRL" },
            "date": draw.day(2018..2020),
        });
    }
    if draw.percent(60) {
        let worth = person.monthly_income() * draw.range(0..200);
        let sign = if draw.percent(4) { "-" } else { "" };
        let worth = amount(draw, worth);
        data["informedPatrimony"] = json!({
            "amount": { "amount": format!("{sign}{}", worth.as_str().unwrap_or_default()), "currency": "BRL" },
            "year": draw.range(2015..2020),
        });
    }
    data
}

/// Since when and with what a person is a customer.
pub(crate) fn personal_financial_relation(person: &Person, version: Version) -> Value {
    let mut draw = person.draw("financial relation", 0);
    let draw = &mut draw;
    let products = products(draw);
    let mut accounts = accounts(draw, &products);
    for account in &mut accounts {
        account["subtype"] = match draw.range(0..10) {
            0 => "CONJUNTA_SIMPLES",
            1 => "CONJUNTA_SOLIDARIA",
            _ => "INDIVIDUAL",
        }
        .into();
    }
    let mut procurators = Vec::new();
    for _ in 0..draw.range(0..10).saturating_sub(7) {
        procurators.push(procurator(draw, person));
    }
    let first_year = person.birth_year() + 18;
    let mut data = json!({
        "updateDateTime": draw.moment(2020..2024),
        "startDate": draw.moment(first_year.max(2001)..2020),
        "productsServicesType": products,
        "procurators": procurators,
        "accounts": accounts,
    });
    if products.contains(&"OUTROS") {
        let others = ["Cofre de aluguel", "Consórcio", "Clube de vantagens"];
        data["productsServicesTypeAdditionalInfo"] = draw.pick(&others).into();
    }
    of_later_releases(person, &mut data, version);
    data
}

/// The main document: CPF, and a passport of those only who live abroad. A registration of a foreigner may be older than
/// the CPF; the first one never is.
fn documents(draw: &mut Draw, person: &Person, record: u64) -> Value {
    let mut documents = json!({});
    if person.lives_abroad() && (record > 0 || draw.percent(50)) {
        let mut passport = json!({
            "number": format!("{}{}{}", draw.letter(), draw.letter(), draw.digits(6)),
            "country": person.nationality().alpha3(),
        });
        set(
            &mut passport,
            "expirationDate",
            draw.percent(80).then(|| draw.day(2030..2036)),
        );
        set(
            &mut passport,
            "issueDate",
            draw.percent(60).then(|| draw.day(2015..2020)),
        );
        documents["passport"] = passport;
    }
    let is_older =
        !person.is_brazilian() && person.lives_abroad() && record > 0 && draw.percent(40);
    set(
        &mut documents,
        "cpfNumber",
        (!is_older).then(|| person.cpf()),
    );
    documents
}

fn other_documents(draw: &mut Draw, person: &Person) -> Vec<Value> {
    let state = person.address().town().state();
    let mut documents = Vec::new();
    if person.is_brazilian() && draw.percent(70) {
        documents.push(json!({
            "type": "RG",
            "number": draw.digits(8),
            "checkDigit": draw.digits(1),
            "additionalInfo": format!("SSP/{state}"),
        }));
    }
    if draw.percent(30) {
        documents.push(json!({
            "type": "CNH",
            "number": draw.digits(11),
            "additionalInfo": format!("DETRAN/{state}"),
            "expirationDate": draw.day(2030..2034),
        }));
    }
    if !person.is_brazilian() && draw.percent(70) {
        documents.push(json!({
            "type": "RNE",
            "number": format!("{}{}", draw.letter(), draw.digits(6)),
            "checkDigit": draw.letter().to_string(),
            "additionalInfo": "CGPI/DIREX/DPF",
            "expirationDate": draw.day(2030..2036),
        }));
    }
    if person.other_nationality().is_some() && draw.percent(30) {
        documents.push(json!({ "type": "NIF", "number": draw.digits(9) }));
    }
    if draw.percent(5) {
        let kind = draw.pick(&[
            "Carteira de trabalho",
            "Título de eleitor",
            "Carteira de conselho profissional",
        ]);
        documents.push(
            json!({ "type": "OUTROS", "typeAdditionalInfo": kind, "number": draw.digits(10) }),
        );
    }
    documents
}

fn nationality(draw: &mut Draw, country: Country) -> Value {
    let mut documents = Vec::new();
    for _ in 0..draw.range(0..3) {
        let mut document = json!({
            "type": draw.pick(&["Identidade", "Passaporte", "Registro"]),
            "number": format!("{}-{}", draw.digits(8), digit(draw.range(0..10))),
        });
        set(
            &mut document,
            "expirationDate",
            draw.percent(60).then(|| draw.day(2030..2036)),
        );
        set(
            &mut document,
            "issueDate",
            draw.percent(60).then(|| draw.day(2010..2020)),
        );
        set(
            &mut document,
            "country",
            draw.percent(80).then(|| country.name()),
        );
        set(
            &mut document,
            "additionalInfo",
            draw.percent(20).then_some("Segunda via"),
        );
        documents.push(document);
    }
    json!({ "otherNationalitiesInfo": country.alpha3(), "documents": documents })
}

fn filiation(draw: &mut Draw, person: &Person) -> Vec<Value> {
    let mut mother = json!({ "type": "MAE", "civilName": person.mother() });
    set(
        &mut mother,
        "socialName",
        draw.percent(1).then(|| civil_name(draw)),
    );
    let father = person
        .father()
        .map(|name| json!({ "type": "PAI", "civilName": name }));
    [mother].into_iter().chain(father).collect()
}

fn addresses(draw: &mut Draw, person: &Person) -> Vec<Value> {
    let mut addresses = Vec::new();
    if !draw.percent(if person.lives_abroad() { 60 } else { 5 }) {
        addresses.push(postal_address(draw, person.address(), true, Holder::Person));
        if draw.percent(20) {
            let other = Address::new(draw);
            addresses.push(postal_address(draw, &other, false, Holder::Person));
        }
    }
    addresses
}

fn procurator(draw: &mut Draw, person: &Person) -> Value {
    let holder = person.population().some_person(draw);
    let kind = if draw.percent(50) {
        "PROCURADOR"
    } else {
        "REPRESENTANTE_LEGAL"
    };
    let mut procurator =
        json!({ "type": kind, "cpfNumber": holder.cpf(), "civilName": holder.civil_name() });
    set(&mut procurator, "socialName", holder.social_name());
    procurator
}

/// The employers, as 2.1.0 and 2.3.0 brought them. They are drawn apart, so that the rest is the same in all releases.
fn of_later_releases(person: &Person, data: &mut Value, version: Version) {
    let mut draw = person.draw("employers", 0);
    let draw = &mut draw;
    let (is_brought, is_paid_here) = (draw.percent(25), draw.percent(25));
    if is_brought && version.has(Delta::PortabilitiesReceived) {
        let mut link = employer(draw, person, version);
        let bank = format!("99{}", draw.digits(6));
        link["paycheckBankDetainerCnpj"] = crate::population::cnpj(&format!("{bank}0001")).into();
        let with_letters = format!("{}{}", draw.letter(), &bank[1..]);
        let has_letters = draw.percent(30) && version.has(Delta::AlphanumericIspb);
        link["paycheckBankDetainerIspb"] = if has_letters { with_letters } else { bank }.into();
        link["portabilityApprovalDate"] = draw.day(2018..2020).into();
        data["portabilitiesReceived"] = json!([link]);
    }
    if is_paid_here && version.has(Delta::PaychecksBankLink) {
        let mut link = employer(draw, person, version);
        let bank = Institution::of(0);
        link["paycheckBankCnpj"] = bank.cnpj().into();
        link["paycheckBankIspb"] = bank.ispb().into();
        link["accountOpeningDate"] = draw.day(2018..2020).into();
        data["paychecksBankLink"] = json!([link]);
    }
    if (is_brought || is_paid_here) && version.has(Delta::Employers) {
        data["employers"] = json!([]);
    }
}

/// A company, or a person who employs somebody at home.
fn employer(draw: &mut Draw, person: &Person, version: Version) -> Value {
    if draw.percent(15) {
        let employer = person.population().some_person(draw);
        return json!({ "employerName": employer.civil_name(), "employerCnpjCpf": employer.cpf() });
    }
    let employer = person.population().some_employer(draw);
    json!({
        // Up to 80 characters; cut as in the other names.
        "employerName": company_name(employer.name(), Version::V2_0_1),
        "employerCnpjCpf": cnpj(employer.cnpj(), employer.alphanumeric_cnpj(), version),
    })
}

fn marital_status(person: &Person) -> &'static str {
    match person.marital_status() {
        MaritalStatus::Single => "SOLTEIRO",
        MaritalStatus::Married => "CASADO",
        MaritalStatus::Widowed => "VIUVO",
        MaritalStatus::Separated => "SEPARADO_JUDICIALMENTE",
        MaritalStatus::Divorced => "DIVORCIADO",
        MaritalStatus::StableUnion => "UNIAO_ESTAVEL",
        MaritalStatus::Other => "OUTRO",
    }
}

fn sex(person: &Person) -> &'static str {
    match person.sex() {
        Sex::Female => "FEMININO",
        Sex::Male => "MASCULINO",
        Sex::Other => "OUTRO",
    }
}

/// Where the code of an occupation is from, and the code; or words.
const OCCUPATIONS: &[(&str, &str)] = &[
    ("CBO", "212405"),
    ("CBO", "223505"),
    ("CBO", "225125"),
    ("CBO", "241005"),
    ("CBO", "411010"),
    ("CBO", "512105"),
    ("CBO", "521110"),
    ("CBO", "715210"),
    ("CBO", "782510"),
    ("RECEITA_FEDERAL", "225"),
    ("RECEITA_FEDERAL", "226"),
    ("OUTRO", "Aposentado"),
    ("OUTRO", "Criadora de conteúdo"),
    ("OUTRO", "Estudante"),
];
