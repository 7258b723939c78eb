//! `cargo xtask regen`: reads all documents, makes all crates in memory, then writes them or tells how they differ.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};

use crate::config::{self, Api};
use crate::load::Document;
use crate::lock::{ApiLock, Lock, sha256};
use crate::notes::{Note, Notes};
use crate::package::counts;
use crate::pipeline::{self, Crate};
use crate::publish::{self, Output};

/// The lock file, from the root of what is written.
const LOCK: &str = "specs/regen.lock";
/// Versions of what shapes the code are read from the lock that built xtask.
const CARGO_LOCK: &str = include_str!("../../Cargo.lock");
const GENERATORS: [&str; 3] = ["prettyplease", "progenitor-impl", "typify-impl"];

/// How a run ended.
pub(crate) enum Outcome {
    Clean,
    Differs,
}

/// Runs the command.
pub(crate) fn run(options: &crate::Regen) -> anyhow::Result<Outcome> {
    let root = workspace_root()?;
    let start = Instant::now();
    let all = config::load(&root)?;
    let apis = select(&all, options)?;
    let mut output = Output::default();
    let mut locks = BTreeMap::new();
    let mut summaries = Vec::new();
    for api in &apis {
        let made = make(&root, api, options)?;
        summaries.push(made.summary);
        locks.insert(api.name.clone(), made.lock);
        output.extend(made.output);
    }
    let target = options.out.clone().unwrap_or_else(|| root.clone());
    if target.exists() && !target.is_dir() {
        bail!(
            "--out {}: not a folder; name a folder, which need not exist",
            target.display()
        );
    }
    let mut lock = Lock::new(locks);
    let known: Vec<&str> = all.iter().map(|api| api.name.as_str()).collect();
    let older = match Lock::load(&target.join(LOCK), LOCK) {
        // A run over all APIs makes the lock anew, whatever it is like.
        Err(_) if apis.len() == all.len() => None,
        older => older?,
    };
    if let Some(older) = older {
        for folder in older.folders_of_others(&known) {
            if target.join(&folder).exists() {
                // Nothing produces what is in it any more.
                output.folders.entry(folder).or_default();
            }
        }
        lock = lock.with_rest_of(older, known);
    }
    output.lock = (LOCK.to_owned(), lock.to_string());
    let outcome = if options.check {
        check(&target, &output, options)?
    } else {
        write(&target, &output)?
    };
    say(&format!(
        "{}\n{} ms in all",
        summaries.join("\n"),
        start.elapsed().as_millis()
    ));
    Ok(outcome)
}

/// The folder that holds `specs/` and `crates/`: the nearest one above the current folder.
pub(crate) fn workspace_root() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder")?;
    let root = here
        .ancestors()
        .find(|folder| folder.join(config::FILE).is_file());
    root.map(Path::to_owned).with_context(|| {
        format!(
            "no {} here or above; run from a checkout of the workspace",
            config::FILE
        )
    })
}

fn select(all: &[Api], options: &crate::Regen) -> anyhow::Result<Vec<Api>> {
    let known: Vec<&str> = all.iter().map(|api| api.name.as_str()).collect();
    let named = options
        .apis
        .iter()
        .chain(options.specs.iter().map(|(api, _)| api));
    for name in named {
        if !known.contains(&name.as_str()) {
            bail!(
                "there is no API `{name}` in {}; known are {}",
                config::FILE,
                known.join(", ")
            );
        }
    }
    let wanted = |api: &&Api| options.apis.is_empty() || options.apis.contains(&api.name);
    let apis: Vec<Api> = all.iter().filter(wanted).cloned().collect();
    if let Some((name, _)) = options
        .specs
        .iter()
        .find(|(name, _)| apis.iter().all(|api| api.name != *name))
    {
        bail!(
            "`--spec {name}=…` names an API that this run leaves out; add `{name}` to the command"
        );
    }
    Ok(apis)
}

/// What one API becomes.
struct Made {
    output: Output,
    lock: ApiLock,
    summary: String,
}

fn make(root: &Path, api: &Api, options: &crate::Regen) -> anyhow::Result<Made> {
    let started = Instant::now();
    let (document, header) = document(root, api, options)?;
    let overlay = api
        .overlay
        .as_ref()
        .map(|file| Document::load(&root.join(file), file))
        .transpose()?;
    let line_of = |entry: &str| config::line_of_entry(root, &api.name, entry);
    let notes = Notes::default();
    let made = pipeline::run(&document, overlay.as_ref(), api, &header, &line_of, &notes)?;
    if let Some(Note { pointer, what }) = notes.into_vec().into_iter().next() {
        let what_to_do = "put it another way in the overlay";
        return Err(document.diagnostic(&pointer, what, what_to_do).into());
    }
    let summary = summary(api, &made, started.elapsed().as_millis());

    let documents = std::iter::once((api_input(api, options), document.sha256));
    let overlays = overlay
        .into_iter()
        .map(|overlay| (overlay.file, overlay.sha256));
    // The table alone: another API's does not shape this one's code.
    let table = toml::to_string(api).context("a table of apis.toml")?;
    let table = (
        format!("{}#{}", config::FILE, api.name),
        sha256(table.as_bytes()),
    );
    let folder = format!("crates/{}/src/generated", api.package);
    let api_txt = format!("crates/{}/api.txt", api.package);
    let output = Output {
        folders: BTreeMap::from([(folder, made.files)]),
        files: BTreeMap::from([(api_txt, made.api_txt)]),
        lock: Default::default(),
    };
    let lock = ApiLock {
        generators: generators()?,
        inputs: documents.chain(overlays).chain([table]).collect(),
        overlay: made.overlay,
        fixups: made.fixups,
        passes: made.passes,
        outputs: output.sha256s(),
    };
    Ok(Made {
        output,
        lock,
        summary,
    })
}

fn document(root: &Path, api: &Api, options: &crate::Regen) -> anyhow::Result<(Document, String)> {
    let other = other_spec(api, options);
    let shown = other.map_or_else(
        || api.spec.clone(),
        |path| path.display().to_string().replace('\\', "/"),
    );
    let path = other.map_or_else(|| root.join(&api.spec), Path::to_owned);
    let header = format!(
        "// @generated by `cargo xtask regen {}` from {}; do not edit.",
        api.name,
        api_input(api, options)
    );
    Ok((Document::load(&path, &shown)?, header))
}

fn other_spec<'a>(api: &Api, options: &'a crate::Regen) -> Option<&'a Path> {
    options
        .specs
        .iter()
        .rev()
        .find(|(name, _)| *name == api.name)
        .map(|(_, path)| path.as_path())
}

/// The document's name in headers and in the lock: of a document from elsewhere the file name alone.
fn api_input(api: &Api, options: &crate::Regen) -> String {
    let other = other_spec(api, options).and_then(Path::file_name);
    other.map_or_else(
        || api.spec.clone(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn generators() -> anyhow::Result<BTreeMap<String, String>> {
    #[derive(serde::Deserialize)]
    struct CargoLock {
        package: Vec<Package>,
    }
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let lock: CargoLock = toml::from_str(CARGO_LOCK).context("Cargo.lock")?;
    let used = lock
        .package
        .into_iter()
        .filter(|package| GENERATORS.contains(&package.name.as_str()));
    Ok(used
        .map(|package| (package.name, package.version))
        .collect())
}

fn summary(api: &Api, made: &Crate, milliseconds: u128) -> String {
    let lines: usize = made.files.values().map(|text| text.lines().count()).sum();
    format!(
        "{}: {} files, {lines} lines, {} types, {} operations, {milliseconds} ms\n  overlay: {}\n  fixups: {}\n  passes: {}",
        api.name,
        made.files.len(),
        made.types,
        made.passes.get("operations").copied().unwrap_or_default(),
        counts(&made.overlay),
        counts(&made.fixups),
        counts(&made.passes),
    )
}

fn write(target: &Path, output: &Output) -> anyhow::Result<Outcome> {
    let written = publish::write(target, output)?;
    for path in &written.removed {
        say(&format!("removed {path}: no spec produces it"));
    }
    let (changed, removed) = (written.changed.len(), written.removed.len());
    say(&format!("{} written, {removed} removed", files(changed)));
    Ok(Outcome::Clean)
}

fn check(target: &Path, output: &Output, options: &crate::Regen) -> anyhow::Result<Outcome> {
    let differences = publish::check(target, output)?;
    if differences.is_empty() {
        return Ok(Outcome::Clean);
    }
    say(publish::render(&differences).trim_end());
    let differs = if differences.len() == 1 {
        "differs"
    } else {
        "differ"
    };
    say(&format!(
        "{} {differs} from the specs. Run:\n\n    {}\n",
        files(differences.len()),
        command(options)
    ));
    Ok(Outcome::Differs)
}

fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

/// The command that mends what `--check` found, for a shell.
fn command(options: &crate::Regen) -> String {
    let mut words = vec!["cargo xtask regen".to_owned()];
    words.extend(options.apis.iter().map(|api| quoted(api)));
    for (api, file) in &options.specs {
        words.push("--spec".to_owned());
        words.push(quoted(&format!("{api}={}", file.display())));
    }
    if let Some(out) = &options.out {
        words.push("--out".to_owned());
        words.push(quoted(&out.display().to_string()));
    }
    words.join(" ")
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:+,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Tells something on stdout. Who closes it early, like `head`, has read enough.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
