//! What may be told of a value without telling it.

use std::fmt;

use super::node::Node;

/// The shape of a value: its JSON type and how long it is, never what it says.
///
/// ```
/// use cadastro::conformance::Shape;
///
/// let shape = Shape::Text { characters: 11, is_digits: true };
/// assert_eq!(shape.to_string(), "a string of 11 digits");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number {
        /// How many characters it was written with.
        characters: usize,
    },
    /// A string.
    Text {
        /// How many characters it has.
        characters: usize,
        /// Whether all of them are ASCII digits, and there is one at least.
        is_digits: bool,
    },
    /// A list.
    List {
        /// How many items it has.
        items: usize,
    },
    /// An object.
    Object {
        /// How many members it has.
        members: usize,
    },
}

impl Shape {
    pub(super) fn of(node: &Node<'_>) -> Self {
        match node {
            Node::Null => Self::Null,
            Node::Boolean(_) => Self::Boolean,
            Node::Number(literal) => Self::Number {
                characters: literal.len(),
            },
            Node::Text(text) => Self::Text {
                characters: text.chars().count(),
                is_digits: !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            },
            Node::List(items) => Self::List { items: items.len() },
            Node::Object(members) => Self::Object {
                members: members.len(),
            },
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, count, unit) = match *self {
            Self::Null => return f.write_str("null"),
            Self::Boolean => return f.write_str("a boolean"),
            Self::Number { characters } => ("a number", characters, "character"),
            Self::Text {
                characters,
                is_digits,
            } => {
                let unit = if is_digits { "digit" } else { "character" };
                ("a string", characters, unit)
            }
            Self::List { items } => ("a list", items, "item"),
            Self::Object { members } => ("an object", members, "member"),
        };
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{what} of {count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::text::tree;

    #[test]
    fn shapes_say_type_and_length() {
        for (text, expected) in [
            ("null", "null"),
            ("true", "a boolean"),
            ("98200.00", "a number of 8 characters"),
            (r#""52998224725""#, "a string of 11 digits"),
            (r#""""#, "a string of 0 characters"),
            (r#""ã""#, "a string of 1 character"),
            ("[1]", "a list of 1 item"),
            (r#"{"a": 1, "b": 2}"#, "an object of 2 members"),
        ] {
            let tree = tree(text).ok().unwrap();
            assert_eq!(Shape::of(&tree.root).to_string(), expected, "{text}");
        }
    }
}
