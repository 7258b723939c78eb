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

/// Finds the pointers of noted records.
pub(super) fn locate(text: &str, mut notes: Vec<Note>) -> Vec<Place> {
    notes.retain(|note| note.offset < text.len());
    notes.sort_by_key(|note| note.offset);
    let mut found = Vec::with_capacity(notes.len());
    let body = Part { text, offset: 0 };
    walk(body.trimmed(), "", &notes, &mut found);
    found
}

/// A piece of the body and where it starts.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Part<'a> {
    fn trimmed(self) -> Self {
        let text = self.text.trim_start();
        Self {
            text,
            offset: self.offset + self.text.len() - text.len(),
        }
    }

    fn child(self, raw: &'a RawValue) -> Self {
        let text = raw.get();
        Self {
            text,
            offset: self.offset + (text.as_ptr().addr() - self.text.as_ptr().addr()),
        }
    }
}

fn walk(part: Part<'_>, pointer: &str, notes: &[Note], found: &mut Vec<Place>) {
    let Some(first) = notes.first() else { return };
    if first.offset == part.offset {
        found.push(Place {
            pointer: pointer.to_owned(),
            reason: first.reason.clone(),
        });
        return;
    }
    let Ok(children) = serde_json::from_str::<Children<'_>>(part.text) else {
        return;
    };
    let mut rest = notes;
    for (index, (key, raw)) in children.0.into_iter().enumerate() {
        let child = part.child(raw);
        let end = child.offset + child.text.len();
        let inside = rest.partition_point(|note| note.offset < end);
        if inside > 0 {
            let token = key.map_or_else(|| format!("/{index}"), |key| reason::token(&key));
            walk(child, &format!("{pointer}{token}"), &rest[..inside], found);
            rest = &rest[inside..];
        }
    }
}

/// The members of an object or the items of a list; nothing of anything else.
struct Children<'a>(Vec<(Option<String>, &'a RawValue)>);

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
