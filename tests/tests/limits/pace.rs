//! The limiter in real calls: shared by endpoints, counting every attempt, and never longer than the deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use cadastro_core::{Answer, Clock, Endpoint, Error, Limiter, ManualClock, NoBody, Request, Sleep};
use futures_util::future::{join, join_all};

use crate::server::{LIST, Server, Turns, transport};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// What intervals are rounded up by.
const ROUNDING: Duration = Duration::from_nanos(1);

async fn call(endpoint: &Endpoint) -> Result<Answer<NoBody>, Error> {
    endpoint.call(&LIST, Request::new()).await
}

/// A manual clock that counts the sleeps that are not timeouts.
#[derive(Clone)]
struct Counting {
    clock: ManualClock,
    naps: Arc<AtomicUsize>,
}

impl Clock for Counting {
    fn now(&self) -> SystemTime {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        if duration <= SECOND {
            self.naps.fetch_add(1, Ordering::SeqCst);
        }
        self.clock.sleep(duration)
    }
}

#[tokio::test]
async fn a_thousand_callers_at_once_all_get_through() {
    let clock = Counting {
        clock: ManualClock::skipping(SystemTime::UNIX_EPOCH, SECOND),
        naps: Arc::default(),
    };
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(600)
        .with_per_second(50)
        .build();
    let turns = Turns::default();
    let transport = transport(clock.clone(), HOUR);
    // Two APIs of one bank, which counts both.
    let servers = [Server::start(&[]).await, Server::start(&[]).await];
    let endpoints =
        [&servers[0], &servers[1]].map(|server| server.endpoint(&transport, &limiter, &turns));
    let calls = (0..1000).map(|index| call(&endpoints[index % 2]));
    for outcome in join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(servers.map(|server| server.requests()), [500, 500]);
    let turns = turns.list();
    assert_eq!(turns.len(), 1000);
    assert!(turns.is_sorted());
    // 60 at once, and then one in 60 / 541 of a second at the most.
    let least = MINUTE * 940 / 541;
    assert!(clock.elapsed() >= least, "{:?}", clock.elapsed());
    let naps = clock.naps.load(Ordering::SeqCst);
    assert!(naps <= 1000, "{naps}: each sleeps once at most");
}

/// As the futures in the buffer of a stream whose consumer makes a call of its own.
#[tokio::test]
async fn a_caller_who_is_not_polled_holds_up_nobody() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(2)
        .build();
    let turns = Turns::default();
    let transport = transport(clock.clone(), HOUR);
    let server = Server::start(&[]).await;
    let endpoint = server.endpoint(&transport, &limiter, &turns);
    call(&endpoint).await.unwrap();
    let mut held_back = Box::pin(call(&endpoint));
    assert!(futures_util::poll!(&mut held_back).is_pending());
    let next = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { call(&endpoint).await }
    });
    for _ in 0..2 {
        clock.slept_on(MINUTE).await;
        clock.advance(MINUTE);
        tokio::task::yield_now().await;
    }
    next.await.unwrap().unwrap();
    held_back.await.unwrap();
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn clones_at_two_endpoints_are_one_limiter() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(1)
        .build();
    let server = Server::start(&[]).await;
    let transport = transport(clock.clone(), HOUR);
    let turns = Turns::default();
    let one = server.endpoint(&transport, &limiter, &turns);
    let other = server.endpoint(&transport, &limiter.clone(), &turns);
    call(&one).await.unwrap();
    let wait = async {
        clock.slept_on(MINUTE + ROUNDING).await;
        assert_eq!(server.requests(), 1, "the other one waits");
        clock.advance(MINUTE + ROUNDING);
    };
    let (outcome, ()) = join(call(&other), wait).await;
    outcome.unwrap();
    assert_eq!(turns.list(), [Duration::ZERO, MINUTE + ROUNDING]);
}

#[tokio::test]
async fn every_attempt_takes_a_turn() {
    let clock = ManualClock::skipping(SystemTime::UNIX_EPOCH, SECOND * 29);
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(3)
        .build();
    let server = Server::start(&[(503, &[]), (503, &[])]).await;
    let turns = Turns::default();
    let endpoint = server.endpoint(&transport(clock, HOUR), &limiter, &turns);
    let answer = call(&endpoint).await.unwrap();
    assert_eq!(answer.attempts().len(), 3);
    let pace = MINUTE / 3 + ROUNDING;
    assert_eq!(turns.list(), [Duration::ZERO, pace, pace * 2]);
}

#[tokio::test]
async fn a_turn_after_the_deadline_is_an_error_at_once() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(1)
        .build();
    let server = Server::start(&[]).await;
    let turns = Turns::default();
    let endpoint = server.endpoint(&transport(clock.clone(), MINUTE), &limiter, &turns);
    call(&endpoint).await.unwrap();
    for _ in 0..3 {
        // Nobody moves the clock, so whatever waits would hang.
        let error = call(&endpoint).await.unwrap_err();
        assert!(error.is_throttled() && !error.was_sent() && !error.is_timeout());
        assert_eq!(error.status(), None);
        let [attempt] = error.attempts() else {
            panic!("{error:?}");
        };
        assert_eq!(attempt.failure(), Some("throttled"));
    }
    assert_eq!((server.requests(), turns.list().len()), (1, 1));
    clock.advance(MINUTE + ROUNDING);
    call(&endpoint).await.unwrap();
    assert_eq!(server.requests(), 2, "no turn was used up");
}

#[tokio::test]
async fn a_repetition_that_would_come_too_late_is_not_made() {
    let clock = ManualClock::skipping(SystemTime::UNIX_EPOCH, SECOND);
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(1)
        .build();
    let server = Server::start(&[(503, &[])]).await;
    let endpoint = server.endpoint(&transport(clock, MINUTE), &limiter, &Turns::default());
    let error = call(&endpoint).await.unwrap_err();
    assert!(error.is_throttled() && error.was_sent());
    let failures: Vec<_> = error.attempts().iter().map(|one| one.failure()).collect();
    assert_eq!(failures, [Some("503"), Some("throttled")]);
    assert!(!error.attempts()[1].was_sent());
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_limit_of_a_second_and_one_of_a_minute_go_together() {
    let clock = ManualClock::skipping(SystemTime::UNIX_EPOCH, SECOND * 20);
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_second(2)
        .with_per_minute(30)
        .build();
    let server = Server::start(&[]).await;
    let turns = Turns::default();
    let endpoint = server.endpoint(&transport(clock, HOUR), &limiter, &turns);
    for _ in 0..6 {
        call(&endpoint).await.unwrap();
    }
    // Three may go in a row as far as the minute goes, half a second apart for the second's sake.
    let (half, slow) = (SECOND / 2 + ROUNDING, MINUTE / 28 + ROUNDING);
    let expected = [Duration::ZERO, half, half * 2, slow, slow * 2, slow * 3];
    assert_eq!(turns.list(), expected);
}
