//! Waiting for a status, by a clock that is moved.

use std::time::{Duration, SystemTime};

use cadastro::onboarding::{Client, Waited};
use cadastro::{Clock as _, ManualClock};
use serde_json::json;

use crate::people::{bs2_builder, transport_with};
use crate::server::{Reply, Server};
use crate::silence::{CLIENTE, PHONE, refused, silent, silent_answer};

const EVERY: Duration = Duration::from_secs(3);

/// An account is there from this call on; at another one the server fails.
async fn account_at(call: usize, failing: Option<(usize, u16)>) -> Server {
    Server::answering(move |count, _, _| match failing {
        Some((at, status)) if at == count => Reply::json(status, "[]"),
        _ => {
            let conta = (count >= call).then_some(PHONE);
            Reply::json(200, json!({ "status": count, "conta": conta }).to_string())
        }
    })
    .await
}

fn client(server: &Server, clock: &ManualClock) -> Client {
    let builder = bs2_builder(server).with_transport(transport_with(clock));
    builder.build().unwrap()
}

fn clock() -> ManualClock {
    ManualClock::skipping(SystemTime::UNIX_EPOCH, Duration::from_secs(5))
}

async fn waited(server: &Server, clock: &ManualClock, at_most: u64) -> (bool, Duration) {
    let client = client(server, clock);
    let at_most = Duration::from_secs(at_most);
    let waited = client.wait_for(CLIENTE, |status| status.conta.is_some(), EVERY, at_most);
    match silent(waited.await.unwrap()) {
        Waited::Met(status) => {
            assert!(silent_answer(status).conta.is_some());
            (true, clock.elapsed())
        }
        Waited::NotInTime(status) => {
            // The last answer, not the first one.
            let last = silent_answer(status).value().status.clone().unwrap();
            let number = last.as_slice()[0].to_i64().unwrap();
            assert_eq!(usize::try_from(number).unwrap(), server.heard().len() - 1);
            (false, clock.elapsed())
        }
    }
}

#[tokio::test]
async fn it_is_met_at_once_or_after_some_calls() {
    for (call, at_most) in [(0, 0), (0, 60), (1, 60), (4, 60), (4, 12)] {
        let (server, clock) = (account_at(call, None).await, clock());
        let (met, elapsed) = waited(&server, &clock, at_most).await;
        assert!(met, "{call} {at_most}");
        assert_eq!(server.heard().len(), call + 1);
        assert_eq!(elapsed, EVERY * u32::try_from(call).unwrap());
    }
}

#[tokio::test]
async fn it_is_not_met_in_time() {
    for (at_most, calls) in [(0, 1), (2, 1), (3, 2), (11, 4), (12, 5)] {
        let (server, clock) = (account_at(99, None).await, clock());
        let (met, elapsed) = waited(&server, &clock, at_most).await;
        assert!(!met);
        assert_eq!(server.heard().len(), calls, "{at_most}");
        // Nothing is waited for in vain.
        assert_eq!(elapsed, EVERY * u32::try_from(calls - 1).unwrap());
    }
}

#[tokio::test]
async fn an_error_ends_it() {
    let server = account_at(5, Some((2, 400))).await;
    let clock = clock();
    let client = client(&server, &clock);
    let at_most = Duration::from_secs(600);
    let waited = client.wait_for(CLIENTE, |status| status.conta.is_some(), EVERY, at_most);
    assert_eq!(refused(waited.await).status().unwrap(), 400);
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn a_failure_that_passes_does_not_end_it() {
    let server = account_at(4, Some((2, 503))).await;
    let (met, _) = waited(&server, &clock(), 600).await;
    assert!(met);
    assert_eq!(server.heard().len(), 5);
}

#[tokio::test]
async fn it_waits_by_the_clock_and_by_nothing_else() {
    let (server, clock) = (
        account_at(1, None).await,
        ManualClock::new(SystemTime::UNIX_EPOCH),
    );
    let client = client(&server, &clock);
    let waiting = tokio::spawn(async move {
        let at_most = Duration::from_secs(600);
        let met = |status: &cadastro::onboarding::ConsultarStatusClienteParceiroResponse| {
            status.conta.is_some()
        };
        client.wait_for(CLIENTE, met, EVERY, at_most).await
    });
    clock.slept_on(EVERY).await;
    assert_eq!(server.heard().len(), 1);
    clock.advance(EVERY - Duration::from_nanos(1));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished() && server.heard().len() == 1);
    clock.advance(Duration::from_nanos(1));
    assert!(matches!(waiting.await.unwrap().unwrap(), Waited::Met(_)));
    assert_eq!(server.heard().len(), 2);
}
