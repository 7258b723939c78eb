//! When a token is renewed: before it expires, by a margin that is exact.

use std::time::Duration;

use crate::bank::{Rules, Worth};
use crate::office::{MINUTE, Office, SECOND, call};

const MILLISECOND: Duration = Duration::from_millis(1);

#[tokio::test]
async fn a_token_is_renewed_when_a_tenth_of_its_life_is_left_and_not_sooner() {
    for (life, renewed_after) in [
        (300, SECOND * 270),
        (420, SECOND * 378),
        (600, SECOND * 540),
        // A tenth would be more than 60 s.
        (900, SECOND * 840),
        (1680, SECOND * 1620),
        (10, SECOND * 9),
    ] {
        let office = Office::with(Rules {
            access_life: SECOND * life,
            expires_in: Some(life.to_string()),
            ..Rules::open_finance()
        });
        let endpoint = office.endpoint(&office.consent().build().unwrap());
        call(&endpoint).await.unwrap();
        office.wait_until(renewed_after - MILLISECOND);
        call(&endpoint).await.unwrap();
        office.let_others_go_on().await;
        assert_eq!(office.bank.token_requests().len(), 1, "{life} s: too soon");
        office.wait_until(renewed_after);
        call(&endpoint).await.unwrap();
        office.bank.heard_token_requests(2).await;
        office.let_others_go_on().await;
        assert_eq!(office.bank.token_requests().len(), 2, "{life} s");
    }
}

#[tokio::test]
async fn calls_wait_while_a_request_is_out_that_kills_the_token() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    office.wait_until(SECOND * 270);
    office.bank.hold_token_answers(true);
    // It has the old token, which goes out before the request that kills it.
    call(&endpoint).await.unwrap();
    office.bank.heard_token_requests(2).await;
    let late = tokio::spawn(async move { call(&endpoint).await.map(drop) });
    office.let_others_go_on().await;
    assert_eq!(office.bank.calls().len(), 2, "the old token is dead by now");
    office.bank.hold_token_answers(false);
    late.await.unwrap().unwrap();
    let calls = office.bank.calls();
    let tokens: Vec<_> = calls
        .iter()
        .map(|call| call.token.as_deref().unwrap())
        .collect();
    assert_eq!(tokens, ["access-1", "access-1", "access-2"]);
    assert!(calls.iter().all(|call| call.worth == Worth::Good));
    assert_eq!(office.bank.token_requests().len(), 2);
}

#[tokio::test]
async fn calls_go_on_during_a_renewal_that_leaves_the_token_alive() {
    let office = Office::with(Rules::open_finance());
    let endpoint = office.endpoint(&office.consent().build().unwrap());
    call(&endpoint).await.unwrap();
    office.wait_until(SECOND * 840);
    office.bank.hold_token_answers(true);
    for _ in 0..3 {
        call(&endpoint).await.unwrap();
    }
    office.bank.heard_token_requests(2).await;
    let calls = office.bank.calls();
    assert!(
        calls
            .iter()
            .all(|call| call.token.as_deref() == Some("access-1"))
    );
    office.bank.hold_token_answers(false);
    office.wait_until(SECOND * 900);
    call(&endpoint).await.unwrap();
    assert_eq!(office.bank.token_requests().len(), 2);
    assert_eq!(office.bank.calls()[4].token.as_deref(), Some("access-2"));
}

#[tokio::test]
async fn the_refresh_token_of_a_consent_stays_unless_another_one_comes() {
    let office = Office::with(Rules::open_finance());
    let endpoint = office.endpoint(&office.consent().build().unwrap());
    for rotates in [false, false, true, false, true, false] {
        office.bank.rules(|rules| rules.rotates = rotates);
        call(&endpoint).await.unwrap();
        office.clock.advance(MINUTE * 16);
    }
    let requests = office.bank.token_requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|request| request.heard.field("refresh_token").unwrap())
        .collect();
    let consent = crate::office::CONSENT;
    assert_eq!(
        sent,
        [
            consent,
            consent,
            consent,
            "refresh-3",
            "refresh-3",
            "refresh-5"
        ]
    );
    assert!(
        requests
            .iter()
            .all(|request| request.grant == "refresh_token")
    );
}

#[tokio::test]
async fn a_password_source_renews_by_the_newest_refresh_token() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    for _ in 0..4 {
        call(&endpoint).await.unwrap();
        office.clock.advance(MINUTE * 5);
    }
    let requests = office.bank.token_requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|request| request.heard.field("refresh_token"))
        .collect();
    let refresh = |number: u8| Some(format!("refresh-{number}"));
    assert_eq!(sent, [None, refresh(1), refresh(2), refresh(3)]);
}

#[tokio::test]
async fn whether_tokens_kill_each_other_can_be_set() {
    for exclusive in [true, false] {
        let office = Office::with(Rules {
            kills: exclusive,
            ..Rules::open_finance()
        });
        let tokens = office.consent().with_exclusive_tokens(exclusive);
        let endpoint = office.endpoint(&tokens.build().unwrap());
        call(&endpoint).await.unwrap();
        office.wait_until(SECOND * 840);
        office.bank.hold_token_answers(true);
        call(&endpoint).await.unwrap();
        office.bank.heard_token_requests(2).await;
        let next = tokio::spawn(async move { call(&endpoint).await.map(drop) });
        office.let_others_go_on().await;
        let calls = office.bank.calls().len();
        assert_eq!(calls, if exclusive { 2 } else { 3 });
        office.bank.hold_token_answers(false);
        next.await.unwrap().unwrap();
    }
}
