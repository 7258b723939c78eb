//! Sources that share a store, or should have.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cadastro_core::{CredentialsError, LockedTokens, MemoryTokenStore, TokenState, TokenStore};
use futures_util::future::join_all;

use crate::bank::Rules;
use crate::office::{MINUTE, Office, SECOND, call, start};

#[tokio::test]
async fn two_sources_with_one_store_make_one_token_request() {
    let office = Office::with(Rules::bs2());
    let store = MemoryTokenStore::new();
    let endpoints = [(); 2].map(|()| {
        let tokens = office.password().with_store(store.clone()).build().unwrap();
        office.endpoint(&tokens)
    });
    let calls = endpoints.iter().cycle().take(20).map(call);
    for outcome in join_all(calls).await {
        assert_eq!(outcome.unwrap().attempts().len(), 1);
    }
    assert_eq!(office.bank.grants(), ["password"]);
    // Whoever comes second finds the token that the other one has brought.
    for round in 2..6 {
        office.clock.advance(MINUTE * 5);
        for endpoint in &endpoints {
            assert_eq!(call(endpoint).await.unwrap().attempts().len(), 1);
        }
        assert_eq!(office.bank.token_requests().len(), round);
    }
}

#[tokio::test]
async fn a_token_that_the_other_one_has_replaced_costs_no_request() {
    let office = Office::with(Rules::bs2());
    let store = MemoryTokenStore::new();
    let [one, other] = [(); 2].map(|()| {
        let tokens = office.password().with_store(store.clone()).build().unwrap();
        office.endpoint(&tokens)
    });
    call(&one).await.unwrap();
    call(&other).await.unwrap();
    office.bank.revoke();
    assert_eq!(call(&one).await.unwrap().attempts().len(), 2);
    assert_eq!(office.bank.token_requests().len(), 2);
    // The other one still has the dead token, and finds the new one in the store.
    assert_eq!(call(&other).await.unwrap().attempts().len(), 2);
    assert_eq!(office.bank.token_requests().len(), 2);
}

#[tokio::test]
async fn a_source_goes_on_where_another_has_left_off() {
    let office = Office::with(Rules::bs2());
    let store = MemoryTokenStore::new();
    for _ in 0..3 {
        let tokens = office.password().with_store(store.clone()).build().unwrap();
        call(&office.endpoint(&tokens)).await.unwrap();
    }
    assert_eq!(office.bank.grants(), ["password"]);
    office.clock.advance(MINUTE * 6);
    let tokens = office.password().with_store(store).build().unwrap();
    call(&office.endpoint(&tokens)).await.unwrap();
    assert_eq!(office.bank.grants(), ["password", "refresh_token"]);
}

#[tokio::test]
async fn the_limit_counts_over_all_who_share_a_store() {
    let office = Office::without_waiting(Rules {
        access_life: SECOND * 2,
        expires_in: Some("2".to_owned()),
        ..Rules::bs2()
    });
    let store = MemoryTokenStore::new();
    let endpoints = [(); 3].map(|()| {
        let tokens = office.password().with_store(store.clone()).build().unwrap();
        office.endpoint(&tokens)
    });
    for endpoint in endpoints.iter().cycle().take(40) {
        call(endpoint).await.unwrap();
        office.clock.advance(SECOND * 2);
    }
    assert_eq!(office.bank.token_requests().len(), 40);
    assert_eq!(office.bank.most_in_a_minute(), 10);
}

/// Two processes without a common store kill each other's token: it costs requests, but no call.
#[tokio::test]
async fn two_sources_that_kill_each_others_token_still_succeed() {
    let office = Office::without_waiting(Rules::bs2());
    let (_, one) = office.bs2();
    let (_, other) = office.bs2();
    call(&one).await.unwrap();
    for _ in 0..10 {
        // The first call of the other one kills the token; its refresh token is dead as well.
        let before = office.bank.token_requests().len();
        call(&other).await.unwrap();
        let answer = call(&one).await.unwrap();
        assert_eq!(answer.attempts().len(), 2);
        let requests = office.bank.token_requests().len() - before;
        assert!(requests <= 4, "{requests}");
        office.clock.advance(MINUTE);
    }
    assert!(
        office.bank.most_in_a_minute() <= 20,
        "each has a limit of its own"
    );
}

#[tokio::test]
async fn a_token_that_was_killed_elsewhere_costs_one_refresh_and_one_replay() {
    let office = Office::with(Rules::bs2());
    let (_, endpoint) = office.bs2();
    call(&endpoint).await.unwrap();
    office.bank.mint_elsewhere();
    assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 2);
    let expected = ["password", "refresh_token", "password"];
    assert_eq!(office.bank.grants(), expected);
}

#[tokio::test]
async fn a_stored_token_that_no_header_can_carry_is_replaced() {
    for token in ["", " ", "duas palavras", "linha\nlinha", "sessão", "\u{7f}"] {
        let office = Office::with(Rules::bs2());
        let store = MemoryTokenStore::new();
        let mut state = TokenState::default();
        state.access_token = Some(token.into());
        state.obtained_at = Some(start());
        state.expires_at = Some(start() + MINUTE * 5);
        let mut locked = store.lock().await.unwrap();
        locked.save(&state).await.unwrap();
        drop(locked);
        let tokens = office.password().with_store(store.clone()).build().unwrap();
        let answer = call(&office.endpoint(&tokens)).await;
        assert_eq!(answer.unwrap().attempts().len(), 1, "{token:?}");
        assert_eq!(office.bank.grants(), ["password"]);
        let sent: Vec<_> = office
            .bank
            .calls()
            .into_iter()
            .map(|one| one.token)
            .collect();
        assert_eq!(sent, [Some("access-1".to_owned())]);
        // Whoever comes next finds the good one.
        let tokens = office.password().with_store(store).build().unwrap();
        call(&office.endpoint(&tokens)).await.unwrap();
        assert_eq!(office.bank.token_requests().len(), 1);
    }
}

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the store is broken")
    }
}

impl std::error::Error for Broken {}

/// Fails when it is told to.
#[derive(Clone, Default)]
struct Fragile {
    memory: MemoryTokenStore,
    locks: Arc<AtomicBool>,
    loads: Arc<AtomicBool>,
    saves: Arc<AtomicBool>,
}

struct LockedFragile {
    memory: <MemoryTokenStore as TokenStore>::Locked,
    of: Fragile,
}

fn check(broken: &AtomicBool) -> Result<(), CredentialsError> {
    match broken.load(Ordering::SeqCst) {
        true => Err(CredentialsError::new(Broken)),
        false => Ok(()),
    }
}

impl TokenStore for Fragile {
    type Locked = LockedFragile;

    async fn lock(&self) -> Result<LockedFragile, CredentialsError> {
        check(&self.locks)?;
        Ok(LockedFragile {
            memory: self.memory.lock().await?,
            of: self.clone(),
        })
    }
}

impl LockedTokens for LockedFragile {
    async fn load(&mut self) -> Result<TokenState, CredentialsError> {
        check(&self.of.loads)?;
        self.memory.load().await
    }

    async fn save(&mut self, state: &TokenState) -> Result<(), CredentialsError> {
        check(&self.of.saves)?;
        self.memory.save(state).await
    }
}

#[tokio::test]
async fn the_failure_of_a_store_is_told_with_its_cause_and_passes() {
    let office = Office::with(Rules::bs2());
    let store = Fragile::default();
    let tokens = office.password().with_store(store.clone()).build().unwrap();
    let endpoint = office.endpoint(&tokens);
    for breaks in [&store.locks, &store.loads] {
        breaks.store(true, Ordering::SeqCst);
        let error = call(&endpoint).await.unwrap_err();
        assert!(error.is_credentials() && !error.was_sent());
        let why = error.credentials_error().unwrap();
        assert!(why.token_call().is_none() && why.oauth_error().is_none());
        assert!(why.source().unwrap().is::<Broken>());
        breaks.store(false, Ordering::SeqCst);
    }
    assert_eq!(office.bank.token_requests().len(), 0);
    call(&endpoint).await.unwrap();
    // A token that is still valid needs no store.
    store.locks.store(true, Ordering::SeqCst);
    office.clock.advance(MINUTE * 4 + MINUTE / 2);
    call(&endpoint).await.unwrap();
    office.let_others_go_on().await;
    call(&endpoint).await.unwrap();
    assert_eq!(office.bank.token_requests().len(), 1);
}

#[tokio::test]
async fn the_lock_of_a_store_is_given_back_after_a_failure() {
    let office = Office::without_waiting(Rules::bs2());
    let store = MemoryTokenStore::new();
    let tokens = office.password().with_store(store.clone()).build().unwrap();
    let endpoint = office.endpoint(&tokens);
    office
        .bank
        .troubled([crate::bank::Trouble::oauth(400, "invalid_grant")]);
    call(&endpoint).await.unwrap_err();
    let locked = tokio::spawn(async move { store.lock().await.map(drop) });
    locked.await.unwrap().unwrap();
}
