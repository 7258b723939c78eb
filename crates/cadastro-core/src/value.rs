//! The values that records are made of. Each keeps exactly what was sent, and its meaning is
//! asked for: reading never fails on a pattern, a length or a check digit.

/// Declares a value type: the text that was sent, and whether it came as a JSON number.
macro_rules! value {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub(crate) crate::value::leaf::Leaf);

        impl $name {
            /// The text, exactly as it came: of a number, its literal.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Whether it came as a JSON number. It is sent on as it came.
            #[must_use]
            #[inline]
            pub fn came_as_number(&self) -> bool {
                self.0.is_number()
            }
        }

        /// Type and shape only, never the text.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.shape(stringify!($name), f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
    };
}

/// Declares a value type whose Rust text becomes a JSON string.
macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident) => {
        value! { $(#[$meta])* $name }

        /// Becomes a JSON string.
        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self(crate::value::leaf::Leaf::text(text))
            }
        }

        /// Becomes a JSON string.
        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self(crate::value::leaf::Leaf::from_string(text))
            }
        }
    };
}

/// Declares a [`text_value!`] that converts from and into `Text`, keeping what came.
macro_rules! domain_value {
    ($(#[$meta:meta])* $name:ident) => {
        text_value! { $(#[$meta])* $name }

        /// The same value, its form kept.
        impl From<crate::value::Text> for $name {
            #[inline]
            fn from(text: crate::value::Text) -> Self {
                Self(text.0)
            }
        }

        /// The same value, its form kept.
        impl From<$name> for crate::value::Text {
            #[inline]
            fn from(value: $name) -> Self {
                Self(value.0)
            }
        }
    };
}

mod account;
mod amount;
mod civil;
mod contact;
mod identity;
mod leaf;
mod number;
mod place;
mod shape;
mod text;

pub use account::{AccountNumber, BranchCode, CompeCode};
pub use amount::{Amount, Currency};
pub use civil::{Date, DateTime};
pub use contact::{AreaCode, CallingCode, Email, InteractionId, PhoneExtension, PhoneNumber, Uri};
pub use identity::{Cnpj, Cpf, CpfCnpj};
pub use number::{Integer, NotFinite, Number};
pub use place::{Cep, Country, IbgeCode};
pub use text::Text;
