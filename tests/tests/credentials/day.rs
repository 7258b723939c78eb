//! A day of calls: the password is used at its beginning, and after a silence that no refresh token survives.

use cadastro_core::Clock as _;

use crate::bank::{Rules, Worth};
use crate::dice::seeds;
use crate::office::{MINUTE, Office, SECOND, call};

#[tokio::test]
async fn a_day_with_a_call_every_nine_minutes_uses_the_password_once() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    for _ in 0..24 * 60 / 9 {
        call(&endpoint).await.unwrap();
        office.clock.advance(MINUTE * 9);
    }
    assert_passwords(&office, 1);
}

#[tokio::test]
async fn so_does_a_day_with_a_call_at_least_every_nine_minutes() {
    for mut dice in seeds("a day of irregular calls", 4) {
        let office = Office::with(Rules::bs2());
        let (_, endpoint) = office.bs2();
        while office.clock.elapsed() < MINUTE * 60 * 24 {
            call(&endpoint).await.unwrap();
            // A renewal that the call has begun is over before the silence, as it is where time is real.
            office.let_others_go_on().await;
            // Bursts, pauses of any length, and pauses that are as long as can be.
            let pause = match dice.below(4) {
                0 => dice.time(SECOND * 5),
                1 => dice.time(MINUTE),
                2 => dice.time(MINUTE * 9),
                _ => MINUTE * 9,
            };
            office.clock.advance(pause);
        }
        assert_passwords(&office, 1);
        assert!(office.bank.most_in_a_minute() <= 10);
    }
}

/// The newest refresh token must outlive a silence of nine minutes after any call, and no call renews it needlessly.
#[tokio::test]
async fn a_call_renews_a_refresh_token_that_is_a_minute_old() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    for _ in 0..6 {
        call(&endpoint).await.unwrap();
        office.let_others_go_on().await;
        office.clock.advance(SECOND * 10);
    }
    assert_eq!(office.bank.token_requests().len(), 1, "it is young");
    call(&endpoint).await.unwrap();
    office.let_others_go_on().await;
    assert_eq!(office.bank.grants(), ["password", "refresh_token"]);
    // Where a refresh brings no other refresh token, it does not help.
    office.bank.rules(|rules| rules.rotates = false);
    office.clock.advance(MINUTE);
    for _ in 0..10 {
        call(&endpoint).await.unwrap();
        office.let_others_go_on().await;
        office.clock.advance(SECOND * 10);
    }
    assert_eq!(office.bank.token_requests().len(), 3);
}

#[tokio::test]
async fn after_a_silence_of_eleven_minutes_it_is_used_again() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    office.clock.advance(MINUTE * 11);
    call(&endpoint).await.unwrap();
    let requests = office.bank.token_requests();
    let made: Vec<_> = requests
        .iter()
        .map(|request| (request.grant.as_str(), request.status))
        .collect();
    let expected = [
        ("password", Some(200)),
        ("refresh_token", Some(400)),
        ("password", Some(200)),
    ];
    assert_eq!(made, expected, "a refresh is tried before the password");
    office.clock.advance(MINUTE * 5);
    call(&endpoint).await.unwrap();
    assert_eq!(office.bank.grants().last().unwrap(), "refresh_token");
}

fn assert_passwords(office: &Office, count: usize) {
    let grants = office.bank.grants();
    let passwords = grants.iter().filter(|grant| *grant == "password").count();
    assert_eq!(passwords, count, "of {} token requests", grants.len());
    let calls = office.bank.calls();
    assert!(
        calls.iter().all(|call| call.worth == Worth::Good),
        "no 401 on the way"
    );
}
