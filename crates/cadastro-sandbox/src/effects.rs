//! What really took effect, so that tests can tell "exactly once", and what was asked and answered.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How often something took effect since the sandbox was started. A call counts here when its work is done, whether or not
/// its answer arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effects {
    /// Answers of Open Finance with records or data.
    pub reads: u64,
    /// Tokens of Open Finance.
    pub consent_tokens: u64,
    /// Tokens of BS2 by password.
    pub password_grants: u64,
    /// Tokens of BS2 by refresh token.
    pub refresh_grants: u64,
    /// Pre-registrations at BS2.
    pub pre_registrations: u64,
    /// Full registrations at BS2.
    pub registrations: u64,
    /// Documents that arrived at BS2.
    pub uploads: u64,
    /// Files attached at base39; an answer that is replayed attaches nothing.
    pub attachments: u64,
}

/// A request, and what was answered to it. Without content of either.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// Id of the operation, as the document has it; `""` if no operation has the path.
    pub operation: &'static str,
    /// What the handling came to, whether or not it arrived; `None` if the connection was reset before.
    pub status: Option<u16>,
    /// The `x-fapi-interaction-id` that was sent, up to 255 characters.
    pub interaction_id: Option<String>,
    /// The `Idempotency-Key` that was sent, up to 255 characters.
    pub idempotency_key: Option<String>,
    /// How much of the answer was to be sent; a client that has gone away gets none of it.
    pub sent: Sent,
}

/// How much of an answer there was to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// Nothing: the connection was reset, or the request had not come to its end.
    Nothing,
    /// Status and headers, and half of the body.
    Part,
    /// All.
    Whole,
}

/// As many requests are kept, the newest.
const KEPT: usize = 10_000;

#[derive(Default)]
pub(crate) struct Recorder {
    underway: Arc<AtomicUsize>,
    effects: Mutex<Effects>,
    seen: Mutex<VecDeque<Seen>>,
}

/// A request that is being answered, as long as this lives.
pub(crate) struct Underway(Arc<AtomicUsize>);

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Recorder {
    pub(crate) fn begin(&self) -> Underway {
        self.underway.fetch_add(1, Ordering::AcqRel);
        Underway(Arc::clone(&self.underway))
    }

    /// How many requests are being answered.
    pub(crate) fn underway(&self) -> usize {
        self.underway.load(Ordering::Acquire)
    }

    /// Counts what has just been done.
    pub(crate) fn count(&self, count: impl FnOnce(&mut Effects)) {
        count(&mut lock(&self.effects));
    }

    pub(crate) fn effects(&self) -> Effects {
        *lock(&self.effects)
    }

    pub(crate) fn note(&self, request: Seen) {
        let mut seen = lock(&self.seen);
        if seen.len() == KEPT {
            seen.pop_front();
        }
        seen.push_back(request);
    }

    pub(crate) fn take(&self) -> Vec<Seen> {
        lock(&self.seen).drain(..).collect()
    }
}

/// Counters stay usable after a panic elsewhere.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
