//! Reading a body: one typed pass over the text, and only if that fails a second, exact pass
//! in which every value reads its literal and a record that cannot be typed is set aside.

use serde::de::DeserializeOwned;

mod asked;
mod error;
pub(crate) mod part;
pub(crate) mod pass;
mod places;
mod reason;
mod unknown;

pub use error::DecodeError;
pub use pass::MOST_QUARANTINED;
pub use places::Place;
pub(crate) use places::{Children, member};
pub use reason::{Reason, ReasonKind};
pub(crate) use reason::{shown, token};
pub use unknown::{UnknownMember, unknown_members};
pub(crate) use unknown::{is_outlining, text};

/// Reads a value from a JSON body.
///
/// Values keep the literal that came, and a record of a [`Records`](crate::Records) that cannot
/// be typed is quarantined, its neighbours not. A body in which nothing is odd is read once.
/// Members that the type does not know are ignored, and [`unknown_members`] lists them; a byte order
/// mark is skipped.
///
/// # Types of your own
/// Serde buffers the body for an untagged, an internally tagged and a flattened type. What such a type
/// holds is read from the buffer, not from the text: of a number that is no integer of 64 bits the
/// literal is normalised there (`98200.00` becomes `98200.0`), a record that cannot be typed fails the
/// type, and a [`Json`](crate::Json) cannot be read. Everything else keeps its literals.
///
/// Where a struct is due inside of another, serde also takes a list, by position: `["1.00","BRL"]` is
/// read as an amount and its currency, and goes out as an object. In the place of the body as a whole
/// and of a record it is refused, or quarantined.
///
/// # Other ways of reading
/// `serde_json::from_str` and its like read values, too, but they cannot keep the literal of a number
/// that is no integer of 64 bits: they fail on it, and quarantine nothing.
///
/// ```
/// use cadastro_core::{Records, Text, decode};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Partner { name: Text }
///
/// let partners: Records<Partner> = decode(br#"[{"name": "Ana"}, {}, {"name": 7}]"#)?;
/// assert_eq!(partners.len(), 2);
/// assert_eq!(partners.quarantined()[0].reason().pointer(), "/name");
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
///
/// # Errors
/// When the body is not UTF-8 or not JSON, when a member outside of every list of records cannot
/// be typed, or when more than [`MOST_QUARANTINED`] records cannot; [`DecodeError::pointer`] says which.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    read(body).map(|(value, _, _)| value)
}

/// Reads a value as [`decode`] does, and tells which records were quarantined anywhere in it.
///
/// ```
/// use cadastro_core::{Records, Text, decode_reporting};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Page { data: Records<Partner> }
/// #[derive(Deserialize)]
/// struct Partner { name: Text }
///
/// let page = decode_reporting::<Page>(br#"{"data": [{"name": "Ana"}, {"name": null}]}"#)?;
/// assert_eq!(page.quarantined()[0].pointer(), "/data/1");
/// assert_eq!(page.quarantined()[0].member(), "/data/1/name");
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
///
/// # Errors
/// As [`decode`].
pub fn decode_reporting<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, DecodeError> {
    let (value, text, notes) = read(body)?;
    Ok(Decoded {
        value,
        quarantined: places::locate(text, notes),
    })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<(T, &str, Vec<pass::Note>), DecodeError> {
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::not_utf8(body, &error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(value) = pass::fast(text) {
        return Ok((value, text, Vec::new()));
    }
    let (value, notes) = pass::exact(text)?;
    Ok((value, text, notes))
}

/// A value that was read, and the places of the records that were quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<T> {
    value: T,
    quarantined: Vec<Place>,
}

impl<T> Decoded<T> {
    /// The value.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, without the report.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The quarantined records of all lists, in the order of the body.
    #[must_use]
    pub fn quarantined(&self) -> &[Place] {
        &self.quarantined
    }

    /// The value and the places of the quarantined records.
    #[must_use]
    pub fn into_parts(self) -> (T, Vec<Place>) {
        (self.value, self.quarantined)
    }
}
