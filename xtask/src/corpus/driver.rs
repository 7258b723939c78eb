//! The program that drives the clients of a corpus, for tests that know the documents and not the clients.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::Row;
use super::check::{Verdict, write_workspace};
use crate::drive;
use crate::load::Document;
use crate::publish;

/// Writes and builds it over the crates that check; gives the path of the binary.
pub(super) fn build(root: &Path, out: &Path, rows: &[Row]) -> anyhow::Result<PathBuf> {
    let mut crates = Vec::new();
    for row in rows
        .iter()
        .filter(|row| row.checked.as_ref().is_some_and(Verdict::is_clean))
    {
        let document = Document::load(&row.path, &row.document)?;
        let module = drive::module(&document, &row.name)?;
        let stem = Path::new(&row.document).with_extension("");
        crates.push((stem.display().to_string(), row.name.clone(), module));
    }
    let program = drive::program(&crates, &root.join("crates/cadastro-core"));
    let folder = out.join("drive");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    publish::write_folder(out, "drive", &program)?;
    let names: Vec<String> = crates
        .iter()
        .map(|(_, name, _)| format!("crates/{name}"))
        .collect();
    let members: Vec<&str> = names.iter().map(String::as_str).chain(["drive"]).collect();
    write_workspace(root, out, &members)?;
    let target = super::target_directory(root);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .args(["build", "--package", "drive", "--quiet"])
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(out)
        .status()
        .context("cargo cannot be run")?;
    ensure!(
        run.success(),
        "the driver in {} does not build",
        folder.display()
    );
    Ok(target.join("debug/drive"))
}
