//! A value of an enum that its document does not list.

use crate::value::Text;
use std::fmt;

/// What an open enum holds for a value that its document does not list.
///
/// Its content is opaque to `match`, so that code stays right when a later version of the crate
/// knows the value: compare the enum's `as_str()` instead.
///
/// ```
/// use cadastro_core::{Text, UnknownValue};
///
/// let value = UnknownValue::new(Text::from("UNIÃO ESTÁVEL"));
/// assert_eq!(value.as_str(), "UNIÃO ESTÁVEL");
/// assert_eq!(format!("{value:?}"), "UnknownValue(13 chars)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Text);

impl UnknownValue {
    /// Keeps a value and the form it came in.
    #[must_use]
    pub fn new(value: Text) -> Self {
        Self(value)
    }

    /// The text, exactly as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it came as a JSON number.
    #[must_use]
    pub fn came_as_number(&self) -> bool {
        self.0.came_as_number()
    }
}

impl From<UnknownValue> for Text {
    fn from(value: UnknownValue) -> Self {
        value.0
    }
}

/// Shape only, never the text.
impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.0.shape("UnknownValue", f)
    }
}
