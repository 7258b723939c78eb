//! Faults on demand: what goes wrong, with which operation, and how often.

mod violation;

pub use self::violation::{Deviation, Violation};

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Something that goes wrong on purpose. By default with the next request of whatever operation, once.
///
/// ```
/// use std::time::Duration;
/// use cadastro_sandbox::Fault;
///
/// let overloaded = Fault::status(529).on("customersGetPersonalQualifications").times(3);
/// let slow = Fault::latency(Duration::from_secs(20)).always();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    pub(crate) kind: Kind,
    pub(crate) latency: Duration,
    pub(crate) headers: HeaderMap,
    operation: Option<String>,
    remaining: Option<u64>,
    probability: f64,
    hits: Arc<AtomicU64>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Nothing but latency and headers.
    Nothing,
    Status(u16),
    Html(u16),
    ResetBefore,
    ResetAfter,
    Truncated,
    SlowBody(Duration),
    Violation(Violation),
}

impl Fault {
    /// The answer comes so much later. Meanwhile the call is in flight.
    pub fn latency(latency: Duration) -> Self {
        Self::new(Kind::Nothing).with_latency(latency)
    }

    /// The answer has this header in the place of its own: such as another `x-fapi-interaction-id` than was sent.
    ///
    /// # Panics
    ///
    /// If it is no header.
    pub fn header(name: &str, value: &str) -> Self {
        Self::new(Kind::Nothing).with_header(name, value)
    }

    /// The call is refused with this status and the error body that the API has for it. Nothing is done.
    ///
    /// # Panics
    ///
    /// If it is none of an error, 400 to 599.
    pub fn status(status: u16) -> Self {
        Self::new(Kind::Status(error_status(status)))
    }

    /// The call is refused with an HTML page, as gateways do. Nothing is done.
    ///
    /// # Panics
    ///
    /// If the status is none of an error, 400 to 599.
    pub fn html(status: u16) -> Self {
        Self::new(Kind::Html(error_status(status)))
    }

    /// The connection is reset before anything is done. Over HTTP/2, here and below, the stream is.
    pub fn reset_before() -> Self {
        Self::new(Kind::ResetBefore)
    }

    /// The connection is reset once the work is done, without an answer: the client cannot know.
    pub fn reset_after() -> Self {
        Self::new(Kind::ResetAfter)
    }

    /// Half of the body arrives, then the connection ends. The work is done. Without a body it is
    /// [`reset_after`](Self::reset_after).
    pub fn truncated() -> Self {
        Self::new(Kind::Truncated)
    }

    /// The body arrives in eight pieces, with this pause before each, by the sandbox's clock. On a clock that skips such
    /// pauses, time may have passed the client's timeouts before anything arrives: move one by hand.
    pub fn slow_body(pause: Duration) -> Self {
        Self::new(Kind::SlowBody(pause))
    }

    /// The body breaks its schema in this way. The work is done. An answer without a place for it stays as it is, and the
    /// fault gets in line again, behind all others: look at [`Injected::hits`].
    pub fn violation(violation: Violation) -> Self {
        Self::new(Kind::Violation(violation))
    }

    /// With this operation only, by its id in the document, such as `uploadArquivoParceiro`
    /// ([`Sandbox::operations`](crate::Sandbox::operations)). The token endpoint of Open Finance is `token`.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// So many times.
    pub fn times(mut self, times: u64) -> Self {
        self.remaining = Some(times);
        self
    }

    /// Until the faults are cleared.
    pub fn always(mut self) -> Self {
        self.remaining = None;
        self
    }

    /// By chance only, drawn for each request by the sandbox's seed.
    ///
    /// # Panics
    ///
    /// If it is no probability, 0 to 1.
    pub fn with_probability(mut self, probability: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&probability),
            "no probability: {probability}"
        );
        self.probability = probability;
        self
    }

    /// And the answer, or what is in its place, comes so much later. Meanwhile the call is in flight.
    pub fn with_latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// With this header in the answer, in the place of one of the same name: such as `Retry-After`.
    ///
    /// # Panics
    ///
    /// If it is no header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let header = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_str(value).ok());
        let Some((name, value)) = header else {
            panic!("no header: {name}");
        };
        self.headers.insert(name, value);
        self
    }

    pub(crate) fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    fn is_for(&self, operation: &str) -> bool {
        let named = self.operation.as_deref().is_none_or(|id| id == operation);
        match self.kind {
            Kind::Violation(violation) => named && violation.applies_to(operation),
            _ => named,
        }
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            latency: Duration::ZERO,
            headers: HeaderMap::new(),
            operation: None,
            remaining: Some(1),
            probability: 1.0,
            hits: Arc::default(),
        }
    }
}

fn error_status(status: u16) -> u16 {
    assert!(
        (400..600).contains(&status),
        "no status of an error: {status}"
    );
    status
}

/// A fault at work.
#[derive(Clone, Debug)]
pub struct Injected(Arc<AtomicU64>);

impl Injected {
    /// How often it has struck.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The faults of a sandbox.
pub(crate) struct Faults(Mutex<State>);

struct State {
    faults: Vec<Fault>,
    dice: fastrand::Rng,
    /// How often all was cleared.
    cleared: u64,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(State {
            faults: Vec::new(),
            dice: fastrand::Rng::with_seed(seed),
            cleared: 0,
        }))
    }

    pub(crate) fn inject(&self, fault: Fault) -> Injected {
        let injected = Injected(Arc::clone(&fault.hits));
        if fault.remaining != Some(0) {
            self.with(|state| state.faults.push(fault));
        }
        injected
    }

    pub(crate) fn clear(&self) {
        self.with(|state| {
            state.faults.clear();
            state.cleared += 1;
        });
    }

    /// The fault that strikes a request of this operation: the oldest one that does. One per request.
    pub(crate) fn strike(&self, operation: &str) -> Option<Struck> {
        self.with(|state| {
            let State {
                faults,
                dice,
                cleared,
            } = state;
            let struck = faults.iter().position(|fault| {
                fault.is_for(operation)
                    && (fault.probability >= 1.0 || dice.f64() < fault.probability)
            })?;
            let fault = faults.get_mut(struck)?;
            fault.hits.fetch_add(1, Ordering::Relaxed);
            let whole = Struck {
                fault: fault.clone(),
                cleared: *cleared,
            };
            if let Some(remaining) = &mut fault.remaining {
                *remaining = remaining.saturating_sub(1);
                if *remaining == 0 {
                    let _ = faults.remove(struck);
                }
            }
            Some(whole)
        })
    }

    /// Takes back a fault that found nothing to spoil: it gets in line again, so that others have their turn.
    pub(crate) fn take_back(&self, struck: Struck) {
        let mut fault = struck.fault;
        fault.hits.fetch_sub(1, Ordering::Relaxed);
        self.with(|state| {
            if state.cleared != struck.cleared {
                return;
            }
            let same = |other: &Fault| Arc::ptr_eq(&other.hits, &fault.hits);
            match state.faults.iter().position(same) {
                Some(at) => {
                    let mut other = state.faults.remove(at);
                    other.remaining = other.remaining.map(|remaining| remaining + 1);
                    state.faults.push(other);
                }
                None => {
                    fault.remaining = fault.remaining.map(|_| 1);
                    state.faults.push(fault);
                }
            }
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A fault that strikes a request.
pub(crate) struct Struck {
    pub(crate) fault: Fault,
    cleared: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(all: impl IntoIterator<Item = Fault>) -> Faults {
        let faults = Faults::new(1);
        for fault in all {
            faults.inject(fault);
        }
        faults
    }

    fn status(faults: &Faults, operation: &str) -> Option<u16> {
        match faults.strike(operation)?.fault.kind {
            Kind::Status(status) => Some(status),
            _ => None,
        }
    }

    #[test]
    fn they_strike_in_their_order_one_per_request_and_as_often_as_asked() {
        let faults = faults([
            Fault::status(500),
            Fault::status(503).on("a").times(2),
            Fault::status(429).always(),
        ]);
        let struck: Vec<_> = ["b", "a", "b", "a", "a", "b"]
            .map(|operation| status(&faults, operation))
            .into();
        let expected = [500, 503, 429, 503, 429, 429].map(Some);
        assert_eq!(struck, expected);
        faults.clear();
        assert_eq!(status(&faults, "b"), None);
    }

    #[test]
    fn chance_is_drawn_by_the_seed() {
        let draw = |seed| {
            let faults = Faults::new(seed);
            let injected = faults.inject(Fault::status(500).always().with_probability(0.2));
            let struck: Vec<bool> = (0..1000).map(|_| faults.strike("a").is_some()).collect();
            assert!((150..250).contains(&injected.hits()), "{}", injected.hits());
            struck
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn a_fault_that_found_no_place_stays_for_the_next_request() {
        for times in [1, 2] {
            let faults = Faults::new(1);
            let fault = Fault::violation(Violation::UnlistedNationality).times(times);
            let injected = faults.inject(fault);
            assert!(faults.strike("gerarToken").is_none());
            for _ in 0..3 {
                let struck = faults.strike("attachFile").expect("a fault");
                assert_eq!(injected.hits(), 1);
                faults.take_back(struck);
                assert_eq!(injected.hits(), 0);
            }
            for _ in 0..times {
                assert!(faults.strike("attachFile").is_some());
            }
            assert!(faults.strike("attachFile").is_none());
            assert_eq!(injected.hits(), times);
        }
    }

    #[test]
    fn a_fault_without_a_place_lets_others_have_their_turn_and_does_not_survive_clearing() {
        let faults = Faults::new(1);
        faults.inject(Fault::violation(Violation::UnlistedNationality));
        faults.inject(Fault::status(503));
        let violation = faults.strike("attachFile").expect("a fault");
        faults.take_back(violation);
        assert_eq!(status(&faults, "attachFile"), Some(503));
        let violation = faults.strike("attachFile").expect("a fault");
        faults.clear();
        faults.take_back(violation);
        assert!(faults.strike("attachFile").is_none());
    }

    #[test]
    fn no_times_is_never() {
        let faults = faults([Fault::status(500).times(0)]);
        assert_eq!(status(&faults, "a"), None);
    }

    #[test]
    fn what_is_no_fault_is_told_at_once() {
        for wrong in [
            || Fault::status(200),
            || Fault::html(600),
            || Fault::status(500).with_probability(f64::NAN),
            || Fault::header("no header", "a"),
            || Fault::header("a", "\n"),
        ] {
            assert!(std::panic::catch_unwind(wrong).is_err());
        }
    }
}
