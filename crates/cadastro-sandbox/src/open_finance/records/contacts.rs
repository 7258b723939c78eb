//! Addresses, phones and e-mails, as persons and companies have them in common.

use serde_json::{Value, json};

use super::super::{Delta, Version};
use super::set;
use crate::population::{Address, COUNTRIES, Country, Draw, ascii};

/// Where addresses and phones belong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Person,
    Company,
}

/// An address in Brazil.
pub(super) fn postal_address(
    draw: &mut Draw,
    address: &Address,
    is_main: bool,
    holder: Holder,
) -> Value {
    let town = address.town();
    let mut value = json!({
        "isMain": is_main,
        "country": "Brasil",
        "districtName": address.district(),
        "postCode": address.post_code(),
    });
    match holder {
        Holder::Person => {
            value["address"] = address.line().into();
            value["townName"] = town.name().into();
            set(&mut value, "countryCode", draw.percent(80).then_some("BRA"));
        }
        // The document wants two characters of ASCII first: there is no `São Paulo` for a company.
        Holder::Company => {
            value["address"] = ascii(&address.line()).into();
            value["townName"] = ascii(town.name()).into();
            value["countryCode"] = "BRA".into();
        }
    }
    set(&mut value, "additionalInfo", address.complement());
    set(
        &mut value,
        "ibgeTownCode",
        draw.percent(90).then(|| town.ibge_code()),
    );
    set(
        &mut value,
        "countrySubDivision",
        draw.percent(95).then(|| town.state()),
    );
    set(
        &mut value,
        "geographicCoordinates",
        draw.percent(20)
            .then(|| json!({ "latitude": address.latitude(), "longitude": address.longitude() })),
    );
    value
}

/// An address of a company abroad, which has no Brazilian postal code, town or state.
pub(super) fn foreign_address(country: Country, is_main: bool) -> Value {
    json!({
        "isMain": is_main,
        "townName": country.town(),
        "country": country.name(),
        "countryCode": country.alpha3(),
    })
}

/// The phones, of which the first is the main one: the holder's own, and others by chance.
pub(super) fn phones(
    draw: &mut Draw,
    area_code: &str,
    number: &str,
    holder: Holder,
    version: Version,
) -> Value {
    if draw.percent(8) {
        return json!([]);
    }
    let kind = match holder {
        Holder::Person => "MOVEL",
        Holder::Company => "FIXO",
    };
    let first = phone(draw, kind, area_code, number);
    let mut phones = vec![first];
    if draw.percent(30) {
        let number = format!("3000{}", draw.digits(4));
        phones.push(phone(draw, "FIXO", area_code, &number));
    }
    if draw.percent(10) {
        let number = format!("90{}", draw.digits(7));
        phones.push(phone(draw, "MOVEL", area_code, &number));
    }
    if draw.percent(12) {
        let number = format!("3000{}", draw.digits(4));
        let mut other = phone(draw, "OUTRO", area_code, &number);
        let uses = [
            "Recado com vizinho",
            "Telefone via satélite",
            "Somente WhatsApp",
            "Portaria",
        ];
        other["additionalInfo"] = draw.pick(&uses).into();
        phones.push(other);
    }
    if draw.percent(6) {
        // Area codes of other countries are not in the document: that of Brazil stays.
        let country = draw.pick(COUNTRIES);
        let number = draw.digits(9);
        let mut abroad = phone(draw, "MOVEL", area_code, &number);
        abroad["countryCallingCode"] = country.calling_code().into();
        phones.push(abroad);
    }
    for (place, phone) in phones.iter_mut().enumerate() {
        phone["isMain"] = (place == 0).into();
    }
    of_later_releases(draw, &mut phones, version);
    phones.into()
}

fn phone(draw: &mut Draw, kind: &str, area_code: &str, number: &str) -> Value {
    let mut phone = json!({ "type": kind, "areaCode": area_code, "number": number });
    set(
        &mut phone,
        "countryCallingCode",
        draw.percent(50).then_some("55"),
    );
    let extension = kind == "FIXO" && draw.percent(15);
    set(
        &mut phone,
        "phoneExtension",
        extension.then(|| draw.range(1..9_999).to_string()),
    );
    phone
}

/// Draws the same, whatever the release.
fn of_later_releases(draw: &mut Draw, phones: &mut [Value], version: Version) {
    for phone in phones {
        let code = draw.percent(15);
        let number = match draw.range(0..100) {
            0..5 => Some(draw.digits(6)),
            5..10 => Some(draw.digits(13)),
            _ => None,
        };
        if code && version.has(Delta::AreaCodes) {
            let code = format!("0{}", phone["areaCode"].as_str().unwrap_or_default());
            phone["areaCode"] = code.into();
        }
        if version.has(Delta::PhoneNumbers) {
            set(phone, "number", number);
        }
    }
}

/// The e-mails, of which the first is the main one.
pub(super) fn emails(draw: &mut Draw, email: &str) -> Value {
    match draw.range(0..100) {
        0..8 => json!([]),
        8..85 => json!([{ "isMain": true, "email": email }]),
        _ => {
            let second = format!("contato.{email}");
            json!([{ "isMain": true, "email": email }, { "isMain": false, "email": second }])
        }
    }
}
