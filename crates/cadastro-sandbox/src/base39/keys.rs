//! Idempotency keys: what was done under which, for 24 hours.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::fields::Fields;
use super::{Attachment, refused};
use crate::call::Call;
use crate::reply::Reply;

const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// More keys than that are forgotten before their time, the oldest first.
const KEPT: usize = 100_000;
/// A longer key is refused.
const LONGEST: usize = 255;

/// The keys that are known.
#[derive(Default)]
pub(super) struct Keys {
    known: HashMap<Arc<[u8]>, Known>,
    /// Those that are done, by the end of their life.
    ends: VecDeque<(Duration, Arc<[u8]>)>,
}

struct Known {
    of: Purpose,
    /// `None` while the call is in flight.
    answered: Option<Answered>,
}

/// What a key was used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Purpose {
    pub(super) customer: u64,
    pub(super) file: u64,
}

/// What an answer was made of, so that it can be made again.
#[derive(Clone)]
pub(super) struct Answered {
    pub(super) attachments: Arc<[Attachment]>,
    pub(super) fields: Arc<Fields>,
}

/// What is to be done about a call with a key.
pub(super) enum Turn {
    /// The work; the key is reserved for it.
    First,
    InFlight,
    Replay(Answered),
    /// The key was used for something else.
    Other,
}

/// The key of a call, if it has one. It is compared byte by byte, whatever its bytes mean.
pub(super) fn of(call: &Call) -> Result<Option<Vec<u8>>, Box<Reply>> {
    let refused = |text| {
        let reply = refused(400, "invalid_idempotency_key", text);
        Err(Box::new(reply))
    };
    let mut keys = call.headers.get_all("idempotency-key").iter();
    let Some(key) = keys.next() else {
        return Ok(None);
    };
    if keys.next().is_some() {
        return refused("A call has one key at most.");
    }
    match key.as_bytes().trim_ascii() {
        [] => Ok(None),
        key if key.len() > LONGEST => refused("A key has 255 bytes at most."),
        key => Ok(Some(key.to_vec())),
    }
}

impl Keys {
    pub(super) fn begin(&mut self, key: &[u8], of: Purpose, now: Duration) -> Turn {
        while self.ends.front().is_some_and(|(end, _)| now >= *end) {
            self.forget_oldest();
        }
        match self.known.entry(Arc::from(key)) {
            Entry::Vacant(place) => {
                place.insert(Known { of, answered: None });
                Turn::First
            }
            Entry::Occupied(known) if known.get().of != of => Turn::Other,
            Entry::Occupied(known) => match &known.get().answered {
                None => Turn::InFlight,
                Some(answered) => Turn::Replay(answered.clone()),
            },
        }
    }

    pub(super) fn done(&mut self, key: &[u8], answered: Answered, now: Duration) {
        let Some((key, _)) = self.known.get_key_value(key) else {
            return;
        };
        let key = Arc::clone(key);
        if let Some(known) = self.known.get_mut(&key) {
            known.answered = Some(answered);
        }
        self.ends.push_back((now.saturating_add(LIFE), key));
        if self.ends.len() > KEPT {
            self.forget_oldest();
        }
    }

    pub(super) fn forget(&mut self) {
        while !self.ends.is_empty() {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.ends.pop_front() {
            self.known.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_bounded_in_number_and_the_oldest_go_first() {
        let mut keys = Keys::default();
        let of = Purpose {
            customer: 0,
            file: 0,
        };
        let answered = Answered {
            attachments: Arc::new([]),
            fields: Arc::default(),
        };
        for key in 0..=KEPT {
            let key = key.to_string();
            let key = key.as_bytes();
            assert!(matches!(keys.begin(key, of, Duration::ZERO), Turn::First));
            keys.done(key, answered.clone(), Duration::ZERO);
        }
        assert_eq!((keys.known.len(), keys.ends.len()), (KEPT, KEPT));
        assert!(matches!(keys.begin(b"1", of, LIFE / 2), Turn::Replay(_)));
        assert!(matches!(keys.begin(b"0", of, LIFE / 2), Turn::First));
        assert!(matches!(keys.begin(b"1", of, LIFE), Turn::First));
        keys.forget();
        assert_eq!((keys.known.len(), keys.ends.len()), (2, 0), "in flight");
    }
}
