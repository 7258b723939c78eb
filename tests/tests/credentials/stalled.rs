//! An attempt that has a token but no connection yet holds a renewal up that would kill its token.

use cadastro_core::{Answer, Clock as _, Endpoint, Error, NoBody, OAuthTokens};
use futures_util::FutureExt as _;
use tokio::task::JoinHandle;

use crate::bank::{Rules, Worth};
use crate::office::{MINUTE, Office, SECOND, call, transport};

type Calling = JoinHandle<Result<Answer<NoBody>, Error>>;

fn calling(endpoint: &Endpoint) -> Calling {
    let endpoint = endpoint.clone();
    tokio::spawn(async move { call(&endpoint).await })
}

/// Their refresh tokens are taken to live longer, so that the end of the token alone is a reason to renew it.
fn tokens(office: &Office) -> OAuthTokens {
    let source = office.password().with_refresh_token_life(MINUTE * 60);
    source.build().unwrap()
}

/// One call stalls with the first token in its TLS handshake, another one finds that the token is to be renewed, and a
/// third needs the new one.
async fn stalled(office: &Office, tokens: &OAuthTokens) -> (Calling, Calling) {
    let plain = office.endpoint(tokens);
    let tls = office.endpoint_at(office.bank.tls_url(), tokens);
    call(&plain).await.unwrap();
    office.wait_until(SECOND * 265);
    office.bank.hold_handshakes(true);
    let stalled = calling(&tls);
    office.bank.handshakes_waiting(1).await;
    office.wait_until(SECOND * 270);
    call(&plain).await.unwrap();
    office.let_others_go_on().await;
    let waiting = calling(&plain);
    office.let_others_go_on().await;
    assert_eq!(office.bank.token_requests().len(), 1, "too soon");
    assert_eq!(
        office.bank.calls().len(),
        2,
        "it would have to be waited for too"
    );
    (stalled, waiting)
}

#[tokio::test]
async fn the_renewal_waits_until_the_old_token_is_on_the_wire() {
    let office = Office::with(Rules::bs2());
    let tokens = tokens(&office);
    let (stalled, waiting) = stalled(&office, &tokens).await;
    office.bank.hold_handshakes(false);
    assert_eq!(stalled.await.unwrap().unwrap().attempts().len(), 1);
    waiting.await.unwrap().unwrap();
    let calls = office.bank.calls();
    let sent: Vec<_> = calls
        .iter()
        .map(|call| (call.token.as_deref().unwrap(), call.worth))
        .collect();
    let good = |token| (token, Worth::Good);
    let expected = ["access-1", "access-1", "access-1", "access-2"].map(good);
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn it_goes_on_when_the_stalled_call_is_given_up() {
    let office = Office::with(Rules::bs2());
    let tokens = tokens(&office);
    let (stalled, waiting) = stalled(&office, &tokens).await;
    stalled.abort();
    assert!(stalled.await.unwrap_err().is_cancelled());
    waiting.await.unwrap().unwrap();
    assert_eq!(office.bank.token_requests().len(), 2);
}

#[tokio::test]
async fn it_goes_on_when_connecting_takes_too_long() {
    let mut office = Office::with(Rules::bs2());
    let limited = transport(&office.clock).with_connect_timeout(SECOND * 10);
    office.transport = limited.build().unwrap();
    let tokens = tokens(&office);
    let (stalled, waiting) = stalled(&office, &tokens).await;
    office.clock.advance(SECOND * 5);
    waiting.await.unwrap().unwrap();
    // The stalled call tries again, with the token of then.
    office.bank.hold_handshakes(false);
    office.clock.slept_on(SECOND).await;
    office.clock.advance(SECOND);
    assert_eq!(stalled.await.unwrap().unwrap().attempts().len(), 2);
    let calls = office.bank.calls();
    assert!(calls.iter().all(|call| call.worth == Worth::Good));
}

#[tokio::test]
async fn a_call_that_is_answered_with_401_holds_nothing_up() {
    let office = Office::with(Rules::bs2());
    let (tokens, plain) = office.bs2();
    let tls = office.endpoint_at(office.bank.tls_url(), &tokens);
    call(&plain).await.unwrap();
    office.bank.hold_handshakes(true);
    let stalled = calling(&tls);
    office.bank.handshakes_waiting(1).await;
    office.bank.refuse(1);
    let refused = calling(&plain);
    office.bank.heard_calls(2).await;
    office.let_others_go_on().await;
    assert_eq!(
        office.bank.token_requests().len(),
        1,
        "the stalled one comes first"
    );
    office.bank.hold_handshakes(false);
    stalled.await.unwrap().unwrap();
    refused.await.unwrap().unwrap();
    assert_eq!(office.bank.token_requests().len(), 2);
}

/// A look at the store finds the token that is in use, which stays the same token.
#[tokio::test]
async fn a_look_at_the_store_in_between_changes_nothing() {
    let office = Office::with(Rules {
        access_life: MINUTE * 30,
        expires_in: Some("1800".to_owned()),
        ..Rules::bs2()
    });
    let tokens = office.password().with_keep_alive().build().unwrap();
    let plain = office.endpoint(&tokens);
    let tls = office.endpoint_at(office.bank.tls_url(), &tokens);
    call(&plain).await.unwrap();
    office.wait_until(MINUTE);
    office.bank.refuse(1);
    call(&plain).await.unwrap();
    assert_eq!(office.bank.token_requests().len(), 2);
    office.bank.hold_handshakes(true);
    let stalled = calling(&tls);
    office.bank.handshakes_waiting(1).await;
    // The time to keep the first refresh token alive, which has been followed by another.
    office.wait_until(MINUTE * 9);
    office.let_others_go_on().await;
    office.bank.refuse(1);
    let refused = calling(&plain);
    office.let_others_go_on().await;
    assert_eq!(office.bank.token_requests().len(), 2, "too soon");
    office.bank.hold_handshakes(false);
    stalled.await.unwrap().unwrap();
    refused.await.unwrap().unwrap();
    let calls = office.bank.calls();
    assert!(calls.iter().all(|call| call.worth == Worth::Good));
}

/// A call that has taken a token and then stops, as one in the buffer of a stream does while nobody asks the stream.
/// Neither its own timeouts nor its end will ever free the token.
#[tokio::test]
async fn a_call_that_nobody_polls_any_more_is_waited_for_as_long_as_connecting_may_take() {
    for forgotten in [false, true] {
        let mut office = Office::with(Rules::bs2());
        let limited = transport(&office.clock).with_connect_timeout(SECOND * 10);
        office.transport = limited.build().unwrap();
        let (tokens, plain) = office.bs2();
        let tls = office.endpoint_at(office.bank.tls_url(), &tokens);
        call(&plain).await.unwrap();
        let mut stopped = Box::pin(async move { call(&tls).await.map(drop) });
        assert!((&mut stopped).now_or_never().is_none());
        let stopped = if forgotten {
            std::mem::forget(stopped);
            None
        } else {
            Some(stopped)
        };
        office.bank.refuse(1);
        let refused = calling(&plain);
        office.bank.heard_calls(2).await;
        // It is not waited for again by calls that come meanwhile.
        let mut meanwhile = Vec::new();
        for _ in 0..60 {
            office.let_others_go_on().await;
            if refused.is_finished() {
                break;
            }
            meanwhile.push(calling(&plain));
            office.clock.advance(SECOND);
        }
        assert!(refused.is_finished(), "held up for ever");
        let waited = office.clock.elapsed();
        assert!(waited >= SECOND * 10 && waited <= SECOND * 11, "{waited:?}");
        assert_eq!(refused.await.unwrap().unwrap().attempts().len(), 2);
        for other in meanwhile {
            assert_eq!(other.await.unwrap().unwrap().attempts().len(), 1);
        }
        assert_eq!(office.bank.grants(), ["password", "refresh_token"]);
        // Nor by the next renewal, which is of another token.
        office.bank.refuse(1);
        assert_eq!(call(&plain).await.unwrap().attempts().len(), 2);
        assert_eq!(office.bank.token_requests().len(), 3);
        drop(stopped);
    }
}
