//! Reads YAML 1.2: one document, keys that are scalars, aliases within bounds.
//! The parser gives events; what they mean is decided here and in `scalar`.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Value;

use super::scalar;
use super::tree::{Builder, DEEPEST, Fault, Place, Spot, too_deep};

/// How much all aliases of a document together may add, in nodes and characters: far more than a person writes,
/// far less than a "billion laughs" document needs.
const MOST_BY_ALIASES: usize = 4 << 20;

pub(super) fn read(text: &str) -> Result<(Value, Place), Fault> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            Fault::at(
                spot(error.marker()),
                format!("not YAML: {}", error.info()),
                "correct the YAML here or shortly before",
            )
        })?;
        reader.take(event, spot(&span.start))?;
    }
    match reader.builder.finish() {
        None | Some((Value::Null, _)) => Err(Fault {
            spot: None,
            pointer: None,
            what: "the document is empty".to_owned(),
            what_to_do: "put the document's text into the file".to_owned(),
        }),
        Some(read) => Ok(read),
    }
}

#[derive(Default)]
struct Reader {
    builder: Builder,
    documents: usize,
    anchors: HashMap<usize, Anchored>,
    /// The anchors of the objects and arrays that are open, 0 for none.
    open: Vec<usize>,
    added_by_aliases: usize,
}

struct Anchored {
    value: Value,
    weight: usize,
    height: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, at: Spot) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Fault::at(
                        at,
                        "a second document starts here",
                        "keep one document per file",
                    ));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), at)?;
            }
            Event::Alias(anchor) => self.alias(anchor, at)?,
            Event::MappingStart(anchor, tag) => {
                self.refuse_key(at)?;
                refuse_tag(tag, "map", at)?;
                self.open.push(anchor);
                self.builder.begin_object(at)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_key(at)?;
                refuse_tag(tag, "seq", at)?;
                self.open.push(anchor);
                self.builder.begin_array(at)?;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let anchor = self.open.pop().unwrap_or(0);
                if let (Some(value), true) = (self.builder.end(), anchor != 0) {
                    let anchored = Anchored::new(value.clone());
                    self.anchors.insert(anchor, anchored);
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        at: Spot,
    ) -> Result<(), Fault> {
        let is_plain = style == ScalarStyle::Plain && tag.is_none();
        let is_key = self.builder.wants_key();
        if is_key && is_plain && text == "<<" {
            return Err(Fault::at(
                at,
                "`<<` is a merge key of YAML 1.1",
                "write the members out, or quote the key if it is a name",
            ));
        }
        if is_key && is_plain && text.is_empty() {
            return Err(Fault::at(
                at,
                "a key without text",
                "give the member a name",
            ));
        }
        // As a key a scalar is its text: the status `200:` is the member "200".
        let value = if is_key {
            Value::String(text.to_owned())
        } else {
            value_of(text, is_plain, tag, at)?
        };
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored::new(value.clone()));
        }
        if is_key {
            self.builder.key(text.to_owned(), at)
        } else {
            self.builder.put(value, Place::leaf(at));
            Ok(())
        }
    }

    fn alias(&mut self, anchor: usize, at: Spot) -> Result<(), Fault> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Fault::at(
                at,
                "an alias inside of what it stands for",
                "write the part out, or use a `$ref`",
            ));
        };
        if self.builder.wants_key() {
            return match &anchored.value {
                Value::String(text) => self.builder.key(text.clone(), at),
                _ => Err(key_is_no_scalar(at)),
            };
        }
        self.added_by_aliases = self.added_by_aliases.saturating_add(anchored.weight);
        if self.added_by_aliases > MOST_BY_ALIASES {
            return Err(Fault::at(
                at,
                "the aliases make the document too large",
                "use a `$ref` to a component instead of aliases",
            ));
        }
        if self.builder.depth() + anchored.height > DEEPEST {
            return Err(too_deep(at));
        }
        self.builder.put(anchored.value.clone(), Place::leaf(at));
        Ok(())
    }

    fn refuse_key(&self, at: Spot) -> Result<(), Fault> {
        if self.builder.wants_key() {
            Err(key_is_no_scalar(at))
        } else {
            Ok(())
        }
    }
}

impl Anchored {
    fn new(value: Value) -> Self {
        let (weight, height) = measure(&value);
        Self {
            value,
            weight,
            height,
        }
    }
}

/// Nodes and characters of a value, and its levels of nesting.
fn measure(value: &Value) -> (usize, usize) {
    let sum = |(weight, height): (usize, usize), (own, inner): (usize, usize)| {
        (weight.saturating_add(own), height.max(inner + 1))
    };
    match value {
        Value::String(text) => (1 + text.len(), 0),
        Value::Array(items) => items.iter().map(measure).fold((1, 1), sum),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let (weight, height) = measure(value);
                (weight.saturating_add(name.len()), height)
            })
            .fold((1, 1), sum),
        Value::Null | Value::Bool(_) | Value::Number(_) => (1, 0),
    }
}

fn value_of(text: &str, is_plain: bool, tag: Option<&Tag>, at: Spot) -> Result<Value, Fault> {
    let value = match tag {
        None if is_plain => scalar::plain(text),
        None => Some(Value::String(text.to_owned())),
        Some(tag) if tag.is_yaml_core_schema() => scalar::tagged(&tag.suffix, text),
        Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => {
            Some(Value::String(text.to_owned()))
        }
        Some(tag) => return Err(unknown_tag(tag, at)),
    };
    value.ok_or_else(|| {
        let what = match tag {
            Some(tag) => format!("`{text}` does not fit its tag `!!{}`", tag.suffix),
            None => format!("JSON has no number `{text}`"),
        };
        Fault::at(at, what, "put it in quotes if it is text")
    })
}

fn refuse_tag(tag: Option<Cow<'_, Tag>>, expected: &str, at: Spot) -> Result<(), Fault> {
    match tag {
        Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == expected) => {
            Err(unknown_tag(&tag, at))
        }
        _ => Ok(()),
    }
}

fn unknown_tag(tag: &Tag, at: Spot) -> Fault {
    Fault::at(
        at,
        format!("the tag `{tag}` is not of YAML's core schema"),
        "take the tag away",
    )
}

fn key_is_no_scalar(at: Spot) -> Fault {
    Fault::at(
        at,
        "a mapping or a list as a key",
        "use text as the key; quote it if it starts with `{`, `[` or `?`",
    )
}

fn spot(marker: &Marker) -> Spot {
    Spot {
        line: marker.line(),
        column: marker.col() + 1,
    }
}
