//! What the tests share: the folder with official documents and payloads, where there is one, the examples of the specs,
//! and a limit to how long a test may take.

mod watch;

pub use watch::Watch;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The environment variable that says where the shared folder is.
const SHARED: &str = "CADASTRO_SHARED";
/// The environment variable that names a file in which each skipped check leaves a line.
const SKIPPED: &str = "CADASTRO_SKIPPED";

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The shared folder: `CADASTRO_SHARED`, else `../shared` beside the workspace. `None` skips the check and says so.
///
/// # Panics
///
/// If `CADASTRO_SHARED` is set and no such folder exists: a check that was asked for must not pass unseen.
#[must_use]
#[expect(clippy::print_stderr, reason = "a skipped check says so")]
pub fn shared(check: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(SHARED) {
        // Relative to the workspace, like the default.
        let folder = root().join(folder);
        assert!(
            folder.is_dir(),
            "{SHARED} is set, but there is no folder {}",
            folder.display()
        );
        return Some(folder);
    }
    let folder = root().join("../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {check}: there is no ../shared; set {SHARED} to the folder to run it");
    if let Some(log) = std::env::var_os(SKIPPED) {
        append(Path::new(&log), check);
    }
    None
}

fn append(log: &Path, check: &str) {
    use std::io::Write as _;
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(log);
    let written = file.and_then(|mut file| writeln!(file, "{check}"));
    assert!(written.is_ok(), "cannot write {}", log.display());
}

/// An example that stands in a spec.
#[derive(Clone, Debug)]
pub struct Example {
    /// The operation it belongs to.
    pub operation: String,
    /// The status it answers with; `None` for a request body, `Some("default")` for the default answer.
    pub status: Option<String>,
    /// Its media type.
    pub media: String,
    /// What it says.
    pub value: Value,
}

/// A spec below `specs/`, as JSON.
///
/// # Panics
///
/// If it cannot be read: then there is nothing to test.
#[must_use]
pub fn spec(name: &str) -> Value {
    let path = root().join("specs").join(name);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All media-type examples of a spec, of requests and of answers.
#[must_use]
pub fn examples(spec: &Value) -> Vec<Example> {
    let mut examples = Vec::new();
    let operations = spec["paths"]
        .as_object()
        .into_iter()
        .flat_map(|paths| paths.values());
    for operation in operations
        .filter_map(Value::as_object)
        .flat_map(|item| item.values())
    {
        let Some(id) = operation["operationId"].as_str() else {
            continue;
        };
        collect(spec, id, None, &operation["requestBody"], &mut examples);
        for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
            collect(spec, id, Some(status), answer, &mut examples);
        }
    }
    examples
}

fn collect(
    spec: &Value,
    operation: &str,
    status: Option<&str>,
    owner: &Value,
    found: &mut Vec<Example>,
) {
    let reference = owner["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'));
    let owner = reference
        .map_or(Some(owner), |pointer| spec.pointer(pointer))
        .unwrap_or(&Value::Null);
    for (media, content) in owner["content"].as_object().into_iter().flatten() {
        let several = content["examples"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, example)| &example["value"]);
        for value in content.get("example").into_iter().chain(several) {
            found.push(Example {
                operation: operation.to_owned(),
                status: status.map(str::to_owned),
                media: media.clone(),
                value: value.clone(),
            });
        }
    }
}

/// The code of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_every_spec_has_an_example_of_success() {
        for name in [
            "customers/2.0.1.yaml",
            "bs2-onboarding/1.yaml",
            "attach/1.yaml",
        ] {
            let spec = spec(name);
            let examples = examples(&spec);
            let items = spec["paths"].as_object().unwrap().values();
            for operation in items.flat_map(|item| item.as_object().unwrap().values()) {
                let id = operation["operationId"].as_str().unwrap();
                let success = |example: &&Example| {
                    example.operation == id
                        && example
                            .status
                            .as_deref()
                            .is_some_and(|status| status.starts_with('2'))
                };
                assert!(examples.iter().find(success).is_some(), "{name}: {id}");
            }
        }
    }
}
