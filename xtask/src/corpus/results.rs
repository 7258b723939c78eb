//! What generating came to, kept on disk per document: a run that follows a killed one takes it from there, as long as
//! neither the document nor the generator has changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::documents::Document;
use crate::lock::sha256;
use crate::package::Package;

/// The results of this build of the generator.
pub(super) struct Results {
    out: PathBuf,
    generator: String,
}

/// What became of one document.
#[derive(Deserialize, Serialize)]
pub(super) struct Generated {
    /// Of the document and the generator.
    fingerprint: String,
    pub(super) operations: usize,
    pub(super) types: usize,
    pub(super) lines: usize,
    pub(super) fixups: BTreeMap<String, usize>,
    /// How many things the crate does not honour.
    pub(super) notes: usize,
    pub(super) milliseconds: u128,
    /// Why there is no crate.
    pub(super) error: Option<String>,
}

impl Results {
    /// # Errors
    ///
    /// If the program that runs cannot be read.
    pub(super) fn of_this_build(out: &Path, core: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("this program")?;
        let program = std::fs::metadata(&program).context("this program")?;
        let built = program.modified().context("when this program was built")?;
        Ok(Self {
            out: out.to_owned(),
            generator: format!("{built:?} {} {}", program.len(), core.display()),
        })
    }

    /// The result for a document: the one of an earlier run, else that of `make`.
    ///
    /// # Errors
    ///
    /// If the disk refuses; what `make` says is a result.
    pub(super) fn of(
        &self,
        document: &Document,
        make: impl FnOnce() -> anyhow::Result<Package>,
    ) -> anyhow::Result<Generated> {
        let bytes = std::fs::read(&document.path)
            .with_context(|| format!("{}: cannot be read", document.shown))?;
        let fingerprint = sha256(format!("{} {}", self.generator, sha256(&bytes)).as_bytes());
        let file = self
            .out
            .join("results")
            .join(format!("{}.json", document.name));
        if let Some(earlier) = read(&file)
            && earlier.fingerprint == fingerprint
            && (earlier.error.is_some() || self.crate_of(document).join("Cargo.toml").exists())
        {
            return Ok(earlier);
        }
        // A crate of an earlier run says nothing about this one.
        let _ = std::fs::remove_file(&file);
        let generated = match make() {
            Ok(package) => Generated {
                fingerprint,
                operations: package.operations(),
                types: package.made.types,
                lines: package.lines(),
                fixups: package.made.fixups.clone(),
                notes: package.notes.len(),
                milliseconds: package.milliseconds,
                error: None,
            },
            Err(error) => {
                let folder = self.crate_of(document);
                if folder.exists() {
                    std::fs::remove_dir_all(&folder)
                        .with_context(|| format!("cannot remove {}", folder.display()))?;
                }
                Generated {
                    fingerprint,
                    operations: 0,
                    types: 0,
                    lines: 0,
                    fixups: BTreeMap::new(),
                    notes: 0,
                    milliseconds: 0,
                    error: Some(format!("{error:#}").replace('\n', " ")),
                }
            }
        };
        write(&file, &generated)?;
        Ok(generated)
    }

    fn crate_of(&self, document: &Document) -> PathBuf {
        self.out.join("crates").join(&document.name)
    }
}

fn read(file: &Path) -> Option<Generated> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

/// In one step: half a result is none.
fn write(file: &Path, generated: &Generated) -> anyhow::Result<()> {
    let shown = file.display();
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let half = file.with_extension("half");
    std::fs::write(&half, serde_json::to_vec(generated)?)
        .and_then(|()| std::fs::rename(&half, file))
        .with_context(|| format!("cannot write {shown}"))
}
