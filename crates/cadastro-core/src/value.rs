//! The values that records are made of. Each keeps exactly what was sent, and its meaning is
//! asked for: reading never fails on a pattern, a length or a check digit.

/// Declares a value type: the text that was sent, and whether it came as a JSON number.
macro_rules! value {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
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

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                text.as_str().into()
            }
        }

        impl From<std::borrow::Cow<'_, str>> for $name {
            fn from(text: std::borrow::Cow<'_, str>) -> Self {
                match text {
                    std::borrow::Cow::Borrowed(text) => text.into(),
                    std::borrow::Cow::Owned(text) => text.into(),
                }
            }
        }

        /// As from a `&str`: any text is taken.
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        /// The text, exactly as it came.
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0.into_string()
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

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<$name> for str {
            fn eq(&self, other: &$name) -> bool {
                self == other.as_str()
            }
        }

        impl PartialEq<$name> for &str {
            fn eq(&self, other: &$name) -> bool {
                *self == other.as_str()
            }
        }

        impl PartialEq<$name> for String {
            fn eq(&self, other: &$name) -> bool {
                self == other.as_str()
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

/// Orders codes and texts by their characters. Amounts, numbers, days and instants have no order:
/// that of their characters would put `"9.00"` above `"10.00"`.
macro_rules! ordered {
    ($($name:ident)+) => { $(
        /// By the characters.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
    )+ };
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

ordered! {
    AccountNumber AreaCode BranchCode CallingCode Cep Cnpj CompeCode Country Cpf CpfCnpj Currency Email IbgeCode
    InteractionId PhoneExtension PhoneNumber Text Uri
}

#[cfg(test)]
mod tests {
    use super::{Amount, Cpf, Date, DateTime, Integer, Number, Text};
    use std::borrow::Cow;
    use std::marker::PhantomData;

    /// What a type without an order falls back to: of two methods the one that borrows less is taken.
    trait Otherwise {
        fn is_ordered(&self) -> bool {
            false
        }
    }

    impl<T> Otherwise for &PhantomData<T> {}

    trait Ordered {
        fn is_ordered(&self) -> bool {
            true
        }
    }

    impl<T: PartialOrd> Ordered for PhantomData<T> {}

    #[test]
    fn values_come_from_texts_and_become_texts() {
        let owned = "52998224725".to_owned();
        for cpf in [
            Cpf::from(&owned),
            Cpf::from(Cow::Borrowed(owned.as_str())),
            Cpf::from(Cow::Owned(owned.clone())),
            owned.parse().unwrap(),
        ] {
            assert_eq!(cpf, owned);
            assert_eq!(owned, cpf);
            assert_eq!("52998224725", cpf);
            assert_eq!(*"52998224725", cpf);
            assert!(!cpf.came_as_number());
            assert_eq!(String::from(cpf), owned);
        }
        assert!(Number::from(&"98200.00".to_owned()).came_as_number());
        let long = "9".repeat(40);
        assert_eq!(String::from(Number::from(&long)), long);
    }

    #[test]
    fn what_counts_or_passes_has_no_order_of_characters() {
        macro_rules! is_ordered {
            ($name:ty) => {
                (&PhantomData::<$name>).is_ordered()
            };
        }
        assert!(is_ordered!(Text) && is_ordered!(Cpf));
        assert!(!is_ordered!(Amount) && !is_ordered!(Number) && !is_ordered!(Integer));
        assert!(!is_ordered!(Date) && !is_ordered!(DateTime));
    }
}
