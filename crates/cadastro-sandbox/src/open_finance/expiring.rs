//! What is forgotten when its time is over.

use std::collections::HashMap;
use std::time::SystemTime;

/// Values that die. The dead are dropped as new ones come, so that memory stays in proportion to what lives.
pub(super) struct Expiring<V> {
    entries: HashMap<String, Entry<V>>,
    /// At this size it is time to drop the dead.
    full: usize,
}

struct Entry<V> {
    value: V,
    /// `None`: it does not die.
    end: Option<SystemTime>,
}

/// Fewer than these are not worth a look.
const FEW: usize = 64;

impl<V> Expiring<V> {
    pub(super) fn new() -> Self {
        Self {
            entries: HashMap::new(),
            full: FEW,
        }
    }

    pub(super) fn insert(
        &mut self,
        key: String,
        value: V,
        end: Option<SystemTime>,
        now: SystemTime,
    ) {
        if self.entries.len() >= self.full {
            self.entries.retain(|_, entry| is_alive(entry.end, now));
            self.full = (self.entries.len() * 2).max(FEW);
        }
        self.entries.insert(key, Entry { value, end });
    }

    /// The value, as long as it lives.
    pub(super) fn get(&self, key: &str, now: SystemTime) -> Option<&V> {
        let entry = self.entries.get(key)?;
        is_alive(entry.end, now).then_some(&entry.value)
    }
}

/// Whether something that ends at this time still lives. It is over when its time has come.
pub(super) fn is_alive(end: Option<SystemTime>, now: SystemTime) -> bool {
    end.is_none_or(|end| now < end)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_dead_are_dropped() {
        let mut expiring = Expiring::new();
        let mut now = SystemTime::UNIX_EPOCH;
        for number in 0..10_000 {
            now += Duration::from_secs(1);
            let end = Some(now + Duration::from_secs(100));
            expiring.insert(number.to_string(), number, end, now);
            assert!(expiring.entries.len() <= 202, "{}", expiring.entries.len());
        }
        assert_eq!(expiring.get("9900", now), Some(&9900));
        assert_eq!(expiring.get("9899", now), None);
    }

    #[test]
    fn what_has_no_end_stays() {
        let mut expiring = Expiring::new();
        let now = SystemTime::UNIX_EPOCH;
        for number in 0..1_000 {
            expiring.insert(number.to_string(), number, None, now);
        }
        let later = now + Duration::from_secs(u64::from(u32::MAX));
        assert_eq!(expiring.get("0", later), Some(&0));
    }
}
