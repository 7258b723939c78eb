//! The `Retry-After` header: a number of seconds or an HTTP date.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// How long to wait, seen at `now`; a date that has passed is a wait of zero.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: &str, value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers, httpdate::parse_http_date(now).unwrap())
    }

    const NOON: &str = "Wed, 01 Jul 2026 12:00:00 GMT";

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(at(NOON, "17"), Some(Duration::from_secs(17)));
        assert_eq!(at(NOON, " 0 "), Some(Duration::ZERO));
        assert_eq!(
            at(NOON, "Wed, 01 Jul 2026 12:01:30 GMT"),
            Some(Duration::from_secs(90))
        );
        assert_eq!(
            at(NOON, "Wednesday, 01-Jul-26 12:00:05 GMT"),
            Some(Duration::from_secs(5))
        );
        assert_eq!(
            at(NOON, "Wed, 01 Jul 2026 11:00:00 GMT"),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn anything_else_is_no_answer() {
        for text in ["", "-1", "+5", "1.5", "soon", "99999999999999999999999"] {
            assert_eq!(at(NOON, text), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
    }
}
