//! Builds the JSON value of a document from what a reader meets in it, and a second tree beside it that knows the
//! line and column of every node. Both readers, YAML and JSON, feed this one.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::Diagnostic;

use super::join_pointer;

/// Deeper than any real document, and shallow enough that whoever walks the tree by recursion is safe.
pub(super) const DEEPEST: usize = 100;

/// Line and column, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Where a node stands in its file: a member at its key, everything else at its first character.
#[derive(Clone, Debug)]
pub(super) struct Place {
    spot: Spot,
    inside: Inside,
}

#[derive(Clone, Debug)]
enum Inside {
    Nothing,
    Members(BTreeMap<String, Place>),
    Items(Vec<Place>),
}

impl Place {
    /// A place without places of its own inside.
    pub(super) fn leaf(spot: Spot) -> Self {
        Self {
            spot,
            inside: Inside::Nothing,
        }
    }

    /// The spot of `pointer`, or of the last of its ancestors that is known.
    pub(super) fn nearest(&self, pointer: &str) -> Spot {
        let mut place = self;
        for name in pointer.split('/').skip(1) {
            let name = name.replace("~1", "/").replace("~0", "~");
            let next = match &place.inside {
                Inside::Nothing => None,
                Inside::Members(members) => members.get(&name),
                Inside::Items(items) => name.parse::<usize>().ok().and_then(|at| items.get(at)),
            };
            match next {
                Some(next) => place = next,
                None => break,
            }
        }
        place.spot
    }
}

/// Why a document cannot be read.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) spot: Option<Spot>,
    pub(super) pointer: Option<String>,
    pub(super) what: String,
    pub(super) what_to_do: String,
}

impl Fault {
    pub(super) fn at(spot: Spot, what: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self {
            spot: Some(spot),
            pointer: None,
            what: what.into(),
            what_to_do: what_to_do.into(),
        }
    }

    pub(super) fn in_file(self, file: &str) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(file, self.what, self.what_to_do);
        if let Some(pointer) = self.pointer {
            diagnostic = diagnostic.at_pointer(pointer);
        }
        if let Some(spot) = self.spot {
            diagnostic = diagnostic.at_line(spot.line, spot.column);
        }
        diagnostic
    }
}

/// The nodes read so far.
#[derive(Default)]
pub(super) struct Builder {
    open: Vec<Open>,
    root: Option<(Value, Place)>,
}

enum Open {
    Object {
        spot: Spot,
        members: BTreeMap<String, (Value, Place)>,
        key: Option<(String, Spot)>,
    },
    Array {
        spot: Spot,
        items: Vec<(Value, Place)>,
    },
}

impl Builder {
    /// Whether what comes next is the key of a member.
    pub(super) fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open::Object { key: None, .. }))
    }

    /// How many objects and arrays are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Takes the key of the next member.
    pub(super) fn key(&mut self, text: String, at: Spot) -> Result<(), Fault> {
        let pointer = self.pointer();
        let Some(Open::Object { members, key, .. }) = self.open.last_mut() else {
            return Ok(());
        };
        if let Some((_, first)) = members.get(&text) {
            let what = format!("duplicate key `{text}`, first in line {}", first.spot.line);
            return Err(Fault {
                pointer: Some(join_pointer(&pointer, &text)),
                ..Fault::at(at, what, "keep one of the two")
            });
        }
        *key = Some((text, at));
        Ok(())
    }

    pub(super) fn begin_object(&mut self, spot: Spot) -> Result<(), Fault> {
        self.begin(
            Open::Object {
                spot,
                members: BTreeMap::new(),
                key: None,
            },
            spot,
        )
    }

    pub(super) fn begin_array(&mut self, spot: Spot) -> Result<(), Fault> {
        self.begin(
            Open::Array {
                spot,
                items: Vec::new(),
            },
            spot,
        )
    }

    fn begin(&mut self, open: Open, spot: Spot) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            return Err(too_deep(spot));
        }
        self.open.push(open);
        Ok(())
    }

    /// Closes the innermost object or array and gives back its value, already put into its parent.
    pub(super) fn end(&mut self) -> Option<&Value> {
        let (value, place) = match self.open.pop()? {
            Open::Object { spot, members, .. } => {
                // Sorted here, once: whether serde_json's map sorts or keeps the order depends on who else is built.
                let mut object = serde_json::Map::new();
                let mut places = BTreeMap::new();
                for (name, (value, place)) in members {
                    object.insert(name.clone(), value);
                    places.insert(name, place);
                }
                let inside = Inside::Members(places);
                (Value::Object(object), Place { spot, inside })
            }
            Open::Array { spot, items } => {
                let (values, places) = items.into_iter().unzip();
                let inside = Inside::Items(places);
                (Value::Array(values), Place { spot, inside })
            }
        };
        self.put(value, place)
    }

    /// Takes a whole value: as the member whose key came last, as the next item, or as the root.
    pub(super) fn put(&mut self, value: Value, mut place: Place) -> Option<&Value> {
        match self.open.last_mut() {
            Some(Open::Object { members, key, .. }) => {
                let (name, spot) = key.take()?;
                place.spot = spot;
                Some(&members.entry(name).or_insert((value, place)).0)
            }
            Some(Open::Array { items, .. }) => {
                items.push((value, place));
                items.last().map(|(value, _)| value)
            }
            None => Some(&self.root.insert((value, place)).0),
        }
    }

    /// The JSON pointer of the innermost open node.
    pub(super) fn pointer(&self) -> String {
        let parents = self.open.len().saturating_sub(1);
        self.open[..parents]
            .iter()
            .fold(String::new(), |pointer, open| match open {
                Open::Object { key, .. } => {
                    let name = key.as_ref().map_or("", |(name, _)| name.as_str());
                    join_pointer(&pointer, name)
                }
                Open::Array { items, .. } => format!("{pointer}/{}", items.len()),
            })
    }

    /// The finished document; `None` if there was nothing in it.
    pub(super) fn finish(self) -> Option<(Value, Place)> {
        self.root
    }
}

pub(super) fn too_deep(spot: Spot) -> Fault {
    Fault::at(
        spot,
        format!("more than {DEEPEST} levels of nesting"),
        "move inner parts to components",
    )
}
