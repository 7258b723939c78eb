//! What becomes of calls when the token endpoint fails, and how often it is asked then.

use std::error::Error as _;

use cadastro_core::Clock as _;
use futures_util::future::join_all;

use crate::bank::{Bank, Reply, Rules, Trouble, Worth};
use crate::dice::seeds;
use crate::office::{MINUTE, Office, SECOND, call};

#[tokio::test]
async fn no_minute_holds_more_than_ten_requests_however_the_endpoint_fails() {
    let mut most = 0;
    for mut dice in seeds("a failing token endpoint", 12) {
        let office = Office::without_waiting(Rules::bs2());
        let (_, endpoint) = office.bs2();
        let percent = 30 + dice.below(71);
        office.bank.bad_days(dice.fork(), percent);
        let mut succeeded = 0;
        for _ in 0..150 {
            let calls = (0..=dice.below(4)).map(|_| call(&endpoint));
            let outcomes = join_all(calls).await;
            succeeded += outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            for error in outcomes.into_iter().filter_map(Result::err) {
                let about_tokens = error.is_credentials() || error.is_unauthorized();
                assert!(about_tokens, "{error}");
            }
            match dice.below(8) {
                0 => office.bank.revoke(),
                1 => office.clock.advance(dice.time(MINUTE * 12)),
                _ => office.clock.advance(dice.time(SECOND * 15)),
            }
        }
        assert!(percent > 90 || succeeded > 0);
        assert_eq!(crowded(&office.bank), None, "{percent} %");
        most = most.max(office.bank.most_in_a_minute());
        office.bank.good_days();
        // Refusals in a row are taken at their word for longer and longer.
        office.clock.advance(SECOND * 300);
        for _ in 0..5 {
            call(&endpoint).await.unwrap();
        }
    }
    assert_eq!(most, 10, "the limit was reached");
}

/// The first minute with more than ten requests, its ends counted in.
fn crowded(bank: &Bank) -> Option<Vec<std::time::Duration>> {
    let times: Vec<_> = bank.token_requests().iter().map(|one| one.at).collect();
    let eleven = times
        .windows(11)
        .find(|eleven| eleven[10] - eleven[0] <= MINUTE);
    eleven.map(<[_]>::to_vec)
}

#[tokio::test]
async fn a_valid_token_outlives_a_failed_renewal_and_the_endpoint_is_left_alone() {
    for rules in [Rules::bs2(), Rules::open_finance()] {
        for trouble in [
            Trouble::status(500),
            Trouble::status(503),
            Trouble::status(408),
            Trouble::status(429),
            Trouble::Reset,
            Trouble::Reply(Reply::json(200, "<html>")),
        ] {
            let office = Office::without_waiting(rules.clone());
            let source = if rules.kills {
                office.password()
            } else {
                office.consent()
            };
            let endpoint = office.endpoint(&source.build().unwrap());
            call(&endpoint).await.unwrap();
            let due = rules.access_life - (rules.access_life / 10).min(MINUTE);
            office.wait_until(due);
            office.bank.troubled((0..100).map(|_| trouble.clone()));
            for _ in 0..20 {
                call(&endpoint).await.unwrap();
                office.let_others_go_on().await;
            }
            let requests = office.bank.token_requests().len();
            assert!(requests > 1, "{trouble:?}: a renewal was tried");
            assert!(requests <= 7, "{trouble:?}: {requests} requests");
            assert!(office.clock.elapsed() < rules.access_life, "{trouble:?}");
            let grants = office.bank.grants();
            assert!(
                grants[1..].iter().all(|grant| grant == "refresh_token"),
                "{trouble:?}"
            );
        }
    }
}

/// Calls wait while the token endpoint is asked, as it might kill the token that they have.
#[tokio::test]
async fn with_a_token_that_a_new_one_would_kill_it_is_asked_once_and_less_and_less_often() {
    for trouble in [
        Trouble::status(503),
        Trouble::Reset,
        Trouble::Reply(Reply::json(200, "<html>")),
    ] {
        let office = Office::with(Rules::bs2());
        let (_, endpoint) = office.bs2();
        call(&endpoint).await.unwrap();
        office.bank.troubled((0..4).map(|_| trouble.clone()));
        let asked = |office: &Office| -> Vec<_> {
            let requests = office.bank.token_requests();
            requests[1..].iter().map(|one| one.at.as_secs()).collect()
        };
        for second in 60..210 {
            office.wait_until(SECOND * second);
            assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
            office.let_others_go_on().await;
        }
        assert_eq!(asked(&office), [60, 70, 90, 130], "{trouble:?}");
        // A success ends the row: the next failure is the first again.
        office.wait_until(SECOND * 210);
        call(&endpoint).await.unwrap();
        office.let_others_go_on().await;
        office.bank.troubled((0..4).map(|_| trouble.clone()));
        for second in 211..300 {
            office.wait_until(SECOND * second);
            assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
            office.let_others_go_on().await;
        }
        let expected = [60, 70, 90, 130, 210, 270, 280];
        assert_eq!(asked(&office), expected, "{trouble:?}");
        let calls = office.bank.calls();
        assert!(calls.iter().all(|call| call.worth == Worth::Good));
    }
}

#[tokio::test]
async fn without_a_valid_token_the_failure_is_told_with_its_status() {
    for status in [500, 503, 429, 408] {
        let office = Office::without_waiting(Rules::bs2());
        let (_, endpoint) = office.bs2();
        call(&endpoint).await.unwrap();
        office.wait_until(MINUTE * 6);
        office
            .bank
            .troubled((0..100).map(|_| Trouble::status(status)));
        let error = call(&endpoint).await.unwrap_err();
        assert!(error.is_credentials() && !error.is_throttled() && !error.was_sent());
        let why = error.credentials_error().unwrap();
        assert_eq!(why.token_call().unwrap().status().unwrap(), status);
        assert_eq!(why.oauth_error(), None);
        assert!(error.source().is_some());
        let grants = office.bank.grants();
        assert!(
            grants[1..].iter().all(|grant| grant == "refresh_token"),
            "no password: {grants:?}"
        );
    }
}

#[tokio::test]
async fn a_broken_connection_is_told_and_may_pass() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    office.bank.troubled([Trouble::Reset]);
    call(&endpoint).await.unwrap();
    assert_eq!(office.bank.grants(), ["password", "password"]);
    office.wait_until(MINUTE * 6);
    office.bank.troubled((0..100).map(|_| Trouble::Reset));
    let error = call(&endpoint).await.unwrap_err();
    let token_call = error.credentials_error().unwrap().token_call().unwrap();
    assert_eq!(token_call.status(), None);
    assert!(token_call.was_sent() && !token_call.is_timeout());
}

#[tokio::test]
async fn an_answer_that_is_none_is_told_as_such() {
    for body in [
        "",
        "<html>Motivo-Secreto",
        "{}",
        r#"{"access_token":""}"#,
        r#"{"access_token":7}"#,
        "[]",
    ] {
        let office = Office::without_waiting(Rules::bs2());
        let (_, endpoint) = office.bs2();
        let reply = Trouble::Reply(Reply::json(200, body));
        office.bank.troubled((0..100).map(|_| reply.clone()));
        let error = call(&endpoint).await.unwrap_err();
        let token_call = error.credentials_error().unwrap().token_call().unwrap();
        assert!(token_call.is_decode(), "{body}: {error}");
        assert_eq!(token_call.status().unwrap(), 200);
        assert!(!format!("{error} {error:?}").contains("Secreto"));
    }
}

#[tokio::test]
async fn the_codes_of_the_standard_are_told_and_no_others() {
    for (code, told) in [
        ("invalid_client", Some("invalid_client")),
        ("invalid_grant", Some("invalid_grant")),
        ("invalid_scope", Some("invalid_scope")),
        ("unauthorized_client", Some("unauthorized_client")),
        ("Motivo-Secreto", None),
    ] {
        let office = Office::without_waiting(Rules::bs2());
        let (_, endpoint) = office.bs2();
        office.bank.troubled([Trouble::oauth(400, code)]);
        let error = call(&endpoint).await.unwrap_err();
        assert_eq!(error.credentials_error().unwrap().oauth_error(), told);
        assert!(!format!("{error} {error:?}").contains("Secreto"), "{error}");
        assert_eq!(error.to_string().contains(code), told.is_some(), "{error}");
        assert_eq!(office.bank.token_requests().len(), 1);
    }
}

#[tokio::test]
async fn a_client_that_is_not_known_does_not_ask_forever() {
    let office = Office::without_waiting(Rules::bs2());
    let client = cadastro_core::ClientAuthentication::basic("parceiro", "errado");
    let endpoint = office.endpoint(&office.password_with(client).build().unwrap());
    for _ in 0..60 {
        let error = call(&endpoint).await.unwrap_err();
        let why = error.credentials_error().unwrap();
        assert_eq!(why.oauth_error(), Some("invalid_client"));
        office.clock.advance(SECOND);
    }
    let requests = office.bank.token_requests().len();
    assert!(
        (2..=6).contains(&requests),
        "{requests} requests in a minute"
    );
}

#[tokio::test]
async fn a_long_retry_after_is_kept_to() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    let busy = Reply::empty(503).with("retry-after", "600");
    office.bank.troubled([Trouble::Reply(busy)]);
    for _ in 0..12 {
        let error = call(&endpoint).await.unwrap_err();
        assert!(error.is_credentials(), "{error}");
        office.clock.advance(SECOND * 49);
    }
    assert_eq!(office.bank.token_requests().len(), 1);
    office.clock.advance(SECOND * 12);
    call(&endpoint).await.unwrap();
    assert_eq!(office.bank.token_requests().len(), 2);
}

#[tokio::test]
async fn a_wrong_password_is_sent_less_and_less_often() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    office
        .bank
        .troubled((0..100).map(|_| Trouble::oauth(400, "invalid_grant")));
    for _ in 0..600 {
        assert!(call(&endpoint).await.unwrap_err().is_credentials());
        office.clock.advance(SECOND);
    }
    // At 0, 10, 30, 70, 150 and 310 s; the next one is due at 610 s.
    assert_eq!(office.bank.token_requests().len(), 6);
}

#[tokio::test]
async fn a_password_is_not_sent_again_for_an_answer_that_is_none() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    let page = Trouble::Reply(Reply::json(200, "<html>"));
    office.bank.troubled([page.clone(), page]);
    assert!(call(&endpoint).await.unwrap_err().is_credentials());
    assert!(call(&endpoint).await.unwrap_err().is_credentials());
    assert_eq!(office.bank.grants(), ["password"]);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    let busy = Reply::empty(429).with("retry-after", "17");
    office.bank.troubled([Trouble::Reply(busy)]);
    call(&endpoint).await.unwrap();
    let requests = office.bank.token_requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].at - requests[0].at >= SECOND * 17);
}

/// By then the refresh token is dead, whatever the failure says.
#[tokio::test]
async fn after_the_life_of_the_refresh_token_any_failure_leads_to_the_password() {
    for trouble in [Trouble::status(503), Trouble::Reset, Trouble::status(429)] {
        let office = Office::without_waiting(Rules::bs2());
        let (_, endpoint) = office.bs2();
        call(&endpoint).await.unwrap();
        office.wait_until(MINUTE * 10);
        office.bank.troubled([trouble.clone()]);
        call(&endpoint).await.unwrap();
        let expected = ["password", "refresh_token", "password"];
        assert_eq!(office.bank.grants(), expected, "{trouble:?}");
    }
}

#[tokio::test]
async fn a_token_that_was_minted_but_not_told_is_replaced() {
    for trouble in [
        Trouble::MintedButReset,
        Trouble::MintedBut(Reply::empty(502)),
        Trouble::MintedBut(Reply::json(200, r#"{"access_token":"#)),
    ] {
        let office = Office::without_waiting(Rules::bs2());
        let (_, endpoint) = office.bs2();
        call(&endpoint).await.unwrap();
        office.wait_until(MINUTE * 5);
        office.bank.troubled([trouble.clone()]);
        call(&endpoint).await.unwrap();
        // The refresh token has died with the token, and the next refresh finds that out.
        let expected = ["password", "refresh_token", "refresh_token", "password"];
        assert_eq!(office.bank.grants(), expected, "{trouble:?}");
        assert_eq!(office.bank.minted(), 3);
    }
}

/// An Open Finance source has nothing to fall back to: the consent's refresh token is what there is.
#[tokio::test]
async fn without_a_password_a_refusal_is_the_end() {
    let office = Office::without_waiting(Rules::open_finance());
    let endpoint = office.endpoint(&office.consent().build().unwrap());
    office.bank.troubled([Trouble::oauth(400, "invalid_grant")]);
    let error = call(&endpoint).await.unwrap_err();
    assert!(error.is_credentials());
    assert_eq!(
        error.credentials_error().unwrap().oauth_error(),
        Some("invalid_grant")
    );
    assert_eq!(office.bank.grants(), ["refresh_token"]);
}
