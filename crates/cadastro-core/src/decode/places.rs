//! Where quarantined records stand in the body. The exact pass knows their offsets only; one
//! walk from the root gives all their pointers.

use super::pass::Note;
use super::reason::{self, Reason};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Where a record was quarantined, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    pointer: String,
    reason: Reason,
}

impl Place {
    /// JSON pointer (RFC 6901) from the root of the body to the record.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// JSON pointer from the root of the body to the member that was missing or mistyped.
    #[must_use]
    pub fn member(&self) -> String {
        format!("{}{}", self.pointer, self.reason.pointer())
    }

    /// What was wrong; its pointer starts at the record.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            reason::shown(&self.member()),
            self.reason.kind()
        )
    }
}

/// As `Display`: it may be logged.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

/// Finds the pointers of noted records, in one walk over the text: it has been read as JSON, so its
/// brackets, commas and quotes are all that matters.
pub(super) fn locate(text: &str, mut notes: Vec<Note>) -> Vec<Place> {
    notes.sort_by_key(|note| note.offset);
    notes.dedup_by_key(|note| note.offset);
    let mut found = Vec::with_capacity(notes.len());
    let mut notes = notes.into_iter().peekable();
    let bytes = text.as_bytes();
    let (mut above, mut at) = (Vec::new(), 0);
    let mut key_is_next = false;
    while let (Some(next), Some(byte)) = (notes.peek(), bytes.get(at)) {
        let is_key = key_is_next && *byte == b'"';
        let starts = !matches!(
            byte,
            b',' | b':' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'
        );
        if next.offset < at || (next.offset == at && starts && !is_key) {
            let note = notes.next().filter(|note| note.offset == at);
            found.extend(note.map(|note| Place {
                pointer: pointer(&above),
                reason: note.reason,
            }));
            continue;
        }
        let end = match byte {
            b'"' => string_end(bytes, at),
            _ if starts && !matches!(byte, b'{' | b'[') => scalar_end(bytes, at),
            _ => at + 1,
        };
        match byte {
            b'{' => above.push(Step::Member("\"\"")),
            b'[' => above.push(Step::Item(0)),
            b'}' | b']' => drop(above.pop()),
            _ => {}
        }
        match above.last_mut() {
            Some(Step::Member(key)) if is_key => *key = text.get(at..end).unwrap_or_default(),
            Some(Step::Item(index)) if *byte == b',' => *index += 1,
            _ => {}
        }
        key_is_next = match byte {
            b'{' | b',' => matches!(above.last(), Some(Step::Member(_))),
            _ => key_is_next && !is_key,
        };
        at = end;
    }
    found
}

/// One step down from the root.
enum Step<'a> {
    /// By the key as it is written, quotes and escapes included.
    Member(&'a str),
    Item(usize),
}

fn pointer(steps: &[Step<'_>]) -> String {
    steps
        .iter()
        .map(|step| match step {
            Step::Item(index) => format!("/{index}"),
            Step::Member(key) => {
                reason::token(&serde_json::from_str::<String>(key).unwrap_or_default())
            }
        })
        .collect()
}

/// Behind the closing quote of the string that starts here.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind the number or word that starts here.
fn scalar_end(bytes: &[u8], start: usize) -> usize {
    let behind = bytes[start..]
        .iter()
        .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
    behind.map_or(bytes.len(), |length| start + length)
}

/// The members of an object or the items of a list; nothing of anything else.
pub(crate) struct Children<'a>(pub(crate) Vec<(Option<String>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Children<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChildrenVisitor)
    }
}

struct ChildrenVisitor;

impl<'de> Visitor<'de> for ChildrenVisitor {
    type Value = Children<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((key, raw)) = map.next_entry::<String, &RawValue>()? {
            members.push((Some(key), raw));
        }
        Ok(Children(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(raw) = list.next_element::<&RawValue>()? {
            items.push((None, raw));
        }
        Ok(Children(items))
    }
}

/// The text at a JSON pointer inside of a JSON text. Of a member that stands twice, the last.
pub(crate) fn member<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    if pointer.is_empty() {
        return Some(text);
    }
    let mut current = text;
    for token in pointer.strip_prefix('/')?.split('/') {
        let token = token.replace("~1", "/").replace("~0", "~");
        let children = serde_json::from_str::<Children<'_>>(current).ok()?.0;
        let found = children
            .into_iter()
            .enumerate()
            .rev()
            .find(|(index, (key, _))| match key {
                Some(key) => *key == token,
                None => index.to_string() == token,
            });
        current = found?.1.1.get();
    }
    Some(current)
}
