//! `keep_alive`: the refresh token does not die of silence.

use std::time::Duration;

use cadastro_core::Clock as _;

use crate::bank::{Rules, Trouble, Worth};
use crate::dice::seeds;
use crate::office::{MINUTE, Office, SECOND, call, runtime};

/// Lets so much time pass, waking who sleeps until then at the right moment.
async fn silence(office: &Office, length: Duration) {
    let end = office.clock.elapsed() + length;
    loop {
        office.let_others_go_on().await;
        let left = end - office.clock.elapsed();
        match office.clock.next_wake() {
            Some(wake) if wake <= left => office.clock.advance(wake),
            _ => break,
        }
    }
    office.wait_until(end);
    office.let_others_go_on().await;
}

#[tokio::test]
async fn three_silent_hours_need_no_password() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().with_keep_alive().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    silence(&office, MINUTE * 180).await;
    assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
    let grants = office.bank.grants();
    assert!(
        grants[1..].iter().all(|grant| grant == "refresh_token"),
        "{grants:?}"
    );
    let renewals = grants.len() - 1;
    assert!(
        (18..=24).contains(&renewals),
        "{renewals} renewals in three hours"
    );
}

#[tokio::test]
async fn without_it_they_do() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    silence(&office, MINUTE * 180).await;
    assert_eq!(office.bank.token_requests().len(), 1);
    call(&endpoint).await.unwrap();
    let expected = ["password", "refresh_token", "password"];
    assert_eq!(office.bank.grants(), expected);
}

/// Whatever calls and refusals there are in between, the newest refresh token is the one to be kept alive.
#[tokio::test]
async fn it_follows_the_newest_refresh_token() {
    for mut dice in seeds("kept alive", 8) {
        let office = Office::with(Rules::bs2());
        let tokens = office.password().with_keep_alive().build().unwrap();
        let endpoint = office.endpoint(&tokens);
        for _ in 0..12 {
            for _ in 0..dice.below(4) {
                if dice.percent(30) {
                    office.bank.revoke();
                }
                call(&endpoint).await.unwrap();
                let short = dice.time(MINUTE);
                silence(&office, short).await;
            }
            let long = dice.time(MINUTE * 40);
            silence(&office, long).await;
        }
        let grants = office.bank.grants();
        let passwords = grants.iter().filter(|grant| *grant == "password").count();
        assert_eq!(passwords, 1, "{grants:?}");
        let calls = office.bank.calls();
        assert!(
            calls
                .iter()
                .all(|call| matches!(call.worth, Worth::Good | Worth::Revoked))
        );
    }
}

#[tokio::test]
async fn it_ends_with_the_source() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().with_keep_alive().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    office.let_others_go_on().await;
    assert_eq!(office.clock.sleepers(), 1, "it waits");
    drop(endpoint);
    office.let_others_go_on().await;
    assert_eq!(office.clock.sleepers(), 1, "a clone is left");
    drop(tokens);
    office.let_others_go_on().await;
    assert_eq!(office.clock.sleepers(), 0);
    silence(&office, MINUTE * 30).await;
    assert_eq!(office.bank.token_requests().len(), 1);
}

/// Its task ends with the runtime that it is in; the next renewal elsewhere takes it over.
#[test]
fn it_goes_on_in_another_runtime() {
    // In the second case no call of the new runtime is reason enough for a renewal.
    for (before, after) in [(MINUTE * 10, MINUTE * 5), (MINUTE * 9 + SECOND, SECOND * 5)] {
        goes_on_in_another_runtime(before, after);
    }
}

fn goes_on_in_another_runtime(before: Duration, after: Duration) {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().with_keep_alive().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    let first = runtime();
    first.block_on(async {
        call(&endpoint).await.unwrap();
        silence(&office, before).await;
    });
    assert_eq!(office.bank.token_requests().len(), 2, "it was begun");
    drop(first);
    runtime().block_on(async {
        office.clock.advance(after);
        call(&endpoint).await.unwrap();
        silence(&office, MINUTE * 180).await;
        assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
    });
    let grants = office.bank.grants();
    assert!(
        grants[1..].iter().all(|grant| grant == "refresh_token"),
        "{grants:?}"
    );
    // Once every 9 minutes: nor does it go on twice.
    let renewals = grants.len() - 1;
    assert!((20..=26).contains(&renewals), "{renewals} renewals");
}

#[tokio::test]
async fn it_gets_over_an_outage() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().with_keep_alive().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    silence(&office, MINUTE * 9 - SECOND).await;
    office.bank.troubled((0..6).map(|_| Trouble::status(503)));
    silence(&office, MINUTE * 60).await;
    call(&endpoint).await.unwrap();
    let grants = office.bank.grants();
    assert!(
        grants[1..].iter().all(|grant| grant == "refresh_token"),
        "{grants:?}"
    );
    assert!(office.bank.most_in_a_minute() <= 10);
}

#[tokio::test]
async fn a_refresh_token_that_is_not_replaced_is_no_reason_to_hammer() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().with_keep_alive().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    office.bank.rules(|rules| {
        rules.rotates = false;
        rules.kills = false;
        rules.refresh_life = None;
    });
    silence(&office, MINUTE * 60).await;
    let requests = office.bank.token_requests().len();
    assert!(requests <= 8, "{requests} requests in an hour");
}

#[tokio::test]
async fn an_outage_of_hours_is_no_reason_to_hammer() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().with_keep_alive().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    office
        .bank
        .troubled((0..100_000).map(|_| Trouble::status(503)));
    silence(&office, MINUTE * 30).await;
    let requests = office.bank.token_requests().len();
    assert!(office.bank.most_in_a_minute() <= 10);
    // Three attempts each time, and less and less often.
    assert!(
        (10..=36).contains(&requests),
        "{requests} requests in half an hour"
    );
}
