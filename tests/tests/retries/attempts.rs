//! What a call tells of its attempts, the waits between them, and what happens when it is given up.

use std::pin::pin;
use std::time::Duration;

use cadastro_core::{Attempt, Backoff, Credentials, ManualClock};
use futures_util::future::{Either, select};

use crate::calling::{Customer, KEYED, Kind, PLAIN, READ, Renewing, endpoint, now, skipping};
use crate::server::{Server, Turn};

type Told<'a> = (u128, Option<u16>, Option<&'a str>, bool);

/// The wait in milliseconds, the status, the failure, and whether it was sent.
fn told(attempts: &[Attempt]) -> Vec<Told<'_>> {
    let one = |attempt: &Attempt| -> Told<'static> {
        let status = attempt.status().map(|status| status.as_u16());
        let failure = attempt.failure().map(|text| &*text.to_owned().leak());
        (
            attempt.waited().as_millis(),
            status,
            failure,
            attempt.was_sent(),
        )
    };
    attempts.iter().map(one).collect()
}

#[tokio::test]
async fn an_answer_tells_what_came_before_it() {
    let server = Server::start([
        Turn::answer("503 _", ""),
        Turn::Reset,
        Turn::answer("429 _\r\nretry-after: 2", ""),
        Turn::success(),
    ])
    .await;
    let endpoint = endpoint(&server, &skipping()).build().unwrap();
    let call = endpoint.call::<Customer>(&KEYED, Kind::Keyed.request());
    let answer = call.await.unwrap();
    assert_eq!(answer.id, "c");
    assert_eq!(
        told(answer.attempts()),
        [
            (0, Some(503), Some("503"), true),
            (250, None, Some("transport"), true),
            (500, Some(429), Some("429"), true),
            (2000, Some(200), None, true),
        ]
    );
}

#[tokio::test]
async fn an_error_tells_what_came_before_it() {
    let broken = Turn::Reply(Turn::half_a_success());
    let server = Server::start([Turn::answer("502 _", ""), broken, Turn::success()]).await;
    let endpoint = endpoint(&server, &skipping()).build().unwrap();
    let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
    let error = call.await.unwrap_err();
    assert!(error.was_successful() && error.is_incomplete());
    assert_eq!(
        told(error.attempts()),
        [
            (0, Some(502), Some("502"), true),
            (250, Some(200), Some("incomplete"), true),
        ]
    );
    assert_eq!(
        server.log.heard().len(),
        2,
        "it was done, so it is left alone"
    );
    let text = error.to_string();
    assert!(text.contains(", at attempt 2 (interaction id "), "{text}");
}

#[tokio::test]
async fn a_renewed_token_takes_a_replay_that_is_no_repetition() {
    let refused = || Turn::answer("401 _", "");
    let busy = || Turn::answer("503 _", "");
    let turns = [busy(), refused(), busy(), busy(), Turn::success()];
    let server = Server::start(turns).await;
    let endpoint = endpoint(&server, &skipping())
        .with_credentials(Credentials::from_source(Renewing::default()))
        .build()
        .unwrap();
    let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
    let answer = call.await.unwrap();
    let waits: Vec<_> = told(answer.attempts()).iter().map(|told| told.0).collect();
    assert_eq!(waits, [0, 250, 0, 500, 1000], "four attempts and a replay");
    let heard = server.log.heard();
    let tokens: Vec<_> = heard
        .iter()
        .map(|heard| heard.header("authorization").unwrap())
        .collect();
    let (first, second) = ("Bearer token-1", "Bearer token-2");
    assert_eq!(tokens, [first, first, second, second, second]);

    let server = Server::start([refused(), busy()]).await;
    let endpoint = crate::calling::endpoint(&server, &skipping())
        .with_credentials(Credentials::from_source(Renewing::default()))
        .build()
        .unwrap();
    let call = endpoint.call::<Customer>(&PLAIN, Kind::Plain.request());
    let error = call.await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(
        error.attempts().len(),
        2,
        "the replay of a plain POST stands"
    );
}

#[tokio::test]
async fn the_random_part_is_as_long_as_the_wait_at_most() {
    let server = Server::start([Turn::answer("503 _", "")]).await;
    let endpoint = endpoint(&server, &skipping())
        .with_retry(Backoff::new())
        .build()
        .unwrap();
    let mut waits: [Vec<Duration>; 3] = Default::default();
    // As many as the budget of the default policy has repetitions for.
    for _ in 0..33 {
        let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
        let error = call.await.unwrap_err();
        assert_eq!(error.attempts().len(), 4);
        for (waits, attempt) in waits.iter_mut().zip(&error.attempts()[1..]) {
            waits.push(attempt.waited());
        }
    }
    for (waits, least) in waits.iter_mut().zip([250, 500, 1000]) {
        waits.sort();
        let (least, range) = (Duration::from_millis(least), waits[32] - waits[0]);
        assert!(waits[0] >= least && waits[32] <= 2 * least, "{waits:?}");
        assert!(range > least / 4, "they are spread: {waits:?}");
    }
}

#[tokio::test]
async fn no_attempt_follows_when_the_call_is_given_up_while_it_waits() {
    let server = Server::start([Turn::answer("503 _", ""), Turn::success()]).await;
    let clock = ManualClock::new(now());
    let endpoint = endpoint(&server, &clock).build().unwrap();
    {
        let call = pin!(endpoint.call::<Customer>(&READ, Kind::Read.request()));
        let waits = pin!(clock.slept_on(Duration::from_secs(1)));
        let Either::Right(((), _call)) = select(call, waits).await else {
            panic!("the call is over");
        };
        assert_eq!(clock.next_wake(), Some(Duration::from_millis(250)));
    }
    assert_eq!(clock.sleepers(), 0, "nobody waits any more");
    clock.advance(Duration::from_secs(60));
    // What might have been on its way would be heard before this.
    let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
    assert_eq!(call.await.unwrap().attempts().len(), 1);
    assert_eq!(server.log.connections(), 2);
    assert_eq!(server.log.heard().len(), 2);
}

#[tokio::test]
async fn never_and_one_are_the_same() {
    for policy in [Backoff::never(), Backoff::new().with_max_attempts(0)] {
        let server = Server::start([Turn::answer("503 _", "")]).await;
        let endpoint = endpoint(&server, &skipping()).with_retry(policy);
        let endpoint = endpoint.build().unwrap();
        let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
        assert_eq!(call.await.unwrap_err().attempts().len(), 1);
        assert_eq!(server.log.heard().len(), 1);
    }
}
