//! Why the bank refuses, and what it says.

use std::time::Duration;

use cadastro_sandbox::{Consent, ConsentStatus, Fault, Resource, Spelling};
use reqwest::header::{HeaderName, HeaderValue};

use crate::bank::{Answered, BUSINESS, Bank, PERSON, PERSON_ID, PERSONAL, QUALIFICATIONS};

#[tokio::test]
async fn the_interaction_id_is_sent_back_whatever_is_answered() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let id = [("x-fapi-interaction-id", "Call-0042")];
    let sent_back = |answer: &Answered| answer.header("x-fapi-interaction-id") == Some(id[0].1);
    let answer = bank.get_with(&consent, PERSON, &id).await;
    assert!(answer.status == 200 && sent_back(&answer));
    assert!(sent_back(&bank.get_by("no token", PERSON, &id).await));
    for status in [400, 404, 413, 415, 418, 423, 500, 503, 504, 529] {
        bank.sandbox.inject(Fault::status(status));
        let answer = bank.get_with(&consent, PERSON, &id).await;
        assert!(answer.status == status && sent_back(&answer), "{status}");
    }
    let url = format!("{}{PERSON}", bank.bank.base_url());
    let answer = Answered::of(bank.client.post(url).header(id[0].0, id[0].1)).await;
    assert!(answer.status == 405 && sent_back(&answer));
    assert_eq!(answer.header("allow"), Some("GET"));
}

#[tokio::test]
async fn without_an_interaction_id_the_bank_makes_one() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let answer = bank.get(&consent, PERSON).await;
        assert_eq!(answer.status, 200);
        let id = answer.header("x-fapi-interaction-id").unwrap();
        ids.push(uuid::Uuid::parse_str(id).unwrap());
    }
    assert_ne!(ids[0], ids[1]);
    // One that cannot be sent back is refused, and answered with another.
    let long = "a".repeat(101);
    for id in ["-a", "a b", "a_b", long.as_str()] {
        let header = [("x-fapi-interaction-id", id)];
        let answer = bank.get_with(&consent, PERSON, &header).await;
        assert_eq!((answer.status, answer.code()), (400, "INVALID_PARAMETER"));
        let fresh = answer.header("x-fapi-interaction-id").unwrap();
        assert!(uuid::Uuid::parse_str(fresh).is_ok());
    }
}

#[tokio::test]
async fn headers_are_checked() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let long = "a".repeat(101);
    for header in [
        ("x-fapi-auth-date", "2024-03-05T13:20:00Z"),
        ("x-fapi-auth-date", "Tue, 5 Mar 2024 13:20:00 GMT"),
        ("x-fapi-customer-ip-address", ""),
        ("x-fapi-customer-ip-address", long.as_str()),
        ("x-customer-user-agent", ""),
        ("x-customer-user-agent", long.as_str()),
    ] {
        let answer = bank.get_with(&consent, PERSON, &[header]).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "INVALID_PARAMETER"),
            "{header:?}"
        );
        let detail = answer.body["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.starts_with(header.0) && !detail.contains("2024"));
    }
    let twice = [
        ("x-fapi-interaction-id", "a"),
        ("x-fapi-interaction-id", "b"),
    ];
    assert_eq!(bank.get_with(&consent, PERSON, &twice).await.status, 400);
    let good = [
        ("x-fapi-auth-date", "Tue, 05 Mar 2024 13:20:00 GMT"),
        ("x-fapi-customer-ip-address", "2001:db8::7"),
        ("x-customer-user-agent", "Example/1.0"),
    ];
    assert_eq!(bank.get_with(&consent, PERSON, &good).await.status, 200);
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 1);
}

#[tokio::test]
async fn only_json_is_offered() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    for accept in ["text/html", "application/json; charset=iso-8859-1"] {
        let answer = bank.get_with(&consent, PERSON, &[("accept", accept)]).await;
        assert_eq!((answer.status, answer.code()), (406, "NOT_ACCEPTABLE"));
    }
    let answer = bank
        .get_with(&consent, PERSON, &[("accept", "application/json")])
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn without_a_good_token_nothing_is_said() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let token = bank.bank.access_token(&consent).unwrap();
    let url = format!("{}{PERSON}", bank.bank.base_url());
    let none = Answered::of(bank.client.get(&url)).await;
    let basic = Answered::of(bank.client.get(&url).basic_auth(&token, Some(&token))).await;
    let odd = HeaderValue::from_bytes(b"Bearer \xff").unwrap();
    let odd = Answered::of(bank.client.get(&url).header("authorization", odd)).await;
    let unknown = bank.get_by("0123", PERSON, &[]).await;
    for answer in [none, basic, odd, unknown] {
        assert_eq!((answer.status, answer.code()), (401, "INVALID_TOKEN"));
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert_eq!(rates(&answer), 0);
    }
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 200);
}

fn rates(answer: &Answered) -> usize {
    let names = answer.headers.keys().map(HeaderName::as_str);
    names.filter(|name| name.starts_with("x-rate")).count()
}

#[tokio::test]
async fn a_token_lives_fifteen_minutes() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let token = bank.bank.access_token(&consent).unwrap();
    bank.advance(899);
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 200);
    bank.advance(1);
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 401);
    let short = Bank::with(|builder| builder.with_token_lifetime(Duration::from_secs(2))).await;
    let consent = short.person(1);
    let token = short.bank.access_token(&consent).unwrap();
    short.advance(2);
    assert_eq!(short.get_by(&token, PERSON, &[]).await.status, 401);
}

#[tokio::test]
async fn a_consent_ends_with_its_time_or_when_it_is_revoked_or_rejected() {
    let bank = Bank::open().await;
    let minute = Consent::of_person(0).with_lifetime(Duration::from_secs(60));
    let minute = bank.bank.authorise(minute);
    let token = bank.bank.access_token(&minute).unwrap();
    bank.advance(59);
    assert_eq!(bank.bank.status(&minute), Some(ConsentStatus::Authorised));
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 200);
    bank.advance(1);
    assert_eq!(bank.bank.status(&minute), Some(ConsentStatus::Expired));
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 401);
    assert_eq!(bank.bank.access_token(&minute), None);

    let revoked = bank.person(1);
    let token = bank.bank.access_token(&revoked).unwrap();
    bank.bank.revoke(&revoked);
    assert_eq!(bank.bank.status(&revoked), Some(ConsentStatus::Revoked));
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 401);
    assert_eq!(bank.bank.access_token(&revoked), None);

    let rejected = bank.person(1);
    let token = bank.bank.access_token(&rejected).unwrap();
    bank.bank.reject(&rejected);
    assert_eq!(bank.bank.status(&rejected), Some(ConsentStatus::Rejected));
    assert_eq!(bank.get_by(&token, PERSON, &[]).await.status, 401);
    assert_eq!(bank.bank.access_token(&rejected), None);
    // What came first stays.
    bank.bank.revoke(&rejected);
    assert_eq!(bank.bank.status(&rejected), Some(ConsentStatus::Rejected));
    bank.bank.reject(&revoked);
    assert_eq!(bank.bank.status(&revoked), Some(ConsentStatus::Revoked));

    let elsewhere = Bank::with(|builder| builder.with_seed(2)).await;
    assert_eq!(elsewhere.bank.status(&revoked), None);
}

#[tokio::test]
async fn each_operation_needs_its_permission_and_that_for_resources() {
    let bank = Bank::open().await;
    for (consent, own, others) in [
        (Consent::of_person(0), PERSONAL, BUSINESS),
        (Consent::of_company(0), BUSINESS, PERSONAL),
    ] {
        let all = bank.bank.authorise(consent.clone());
        for (path, _) in own {
            assert_eq!(bank.get(&all, path).await.status, 200, "{path}");
        }
        for (path, _) in others {
            let answer = bank.get(&all, path).await;
            assert_eq!((answer.status, answer.code()), (403, "FORBIDDEN"), "{path}");
        }
        let kind = own[0].0.split('/').nth(1).unwrap().to_uppercase();
        let [identifications, additional] = ["IDENTIFICATIONS", "ADITTIONALINFO"]
            .map(|what| format!("CUSTOMERS_{kind}_{what}_READ"));
        for (permissions, expected) in [
            (vec![&*identifications, "RESOURCES_READ"], [200, 403, 403]),
            (vec![&*additional, "RESOURCES_READ"], [403, 200, 200]),
            (vec![&*additional, &*identifications], [403, 403, 403]),
        ] {
            let consent = consent.clone().with_permissions(permissions);
            let consent = bank.bank.authorise(consent);
            for ((path, _), expected) in own.into_iter().zip(expected) {
                assert_eq!(bank.get(&consent, path).await.status, expected, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_person_has_no_data_of_a_company() {
    let bank = Bank::open().await;
    let permissions = ["CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ", "RESOURCES_READ"];
    let consent = Consent::of_person(0).with_permissions(permissions);
    let consent = bank.bank.authorise(consent);
    let answer = bank.get(&consent, "/business/identifications").await;
    assert_eq!((answer.status, answer.code()), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn the_state_of_a_resource_is_told_in_three_spellings() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let states = [
        Resource::PendingAuthorisation,
        Resource::TemporarilyUnavailable,
        Resource::Unavailable,
    ];
    let mut codes = Vec::new();
    for spelling in Spelling::ALL {
        for state in states {
            bank.bank.set_resource(&consent, state(spelling));
            let answer = bank.get(&consent, QUALIFICATIONS).await;
            assert_eq!(answer.status, 403);
            codes.push(answer.code().to_owned());
        }
    }
    assert_eq!(
        codes,
        [
            "STATUS_RESOURCE_PENDING_AUTHORISATION",
            "STATUS_RESOURCE_TEMPORARILY_UNAVAILABLE",
            "STATUS_RESOURCE_UNAVAILABLE",
            "STATUS_PENDING_AUTHORISATION",
            "STATUS_TEMPORARY_UNAVAILABLE",
            "STATUS_UNAVAILABLE",
            "status_RESOURCE_PENDING_AUTHORISATION",
            "status_RESOURCE_TEMPORARILY_UNAVAILABLE",
            "status_RESOURCE_UNAVAILABLE",
        ]
    );
    bank.bank.set_resource(&consent, Resource::Available);
    assert_eq!(bank.get(&consent, QUALIFICATIONS).await.status, 200);
}

#[tokio::test]
async fn every_failure_has_the_body_of_the_document() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    for status in 400..=599 {
        bank.sandbox.inject(Fault::status(status));
        let answer = bank.get(&consent, PERSON).await;
        assert_eq!(answer.status, status);
        let media = answer.header("content-type");
        assert_eq!(media, Some("application/json; charset=utf-8"));
        let error = answer.body["errors"][0].as_object().unwrap();
        for member in ["code", "title", "detail"] {
            assert!(!error[member].as_str().unwrap().is_empty());
        }
        let asked = &answer.body["meta"]["requestDateTime"];
        assert_eq!(asked, "2026-03-10T15:00:00Z");
        // To a client, that code would be the end of the records.
        assert_ne!(answer.code(), "PAGE_NOT_FOUND");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_in_a_fixed_order() {
    let bank = Bank::with(|builder| builder.with_monthly_quota(0)).await;
    let consent = bank.person(1);
    bank.bank
        .set_resource(&consent, Resource::Unavailable(Spelling::Long));
    let token = bank.bank.access_token(&consent).unwrap();
    let bad = format!("{PERSON}?page=0");
    let html = [("accept", "text/html")];
    let beyond = format!("{PERSON}?page=2");
    assert_eq!(bank.get_by("no token", &bad, &html).await.status, 400);
    assert_eq!(bank.get_by("no token", PERSON, &html).await.status, 406);
    assert_eq!(bank.get_by("no token", &beyond, &[]).await.status, 401);
    assert_eq!(bank.get_by(&token, &beyond, &[]).await.status, 403);
    bank.bank.set_resource(&consent, Resource::Available);
    assert_eq!(bank.get_by(&token, &beyond, &[]).await.status, 423);
}

#[tokio::test]
async fn nothing_printed_tells_of_a_customer_or_a_secret() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let printed = format!("{:?} {consent:?}", bank.bank);
    for secret in [
        bank.bank.client_secret(),
        consent.refresh_token(),
        consent.client_id(),
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
    let printed = format!("{:?}", Consent::of_person(77).with_client_id("receiver"));
    assert!(
        !printed.contains("77") && !printed.contains("receiver"),
        "{printed}"
    );
}
