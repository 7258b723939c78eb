//! A 401 leads to one refresh and one replay.

use futures_util::future::join_all;

use crate::bank::{Reply, Rules, Trouble};
use crate::office::{Office, SECOND, call};

#[tokio::test]
async fn a_401_amid_a_hundred_calls_leads_to_one_refresh_and_a_hundred_successes() {
    for rules in [Rules::bs2(), Rules::open_finance()] {
        let office = Office::with(rules.clone());
        let source = if rules.kills {
            office.password()
        } else {
            office.consent()
        };
        let endpoint = office.endpoint(&source.build().unwrap());
        call(&endpoint).await.unwrap();
        office.bank.hold_calls(true);
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let endpoint = endpoint.clone();
                tokio::spawn(async move { call(&endpoint).await })
            })
            .collect();
        office.bank.heard_calls(101).await;
        office.bank.revoke();
        office.bank.hold_calls(false);
        for outcome in join_all(calls).await {
            let answer = outcome.unwrap().unwrap();
            assert_eq!(answer.attempts().len(), 2);
        }
        assert_eq!(office.bank.token_requests().len(), 2);
        assert_eq!(office.bank.calls().len(), 201, "each was replayed once");
        assert_eq!(office.bank.grants()[1], "refresh_token");
    }
}

#[tokio::test]
async fn a_401_that_comes_late_does_not_cost_the_new_token() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    office.bank.hold_calls(true);
    let slow = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { call(&endpoint).await }
    });
    office.bank.heard_calls(2).await;
    office.wait_until(SECOND * 300);
    let next = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { call(&endpoint).await }
    });
    office.bank.heard_calls(3).await;
    office.bank.hold_calls(false);
    assert_eq!(slow.await.unwrap().unwrap().attempts().len(), 2);
    assert_eq!(next.await.unwrap().unwrap().attempts().len(), 1);
    assert_eq!(office.bank.token_requests().len(), 2);
}

#[tokio::test]
async fn a_second_401_stands() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    office.bank.refuse(usize::MAX);
    let error = call(&endpoint).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(error.attempts().len(), 2);
    assert!(error.credentials_error().is_none());
    assert_eq!(office.bank.grants(), ["password", "refresh_token"]);
}

#[tokio::test]
async fn a_401_without_another_token_tells_why_there_is_none() {
    let office = Office::with(Rules::open_finance());
    let endpoint = office.endpoint(&office.consent().build().unwrap());
    call(&endpoint).await.unwrap();
    office.bank.revoke();
    office.bank.troubled([Trouble::oauth(400, "invalid_grant")]);
    let error = call(&endpoint).await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_credentials());
    let why = error.credentials_error().unwrap();
    assert_eq!(why.oauth_error(), Some("invalid_grant"));
    assert_eq!(error.attempts().len(), 1);
}

#[tokio::test]
async fn a_token_that_was_refused_is_not_used_again_when_its_renewal_fails() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    office.bank.revoke();
    office.bank.troubled((0..3).map(|_| Trouble::status(503)));
    let error = call(&endpoint).await.unwrap_err();
    assert!(error.is_unauthorized());
    let why = error.credentials_error().unwrap();
    assert_eq!(why.token_call().unwrap().status().unwrap(), 503);
    // The next call finds out anew.
    call(&endpoint).await.unwrap();
}

/// A cache in front of the token endpoint, say.
#[tokio::test]
async fn a_renewal_that_brings_the_same_token_is_made_once_for_each_401() {
    for password in [true, false] {
        let office = Office::without_waiting(Rules::open_finance());
        let source = if password {
            office.password()
        } else {
            office.consent()
        };
        let endpoint = office.endpoint(&source.build().unwrap());
        let same = r#"{"access_token":"same","refresh_token":"same","expires_in":900}"#;
        let same = Trouble::Reply(Reply::json(200, same));
        office.bank.troubled((0..100).map(|_| same.clone()));
        for calls in 1..=12 {
            let error = call(&endpoint).await.unwrap_err();
            assert!(error.is_unauthorized(), "{error}");
            assert_eq!(error.attempts().len(), 1, "there is nothing to replay with");
            assert_eq!(office.bank.calls().len(), calls);
            assert_eq!(office.bank.token_requests().len(), calls + 1);
        }
    }
}

/// An operation that the client may not call, though the bank says 401 instead of 403.
#[tokio::test]
async fn a_lasting_401_costs_one_renewal_for_each_call() {
    for rules in [Rules::bs2(), Rules::open_finance()] {
        let office = Office::without_waiting(rules.clone());
        let source = if rules.kills {
            office.password()
        } else {
            office.consent()
        };
        let endpoint = office.endpoint(&source.build().unwrap());
        office.bank.refuse(usize::MAX);
        for calls in 1..=14 {
            let error = call(&endpoint).await.unwrap_err();
            assert!(error.is_unauthorized(), "{error}");
            assert_eq!(error.attempts().len(), 2);
            assert_eq!(office.bank.token_requests().len(), calls + 1);
        }
        assert_eq!(office.bank.most_in_a_minute(), 10);
    }
}

#[tokio::test]
async fn a_401_whose_renewal_takes_too_long_tells_so() {
    for rules in [Rules::bs2(), Rules::open_finance()] {
        let office = Office::with(rules.clone());
        let source = if rules.kills {
            office.password()
        } else {
            office.consent()
        };
        let tokens = source.build().unwrap();
        let hasty = office.hurried(&tokens, SECOND * 30);
        call(&hasty).await.unwrap();
        office.bank.refuse(1);
        office.bank.hold_token_answers(true);
        let refused = tokio::spawn(async move { call(&hasty).await });
        office.bank.heard_token_requests(2).await;
        office.let_others_go_on().await;
        office.clock.advance(SECOND * 30);
        let error = refused.await.unwrap().unwrap_err();
        assert!(error.is_unauthorized() && !error.is_credentials());
        assert_eq!(error.attempts().len(), 1);
        let why = error.credentials_error().unwrap();
        assert!(!why.is_throttled() && why.token_call().is_none());
        // The renewal goes on, and the next call has the token that it brings.
        office.bank.hold_token_answers(false);
        let next = office.endpoint(&tokens);
        assert_eq!(call(&next).await.unwrap().attempts().len(), 1);
        assert_eq!(office.bank.token_requests().len(), 2);
    }
}
