//! A limiter of this side's own, so that a shared limit is not overrun in the first place.
//!
//! Written here, on the same algorithm (GCRA) as the crate `governor`: there, asking whether it is one's turn takes it, so
//! nobody can be told ahead that a turn comes after a deadline, two limits cannot be taken together, and all who wait
//! wake for the same slot.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::clock::{Clock, SystemClock};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// Holds attempts back so that no second and no minute sees more of them than allowed, wherever the minute begins.
/// Clones are one limiter: give them to all endpoints that share a limit at the server.
///
/// Open Finance allows a receiver 1,000 calls a minute, and a bank 300 a second from all receivers together.
///
/// A tenth of a limit may go at once, the rest is spread evenly, in the order in which attempts asked. The server's count
/// can still differ by what is under way, so leave some room. An attempt whose turn would come after the call's deadline
/// fails at once and takes no turn ([`Error::is_throttled`](crate::Error::is_throttled)).
///
/// ```
/// use cadastro_core::{Endpoint, Limiter};
///
/// # fn main() -> Result<(), cadastro_core::Error> {
/// let limiter = Limiter::builder().with_per_minute(900).with_per_second(50).build();
/// let endpoint = Endpoint::builder("https://api.bank.example")
///     .with_limiter(limiter.clone())
///     .build()?;
/// # let _ = endpoint;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Limiter(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    limits: Mutex<Vec<Limit>>,
    /// Whoever holds it is next. It is fair: those who wait get it in the order in which they came.
    next: tokio::sync::Mutex<()>,
    /// How many have come and have had no turn yet.
    waiting: AtomicU64,
}

impl Limiter {
    /// Sets up a limiter; without a limit it holds nothing back.
    pub fn builder() -> LimiterBuilder {
        LimiterBuilder {
            clock: Arc::new(SystemClock),
            per_second: None,
            per_minute: None,
        }
    }

    /// As [`admit`](Self::admit), in a task of its own where there is something to wait for: a caller who is not polled
    /// for a while, as those in the buffer of a stream, holds up nobody behind it.
    pub(crate) async fn admitted(self, remaining: Duration) -> bool {
        let alone = self.0.waiting.load(Ordering::Relaxed) == 0;
        if alone && self.0.take(self.0.clock.elapsed()).is_ok() {
            return true;
        }
        let mut waiting = Waiting(tokio::spawn(async move { self.admit(remaining).await }));
        // Its task ends before its time only with the runtime.
        (&mut waiting.0).await.unwrap_or(false)
    }

    /// Waits for this attempt's turn; `false`, at once, if that comes after `remaining`.
    ///
    /// Only the first in the row sleeps, and a turn is taken when it has come, not ahead of it: whoever gives up
    /// holds up nobody, and a clock that jumps lets no crowd pass.
    pub(crate) async fn admit(&self, remaining: Duration) -> bool {
        let asked = self.0.clock.elapsed();
        let deadline = asked.saturating_add(remaining);
        let place = Place::take(&self.0.waiting);
        let turn = self.0.turn(asked, place.ahead);
        if turn > asked && turn >= deadline {
            return false;
        }
        let _next = self.0.next.lock().await;
        loop {
            let now = self.0.clock.elapsed();
            // The clock may have gone further than anyone slept.
            if now > asked && now >= deadline {
                return false;
            }
            match self.0.take(now) {
                Ok(()) => return true,
                Err(turn) if turn >= deadline => return false,
                Err(turn) => self.0.clock.sleep(turn - now).await,
            }
        }
    }
}

/// A task that ends when nobody waits for it any more.
struct Waiting(JoinHandle<bool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Shared {
    /// When the turn comes of somebody who has `ahead` others before him.
    fn turn(&self, now: Duration, ahead: u64) -> Duration {
        turn(&self.limits(), now, ahead)
    }

    /// Takes a turn of each limit, or of none and tells when to come again.
    fn take(&self, now: Duration) -> Result<(), Duration> {
        let mut limits = self.limits();
        let turn = turn(&limits, now, 0);
        if turn > now {
            return Err(turn);
        }
        for limit in limits.iter_mut() {
            limit.full = limit.full.max(now).saturating_add(limit.interval);
        }
        Ok(())
    }

    fn limits(&self) -> MutexGuard<'_, Vec<Limit>> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn turn(limits: &[Limit], now: Duration, ahead: u64) -> Duration {
    let turns = limits.iter().map(|limit| limit.turn(now, ahead));
    turns.fold(now, Duration::max)
}

/// At most so many in any period, however it lies: a burst, and then one at a time so slowly that burst and rest together
/// stay below. (A bucket that holds a whole period's worth would let twice as many pass.)
struct Limit {
    interval: Duration,
    /// How far ahead of an even pace a burst may get.
    lead: Duration,
    /// When the whole burst is there again.
    full: Duration,
}

impl Limit {
    fn new(most: u32, period: Duration) -> Self {
        let most = most.max(1);
        let burst = (most / 10).max(1);
        let rest = most - burst + 1;
        // Rounded up, so that nothing is gained by rounding.
        let interval = period / rest + Duration::from_nanos(1);
        Self {
            interval,
            lead: interval * (burst - 1),
            full: Duration::ZERO,
        }
    }

    /// When the next turn comes after `ahead` others have had theirs, each as early as possible.
    fn turn(&self, now: Duration, ahead: u64) -> Duration {
        let nanos = self.interval.as_nanos().saturating_mul(ahead.into());
        let others = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let full = self.full.max(now).saturating_add(others);
        full.saturating_sub(self.lead).max(now)
    }
}

/// A place among those who wait; it is free again when it is dropped.
struct Place<'a> {
    waiting: &'a AtomicU64,
    /// How many were there before.
    ahead: u64,
}

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicU64) -> Self {
        let ahead = waiting.fetch_add(1, Ordering::Relaxed);
        Self { waiting, ahead }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limiter({} limits)", self.0.limits().len())
    }
}

/// Sets up a [`Limiter`].
#[must_use]
pub struct LimiterBuilder {
    clock: Arc<dyn Clock>,
    per_second: Option<u32>,
    per_minute: Option<u32>,
}

impl LimiterBuilder {
    /// How many attempts any second may see; 0 counts as 1.
    pub fn with_per_second(mut self, attempts: u32) -> Self {
        self.per_second = Some(attempts);
        self
    }

    /// How many attempts any minute may see; 0 counts as 1.
    pub fn with_per_minute(mut self, attempts: u32) -> Self {
        self.per_minute = Some(attempts);
        self
    }

    /// The clock it goes by and sleeps on, which should be that of the transports. Default: [`SystemClock`].
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the limiter.
    #[must_use]
    pub fn build(self) -> Limiter {
        let limits = [(self.per_minute, MINUTE), (self.per_second, SECOND)];
        let limits = limits
            .into_iter()
            .filter_map(|(most, period)| Some(Limit::new(most?, period)));
        Limiter(Arc::new(Shared {
            clock: self.clock,
            limits: Mutex::new(limits.collect()),
            next: tokio::sync::Mutex::new(()),
            waiting: AtomicU64::new(0),
        }))
    }
}

impl fmt::Debug for LimiterBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimiterBuilder")
            .field("per_second", &self.per_second)
            .field("per_minute", &self.per_minute)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
