//! A JSON text as a tree. Numbers keep their literals, and of a member that stands twice the last counts.

use std::borrow::Cow;
use std::slice;

use serde_json::{Number, Value};

use super::pointer::push;

/// One value.
#[derive(Default)]
pub(super) enum Node<'t> {
    #[default]
    Null,
    Boolean(bool),
    /// The literal.
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Items<'t>),
    Object(Members<'t>),
}

/// The items of a list.
pub(super) struct Items<'t>(pub(super) Vec<Item<'t>>);

/// An item of a list.
pub(super) struct Item<'t> {
    /// How many values start before it in the text.
    pub(super) start: usize,
    pub(super) node: Node<'t>,
}

impl<'t> Items<'t> {
    pub(super) fn get(&self, index: usize) -> Option<&Node<'t>> {
        self.0.get(index).map(|item| &item.node)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Node<'t>> {
        self.0.iter().map(|item| &item.node)
    }
}

/// The members of an object, by name, each once.
pub(super) struct Members<'t> {
    members: Vec<(Cow<'t, str>, Node<'t>)>,
    /// The names that stand in the text more than once. Hardly any object has one.
    twice: Option<Box<[Cow<'t, str>]>>,
}

impl<'t> Members<'t> {
    /// Takes the members in the order of the text.
    pub(super) fn new(mut members: Vec<(Cow<'t, str>, Node<'t>)>) -> Members<'t> {
        // Stable: among equals, the last stays the last.
        members.sort_by(|one, other| one.0.cmp(&other.0));
        let mut twice: Vec<Cow<'t, str>> = Vec::new();
        members.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                earlier.1 = std::mem::take(&mut later.1);
                if twice.last() != Some(&earlier.0) {
                    twice.push(earlier.0.clone());
                }
            }
            is_same
        });
        let twice = (!twice.is_empty()).then(|| twice.into_boxed_slice());
        Self { members, twice }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Node<'t>> {
        let found = self
            .members
            .binary_search_by(|(own, _)| own.as_ref().cmp(name));
        found.ok().map(|at| &self.members[at].1)
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn iter(&self) -> slice::Iter<'_, (Cow<'t, str>, Node<'t>)> {
        self.members.iter()
    }
}

impl Node<'_> {
    /// The text of a string, or the literal of a number.
    #[cfg_attr(not(feature = "customers"), allow(dead_code, reason = "its rules ask"))]
    pub(super) fn leaf(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(literal) => Some(literal),
            _ => None,
        }
    }

    /// Tells the pointers of the members that stand in their object more than once. Of a value that another one shadows
    /// there is nothing to tell: it is not in the tree.
    pub(super) fn twice(&self, above: &mut String, tell: &mut dyn FnMut(&str)) {
        let end = above.len();
        match self {
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    push(above, &index.to_string());
                    item.twice(above, tell);
                    above.truncate(end);
                }
            }
            Self::Object(members) => {
                for name in members.twice.iter().flat_map(|twice| twice.iter()) {
                    push(above, name);
                    tell(above);
                    above.truncate(end);
                }
                for (name, node) in members.iter() {
                    if matches!(node, Self::List(_) | Self::Object(_)) {
                        push(above, name);
                        node.twice(above, tell);
                        above.truncate(end);
                    }
                }
            }
            _ => {}
        }
    }

    /// What `serde_json` would have made of it.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Bool(*value),
            Self::Number(literal) => Value::Number(number(literal)),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => items.iter().map(Self::value).collect(),
            Self::Object(members) => members
                .iter()
                .map(|(name, node)| (name.clone().into_owned(), node.value()))
                .collect(),
        }
    }
}

/// What is nearest to a literal; one that is too large for a float has no number of serde's.
pub(super) fn number(literal: &str) -> Number {
    serde_json::from_str(literal).unwrap_or_else(|_| Number::from(u64::MAX))
}
