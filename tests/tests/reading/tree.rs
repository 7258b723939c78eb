//! JSON as a tree that keeps number literals, so that `98200.00` and `98200.0` differ.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde_json::value::RawValue;

/// A JSON value. The order of members and the escapes of strings make no difference; literals do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tree {
    Object(BTreeMap<String, Tree>),
    List(Vec<Tree>),
    Text(String),
    /// A number, `true`, `false` or `null`, as it is written; also a string whose escapes stand for no text.
    Literal(String),
}

impl Tree {
    pub(crate) fn parse(json: &str) -> Self {
        let json = json.trim();
        let tree = |raw: &RawValue| Self::parse(raw.get());
        match json.as_bytes()[0] {
            b'{' => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap();
                let members = members.into_iter().map(|(name, raw)| (name, tree(raw)));
                Self::Object(members.collect())
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(json).unwrap();
                Self::List(items.into_iter().map(tree).collect())
            }
            b'"' => serde_json::from_str(json)
                .map_or_else(|_| Self::Literal(json.to_owned()), Self::Text),
            _ => Self::Literal(json.to_owned()),
        }
    }

    /// The children with the last token of their pointers.
    pub(crate) fn children(&self) -> Vec<(String, &Self)> {
        match self {
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), value))
                .collect(),
            Self::List(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| (index.to_string(), value))
                .collect(),
            Self::Text(_) | Self::Literal(_) => Vec::new(),
        }
    }

    /// Every value of the tree below the root with its pointer, parents first.
    pub(crate) fn places(&self) -> Vec<(String, &Self)> {
        let mut places = Vec::new();
        let mut open = vec![(String::new(), self)];
        while let Some((pointer, tree)) = open.pop() {
            for (token, child) in tree.children() {
                let pointer = format!("{pointer}/{token}");
                places.push((pointer.clone(), child));
                open.push((pointer, child));
            }
        }
        places
    }

    pub(crate) fn get(&self, pointer: &str) -> Option<&Self> {
        let mut tree = self;
        for token in pointer.split('/').skip(1) {
            tree = match tree {
                Self::Object(members) => members.get(token)?,
                Self::List(items) => items.get(token.parse::<usize>().ok()?)?,
                Self::Text(_) | Self::Literal(_) => return None,
            };
        }
        Some(tree)
    }

    /// Puts a value at a pointer, whose parent must be there; an index at the end of a list appends.
    pub(crate) fn with(&self, pointer: &str, value: Self) -> Self {
        self.edited(pointer, |parent, token| match parent {
            Self::Object(members) => drop(members.insert(token.to_owned(), value)),
            Self::List(items) => {
                let index: usize = token.parse().unwrap();
                if index == items.len() {
                    items.push(value);
                } else {
                    items[index] = value;
                }
            }
            Self::Text(_) | Self::Literal(_) => panic!("{pointer} is below a leaf"),
        })
    }

    pub(crate) fn without(&self, pointer: &str) -> Self {
        self.edited(pointer, |parent, token| {
            let removed = match parent {
                Self::Object(members) => members.remove(token),
                Self::List(items) => Some(items.remove(token.parse().unwrap())),
                Self::Text(_) | Self::Literal(_) => None,
            };
            assert!(removed.is_some(), "{pointer} is not there");
        })
    }

    fn edited(&self, pointer: &str, edit: impl FnOnce(&mut Self, &str)) -> Self {
        let mut tree = self.clone();
        let (parent, token) = pointer.rsplit_once('/').unwrap();
        let mut place = &mut tree;
        for token in parent.split('/').skip(1) {
            place = match place {
                Self::Object(members) => members.get_mut(token).unwrap(),
                Self::List(items) => &mut items[token.parse::<usize>().unwrap()],
                Self::Text(_) | Self::Literal(_) => panic!("{pointer} is below a leaf"),
            };
        }
        edit(place, token);
        tree
    }
}

/// JSON text without spaces.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let string = |text: &str| serde_json::to_string(text).unwrap();
        match self {
            Self::Object(members) => {
                f.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{}:{value}", string(name))?;
                }
                f.write_char('}')
            }
            Self::List(items) => {
                f.write_char('[')?;
                for (index, value) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{value}")?;
                }
                f.write_char(']')
            }
            Self::Text(text) => f.write_str(&string(text)),
            Self::Literal(literal) => f.write_str(literal),
        }
    }
}

#[test]
fn literals_make_a_difference_and_order_makes_none() {
    let tree = Tree::parse(r#"{"b": [1.0, "\u00e1"], "a": {"c": null}}"#);
    assert_eq!(tree, Tree::parse(r#"{"a":{"c":null},"b":[1.0,"á"]}"#));
    assert_ne!(tree, Tree::parse(r#"{"a":{"c":null},"b":[1.00,"á"]}"#));
    assert_ne!(tree, Tree::parse(r#"{"a":{"c":null},"b":["1.0","á"]}"#));
    assert_eq!(Tree::parse(&tree.to_string()), tree);
    assert_eq!(tree.get("/b/1"), Some(&Tree::Text("á".to_owned())));
    assert_eq!(tree.places().len(), 5);
    assert_eq!(
        tree.without("/b/0")
            .with("/a/c", Tree::Text(String::new()))
            .to_string(),
        r#"{"a":{"c":""},"b":["á"]}"#
    );
}
