//! The only place that writes files: what was generated goes to disk so that no reader ever meets half of it, and
//! `check` tells how the disk differs without touching it.

mod check;
mod diff;
mod disk;
mod exchange;
mod stage;
mod turn;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::ensure;

pub(crate) use check::{check, render};
pub(crate) use write::{write, write_folder};

use crate::lock;

/// Everything one run makes. All paths are relative to the root that is written to, with forward slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Output {
    /// Folders that belong to xtask alone, such as `crates/cadastro-customers/src/generated`, and the text of each
    /// file in them by its name, which may be nested. Whatever else is found in such a folder is taken out.
    pub(crate) folders: BTreeMap<String, BTreeMap<String, String>>,
    /// Single files beside hand-written ones, such as `crates/cadastro-customers/api.txt`.
    pub(crate) files: BTreeMap<String, String>,
    /// Path and text of the lock file, which is written last.
    pub(crate) lock: (String, String),
}

impl Output {
    /// SHA-256 of each file by path, the lock file aside.
    pub(crate) fn sha256s(&self) -> BTreeMap<String, String> {
        let in_folders = self.folders.iter().flat_map(|(folder, files)| {
            files
                .iter()
                .map(move |(name, text)| (format!("{folder}/{name}"), text))
        });
        let single = self.files.iter().map(|(path, text)| (path.clone(), text));
        in_folders
            .chain(single)
            .map(|(path, text)| (path, lock::sha256(text.as_bytes())))
            .collect()
    }

    /// Takes over the folders and files of another API; the lock stays.
    pub(crate) fn extend(&mut self, other: Output) {
        self.folders.extend(other.folders);
        self.files.extend(other.files);
    }

    /// Refuses paths that would leave the root, mean another place on another platform, or meet each other.
    fn ensure_sound(&self) -> anyhow::Result<()> {
        let in_folders = self
            .folders
            .iter()
            .flat_map(|(folder, files)| files.keys().map(move |name| format!("{folder}/{name}")));
        let single = self.files.keys().chain([&self.lock.0]).cloned();
        let mut seen = BTreeSet::new();
        for path in in_folders.chain(single) {
            let is_plain = path
                .split('/')
                .all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']));
            ensure!(is_plain, "{path:?} is no plain relative path");
            ensure!(
                seen.insert(path.to_lowercase()),
                "two outputs at {path} (upper and lower case count as the same)"
            );
        }
        for folder in self.folders.keys() {
            let inside = format!("{folder}/");
            let others = self
                .folders
                .keys()
                .chain(self.files.keys())
                .chain([&self.lock.0]);
            for other in others.filter(|other| *other != folder) {
                ensure!(
                    !other.starts_with(&inside),
                    "{other} lies in the generated folder {folder}"
                );
            }
        }
        Ok(())
    }

    /// The folders (relative) in which temporary entries are made, where leftovers of killed runs may lie.
    fn parents(&self) -> BTreeSet<&str> {
        self.folders
            .keys()
            .chain(self.files.keys())
            .chain([&self.lock.0])
            .map(|path| path.rsplit_once('/').map_or("", |(parent, _)| parent))
            .collect()
    }

    /// The single files in the order of writing: the lock is the last.
    fn single_files(&self) -> impl Iterator<Item = (&String, &String)> {
        self.files.iter().chain([(&self.lock.0, &self.lock.1)])
    }
}

#[cfg(test)]
mod tests;
