//! The records of the bench as most people would write them: every leaf a `String`, every list a `Vec`.

use serde::Deserialize;

/// A page of identifications.
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) data: Vec<Identification>,
    pub(crate) links: Links,
    pub(crate) meta: Meta,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Identification {
    pub(crate) birth_date: String,
    pub(crate) brand_name: String,
    pub(crate) civil_name: String,
    pub(crate) companies_cnpj: Vec<String>,
    pub(crate) contacts: PersonalContacts,
    pub(crate) documents: PersonalDocument,
    pub(crate) filiation: Option<Vec<Filiation>>,
    pub(crate) has_brazilian_nationality: bool,
    pub(crate) marital_status_additional_info: Option<String>,
    pub(crate) marital_status_code: Option<String>,
    pub(crate) nationality: Option<Vec<Nationality>>,
    pub(crate) other_documents: Option<Vec<PersonalOtherDocument>>,
    pub(crate) personal_id: String,
    pub(crate) sex: Option<String>,
    pub(crate) social_name: Option<String>,
    pub(crate) update_date_time: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonalDocument {
    pub(crate) cpf_number: Option<String>,
    pub(crate) passport: Option<PersonalPassport>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonalPassport {
    pub(crate) country: String,
    pub(crate) expiration_date: Option<String>,
    pub(crate) issue_date: Option<String>,
    pub(crate) number: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonalOtherDocument {
    pub(crate) additional_info: Option<String>,
    pub(crate) check_digit: Option<String>,
    pub(crate) expiration_date: Option<String>,
    pub(crate) number: String,
    pub(crate) type_: String,
    pub(crate) type_additional_info: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Nationality {
    pub(crate) documents: Vec<NationalityOtherDocument>,
    pub(crate) other_nationalities_info: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NationalityOtherDocument {
    pub(crate) additional_info: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) expiration_date: Option<String>,
    pub(crate) issue_date: Option<String>,
    pub(crate) number: String,
    pub(crate) type_: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonalContacts {
    pub(crate) emails: Vec<CustomerEmail>,
    pub(crate) phones: Vec<CustomerPhone>,
    pub(crate) postal_addresses: Vec<PersonalPostalAddress>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonalPostalAddress {
    pub(crate) additional_info: Option<String>,
    pub(crate) address: String,
    pub(crate) country: String,
    pub(crate) country_code: Option<String>,
    pub(crate) country_sub_division: Option<String>,
    pub(crate) district_name: Option<String>,
    pub(crate) geographic_coordinates: Option<GeographicCoordinates>,
    pub(crate) ibge_town_code: Option<String>,
    pub(crate) is_main: bool,
    pub(crate) post_code: String,
    pub(crate) town_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerPhone {
    pub(crate) additional_info: Option<String>,
    pub(crate) area_code: String,
    pub(crate) country_calling_code: Option<String>,
    pub(crate) is_main: bool,
    pub(crate) number: String,
    pub(crate) phone_extension: Option<String>,
    pub(crate) type_: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerEmail {
    pub(crate) email: String,
    pub(crate) is_main: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GeographicCoordinates {
    pub(crate) latitude: String,
    pub(crate) longitude: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Filiation {
    pub(crate) civil_name: String,
    pub(crate) social_name: Option<String>,
    pub(crate) type_: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Links {
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) prev: Option<String>,
    #[serde(rename = "self")]
    pub(crate) self_: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Meta {
    pub(crate) request_date_time: String,
    pub(crate) total_pages: Option<i32>,
    pub(crate) total_records: Option<i32>,
}
