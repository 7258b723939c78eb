//! How many requests a bank takes: per second in all, and per minute from one receiver.

use std::collections::HashMap;
use std::time::SystemTime;

use crate::reply::Reply;

/// The requests of the current second and the current minute of the clock.
#[derive(Default)]
pub(super) struct Windows {
    second: u64,
    in_second: u32,
    minute: u64,
    in_minute: HashMap<String, u32>,
}

impl Windows {
    /// Counts a request, whoever sends it. False if there were enough in this second.
    pub(super) fn admits(&mut self, now: SystemTime, limit: Option<u32>) -> bool {
        let second = seconds(now);
        if self.second != second {
            self.second = second;
            self.in_second = 0;
        }
        self.in_second = self.in_second.saturating_add(1);
        limit.is_none_or(|limit| self.in_second <= limit)
    }

    /// Counts a request of this receiver. `None` without a limit.
    pub(super) fn rate(
        &mut self,
        now: SystemTime,
        receiver: &str,
        limit: Option<u32>,
    ) -> Option<Rate> {
        let limit = limit?;
        let second = seconds(now);
        if self.minute != second / 60 {
            self.minute = second / 60;
            self.in_minute.clear();
        }
        let taken = self.in_minute.entry(receiver.to_owned()).or_default();
        *taken = taken.saturating_add(1);
        Some(Rate {
            limit,
            remaining: limit.saturating_sub(*taken),
            is_exceeded: *taken > limit,
            seconds: until_next_minute(now),
        })
    }
}

/// Where a receiver stands in the current minute.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    limit: u32,
    remaining: u32,
    pub(super) is_exceeded: bool,
    /// Until the next minute.
    seconds: u64,
}

impl Rate {
    /// Tells the receiver. That `x-rate-limit-time` counts the seconds that are left is the sandbox's own: no document
    /// says what it counts.
    pub(super) fn tell(self, reply: Reply) -> Reply {
        reply
            .with_header("x-rate-limit", self.limit.to_string())
            .with_header("x-rate-limit-remaining", self.remaining.to_string())
            .with_header("x-rate-limit-time", self.seconds.to_string())
    }
}

/// The seconds after which a new minute of the clock has begun, 1 to 60.
pub(super) fn until_next_minute(now: SystemTime) -> u64 {
    60 - seconds(now) % 60
}

fn seconds(now: SystemTime) -> u64 {
    now.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}
