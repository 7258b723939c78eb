//! Words of OpenAPI that hold what they cannot: `required: true` on a member, `type: date`, `items` as a list, a name
//! with nothing behind it. Nobody downstream has to reckon with them.

mod listed;
mod operations;
mod schemas;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Fixup;
use crate::load::join_pointer;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "misused-words",
    apply,
};

/// Leaves out each such word, with a note.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    let mut stage = Stage {
        notes,
        count: 0,
        strays: operations::stray_headers(document),
    };
    stage.security(document, "");
    stage.operations(document);
    openapi::visit_schemas(document, &mut |pointer, schema| {
        stage.schema(schema, pointer);
    });
    stage.count
}

struct Stage<'a> {
    notes: &'a Notes,
    count: usize,
    /// Where references to headers stand that lead to none.
    strays: BTreeSet<String>,
}

impl Stage<'_> {
    /// Leaves out a member that does not hold what it must.
    fn keep(
        &mut self,
        members: &mut Map<String, Value>,
        name: &str,
        at: &str,
        is_right: impl Fn(&Value) -> bool,
    ) {
        if members.get(name).is_some_and(|value| !is_right(value)) {
            members.remove(name);
            self.left_out(&join_pointer(at, name));
        }
    }

    fn left_out(&mut self, at: &str) {
        self.count += 1;
        let what = "does not hold what OpenAPI 3.0 asks for, and is left out";
        self.notes.add(at, what);
    }
}

#[cfg(test)]
mod tests;
