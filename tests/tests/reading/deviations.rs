//! What banks are known to send against the document: all of it is read, and sent on as it came.

use cadastro_core::decode;
use cadastro_customers::{
    ResponseBusinessCustomersIdentification, ResponseBusinessCustomersQualification,
    ResponsePersonalCustomersIdentification,
};
use cadastro_tests::{shared, spec};
use serde_json::Value;

use crate::bodies::CUSTOMERS;
use crate::differences::{Kind, differences};
use crate::readers;
use crate::samples;
use crate::tree::Tree;

const PERSON: &str = "customersGetPersonalIdentifications";
const PERSON_QUALIFIED: &str = "customersGetPersonalQualifications";
const PERSON_RELATED: &str = "customersGetPersonalFinancialRelations";
const COMPANY: &str = "customersGetBusinessIdentifications";
const COMPANY_QUALIFIED: &str = "customersGetBusinessQualifications";
const COMPANY_RELATED: &str = "customersGetBusinessFinancialRelations";

const OPERATIONS: [&str; 6] = [
    PERSON,
    PERSON_QUALIFIED,
    PERSON_RELATED,
    COMPANY,
    COMPANY_QUALIFIED,
    COMPANY_RELATED,
];

/// A member as banks send it; `None` for one that they leave out.
type Deviation = (&'static str, &'static str, Option<&'static str>);

const SENT: [Deviation; 49] = [
    // Company names may have 144 characters from 2.3.0 on, CNPJs have letters.
    (COMPANY, "/data/0/cnpjNumber", Some(r#""12ABC34501DE35""#)),
    (
        COMPANY,
        "/data/0/companiesCnpj/0",
        Some(r#""12ABC34501DE35""#),
    ),
    (
        PERSON,
        "/data/0/companiesCnpj/1",
        Some(r#""12ABC34501DE35""#),
    ),
    (
        COMPANY_RELATED,
        "/data/procurators/0/cnpjCpfNumber",
        Some(r#""12ABC34501DE35""#),
    ),
    (COMPANY, "/data/0/parties/0/shareholding", Some(r#""0.51""#)),
    (COMPANY, "/data/0/parties/0/shareholding", Some("0.510")),
    (COMPANY, "/data/0/parties/0/shareholding", Some(r#""1""#)),
    // Codes as numbers.
    (
        COMPANY_QUALIFIED,
        "/data/economicActivities/0/code",
        Some("4721102"),
    ),
    (COMPANY, "/data/0/cnpjNumber", Some("12345678000195")),
    (COMPANY, "/data/0/companiesCnpj/0", Some("12345678000195")),
    (
        PERSON_QUALIFIED,
        "/data/companyCnpj",
        Some("12345678000195"),
    ),
    (
        PERSON,
        "/data/0/contacts/postalAddresses/0/ibgeTownCode",
        Some("5300108"),
    ),
    (
        COMPANY,
        "/data/0/contacts/postalAddresses/0/ibgeTownCode",
        Some("5300108"),
    ),
    (
        PERSON_RELATED,
        "/data/accounts/0/number",
        Some("123456789012345678901234567890"),
    ),
    // Amounts as numbers keep their literal.
    (
        PERSON_QUALIFIED,
        "/data/informedIncome/amount/amount",
        Some("98200.00"),
    ),
    (
        PERSON_QUALIFIED,
        "/data/informedPatrimony/amount/amount",
        Some("15004.0000"),
    ),
    (
        COMPANY_QUALIFIED,
        "/data/informedRevenue/amount/amount",
        Some("1e3"),
    ),
    (
        COMPANY_QUALIFIED,
        "/data/informedPatrimony/amount/amount",
        Some("-0"),
    ),
    (
        COMPANY_QUALIFIED,
        "/data/informedRevenue/year",
        Some(r#""2023""#),
    ),
    (
        PERSON_QUALIFIED,
        "/data/informedPatrimony/year",
        Some("2023.0"),
    ),
    // Links and counts.
    (PERSON, "/links/self", Some(r#""http://localhost""#)),
    (
        COMPANY,
        "/links/next",
        Some(r#""http://10.0.0.1:8080/a,b""#),
    ),
    (PERSON, "/meta/totalRecords", None),
    (PERSON, "/meta/totalPages", None),
    (COMPANY_QUALIFIED, "/meta/totalRecords", Some(r#""1""#)),
    (PERSON_QUALIFIED, "/meta/totalRecords", Some("1.0")),
    // Dates.
    (PERSON, "/data/0/birthDate", Some(r#""NA""#)),
    (
        PERSON,
        "/data/0/otherDocuments/0/expirationDate",
        Some(r#""NA""#),
    ),
    (
        COMPANY_QUALIFIED,
        "/data/informedPatrimony/date",
        Some(r#""NA""#),
    ),
    (
        COMPANY,
        "/data/0/parties/0/startDate",
        Some(r#""1990-11-04T09:10:43""#),
    ),
    (
        PERSON_RELATED,
        "/data/startDate",
        Some(r#""2021-2-2T22:11:59.28Z""#),
    ),
    (PERSON, "/data/0/updateDateTime", Some(r#""""#)),
    // Values that no list has.
    (
        PERSON,
        "/data/0/maritalStatusCode",
        Some(r#""UNIÃO ESTÁVEL""#),
    ),
    (
        PERSON_RELATED,
        "/data/accounts/0/type",
        Some(r#""CONTA_SALARIO""#),
    ),
    (
        COMPANY_RELATED,
        "/data/productsServicesType/0",
        Some(r#""PRE_PAGA""#),
    ),
    (COMPANY, "/data/0/parties/0/documentType", Some(r#""CNH""#)),
    // An empty list is not an absent one.
    (COMPANY_RELATED, "/data/procurators", Some("[]")),
    (COMPANY_RELATED, "/data/procurators", None),
    (PERSON_RELATED, "/data/procurators", None),
    (PERSON, "/data/0/filiation", Some("[]")),
    (PERSON, "/data/0/nationality", None),
    // From 2.1.0 and 2.2.0 on.
    (
        PERSON,
        "/data/0/contacts/phones/0/areaCode",
        Some(r#""099""#),
    ),
    (PERSON, "/data/0/contacts/phones/0/areaCode", Some("11")),
    (
        COMPANY,
        "/data/0/contacts/phones/0/number",
        Some(r#""1234567890123""#),
    ),
    (
        COMPANY,
        "/data/0/contacts/phones/0/number",
        Some(r#""123456""#),
    ),
    (COMPANY, "/data/0/contacts/postalAddresses", Some("[]")),
    (COMPANY, "/data/0/parties", Some("[]")),
    // The address that stands for none.
    (
        PERSON,
        "/data/0/contacts/postalAddresses/0",
        Some(
            r#"{"isMain":false,"address":"","townName":"","postCode":"","country":"","countryCode":"XXX"}"#,
        ),
    ),
    (
        COMPANY,
        "/data/0/contacts/postalAddresses/0",
        Some(r#"{"isMain":false,"townName":"","country":"","countryCode":"XXX"}"#),
    ),
];

/// A body of an operation with all documented members.
fn documented(operation: &str) -> Tree {
    Tree::parse(&samples::answer(&spec(CUSTOMERS), operation, "200").to_string())
}

fn deviate(body: &Tree, pointer: &str, json: Option<&str>) -> Tree {
    assert!(body.get(pointer).is_some(), "{pointer} is no member");
    match json {
        Some(json) => body.with(pointer, Tree::parse(json)),
        None => body.without(pointer),
    }
}

/// Everything is typed, and sent on as it came.
fn assert_kept(operation: &str, body: &Tree, what: &str) {
    let read = readers::answer(readers::operation(operation), "200").unwrap()(&body.to_string());
    let read = read.unwrap_or_else(|error| panic!("{operation}, {what}: {error}"));
    assert_eq!(read.quarantined, [], "{operation}, {what}");
    assert_eq!(differences(body, &read.encoded), [], "{operation}, {what}");
}

#[test]
fn each_deviation_is_read_and_sent_on_as_it_came() {
    for (operation, pointer, json) in SENT {
        assert_kept(
            operation,
            &deviate(&documented(operation), pointer, json),
            pointer,
        );
    }
}

#[test]
fn all_deviations_of_an_operation_together_are_read_and_sent_on() {
    for operation in OPERATIONS {
        let sent = SENT.iter().filter(|(of, ..)| *of == operation);
        // A later deviation of a place takes that of an earlier one, or its parent, away.
        let body = sent.fold(documented(operation), |body, (_, pointer, json)| {
            if body.get(pointer).is_some() {
                deviate(&body, pointer, *json)
            } else {
                body
            }
        });
        assert_kept(operation, &body, "all deviations");
    }
}

#[test]
fn texts_longer_than_documented_are_read_and_sent_on() {
    let text = |length| Tree::Text("é".repeat(length));
    for (operation, pointer, length) in [
        (COMPANY, "/data/0/companyName", 71),
        (COMPANY, "/data/0/companyName", 144),
        (COMPANY, "/data/0/parties/0/companyName", 144),
        (PERSON, "/data/0/civilName", 71),
        (
            PERSON,
            "/data/0/contacts/postalAddresses/0/postCode",
            10_000,
        ),
    ] {
        assert_kept(
            operation,
            &documented(operation).with(pointer, text(length)),
            pointer,
        );
    }
    let link = format!(
        "https://api.banco.example/open-banking?pagination-key={}",
        "k".repeat(4_000)
    );
    assert_kept(
        PERSON,
        &documented(PERSON).with("/links/next", Tree::Text(link)),
        "links",
    );
}

#[test]
fn what_deviates_is_typed_and_says_what_it_is() {
    let sent = |operation, deviations: &[(&str, &str)]| {
        let body = deviations
            .iter()
            .fold(documented(operation), |body, (pointer, json)| {
                deviate(&body, pointer, Some(json))
            });
        body.to_string().into_bytes()
    };
    let company = [
        ("/data/0/cnpjNumber", r#""12ABC34501DE35""#),
        ("/data/0/companiesCnpj/0", "50685362006773"),
        ("/data/0/parties/0/documentType", r#""CNH""#),
    ];
    let page: ResponseBusinessCustomersIdentification = decode(&sent(COMPANY, &company)).unwrap();
    let company = &page.data[0];
    assert!(company.cnpj_number.is_valid());
    assert!(company.companies_cnpj[0].came_as_number() && !company.companies_cnpj[0].is_valid());
    assert_eq!(company.parties[0].document_type.as_str(), "CNH");

    let amount = [("/data/informedPatrimony/amount/amount", "98200.00")];
    let body: ResponseBusinessCustomersQualification =
        decode(&sent(COMPANY_QUALIFIED, &amount)).unwrap();
    let amount = body.data.informed_patrimony.unwrap().amount.amount;
    assert_eq!(
        (amount.as_str(), amount.came_as_number()),
        ("98200.00", true)
    );
    assert_eq!(amount.decimal().unwrap().to_string(), "98200.00");

    let person = [
        ("/data/0/birthDate", r#""NA""#),
        ("/data/0/filiation", "[]"),
        ("/links/self", r#""http://localhost""#),
    ];
    let page: ResponsePersonalCustomersIdentification = decode(&sent(PERSON, &person)).unwrap();
    assert_eq!(
        (
            page.data[0].birth_date.as_str(),
            page.data[0].birth_date.civil()
        ),
        ("NA", None)
    );
    assert_eq!(
        page.data[0]
            .filiation
            .as_ref()
            .map(|filiation| filiation.len()),
        Some(0)
    );
    assert_eq!(page.links.typed().unwrap().self_, "http://localhost");
}

/// The document of 2.2.1.
fn later(check: &str) -> Option<Value> {
    let path = shared(check)?.join("official/customers-2.2.1.yml");
    let document = std::fs::read_to_string(path).unwrap();
    Some(serde_yaml_ng::from_str(document.trim_start_matches('\u{feff}')).unwrap())
}

/// What a later release no longer sends, or may send empty, is a tolerance of the types.
#[test]
fn the_least_that_a_later_version_sends_is_read_whole() {
    let Some(document) = later("least answers of version 2.2.1") else {
        return;
    };
    for operation in OPERATIONS {
        let least = samples::least(&document, operation, "200");
        assert!(least["meta"].get("totalRecords").is_none());
        let body = Tree::parse(&least.to_string());
        assert_kept(operation, &body, "least");
        let read = readers::answer(readers::operation(operation), "200").unwrap();
        // Typed, and not raw: what is raw prints as JSON.
        let printed = read(&body.to_string()).unwrap().printed;
        assert!(printed.contains("Typed(Meta"), "{operation}: {printed}");
        assert!(printed.contains("Typed(Links"), "{operation}: {printed}");
    }
}

#[test]
fn a_later_version_is_read_and_loses_only_its_new_members() {
    let Some(document) = later("answers of version 2.2.1") else {
        return;
    };
    let (mut new, mut listed) = (Vec::new(), 0);
    for operation in OPERATIONS {
        let came = Tree::parse(&samples::answer(&document, operation, "200").to_string());
        let read =
            readers::answer(readers::operation(operation), "200").unwrap()(&came.to_string());
        let read = read.unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(read.quarantined, [], "{operation}");
        for difference in differences(&came, &read.encoded) {
            assert_eq!(
                difference.kind,
                Kind::MemberDropped,
                "{operation}: {}",
                difference.pointer
            );
            new.push(difference.pointer);
        }
        // They are had all the same.
        for member in read.unknown {
            assert!(new.contains(&member.pointer().to_owned()), "{member}");
            listed += 1;
        }
    }
    assert_eq!(
        new,
        ["/data/paychecksBankLink", "/data/portabilitiesReceived"]
    );
    assert_eq!(listed, new.len());
}
