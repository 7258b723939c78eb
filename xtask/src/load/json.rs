//! Reads JSON. `serde_json` says whether the text is JSON at all; a scanner of our own then finds what `serde_json`
//! does not tell: the place of each node, and keys that occur twice.

use serde::de::IgnoredAny;
use serde_json::{Number, Value};

use super::tree::{Builder, Fault, Place, Spot};

/// Whether the text is JSON, though perhaps with faults that no grammar knows, such as a key twice.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

pub(super) fn read(text: &str) -> Result<(Value, Place), Fault> {
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| not_json(&error, None))?;
    let mut scanner = Scanner {
        text,
        at: 0,
        spot: Spot { line: 1, column: 1 },
    };
    let mut builder = Builder::default();
    while let Some(token) = scanner.next() {
        let spot = scanner.spot;
        match token.as_bytes()[0] {
            b'{' => builder.begin_object(spot)?,
            b'[' => builder.begin_array(spot)?,
            b'}' | b']' => drop(builder.end()),
            b',' | b':' => {}
            b'"' => {
                let string = serde_json::from_str::<String>(token)
                    .map_err(|error| not_json(&error, Some(spot)))?;
                if builder.wants_key() {
                    builder.key(string, spot)?;
                } else {
                    builder.put(Value::String(string), Place::leaf(spot));
                }
            }
            b't' => drop(builder.put(Value::Bool(true), Place::leaf(spot))),
            b'f' => drop(builder.put(Value::Bool(false), Place::leaf(spot))),
            b'n' => drop(builder.put(Value::Null, Place::leaf(spot))),
            _ => {
                let number = serde_json::from_str::<Number>(token)
                    .map_err(|error| not_json(&error, Some(spot)))?;
                builder.put(Value::Number(number), Place::leaf(spot));
            }
        }
        scanner.pass(token);
    }
    builder.finish().ok_or_else(|| Fault {
        spot: None,
        pointer: None,
        what: "the document is empty".to_owned(),
        what_to_do: "put the document's text into the file".to_owned(),
    })
}

fn not_json(error: &serde_json::Error, spot: Option<Spot>) -> Fault {
    let message = error.to_string();
    // serde_json appends its own place, which for a part of the text would be wrong.
    let message = message.split(" at line ").next().unwrap_or_default();
    let spot = spot.unwrap_or(Spot {
        line: error.line(),
        column: error.column(),
    });
    Fault::at(
        spot,
        format!("not JSON: {message}"),
        "correct the JSON here or shortly before",
    )
}

/// Cuts text that is known to be JSON into tokens.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Where the next token starts.
    spot: Spot,
}

impl<'a> Scanner<'a> {
    /// The token that comes next, which stays until it is passed.
    fn next(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let space = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        self.pass(&rest[..space]);
        let rest = &rest[space..];
        let end = match rest.as_bytes().first()? {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => string_end(rest),
            _ => rest
                .find(|c: char| c.is_ascii_whitespace() || ",]}".contains(c))
                .unwrap_or(rest.len()),
        };
        Some(&rest[..end])
    }

    fn pass(&mut self, passed: &str) {
        self.at += passed.len();
        for c in passed.chars() {
            if c == '\n' {
                self.spot.line += 1;
                self.spot.column = 1;
            } else {
                self.spot.column += 1;
            }
        }
    }
}

fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
