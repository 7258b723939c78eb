//! A record that cannot be typed is set aside alone; links and meta spoil nothing.

use cadastro_core::{Entry, ReasonKind, decode, decode_reporting};
use cadastro_customers::{
    ResponseBusinessCustomersIdentification, ResponsePersonalCustomersFinancialRelation,
    ResponsePersonalCustomersIdentification,
};
use cadastro_tests::spec;

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
    for operation in cadastro_customers::operations::OPERATIONS {
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
