//! Reads a document of people or banks as it is: byte order mark, CRLF, stray tabs, YAML 1.2 or JSON.
//! What comes out is JSON with sorted keys, and every place in it still knows its line and column.

mod json;
mod openapi;
mod scalar;
mod tabs;
mod tree;
mod yaml;

use std::path::Path;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::lock;

pub(crate) use openapi::check_openapi;

/// A document as read from its file.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The file's name as shown to people: relative, with forward slashes.
    pub(crate) file: String,
    /// What the document says; the keys of all objects are sorted.
    pub(crate) root: Value,
    /// SHA-256 of the file's bytes, in lower-case hexadecimal.
    pub(crate) sha256: String,
    places: tree::Place,
}

impl Document {
    /// Reads `path`; messages name the file `shown_as`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or for the reasons of [`Document::parse`].
    pub(crate) fn load(path: &Path, shown_as: &str) -> Result<Self, Diagnostic> {
        let bytes = std::fs::read(path).map_err(|error| {
            Diagnostic::new(
                shown_as,
                format!("cannot be read ({error})"),
                "check that the file is there and readable",
            )
        })?;
        Self::parse(shown_as, &bytes)
    }

    /// Reads the bytes of a file that messages name `shown_as`.
    ///
    /// # Errors
    ///
    /// If the bytes are not UTF-8, neither YAML nor JSON, empty, more than one document, or hold what JSON cannot
    /// say: a key twice in one mapping, a key that is no scalar, an infinite number, aliases without end.
    pub(crate) fn parse(shown_as: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        let text = text_of(shown_as, bytes)?;
        let (root, places) = read(shown_as, &text).map_err(|fault| fault.in_file(shown_as))?;
        Ok(Self {
            file: shown_as.to_owned(),
            root,
            sha256: lock::sha256(bytes),
            places,
        })
    }

    /// A problem at `pointer`, with the line and column of that place, or of its nearest known ancestor (overlays and
    /// fixups add places that no file has).
    pub(crate) fn diagnostic(
        &self,
        pointer: &str,
        what: impl Into<String>,
        what_to_do: impl Into<String>,
    ) -> Diagnostic {
        let spot = self.places.nearest(pointer);
        Diagnostic::new(self.file.as_str(), what, what_to_do)
            .at_pointer(pointer)
            .at_line(spot.line, spot.column)
    }
}

/// Appends one member name to a JSON pointer, escaped by RFC 6901.
pub(crate) fn join_pointer(pointer: &str, member: &str) -> String {
    format!("{pointer}/{}", member.replace('~', "~0").replace('/', "~1"))
}

fn read(shown_as: &str, text: &str) -> Result<(Value, tree::Place), tree::Fault> {
    // A flow mapping of YAML starts like JSON, and JSON has escapes that YAML lacks.
    let may_be_json = text.trim_start().starts_with(['{', '[']);
    if shown_as.ends_with(".json") || (may_be_json && json::is_json(text)) {
        return json::read(text);
    }
    match yaml::read(text) {
        Ok(read) => Ok(read),
        Err(fault) => match tabs::mend(text) {
            Some(mended) => yaml::read(&mended),
            None => Err(fault),
        },
    }
}

/// The bytes as text without byte order mark, all line ends as LF.
fn text_of(shown_as: &str, bytes: &[u8]) -> Result<String, Diagnostic> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Diagnostic::new(
            shown_as,
            "the file is UTF-16",
            "save it as UTF-8",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Diagnostic::new(shown_as, "the bytes here are not UTF-8", "save it as UTF-8")
            .at_line(line, column)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests;
