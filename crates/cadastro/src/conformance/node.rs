//! A JSON text as a tree that the checker walks. Numbers keep their literals, of a member that stands twice the last
//! counts, and the checker's errors are given nothing to quote.

use std::borrow::Cow;
use std::slice;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, NodeIdentity, Object, cmp, unique};
use serde_json::{Number, Value};

/// One value.
#[derive(Default)]
pub(super) enum Node<'t> {
    #[default]
    Null,
    Boolean(bool),
    /// The literal.
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Object(Members<'t>),
}

/// The members of an object, by name, each once.
pub(super) struct Members<'t>(Vec<(Cow<'t, str>, Node<'t>)>);

impl<'t> Members<'t> {
    /// Takes the members in the order of the text, and gives the names that stand in it more than once.
    pub(super) fn new(
        mut members: Vec<(Cow<'t, str>, Node<'t>)>,
    ) -> (Members<'t>, Vec<Cow<'t, str>>) {
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
        (Self(members), twice)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Node<'t>> {
        let found = self.0.binary_search_by(|(own, _)| own.as_ref().cmp(name));
        found.ok().map(|at| &self.0[at].1)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
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

    /// What `serde_json` would have made of it.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Bool(*value),
            Self::Number(literal) => Value::Number(number(literal)),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => items.iter().map(Self::value).collect(),
            Self::Object(members) => {
                let members = members.0.iter();
                members
                    .map(|(name, node)| (name.clone().into_owned(), node.value()))
                    .collect()
            }
        }
    }
}

/// What is nearest to a literal; one that is too large for a float has no number of serde's.
fn number(literal: &str) -> Number {
    serde_json::from_str(literal).unwrap_or_else(|_| Number::from(u64::MAX))
}

/// A text as the checker takes it.
pub(super) struct Text;

impl Json for Text {
    type Node<'a> = &'a Node<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(_: &mut (), string: &str, f: impl FnOnce(Self::Node<'_>) -> T) -> T {
        f(&Node::Text(Cow::Borrowed(string)))
    }
}

impl<'a> jsonschema::json::Node<'a, Text> for &'a Node<'a> {
    type Object = &'a Members<'a>;
    type Array = &'a [Node<'a>];
    type Number = Literal<'a>;

    fn as_object(&self) -> Option<&'a Members<'a>> {
        match self {
            Node::Object(members) => Some(members),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&'a [Node<'a>]> {
        match self {
            Node::List(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Node::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Literal<'a>> {
        match self {
            Node::Number(literal) => Some(Literal(literal)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Node::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Node::Null)
    }

    fn json_type(&self) -> JsonType {
        match self {
            Node::Null => JsonType::Null,
            Node::Boolean(_) => JsonType::Boolean,
            Node::Number(_) => JsonType::Number,
            Node::Text(_) => JsonType::String,
            Node::List(_) => JsonType::Array,
            Node::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self, expected) {
            (Node::Text(text), Value::String(expected)) => text == expected,
            (Node::Text(_), _) | (_, Value::String(_)) => false,
            _ => cmp::equal(&self.value(), expected),
        }
    }

    /// What the checker's errors hold: they are asked for their place alone, and have no value to quote.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(Value::Null)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(*self) as usize))
    }
}

impl<'a> Object<'a, Text> for &'a Members<'a> {
    type Node = &'a Node<'a>;
    type MemberName = &'a str;
    type MembersIter = Named<'a>;

    fn len(&self) -> usize {
        Members::len(self)
    }

    fn get(&self, key: &String) -> Option<&'a Node<'a>> {
        Members::get(self, key)
    }

    fn members(&self) -> Named<'a> {
        Named(self.0.iter())
    }
}

/// Walks over the members of an object.
pub(super) struct Named<'a>(slice::Iter<'a, (Cow<'a, str>, Node<'a>)>);

impl<'a> Iterator for Named<'a> {
    type Item = (&'a str, &'a Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, node)| (name.as_ref(), node))
    }
}

impl<'a> Array<'a, Text> for &'a [Node<'a>] {
    type Node = &'a Node<'a>;
    type ElementsIter = slice::Iter<'a, Node<'a>>;

    fn len(&self) -> usize {
        <[Node<'_>]>::len(self)
    }

    fn elements(&self) -> slice::Iter<'a, Node<'a>> {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        let values: Vec<Cow<'_, Value>> =
            self.iter().map(|item| Cow::Owned(item.value())).collect();
        unique::is_unique(&values)
    }
}

/// A number as it was written.
pub(super) struct Literal<'t>(&'t str);

impl JsonNumber for Literal<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(number(self.0))
    }
}
