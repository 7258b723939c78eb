//! A policy of a user's own: when it is asked, with what, and what it cannot do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cadastro_core::{
    Attempt, Credentials, CredentialsError, Endpoint, Failed, ManualClock, RetryPolicy, Token,
    TokenNeed, TokenSource,
};

use crate::calling::{Customer, KEYED, Kind, alongside, endpoint, now, skipping, transport};
use crate::server::{Nobody, Server, Turn};

/// Always says this wait, up to a number of attempts, and remembers what it was asked.
#[derive(Clone)]
struct Stubborn {
    wait: Duration,
    attempts: u32,
    asked: Arc<Mutex<Vec<Asked>>>,
    succeeded: Arc<Mutex<Vec<u32>>>,
}

#[derive(Debug, PartialEq)]
struct Asked {
    operation: &'static str,
    status: Option<u16>,
    attempts: u32,
    elapsed: Duration,
    remaining: Duration,
    retry_after: Option<Duration>,
}

impl Stubborn {
    fn new(wait: Duration, attempts: u32) -> Self {
        Self {
            wait,
            attempts,
            asked: Arc::default(),
            succeeded: Arc::default(),
        }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl RetryPolicy for Stubborn {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        self.asked.lock().unwrap().push(Asked {
            operation: failed.operation().id,
            status: failed.error().status().map(|status| status.as_u16()),
            attempts: failed.attempts(),
            elapsed: failed.elapsed(),
            remaining: failed.remaining(),
            retry_after: failed.retry_after(),
        });
        (failed.attempts() < self.attempts).then_some(self.wait)
    }

    fn succeeded(&self, attempts: u32) {
        self.succeeded.lock().unwrap().push(attempts);
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn it_is_asked_with_all_that_is_known() {
    let server = Server::start([
        Turn::answer("400 _", ""),
        Turn::answer("503 _\r\nretry-after: 7", ""),
        Turn::Reset,
        Turn::success(),
    ])
    .await;
    let policy = Stubborn::new(SECOND, 9);
    let clock = skipping();
    let endpoint = endpoint(&server, &clock).with_retry(policy.clone());
    let endpoint = endpoint.build().unwrap();
    let call = endpoint.call::<Customer>(&KEYED, Kind::Keyed.request());
    let answer = call.await.unwrap();
    let waits: Vec<_> = answer.attempts().iter().map(Attempt::waited).collect();
    let lifted = 7 * SECOND;
    assert_eq!(waits, [Duration::ZERO, SECOND, lifted, SECOND]);
    let asked = |attempts, status, elapsed: u32, retry_after| Asked {
        operation: "attach",
        status,
        attempts,
        elapsed: elapsed * SECOND,
        remaining: (90 - elapsed) * SECOND,
        retry_after,
    };
    assert_eq!(
        *policy.asked.lock().unwrap(),
        [
            asked(1, Some(400), 0, None),
            asked(2, Some(503), 1, Some(lifted)),
            asked(3, None, 8, None),
        ]
    );
    assert_eq!(*policy.succeeded.lock().unwrap(), [4]);
}

#[tokio::test]
async fn it_is_not_asked_what_the_rules_decide() {
    let reply = |head: &str| Turn::answer(head, "");
    let cases = [
        (Kind::Read, Turn::answer("200 OK", "[]")),
        (Kind::Keyed, Turn::Reply(Turn::half_a_success())),
        (Kind::Read, reply("423 _")),
        (Kind::Keyed, reply("423 _")),
        (Kind::Plain, reply("503 _")),
        (Kind::Plain, reply("429 _\r\nretry-after: 1")),
        (Kind::Plain, Turn::Reset),
        (Kind::Stream, reply("503 _")),
        (Kind::Stream, Turn::Reset),
        (Kind::Read, reply("429 _\r\nretry-after: 90")),
    ];
    for (number, (kind, turn)) in cases.into_iter().enumerate() {
        let server = Server::start([turn]).await;
        let policy = Stubborn::new(Duration::ZERO, 9);
        let endpoint = endpoint(&server, &skipping()).with_retry(policy.clone());
        let endpoint = endpoint.build().unwrap();
        let call = endpoint.call::<Customer>(kind.operation(), kind.request());
        let error = call.await.unwrap_err();
        assert_eq!((policy.asked(), error.attempts().len()), (0, 1), "{number}");
        assert_eq!(server.log.heard().len(), 1, "{number}");
        assert!(policy.succeeded.lock().unwrap().is_empty(), "{number}");
    }
}

#[tokio::test]
async fn a_stream_is_used_up_even_if_there_was_no_connection() {
    let nobody = Nobody::new();
    let policy = Stubborn::new(Duration::ZERO, 9);
    let endpoint = Endpoint::builder(format!("http://127.0.0.1:{}", nobody.port))
        .with_transport(transport(&skipping()).build().unwrap())
        .with_retry(policy.clone())
        .build()
        .unwrap();
    let call = |kind: Kind| endpoint.call::<Customer>(kind.operation(), kind.request());
    let error = call(Kind::Stream).await.unwrap_err();
    assert!(error.is_connect() && !error.was_sent());
    assert_eq!((policy.asked(), error.attempts().len()), (0, 1));
    assert_eq!(call(Kind::Plain).await.unwrap_err().attempts().len(), 9);
}

/// Has no token.
struct Empty;

impl TokenSource for Empty {
    async fn token(&self, _: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        Err(CredentialsError::new("the safe is empty"))
    }
}

#[tokio::test]
async fn it_is_not_asked_about_what_was_never_sent() {
    let server = Server::start([Turn::success()]).await;
    let policy = Stubborn::new(Duration::ZERO, 9);
    let with = |credentials| {
        let endpoint = endpoint(&server, &skipping()).with_credentials(credentials);
        endpoint.with_retry(policy.clone()).build().unwrap()
    };
    let call = async |credentials, request| {
        let endpoint = with(credentials);
        let outcome = endpoint.call::<Customer>(&KEYED, request).await;
        outcome.unwrap_err()
    };
    let error = call(Credentials::from_source(Empty), Kind::Keyed.request()).await;
    assert!(error.is_credentials() && !error.was_sent());
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(error.attempts()[0].failure(), Some("credentials"));
    let error = call(Credentials::basic("i", "s"), Kind::Keyed.request()).await;
    assert!(error.is_request() && !error.was_sent());
    let refused = Kind::Keyed.request().header("x-a", "ação");
    let error = call(Credentials::bearer("t"), refused).await;
    assert!(error.is_request() && !error.was_sent());
    assert!(error.attempts().is_empty(), "it was refused before");
    assert_eq!((policy.asked(), server.log.connections()), (0, 0));
}

#[tokio::test]
async fn a_wait_up_to_the_deadline_is_not_begun() {
    let server = Server::start([Turn::answer("503 _", "")]).await;
    let policy = Stubborn::new(90 * SECOND, 9);
    let clock = ManualClock::new(now());
    let endpoint = endpoint(&server, &clock).with_retry(policy.clone());
    let endpoint = endpoint.build().unwrap();
    let call = endpoint.call::<Customer>(&KEYED, Kind::Keyed.request());
    let time = async {
        // Whatever else sleeps is woken sooner.
        while clock.next_wake() != Some(90 * SECOND) {
            tokio::task::yield_now().await;
        }
        panic!("the wait was begun");
    };
    let error = alongside(call, time).await.unwrap_err();
    assert_eq!((policy.asked(), error.attempts().len()), (1, 1));
}
