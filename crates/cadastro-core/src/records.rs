//! Lists of records in which one broken record does not spoil its neighbours.

use crate::decode::part::Part;
use crate::decode::{Reason, pass};
use crate::json::Json;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A list of records. Those that could be typed are its elements; those that could not are
/// [`quarantined`](Self::quarantined), each with its raw JSON and the first reason.
///
/// It is a slice of the typed records, so `len()`, `iter()` and indexing do not count the
/// quarantined ones; [`sent_len`](Self::sent_len) and [`entries`](Self::entries) do.
/// It is sent on as it came, quarantined records in their places.
///
/// Quarantine needs the literals of the body: it happens in [`decode`](crate::decode()) only.
/// At most [`MOST_QUARANTINED`](crate::MOST_QUARANTINED) records of one body are set aside; with more
/// of them the body fails. Read by other means, one broken record fails the whole list, as it would a `Vec`.
///
/// ```
/// use cadastro_core::{Entry, Records, Text, decode};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Partner { name: Text }
///
/// let partners: Records<Partner> = decode(br#"[{"name": "Ana"}, 7, {"name": "Bia"}]"#)?;
/// assert_eq!((partners.len(), partners.sent_len()), (2, 3));
/// for entry in partners.entries() {
///     match entry {
///         Entry::Typed(partner) => assert!(partner.name.as_str().len() == 3),
///         Entry::Quarantined(quarantined) => assert_eq!(quarantined.json().get(), "7"),
///     }
/// }
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Records<T> {
    typed: Vec<T>,
    /// None almost always, and then a word in size: records hold lists of records.
    quarantined: Option<Box<Aside>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Aside(Vec<Quarantined>);

/// A record that could not be typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quarantined {
    index: usize,
    json: Json,
    reason: Reason,
}

/// A record of a list, in the order sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'a, T> {
    /// It could be typed.
    Typed(&'a T),
    /// It could not.
    Quarantined(&'a Quarantined),
}

impl<T> Records<T> {
    /// The records that could not be typed, in the order sent.
    #[must_use]
    pub fn quarantined(&self) -> &[Quarantined] {
        self.quarantined.as_ref().map_or(&[], |aside| &aside.0)
    }

    /// How many records were sent, quarantined ones included.
    #[must_use]
    pub fn sent_len(&self) -> usize {
        self.typed.len() + self.quarantined().len()
    }

    /// All records in the order sent.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_, T>> {
        let mut typed = self.typed.iter();
        let mut quarantined = self.quarantined().iter().peekable();
        (0..self.sent_len()).map_while(move |index| {
            match quarantined.next_if(|aside| aside.index == index) {
                Some(aside) => Some(Entry::Quarantined(aside)),
                None => typed.next().map(Entry::Typed),
            }
        })
    }

    /// All records in the order sent, taken out of the list: typed, or quarantined as the error.
    pub fn into_entries(self) -> impl Iterator<Item = Result<T, Quarantined>> {
        let sent = self.sent_len();
        let mut typed = self.typed.into_iter();
        let aside = self.quarantined.map_or_else(Vec::new, |aside| aside.0);
        let mut quarantined = aside.into_iter().peekable();
        (0..sent).map_while(
            move |index| match quarantined.next_if(|aside| aside.index == index) {
                Some(aside) => Some(Err(aside)),
                None => typed.next().map(Ok),
            },
        )
    }

    /// The typed records as a plain list; the quarantined ones are dropped.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.typed
    }
}

impl Quarantined {
    /// Its position in the list as sent, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The record as it came.
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// The first thing that was wrong with it; its pointer starts at the record.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl<T: fmt::Debug> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("typed", &self.typed)
            .field("quarantined", &self.quarantined())
            .finish()
    }
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<T>> for Records<T> {
    fn from(typed: Vec<T>) -> Self {
        Self {
            typed,
            quarantined: None,
        }
    }
}

impl<T> FromIterator<T> for Records<T> {
    fn from_iter<I: IntoIterator<Item = T>>(records: I) -> Self {
        Vec::from_iter(records).into()
    }
}

impl<T> Deref for Records<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.typed
    }
}

/// The typed records can be changed and put in another order; the quarantined ones stay in their
/// places.
impl<T> DerefMut for Records<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.typed
    }
}

impl<'a, T> IntoIterator for &'a mut Records<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.typed.iter_mut()
    }
}

impl<T> IntoIterator for Records<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.typed.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Records<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.typed.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Records<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if pass::is_exact() {
            exact(deserializer)
        } else {
            Vec::deserialize(deserializer).map(Self::from)
        }
    }
}

#[cold]
#[inline(never)]
fn exact<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Records<T>, D::Error> {
    deserializer.deserialize_seq(Exact(PhantomData))
}

/// Reads record by record, and stops at once when there are too many broken ones.
struct Exact<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Exact<T> {
    type Value = Records<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Records<T>, A::Error> {
        let (mut typed, mut quarantined) = (Vec::new(), Vec::new());
        while let Some(part) = list.next_element()? {
            let raw = match part {
                Part::Raw(raw) => raw,
                Part::Read(record) => {
                    typed.push(record);
                    continue;
                }
            };
            match pass::part(raw.get()) {
                Ok(record) => typed.push(record),
                Err(reason) => {
                    let index = typed.len() + quarantined.len();
                    pass::set_aside(index, raw.get(), &reason)?;
                    quarantined.push(Quarantined {
                        index,
                        json: Json::from_raw(raw),
                        reason,
                    });
                }
            }
        }
        Ok(Records {
            typed,
            quarantined: (!quarantined.is_empty()).then(|| Box::new(Aside(quarantined))),
        })
    }
}

impl<T: Serialize> Serialize for Records<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.sent_len()))?;
        for entry in self.entries() {
            match entry {
                Entry::Typed(record) => list.serialize_element(record)?,
                Entry::Quarantined(quarantined) => list.serialize_element(&quarantined.json)?,
            }
        }
        list.end()
    }
}
