//! The usual policy: a few attempts, with waits that double and are spread at random.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

use super::{Failed, RetryBudget, RetryPolicy};
use crate::operation::Idempotence;

/// Tries again after connection failures, time-outs and connections that break off without an answer, and after the
/// statuses 429, 502, 503, 504 and 529; after 409 too, if the operation takes an `Idempotency-Key`: the first attempt is
/// still under way then.
///
/// The waits grow from 250 ms by doubling, up to 10 s; a random part, up to as much again, is added, so that many callers
/// do not come back all at once. `Retry-After` is the lower bound. Four attempts at most, within the deadline of the call
/// ([`TransportBuilder::with_call_timeout`](crate::TransportBuilder::with_call_timeout)), and within a [`RetryBudget`]
/// that all calls with this policy and its clones share.
///
/// ```
/// use std::time::Duration;
/// use cadastro_core::Backoff;
///
/// let patient = Backoff::new()
///     .with_max_attempts(6)
///     .with_waits(Duration::from_millis(500), Duration::from_secs(30))
///     .with_max_elapsed(Duration::from_secs(60));
/// # let _ = patient;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Backoff {
    max_attempts: u32,
    max_elapsed: Duration,
    first_wait: Duration,
    longest_wait: Duration,
    jitter: bool,
    budget: RetryBudget,
}

impl Backoff {
    /// The default policy, with a budget of its own.
    pub fn new() -> Self {
        Self {
            max_attempts: 4,
            max_elapsed: Duration::MAX,
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(10),
            jitter: true,
            budget: RetryBudget::default(),
        }
    }

    /// Never tries again.
    pub fn never() -> Self {
        Self::new().with_max_attempts(1)
    }

    /// How many attempts a call may have, the first included. Default: 4.
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// How old a call may be at the start of its last attempt. Default: no limit but the call's deadline.
    pub fn with_max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// The wait before the second attempt and the longest one, both before the random part is added. Default: 250 ms
    /// and 10 s.
    pub fn with_waits(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// Leaves the random part out, which makes waits predictable: for tests, or when calls are rare.
    pub fn without_jitter(mut self) -> Self {
        self.jitter = false;
        self
    }

    /// The budget to share with other policies. Default: 100 repetitions, of its own.
    pub fn with_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// The wait after this many attempts, its random part included.
    pub(crate) fn pause(&self, attempts: u32) -> Duration {
        let (wait, random) = self.waits(attempts);
        wait.saturating_add(random)
    }

    /// The wait after this many attempts, and the random part to add.
    fn waits(&self, attempts: u32) -> (Duration, Duration) {
        let exponential = ExponentialBuilder::new()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait.max(self.first_wait))
            .without_max_times();
        let after = |builder: ExponentialBuilder| {
            let nth = attempts.saturating_sub(1) as usize;
            let wait = builder.build().nth(nth).unwrap_or(self.longest_wait);
            // To the microsecond: the factors leave traces of rounding behind.
            Duration::from_micros(u64::try_from(wait.as_micros()).unwrap_or(u64::MAX))
        };
        let wait = after(exponential);
        let random = if self.jitter {
            after(exponential.with_jitter()).saturating_sub(wait)
        } else {
            Duration::ZERO
        };
        (wait, random)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy for Backoff {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        if failed.attempts() >= self.max_attempts || !may_pass(failed) {
            return None;
        }
        let (wait, random) = self.waits(failed.attempts());
        let wait = wait
            .max(failed.retry_after().unwrap_or_default())
            .saturating_add(random);
        if failed.elapsed().saturating_add(wait) > self.max_elapsed || wait >= failed.remaining() {
            return None;
        }
        self.budget.take().then_some(wait)
    }

    fn succeeded(&self, attempts: u32) {
        self.budget.give(attempts);
    }
}

/// Whether this is a trouble that passes.
fn may_pass(failed: &Failed<'_>) -> bool {
    match failed.error().status().map(|status| status.as_u16()) {
        Some(429 | 502..=504 | 529) => true,
        Some(409) => failed.operation().idempotence == Idempotence::Key,
        Some(_) => false,
        None => failed.error().is_transient(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = Backoff::new().without_jitter();
        let waits = (1..=8).map(|attempts| policy.waits(attempts).0.as_millis());
        let expected = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000];
        assert_eq!(Vec::from_iter(waits), expected);
    }

    #[test]
    fn the_random_part_is_at_most_as_long_as_the_wait() {
        let policy = Backoff::new();
        let parts: Vec<_> = (0..200).map(|_| policy.waits(3).1).collect();
        assert!(parts.iter().all(|part| *part <= Duration::from_secs(1)));
        let spread = *parts.iter().max().unwrap() - *parts.iter().min().unwrap();
        assert!(spread > Duration::from_millis(500), "{spread:?}");
    }

    #[test]
    fn a_first_wait_that_is_longer_than_the_longest_counts() {
        let long = Duration::from_secs(60);
        let policy = Backoff::new().with_waits(long, Duration::from_secs(1));
        assert_eq!(policy.waits(1).0, long);
        assert_eq!(policy.waits(5).0, long);
    }
}
