//! A record that cannot be typed is set aside alone; links and meta spoil nothing.

use cadastro_core::{Entry, ReasonKind, decode, decode_reporting};
use cadastro_customers::operations::OPERATIONS;
use cadastro_customers::{
    ResponseBusinessCustomersIdentification, ResponsePersonalCustomersFinancialRelation,
    ResponsePersonalCustomersIdentification,
};
use cadastro_tests::spec;
use serde_json::Value;

use crate::bodies::CUSTOMERS;
use crate::readers;
use crate::samples;
use crate::served;
use crate::tree::Tree;

/// A body with all documented members, and three records in the list at `pointer`.
fn three_of(operation: &str, pointer: &str) -> Tree {
    let body = Tree::parse(&samples::answer(&spec(CUSTOMERS), operation, "200").to_string());
    let Some(Tree::List(records)) = body.get(pointer) else {
        panic!("{pointer} is no list");
    };
    let three = vec![records[0].clone(); 3];
    body.with(pointer, Tree::List(three))
}

#[test]
fn a_record_without_a_required_member_is_set_aside_and_its_neighbours_are_typed() {
    let spec = spec(CUSTOMERS);
    for (operation, schema) in [
        (
            "customersGetPersonalIdentifications",
            "PersonalIdentificationData",
        ),
        (
            "customersGetBusinessIdentifications",
            "BusinessIdentificationData",
        ),
    ] {
        let required = spec["components"]["schemas"][schema]["required"]
            .as_array()
            .unwrap();
        assert!(required.len() > 5, "{schema}");
        let body = three_of(operation, "/data");
        for member in required {
            let member = format!("/data/1/{}", member.as_str().unwrap());
            let broken = body.without(&member).to_string();
            let read =
                readers::answer(readers::operation(operation), "200").unwrap()(&broken).unwrap();
            let [place] = read.quarantined.as_slice() else {
                panic!("{member}: {:?}", read.quarantined);
            };
            assert_eq!((place.pointer(), place.member()), ("/data/1", member));
            assert_eq!(place.reason().kind(), ReasonKind::MissingMember);
            assert_eq!(read.encoded, Tree::parse(&broken));
        }
    }
}

#[test]
fn a_quarantined_record_keeps_its_place_and_its_text() {
    let body = three_of("customersGetPersonalIdentifications", "/data")
        .with("/data/0/personalId", Tree::Text("um".to_owned()))
        .with("/data/2/personalId", Tree::Text("três".to_owned()))
        .with("/data/1", Tree::Literal("§".to_owned()));
    let odd = "{ \"civilName\" : [1.50],\n  \"novo\" : null }";
    let page: ResponsePersonalCustomersIdentification =
        decode(body.to_string().replace('§', odd).as_bytes()).unwrap();
    let entries: Vec<_> = page
        .data
        .entries()
        .map(|entry| match entry {
            Entry::Typed(record) => record.personal_id.as_str(),
            Entry::Quarantined(aside) => aside.json().get(),
        })
        .collect();
    assert_eq!(entries, ["um", odd, "três"]);
    assert_eq!((page.data.len(), page.data.sent_len()), (2, 3));
    assert_eq!(page.data.quarantined()[0].index(), 1);
}

/// One of a thousand, wherever it stands and whatever it is: the others are typed, and in order.
#[test]
fn one_malformed_record_among_a_thousand_costs_itself_alone() {
    let operation = "customersGetPersonalIdentifications";
    let person = three_of(operation, "/data")
        .get("/data/0")
        .cloned()
        .unwrap();
    let person_of = |index: usize| person.with("/personalId", Tree::Text(format!("p{index}")));
    let without_contacts = person.without("/contacts").to_string();
    let flag = person.with("/hasBrazilianNationality", Tree::Text("sim".to_owned()));
    let deep = format!("{{\"civilName\":{}{}}}", "[".repeat(70), "]".repeat(70));
    let twice = person
        .to_string()
        .replacen('{', r#"{"civilName":"Ana","#, 1);
    let malformed = [
        (
            without_contacts.as_str(),
            "/contacts",
            ReasonKind::MissingMember,
        ),
        ("null", "", ReasonKind::WrongType),
        ("7.50", "", ReasonKind::WrongType),
        ("\"\"", "", ReasonKind::WrongType),
        ("[]", "", ReasonKind::WrongType),
        (r#"[["x"]]"#, "", ReasonKind::WrongType),
        (
            &flag.to_string(),
            "/hasBrazilianNationality",
            ReasonKind::WrongType,
        ),
        (&deep, "/civilName", ReasonKind::WrongType),
        (&twice, "/civilName", ReasonKind::DuplicateMember),
    ];
    for (json, member, kind) in malformed {
        for at in [0, 617, 999] {
            let mut records: Vec<String> = (0..1_000).map(|i| person_of(i).to_string()).collect();
            records[at] = json.to_owned();
            let body = format!(r#"{{"data":[{}]}}"#, records.join(","));
            let page = decode_reporting::<ResponsePersonalCustomersIdentification>(body.as_bytes());
            let page = page.unwrap_or_else(|error| panic!("{member} of {at}: {error}"));
            let [place] = page.quarantined() else {
                panic!("{member} of {at}: {:?}", page.quarantined());
            };
            let pointers = (place.pointer().to_owned(), place.member());
            let record = format!("/data/{at}");
            assert_eq!(pointers, (record.clone(), record + member), "{kind:?}");
            assert_eq!(place.reason().kind(), kind);

            let data = &page.value().data;
            let [aside] = data.quarantined() else {
                panic!("{member} of {at}")
            };
            assert_eq!((aside.index(), aside.json().get()), (at, json));
            let ids = data.iter().map(|person| person.personal_id.as_str());
            let others = (0..1_000).filter(|index| *index != at);
            assert!(
                ids.eq(others.map(|index| format!("p{index}"))),
                "{at}: out of order"
            );
        }
    }
}

/// What is one object and no list cannot be set aside: the error has the path, and all that came.
#[tokio::test]
async fn operations_of_one_object_fail_with_the_path_and_the_raw_json() {
    let spec = spec(CUSTOMERS);
    let one_object = OPERATIONS
        .iter()
        .filter(|operation| !operation.id.ends_with("Identifications"));
    let mut seen = 0;
    for operation in one_object {
        let body = Tree::parse(&samples::answer(&spec, operation.id, "200").to_string());
        let mut broken = vec![(
            "/data".to_owned(),
            body.without("/data"),
            ReasonKind::MissingMember,
        )];
        for (odd, place, kind) in [
            ("null", "/data", ReasonKind::WrongType),
            ("7.50", "/data", ReasonKind::WrongType),
            ("\"\"", "/data", ReasonKind::WrongType),
            // Serde takes a list for an object inside of another, by position.
            ("[]", "/data", ReasonKind::InvalidValue),
            ("[{}]", "/data/0", ReasonKind::WrongType),
        ] {
            let body = body.with("/data", Tree::parse(odd));
            broken.push((place.to_owned(), body, kind));
        }
        for member in required(&spec, operation.id) {
            let pointer = format!("/data/{member}");
            // The overlay tolerates that it is missing.
            if member != "procurators" {
                broken.push((
                    pointer.clone(),
                    body.without(&pointer),
                    ReasonKind::MissingMember,
                ));
            }
            let body = body.with(&pointer, Tree::parse(r#"{"a": 1.50}"#));
            broken.push((pointer, body, ReasonKind::WrongType));
        }
        for (pointer, body, kind) in broken {
            let body = body.to_string();
            let read = readers::answer(operation, "200").unwrap()(&body).err();
            let read = read.unwrap_or_else(|| panic!("{}: {pointer} is read", operation.id));
            assert_eq!((read.pointer(), read.kind()), (pointer.as_str(), kind));
            let error = served::fetch(operation, 200, &body).await.err().unwrap();
            assert!(error.is_decode() && error.was_successful(), "{error}");
            assert_eq!(error.pointer(), Some(pointer.as_str()), "{}", operation.id);
            assert_eq!(error.raw_body().unwrap(), &body);
            seen += 1;
        }
    }
    // Of each operation 6 of `data` itself, and of its members two each, but for two times `procurators`.
    assert_eq!(seen, 4 * 6 + 2 * (2 + 1 + 5 + 5) - 2);
}

/// The members that `data` must have.
fn required(spec: &Value, operation: &str) -> Vec<String> {
    let body = operation.strip_prefix("customersGet").unwrap();
    let body = body.strip_suffix('s').unwrap();
    let schema = body.replacen("Personal", "ResponsePersonalCustomers", 1);
    let schema = schema.replacen("Business", "ResponseBusinessCustomers", 1);
    let schemas = &spec["components"]["schemas"];
    let data = &schemas[&schema]["properties"]["data"];
    let data = data["$ref"].as_str().unwrap_or_else(|| panic!("{schema}"));
    let names = &schemas[data.rsplit('/').next().unwrap()]["required"];
    let names = names.as_array().unwrap().iter();
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_broken_record_inside_of_a_record_is_set_aside_alone() {
    let body = three_of(
        "customersGetPersonalIdentifications",
        "/data/0/contacts/phones",
    );
    let body = body.without("/data/0/contacts/phones/1/isMain").to_string();
    let read =
        decode_reporting::<ResponsePersonalCustomersIdentification>(body.as_bytes()).unwrap();
    assert_eq!(
        read.quarantined()[0].member(),
        "/data/0/contacts/phones/1/isMain"
    );
    let person = &read.value().data[0];
    assert_eq!(
        (person.contacts.phones.len(), person.contacts.emails.len()),
        (2, 1)
    );

    let body = three_of("customersGetBusinessIdentifications", "/data/0/parties");
    let body = body
        .with("/data/0/parties/2", Tree::parse("[]"))
        .to_string();
    let page: ResponseBusinessCustomersIdentification = decode(body.as_bytes()).unwrap();
    assert_eq!((page.data.len(), page.data[0].parties.len()), (1, 2));
    assert_eq!(
        page.data[0].parties.quarantined()[0].reason().kind(),
        ReasonKind::WrongType
    );

    let body = three_of("customersGetPersonalFinancialRelations", "/data/accounts");
    let body = body.without("/data/accounts/0/number").to_string();
    let body: ResponsePersonalCustomersFinancialRelation = decode(body.as_bytes()).unwrap();
    assert_eq!(
        (body.data.accounts.len(), body.data.accounts.sent_len()),
        (2, 3)
    );
}

#[test]
fn links_and_meta_spoil_nothing() {
    let odd = [
        "null",
        "7",
        "-0",
        "98200.00",
        "\"\"",
        "true",
        "[]",
        "[{}]",
        "{}",
        r#"{"self":{}}"#,
        r#"{"self":null,"novo":1.0}"#,
        r#"{"requestDateTime":[]}"#,
        r#"{"requestDateTime":"","totalPages":"1"}"#,
    ];
    for operation in OPERATIONS {
        let spec = spec(CUSTOMERS);
        let body = Tree::parse(&samples::answer(&spec, operation.id, "200").to_string());
        for member in ["/links", "/meta"] {
            let odd = odd.iter().map(|odd| body.with(member, Tree::parse(odd)));
            for broken in odd.chain([body.without(member)]) {
                let read = readers::answer(operation, "200").unwrap()(&broken.to_string());
                let read = read.unwrap_or_else(|error| panic!("{member}: {error}"));
                assert_eq!(read.quarantined, [], "{member}");
                assert_eq!(read.encoded, broken);
            }
            // What no tree tells apart: members that stand twice, and escapes that stand for no text.
            let twice = r#"{"self":"a","requestDateTime":"a","self":"b","requestDateTime":"b"}"#;
            let no_text = r#"{"self":"\ud800","requestDateTime":"\ud800"}"#;
            let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(100), "]".repeat(100));
            for odd in [twice, no_text, &deep] {
                let broken = body.with(member, Tree::Literal(odd.to_owned())).to_string();
                let read = readers::answer(operation, "200").unwrap()(&broken);
                let read = read.unwrap_or_else(|error| panic!("{member} as {odd}: {error}"));
                assert_eq!(read.quarantined, [], "{member}");
                assert!(read.text.contains(odd), "{member} as {odd}: {}", read.text);
            }
        }
    }
}

#[tokio::test]
async fn calls_tell_what_was_set_aside_and_where_reading_stopped() {
    let operation = readers::operation("customersGetPersonalIdentifications");
    let body = three_of(operation.id, "/data").without("/data/1/documents");
    let fetched = served::fetch(operation, 200, &body.to_string())
        .await
        .unwrap();
    assert_eq!(fetched.members, ["/data/1/documents"]);
    assert_eq!(fetched.raw, body.to_string());

    let body = body.with("/data", Tree::parse("{}")).to_string();
    let error = served::fetch(operation, 200, &body).await.err().unwrap();
    assert_eq!((error.pointer(), error.is_decode()), (Some("/data"), true));
    assert_eq!(error.raw_body().unwrap(), &body);
}
