//! What clients can share or bring along: a retry policy, a limiter, a store of tokens.

use std::time::{Duration, SystemTime};

use cadastro::attach::Client as Base39;
use cadastro::customers::Client as Bank;
use cadastro::onboarding::Client as Bs2;
use cadastro::{
    ClientAuthentication, Credentials, Error, Failed, Limiter, LockedTokens as _, ManualClock,
    MemoryTokenStore, RetryPolicy, TokenStore as _, Transport,
};
use serde_json::json;

use crate::people::{bank_builder, base39_builder, bs2_builder};
use crate::server::{Reply, Server};
use crate::silence::{
    CLIENTE, CUSTOMER, FILE, PASSWORD, SECRET, TOKEN, USER, answered, refused, silent,
};

/// Once more at once, whatever it was.
struct OnceMore;

impl RetryPolicy for OnceMore {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        silent(failed);
        (failed.attempts() == 1).then_some(Duration::ZERO)
    }
}

/// The errors of one call by each client.
async fn errors(bank: &Bank, bs2: &Bs2, base39: &Base39) -> [Error; 3] {
    [
        refused(bank.personal().qualifications().send().await),
        refused(bs2.status(CLIENTE).await),
        refused(base39.attach(CUSTOMER, FILE).send().await),
    ]
}

#[tokio::test]
async fn a_retry_policy_takes_the_place_of_the_default() {
    for status in [409, 500, 503] {
        let server = Server::replying(Reply::json(status, "{}")).await;
        let bank = silent(bank_builder(&server).with_retry(OnceMore));
        let bs2 = silent(bs2_builder(&server).with_retry(OnceMore));
        let base39 = silent(base39_builder(&server).with_retry(OnceMore));
        let (bank, bs2) = (bank.build().unwrap(), bs2.build().unwrap());
        for error in errors(&bank, &bs2, &base39.build().unwrap()).await {
            assert_eq!(error.attempts().len(), 2, "{status}");
        }
    }
}

#[tokio::test]
async fn a_limiter_is_shared_by_clients_of_all_three() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone())
        .with_call_timeout(Duration::from_secs(20));
    let transport = transport.build().unwrap();
    let limiter = Limiter::builder().with_per_minute(1).with_clock(clock);
    let limiter = limiter.build();
    let bank = bank_builder(&server).with_transport(transport.clone());
    let bs2 = bs2_builder(&server).with_transport(transport.clone());
    let base39 = base39_builder(&server).with_transport(transport);
    let (bank, bs2) = (
        silent(bank.with_limiter(limiter.clone())).build().unwrap(),
        silent(bs2.with_limiter(limiter.clone())).build().unwrap(),
    );
    let base39 = silent(base39.with_limiter(limiter)).build().unwrap();
    // The one call of this minute.
    answered(base39.attach(CUSTOMER, FILE).send().await);
    for error in errors(&bank, &bs2, &base39).await {
        assert!(error.is_throttled() && !error.was_sent(), "{error}");
    }
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn tokens_are_kept_in_the_store_that_is_given() {
    let body = json!({ "access_token": TOKEN, "refresh_token": SECRET, "expires_in": 300 });
    let server = Server::replying(Reply::json(200, body.to_string())).await;
    let store = silent(MemoryTokenStore::new());
    for calls in [2, 3] {
        let builder = bs2_builder(&server).with_keep_alive();
        let builder = builder.with_token_store(store.clone());
        let builder = builder.with_login(ClientAuthentication::basic("id", SECRET), USER, PASSWORD);
        answered(silent(builder).build().unwrap().status(CLIENTE).await);
        // The second client finds the token of the first one.
        assert_eq!(server.heard().len(), calls);
    }
    let state = silent(store.lock().await.unwrap().load().await.unwrap());
    assert!(state.access_token.is_some() && state.refresh_token.is_some());
}

#[tokio::test]
async fn the_last_credentials_count() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    let basic = ClientAuthentication::basic("id", SECRET);
    let builder = bs2_builder(&server).with_login(basic, USER, PASSWORD);
    let builder = builder.with_credentials(Credentials::bearer(TOKEN));
    answered(builder.build().unwrap().status(CLIENTE).await);
    assert_eq!(server.heard().len(), 1);
}
