//! The `Retry-After` header: a number of seconds or an HTTP date.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// The longest wait that is handed on: adding it to any clock overflows nothing.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How long to wait, seen at `now`, by the first header that can be read; a date that has passed is a wait of zero.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let wait = headers
        .get_all(RETRY_AFTER)
        .iter()
        .find_map(|value| wait(value.to_str().ok()?.trim(), now))?;
    Some(wait.min(LONGEST))
}

fn wait(text: &str, now: SystemTime) -> Option<Duration> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // So many digits that they are no `u64` are still a number.
        return Some(text.parse().map_or(LONGEST, Duration::from_secs));
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
    fn the_wait_is_a_year_at_most() {
        for text in [
            "31536000",
            "31536001",
            "18446744073709551615",
            "99999999999999999999999",
            "Fri, 31 Dec 9999 23:59:59 GMT",
        ] {
            assert_eq!(at(NOON, text), Some(LONGEST), "{text}");
        }
        assert_eq!(at(NOON, "31535999"), Some(Duration::from_secs(31_535_999)));
    }

    #[test]
    fn of_several_the_first_usable_counts() {
        let mut headers = HeaderMap::new();
        for text in ["soon", "7", "9"] {
            headers.append(RETRY_AFTER, text.parse().unwrap());
        }
        let wait = retry_after(&headers, SystemTime::UNIX_EPOCH);
        assert_eq!(wait, Some(Duration::from_secs(7)));
    }

    #[test]
    fn anything_else_is_no_answer() {
        for text in ["", "-1", "+5", "1.5", "soon"] {
            assert_eq!(at(NOON, text), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
    }
}
