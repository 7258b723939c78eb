//! The deadline of a call bounds everything in it: attempts, waits, and the time spent on a token.

use std::sync::Arc;
use std::time::Duration;

use cadastro_core::{
    Attempt, Backoff, Clock as _, Credentials, CredentialsError, Endpoint, Error, ManualClock,
    Token, TokenNeed, TokenSource,
};
use tokio::sync::Notify;

use crate::calling::{
    Customer, KEYED, Kind, PLAIN, READ, alongside, now, skipping, transport, with_timeouts,
};
use crate::http2;
use crate::server::{Server, Turn};

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn endpoint(server: &Server, clock: &ManualClock, attempt: f64, call: f64) -> Endpoint {
    let transport = transport(clock)
        .with_connect_timeout(seconds(60.0))
        .with_attempt_timeout(seconds(attempt))
        .with_call_timeout(seconds(call));
    Endpoint::builder(server.url())
        .with_transport(transport.build().unwrap())
        .with_retry(Backoff::new().without_jitter())
        .build()
        .unwrap()
}

fn took(error: &Error) -> Vec<Duration> {
    error.attempts().iter().map(Attempt::took).collect()
}

#[tokio::test]
async fn an_attempt_has_the_time_that_is_left() {
    let server = Server::start([Turn::Stall(Vec::new())]).await;
    let clock = skipping();
    let endpoint = endpoint(&server, &clock, 30.0, 45.0);
    let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
    let error = with_timeouts(call, &clock, &server.log).await.unwrap_err();
    assert!(error.is_timeout() && error.was_sent());
    assert_eq!(took(&error), [seconds(30.0), seconds(14.75)]);
    assert_eq!(clock.elapsed(), seconds(45.0), "to the point");
}

#[tokio::test]
async fn a_deadline_before_the_attempts_own_counts() {
    let server = Server::start([Turn::Stall(Vec::new())]).await;
    let clock = skipping();
    let endpoint = endpoint(&server, &clock, 30.0, 20.0);
    let call = endpoint.call::<Customer>(&KEYED, Kind::Keyed.request());
    let error = with_timeouts(call, &clock, &server.log).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(took(&error), [seconds(20.0)]);
}

#[tokio::test]
async fn an_attempt_that_is_over_before_it_is_connected_was_not_sent() {
    // The TCP connection is made, but TLS is not.
    let server = Server::start([Turn::Ignore]).await;
    let clock = ManualClock::skipping(now(), seconds(1.0));
    let transport = transport(&clock).with_root_certificate_pem(http2::root());
    let endpoint = Endpoint::builder(format!("https://127.0.0.1:{}", server.port))
        .with_transport(
            transport
                .with_attempt_timeout(seconds(5.0))
                .build()
                .unwrap(),
        )
        .with_retry(Backoff::new().without_jitter())
        .build()
        .unwrap();
    let call = endpoint.call::<Customer>(&PLAIN, Kind::Plain.request());
    let error = with_timeouts(call, &clock, &server.log).await.unwrap_err();
    assert!(error.is_timeout() && error.is_connect() && !error.was_sent());
    assert_eq!(took(&error), [seconds(5.0); 4], "so it is tried again");
}

#[tokio::test]
async fn a_wait_that_does_not_fit_is_not_begun() {
    let wait = seconds(0.25);
    for (most, fits) in [(30.25, false), (30.26, true)] {
        let server = Server::start([Turn::Stall(Vec::new()), Turn::success()]).await;
        let clock = ManualClock::new(now());
        let endpoint = endpoint(&server, &clock, 30.0, most);
        let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
        let time = async {
            server.log.silent(1).await;
            clock.advance(seconds(30.0));
            if fits {
                clock.slept_on(wait).await;
                clock.advance(wait);
            }
        };
        let outcome = alongside(call, time).await;
        assert_eq!(outcome.is_ok(), fits);
        assert_eq!(server.log.heard().len(), 1 + usize::from(fits));
    }
}

#[tokio::test]
async fn retry_after_up_to_the_deadline_is_an_error_at_once() {
    for (asked, fits) in [(19, true), (20, false), (21, false)] {
        let head = format!("429 _\r\nretry-after: {asked}");
        let server = Server::start([Turn::answer(&head, ""), Turn::success()]).await;
        let clock = ManualClock::new(now());
        let endpoint = endpoint(&server, &clock, 20.0, 20.0);
        let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
        let asked = Duration::from_secs(asked);
        let time = async {
            if fits {
                clock.slept_on(asked).await;
                assert_eq!(clock.next_wake(), Some(asked));
                clock.advance(asked);
            }
        };
        match alongside(call, time).await {
            Ok(answer) => {
                assert!(fits);
                assert_eq!(answer.attempts()[1].waited(), asked);
            }
            Err(error) => {
                assert!(!fits && error.is_rate_limited());
                assert_eq!(error.attempts().len(), 1);
                assert_eq!(error.retry_after_from(clock.now()), Some(asked));
            }
        }
    }
}

#[tokio::test]
async fn an_age_can_be_set_too() {
    let server = Server::start([Turn::answer("503 _", "")]).await;
    for (age, attempts) in [(0.7, 2), (0.75, 3), (0.2, 1)] {
        let policy = Backoff::new().without_jitter();
        let endpoint = crate::calling::endpoint(&server, &skipping())
            .with_retry(policy.with_max_elapsed(seconds(age)))
            .build()
            .unwrap();
        let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
        assert_eq!(call.await.unwrap_err().attempts().len(), attempts, "{age}");
    }
}

/// Has a first token or not even that, and never another.
struct Slow {
    first: bool,
    asked: Arc<Notify>,
}

impl TokenSource for Slow {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        if !self.first || need.refused().is_some() {
            self.asked.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(Token::new("token-1"))
    }
}

async fn waiting_for_a_token(server: &Server, first: bool) -> Error {
    let clock = ManualClock::new(now());
    let asked = Arc::new(Notify::new());
    let source = Slow {
        first,
        asked: Arc::clone(&asked),
    };
    let endpoint = crate::calling::endpoint(server, &clock)
        .with_credentials(Credentials::from_source(source))
        .build()
        .unwrap();
    let call = endpoint.call::<Customer>(&READ, Kind::Read.request());
    let time = async {
        asked.notified().await;
        assert_eq!(clock.next_wake(), Some(seconds(90.0)));
        clock.advance(seconds(90.0));
    };
    alongside(call, time).await.unwrap_err()
}

#[tokio::test]
async fn waiting_for_a_token_ends_with_the_deadline() {
    let server = Server::start([Turn::success()]).await;
    let error = waiting_for_a_token(&server, false).await;
    assert!(error.is_timeout() && !error.was_sent() && !error.is_connect());
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(server.log.connections(), 0);
    assert!(
        error
            .to_string()
            .contains("not sent: the deadline has passed")
    );
}

#[tokio::test]
async fn a_401_stands_when_there_is_no_other_token_in_time() {
    let server = Server::start([Turn::answer("401 _", "")]).await;
    let error = waiting_for_a_token(&server, true).await;
    assert!(error.is_unauthorized() && !error.is_timeout());
    assert_eq!(server.log.heard().len(), 1);
}
