//! `cargo xtask corpus`: makes a crate of every OpenAPI document below a folder and has cargo check them all in one
//! workspace. What a killed run has done is not done again.

mod check;
mod documents;
mod driver;
mod results;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::package::Package;
use crate::regen::{Outcome, say, workspace_root};

use results::{Generated, Results};

/// What the command is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder; all `.yaml`, `.yml` and `.json` files below it that are OpenAPI documents are taken.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where the crates go [default: `corpus` in cargo's target directory].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also builds a program that sends what it is told through the clients, for tests; says where it is.
    #[arg(long)]
    drive: bool,
}

/// One document with what became of it.
struct Row {
    /// Its path below the folder.
    document: String,
    path: PathBuf,
    /// The crate's name.
    name: String,
    generated: Generated,
    checked: Option<check::Verdict>,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> anyhow::Result<Outcome> {
    let root = workspace_root()?;
    let found = documents::below(&options.folder)?;
    for (document, why) in &found.skipped {
        say(&format!("skipped {document}: {why}"));
    }
    ensure!(
        !found.documents.is_empty(),
        "{}: no OpenAPI document below it; name a folder that has some",
        options.folder.display()
    );
    let out = match &options.out {
        Some(out) => std::path::absolute(out).context("--out")?,
        None => target_directory(&root).join("corpus"),
    };
    std::fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let core = root.join("crates/cadastro-core");
    // Before the crates, so that each is written as a member.
    check::write_workspace(&root, &out, &["crates/*"])?;
    let results = Results::of_this_build(&out, &core)?;
    let mut rows = Vec::with_capacity(found.documents.len());
    for document in found.documents {
        let generated = results.of(&document, || {
            let package = Package::make(&document.path, &document.name, None)?;
            let folder = out.join("crates").join(&document.name);
            if folder.exists() {
                std::fs::remove_dir_all(&folder)
                    .with_context(|| format!("cannot remove {}", folder.display()))?;
            }
            package.write(&folder, &core)?;
            Ok(package)
        })?;
        rows.push(Row {
            document: document.shown,
            path: document.path,
            name: document.name,
            generated,
            checked: None,
        });
    }
    check::all(&root, &out, &mut rows)?;
    if options.drive {
        let driver = driver::build(&root, &out, &rows)?;
        say(&format!("the driver: {}", driver.display()));
    }
    say(&table::text(&rows));
    let is_good = |row: &Row| row.checked.as_ref().is_some_and(check::Verdict::is_clean);
    Ok(if rows.iter().all(is_good) {
        Outcome::Clean
    } else {
        Outcome::Differs
    })
}

/// Where cargo builds.
fn target_directory(root: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => std::path::absolute(&folder).unwrap_or_else(|_| folder.into()),
        None => root.join("target"),
    }
}
