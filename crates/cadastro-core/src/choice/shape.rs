//! What the variants of a union look like, and which of them a value is.

use super::Discriminator;
use crate::request::flat;

/// A kind of JSON value, as schemas name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonKind {
    /// `object`
    Object,
    /// `array`
    List,
    /// `string`
    String,
    /// `number`
    Number,
    /// `integer`
    Integer,
    /// `boolean`
    Boolean,
}

impl JsonKind {
    /// All of them: for a variant that takes anything.
    pub const ALL: &'static [Self] = &[
        Self::Object,
        Self::List,
        Self::String,
        Self::Number,
        Self::Integer,
        Self::Boolean,
    ];
}

/// What the document says of one variant of a [`Choice`](crate::Choice), as far as it tells variants apart.
///
/// ```
/// use cadastro_core::{JsonKind, Shape};
///
/// const VARIANTS: &[Shape] = &[
///     Shape::object(&["type", "key"], &["type", "key", "note"]).with_listed(&[("type", &["PIX"])]),
///     Shape::of(&[JsonKind::String]).with_values(&["NONE", "ALL"]),
///     Shape::of(&[JsonKind::List]),
/// ];
/// # let _ = VARIANTS;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    kinds: &'static [JsonKind],
    required: &'static [&'static str],
    known: &'static [&'static str],
    listed: &'static [(&'static str, &'static [&'static str])],
    values: Option<&'static [&'static str]>,
    /// Whether all this is said of the elements of a list.
    of_elements: bool,
}

impl Shape {
    /// A value of one of these kinds.
    #[must_use]
    pub const fn of(kinds: &'static [JsonKind]) -> Self {
        Self {
            kinds,
            required: &[],
            known: &[],
            listed: &[],
            values: None,
            of_elements: false,
        }
    }

    /// A list whose elements are of this shape. Its first element tells; a list is of this kind also where that fits
    /// badly, as it may be a broken record.
    #[must_use]
    pub const fn list_of(element: Self) -> Self {
        Self {
            of_elements: true,
            ..element
        }
    }

    /// An object by the wire names of its members: those that must be there, and all that it has.
    #[must_use]
    pub const fn object(required: &'static [&'static str], known: &'static [&'static str]) -> Self {
        Self {
            required,
            known,
            ..Self::of(&[JsonKind::Object])
        }
    }

    /// The values that the document lists for some of its members: an object in which one of these has another value is
    /// not of this shape.
    #[must_use]
    pub const fn with_listed(
        self,
        listed: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { listed, ..self }
    }

    /// The values that the document lists for the value itself, which is a string: another one is not of this shape.
    #[must_use]
    pub const fn with_values(self, values: &'static [&'static str]) -> Self {
        Self {
            values: Some(values),
            ..self
        }
    }

    /// How well a value fits, the better the greater; `None` if it does not.
    fn rate(&self, value: &Value<'_>) -> Option<Rating> {
        if self.of_elements {
            let element = Self {
                of_elements: false,
                ..*self
            };
            return matches!(value.kind, Kind::List).then(|| match value.first {
                Some(first) => element.rate(&Value::of(first)).unwrap_or_default(),
                None => (true, 0, 0),
            });
        }
        let exact = self.rate_kind(value.kind)?;
        if let (Some(values), Some(text)) = (self.values, &value.text) {
            if !values.contains(&text.as_str()) {
                return None;
            }
        }
        let has = |name: &str| value.members.iter().any(|(member, _)| member == name);
        if !self.required.iter().all(|name| has(name)) {
            return None;
        }
        let (mut known, mut listed) = (0, 0);
        for (name, json) in &value.members {
            let name = name.as_str();
            if self.known.contains(&name) || self.required.contains(&name) {
                known += 1;
            }
            for (_, values) in self.listed.iter().filter(|(member, _)| *member == name) {
                match flat::primitive(json) {
                    // An absent value says nothing.
                    Some(None) => {}
                    Some(Some(text)) if values.contains(&text.as_str()) => listed += 1,
                    _ => return None,
                }
            }
        }
        Some((exact, known, listed))
    }

    /// Whether the kind is the very one, or one that values are read from as well: numbers come as strings, and strings
    /// as numbers.
    fn rate_kind(&self, kind: Kind) -> Option<bool> {
        use JsonKind::{Boolean, Integer, List, Number, Object, String};
        let any = |kinds: &[JsonKind]| kinds.iter().any(|kind| self.kinds.contains(kind));
        let (exact, also): (&[JsonKind], &[JsonKind]) = match kind {
            Kind::Object => (&[Object], &[]),
            Kind::List => (&[List], &[]),
            Kind::Text => (&[String], &[Number, Integer]),
            Kind::Whole => (&[Integer, Number], &[String]),
            Kind::Fraction => (&[Number], &[Integer, String]),
            Kind::Flag => (&[Boolean], &[]),
            Kind::Null => (&[], &[]),
        };
        if any(exact) {
            Some(true)
        } else {
            any(also).then_some(false)
        }
    }
}

/// Whether the kind is the very one, how many members are known, and of how many the value is a listed one.
type Rating = (bool, usize, usize);

/// The variants that a text may be, the likeliest first.
pub(super) fn pick(
    text: &str,
    variants: &[Shape],
    discriminator: Option<&Discriminator>,
) -> Vec<usize> {
    let mut value = Value::of(text);
    if variants.iter().any(|shape| shape.of_elements) {
        value.first = flat::first(text);
    }
    if let Some(discriminator) = discriminator {
        let picked = value
            .member(discriminator.property)
            .and_then(|text| discriminator.pick(&text));
        return Vec::from_iter(picked);
    }
    let mut rated: Vec<(usize, Rating)> = variants
        .iter()
        .enumerate()
        .filter_map(|(index, shape)| Some((index, shape.rate(&value)?)))
        .collect();
    // A stable sort: of equal ones the document's first stays first.
    rated.sort_by_key(|(_, rating)| std::cmp::Reverse(*rating));
    rated.into_iter().map(|(index, _)| index).collect()
}

#[derive(Clone, Copy)]
enum Kind {
    Object,
    List,
    Text,
    Whole,
    Fraction,
    Flag,
    Null,
}

/// A JSON text as far as shapes look at it.
struct Value<'a> {
    kind: Kind,
    members: Vec<(String, &'a str)>,
    /// What a string says.
    text: Option<String>,
    /// The first element of a list, where it is asked for.
    first: Option<&'a str>,
}

impl<'a> Value<'a> {
    fn of(text: &'a str) -> Self {
        let kind = match text.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'"') => Kind::Text,
            Some(b't' | b'f') => Kind::Flag,
            Some(b'n') | None => Kind::Null,
            _ if text.contains(['.', 'e', 'E']) => Kind::Fraction,
            _ => Kind::Whole,
        };
        Self {
            kind,
            members: match kind {
                Kind::Object => flat::members(text).unwrap_or_default(),
                _ => Vec::new(),
            },
            text: match kind {
                Kind::Text => flat::primitive(text).flatten(),
                _ => None,
            },
            first: None,
        }
    }

    /// The text of a member; of one that stands twice, the last.
    fn member(&self, name: &str) -> Option<String> {
        let mut members = self.members.iter().rev();
        let (_, json) = members.find(|(member, _)| member == name)?;
        flat::primitive(json).flatten()
    }
}
