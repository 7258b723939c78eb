//! `specs/regen.lock`: what the generated code came from. One table per API with the SHA-256 of each input and
//! output, the versions of the generators, and how often each fixup and pass applied.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diagnostic::Diagnostic;

/// The whole lock file. `Display` gives its text: the same bytes for the same content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    apis: BTreeMap<String, ApiLock>,
}

/// What is recorded of one API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiLock {
    /// Versions of what made the code, by crate name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) generators: BTreeMap<String, String>,
    /// SHA-256 of the files read, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) inputs: BTreeMap<String, String>,
    /// How many overlay actions of each kind were applied.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) overlay: BTreeMap<String, usize>,
    /// How often each fixup applied.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) fixups: BTreeMap<String, usize>,
    /// How often each pass applied.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) passes: BTreeMap<String, usize>,
    /// SHA-256 of the files written, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) outputs: BTreeMap<String, String>,
}

impl Lock {
    /// A lock of the APIs that were just generated.
    pub(crate) fn new(apis: BTreeMap<String, ApiLock>) -> Self {
        Self { apis }
    }

    /// Reads the lock file; `None` if there is none yet.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not what [`Lock`] writes. Who generates all APIs need not read it at all.
    pub(crate) fn load(path: &Path, shown_as: &str) -> Result<Option<Self>, Diagnostic> {
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(shown_as, &String::from_utf8_lossy(&bytes)).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Diagnostic::new(
                shown_as,
                format!("cannot be read ({error})"),
                MEND,
            )),
        }
    }

    /// Reads the text of a lock file.
    ///
    /// # Errors
    ///
    /// If the text is not what [`Lock`] writes, for instance after a merge with conflicts.
    pub(crate) fn parse(shown_as: &str, text: &str) -> Result<Self, Diagnostic> {
        let file: File = toml::from_str(text).map_err(|error: toml::de::Error| {
            let diagnostic =
                Diagnostic::new(shown_as, format!("broken: {}", error.message()), MEND);
            match error.span() {
                Some(span) => {
                    let before = text.get(..span.start).unwrap_or_default();
                    let line = before.matches('\n').count() + 1;
                    let column = before
                        .rsplit('\n')
                        .next()
                        .map_or(0, |last| last.chars().count())
                        + 1;
                    diagnostic.at_line(line, column)
                }
                None => diagnostic,
            }
        })?;
        if file.version != VERSION {
            return Err(Diagnostic::new(
                shown_as,
                format!(
                    "written in form {}, this xtask knows form {VERSION}",
                    file.version
                ),
                MEND,
            ));
        }
        Ok(Self { apis: file.api })
    }

    /// The folders of generated code of APIs that are not among `known`.
    pub(crate) fn folders_of_others(&self, known: &[&str]) -> BTreeSet<String> {
        const GENERATED: &str = "/src/generated";
        let others = self
            .apis
            .iter()
            .filter(|(api, _)| !known.contains(&api.as_str()));
        others
            .flat_map(|(_, table)| table.outputs.keys())
            .filter_map(|path| path.split_once(&format!("{GENERATED}/")))
            .map(|(package, _)| format!("{package}{GENERATED}"))
            .collect()
    }

    /// Adds the tables of `older` for the APIs that were not generated this time, as long as `known` (the APIs of
    /// `apis.toml`) still has them.
    pub(crate) fn with_rest_of<'a>(
        mut self,
        older: Lock,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut older = older.apis;
        for api in known {
            if let Some(table) = older.remove(api) {
                self.apis.entry(api.to_owned()).or_insert(table);
            }
        }
        self
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

const VERSION: u32 = 1;
const MEND: &str = "run `cargo xtask regen` for all APIs, which writes the lock anew";
const HEAD: &str = "\
# @generated by `cargo xtask regen`; not to be edited.
# What the generated code came from: SHA-256 of each input and output, generator versions, and how often each
# fixup and pass applied.
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    api: BTreeMap<String, ApiLock>,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}version = {VERSION}")?;
        for (name, api) in &self.apis {
            let name = key(name);
            write!(f, "\n[api.{name}]\n")?;
            for (part, texts) in [("generators", &api.generators), ("inputs", &api.inputs)] {
                table(f, &name, part, texts, |text| quoted(text))?;
            }
            for (part, counts) in [
                ("overlay", &api.overlay),
                ("fixups", &api.fixups),
                ("passes", &api.passes),
            ] {
                table(f, &name, part, counts, usize::to_string)?;
            }
            table(f, &name, "outputs", &api.outputs, |text| quoted(text))?;
        }
        Ok(())
    }
}

fn table<T>(
    f: &mut fmt::Formatter<'_>,
    api: &str,
    part: &str,
    entries: &BTreeMap<String, T>,
    shown: impl Fn(&T) -> String,
) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    write!(f, "\n[api.{api}.{part}]\n")?;
    for (name, value) in entries {
        writeln!(f, "{} = {}", key(name), shown(value))?;
    }
    Ok(())
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if is_bare {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(version: &str) -> ApiLock {
        let map = |entries: &[(&str, &str)]| {
            entries
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        ApiLock {
            generators: map(&[("progenitor-impl", version), ("typify-impl", "0.8.0")]),
            inputs: map(&[("specs/customers/2.0.1.yaml", &sha256(b"in"))]),
            overlay: BTreeMap::from([("correction".to_owned(), 2)]),
            fixups: BTreeMap::from([("drop_default_responses".to_owned(), 6)]),
            passes: BTreeMap::from([("open_enums".to_owned(), 76)]),
            outputs: map(&[
                ("crates/a/src/generated/b.rs", &sha256(b"b")),
                ("crates/a/api.txt", &sha256(b"a")),
            ]),
        }
    }

    fn lock(apis: &[(&str, &str)]) -> Lock {
        Lock::new(
            apis.iter()
                .map(|(name, version)| ((*name).to_owned(), api(version)))
                .collect(),
        )
    }

    #[test]
    fn sha256_of_known_text() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_text_is_toml_and_reads_back() {
        let lock = lock(&[
            ("customers", "0.15.1"),
            ("bs2-onboarding", "0.15.1"),
            ("odd name", "1"),
        ]);
        let text = lock.to_string();
        assert_eq!(Lock::parse("specs/regen.lock", &text), Ok(lock.clone()));
        assert_eq!(text, lock.to_string());
        assert!(text.ends_with('\n') && !text.contains("\n\n\n"), "{text}");
    }

    #[test]
    fn the_text_is_as_people_read_it() {
        let text = lock(&[("attach", "0.15.1")]).to_string();
        let body = text.strip_prefix(HEAD);
        let expected = format!(
            "version = 1

[api.attach]

[api.attach.generators]
progenitor-impl = \"0.15.1\"
typify-impl = \"0.8.0\"

[api.attach.inputs]
\"specs/customers/2.0.1.yaml\" = \"{}\"

[api.attach.overlay]
correction = 2

[api.attach.fixups]
drop_default_responses = 6

[api.attach.passes]
open_enums = 76

[api.attach.outputs]
\"crates/a/api.txt\" = \"{}\"
\"crates/a/src/generated/b.rs\" = \"{}\"
",
            sha256(b"in"),
            sha256(b"a"),
            sha256(b"b"),
        );
        assert_eq!(body, Some(expected.as_str()));
    }

    #[test]
    fn an_api_without_anything_is_still_named() {
        let lock = Lock::new(BTreeMap::from([("attach".to_owned(), ApiLock::default())]));
        assert_eq!(Lock::parse("l", &lock.to_string()), Ok(lock));
    }

    #[test]
    fn other_apis_keep_their_tables() {
        let older = lock(&[
            ("attach", "0.14.0"),
            ("customers", "0.14.0"),
            ("gone", "0.14.0"),
        ]);
        let merged = lock(&[("customers", "0.15.1")]).with_rest_of(older, ["attach", "customers"]);
        assert_eq!(merged, lock_of_two("0.14.0", "0.15.1"));
        assert!(!merged.to_string().contains("gone"));
    }

    fn lock_of_two(attach: &str, customers: &str) -> Lock {
        lock(&[("attach", attach), ("customers", customers)])
    }

    #[test]
    fn a_broken_lock_says_where_and_what_to_do() {
        let text = lock(&[("attach", "1")])
            .to_string()
            .replace("[api.attach]\n", "<<<<<<< ours\n[api.attach]\n");
        let error = Lock::parse("specs/regen.lock", &text)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("specs/regen.lock:6:"), "{error}");
        assert!(
            error.ends_with("run `cargo xtask regen` for all APIs, which writes the lock anew")
        );
        assert_eq!(error.lines().count(), 1);
    }

    #[test]
    fn unknown_forms_and_members_are_refused() {
        let text = lock(&[("attach", "1")]).to_string();
        for broken in [
            text.replace("version = 1\n", "version = 2\n"),
            text.replace("version = 1\n", ""),
            text.replace("[api.attach.overlay]", "[api.attach.other]"),
            text.replace("correction = 2", "correction = -2"),
        ] {
            assert_ne!(broken, text);
            assert!(Lock::parse("l", &broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn no_lock_yet_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("regen.lock");
        assert_eq!(Lock::load(&path, "specs/regen.lock"), Ok(None));
        std::fs::write(&path, lock(&[("attach", "1")]).to_string()).unwrap();
        assert_eq!(
            Lock::load(&path, "specs/regen.lock"),
            Ok(Some(lock(&[("attach", "1")])))
        );
        std::fs::write(&path, [0xFF, 0x00]).unwrap();
        assert!(Lock::load(&path, "specs/regen.lock").is_err());
    }
}
