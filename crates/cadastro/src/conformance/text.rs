//! From the text of an answer to its tree. The text has been found to be JSON before.

use std::borrow::Cow;

use super::node::{Item, Items, Members, Node};
use super::pointer::name_of;

/// How deep values may stand in each other: deeper than any documented answer, and no danger to the stack.
const MOST_DEPTH: usize = 128;
/// How many values of one answer are checked.
pub(super) const MOST_VALUES: usize = 1_000_000;

/// The tree, and how many values it was read from.
pub(super) struct Tree<'t> {
    pub(super) root: Node<'t>,
    pub(super) values: usize,
}

/// Why there is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beyond {
    Depth,
    Values,
}

/// Reads a JSON text.
pub(super) fn tree(text: &str) -> Result<Tree<'_>, Beyond> {
    let mut reader = Reader::new(text);
    let root = reader.value()?;
    Ok(Tree {
        root,
        values: reader.values,
    })
}

/// The text of the value at a pointer of a JSON text: of a member that stands twice, the last. It compares names as
/// the tree does, which tells apart what is no text at all.
pub(super) fn at<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
    let mut reader = Reader::new(text);
    for step in pointer.split('/').skip(1) {
        match reader.next() {
            b'{' => reader.enter_member(&name_of(step))?,
            b'[' => reader.enter_item(step.parse().ok()?)?,
            _ => return None,
        }
    }
    reader.next();
    let start = reader.at;
    reader.value().ok()?;
    text.get(start..reader.at)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    values: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            values: 0,
            depth: 0,
        }
    }

    fn value(&mut self) -> Result<Node<'t>, Beyond> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(Beyond::Values);
        }
        if self.depth > MOST_DEPTH {
            return Err(Beyond::Depth);
        }
        self.depth += 1;
        let node = match self.next() {
            b'{' => self.object()?,
            b'[' => self.list()?,
            b'"' => Node::Text(self.string(|_| char::REPLACEMENT_CHARACTER)),
            _ => match self.word() {
                "true" => Node::Boolean(true),
                "false" => Node::Boolean(false),
                "null" => Node::Null,
                literal => Node::Number(literal),
            },
        };
        self.depth -= 1;
        Ok(node)
    }

    fn object(&mut self) -> Result<Node<'t>, Beyond> {
        let mut members = Vec::new();
        self.at += 1;
        while self.next() != b'}' {
            self.skip(b',');
            let name = self.name();
            self.skip(b':');
            members.push((name, self.value()?));
        }
        self.at += 1;
        Ok(Node::Object(Members::new(members)))
    }

    fn list(&mut self) -> Result<Node<'t>, Beyond> {
        let mut items = Vec::new();
        self.at += 1;
        while self.next() != b']' {
            self.skip(b',');
            let start = self.values;
            let node = self.value()?;
            items.push(Item { start, node });
        }
        self.at += 1;
        Ok(Node::List(Items(items)))
    }

    /// Goes to the value of a member of the object that is next.
    fn enter_member(&mut self, wanted: &str) -> Option<()> {
        let mut found = None;
        self.at += 1;
        while self.next() != b'}' {
            self.skip(b',');
            let is_wanted = self.name() == wanted;
            self.skip(b':');
            if is_wanted {
                found = Some(self.at);
            }
            self.value().ok()?;
        }
        self.at = found?;
        Some(())
    }

    /// Goes to an item of the list that is next.
    fn enter_item(&mut self, wanted: usize) -> Option<()> {
        let mut index = 0;
        self.at += 1;
        while self.next() != b']' {
            self.skip(b',');
            if index == wanted {
                return Some(());
            }
            self.value().ok()?;
            index += 1;
        }
        None
    }

    /// The first byte that is no white space; one is at it then. Behind the end, what ends everything.
    fn next(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return *byte;
            }
            self.at += 1;
        }
        b'}'
    }

    /// Goes past this byte, if it is the next one, and the white space around it.
    fn skip(&mut self, byte: u8) {
        if self.next() == byte {
            self.at += 1;
            self.next();
        }
    }

    /// A number, or one of JSON's three words.
    fn word(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_end = |byte: u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let end = rest.bytes().position(is_end).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// The name of a member. Two halves of pairs are two names: each is a character that is for private use.
    fn name(&mut self) -> Cow<'t, str> {
        self.string(|half| {
            let private = char::from_u32(0x10_0000 + u32::from(half));
            private.unwrap_or(char::REPLACEMENT_CHARACTER)
        })
    }

    /// A string, with what stands for half of a surrogate pair, which is no character.
    fn string(&mut self, half: fn(u16) -> char) -> Cow<'t, str> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut at = start;
        let mut is_escaped = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => break,
                b'\\' => {
                    is_escaped = true;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        self.at = at + 1;
        let inner = self.text.get(start..at).unwrap_or_default();
        if is_escaped {
            Cow::Owned(unescaped(inner, half))
        } else {
            Cow::Borrowed(inner)
        }
    }
}

/// The text that escapes stand for.
fn unescaped(text: &str, half: fn(u16) -> char) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        let unit = if next == '\\' {
            match chars.next() {
                Some('b') => 0x08,
                Some('f') => 0x0c,
                Some('n') => 0x0a,
                Some('r') => 0x0d,
                Some('t') => 0x09,
                Some('u') => {
                    let digits = chars.as_str().get(..4).unwrap_or_default();
                    chars = chars.as_str().get(4..).unwrap_or_default().chars();
                    u16::from_str_radix(digits, 16).unwrap_or(0xfffd)
                }
                Some(itself) => {
                    units.extend_from_slice(itself.encode_utf16(&mut [0; 2]));
                    continue;
                }
                None => continue,
            }
        } else {
            units.extend_from_slice(next.encode_utf16(&mut [0; 2]));
            continue;
        };
        units.push(unit);
    }
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or_else(|lone| half(lone.unpaired_surrogate())))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> (Value, Vec<String>) {
        let tree = tree(text).unwrap_or_else(|beyond| panic!("{beyond:?}"));
        let mut twice = Vec::new();
        let mut tell = |pointer: &str| twice.push(pointer.to_owned());
        tree.root.twice(&mut String::new(), &mut tell);
        (tree.root.value(), twice)
    }

    #[test]
    fn a_text_is_read_as_serde_reads_it() {
        for text in [
            "null",
            " true ",
            "-1.5e3",
            "\"\"",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            r#"[1, -2,3.0 , "a",[],{} ,[[false]]]"#,
            "{\"b\" : {\"\":[null]},\n\t\"a\":\"x\" }",
            r#"{"\u00e1\n\t\r\b\f\"\\\/": "\ud83d\ude00 ção 😀"}"#,
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read(text), (expected, Vec::new()), "{text}");
        }
    }

    #[test]
    fn half_of_a_pair_is_one_character() {
        assert_eq!(read(r#""a\ud800b\udc00""#).0, json!("a\u{fffd}b\u{fffd}"));
    }

    #[test]
    fn the_last_of_several_counts_and_is_told() {
        let (value, twice) =
            read(r#"{"a": 1, "c/d": [0, {"x": 1, "x": 2, "x": 3, "y": 0}], "a": {"b": 2}}"#);
        assert_eq!(
            value,
            json!({ "a": { "b": 2 }, "c/d": [0, { "x": 3, "y": 0 }] })
        );
        assert_eq!(twice, ["/a", "/c~1d/1/x"]);
    }

    #[test]
    fn of_a_shadowed_value_nothing_is_told() {
        let (value, twice) = read(r#"{"a": {"x": 1, "x": 2}, "a": {"x": 3}}"#);
        assert_eq!(
            (value, twice),
            (json!({ "a": { "x": 3 } }), vec!["/a".to_owned()])
        );
    }

    #[test]
    fn names_of_other_halves_are_other_names() {
        assert!(
            read(r#"{"\ud800": 1, "\ud801": 2, "\udc00": 3, "\ufffd": 4}"#)
                .1
                .is_empty()
        );
        assert_eq!(read(r#"{"\ud800": 1, "\uD800": 2}"#).1.len(), 1);
    }

    #[test]
    fn texts_of_values_are_found() {
        let text =
            r#" {"a/b": [0, {"\ud800": "\udc00", "x": [1 ,2]} , "y"], "~": -1.50, "~": 1e2 } "#;
        for (pointer, expected) in [
            ("/a~1b/0", "0"),
            ("/a~1b/1/x", "[1 ,2]"),
            ("/a~1b/2", r#""y""#),
            ("/~0", "1e2"),
        ] {
            assert_eq!(at(text, pointer), Some(expected), "{pointer}");
        }
        assert_eq!(at(text, ""), Some(text.trim()));
        for nowhere in ["/a", "/a~1b/3", "/a~1b/x", "/a~1b/0/0"] {
            assert_eq!(at(text, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn depth_and_number_of_values_have_a_bound() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(tree(&nested(MOST_DEPTH)).is_ok());
        assert_eq!(tree(&nested(100_000)).err(), Some(Beyond::Depth));
        let many = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
        assert!(tree(&many(MOST_VALUES - 1)).is_ok());
        assert_eq!(tree(&many(MOST_VALUES)).err(), Some(Beyond::Values));
    }
}
