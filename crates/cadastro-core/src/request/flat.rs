//! A value as a parameter or a form can hold it: a primitive, a list of primitives or an object of primitives. It is
//! taken from what the value serialises as, so numbers keep their literal and members their order.

use serde::Serialize;

use crate::decode::Children;

/// A value without depth; what is `null` in it is left out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flat {
    /// `null`.
    Nothing,
    One(String),
    List(Vec<String>),
    Members(Vec<(String, String)>),
}

impl Flat {
    /// `None` if the value is deeper than that, or cannot be written at all.
    pub(crate) fn of<T: Serialize + ?Sized>(value: &T) -> Option<Self> {
        // What serde says of a failure may quote values.
        Self::read(&serde_json::to_string(value).ok()?)
    }

    /// The same of a JSON text.
    pub(crate) fn read(json: &str) -> Option<Self> {
        Some(match json.trim_ascii_start().as_bytes().first()? {
            b'[' => Self::List(items(json)?),
            b'{' => {
                let mut flat = Vec::new();
                for (name, value) in members(json)? {
                    flat.extend(primitive(value)?.map(|text| (name, text)));
                }
                Self::Members(flat)
            }
            _ => primitive(json)?.map_or(Self::Nothing, Self::One),
        })
    }
}

/// The members of an object, each with its JSON.
pub(crate) fn members(json: &str) -> Option<Vec<(String, &str)>> {
    let children: Children<'_> = serde_json::from_str(json).ok()?;
    let members = children.0.into_iter();
    members
        .map(|(name, raw)| Some((name?, raw.get())))
        .collect()
}

/// The text of the first item of a list.
pub(crate) fn first(json: &str) -> Option<&str> {
    if !json.starts_with('[') {
        return None;
    }
    let children: Children<'_> = serde_json::from_str(json).ok()?;
    let (_, raw) = children.0.into_iter().next()?;
    Some(raw.get())
}

/// The items of a list of primitives.
pub(crate) fn items(json: &str) -> Option<Vec<String>> {
    let children: Children<'_> = serde_json::from_str(json).ok()?;
    let mut items = Vec::with_capacity(children.0.len());
    for (_, raw) in children.0 {
        items.extend(primitive(raw.get())?);
    }
    Some(items)
}

/// The text of a primitive: of a number its literal, of `null` nothing. The outer `None` is for lists and objects.
pub(crate) fn primitive(json: &str) -> Option<Option<String>> {
    let json = json.trim_ascii();
    match json.as_bytes().first()? {
        b'{' | b'[' => None,
        b'"' => serde_json::from_str(json).ok().map(Some),
        b'n' => Some(None),
        _ => Some(Some(json.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Json, Number};

    fn read(json: &str) -> Option<Flat> {
        Flat::of(&Json::parse(json).unwrap())
    }

    #[test]
    fn values_keep_their_order_and_their_literals() {
        assert_eq!(
            Flat::of(&Number::from("98200.00")),
            Some(Flat::One("98200.00".to_owned()))
        );
        assert_eq!(
            read(r#"{"b": 1.50, "a": null, "c": "\u00e1\"", "d": true}"#),
            Some(Flat::Members(vec![
                ("b".to_owned(), "1.50".to_owned()),
                ("c".to_owned(), "á\"".to_owned()),
                ("d".to_owned(), "true".to_owned()),
            ]))
        );
        let list = ["1e3", "x"].map(str::to_owned).to_vec();
        assert_eq!(read(r#"[1e3, null, "x"]"#), Some(Flat::List(list)));
        assert_eq!(read("null"), Some(Flat::Nothing));
        assert_eq!(read("[]"), Some(Flat::List(Vec::new())));
        assert_eq!(read("{}"), Some(Flat::Members(Vec::new())));
    }

    #[test]
    fn what_is_deeper_is_not_flat() {
        for deep in ["[[1]]", "[{}]", r#"{"a":[1]}"#, r#"{"a":{}}"#] {
            assert_eq!(read(deep), None, "{deep}");
        }
        let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert_eq!(Flat::of(&unwritable), None);
    }
}
