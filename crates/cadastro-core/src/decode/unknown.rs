//! Members of a body that its type does not know, such as those of later releases: found on demand, by what came and
//! what the typed value holds of it.

mod held;

use self::held::Held;
use super::places::Children;
use super::reason;
use crate::json::Json;
use serde::Serialize;
use serde_json::value::RawValue;
use std::cell::Cell;
use std::fmt;

/// A member that came and that the type of its object does not know: where it stands, and what it says.
///
/// `Display` and `Debug` tell the object that it stands in and the shape of its value. Its own name is sent by the
/// server, not by a document, and may be personal data: it is had by [`pointer`](Self::pointer) alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownMember {
    pointer: String,
    json: Json,
}

impl UnknownMember {
    /// JSON pointer (RFC 6901) from the root of the body to the member, with the name that it came by. To log a pointer,
    /// take [`shown`](Self::shown).
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The pointer with `*` for the member's own name, and for any other name above it that does not look like one of a
    /// document.
    #[must_use]
    pub fn shown(&self) -> String {
        let above = self.pointer.rsplit_once('/').map_or("", |(above, _)| above);
        if above.is_empty() {
            return "/*".to_owned();
        }
        reason::shown(above) + "/*"
    }

    /// Its value as it came, with all that is below it.
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// Its value, without a copy.
    #[must_use]
    pub fn into_json(self) -> Json {
        self.json
    }
}

impl fmt::Display for UnknownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.shown(), self.json)
    }
}

/// As `Display`: it may be logged.
impl fmt::Debug for UnknownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnknownMember({self})")
    }
}

/// The members of a body that a value read from it has no place for, in the order of the body. With the value itself they
/// are all that came.
///
/// Of a member that is unknown the whole value is given, and nothing below it is listed again; one that stands twice is
/// listed twice. A record in quarantine and raw [`links`](crate::Lenient) are kept whole where they are, so none of their
/// members is listed. Neither is a member that the type knows: one that came as `null` is absent in the value.
///
/// What a type knows is what its `Serialize` names, as the derived one does, also of members that it skips.
///
/// Reading pays nothing for this: the list is made when asked for, from the text and the value. Its cost is about that of
/// reading the body once more.
///
/// ```
/// use cadastro_core::{Records, Text, decode, unknown_members};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// struct Page { data: Records<Partner> }
/// #[derive(Deserialize, Serialize)]
/// struct Partner {
///     name: Text,
///     #[serde(skip_serializing_if = "Option::is_none")]
///     city: Option<Text>,
/// }
///
/// let body = br#"{"data": [{"name": "Ana", "city": null, "employers": []}]}"#;
/// let page: Page = decode(body)?;
/// let unknown = unknown_members(&page, body);
/// assert_eq!(unknown.len(), 1);
/// assert_eq!((unknown[0].pointer(), unknown[0].json().get()), ("/data/0/employers", "[]"));
/// assert_eq!(unknown[0].to_string(), "/data/0/*: Json(list, 2 bytes)");
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
///
/// The list is empty when the body is not JSON, and when the value cannot be written.
pub fn unknown_members<T: Serialize + ?Sized>(value: &T, body: &[u8]) -> Vec<UnknownMember> {
    let mut found = Vec::new();
    let raw = text(body).and_then(|text| serde_json::from_str::<&RawValue>(text).ok());
    let outlining = Outlining::begin();
    let held = value.serialize(held::Writer);
    drop(outlining);
    if let (Some(raw), Ok(held)) = (raw, held) {
        compare(&held, raw, &mut String::new(), &mut found);
    }
    found
}

thread_local! {
    static OUTLINING: Cell<bool> = const { Cell::new(false) };
}

/// Whether what is being written is the outline of a value, in which members that are skipped have a place, too.
pub(crate) fn is_outlining() -> bool {
    OUTLINING.get()
}

/// Sets that back at the end, also when that is a panic.
struct Outlining(bool);

impl Outlining {
    fn begin() -> Self {
        Self(OUTLINING.replace(true))
    }
}

impl Drop for Outlining {
    fn drop(&mut self) {
        OUTLINING.set(self.0);
    }
}

/// The text of a body, if it is one.
pub(crate) fn text(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Goes down as far as the value does, which is no deeper than its types.
fn compare(held: &Held, raw: &RawValue, pointer: &mut String, found: &mut Vec<UnknownMember>) {
    let children = || {
        let children = serde_json::from_str::<Children<'_>>(raw.get());
        children.map_or_else(|_| Vec::new(), |children| children.0)
    };
    let above = pointer.len();
    match held {
        Held::Whole => {}
        Held::Members(known) => {
            for (name, raw) in children() {
                // A struct that came as a list has no names.
                let Some(name) = name else { return };
                pointer.push_str(&reason::token(&name));
                match known.get(name.as_str()) {
                    Some(held) => compare(held, raw, pointer, found),
                    None => found.push(UnknownMember {
                        pointer: pointer.clone(),
                        json: Json::from_raw(raw),
                    }),
                }
                pointer.truncate(above);
            }
        }
        Held::Items(items) => {
            for (index, (held, (_, raw))) in items.iter().zip(children()).enumerate() {
                pointer.push_str(&format!("/{index}"));
                compare(held, raw, pointer, found);
                pointer.truncate(above);
            }
        }
    }
}

#[cfg(test)]
mod tests;
