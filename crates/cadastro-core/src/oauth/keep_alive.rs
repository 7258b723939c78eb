//! Keeps a refresh token from dying of silence: renews shortly before its end, as long as the source lives.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::oneshot;

use super::held::Held;
use super::renewal::Cause;
use super::{HOLD_OFF, Shared};

/// Starts the task; it ends when what is returned is dropped.
pub(super) fn start(shared: &Arc<Shared>, held: &Held) -> oneshot::Sender<()> {
    let (alive, mut dropped) = oneshot::channel();
    let clock = Arc::clone(shared.clock());
    let mut wait = shared.wait(held);
    let shared = Arc::downgrade(shared);
    tokio::spawn(async move {
        loop {
            match select(clock.sleep(wait), &mut dropped).await {
                Either::Left(_) => {}
                Either::Right(_) => return,
            }
            let Some(next) = renew(&shared).await else {
                return;
            };
            wait = next;
        }
    });
    alive
}

/// Renews, and tells how long to wait until the next time; `None` when the source is gone.
async fn renew(shared: &Weak<Shared>) -> Option<Duration> {
    let flight = {
        let shared = shared.upgrade()?;
        let mut current = shared.current();
        let under_way = current.flight.clone().filter(super::Flight::is_under_way);
        under_way.unwrap_or_else(|| shared.take_off(&mut current, Cause::KeepAlive))
    };
    let outcome = flight.outcome(Duration::MAX).await;
    let shared = shared.upgrade()?;
    let held = shared.current().held.clone();
    Some(match (outcome, held) {
        (Ok(()), Some(held)) => shared.wait(&held),
        _ => HOLD_OFF,
    })
}

impl Shared {
    /// How long to wait until the refresh token is to be renewed.
    fn wait(&self, held: &Held) -> Duration {
        let age = held.refresh_age(self.clock().now()).unwrap_or_default();
        // Never in a hurry, whatever the clock of the day does.
        let left = self.renewer.keep_alive_after().saturating_sub(age);
        left.max(HOLD_OFF)
    }
}
