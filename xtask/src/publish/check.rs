//! Tells how the disk differs from what a run would write, and writes nothing.

use std::path::Path;

use anyhow::Context as _;

use super::Output;
use super::diff;
use super::disk::{self, Finding};
use super::turn::Turn;

/// One difference between the disk and what would be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// A file with other bytes; the diff leads from the disk to what would be written.
    Changed { path: String, unified_diff: String },
    /// A file that is not there.
    Missing { path: String },
    /// An entry that nothing produced, or that a killed run left behind.
    Orphaned { path: String },
}

/// Compares what is under `root` with `output`. No differences: an empty list.
///
/// # Errors
///
/// If the disk cannot be read, or a path of `output` is not sound.
pub(crate) fn check(root: &Path, output: &Output) -> anyhow::Result<Vec<Difference>> {
    output.ensure_sound()?;
    let _turn = Turn::to_read(root);
    let mut differences = Vec::new();
    for (folder, texts) in &output.folders {
        let findings = disk::compare_folder(root, folder, texts)
            .with_context(|| format!("cannot read {folder}"))?;
        differences.extend(findings.into_iter().map(|finding| {
            difference(finding, |path| {
                path.strip_prefix(&format!("{folder}/"))
                    .and_then(|name| texts.get(name))
                    .map_or("", String::as_str)
            })
        }));
    }
    for (path, text) in output.single_files() {
        let finding =
            disk::compare_file(root, path, text).with_context(|| format!("cannot read {path}"))?;
        differences.extend(finding.map(|finding| difference(finding, |_| text)));
    }
    for parent in output.parents() {
        let leftovers = disk::leftovers(root, parent)?;
        differences.extend(
            leftovers
                .into_iter()
                .map(|path| Difference::Orphaned { path }),
        );
    }
    Ok(differences)
}

/// The differences as text for a terminal: one headline each, changed files with their diff. Empty if there are
/// none, otherwise it ends with a line end.
pub(crate) fn render(differences: &[Difference]) -> String {
    const MOST_LINES: usize = 2_000;
    let mut shown = String::new();
    let mut lines = 0;
    for difference in differences {
        match difference {
            Difference::Missing { path } => shown.push_str(&format!("missing: {path}\n")),
            Difference::Orphaned { path } => {
                shown.push_str(&format!("orphaned: {path} (no spec produces it)\n"));
            }
            Difference::Changed { path, unified_diff } => {
                shown.push_str(&format!("changed: {path}\n"));
                lines += unified_diff.lines().count();
                if lines > MOST_LINES {
                    shown.push_str("  (diff left out: enough of them are above)\n");
                } else {
                    shown.push_str(unified_diff);
                }
            }
        }
    }
    shown
}

fn difference<'a>(finding: Finding, text: impl FnOnce(&str) -> &'a str) -> Difference {
    match finding {
        Finding::Missing { path } => Difference::Missing { path },
        Finding::Orphaned { path } => Difference::Orphaned { path },
        Finding::Changed { path, found } => {
            let unified_diff = diff::unified(&path, &found, text(&path));
            Difference::Changed { path, unified_diff }
        }
    }
}
