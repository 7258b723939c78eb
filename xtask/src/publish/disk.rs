//! What is on disk, as it is: symbolic links are never followed, and everything that is no plain file is a stray.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

/// How one entry of a generated folder differs from what should be there.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Other bytes than expected.
    Changed { path: String, found: Vec<u8> },
    /// Not there, or there as something else than a file.
    Missing { path: String },
    /// There, though nothing produced it.
    Orphaned { path: String },
}

/// Compares a folder on disk with what should be in it.
pub(super) fn compare_folder(
    root: &Path,
    folder: &str,
    expected: &BTreeMap<String, String>,
) -> io::Result<Vec<Finding>> {
    let path = root.join(folder);
    let mut findings = Vec::new();
    let found = match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_dir() => list(&path)?,
        Ok(_) => {
            findings.push(Finding::Orphaned {
                path: folder.to_owned(),
            });
            Entries::default()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Entries::default(),
        Err(error) => return Err(error),
    };
    for (name, text) in expected {
        let shown = format!("{folder}/{name}");
        if found.files.contains(name) {
            findings.extend(compare_bytes(&path.join(name), shown, text)?);
        } else {
            findings.push(Finding::Missing { path: shown });
        }
    }
    let orphaned = found
        .files
        .iter()
        .filter(|name| !expected.contains_key(*name));
    for name in orphaned.chain(&found.strays) {
        findings.push(Finding::Orphaned {
            path: format!("{folder}/{name}"),
        });
    }
    Ok(findings)
}

/// Compares a single file with its expected text.
pub(super) fn compare_file(root: &Path, path: &str, text: &str) -> io::Result<Option<Finding>> {
    let on_disk = root.join(path);
    match fs::symlink_metadata(&on_disk) {
        Ok(metadata) if metadata.is_file() => compare_bytes(&on_disk, path.to_owned(), text),
        Ok(_) => Ok(Some(Finding::Missing {
            path: path.to_owned(),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Finding::Missing {
            path: path.to_owned(),
        })),
        Err(error) => Err(error),
    }
}

fn compare_bytes(on_disk: &Path, path: String, text: &str) -> io::Result<Option<Finding>> {
    let found = fs::read(on_disk)?;
    Ok((found != text.as_bytes()).then_some(Finding::Changed { path, found }))
}

/// Names of the entries in `parent` (relative to `root`) that a killed run has left behind.
pub(super) fn leftovers(root: &Path, parent: &str) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(root.join(parent)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if is_temporary(&name) {
            found.push(match parent {
                "" => name,
                parent => format!("{parent}/{name}"),
            });
        }
    }
    found.sort();
    Ok(found)
}

/// The name of a temporary entry that is to become `name`; `unique` tells it from others of its kind.
pub(super) fn temporary_name(name: &str, unique: &str) -> String {
    format!(".{name}{MARK}{unique}{END}")
}

/// Whether a temporary entry was to become `name`.
pub(super) fn is_to_become(temporary: &str, name: &str) -> bool {
    is_temporary(temporary) && temporary.starts_with(&format!(".{name}{MARK}"))
}

fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.contains(MARK) && name.ends_with(END)
}

const MARK: &str = ".regen-";
const END: &str = ".tmp";

/// Removes whatever is at `path`; a symbolic link goes, what it leads to stays.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

#[derive(Default)]
struct Entries {
    files: BTreeSet<String>,
    /// Links, sockets and the like, and folders with nothing in them.
    strays: BTreeSet<String>,
}

fn list(folder: &Path) -> io::Result<Entries> {
    let mut entries = Entries::default();
    let mut open = vec![String::new()];
    while let Some(prefix) = open.pop() {
        let mut is_empty = true;
        for entry in fs::read_dir(folder.join(&prefix))? {
            let entry = entry?;
            is_empty = false;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(format!("{name}/"));
            } else if kind.is_file() {
                entries.files.insert(name);
            } else {
                entries.strays.insert(name);
            }
        }
        if is_empty && !prefix.is_empty() {
            entries.strays.insert(prefix);
        }
    }
    Ok(entries)
}
