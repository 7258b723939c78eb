//! What a document says and the generated crate does not honour, each with its place. `generate` tells it in its
//! summary; `regen`, whose documents are ours to correct, refuses it.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// Collects what is not honoured while a document is worked on.
#[derive(Debug, Default)]
pub(crate) struct Notes(RefCell<BTreeSet<Note>>, RefCell<Option<Note>>);

/// One thing that is not honoured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Note {
    /// JSON pointer into the document.
    pub(crate) pointer: String,
    /// What is not honoured, and what happens instead; one line.
    pub(crate) what: String,
}

impl Notes {
    /// Notes something; the same thing twice is one note.
    pub(crate) fn add(&self, pointer: impl Into<String>, what: impl Into<String>) {
        self.0.borrow_mut().insert(Note {
            pointer: pointer.into(),
            what: what.into(),
        });
    }

    /// Refuses the document for something; the first one is told.
    pub(crate) fn refuse(&self, pointer: impl Into<String>, what: impl Into<String>) {
        self.1.borrow_mut().get_or_insert_with(|| Note {
            pointer: pointer.into(),
            what: what.into(),
        });
    }

    /// What the document was refused for, if it was.
    pub(crate) fn refusal(&self) -> Option<Note> {
        self.1.borrow().clone()
    }

    /// All notes, by place.
    pub(crate) fn into_vec(self) -> Vec<Note> {
        self.0.into_inner().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_note_is_told_once() {
        let notes = Notes::default();
        notes.add("/b", "x");
        notes.add("/a", "x");
        notes.add("/b", "x");
        let pointers: Vec<String> = notes
            .into_vec()
            .into_iter()
            .map(|note| note.pointer)
            .collect();
        assert_eq!(pointers, ["/a", "/b"]);
    }
}
