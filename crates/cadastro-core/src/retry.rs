//! Whether and when a failed call is tried again. What may be repeated without harm is decided here once for all; how
//! often, and after how long, is a [`RetryPolicy`]'s to say.

mod attempt;
mod backoff;
mod budget;

pub use self::attempt::Attempt;
pub use self::backoff::Backoff;
pub use self::budget::RetryBudget;

use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::operation::{Idempotence, Operation};

/// Decides how often a failed call is tried again, and after which wait. The default is [`Backoff`].
///
/// A policy is only asked about attempts that may be repeated at all. These never are, whatever a policy says:
/// - an attempt that was answered with a 2xx: the server did what it was asked, and Open Finance counts it;
/// - a 423: the month's quota does not come back;
/// - an attempt that may have reached the server, of an operation that is neither safe nor protected by an
///   `Idempotency-Key`;
/// - an upload from a stream, which is used up;
/// - a request that was refused before it was sent, that a limiter did not let go in time, or for which there was no
///   token.
///
/// Nor is a wait ever begun that would not end before the call's deadline, and none is shorter than the server's
/// `Retry-After`.
///
/// ```
/// use std::time::Duration;
/// use cadastro_core::{Endpoint, Failed, RetryPolicy};
///
/// /// Once more after a second, if no connection was made.
/// struct OnceMore;
///
/// impl RetryPolicy for OnceMore {
///     fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
///         (failed.attempts() == 1 && failed.error().is_connect()).then_some(Duration::from_secs(1))
///     }
/// }
///
/// # fn main() -> Result<(), cadastro_core::Error> {
/// let endpoint = Endpoint::builder("https://api.bank.example").with_retry(OnceMore).build()?;
/// # let _ = endpoint;
/// # Ok(())
/// # }
/// ```
pub trait RetryPolicy: Send + Sync + 'static {
    /// How long to wait before the next attempt; `None` to leave it at this one.
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration>;

    /// Told once for each call that has succeeded, with the number of attempts it took: for policies that keep a
    /// budget.
    fn succeeded(&self, attempts: u32) {
        let _ = attempts;
    }
}

/// A policy that is shared.
impl<T: RetryPolicy + ?Sized> RetryPolicy for Arc<T> {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        (**self).wait(failed)
    }

    fn succeeded(&self, attempts: u32) {
        (**self).succeeded(attempts);
    }
}

/// A failed attempt, as a [`RetryPolicy`] sees it.
#[derive(Clone, Copy, Debug)]
pub struct Failed<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) error: &'a Error,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) remaining: Duration,
    pub(crate) retry_after: Option<Duration>,
}

impl<'a> Failed<'a> {
    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// What went wrong with the last attempt.
    #[must_use]
    pub fn error(&self) -> &'a Error {
        self.error
    }

    /// How many attempts there were, this one included: at least 1. The replay with a renewed token that follows a 401
    /// is not counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the call has taken so far.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How much time is left until the call's deadline. A wait that is not shorter ends the call.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.remaining
    }

    /// How long the server asks to wait, by the transport's clock.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

/// Whether sending this operation again can do no harm after what has come of the last attempt.
pub(crate) fn may_repeat(operation: &Operation, error: &Error) -> bool {
    let harmless = operation.idempotence != Idempotence::None || !error.last_was_sent();
    harmless && !error.is_final()
}
