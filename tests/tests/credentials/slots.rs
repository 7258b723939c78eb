//! At most ten token requests in any 60 s.

use cadastro_core::Endpoint;

use crate::bank::Rules;
use crate::office::{MINUTE, Office, SECOND, call};

fn short_lived(seconds: u32) -> Rules {
    Rules {
        access_life: SECOND * seconds,
        expires_in: Some(seconds.to_string()),
        ..Rules::bs2()
    }
}

/// Uses so many requests up.
async fn spend(office: &Office, endpoint: &Endpoint, requests: usize) {
    for _ in 0..requests {
        office.bank.revoke();
        call(endpoint).await.unwrap();
    }
}

#[tokio::test]
async fn the_eleventh_waits_until_the_first_is_a_minute_old() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    office.wait_until(SECOND * 20);
    spend(&office, &endpoint, 9).await;
    office.wait_until(SECOND * 30);
    office.bank.revoke();
    let eleventh = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { call(&endpoint).await }
    });
    office.clock.slept_on(MINUTE).await;
    let wait = office.clock.next_wake().unwrap();
    assert!(wait >= SECOND * 30 && wait < SECOND * 31, "{wait:?}");
    assert_eq!(office.bank.token_requests().len(), 10);
    office.clock.advance(wait);
    eleventh.await.unwrap().unwrap();
    assert_eq!(office.bank.token_requests().len(), 11);
    // Nine of the ten are still there.
    office.bank.revoke();
    let twelfth = tokio::spawn(async move { call(&endpoint).await });
    office.clock.slept_on(MINUTE).await;
    assert!(office.clock.next_wake().unwrap() > SECOND * 19);
    office.clock.advance(MINUTE);
    twelfth.await.unwrap().unwrap();
    assert_eq!(office.bank.most_in_a_minute(), 10);
}

#[tokio::test]
async fn who_cannot_wait_that_long_is_told_at_once() {
    let office = Office::with(short_lived(5));
    let (tokens, patient) = office.bs2();
    call(&patient).await.unwrap();
    spend(&office, &patient, 9).await;
    office.wait_until(SECOND * 6);
    let hasty = office.hurried(&tokens, SECOND * 30);
    for _ in 0..3 {
        let error = call(&hasty).await.unwrap_err();
        assert!(error.is_credentials() && error.is_throttled(), "{error}");
        assert!(error.credentials_error().unwrap().is_throttled());
        assert!(!error.was_sent() && !error.is_timeout());
    }
    // Those who can wait share the slot that comes.
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let patient = patient.clone();
            tokio::spawn(async move { call(&patient).await })
        })
        .collect();
    office.let_others_go_on().await;
    assert_eq!(office.bank.token_requests().len(), 10);
    office.wait_until(SECOND * 61);
    for one in waiting {
        one.await.unwrap().unwrap();
    }
    assert_eq!(office.bank.token_requests().len(), 11);
}

#[tokio::test]
async fn a_renewal_without_a_slot_leaves_the_valid_token_in_use() {
    let office = Office::with(short_lived(50));
    let (tokens, patient) = office.bs2();
    call(&patient).await.unwrap();
    spend(&office, &patient, 9).await;
    office.wait_until(SECOND * 46);
    let hasty = office.hurried(&tokens, SECOND * 3);
    for _ in 0..3 {
        call(&hasty).await.unwrap();
        office.let_others_go_on().await;
    }
    assert_eq!(office.bank.token_requests().len(), 10);
    // The renewal goes on as soon as it may.
    office.wait_until(SECOND * 61);
    office.bank.heard_token_requests(11).await;
}

#[tokio::test]
async fn a_401_is_told_at_once_when_there_is_no_slot_for_the_renewal() {
    let office = Office::with(Rules::bs2());
    let (tokens, patient) = office.bs2();
    call(&patient).await.unwrap();
    spend(&office, &patient, 9).await;
    office.bank.revoke();
    let hasty = office.hurried(&tokens, SECOND * 30);
    let error = call(&hasty).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert!(error.credentials_error().unwrap().is_throttled());
}

/// What counts is when the bank hears a request, which may be any time until it has answered.
#[tokio::test]
async fn a_request_that_was_long_on_its_way_counts_from_its_end() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    office.bank.deafen(true);
    let first = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { call(&endpoint).await }
    });
    // It is in the bank's queue once the connection is made and the request written.
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
    office.wait_until(SECOND * 40);
    office.bank.deafen(false);
    first.await.unwrap().unwrap();
    spend(&office, &endpoint, 9).await;
    office.wait_until(SECOND * 62);
    spend(&office, &endpoint, 3).await;
    assert_eq!(office.bank.token_requests().len(), 13);
    assert_eq!(office.bank.most_in_a_minute(), 10);
}

#[tokio::test]
async fn the_limit_can_be_set() {
    let office = Office::without_waiting(Rules::bs2());
    let tokens = office.password().with_request_limit(3).build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    spend(&office, &endpoint, 20).await;
    assert_eq!(office.bank.token_requests().len(), 21);
    assert_eq!(office.bank.most_in_a_minute(), 3);
}
