//! What a run of `generate` tells: how much there is, what was repaired, what is not honoured.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Package;
use crate::diagnostic::one_line;
use crate::naming;

impl Package {
    /// The summary, one line per note.
    pub(crate) fn summary(&self) -> String {
        let Self { made, name, .. } = self;
        let mut text = format!(
            "{name}: {} files, {} lines, {} types, {} operations, {} ms\n  fixups: {}\n  passes: {}",
            made.files.len(),
            self.lines(),
            made.types,
            self.operations(),
            self.milliseconds,
            counts(&made.fixups),
            counts(&made.passes),
        );
        match self.notes.len() {
            0 => text.push_str("\n  all of the document is honoured"),
            count => {
                let _ = write!(text, "\n  not honoured: {count}");
            }
        }
        for note in &self.notes {
            let (pointer, what) = (one_line(&note.pointer), one_line(&note.what));
            let _ = write!(text, "\n    #{pointer}: {what}");
        }
        text
    }

    /// Lines of Rust.
    pub(crate) fn lines(&self) -> usize {
        let rust = self
            .made
            .files
            .iter()
            .filter(|(name, _)| name.ends_with(".rs"));
        rust.map(|(_, text)| text.lines().count()).sum()
    }

    pub(crate) fn operations(&self) -> usize {
        self.made
            .passes
            .get("operations")
            .copied()
            .unwrap_or_default()
    }

    /// The document's title without what would break a line, or what no comment may hold.
    pub(super) fn title_on_a_line(&self) -> String {
        let title = self.title.replace(naming::turns_text, "");
        let words: Vec<&str> = title.split_whitespace().collect();
        words.join(" ")
    }
}

/// Counts as people read them.
pub(crate) fn counts(counts: &BTreeMap<String, usize>) -> String {
    if counts.is_empty() {
        return "none".to_owned();
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    counts.join(", ")
}
