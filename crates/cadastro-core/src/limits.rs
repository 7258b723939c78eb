//! Limits on the pace of calls: what servers tell of theirs, and a limiter of this side's own.

mod limiter;

pub use self::limiter::{Limiter, LimiterBuilder};

use http::HeaderMap;

/// What an answer tells of the server's limits. Open Finance has these headers as optional, and does not say in which
/// unit `x-rate-limit-time` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimits {
    /// `x-rate-limit`: how many calls are allowed.
    pub limit: Option<u64>,
    /// `x-rate-limit-remaining`: how many of them are left.
    pub remaining: Option<u64>,
    /// `x-rate-limit-time`: when or after how long it counts anew, as the server counts it.
    pub time: Option<u64>,
}

impl RateLimits {
    /// Reads the headers of an answer. What is absent or not a whole number is `None`.
    #[must_use]
    pub fn read(headers: &HeaderMap) -> Self {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            limit: number("x-rate-limit"),
            remaining: number("x-rate-limit-remaining"),
            time: number("x-rate-limit-time"),
        }
    }
}
