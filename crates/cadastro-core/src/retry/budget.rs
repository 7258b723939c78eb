//! A budget of repetitions, so that an outage is not made worse by those who suffer it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a success gives back, in parts of a repetition.
const PARTS: u32 = 10;

/// How many repetitions all calls together may still make. Each takes one; each success at the first attempt gives a
/// tenth back, and a success after repetitions what its last one took. Clones share the budget.
///
/// While a server is down, calls use the budget up and then fail at their first attempt, which is all that a server in
/// trouble should have to bear; once it answers again, the budget fills up.
#[derive(Clone)]
pub struct RetryBudget(Arc<Shared>);

struct Shared {
    most: u32,
    /// In parts.
    left: AtomicU32,
}

impl RetryBudget {
    /// A full budget of this many repetitions, at most 100 million.
    #[must_use]
    pub fn new(repetitions: u32) -> Self {
        let most = repetitions.min(100_000_000) * PARTS;
        Self(Arc::new(Shared {
            most,
            left: AtomicU32::new(most),
        }))
    }

    /// How many repetitions are left.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.0.left.load(Ordering::Relaxed) / PARTS
    }

    /// Takes one repetition; `false` when there is none.
    pub(crate) fn take(&self) -> bool {
        let taken = self
            .0
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(PARTS)
            });
        taken.is_ok()
    }

    /// Gives back for a call that has succeeded.
    pub(crate) fn give(&self, attempts: u32) {
        let parts = if attempts > 1 { PARTS } else { 1 };
        let most = self.0.most;
        // Never fails, as the closure always has a value.
        let _ = self
            .0
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_add(parts).min(most))
            });
    }
}

impl Default for RetryBudget {
    /// 100 repetitions.
    fn default() -> Self {
        Self::new(100)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryBudget")
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_uses_it_up_and_successes_fill_it_again() {
        let budget = RetryBudget::new(3);
        assert_eq!([(); 4].map(|()| budget.take()), [true, true, true, false]);
        for _ in 0..9 {
            budget.give(1);
        }
        assert!(!budget.clone().take(), "nine tenths are not enough");
        budget.give(1);
        assert!(budget.take() && !budget.take());
        budget.give(2);
        assert!(budget.take() && !budget.take());
        for _ in 0..100 {
            budget.give(2);
        }
        assert_eq!(budget.left(), 3, "it never grows");
    }
}
