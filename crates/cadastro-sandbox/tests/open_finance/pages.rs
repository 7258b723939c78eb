//! Pages, their links, and the keys that hold them together.

use cadastro_sandbox::Consent;
use serde_json::Value;

use crate::bank::{Answered, Bank, PERSON, PERSON_ID, QUALIFICATIONS};

fn key(answer: &Answered) -> String {
    let link = url::Url::parse(answer.link("self").unwrap()).unwrap();
    let key = link
        .query_pairs()
        .find(|(name, _)| name == "pagination-key");
    key.unwrap().1.into_owned()
}

#[tokio::test]
async fn links_lead_over_all_records_once() {
    for consent in [Consent::of_person(5), Consent::of_company(5)] {
        let bank = Bank::open().await;
        let path = match format!("{consent:?}").contains("company") {
            true => "/business/identifications",
            false => PERSON,
        };
        let consent = bank.bank.authorise(consent.with_records(60));
        let mut answer = bank.get(&consent, path).await;
        let mut sizes = vec![answer.records()];
        let mut records = answer.body["data"].as_array().unwrap().clone();
        while let Some(next) = answer.link("next") {
            let next = next.to_owned();
            answer = bank.get(&consent, &next).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.link("self"), Some(next.as_str()));
            sizes.push(answer.records());
            records.extend(answer.body["data"].as_array().unwrap().clone());
        }
        assert_eq!(sizes, [25, 25, 10]);
        records.sort_by_key(Value::to_string);
        records.dedup();
        assert_eq!(records.len(), 60);
        let operation = bank.sandbox.take_requests()[0].operation;
        assert_eq!(bank.bank.used(&consent, operation), 1);
    }
}

#[tokio::test]
async fn each_page_has_the_links_that_it_needs_and_the_totals() {
    let bank = Bank::open().await;
    let consent = bank.person(60);
    let first = bank.get(&consent, &format!("{PERSON}?page-size=20")).await;
    let key = key(&first);
    let base = bank.bank.base_url();
    let link = |page: u64| {
        let query = format!("page={page}&page-size=20&pagination-key={key}");
        Some(format!("{base}{PERSON}?{query}"))
    };
    let links = |answer: &Answered| {
        ["self", "first", "prev", "next", "last"]
            .map(|name| answer.link(name).map(ToOwned::to_owned))
    };
    assert_eq!(links(&first), [link(1), None, None, link(2), link(3)]);
    let second = bank.get(&consent, first.link("next").unwrap()).await;
    assert_eq!(
        links(&second),
        [link(2), link(1), link(1), link(3), link(3)]
    );
    let third = bank.get(&consent, first.link("last").unwrap()).await;
    assert_eq!(links(&third), [link(3), link(1), link(2), None, None]);
    for answer in [first, second, third] {
        assert_eq!(answer.body["meta"]["totalRecords"], 60);
        assert_eq!(answer.body["meta"]["totalPages"], 3);
        let asked = &answer.body["meta"]["requestDateTime"];
        assert_eq!(asked, "2026-03-10T15:00:00Z");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn a_single_page_and_a_single_object_need_no_key() {
    let bank = Bank::open().await;
    let consent = bank.person(25);
    let base = bank.bank.base_url();
    let list = bank.get(&consent, PERSON).await;
    let link = format!("{base}{PERSON}?page=1&page-size=25");
    assert_eq!(list.body["links"], serde_json::json!({"self": link}));
    // It has no pages, so that page and page-size mean nothing.
    let object = bank
        .get(&consent, &format!("{QUALIFICATIONS}?page=x&page=0"))
        .await;
    assert!(object.body["data"].is_object());
    let link = format!("{base}{QUALIFICATIONS}");
    assert_eq!(object.body["links"], serde_json::json!({"self": link}));
    assert_eq!(object.body["meta"]["totalRecords"], 1);
}

#[tokio::test]
async fn the_bank_caps_pages_and_self_says_so() {
    let bank = Bank::with(|builder| builder.with_page_cap(40)).await;
    let consent = bank.person(1_000);
    let answer = bank
        .get(&consent, &format!("{PERSON}?page-size=1000"))
        .await;
    assert_eq!(answer.records(), 40);
    assert!(answer.link("self").unwrap().contains("page-size=40"));
    assert!(answer.link("last").unwrap().contains("page=25&"));
    let all = Bank::with(|builder| builder.with_page_cap(1_000)).await;
    let consent = all.person(3_000);
    let answer = all
        .get(&consent, &format!("{PERSON}?page-size=1000&page=3"))
        .await;
    assert_eq!(answer.records(), 1_000);
    assert_eq!(answer.link("next"), None);
}

#[tokio::test]
async fn past_the_end_there_is_no_page_and_nothing_counts() {
    let bank = Bank::open().await;
    let consent = bank.person(60);
    for page in [4, 2_147_483_647] {
        let answer = bank.get(&consent, &format!("{PERSON}?page={page}")).await;
        assert_eq!((answer.status, answer.code()), (422, "PAGE_NOT_FOUND"));
        assert_eq!(answer.body["meta"]["totalPages"], 3);
    }
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 0);
    assert_eq!(bank.sandbox.effects().reads, 0);
}

#[tokio::test]
async fn what_is_no_page_is_a_bad_request() {
    let bank = Bank::open().await;
    let consent = bank.person(60);
    let long = format!("pagination-key={}", "k".repeat(2_049));
    for query in [
        "page=0",
        "page=-1",
        "page=+1",
        "page=1.5",
        "page=x",
        "page=",
        "page=2147483648",
        "page=99999999999999999999",
        "page=1&page=2",
        "page-size=0",
        "page-size=1001",
        "page-size=many",
        &long,
    ] {
        let answer = bank.get(&consent, &format!("{PERSON}?{query}")).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "INVALID_PARAMETER"),
            "{query}"
        );
    }
    let answer = bank
        .get(&consent, &format!("{PERSON}?page=0&page-size=0"))
        .await;
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 2);
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 0);
}

#[tokio::test]
async fn a_key_keeps_pages_from_counting_for_an_hour() {
    let bank = Bank::open().await;
    let consent = bank.person(60);
    let first = bank.get(&consent, PERSON).await;
    let (own, next) = (first.link("self").unwrap(), first.link("next").unwrap());
    bank.advance(59 * 60 + 59);
    for link in [own, next, next] {
        assert_eq!(bank.get(&consent, link).await.status, 200);
    }
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 1);
    // At its end it is ignored: the call counts, and gets a key of its own.
    bank.advance(1);
    let late = bank.get(&consent, next).await;
    assert_eq!(late.status, 200);
    assert_ne!(key(&late), key(&first));
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 2);
}

#[tokio::test]
async fn a_key_of_something_else_counts() {
    let bank = Bank::open().await;
    let (consent, other) = (bank.person(60), bank.person(60));
    let key = key(&bank.get(&consent, PERSON).await);
    assert_eq!(uuid::Uuid::parse_str(&key).unwrap().get_version_num(), 7);
    // A consent has keys of its own, and they are told from made-up ones.
    assert_eq!(
        bank.get(&other, &format!("{PERSON}?pagination-key={key}"))
            .await
            .status,
        200
    );
    assert_eq!(bank.bank.used(&other, PERSON_ID), 1);
    let mut invented = uuid::Uuid::parse_str(&key).unwrap().into_bytes();
    invented[15] ^= 1;
    let invented = uuid::Uuid::from_bytes(invented).to_string();
    let padded = format!("{key}.x");
    let upper = key.to_uppercase();
    for (count, key) in (2..).zip([invented.as_str(), &padded, &upper, "x", ""]) {
        let answer = bank
            .get(&consent, &format!("{PERSON}?page=2&pagination-key={key}"))
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(bank.bank.used(&consent, PERSON_ID), count, "{key}");
    }
    // Each operation has keys of its own as well; the one that is not paginated knows none.
    for _ in 0..2 {
        bank.get(&consent, &format!("{QUALIFICATIONS}?pagination-key={key}"))
            .await;
    }
    assert_eq!(
        bank.bank
            .used(&consent, "customersGetPersonalQualifications"),
        2
    );
}
