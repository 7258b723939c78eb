//! Keeps a refresh token from dying of silence: renews shortly before its end, as long as the source lives.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::oneshot;

use super::held::Held;
use super::renewal::Cause;
use super::{HOLD_OFF, LONGEST_HOLD_OFF, Shared};

/// Starts the task; it ends when what is returned is dropped.
pub(super) fn start(shared: &Arc<Shared>, held: &Held) -> oneshot::Sender<()> {
    let (alive, mut dropped) = oneshot::channel();
    let clock = Arc::clone(shared.clock());
    let mut wait = shared.wait(held);
    let shared = Arc::downgrade(shared);
    tokio::spawn(async move {
        // Doubles with each failure in a row: nobody waits for this token, and those who do need the slots.
        let mut hold_off = HOLD_OFF;
        loop {
            match select(clock.sleep(wait), &mut dropped).await {
                Either::Left(_) => {}
                Either::Right(_) => return,
            }
            match renew(&shared).await {
                Some(Renewed::Until(next)) => (wait, hold_off) = (next, HOLD_OFF),
                Some(Renewed::Not) => {
                    wait = hold_off;
                    hold_off = (hold_off * 2).min(LONGEST_HOLD_OFF);
                }
                None => return,
            }
        }
    });
    alive
}

/// What has come of a renewal.
enum Renewed {
    /// The next one has this much time.
    Until(Duration),
    Not,
}

/// Renews; `None` when the source is gone.
async fn renew(shared: &Weak<Shared>) -> Option<Renewed> {
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
        (Ok(()), Some(held)) => Renewed::Until(shared.wait(&held)),
        _ => Renewed::Not,
    })
}

impl Shared {
    /// How long to wait until the refresh token is to be renewed.
    fn wait(&self, held: &Held) -> Duration {
        let age = held.refresh_age(self.clock().now());
        // One that the last renewal has not replaced gets no older by asking again at once.
        let age = age.filter(|_| held.came_together()).unwrap_or_default();
        // Never in a hurry, whatever the clock of the day does.
        let left = self.renewer.keep_alive_after().saturating_sub(age);
        left.max(HOLD_OFF)
    }
}
