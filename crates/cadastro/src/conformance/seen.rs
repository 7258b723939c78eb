//! The tree as the checker sees it: by windows, since it collects all that is wrong with what it sees before it tells
//! the first. Its errors are given nothing to quote.

use std::borrow::Cow;
use std::slice;

use jsonschema::json::{Array, Json, JsonNumber, NodeIdentity, Object, cmp, unique};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Number, Value};

use super::node::{Item, Items, Members, Node, number};
use super::pointer::{name_of, push};

/// How many values start in one window, at least.
const LEAST_IN_WINDOW: usize = 4_096;
/// How many windows there are, at most: what is above the items of a list is looked at in each.
const MOST_WINDOWS: usize = 64;

/// Tells each thing that is wrong with a tree of so many values, and its pointer.
///
/// The schema may have no `anyOf`, `oneOf` or `not` if there are `windows`: these judge by what they see.
pub(super) fn errors(
    validator: &Validator<Text>,
    root: &Node<'_>,
    values: usize,
    windows: bool,
    tell: &mut dyn FnMut(&ValidationError<'_>, String),
) {
    let size = match windows {
        true => values.div_ceil(MOST_WINDOWS).max(LEAST_IN_WINDOW),
        false => usize::MAX,
    };
    let mut from = 0;
    while from < values {
        let to = from.saturating_add(size);
        let seen = Seen {
            node: root,
            window: Window { from, to },
        };
        for error in validator.iter_errors(seen) {
            if let Some(pointer) = seen.told(error.instance_path().as_str()) {
                tell(&error, pointer);
            }
        }
        from = to;
    }
}

/// Which items of lists are seen: those that start in it, and those in which others start that do.
#[derive(Clone, Copy)]
struct Window {
    from: usize,
    to: usize,
}

/// One value.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    node: &'a Node<'a>,
    window: Window,
}

impl<'a> Seen<'a> {
    /// The pointer of what stands under this one in the window. `None` where another window tells it: that of the
    /// innermost item of a list which it is, or is in.
    fn told(self, path: &str) -> Option<String> {
        let (mut node, mut start) = (self.node, 0);
        let mut pointer = String::with_capacity(path.len());
        for step in path.split('/').skip(1) {
            node = match node {
                Node::List(items) => {
                    let seen = SeenItems::of(items, self.window);
                    let index = step.parse::<usize>().ok()?;
                    let item = seen.items.get(index)?;
                    start = item.start;
                    push(&mut pointer, &(seen.first + index).to_string());
                    &item.node
                }
                Node::Object(members) => {
                    let name = name_of(step);
                    push(&mut pointer, &name);
                    members.get(&name)?
                }
                _ => return None,
            };
        }
        (self.window.from..self.window.to)
            .contains(&start)
            .then_some(pointer)
    }
}

/// The kind of values that the checker is built for.
pub(super) struct Text;

impl Json for Text {
    type Node<'a> = Seen<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(_: &mut (), string: &str, f: impl FnOnce(Self::Node<'_>) -> T) -> T {
        f(Seen {
            node: &Node::Text(Cow::Borrowed(string)),
            window: Window { from: 0, to: 1 },
        })
    }
}

impl<'a> jsonschema::json::Node<'a, Text> for Seen<'a> {
    type Object = SeenMembers<'a>;
    type Array = SeenItems<'a>;
    type Number = Literal<'a>;

    fn as_object(&self) -> Option<SeenMembers<'a>> {
        match self.node {
            Node::Object(members) => Some(SeenMembers {
                members,
                window: self.window,
            }),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<SeenItems<'a>> {
        match self.node {
            Node::List(items) => Some(SeenItems::of(items, self.window)),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self.node {
            Node::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Literal<'a>> {
        match self.node {
            Node::Number(literal) => Some(Literal(literal)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.node {
            Node::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.node, Node::Null)
    }

    fn json_type(&self) -> JsonType {
        match self.node {
            Node::Null => JsonType::Null,
            Node::Boolean(_) => JsonType::Boolean,
            Node::Number(_) => JsonType::Number,
            Node::Text(_) => JsonType::String,
            Node::List(_) => JsonType::Array,
            Node::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.node, expected) {
            (Node::Text(text), Value::String(expected)) => text == expected,
            (Node::Text(_), _) | (_, Value::String(_)) => false,
            _ => cmp::equal(&self.node.value(), expected),
        }
    }

    /// What the checker's errors hold: they are asked for their place alone, and have no value to quote.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(Value::Null)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(self.node) as usize))
    }
}

/// The members of an object: all of them are seen.
pub(super) struct SeenMembers<'a> {
    members: &'a Members<'a>,
    window: Window,
}

impl<'a> Object<'a, Text> for SeenMembers<'a> {
    type Node = Seen<'a>;
    type MemberName = &'a str;
    type MembersIter = Named<'a>;

    fn len(&self) -> usize {
        self.members.len()
    }

    fn get(&self, key: &String) -> Option<Seen<'a>> {
        let node = self.members.get(key)?;
        Some(Seen {
            node,
            window: self.window,
        })
    }

    fn members(&self) -> Named<'a> {
        Named {
            members: self.members.iter(),
            window: self.window,
        }
    }
}

/// Walks over the members of an object.
pub(super) struct Named<'a> {
    members: slice::Iter<'a, (Cow<'a, str>, Node<'a>)>,
    window: Window,
}

impl<'a> Iterator for Named<'a> {
    type Item = (&'a str, Seen<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, node) = self.members.next()?;
        let window = self.window;
        Some((name.as_ref(), Seen { node, window }))
    }
}

/// The items of a list that are seen. It has its full length all the same.
pub(super) struct SeenItems<'a> {
    all: &'a Items<'a>,
    items: &'a [Item<'a>],
    /// The index of the first that is seen.
    first: usize,
    window: Window,
}

impl<'a> SeenItems<'a> {
    fn of(all: &'a Items<'a>, window: Window) -> Self {
        let behind_first = all.0.partition_point(|item| item.start <= window.from);
        let first = behind_first.saturating_sub(1);
        let end = all.0.partition_point(|item| item.start < window.to);
        Self {
            all,
            items: all.0.get(first..end).unwrap_or_default(),
            first,
            window,
        }
    }
}

impl<'a> Array<'a, Text> for SeenItems<'a> {
    type Node = Seen<'a>;
    type ElementsIter = Listed<'a>;

    fn len(&self) -> usize {
        self.all.len()
    }

    fn elements(&self) -> Listed<'a> {
        Listed {
            items: self.items.iter(),
            window: self.window,
        }
    }

    fn is_unique(&self) -> bool {
        let items = self.all.iter();
        let values: Vec<Cow<'_, Value>> = items.map(|item| Cow::Owned(item.value())).collect();
        unique::is_unique(&values)
    }
}

/// Walks over the items of a list that are seen.
pub(super) struct Listed<'a> {
    items: slice::Iter<'a, Item<'a>>,
    window: Window,
}

impl<'a> Iterator for Listed<'a> {
    type Item = Seen<'a>;

    fn next(&mut self) -> Option<Seen<'a>> {
        let node = &self.items.next()?.node;
        let window = self.window;
        Some(Seen { node, window })
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
