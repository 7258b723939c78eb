//! What servers tell of their limits, on answers and on errors, over real HTTP.

use std::time::{Duration, SystemTime};

use cadastro_core::{Limiter, ManualClock, NoBody, RateLimits, Request};

use crate::server::{LIST, Server, Turns, transport};

const HOUR: Duration = Duration::from_secs(3600);

/// The limits that a call with this answer tells of, be it a success or an error.
async fn told(status: u16, headers: &[(&str, &str)]) -> RateLimits {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let server = Server::start(&[(status, headers)]).await;
    let limiter = Limiter::builder().build();
    let endpoint = server.endpoint(&transport(clock, HOUR), &limiter, &Turns::default());
    match endpoint.call::<NoBody>(&LIST, Request::new()).await {
        Ok(answer) if status < 300 => answer.rate_limits(),
        Err(error) if status >= 300 => error.rate_limits(),
        other => panic!("{status}: {other:?}"),
    }
}

fn limits(limit: Option<u64>, remaining: Option<u64>, time: Option<u64>) -> RateLimits {
    let mut limits = RateLimits::default();
    (limits.limit, limits.remaining, limits.time) = (limit, remaining, time);
    limits
}

#[tokio::test]
async fn answers_and_errors_tell_of_limits_alike() {
    let headers = [
        ("X-Rate-Limit", "1000"),
        ("X-Rate-Limit-Remaining", "0"),
        ("X-Rate-Limit-Time", "1764000000"),
    ];
    let expected = limits(Some(1000), Some(0), Some(1_764_000_000));
    for status in [201, 204, 400, 423] {
        assert_eq!(told(status, &headers).await, expected, "{status}");
    }
}

#[tokio::test]
async fn what_is_absent_is_none() {
    for status in [204, 404] {
        assert_eq!(told(status, &[]).await, RateLimits::default());
        let some = told(status, &[("x-rate-limit-remaining", "7")]).await;
        assert_eq!(some, limits(None, Some(7), None));
    }
}

#[tokio::test]
async fn nonsense_is_none_and_spoils_nothing_else() {
    let nonsense = [
        "",
        "-1",
        "1.5",
        "1e3",
        "0x10",
        "many",
        "12 per minute",
        "1,000",
        "18446744073709551616",
        "99999999999999999999999999999999",
    ];
    for text in nonsense {
        let headers = [
            ("x-rate-limit", text),
            ("x-rate-limit-remaining", "3"),
            ("x-rate-limit-time", text),
        ];
        let expected = limits(None, Some(3), None);
        assert_eq!(told(204, &headers).await, expected, "{text:?}");
        assert_eq!(told(400, &headers).await, expected, "{text:?}");
    }
}

#[tokio::test]
async fn huge_and_padded_numbers_are_read() {
    let headers = [
        ("x-rate-limit", "18446744073709551615"),
        ("x-rate-limit-remaining", "  42\t"),
        ("x-rate-limit-time", "0060"),
    ];
    let expected = limits(Some(u64::MAX), Some(42), Some(60));
    assert_eq!(told(204, &headers).await, expected);
    assert_eq!(told(400, &headers).await, expected);
}
