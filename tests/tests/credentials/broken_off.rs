//! Renewals that break off half-way, with their runtime or by a panic: those who come later go on, and nobody spins.

use std::future::pending;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cadastro_core::{
    CredentialsError, Endpoint, LockedTokens, MemoryTokenStore, TokenState, TokenStore,
};

use crate::bank::{Rules, Trouble, Worth};
use crate::office::{MINUTE, Office, SECOND, call, runtime};

/// More looks at the store than any of these tests has a reason for.
const MOST_LOADS: usize = 60;

/// Breaks renewals off where they write. Whoever reads again and again gets an error in the end.
#[derive(Clone, Default)]
struct Trap {
    memory: MemoryTokenStore,
    loads: Arc<AtomicUsize>,
    saves: Arc<AtomicUsize>,
    panics: Arc<Mutex<Range<usize>>>,
    stops: Arc<Mutex<Range<usize>>>,
}

struct LockedTrap {
    memory: <MemoryTokenStore as TokenStore>::Locked,
    trap: Trap,
}

impl Trap {
    fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    /// Panics in these of the saves from now on.
    fn panic_in(&self, saves: Range<usize>) {
        *self.panics.lock().unwrap() = self.after_those_so_far(&saves);
    }

    /// Never comes back from these of the saves from now on.
    fn stop_in(&self, saves: Range<usize>) {
        *self.stops.lock().unwrap() = self.after_those_so_far(&saves);
    }

    fn after_those_so_far(&self, saves: &Range<usize>) -> Range<usize> {
        let so_far = self.saves.load(Ordering::SeqCst);
        so_far + saves.start..so_far + saves.end
    }
}

impl TokenStore for Trap {
    type Locked = LockedTrap;

    async fn lock(&self) -> Result<LockedTrap, CredentialsError> {
        Ok(LockedTrap {
            memory: self.memory.lock().await?,
            trap: self.clone(),
        })
    }
}

impl LockedTokens for LockedTrap {
    async fn load(&mut self) -> Result<TokenState, CredentialsError> {
        if self.trap.loads.fetch_add(1, Ordering::SeqCst) >= MOST_LOADS {
            return Err(CredentialsError::new("looked at again and again"));
        }
        self.memory.load().await
    }

    async fn save(&mut self, state: &TokenState) -> Result<(), CredentialsError> {
        let save = self.trap.saves.fetch_add(1, Ordering::SeqCst);
        let panics = self.trap.panics.lock().unwrap().contains(&save);
        if panics {
            // As a panic, but without a word on the way.
            std::panic::resume_unwind(Box::new("trap"));
        }
        let stops = self.trap.stops.lock().unwrap().contains(&save);
        if stops {
            pending::<()>().await;
        }
        self.memory.save(state).await
    }
}

/// BS2's way with such a store. Tokens do not kill each other where the old one is to be seen in use again.
fn trapped(rules: Rules) -> (Office, Trap, Endpoint) {
    let office = Office::with(rules);
    let trap = Trap::default();
    let tokens = office.password().with_store(trap.clone()).build().unwrap();
    let endpoint = office.endpoint(&tokens);
    (office, trap, endpoint)
}

fn sparing() -> Rules {
    Rules {
        kills: false,
        ..Rules::bs2()
    }
}

#[test]
fn a_valid_token_is_used_again_when_its_renewal_ends_with_the_runtime() {
    let (office, trap, endpoint) = trapped(Rules::bs2());
    let first = runtime();
    first.block_on(async {
        call(&endpoint).await.unwrap();
        office.bank.refuse(1);
        office.bank.troubled([Trouble::status(503)]);
        office.bank.hold_token_answers(true);
        let endpoint = endpoint.clone();
        tokio::spawn(async move { call(&endpoint).await.map(drop) });
        office.bank.heard_token_requests(2).await;
    });
    drop(first);
    let loads = trap.loads();
    runtime().block_on(async {
        for _ in 0..5 {
            assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
        }
    });
    assert_eq!(trap.loads(), loads, "there is nothing to look for");
    assert_eq!(office.bank.token_requests().len(), 2);
    let calls = office.bank.calls();
    assert!(calls.iter().all(|call| call.worth == Worth::Good));
}

#[test]
fn one_that_is_due_is_renewed_in_the_next_runtime() {
    let (office, trap, endpoint) = trapped(Rules::bs2());
    let first = runtime();
    first.block_on(async {
        call(&endpoint).await.unwrap();
        office.wait_until(SECOND * 280);
        office.bank.troubled([Trouble::status(503)]);
        office.bank.hold_token_answers(true);
        call(&endpoint).await.unwrap();
        office.bank.heard_token_requests(2).await;
    });
    drop(first);
    office.bank.hold_token_answers(false);
    let loads = trap.loads();
    runtime().block_on(async {
        for _ in 0..5 {
            assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
            office.let_others_go_on().await;
        }
    });
    assert_eq!(trap.loads(), loads + 1);
    let expected = ["password", "refresh_token", "refresh_token"];
    assert_eq!(office.bank.grants(), expected);
    let calls = office.bank.calls();
    assert!(calls.iter().all(|call| call.worth == Worth::Good));
    assert_eq!(calls[6].token.as_deref(), Some("access-2"));
}

/// The new token was there, but nobody has got it.
#[test]
fn the_old_token_is_used_again_when_the_new_one_is_lost_with_the_runtime() {
    let (office, trap, endpoint) = trapped(sparing());
    let first = runtime();
    first.block_on(async {
        call(&endpoint).await.unwrap();
        office.bank.refuse(1);
        trap.stop_in(1..2);
        let refused = tokio::spawn({
            let endpoint = endpoint.clone();
            async move { call(&endpoint).await.map(drop) }
        });
        office.bank.heard_token_requests(2).await;
        office.let_others_go_on().await;
        assert!(!refused.is_finished());
    });
    drop(first);
    let loads = trap.loads();
    runtime().block_on(async {
        for _ in 0..5 {
            assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
        }
    });
    assert!(trap.loads() <= loads + 1, "{} looks", trap.loads() - loads);
    assert_eq!(office.bank.token_requests().len(), 2);
}

#[tokio::test]
async fn a_panic_of_the_store_costs_a_renewal_and_no_call() {
    for save in 0..8 {
        let (office, trap, endpoint) = trapped(Rules::bs2());
        trap.panic_in(save..save + 1);
        for round in 0..4 {
            call(&endpoint).await.unwrap();
            call(&endpoint).await.unwrap();
            match round {
                0 => office.bank.refuse(1),
                1 => office.clock.advance(SECOND * 280),
                _ => office.clock.advance(MINUTE * 6),
            }
            call(&endpoint).await.unwrap();
            office.let_others_go_on().await;
        }
        assert!(trap.loads() <= 12, "save {save}: {} looks", trap.loads());
        let requests = office.bank.token_requests().len();
        assert!(requests <= 10, "save {save}: {requests} requests");
    }
}

#[tokio::test]
async fn the_old_token_is_used_again_after_panics_that_have_lost_new_ones() {
    let (office, trap, endpoint) = trapped(sparing());
    call(&endpoint).await.unwrap();
    office.bank.refuse(1);
    // After the answer, in both of the renewals that a call tries: before and after each of them is a save.
    trap.panic_in(1..4);
    let error = call(&endpoint).await.unwrap_err();
    assert!(error.is_unauthorized() && error.credentials_error().is_some());
    let loads = trap.loads();
    for _ in 0..5 {
        assert_eq!(call(&endpoint).await.unwrap().attempts().len(), 1);
    }
    assert!(trap.loads() <= loads + 1, "{} looks", trap.loads() - loads);
}

/// Each call finds out by itself, twice at most.
#[tokio::test]
async fn a_store_that_always_panics_fails_calls_and_keeps_nobody_busy() {
    let (office, trap, endpoint) = trapped(Rules::bs2());
    trap.panic_in(0..usize::MAX);
    for calls in 1..=10 {
        let error = call(&endpoint).await.unwrap_err();
        assert!(error.is_credentials() && !error.was_sent(), "{error}");
        assert!(trap.loads() <= calls * 2);
    }
    assert_eq!(office.bank.token_requests().len(), 0);
}

#[test]
fn those_who_wait_in_another_runtime_go_on_when_the_one_that_renews_ends() {
    let (office, trap, endpoint) = trapped(Rules::bs2());
    office.bank.hold_token_answers(true);
    let first = runtime();
    first.spawn({
        let endpoint = endpoint.clone();
        async move { call(&endpoint).await.map(drop) }
    });
    runtime().block_on(async {
        office.bank.heard_token_requests(1).await;
        let waiting: Vec<_> = (0..10)
            .map(|_| {
                let endpoint = endpoint.clone();
                tokio::spawn(async move { call(&endpoint).await })
            })
            .collect();
        office.let_others_go_on().await;
        assert_eq!(office.bank.token_requests().len(), 1, "they wait for it");
        // Not in this thread, which is not to wait.
        let ended = tokio::task::spawn_blocking(move || drop(first));
        ended.await.unwrap();
        office.bank.hold_token_answers(false);
        for one in waiting {
            assert_eq!(one.await.unwrap().unwrap().attempts().len(), 1);
        }
    });
    assert_eq!(office.bank.grants(), ["password", "password"]);
    assert_eq!(trap.loads(), 2);
}
