//! A clock that stands still until it is moved: for tests of whatever waits.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::{oneshot, watch};

use super::{Clock, Sleep};

/// A [`Clock`] that a test moves. Clones are the same clock.
///
/// Timeouts go by the clock as well: nothing times out unless time is moved, however long a server really takes. So a
/// test that waits for a sleep which does not come waits for ever.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use cadastro_core::{Clock, ManualClock};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
/// let nap = clock.sleep(Duration::from_secs(60));
/// clock.advance(Duration::from_secs(60));
/// nap.await;
/// assert_eq!(clock.elapsed(), Duration::from_secs(60));
/// # }
/// ```
#[derive(Clone)]
pub struct ManualClock(Arc<Shared>);

struct Shared {
    start: SystemTime,
    skipped: Duration,
    state: Mutex<State>,
    sleepers: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    elapsed: Duration,
    sleeping: Vec<(Duration, oneshot::Sender<()>)>,
}

impl ManualClock {
    /// A clock that shows this time until it is moved.
    #[must_use]
    pub fn new(now: SystemTime) -> Self {
        Self::skipping(now, Duration::ZERO)
    }

    /// As [`new`](Self::new), but a sleep of up to `longest` is over at once and moves the clock by its length: waits
    /// between attempts pass by themselves, while timeouts, which are longer, happen only when time is moved.
    ///
    /// `longest` has to be shorter than every timeout: connecting has 10 s unless the transport says otherwise, and no
    /// timeout is longer than what is left of its call.
    #[must_use]
    pub fn skipping(now: SystemTime, longest: Duration) -> Self {
        Self(Arc::new(Shared {
            start: now,
            skipped: longest,
            state: Mutex::default(),
            sleepers: watch::Sender::new(0),
        }))
    }

    /// Moves the clock forward and wakes whoever has slept long enough.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.elapsed += by;
        self.wake(&mut state);
    }

    /// How many sleeps are going on.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        let mut state = self.state();
        state.sleeping.retain(|(_, waker)| !waker.is_closed());
        state.sleeping.len()
    }

    /// How long it takes until the next sleep is over; `None` when nobody sleeps.
    #[must_use]
    pub fn next_wake(&self) -> Option<Duration> {
        let mut state = self.state();
        state.sleeping.retain(|(_, waker)| !waker.is_closed());
        let earliest = state.sleeping.iter().map(|(due, _)| *due).min()?;
        Some(earliest.saturating_sub(state.elapsed))
    }

    /// Completes when somebody sleeps who will be woken within `within`: the moment to
    /// [`advance`](Self::advance) the clock. Sleeps that are longer do not count, so choose it shorter than the timeouts,
    /// of which connecting has the shortest: 10 s by default.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use cadastro_core::{Error, ManualClock, NoBody, Request, Transport};
    /// # use cadastro_core::{Endpoint, Operation};
    ///
    /// # async fn test(endpoint: Endpoint, operation: &'static Operation) -> Result<(), Error> {
    /// let clock = ManualClock::new(SystemTime::now());
    /// let transport = Transport::builder().with_clock(clock.clone()).build()?;
    /// // `endpoint` goes by this transport, to a server that answers 429 with `Retry-After: 7` and then 200.
    /// let call = tokio::spawn(async move { endpoint.call::<NoBody>(operation, Request::new()).await });
    /// clock.slept_on(Duration::from_secs(9)).await;
    /// clock.advance(clock.next_wake().expect("a wait"));
    /// let answer = call.await.expect("no panic")?;
    /// assert!(answer.attempts()[1].waited() >= Duration::from_secs(7));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn slept_on(&self, within: Duration) {
        let mut changes = self.0.sleepers.subscribe();
        loop {
            changes.borrow_and_update();
            if self.next_wake().is_some_and(|wake| wake <= within) {
                return;
            }
            // The sender lives in `self`, so this ends only with a change.
            let _ = changes.changed().await;
        }
    }

    fn wake(&self, state: &mut State) {
        let now = state.elapsed;
        let (due, sleeping) = std::mem::take(&mut state.sleeping)
            .into_iter()
            .partition(|(due, _)| *due <= now);
        state.sleeping = sleeping;
        for (_, waker) in Vec::from_iter(due) {
            // Whoever has stopped to sleep needs no waking.
            let _ = waker.send(());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.0.start + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let (waker, woken) = oneshot::channel();
        let mut state = self.state();
        let due = state.elapsed.saturating_add(duration);
        state.sleeping.retain(|(_, waker)| !waker.is_closed());
        state.sleeping.push((due, waker));
        let sleeping = state.sleeping.len();
        drop(state);
        self.0.sleepers.send_modify(|count| *count = sleeping);
        let clock = self.clone();
        Box::pin(async move {
            // Only a sleep that somebody waits for moves the clock.
            if duration <= clock.0.skipped {
                let mut state = clock.state();
                state.elapsed = state.elapsed.max(due);
                clock.wake(&mut state);
            }
            let _ = woken.await;
        })
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ManualClock").field(&self.elapsed()).finish()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn clock() -> ManualClock {
        ManualClock::new(SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn a_sleep_is_over_when_time_was_moved_far_enough() {
        let clock = clock();
        let mut sleep = clock.sleep(MINUTE);
        assert_eq!((&mut sleep).now_or_never(), None);
        clock.advance(MINUTE - Duration::from_nanos(1));
        assert_eq!((&mut sleep).now_or_never(), None);
        assert_eq!(clock.next_wake(), Some(Duration::from_nanos(1)));
        clock.advance(Duration::from_nanos(1));
        assert_eq!((&mut sleep).now_or_never(), Some(()));
        assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + MINUTE);
    }

    #[test]
    fn a_sleep_that_was_given_up_is_forgotten() {
        let clock = clock();
        let sleep = clock.sleep(MINUTE);
        assert_eq!(clock.sleepers(), 1);
        drop(sleep);
        assert_eq!(clock.sleepers(), 0);
        assert_eq!(clock.next_wake(), None);
    }

    #[test]
    fn short_sleeps_are_skipped_when_they_are_waited_for() {
        let clock = ManualClock::skipping(SystemTime::UNIX_EPOCH, MINUTE);
        let mut timeout = clock.sleep(MINUTE * 2);
        let mut never_awaited = clock.sleep(MINUTE);
        assert_eq!((&mut timeout).now_or_never(), None);
        assert_eq!(clock.elapsed(), Duration::ZERO);
        assert_eq!(clock.sleep(MINUTE / 2).now_or_never(), Some(()));
        assert_eq!(clock.elapsed(), MINUTE / 2);
        assert_eq!((&mut never_awaited).now_or_never(), Some(()));
        assert_eq!(clock.elapsed(), MINUTE);
        assert_eq!((&mut timeout).now_or_never(), None);
    }

    #[test]
    fn somebody_who_sleeps_soon_enough_is_noticed() {
        let clock = clock();
        let mut noticed = Box::pin(clock.slept_on(MINUTE));
        assert_eq!((&mut noticed).now_or_never(), None);
        let _timeout = clock.sleep(MINUTE * 2);
        assert_eq!((&mut noticed).now_or_never(), None);
        let _wait = clock.sleep(MINUTE);
        assert_eq!((&mut noticed).now_or_never(), Some(()));
    }
}
