//! A customer as it is answered: a person of the population, with what the platform adds.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Attachment;
use crate::population::{MaritalStatus, Person, Sex};
use crate::world::World;

/// The customer with this number, with these attachments.
pub(super) fn of(world: &World, index: u64, attachments: &[Attachment]) -> Value {
    let person = world.population.person(index);
    let mut draw = person.draw("base39", 0);
    let created = draw.moment(2020..2024);
    let attached: Value = attachments
        .iter()
        .map(|attachment| {
            let file = world.platform.files.id(attachment.file);
            json!({"file": file, "linkedAt": instant(attachment.at)})
        })
        .collect();
    let updated = attachments.last();
    let mut customer = json!({
        "id": world.platform.customers.id(index),
        "document": person.cpf(),
        "name": person.social_name().unwrap_or(person.civil_name()),
        "email": person.email(),
        "phone": format!("+55{}{}", person.area_code(), person.phone_number()),
        "username": person.email().split('@').next(),
        "address": address(&person),
        "birthDate": person.birth_date(),
        "birthPlace": person.birth_town(),
        "gender": gender(person.sex()),
        "publicPerson": draw.percent(2),
        "motherName": person.mother(),
        "additionalDocuments": [{
            "type": "rg",
            "number": draw.digits(9),
            "issuer": "SSP",
            "state": person.address().town().state(),
        }],
        "attachments": attached,
        "metadata": {
            "canal": draw.pick(&["app", "loja", "site"]),
            "pontuacao": draw.range(0..1_000),
        },
        "createdAt": created,
        "updatedAt": updated.map_or(created, |attachment| instant(attachment.at)),
        "deleted": false,
    });
    // The list of the document has all countries but this one.
    let nationality = person.nationality().alpha2();
    if nationality != "JP" {
        customer["nationality"] = json!(nationality);
    }
    if let Some(status) = marital_status(person.marital_status()) {
        customer["maritalStatus"] = json!(status);
    }
    customer
}

fn address(person: &Person) -> Value {
    let address = person.address();
    let mut value = json!({
        "line1": address.street(),
        "number": address.number().to_string(),
        "neighborhood": address.district(),
        "city": address.town().name(),
        "state": address.town().state(),
        "country": "BR",
        "postalCode": address.post_code(),
    });
    if let Some(complement) = address.complement() {
        value["line2"] = json!(complement);
    }
    value
}

/// No list of values is documented.
fn gender(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "feminino",
        Sex::Male => "masculino",
        Sex::Other => "outro",
    }
}

/// Two of the population's have no word in the document.
fn marital_status(status: MaritalStatus) -> Option<&'static str> {
    match status {
        MaritalStatus::Single => Some("single"),
        MaritalStatus::Married => Some("married"),
        MaritalStatus::Widowed => Some("widowed"),
        MaritalStatus::Separated => Some("separated"),
        MaritalStatus::Divorced => Some("divorced"),
        MaritalStatus::StableUnion | MaritalStatus::Other => None,
    }
}

/// RFC 3339 in UTC, with milliseconds.
fn instant(at: SystemTime) -> String {
    let at = Timestamp::try_from(at).unwrap_or_default();
    let at = at.to_zoned(TimeZone::UTC);
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
