//! The documents below a folder, each with the name of its crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// What a folder has.
#[derive(Default)]
pub(super) struct Found {
    pub(super) documents: Vec<Document>,
    /// Files that could be documents by their names, and why they are none.
    pub(super) skipped: Vec<(String, String)>,
}

/// One document.
pub(super) struct Document {
    pub(super) path: PathBuf,
    /// The path below the folder, with forward slashes.
    pub(super) shown: String,
    /// Name of the crate.
    pub(super) name: String,
}

/// All documents below a folder, in the order of their paths.
pub(super) fn below(folder: &Path) -> anyhow::Result<Found> {
    let mut files = Vec::new();
    let mut entered = BTreeSet::new();
    list(folder, &mut files, &mut entered)?;
    files.sort();
    let mut found = Found::default();
    let mut names = BTreeSet::new();
    for path in files {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let shown = inside.display().to_string().replace('\\', "/");
        let bytes = std::fs::read(&path).with_context(|| format!("{shown}: cannot be read"))?;
        if !is_openapi(&bytes) {
            let why = "says neither `openapi` nor `swagger`";
            found.skipped.push((shown, why.to_owned()));
            continue;
        }
        let stem = inside.with_extension("");
        let name = unique(&crate_name(&stem.display().to_string()), &mut names);
        found.documents.push(Document { path, shown, name });
    }
    Ok(found)
}

fn list(
    folder: &Path,
    files: &mut Vec<PathBuf>,
    entered: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    let shown = folder.display();
    let real = folder
        .canonicalize()
        .with_context(|| format!("{shown}: no folder that can be read"))?;
    // Links may lead round in a circle.
    if !entered.insert(real) {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{shown}: no folder that can be read"))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("{shown}: cannot be read"))?
            .path();
        if path.is_dir() {
            list(&path, files, entered)?;
        } else if let Some("yaml" | "yml" | "json") = path.extension().and_then(|e| e.to_str()) {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether a file means to be an OpenAPI document; one that is broken still does.
fn is_openapi(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.lines().any(|line| {
        let line = line.trim_start_matches(['\u{feff}', '{', '"', '\'', ' ', '\t']);
        line.starts_with("openapi") || line.starts_with("swagger")
    }) || text.contains("\"openapi\"")
}

/// A name that cargo takes, made of a path.
fn crate_name(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    for character in path.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = format!("api-{}", name.trim_matches('-'));
    name.chars()
        .take(60)
        .collect::<String>()
        .trim_end_matches('-')
        .to_owned()
}

fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_below_and_named_after_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("accounts/2.0.1.yml", "\u{feff}openapi: 3.0.0\n");
        write(
            "accounts/2-0-1.json",
            "{\"info\": {}, \"openapi\": \"3.0.0\"}",
        );
        write("überweisung.yaml", "info: {}\n\"openapi\": 3.0.0\n");
        write("broken.yaml", "openapi: [\n");
        write("overlay.yaml", "overlay: 1.0.0\n");
        write("notes.txt", "openapi: 3.0.0\n");
        let found = below(folder.path()).unwrap();
        let names: Vec<(&str, &str)> = found
            .documents
            .iter()
            .map(|document| (document.shown.as_str(), document.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("accounts/2-0-1.json", "api-accounts-2-0-1"),
                ("accounts/2.0.1.yml", "api-accounts-2-0-1-2"),
                ("broken.yaml", "api-broken"),
                ("überweisung.yaml", "api-berweisung"),
            ]
        );
        assert_eq!(found.skipped.len(), 1);
    }
}
