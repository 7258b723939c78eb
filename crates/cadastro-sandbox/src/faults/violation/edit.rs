//! How a value is broken. Each edit says whether the value was one that it can break, and leaves it alone if not.

use serde_json::{Value, json};

/// Edits the first value under a pointer (`*` stands for each element of a list) that can be.
pub(super) fn first(value: &mut Value, pointer: &str, edit: fn(&mut Value) -> bool) -> bool {
    let Some(rest) = pointer.strip_prefix('/') else {
        return edit(value);
    };
    let (name, rest) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    match value {
        Value::Array(list) if name == "*" => list.iter_mut().any(|value| first(value, rest, edit)),
        Value::Object(object) => object
            .get_mut(name)
            .is_some_and(|value| first(value, rest, edit)),
        _ => false,
    }
}

/// The number that a text of digits is, without leading zeros.
pub(super) fn digits_as_number(value: &mut Value) -> bool {
    let digits = value.as_str().and_then(|text| text.parse::<u64>().ok());
    digits.is_some_and(|number| put(value, number))
}

/// The number that a text with decimals is, by binary floats as careless banks do.
pub(super) fn decimals_as_number(value: &mut Value) -> bool {
    let decimals = value.as_str().and_then(|text| text.parse::<f64>().ok());
    decimals.is_some_and(|number| put(value, number))
}

pub(super) fn short_share(value: &mut Value) -> bool {
    value.is_string() && put(value, "0.51")
}

pub(super) fn salary_account(value: &mut Value) -> bool {
    value.is_string() && put(value, "CONTA_SALARIO")
}

pub(super) fn spelt_out_union(value: &mut Value) -> bool {
    value.is_string() && put(value, "UNIÃO ESTÁVEL")
}

pub(super) fn not_available(value: &mut Value) -> bool {
    value.is_string() && put(value, "NA")
}

pub(super) fn without_zone(value: &mut Value) -> bool {
    let local = value.as_str().and_then(|text| text.strip_suffix('Z'));
    let local = local.map(str::to_owned);
    local.is_some_and(|local| put(value, local))
}

pub(super) fn without_procurators(value: &mut Value) -> bool {
    remove(value, "procurators")
}

pub(super) fn without_brand(value: &mut Value) -> bool {
    remove(value, "brandName")
}

pub(super) fn without_update(value: &mut Value) -> bool {
    remove(value, "updateDateTime")
}

pub(super) fn without_totals(value: &mut Value) -> bool {
    let totals = ["totalRecords", "totalPages"];
    totals.iter().all(|total| value.get(total).is_some())
        && totals.iter().all(|total| remove(value, total))
}

pub(super) fn dummy_address(addresses: &mut Value) -> bool {
    let dummy = json!([{ "isMain": false, "townName": "", "country": "", "countryCode": "XXX" }]);
    addresses.is_array() && put(addresses, dummy)
}

pub(super) fn contacts_in_documents(record: &mut Value) -> bool {
    if !record.get("documents").is_some_and(Value::is_object) {
        return false;
    }
    let contacts = record
        .as_object_mut()
        .and_then(|record| record.remove("contacts"));
    contacts.is_some_and(|contacts| {
        record["documents"]["contacts"] = contacts;
        true
    })
}

/// Of `{"amount": {"amount": "1.00", "currency": "BRL"}}` leaves `{"amount": 1.0, "currency": "BRL"}`.
pub(super) fn bare_amount(informed: &mut Value) -> bool {
    let Some(money) = informed
        .get("amount")
        .filter(|money| money.is_object())
        .cloned()
    else {
        return false;
    };
    let mut amount = money["amount"].clone();
    if !decimals_as_number(&mut amount) {
        return false;
    }
    informed["amount"] = amount;
    informed["currency"] = money["currency"].clone();
    true
}

pub(super) fn unknown_enum_value(value: &mut Value) -> bool {
    value.is_string() && put(value, "NAO_DOCUMENTADO")
}

/// The link to the page itself is what is left.
pub(super) fn links_as_text(links: &mut Value) -> bool {
    links.is_object() && put(links, links["self"].as_str().unwrap_or_default().to_owned())
}

pub(super) fn text_for_flag(value: &mut Value) -> bool {
    let flag = value.as_bool();
    flag.is_some_and(|flag| put(value, flag.to_string()))
}

/// The number is added if there is a list.
pub(super) fn status_out_of_range(status: &mut Value) -> bool {
    match status {
        Value::Array(list) => list.push(99.into()),
        Value::Number(_) => *status = 99.into(),
        _ => return false,
    }
    true
}

pub(super) fn japan(value: &mut Value) -> bool {
    value.is_string() && put(value, "JP")
}

fn put(value: &mut Value, new: impl Into<Value>) -> bool {
    *value = new.into();
    true
}

fn remove(value: &mut Value, name: &str) -> bool {
    let object = value.as_object_mut();
    object.is_some_and(|object| object.remove(name).is_some())
}
