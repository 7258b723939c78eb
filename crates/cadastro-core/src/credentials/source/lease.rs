//! Leases on a token between the moment it is handed out and the moment it is on the wire. Where a new token kills the
//! one before it, its renewal first lets nobody take the old one any more, and waits until no lease is left, so that no
//! dead token is sent.

use std::sync::Arc;

use tokio::sync::watch;

/// The leases on one token.
pub(crate) struct Leases(Arc<watch::Sender<State>>);

/// One lease; it ends when its last clone is dropped.
#[derive(Clone)]
pub(crate) struct Lease(#[expect(dead_code, reason = "held for its end")] Arc<Held>);

struct Held(Arc<watch::Sender<State>>);

#[derive(Default)]
struct State {
    leases: usize,
    closed: bool,
}

impl Leases {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(State::default())))
    }

    /// A new lease; `None` when they are closed.
    pub(crate) fn lease(&self) -> Option<Lease> {
        let taken = self.0.send_if_modified(|state| {
            if !state.closed {
                state.leases += 1;
            }
            !state.closed
        });
        taken.then(|| Lease(Arc::new(Held(Arc::clone(&self.0)))))
    }

    /// Gives no leases any more, and completes when there is none.
    pub(crate) async fn close(&self) {
        self.0.send_modify(|state| state.closed = true);
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|state| state.leases == 0).await;
    }

    /// Gives leases again.
    pub(crate) fn open(&self) {
        self.0.send_modify(|state| state.closed = false);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_modify(|state| state.leases -= 1);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn closing_waits_for_the_last_lease() {
        let leases = Leases::new();
        let (one, two) = (leases.lease().unwrap(), leases.lease().unwrap());
        let clone = two.clone();
        let mut closed = Box::pin(leases.close());
        assert_eq!((&mut closed).now_or_never(), None);
        assert!(leases.lease().is_none(), "nobody takes one any more");
        drop((one, two));
        assert_eq!((&mut closed).now_or_never(), None);
        drop(clone);
        assert_eq!(closed.now_or_never(), Some(()));
        leases.open();
        assert!(leases.lease().is_some());
    }
}
