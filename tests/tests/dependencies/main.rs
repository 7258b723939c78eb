//! What `cadastro-core` brings into a build, written down in `docs/features.txt` so that a review sees it change.
//! `CADASTRO_BLESS=1` rewrites the file.
#![allow(missing_docs, clippy::unwrap_used)]
// Elsewhere the crates of Linux may not be at hand.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

const CORE: &str = "cadastro-core";
/// Trees differ between platforms; this one is written down.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// How wide the list of crates may get.
const WIDTH: usize = 100;

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--locked", "--offline"])
        .current_dir(cadastro_tests::root())
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn tree(arguments: &[&str]) -> String {
    let fixed = ["tree", "--package", CORE, "--target", TARGET];
    cargo(&[&fixed[..], arguments].concat())
}

/// The crates that are compiled with these features, those that only help compiling included.
fn crates(features: &str) -> BTreeSet<String> {
    let edges = ["--edges", "normal,build", "--prefix", "none"];
    let text = tree(&[&edges[..], &["--features", features]].concat());
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| !name.is_empty() && *name != CORE)
        .map(str::to_owned)
        .collect()
}

/// The features besides the default ones.
fn optional_features() -> Vec<String> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let core = packages.iter().find(|package| package["name"] == CORE);
    let features = core.unwrap()["features"].as_object().unwrap();
    let names = features.keys().filter(|name| *name != "default");
    names.cloned().collect()
}

/// Without versions, which change more often than what is used, and without paths.
fn without_versions(tree: &str) -> String {
    let lines = tree.lines().map(|line| match line.find(" v") {
        Some(end) => &line[..end],
        None => line.trim_end(),
    });
    Vec::from_iter(lines).join("\n")
}

fn wrapped(names: &BTreeSet<String>) -> String {
    let mut text = String::new();
    let mut width = 0;
    for name in names {
        if width > 0 && width + 1 + name.len() > WIDTH {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(name);
        width += name.len();
    }
    text
}

fn written() -> String {
    let direct = without_versions(&tree(&["--edges", "normal,features", "--depth", "1"]));
    let all = crates("");
    let mut text = format!(
        "# Default features of {CORE}: what it asks of its direct dependencies\n\
         # cargo tree -p {CORE} -e normal,features --depth 1 --target {TARGET}\n\n{direct}\n\n\
         # All that is compiled with them: {} crates\n\
         # cargo tree -p {CORE} -e normal,build --target {TARGET}\n\n{}\n",
        all.len(),
        wrapped(&all)
    );
    for feature in optional_features() {
        let more = &crates(&feature) - &all;
        let _ = write!(
            text,
            "\n# The feature `{feature}` adds {} crates\n\n{}\n",
            more.len(),
            wrapped(&more)
        );
    }
    text
}

fn file() -> PathBuf {
    cadastro_tests::root().join("docs/features.txt")
}

#[test]
fn the_tree_of_features_is_written_down() {
    let current = written();
    if std::env::var_os("CADASTRO_BLESS").is_some() {
        std::fs::create_dir_all(file().parent().unwrap()).unwrap();
        std::fs::write(file(), current).unwrap();
        return;
    }
    let name = "docs/features.txt";
    let expected = std::fs::read_to_string(file())
        .unwrap_or_else(|error| panic!("{name}: {error}; CADASTRO_BLESS=1 writes it"));
    for (index, (expected, current)) in expected.lines().zip(current.lines()).enumerate() {
        let line = index + 1;
        assert_eq!(
            expected, current,
            "{name}, line {line}; CADASTRO_BLESS=1 rewrites it"
        );
    }
    assert_eq!(expected.lines().count(), current.lines().count(), "{name}");
}

/// Another stack for TLS, a compiler of patterns and a generator's run time have no place in a build.
#[test]
fn the_default_features_stay_light() {
    let all = crates("");
    assert!(
        all.contains("rustls") && all.contains("ring"),
        "the tree is read"
    );
    let unwanted = [
        "aws-lc-rs",
        "aws-lc-sys",
        "native-tls",
        "openssl",
        "openssl-sys",
        "progenitor-client",
        "regex",
        "regex-automata",
    ];
    for name in unwanted {
        assert!(!all.contains(name), "{name}");
    }
}
