//! The clients under test, the people they ask for, and the pages these stand on.

use std::time::{Duration, SystemTime};

use cadastro::{Credentials, ManualClock, SecretString, Transport, attach, customers, onboarding};
use cadastro_tests::{examples, spec};
use serde_json::{Value, json};

use crate::server::Server;
use crate::silence::{
    AGENT, CNPJ, CPF, EMAIL, IP, NAME, PAGINATION_KEY, PHONE, SECRET, STREET, TOKEN, silent,
};

/// A transport of a clock that skips the waits between attempts.
pub(crate) fn transport() -> Transport {
    transport_with(&ManualClock::skipping(
        SystemTime::UNIX_EPOCH,
        Duration::from_secs(5),
    ))
}

pub(crate) fn transport_with(clock: &ManualClock) -> Transport {
    let builder = Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone());
    builder.build().unwrap()
}

pub(crate) fn bank(server: &Server) -> customers::Client {
    silent(bank_builder(server).build().unwrap())
}

pub(crate) fn bank_builder(server: &Server) -> customers::ClientBuilder {
    let builder = customers::Client::builder(server.url());
    let builder = builder.with_transport(transport());
    silent(builder.with_credentials(Credentials::bearer(TOKEN)))
}

pub(crate) fn bs2(server: &Server) -> onboarding::Client {
    silent(bs2_builder(server).build().unwrap())
}

pub(crate) fn bs2_builder(server: &Server) -> onboarding::ClientBuilder {
    let environment = silent(onboarding::Environment::sandbox(server.url()));
    let builder = onboarding::Client::builder(environment).with_transport(transport());
    silent(builder.with_credentials(Credentials::bearer(TOKEN)))
}

pub(crate) fn base39(server: &Server) -> attach::Client {
    silent(base39_builder(server).build().unwrap())
}

pub(crate) fn base39_builder(server: &Server) -> attach::ClientBuilder {
    let builder = attach::Client::builder(SecretString::from(SECRET));
    silent(
        builder
            .with_base_url(server.url())
            .with_transport(transport()),
    )
}

/// A customer who is present.
pub(crate) fn presence() -> customers::Presence {
    let logged_in = SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_644_800);
    let presence = customers::Presence::new().with_auth_date(logged_in);
    silent(presence.with_ip_address(IP).with_user_agent(AGENT))
}

/// The documented success of an operation, with planted people.
pub(crate) fn success(api: &str, operation: &str) -> (u16, Value) {
    let found = examples(&spec(api)).into_iter().find_map(|example| {
        let status: u16 = example.status.as_deref()?.parse().ok()?;
        let fits = example.operation == operation && (200..300).contains(&status);
        fits.then_some((status, example.value))
    });
    let (status, mut value) = found.unwrap();
    plant(&mut value);
    (status, value)
}

/// Puts the planted person and company wherever there is one.
fn plant(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(plant),
        Value::Object(members) => {
            for (name, member) in members {
                let planted = match name.as_str() {
                    "civilName" | "socialName" | "companyName" | "tradeName" | "name"
                    | "motherName" => NAME,
                    "cpfNumber" | "document" => CPF,
                    "cnpjNumber" => CNPJ,
                    "email" => EMAIL,
                    "address" | "line1" => STREET,
                    "number" | "phone" => PHONE,
                    _ => "",
                };
                if !planted.is_empty() && member.is_string() {
                    *member = planted.into();
                } else {
                    plant(member);
                }
            }
        }
        _ => {}
    }
}

/// A person, with this one's number in the bank's id.
pub(crate) fn person(number: usize) -> Value {
    json!({
        "updateDateTime": "2024-03-05T13:20:00Z",
        "personalId": format!("pessoa-plantada-{number}"),
        "brandName": "Banco Inventado",
        "civilName": NAME,
        "birthDate": "1990-01-31",
        "hasBrazilianNationality": true,
        "companiesCnpj": [CNPJ],
        "documents": { "cpfNumber": CPF },
        "contacts": { "postalAddresses": [], "phones": [], "emails": [] },
    })
}

/// The number of a person.
pub(crate) fn number(person: &customers::PersonalIdentificationData) -> usize {
    let id = person.personal_id.as_str();
    id.rsplit('-').next().unwrap().parse().unwrap()
}

pub(crate) const PEOPLE: &str = "/open-banking/customers/v2/personal/identifications";

/// The link to a page as a bank gives it: in an order of its own, with escapes, and with a key.
pub(crate) fn link(page: usize) -> String {
    format!("{PEOPLE}?pagination-key={PAGINATION_KEY}%2B%2f%20~*&page-size=2&page={page}")
}

/// The body of a page; with `null` in place of links it has none.
pub(crate) fn page(
    people: impl IntoIterator<Item = usize>,
    links: impl Into<Option<Value>>,
) -> String {
    let people: Vec<Value> = people.into_iter().map(person).collect();
    let mut body = json!({
        "data": people,
        "meta": { "totalRecords": 6, "totalPages": 3, "requestDateTime": "2024-03-05T13:20:00Z" },
    });
    if let Some(links) = links.into().filter(|links| !links.is_null()) {
        body["links"] = links;
    }
    body.to_string()
}
