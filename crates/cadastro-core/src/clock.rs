//! Time as calls see it. Back-off, deadlines, limits and the expiry of tokens go by a [`Clock`], so that tests can move
//! time by hand while sockets stay real.

mod manual;

pub use self::manual::ManualClock;

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

/// What [`Clock::sleep`] returns.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send + 'static>>;

/// Tells the time, and waits. A [`Transport`](crate::Transport) has one, which goes for all that is called through it.
pub trait Clock: Send + Sync + 'static {
    /// The time of day: for expiry, dates in headers, and what is shared with other processes.
    fn now(&self) -> SystemTime;

    /// Time that only ever goes forward, counted from anywhere: for deadlines and waits.
    fn elapsed(&self) -> Duration;

    /// Completes once this much time has passed.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// The clock of the system, with tokio's timers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}
