//! Writes an output: stage everything, sync, then let it take its place, the lock file last.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::Output;
use super::disk::{self, Finding};
use super::stage::{self, Staged};
use super::turn::Turn;

/// What a run did to the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Files that are new or have other bytes now.
    pub(crate) changed: Vec<String>,
    /// What nothing had produced: stray entries of generated folders, and leftovers of killed runs.
    pub(crate) removed: Vec<String>,
}

/// Brings what is under `root` to `output`. Folders and files that are as they should be are not touched.
///
/// Each folder and file is at every moment wholly old or wholly new; a run that is killed leaves at most temporary
/// entries, which [`check`](super::check()) names and the next run removes. Runs wait for each other.
///
/// # Errors
///
/// If the disk refuses, or a path of `output` is not sound. Before the first folder takes its place nothing but
/// temporary entries has been written.
pub(crate) fn write(root: &Path, output: &Output) -> anyhow::Result<Written> {
    output.ensure_sound()?;
    fs::create_dir_all(root).context("cannot make the folder to write to")?;
    let turn = Turn::to_write(root);
    let mut written = Written::default();
    if turn.is_alone() {
        for parent in output.parents() {
            for path in disk::leftovers(root, parent)? {
                disk::remove(&root.join(&path)).with_context(|| format!("cannot remove {path}"))?;
                written.removed.push(path);
            }
        }
    }
    let mut staged = Vec::new();
    let mut shown = Vec::new();
    for (folder, texts) in &output.folders {
        let findings = disk::compare_folder(root, folder, texts)
            .with_context(|| format!("cannot read {folder}"))?;
        if findings.is_empty() {
            continue;
        }
        written.note(findings);
        staged.push(
            Staged::folder(root.join(folder), texts)
                .with_context(|| format!("cannot write beside {folder}"))?,
        );
        shown.push(folder);
    }
    for (path, text) in output.single_files() {
        let finding =
            disk::compare_file(root, path, text).with_context(|| format!("cannot read {path}"))?;
        if finding.is_none() {
            continue;
        }
        written.note(finding);
        staged.push(
            Staged::file(root.join(path), text)
                .with_context(|| format!("cannot write beside {path}"))?,
        );
        shown.push(path);
    }
    stage::sync(&staged).context("cannot bring the new files to the disk")?;
    for (staged, path) in staged.into_iter().zip(shown) {
        staged
            .put_in_place()
            .with_context(|| format!("cannot replace {path}"))?;
    }
    Ok(written)
}

/// Writes a whole folder that is not there yet, or is empty: afterwards it is there with all its files, or not at all.
/// What killed runs have left of it goes.
///
/// # Errors
///
/// If the disk refuses.
pub(crate) fn write_folder(
    parent: &Path,
    name: &str,
    texts: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    for leftover in disk::leftovers(parent, "")? {
        if disk::is_to_become(&leftover, name) {
            disk::remove(&parent.join(&leftover))
                .with_context(|| format!("cannot remove {leftover}"))?;
        }
    }
    let staged = Staged::folder(parent.join(name), texts)
        .with_context(|| format!("cannot write beside {name}"))?;
    stage::sync(std::slice::from_ref(&staged)).context("cannot bring the files to the disk")?;
    staged
        .put_in_place()
        .with_context(|| format!("cannot put {name} in its place"))
}

impl Written {
    fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            match finding {
                Finding::Changed { path, .. } | Finding::Missing { path } => {
                    self.changed.push(path);
                }
                Finding::Orphaned { path } => self.removed.push(path),
            }
        }
    }
}
