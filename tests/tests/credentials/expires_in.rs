//! The life of a token, in every form that servers tell it.

use std::time::Duration;

use crate::bank::{Rules, Worth};
use crate::office::{MINUTE, Office, SECOND, call};

fn told(expires_in: Option<&str>) -> Office {
    Office::with(Rules {
        access_life: SECOND * 300,
        expires_in: expires_in.map(str::to_owned),
        ..Rules::open_finance()
    })
}

fn endpoint(office: &Office) -> cadastro_core::Endpoint {
    office.endpoint(&office.consent().build().unwrap())
}

#[tokio::test]
async fn seconds_are_read_from_texts_and_numbers() {
    for (expires_in, millis) in [
        ("300", 270_000),
        ("\"300\"", 270_000),
        ("\"300 \"", 270_000),
        ("\" 300\"", 270_000),
        ("3e2", 270_000),
        ("299.9", 269_910),
        ("\"299.9\"", 269_910),
        ("60", 54_000),
    ] {
        let office = told(Some(expires_in));
        let endpoint = endpoint(&office);
        call(&endpoint).await.unwrap();
        let due = Duration::from_millis(millis);
        office.wait_until(due - Duration::from_millis(1));
        call(&endpoint).await.unwrap();
        office.let_others_go_on().await;
        assert_eq!(
            office.bank.token_requests().len(),
            1,
            "{expires_in}: too soon"
        );
        office.wait_until(due + Duration::from_millis(1));
        call(&endpoint).await.unwrap();
        office.bank.heard_token_requests(2).await;
    }
}

#[tokio::test]
async fn a_life_that_is_not_told_ends_with_a_401() {
    for expires_in in [
        None,
        Some("null"),
        Some("\"abc\""),
        Some("\"\""),
        Some("0"),
        Some("-1"),
        Some("\"-300\""),
        Some("true"),
        Some("{}"),
        Some("[300]"),
        Some("\"NaN\""),
        Some("\"inf\""),
    ] {
        let office = told(expires_in);
        let endpoint = endpoint(&office);
        for _ in 0..3 {
            call(&endpoint).await.unwrap();
            office.clock.advance(SECOND * 99);
        }
        office.let_others_go_on().await;
        assert_eq!(office.bank.token_requests().len(), 1, "{expires_in:?}");
        office.wait_until(MINUTE * 6);
        let answer = call(&endpoint).await.unwrap();
        assert_eq!(answer.attempts().len(), 2, "{expires_in:?}");
        assert_eq!(office.bank.token_requests().len(), 2, "{expires_in:?}");
    }
}

#[tokio::test]
async fn a_life_that_is_longer_than_a_lifetime_breaks_nothing() {
    for expires_in in [
        "999999999999",
        "18446744073709551616",
        "1e300",
        "\"1e300\"",
        "99999999999999999999999999999999999999999999",
    ] {
        let office = Office::with(Rules {
            access_life: MINUTE * 60 * 24 * 400,
            expires_in: Some(expires_in.to_owned()),
            ..Rules::open_finance()
        });
        let endpoint = endpoint(&office);
        call(&endpoint).await.unwrap();
        office.clock.advance(MINUTE * 60 * 24 * 30);
        call(&endpoint).await.unwrap();
        assert_eq!(office.bank.token_requests().len(), 1, "{expires_in}");
        let calls = office.bank.calls();
        assert!(calls.iter().all(|call| call.worth == Worth::Good));
    }
}
