//! Callers that are given up take nothing from the others.

use crate::bank::Rules;
use crate::office::{Office, SECOND, call, runtime};

#[tokio::test]
async fn the_caller_who_began_the_renewal_can_go() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    office.bank.hold_token_answers(true);
    let spawn = || {
        let endpoint = endpoint.clone();
        tokio::spawn(async move { call(&endpoint).await.map(drop) })
    };
    let first = spawn();
    office.bank.heard_token_requests(1).await;
    let others: Vec<_> = (0..10).map(|_| spawn()).collect();
    office.let_others_go_on().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    office.let_others_go_on().await;
    office.bank.hold_token_answers(false);
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(office.bank.grants(), ["password"]);
}

#[tokio::test]
async fn a_token_that_was_minted_is_kept_though_nobody_waits_any_more() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    office.bank.hold_token_answers(true);
    let callers: Vec<_> = (0..10)
        .map(|_| {
            let endpoint = endpoint.clone();
            tokio::spawn(async move { call(&endpoint).await.map(drop) })
        })
        .collect();
    office.bank.heard_token_requests(1).await;
    for caller in callers {
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
    }
    office.bank.hold_token_answers(false);
    call(&endpoint).await.unwrap();
    assert_eq!(office.bank.grants(), ["password"]);
    assert_eq!(office.bank.calls()[0].token.as_deref(), Some("access-1"));
}

#[tokio::test]
async fn a_caller_whose_time_is_up_leaves_the_renewal_to_the_others() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().build().unwrap();
    let patient = office.endpoint(&tokens);
    let hasty = office.hurried(&tokens, SECOND * 5);
    office.bank.hold_token_answers(true);
    let first = tokio::spawn(async move { call(&hasty).await.map(drop) });
    office.bank.heard_token_requests(1).await;
    let second = tokio::spawn(async move { call(&patient).await.map(drop) });
    office.let_others_go_on().await;
    office.clock.advance(SECOND * 5);
    let error = first.await.unwrap().unwrap_err();
    assert!(error.is_timeout() && !error.was_sent(), "{error}");
    office.bank.hold_token_answers(false);
    second.await.unwrap().unwrap();
    assert_eq!(office.bank.grants(), ["password"]);
}

/// The renewal goes with the runtime that it was begun in; whoever is left begins another one.
#[test]
fn a_runtime_that_ends_takes_nothing_from_the_next_one() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    let first = runtime();
    first.block_on(async {
        call(&endpoint).await.unwrap();
        office.wait_until(SECOND * 300);
        office.bank.hold_token_answers(true);
        let endpoint = endpoint.clone();
        tokio::spawn(async move { call(&endpoint).await.map(drop) });
        office.bank.heard_token_requests(2).await;
    });
    drop(first);
    office.bank.hold_token_answers(false);
    runtime().block_on(async {
        call(&endpoint).await.unwrap();
    });
}
