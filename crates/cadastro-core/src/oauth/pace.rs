//! At most so many token requests in any 60 s, counted over all who share a store.

use std::time::{Duration, SystemTime};

const WINDOW: Duration = Duration::from_secs(60);

/// What the next request waits beyond the window, so that no window holds one too many with its ends counted in.
const GAP: Duration = Duration::from_millis(1);

/// How long the next request has to wait, given when the ones before it were made; old ones are forgotten.
pub(super) fn wait(requests: &mut Vec<SystemTime>, most: usize, now: SystemTime) -> Duration {
    for request in requests.iter_mut() {
        // Where the clock was set back, a request counts from now on at the latest.
        *request = (*request).min(now);
    }
    requests.retain(|request| *request + WINDOW + GAP > now);
    requests.sort_unstable();
    let Some(first) = requests.len().checked_sub(most.max(1)) else {
        return Duration::ZERO;
    };
    let free = requests[first] + WINDOW + GAP;
    free.duration_since(now).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
    }

    #[test]
    fn the_next_one_waits_until_the_first_of_so_many_is_out_of_the_window() {
        let mut requests = vec![at(0), at(10), at(20)];
        assert_eq!(wait(&mut requests.clone(), 4, at(30)), Duration::ZERO);
        let turn = Duration::from_secs(30) + GAP;
        assert_eq!(wait(&mut requests, 3, at(30)), turn);
        assert_eq!(wait(&mut requests, 3, at(60)), GAP, "the ends count too");
        assert_eq!(wait(&mut requests, 3, at(61)), Duration::ZERO);
        assert_eq!(requests, [at(10), at(20)]);
    }

    #[test]
    fn more_than_allowed_wait_longer() {
        let mut requests = vec![at(0), at(10), at(20)];
        let turn = Duration::from_secs(50) + GAP;
        assert_eq!(wait(&mut requests, 1, at(30)), turn);
        assert_eq!(
            wait(&mut requests, 0, at(30)),
            turn,
            "one is allowed in any case"
        );
    }

    #[test]
    fn a_clock_that_was_set_back_blocks_for_a_window_at_most() {
        let mut requests = vec![at(4000), at(4001)];
        assert_eq!(wait(&mut requests, 2, at(0)), WINDOW + GAP);
        assert_eq!(wait(&mut requests, 2, at(61)), Duration::ZERO);
    }
}
