//! Pages: which one is asked for, where the others are, and the keys that hold them together.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};
use uuid::{Builder, Uuid};

use super::readings::Reading;
use super::refusals::Refusal;
use super::version::{Delta, Version};
use crate::call::Call;

/// A page that is asked for.
pub(super) struct Page<'a> {
    number: u64,
    size: u64,
    pub(super) key: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// Reads the query, which has been checked.
    pub(super) fn of(call: &'a Call, cap: u64) -> Self {
        let number = |name, default: u64| {
            let number = call.query(name).and_then(|text| text.parse().ok());
            number.unwrap_or(default).max(1)
        };
        Self {
            number: number("page", 1),
            size: number("page-size", 25).min(cap),
            key: call.query("pagination-key"),
        }
    }

    /// The records of this page, of so many in all.
    pub(super) fn range(&self, records: u64) -> Result<Range<u64>, Refusal> {
        let start = (self.number - 1).saturating_mul(self.size);
        if start >= records {
            let pages = self.count(records);
            return Err(Refusal::page_not_found(self.number, records, pages));
        }
        Ok(start..records.min(start + self.size))
    }

    /// How many pages there are.
    pub(super) fn count(&self, records: u64) -> u64 {
        records.div_ceil(self.size)
    }

    /// The links: each one that the document asks for, and no others. All have the key; a single page needs none.
    pub(super) fn links(&self, call: &Call, records: u64, key: &str) -> Value {
        let pages = self.count(records);
        let link = |number: u64| {
            let mut link = format!(
                "{}{}?page={number}&page-size={}",
                call.origin, call.operation.path, self.size
            );
            if pages > 1 {
                link.push_str("&pagination-key=");
                link.push_str(key);
            }
            Value::String(link)
        };
        let mut links = Map::new();
        links.insert("self".to_owned(), link(self.number));
        if self.number > 1 {
            links.insert("first".to_owned(), link(1));
            links.insert("prev".to_owned(), link(self.number - 1));
        }
        if self.number < pages {
            links.insert("next".to_owned(), link(self.number + 1));
            links.insert("last".to_owned(), link(pages));
        }
        Value::Object(links)
    }
}

/// How long a pagination key lives.
const LIFE: Duration = Duration::from_secs(60 * 60);

/// Makes and knows pagination keys, and keeps none: a key is a UUID that tells when it was made, and whose rest nobody
/// can know who does not know the seed.
pub(super) struct Keys {
    seed: u64,
}

impl Keys {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// A key for the pages of one reading of a consent.
    pub(super) fn make(
        &self,
        consent: &str,
        reading: Reading,
        version: Version,
        now: SystemTime,
    ) -> String {
        self.key(consent, reading, version, millis(now))
    }

    /// Whether it is a key of this reading and consent that still lives.
    pub(super) fn is_live(
        &self,
        key: &str,
        consent: &str,
        reading: Reading,
        version: Version,
        now: SystemTime,
    ) -> bool {
        let uuid = key.split_once('.').map_or(key, |(uuid, _)| uuid);
        let Ok(uuid) = Uuid::try_parse(uuid) else {
            return false;
        };
        let [a, b, c, d, e, f, ..] = uuid.into_bytes();
        let made = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        let age = millis(now).checked_sub(made);
        age.is_some_and(|age| u128::from(age) < LIFE.as_millis())
            && key == self.key(consent, reading, version, made)
    }

    fn key(&self, consent: &str, reading: Reading, version: Version, millis: u64) -> String {
        let key = self.uuid(consent, reading, millis).to_string();
        if !version.has(Delta::LongLinks) {
            return key;
        }
        // Links of more than 2,000 characters, with a key of at most 2,048: the sandbox's own.
        let padding = "0123456789abcdef".repeat(123);
        format!("{key}.{padding}")
    }

    fn uuid(&self, consent: &str, reading: Reading, millis: u64) -> Uuid {
        let mut hasher = DefaultHasher::new();
        (self.seed, consent, reading, millis).hash(&mut hasher);
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&hasher.finish().to_be_bytes());
        Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }
}

fn millis(time: SystemTime) -> u64 {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
