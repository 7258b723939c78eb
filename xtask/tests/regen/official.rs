//! The official Customers documents, taken as they are. They are not part of the repository: without them these
//! checks are skipped, and say so.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::checkout::{Checkout, outputs, workspace};

#[test]
fn official_2_0_1_gives_the_committed_code() {
    let Some(folder) = official("official_2_0_1_gives_the_committed_code") else {
        return;
    };
    let checkout = Checkout::new();
    let before = checkout.entries();
    let spec = format!("customers={}", folder.join("customers-2.0.1.yml").display());
    checkout.regen_well(&["customers", "--spec", &spec, "--out", "out"]);
    let generated = code(&outputs(&checkout.path("out")));
    let committed = code(&checkout.outputs());
    assert!(committed.len() > 50, "{}", committed.len());
    assert_eq!(
        generated.keys().collect::<Vec<_>>(),
        committed.keys().collect::<Vec<_>>()
    );
    for (path, expected) in &committed {
        assert_eq!(&generated[path], expected, "{path}");
    }
    std::fs::remove_dir_all(checkout.path("out")).unwrap();
    let mut after = checkout.entries();
    after.retain(|path, _| before.contains_key(path));
    assert_eq!(after, before, "--out has written elsewhere too");
}

#[test]
fn official_2_2_1_works_or_says_why_not() {
    let Some(folder) = official("official_2_2_1_works_or_says_why_not") else {
        return;
    };
    let checkout = Checkout::new();
    let before = checkout.entries();
    let spec = format!("customers={}", folder.join("customers-2.2.1.yml").display());
    let run = checkout.regen(&["customers", "--spec", &spec, "--out", "out"]);
    if run.code == Some(0) {
        assert!(checkout.path("out/specs/regen.lock").is_file());
        return;
    }
    assert_eq!(
        (run.code, run.err.lines().count()),
        (Some(2), 1),
        "{}",
        run.err
    );
    let names_a_file = [
        "customers-2.2.1.yml:",
        "specs/customers/overlay.yaml:",
        "specs/apis.toml:",
    ]
    .iter()
    .any(|file| run.err.contains(file));
    assert!(names_a_file, "{}", run.err);
    assert!(
        run.err.contains("; "),
        "nothing says what to do: {}",
        run.err
    );
    assert_eq!(checkout.entries(), before);
}

/// The folder with the official documents. Without it, and if nobody has asked for it: skipped.
fn official(check: &str) -> Option<PathBuf> {
    let shared = match std::env::var_os("CADASTRO_SHARED") {
        Some(folder) => {
            let folder = workspace().join(folder);
            assert!(folder.is_dir(), "CADASTRO_SHARED names no folder");
            folder
        }
        None => workspace().join("../shared"),
    };
    let folder = shared.join("official");
    if shared.is_dir() {
        return Some(folder);
    }
    // Past the test harness, which keeps what a passing test prints.
    let line = format!(
        "skipped: {check} (no official documents at hand; CADASTRO_SHARED names their folder)\n"
    );
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    if let Some(list) = std::env::var_os("CADASTRO_SKIPPED") {
        let mut list = std::fs::File::options()
            .append(true)
            .create(true)
            .open(list)
            .unwrap();
        list.write_all(format!("{check}\n").as_bytes()).unwrap();
    }
    None
}

/// The outputs of Customers: Rust as tokens without comments, schemas without the line that names the document,
/// anything else as it is; without the lock.
fn code(outputs: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let own = outputs
        .iter()
        .filter(|(path, _)| path.starts_with("crates/cadastro-customers/"));
    own.map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).unwrap();
        let text = if path.ends_with(".rs") {
            without_docs(text.parse().unwrap()).to_string()
        } else if path.ends_with("/schemas.json") {
            let comment = text.lines().nth(1).unwrap();
            assert!(comment.contains("$comment"), "{comment}");
            text.replacen(comment, "", 1)
        } else {
            text.to_owned()
        };
        (path.clone(), text)
    })
    .collect()
}

/// Takes `#[doc = "…"]` and `#![doc = "…"]` out: what comments are to the lexer.
fn without_docs(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if is_doc(&group) && opens_attribute(&kept) => {
                while matches!(kept.last(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '#' | '!'))
                {
                    kept.pop();
                }
            }
            TokenTree::Group(group) => {
                let inside = without_docs(group.stream());
                kept.push(proc_macro2::Group::new(group.delimiter(), inside).into());
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

fn is_doc(group: &proc_macro2::Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

fn opens_attribute(before: &[TokenTree]) -> bool {
    matches!(before.last(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '#' | '!'))
}

#[test]
fn comments_are_no_code() {
    let strip = |text: &str| without_docs(text.parse().unwrap()).to_string();
    let plain = strip("pub struct A { pub a: [u8; 1] }");
    assert_eq!(
        strip("//! M\n/// A.\n pub struct A { /** a */ // b\n pub a: [u8; 1] }"),
        plain
    );
    assert_ne!(
        strip("#[derive(Debug)] pub struct A { pub a: [u8; 1] }"),
        plain
    );
}
