//! Values of one of several types (`oneOf`, `anyOf`): which of them came is told by a discriminator or by the shape of
//! what came, and what is none of them is kept as it is.

mod came;
mod shape;

pub use self::shape::{JsonKind, Shape};

use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer};

use self::came::Came;
use crate::decode::pass;
use crate::json::Json;

/// An enum with a variant for each type that a value may have, and one for what is none of them. Implemented by
/// generated types.
///
/// With a [`DISCRIMINATOR`](Self::DISCRIMINATOR) the text of that member picks the variant. Without one, of the variants
/// whose shape the value fits that is taken which knows the most of its members, then the one with the most members of
/// which the value is a listed one, then the document's first; if it cannot be read, the next. What fits nothing, or
/// cannot be read, is kept as [`Json`]: a union by itself never fails, and never loses anything.
///
/// ```
/// use cadastro_core::{Choice, Discriminator, Json, JsonKind, Shape, Text, choice, decode};
/// use serde::{Deserialize, Deserializer, Serialize, Serializer};
///
/// #[derive(Deserialize, Serialize)]
/// struct Pix { key: Text }
///
/// enum Payment {
///     Pix(Pix),
///     Code(Text),
///     Unknown(Json),
/// }
///
/// impl Choice for Payment {
///     const VARIANTS: &'static [Shape] =
///         &[Shape::object(&["key"], &["key"]), Shape::of(&[JsonKind::String])];
///
///     fn read<'de, D: Deserializer<'de>>(variant: usize, from: D) -> Result<Self, D::Error> {
///         match variant {
///             0 => Pix::deserialize(from).map(Self::Pix),
///             1 => Text::deserialize(from).map(Self::Code),
///             _ => Err(choice::no_variant()),
///         }
///     }
///
///     fn unknown(json: Json) -> Self {
///         Self::Unknown(json)
///     }
/// }
///
/// impl<'de> Deserialize<'de> for Payment {
///     fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
///         choice::deserialize(from)
///     }
/// }
///
/// impl Serialize for Payment {
///     fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
///         match self {
///             Self::Pix(value) => value.serialize(to),
///             Self::Code(value) => value.serialize(to),
///             Self::Unknown(json) => json.serialize(to),
///         }
///     }
/// }
///
/// let payments: Vec<Payment> = decode(br#"[{"key": "k"}, "boleto", {"valor": 1.50}]"#)?;
/// assert!(matches!(&payments[0], Payment::Pix(pix) if pix.key == "k"));
/// assert!(matches!(&payments[1], Payment::Code(code) if *code == "boleto"));
/// assert!(matches!(&payments[2], Payment::Unknown(json) if json.get() == r#"{"valor": 1.50}"#));
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
pub trait Choice: Sized {
    /// The shapes of the variants, in the document's order.
    const VARIANTS: &'static [Shape];

    /// The member that tells which variant it is, if the document names one.
    const DISCRIMINATOR: Option<Discriminator> = None;

    /// Reads the variant with this index into [`VARIANTS`](Self::VARIANTS).
    ///
    /// # Errors
    ///
    /// If it cannot be read as that.
    fn read<'de, D: Deserializer<'de>>(variant: usize, from: D) -> Result<Self, D::Error>;

    /// Keeps what is none of the variants.
    fn unknown(json: Json) -> Self;
}

/// The member by which a document tells the variants of a union apart (OpenAPI 3.0.3, Discriminator Object).
///
/// A value that the mapping does not name, or without the member, is none of the variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// The name of the member.
    pub property: &'static str,
    /// The variant of each text of that member, by its index; the names of the schemas are among them.
    pub mapping: &'static [(&'static str, usize)],
}

impl Discriminator {
    fn pick(&self, text: &str) -> Option<usize> {
        let found = self.mapping.iter().find(|(value, _)| *value == text);
        found.map(|(_, variant)| *variant)
    }
}

/// Reads a union: what the `Deserialize` of a [`Choice`] calls.
///
/// # Errors
///
/// If what came is no JSON, or if it quarantines more records than are set aside.
pub fn deserialize<'de, C: Choice, D: Deserializer<'de>>(deserializer: D) -> Result<C, D::Error> {
    let Came(text) = Came::deserialize(deserializer)?;
    choose(&text)
}

/// The error of [`Choice::read`] for an index that no variant has.
#[must_use]
pub fn no_variant<E: de::Error>() -> E {
    E::custom("no such variant")
}

fn choose<C: Choice, E: de::Error>(text: &str) -> Result<C, E> {
    let picked = shape::pick(text, C::VARIANTS, C::DISCRIMINATOR.as_ref());
    let mut variants = picked
        .into_iter()
        .map(|variant| Variant::<C>(variant, PhantomData));
    let chosen = if pass::is_exact() {
        pass::first(text, variants)?
    } else {
        // Only the exact pass can tell that a variant cannot be read at all.
        let best = variants.next();
        best.map(|best| pass::only(text, best)).transpose()?
    };
    match chosen {
        Some(value) => Ok(value),
        None => match Json::from_text(text) {
            Some(json) => Ok(C::unknown(json)),
            None => Err(de::Error::custom("no JSON")),
        },
    }
}

struct Variant<C>(usize, PhantomData<C>);

impl<'de, C: Choice> DeserializeSeed<'de> for Variant<C> {
    type Value = C;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<C, D::Error> {
        C::read(self.0, deserializer)
    }
}
