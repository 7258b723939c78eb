//! From the text of an answer to its tree. The text has been found to be JSON before.

use std::borrow::Cow;

use super::node::{Members, Node};
use super::pointer;

/// How deep values may stand in each other: deeper than any documented answer, and no danger to the stack.
const MOST_DEPTH: usize = 128;
/// How many values of one answer are checked: what is wrong with each takes memory.
pub(super) const MOST_VALUES: usize = 1_000_000;

/// The tree, and the pointers of the members that stand in their object more than once.
pub(super) struct Tree<'t> {
    pub(super) root: Node<'t>,
    pub(super) twice: Vec<String>,
}

/// Why there is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beyond {
    Depth,
    Values,
}

/// Reads a JSON text.
pub(super) fn tree(text: &str) -> Result<Tree<'_>, Beyond> {
    let mut reader = Reader {
        text,
        at: 0,
        values: 0,
        above: Vec::new(),
        twice: Vec::new(),
    };
    let root = reader.value()?;
    Ok(Tree {
        root,
        twice: reader.twice,
    })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    values: usize,
    above: Vec<Step<'t>>,
    twice: Vec<String>,
}

enum Step<'t> {
    Member(Cow<'t, str>),
    Item(usize),
}

impl<'t> Reader<'t> {
    fn value(&mut self) -> Result<Node<'t>, Beyond> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(Beyond::Values);
        }
        if self.above.len() > MOST_DEPTH {
            return Err(Beyond::Depth);
        }
        Ok(match self.next() {
            b'{' => self.object()?,
            b'[' => self.list()?,
            b'"' => Node::Text(self.string()),
            _ => match self.word() {
                "true" => Node::Boolean(true),
                "false" => Node::Boolean(false),
                "null" => Node::Null,
                literal => Node::Number(literal),
            },
        })
    }

    fn object(&mut self) -> Result<Node<'t>, Beyond> {
        let mut members = Vec::new();
        self.at += 1;
        while self.next() != b'}' {
            self.skip(b',');
            let name = self.string();
            self.skip(b':');
            self.above.push(Step::Member(name.clone()));
            let value = self.value()?;
            self.above.pop();
            members.push((name, value));
        }
        self.at += 1;
        let (members, twice) = Members::new(members);
        if !twice.is_empty() {
            let above = self.above.iter().map(|step| match step {
                Step::Member(name) => pointer::token(name),
                Step::Item(index) => format!("/{index}"),
            });
            let above: String = above.collect();
            let places = twice.iter();
            self.twice
                .extend(places.map(|name| format!("{above}{}", pointer::token(name))));
        }
        Ok(Node::Object(members))
    }

    fn list(&mut self) -> Result<Node<'t>, Beyond> {
        let mut items = Vec::new();
        self.at += 1;
        while self.next() != b']' {
            self.skip(b',');
            self.above.push(Step::Item(items.len()));
            items.push(self.value()?);
            self.above.pop();
        }
        self.at += 1;
        Ok(Node::List(items))
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

    fn string(&mut self) -> Cow<'t, str> {
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
            Cow::Owned(unescaped(inner))
        } else {
            Cow::Borrowed(inner)
        }
    }
}

/// The text that escapes stand for. Half of a surrogate pair stands for none: it becomes a replacement character.
fn unescaped(text: &str) -> String {
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
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> (Value, Vec<String>) {
        let tree = tree(text).unwrap_or_else(|beyond| panic!("{beyond:?}"));
        (tree.root.value(), tree.twice)
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
        assert_eq!(twice, ["/c~1d/1/x", "/a"]);
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
