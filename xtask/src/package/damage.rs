//! Random damage to documents: each gives one line that says what is wrong, or a crate. Never a panic, never a hang.
//!
//! The damage is the same in each run; `CADASTRO_SEED` chooses another, `CADASTRO_CASES` sets how many documents are
//! damaged, and `CADASTRO_KEEP` names a folder for the damaged documents that gave a crate, which `cargo xtask corpus`
//! has cargo check, and a list of what the others were refused for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};

use super::Package;
use crate::load::{Document, join_pointer};

const SEED: u64 = 7;
const CASES: u64 = 600;
/// No document of the corpus takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_damaged_document_gives_one_line_or_a_crate() {
    let seed = number("CADASTRO_SEED").unwrap_or(SEED);
    let cases = number("CADASTRO_CASES").unwrap_or(CASES);
    println!("seed {seed}, {cases} cases");
    let keep = std::env::var_os("CADASTRO_KEEP").map(PathBuf::from);
    let sources = sources();
    assert!(sources.len() >= 60, "{} documents", sources.len());
    let (done, waiting) = mpsc::channel();
    let worker = crate::with_room(move || {
        let mut tally = Tally::default();
        for case in 0..cases {
            let mut chance = Chance(seed.wrapping_add(case.wrapping_mul(0x9E37_79B9)));
            let source = &sources[chance.below(sources.len())];
            let text = damaged(source, &mut chance);
            let _ = done.send((case, text.clone()));
            tally.add(case, &text, keep.as_deref());
        }
        if let Some(folder) = &keep {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join("refused.txt"), tally.told.join("\n")).unwrap();
        }
        tally
    });
    let mut last = None;
    loop {
        match waiting.recv_timeout(PATIENCE) {
            Ok(begun) => last = Some(begun),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                panic!("hangs: {last:?}");
            }
        }
    }
    let tally = worker
        .join()
        .unwrap_or_else(|_| panic!("ended on {last:?}"));
    println!("{} refused, {} gave a crate", tally.refused, tally.made);
    assert!(tally.faults.is_empty(), "{:#?}", tally.faults);
    assert!(tally.refused > 0 && tally.made > 0);
}

#[derive(Default)]
struct Tally {
    refused: u64,
    made: u64,
    /// What the refused ones were refused for.
    told: Vec<String>,
    faults: Vec<String>,
}

impl Tally {
    fn add(&mut self, case: u64, text: &str, keep: Option<&Path>) {
        let run = || {
            let document = Document::parse("damaged.yaml", text.as_bytes())?;
            Package::of(&document, "damaged.yaml", "damaged", None)?.whole(String::new())
        };
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(_)) => {
                self.made += 1;
                if let Some(folder) = keep {
                    std::fs::create_dir_all(folder).unwrap();
                    std::fs::write(folder.join(format!("case-{case}.yaml")), text).unwrap();
                }
            }
            Ok(Err(error)) => {
                self.refused += 1;
                let said = format!("{error:#}");
                if !is_clear(&said) {
                    self.faults
                        .push(format!("case {case}: no clear line: {said}: {text}"));
                }
                self.told.push(format!("case {case}: {said}"));
            }
            Err(_) => self.faults.push(format!("case {case}: a panic on {text}")),
        }
    }
}

/// Whether a message is one line that names the place, in words of the document: what typify and progenitor say is in
/// words of their own.
fn is_clear(said: &str) -> bool {
    const WORDS_OF_OTHERS: [&str; 8] = [
        "progenitor",
        "typify",
        "the OpenAPI model",
        "expected",
        "unexpected",
        "panic",
        "no pass knows",
        "teach xtask",
    ];
    said.lines().count() == 1
        && said.starts_with("damaged.yaml:")
        && said.contains("; ")
        && (said.contains(": not YAML: ")
            || said.contains(": not JSON: ")
            || !WORDS_OF_OTHERS.iter().any(|words| said.contains(words)))
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The documents of the corpus as text.
fn sources() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let is_document = |file: &PathBuf| {
        file.extension()
            .is_some_and(|extension| extension == "yaml" || extension == "json")
    };
    files
        .into_iter()
        .filter(is_document)
        .map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned())
        .collect()
}

/// A document with one to three pieces of damage.
fn damaged(source: &str, chance: &mut Chance) -> String {
    let root = Document::parse("source.yaml", source.as_bytes()).map(|document| document.root);
    let Ok(mut root) = root else {
        return in_text(source, chance);
    };
    if chance.below(4) == 0 {
        return in_text(source, chance);
    }
    for _ in 0..=chance.below(3) {
        in_tree(&mut root, chance);
    }
    serde_json::to_string(&root).unwrap()
}

fn in_text(source: &str, chance: &mut Chance) -> String {
    let mut characters: Vec<char> = source.chars().collect();
    for _ in 0..=chance.below(3) {
        let at = chance.below(characters.len() + 1);
        let end = (at + 1 + chance.below(30)).min(characters.len());
        match chance.below(5) {
            0 => characters.truncate(at),
            1 => drop(characters.drain(at.min(end)..end)),
            2 => {
                let again: Vec<char> = characters[at.min(end)..end].to_vec();
                characters.splice(at..at, again);
            }
            _ => {
                let odd = [
                    '{', '}', '[', ':', '-', '\t', '\n', '"', '\'', '&', '*', '!', '#', 'é',
                    '\u{0}', ' ', '0',
                ];
                characters.insert(at, odd[chance.below(odd.len())]);
            }
        }
    }
    characters.into_iter().collect()
}

fn in_tree(root: &mut Value, chance: &mut Chance) {
    let mut pointers = Vec::new();
    list(root, "", &mut pointers);
    let at = pointers[chance.below(pointers.len())].clone();
    let elsewhere = &pointers[chance.below(pointers.len())];
    let other = root.pointer(elsewhere).cloned().unwrap_or_default();
    let reference = json!({ "$ref": format!("#{elsewhere}") });
    let Some((parent, name)) = at.rsplit_once('/') else {
        *root = other;
        return;
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    let odd_names = [
        "",
        "$ref",
        "allOf",
        "oneOf",
        "type",
        "items",
        "properties",
        "required",
        "número",
        "self",
        "a b",
        "0",
        "x-y",
        "schema",
        "content",
    ];
    let odd_name = odd_names[chance.below(odd_names.len())].to_owned();
    let new = match chance.below(13) {
        0 => Value::Null,
        1 => json!(chance.below(2) == 0),
        2 => json!(chance.below(400).cast_signed() - 200),
        3 => json!(1e300),
        4 => json!(""),
        5 => json!(odd_name),
        6 => json!([]),
        7 => json!({}),
        8 => json!([root.pointer(&at).cloned()]),
        9 => reference,
        10 => json!({ odd_name.as_str(): other }),
        11 => (0..300).fold(
            json!({"type": "string"}),
            |inner, _| json!({"type": "array", "items": inner}),
        ),
        _ => other,
    };
    let how = chance.below(4);
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => match how {
            0 => drop(members.remove(&name)),
            1 => {
                let moved = members.remove(&name).unwrap_or_default();
                members.insert(odd_name, moved);
            }
            2 => drop(members.insert(odd_name, new)),
            _ => drop(members.insert(name, new)),
        },
        Some(Value::Array(items)) => match (how, name.parse::<usize>()) {
            (0, Ok(index)) if index < items.len() => drop(items.remove(index)),
            (_, Ok(index)) if index < items.len() => items[index] = new,
            _ => items.push(new),
        },
        _ => {}
    }
}

fn list(node: &Value, pointer: &str, pointers: &mut Vec<String>) {
    pointers.push(pointer.to_owned());
    match node {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, child)| list(child, &join_pointer(pointer, name), pointers)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, child)| list(child, &format!("{pointer}/{index}"), pointers)),
        _ => {}
    }
}

/// Numbers that the same seed gives again (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end.max(1) as u64).unwrap()
    }
}
