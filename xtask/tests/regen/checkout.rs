//! A copy of what `regen` reads and writes, in a temporary folder, and the binary at work in it.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

/// The list of APIs.
pub(crate) const APIS: &str = "specs/apis.toml";

/// A private copy of the checkout's `specs/`, `generated/` folders and `api.txt` files.
pub(crate) struct Checkout {
    root: PathBuf,
    _folder: TempDir,
}

impl Checkout {
    /// A copy in a temporary folder.
    pub(crate) fn new() -> Self {
        Self::below("")
    }

    /// A copy in the folder `name` below a temporary one.
    pub(crate) fn below(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(name);
        copy(&workspace().join("specs"), &root.join("specs"));
        for package in packages() {
            let (from, to) = (workspace().join(&package), root.join(&package));
            copy(&from.join("src/generated"), &to.join("src/generated"));
            fs::copy(from.join("api.txt"), to.join("api.txt")).unwrap();
        }
        Self {
            root,
            _folder: folder,
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces the first `old` of a file, which has to be there.
    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old:?}");
        self.write(path, &text.replacen(old, new, 1));
    }

    /// `FILE:LINE:`, where the first `text` of a file stands.
    pub(crate) fn line_of(&self, path: &str, text: &str) -> String {
        let whole = self.read(path);
        let at = whole
            .find(text)
            .unwrap_or_else(|| panic!("{path} has no {text:?}"));
        format!("{path}:{}:", whole[..at].matches('\n').count() + 1)
    }

    /// Where the table of an API stands in `specs/apis.toml`, with the tables below it.
    pub(crate) fn table(&self, api: &str) -> Range<usize> {
        let tables = self.read(APIS);
        let start = tables.find(&format!("\n[{api}]\n")).unwrap() + 1;
        let others = tables[start..].match_indices("\n[");
        let mut ends = others.map(|(at, _)| start + at + 1);
        let below = format!("[{api}.");
        let end = ends.find(|end| !tables[*end..].starts_with(&below));
        start..end.unwrap_or(tables.len())
    }

    /// Removes everything that `regen` writes.
    pub(crate) fn remove_outputs(&self) {
        fs::remove_dir_all(self.path("crates")).unwrap();
        fs::remove_file(self.path("specs/regen.lock")).unwrap();
    }

    /// `xtask regen` with these arguments, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.current_dir(&self.root).arg("regen").args(arguments);
        command
    }

    /// Runs `xtask regen` with these arguments.
    pub(crate) fn regen(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Runs `xtask regen`, which has to succeed.
    pub(crate) fn regen_well(&self, arguments: &[&str]) -> Run {
        let run = self.regen(arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.out);
        run
    }

    /// Everything that is there.
    pub(crate) fn entries(&self) -> BTreeMap<String, Entry> {
        let mut entries = BTreeMap::new();
        collect(&self.root, "", &mut entries);
        entries
    }

    /// The files that `regen` writes, with their bytes; leftovers and strays too.
    pub(crate) fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        outputs(&self.root)
    }
}

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_xtask");

/// The files under `crates/`, the lock file and whatever else is temporary, below `root`.
pub(crate) fn outputs(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut entries = BTreeMap::new();
    for folder in ["crates", "specs"] {
        collect(root, folder, &mut entries);
    }
    let is_input = |path: &str| {
        let is_output = path == "specs/regen.lock" || path.contains(".tmp");
        path.starts_with("specs/") && !is_output
    };
    entries
        .into_iter()
        .filter_map(|(path, entry)| Some((path, entry.bytes?)))
        .filter(|(path, _)| !is_input(path))
        .collect()
}

/// The folder with the root manifest.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The generated crates' folders, from the root.
pub(crate) fn packages() -> Vec<String> {
    apis()
        .into_values()
        .map(|package| format!("crates/{package}"))
        .collect()
}

/// The APIs of `specs/apis.toml` with their crates.
pub(crate) fn apis() -> BTreeMap<String, String> {
    let text = fs::read_to_string(workspace().join("specs/apis.toml")).unwrap();
    let tables: BTreeMap<String, toml::Table> = toml::from_str(&text).unwrap();
    tables
        .into_iter()
        .map(|(name, table)| (name, table["crate"].as_str().unwrap().to_owned()))
        .collect()
}

/// One entry of a folder. Two that are equal have not been touched in between.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Of a file; a symbolic link's target.
    bytes: Option<Vec<u8>>,
    modified: SystemTime,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        Self {
            code: status.code(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn collect(root: &Path, folder: &str, entries: &mut BTreeMap<String, Entry>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let shown = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        let metadata = fs::symlink_metadata(&path).unwrap();
        let bytes = if metadata.is_dir() {
            collect(root, &shown, entries);
            None
        } else if metadata.is_symlink() {
            Some(
                fs::read_link(&path)
                    .unwrap()
                    .into_os_string()
                    .into_encoded_bytes(),
            )
        } else {
            Some(fs::read(&path).unwrap())
        };
        let modified = metadata.modified().unwrap();
        entries.insert(shown, Entry { bytes, modified });
    }
}
