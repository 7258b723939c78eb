//! Each fault with a read, a POST with a key, and another POST: how often it is tried, what the caller learns, and how often
//! it takes effect.

use std::time::Duration;

use cadastro::{Answer, Attempt, Error, Failed, RetryPolicy};
use cadastro_sandbox::Fault;

use crate::company::company;
use crate::stage::{Fate, MINUTE, SECOND, Stage, fate};

const READ: &str = "consultarStatusClienteParceiro";
const KEYED: &str = "attachFile";
const OTHER: &str = "cadastrarEmBackground";

/// What came of a call: attempts, what an error says of its fate, and effects.
type Outcome = (usize, Result<(), Fate>, u64);

/// The three calls, each on a stage of its own where this fault strikes so often.
async fn outcomes(fault: Fault, times: u64) -> [Outcome; 3] {
    let stage = Stage::set().await;
    let bs2 = stage.bs2();
    let registered = bs2.register(&company()).await.unwrap();
    let id = registered.cliente_id.as_ref().unwrap().as_str();
    for operation in [READ, KEYED, OTHER] {
        stage
            .sandbox
            .inject(fault.clone().on(operation).times(times));
    }
    stage.seen();
    let read = summed(bs2.status(id).await);
    assert_eq!(stage.seen_of(READ).len(), read.0);
    let keyed = summed(stage.attach(0, 0).send().await);
    assert_eq!(stage.seen_of(KEYED).len(), keyed.0);
    let other = summed(bs2.register(&company()).await);
    assert_eq!(stage.seen_of(OTHER).len(), other.0);
    let effects = stage.sandbox.effects();
    assert_eq!(effects.attachments, stage.attached(0) as u64);
    [
        (read.0, read.1, 0),
        (keyed.0, keyed.1, effects.attachments),
        (other.0, other.1, effects.registrations - 1),
    ]
}

fn summed<T>(outcome: Result<Answer<T>, Error>) -> (usize, Result<(), Fate>) {
    match outcome {
        Ok(answer) => (answer.attempts().len(), Ok(())),
        Err(error) => (error.attempts().len(), Err(fate(&error))),
    }
}

const OK: Result<(), Fate> = Ok(());

fn refused(status: u16) -> Result<(), Fate> {
    Err((Some(status), true, false))
}

#[tokio::test]
async fn what_a_server_refuses_for_now_is_asked_again_where_that_does_no_harm() {
    for (fault, status) in [
        (Fault::status(429), 429),
        (Fault::html(502), 502),
        (Fault::status(503), 503),
        (Fault::html(504), 504),
        (Fault::status(529), 529),
    ] {
        let once = [(2, OK, 0), (2, OK, 1), (1, refused(status), 0)];
        assert_eq!(outcomes(fault.clone(), 1).await, once, "{fault:?}");
        let refused = refused(status);
        let often = [(4, refused, 0), (4, refused, 0), (1, refused, 0)];
        assert_eq!(outcomes(fault.clone(), 99).await, often, "{fault:?}");
    }
}

#[tokio::test]
async fn what_a_server_refuses_for_good_is_not_asked_again() {
    for status in [400, 403, 404, 422, 423, 500] {
        let refused = refused(status);
        let expected = [(1, refused, 0), (1, refused, 0), (1, refused, 0)];
        assert_eq!(
            outcomes(Fault::status(status), 1).await,
            expected,
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_reset_before_the_work_is_done() {
    let unknown = Err((None, true, false));
    let once = [(2, OK, 0), (2, OK, 1), (1, unknown, 0)];
    assert_eq!(outcomes(Fault::reset_before(), 1).await, once);
    let often = [(4, unknown, 0), (4, unknown, 0), (1, unknown, 0)];
    assert_eq!(outcomes(Fault::reset_before(), 99).await, often);
}

/// The client cannot know that it is done. By its key it is done once, however often it is repeated.
#[tokio::test]
async fn a_reset_after_the_work_is_done() {
    let unknown = Err((None, true, false));
    let once = [(2, OK, 0), (2, OK, 1), (1, unknown, 1)];
    assert_eq!(outcomes(Fault::reset_after(), 1).await, once);
    let often = [(4, unknown, 0), (4, unknown, 1), (1, unknown, 1)];
    assert_eq!(outcomes(Fault::reset_after(), 99).await, often);
}

/// A 2xx is never asked for again, whatever becomes of its body.
#[tokio::test]
async fn a_success_that_breaks_off_is_done_and_not_repeated() {
    let lost = |status| Err((Some(status), true, true));
    let expected = [(1, lost(201), 0), (1, lost(200), 1), (1, lost(201), 1)];
    assert_eq!(outcomes(Fault::truncated(), 1).await, expected);
}

#[tokio::test]
async fn a_success_that_stalls_is_done_and_not_repeated() {
    let stage = Stage::still().await;
    let stalling = stage.sandbox.inject(Fault::slow_body(MINUTE).on(KEYED));
    let call = tokio::spawn(stage.attach(0, 0).send());
    stage.struck(&stalling, 1).await;
    // The head arrives, and nothing after it.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    stage.clock.advance(SECOND * 30);
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.is_incomplete(), "{error}");
    assert_eq!(
        (fate(&error), error.attempts().len()),
        ((Some(200), true, true), 1)
    );
    assert_eq!((stage.seen_of(KEYED).len(), stage.attached(0)), (1, 1));
}

#[tokio::test]
async fn what_is_merely_slow_is_waited_for() {
    for fault in [Fault::latency(SECOND * 8), Fault::slow_body(SECOND * 3)] {
        let expected = [(1, OK, 0), (1, OK, 1), (1, OK, 1)];
        assert_eq!(outcomes(fault.clone(), 1).await, expected, "{fault:?}");
    }
}

/// Repeats whatever it is asked about.
struct Always;

impl RetryPolicy for Always {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        (failed.attempts() < 4).then_some(SECOND)
    }
}

/// What must not be repeated is not a policy's to decide.
#[tokio::test]
async fn no_policy_repeats_what_does_harm() {
    for (fault, status, effects) in [
        (Fault::truncated(), Some(201), 1),
        (Fault::reset_before(), None, 0),
        (Fault::reset_after(), None, 1),
        (Fault::status(423), Some(423), 0),
    ] {
        let stage = Stage::set().await;
        let bs2 = stage.bs2_builder().with_retry(Always).build().unwrap();
        stage.sandbox.inject(fault.clone().on(OTHER));
        let error = bs2.register(&company()).await.unwrap_err();
        assert_eq!(
            (fate(&error).0, error.attempts().len()),
            (status, 1),
            "{fault:?}"
        );
        assert_eq!(stage.sandbox.effects().registrations, effects);
    }
    for (fault, status) in [(Fault::truncated(), 200), (Fault::status(423), 423)] {
        let stage = Stage::set().await;
        let base39 = stage.base39_builder().with_retry(Always).build().unwrap();
        stage.sandbox.inject(fault.on(KEYED));
        let ids = stage.sandbox.base39();
        let attach = base39.attach(ids.customer_id(0), ids.file_id(0));
        let error = attach.send().await.unwrap_err();
        assert_eq!(
            (error.status().unwrap().as_u16(), error.attempts().len()),
            (status, 1)
        );
        assert_eq!(stage.seen_of(KEYED).len(), 1);
    }
}

#[tokio::test]
async fn retry_after_is_the_least_that_is_waited() {
    let stage = Stage::set().await;
    let limited = Fault::status(429).with_header("Retry-After", "7");
    stage.sandbox.inject(limited.on(KEYED).times(3));
    let answer = stage.attach(0, 0).send().await.unwrap();
    let waits: Vec<_> = answer.attempts().iter().map(Attempt::waited).collect();
    assert_eq!(waits.len(), 4);
    assert!(
        waits[1..].iter().all(|wait| *wait >= SECOND * 7),
        "{waits:?}"
    );
    // Later than the deadline: at once, and with what the server has said.
    let limited = Fault::status(429).with_header("Retry-After", "600");
    stage.sandbox.inject(limited.on(KEYED));
    let error = stage.attach(0, 1).send().await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts().len() == 1);
    assert_eq!(error.retry_after(), Some(SECOND * 600));
    assert_eq!(stage.attached(0), 1);
}

/// All attempts of a call are one interaction for whoever looks into the server's log.
#[tokio::test]
async fn all_attempts_have_the_same_key() {
    let stage = Stage::set().await;
    stage
        .sandbox
        .inject(Fault::reset_after().on(KEYED).times(3));
    let answer = stage.attach(0, 0).send().await.unwrap();
    let key = answer.idempotency_key().unwrap();
    let seen = stage.seen_of(KEYED);
    assert_eq!(seen.len(), 4);
    assert!(
        seen.iter()
            .all(|seen| seen.idempotency_key.as_deref() == Some(key))
    );
    assert_eq!(stage.attached(0), 1);
}
