//! All crates in one workspace, checked by cargo.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::Row;

/// What cargo says of a crate.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    warnings: usize,
    errors: usize,
    /// The first error, else the first warning.
    first: Option<String>,
    /// Whether the library was made.
    is_made: bool,
}

impl Verdict {
    /// Neither errors nor warnings.
    pub(super) fn is_clean(&self) -> bool {
        self.is_made && self.errors == 0 && self.warnings == 0
    }

    /// In a few words.
    pub(super) fn said(&self) -> String {
        let first = self.first.as_deref().unwrap_or_default();
        match (self.errors, self.warnings) {
            (0, 0) if self.is_made => "checks".to_owned(),
            (0, 0) => "not checked".to_owned(),
            (0, warnings) => format!("{warnings} warnings: {first}"),
            (errors, _) => format!("{errors} errors: {first}"),
        }
    }
}

/// Checks the crates of all rows that have one.
pub(super) fn all(root: &Path, out: &Path, rows: &mut [Row]) -> anyhow::Result<()> {
    let members: Vec<String> = rows
        .iter()
        .filter(|row| row.generated.error.is_none())
        .map(|row| format!("crates/{}", row.name))
        .collect();
    if members.is_empty() {
        return Ok(());
    }
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    write_workspace(root, out, &members)?;
    let verdicts = verdicts(out)?;
    for row in rows {
        if row.generated.error.is_none() {
            row.checked = Some(verdicts.get(&row.name).cloned().unwrap_or_default());
        }
    }
    Ok(())
}

/// A workspace of these folders.
pub(super) fn write_workspace(root: &Path, out: &Path, members: &[&str]) -> anyhow::Result<()> {
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("    \"{member}\",\n"))
        .collect();
    let manifest = format!(
        "# Written by `cargo xtask corpus`.\n[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n",
        members.concat()
    );
    let file = out.join("Cargo.toml");
    std::fs::write(&file, manifest).with_context(|| format!("cannot write {}", file.display()))?;
    // The versions that the workspace is tested with.
    let lock = out.join("Cargo.lock");
    std::fs::copy(root.join("Cargo.lock"), &lock)
        .with_context(|| format!("cannot write {}", lock.display()))?;
    Ok(())
}

/// One line of cargo's report.
#[derive(Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    manifest_path: String,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

fn verdicts(out: &Path) -> anyhow::Result<BTreeMap<String, Verdict>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .args([
            "check",
            "--workspace",
            "--keep-going",
            "--quiet",
            "--message-format=json",
        ])
        // Nobody changes these crates a little and builds them again.
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .current_dir(out)
        .output()
        .context("cargo cannot be run")?;
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    for line in String::from_utf8_lossy(&run.stdout).lines() {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            continue;
        };
        let folder = Path::new(&line.manifest_path).parent();
        let Some(name) = folder
            .filter(|folder| folder.starts_with(out))
            .and_then(Path::file_name)
        else {
            continue;
        };
        let verdict = verdicts
            .entry(name.to_string_lossy().into_owned())
            .or_default();
        match (line.reason.as_str(), line.message) {
            ("compiler-artifact", _) => verdict.is_made = true,
            ("compiler-message", Some(message)) => verdict.add(&message),
            _ => {}
        }
    }
    if verdicts.is_empty() {
        let said = String::from_utf8_lossy(&run.stderr);
        bail!("cargo check in {}: {}", out.display(), said.trim());
    }
    Ok(verdicts)
}

impl Verdict {
    fn add(&mut self, message: &Message) {
        // `aborting due to …` comes on top of the errors themselves and has no place.
        let Some(place) = message.spans.iter().find(|span| span.is_primary) else {
            return;
        };
        let said = format!(
            "{}:{}: {}",
            place.file_name, place.line_start, message.message
        );
        if message.level == "error" {
            self.errors += 1;
            if self.errors == 1 {
                self.first = Some(said);
            }
        } else if message.level == "warning" {
            self.warnings += 1;
            self.first.get_or_insert(said);
        }
    }
}
