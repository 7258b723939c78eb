//! A token is never sent after the answer that killed it has arrived: random traffic, looked at from the bank's side.

use cadastro_core::{Clock as _, Endpoint};
use futures_util::future::join_all;

use crate::bank::{Rules, Worth};
use crate::dice::{Dice, seeds};
use crate::office::{MINUTE, Office, call};

const CALLERS: usize = 30;
const CALLS: usize = 30;

/// With one thread, what the client has sent when it sends a token request is known: the bank hears all of it before it
/// mints, so no token may be dead when it arrives, whether its death was told or not.
#[tokio::test]
async fn a_dead_token_is_never_sent() {
    for dice in seeds("a dead token", 8) {
        let office = traffic(dice).await;
        let calls = office.bank.calls();
        let dead = |worth| matches!(worth, Worth::Dying | Worth::Killed);
        let sent = calls.iter().filter(|call| dead(call.worth)).count();
        assert_eq!(sent, 0, "of {} calls", calls.len());
    }
}

/// With several threads, the scheduler may stop a thread between the moment at which a request is ready and the one at
/// which it is written, and go on with it only after another thread has had the answer that killed its token. That is
/// rare, and costs a replay.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nor_from_several_threads_but_by_bad_luck() {
    for dice in seeds("a dead token, threads", 8) {
        let office = traffic(dice).await;
        let calls = office.bank.calls();
        let dead = |worth| matches!(worth, Worth::Dying | Worth::Killed);
        let sent = calls.iter().filter(|call| dead(call.worth)).count();
        let renewals = office.bank.token_requests().len();
        assert!(sent * 3 <= renewals, "{sent} after {renewals} renewals");
    }
}

/// Calls over old and new connections, with and without TLS, while tokens expire and are taken back.
async fn traffic(mut dice: Dice) -> Office {
    let office = Office::without_waiting(Rules::bs2());
    let (tokens, plain) = office.bs2();
    let tls = office.endpoint_at(office.bank.tls_url(), &tokens);
    let callers = (0..CALLERS).map(|_| {
        let mut dice = dice.fork();
        let endpoints = [plain.clone(), tls.clone()];
        let clock = office.clock.clone();
        tokio::spawn(async move {
            let mut succeeded = 0;
            for _ in 0..CALLS {
                for _ in 0..dice.below(8) {
                    tokio::task::yield_now().await;
                }
                if dice.percent(5) {
                    clock.advance(dice.time(MINUTE * 2));
                }
                let endpoint: &Endpoint = &endpoints[usize::from(dice.percent(50))];
                succeeded += usize::from(call(endpoint).await.is_ok());
            }
            succeeded
        })
    });
    let callers: Vec<_> = callers.collect();
    let revoking = dice.below(6);
    for calls in 1..=revoking {
        let calls = usize::try_from(calls).unwrap() * CALLERS * CALLS / 8;
        office.bank.heard_calls(calls).await;
        office.bank.revoke();
    }
    let succeeded: usize = join_all(callers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .sum();
    let renewals = office.bank.token_requests().len();
    assert!(
        renewals > 5,
        "{renewals} renewals in {:?}",
        office.clock.elapsed()
    );
    // A token that expires on its way, and the next one too, is bad luck.
    assert!(succeeded * 100 >= CALLERS * CALLS * 95, "{succeeded}");
    office
}
