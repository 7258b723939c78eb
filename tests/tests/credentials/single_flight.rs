//! However many callers there are, one token request is made for all of them.

use std::time::Duration;

use futures_util::future::join_all;

use crate::bank::Rules;
use crate::office::{MINUTE, Office, call};

#[tokio::test]
async fn a_thousand_first_calls_make_one_token_request() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    let calls = (0..1000).map(|_| {
        let endpoint = endpoint.clone();
        tokio::spawn(async move { call(&endpoint).await.map(drop) })
    });
    for outcome in join_all(calls).await {
        outcome.unwrap().unwrap();
    }
    assert_eq!(office.bank.grants(), ["password"]);
    assert_eq!(office.bank.calls().len(), 1000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nor_do_a_thousand_on_several_threads_make_more() {
    let office = Office::with(Rules::open_finance());
    let tokens = office.consent().build().unwrap();
    let endpoint = office.endpoint(&tokens);
    let calls = (0..1000).map(|_| {
        let endpoint = endpoint.clone();
        tokio::spawn(async move { call(&endpoint).await.map(drop) })
    });
    for outcome in join_all(calls).await {
        outcome.unwrap().unwrap();
    }
    assert_eq!(office.bank.grants(), ["refresh_token"]);
    assert_eq!(office.bank.calls().len(), 1000);
}

#[tokio::test]
async fn callers_share_the_failure_of_a_renewal_as_well() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    let refused = crate::bank::Trouble::oauth(401, "invalid_client");
    office.bank.troubled([refused]);
    office.bank.hold_token_answers(true);
    let calls = (0..50).map(|_| {
        let endpoint = endpoint.clone();
        tokio::spawn(async move { call(&endpoint).await.map(drop) })
    });
    let calls: Vec<_> = calls.collect();
    office.bank.heard_token_requests(1).await;
    office.let_others_go_on().await;
    office.bank.hold_token_answers(false);
    for outcome in join_all(calls).await {
        let error = outcome.unwrap().unwrap_err();
        let why = error.credentials_error().unwrap();
        assert_eq!(why.oauth_error(), Some("invalid_client"));
    }
    assert_eq!(office.bank.grants(), ["password"]);
}

#[tokio::test]
async fn several_endpoints_and_clones_use_the_same_token() {
    let office = Office::with(Rules::bs2());
    let (tokens, one) = office.bs2();
    let other = office.endpoint(&tokens.clone());
    let (first, second) = tokio::join!(call(&one), call(&other));
    first.unwrap();
    second.unwrap();
    office.clock.advance(MINUTE * 5 + Duration::from_secs(1));
    call(&other).await.unwrap();
    call(&one).await.unwrap();
    assert_eq!(office.bank.grants(), ["password", "refresh_token"]);
    let tokens: Vec<_> = office
        .bank
        .calls()
        .iter()
        .map(|call| call.token.clone().unwrap())
        .collect();
    assert_eq!(tokens, ["access-1", "access-1", "access-2", "access-2"]);
}
