//! What later releases do around the data.

use cadastro_sandbox::{Fault, Version};
use serde_json::json;

use crate::bank::{Bank, PERSON, PERSON_ID, QUALIFICATIONS};

const ID: [(&str, &str); 1] = [(
    "x-fapi-interaction-id",
    "D78FC4E5-37ca-4da3-adf2-9b082bf92280",
)];

#[tokio::test]
async fn from_2_1_0_on_meta_has_no_totals() {
    for version in [Version::V2_1_0, Version::V2_2_0, Version::V2_3_0] {
        let bank = Bank::with(|builder| builder.with_version(version)).await;
        let consent = bank.person(60);
        let meta = json!({"requestDateTime": "2026-03-10T15:00:00Z"});
        for (path, status) in [
            (PERSON, 200),
            (QUALIFICATIONS, 200),
            ("/personal/identifications?page=9", 422),
        ] {
            let answer = bank.get_with(&consent, path, &ID).await;
            assert_eq!((answer.status, &answer.body["meta"]), (status, &meta));
        }
    }
}

#[tokio::test]
async fn from_2_1_0_on_the_interaction_id_is_required_and_a_uuid() {
    for version in [Version::V2_1_0, Version::V2_2_0, Version::V2_3_0] {
        let bank = Bank::with(|builder| builder.with_version(version)).await;
        let consent = bank.person(1);
        let answer = bank.get_with(&consent, PERSON, &ID).await;
        assert_eq!(
            (answer.status, answer.header(ID[0].0)),
            (200, Some(ID[0].1))
        );
        let none = bank.get(&consent, PERSON).await;
        let plain = [(ID[0].0, "Call-0042")];
        let plain = bank.get_with(&consent, PERSON, &plain).await;
        let bare = [(ID[0].0, "d78fc4e537ca4da3adf29b082bf92280")];
        let bare = bank.get_with(&consent, PERSON, &bare).await;
        for answer in [none, plain, bare] {
            assert_eq!(answer.status, 400);
            let fresh = answer.header(ID[0].0).unwrap();
            assert!(fresh.len() == 36 && uuid::Uuid::parse_str(fresh).is_ok());
        }
        assert_eq!(bank.bank.used(&consent, PERSON_ID), 1);
    }
}

#[tokio::test]
async fn from_2_3_0_on_answers_tell_the_version() {
    for (version, expected) in [
        (Version::V2_0_1, None),
        (Version::V2_2_0, None),
        (Version::V2_3_0, Some("2.3.0")),
    ] {
        let bank = Bank::with(|builder| builder.with_version(version)).await;
        let consent = bank.person(1);
        let answer = bank.get_with(&consent, PERSON, &ID).await;
        assert_eq!(answer.header("x-v"), expected);
        bank.sandbox.inject(Fault::status(500));
        let answer = bank.get_with(&consent, PERSON, &ID).await;
        assert_eq!(answer.header("x-v"), expected);
    }
}

#[tokio::test]
async fn links_of_2_3_0_are_longer_and_still_lead_on() {
    for (version, is_long) in [(Version::V2_2_0, false), (Version::V2_3_0, true)] {
        let bank = Bank::with(|builder| builder.with_version(version)).await;
        let consent = bank.person(60);
        let first = bank.get_with(&consent, PERSON, &ID).await;
        let next = first.link("next").unwrap();
        assert_eq!(next.len() > 2_000, is_long);
        assert!(next.len() <= 4_048);
        assert_eq!(bank.get_with(&consent, next, &ID).await.status, 200);
        assert_eq!(bank.bank.used(&consent, PERSON_ID), 1);
    }
}
