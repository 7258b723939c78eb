//! The same documents give the same bytes: a second time, elsewhere, in another locale, and whatever the order of
//! the document's keys.

use std::collections::BTreeMap;
use std::fs;

use serde_yaml_ng::{Mapping, Value};

use super::checkout::{Checkout, Run, apis, outputs};
use super::seed::Seed;

#[test]
fn a_second_run_has_nothing_to_do() {
    let checkout = Checkout::new();
    let committed = checkout.outputs();
    checkout.remove_outputs();
    let first = checkout.regen_well(&[]);
    let files = committed.len();
    assert!(
        first
            .out
            .contains(&format!("{files} files written, 0 removed\n")),
        "{}",
        first.out
    );
    assert_eq!(checkout.outputs(), committed);
    let entries = checkout.entries();
    let second = checkout.regen_well(&[]);
    assert!(
        second.out.contains("0 files written, 0 removed\n"),
        "{}",
        second.out
    );
    assert_eq!(checkout.entries(), entries);
}

#[test]
fn one_api_at_a_time_gives_the_same() {
    let checkout = Checkout::new();
    let committed = checkout.outputs();
    checkout.remove_outputs();
    for api in apis().keys().rev() {
        checkout.regen_well(&[api]);
    }
    assert_eq!(checkout.outputs(), committed);
}

#[test]
fn another_place_and_another_locale_give_the_same() {
    let committed = Checkout::new().outputs();
    for (place, locale, zone) in [
        (
            "a folder/of another höhe",
            "tr_TR.UTF-8",
            "Pacific/Kiritimati",
        ),
        ("b", "C", "America/Sao_Paulo"),
    ] {
        let checkout = Checkout::below(place);
        checkout.remove_outputs();
        let mut command = checkout.command(&[]);
        let from = checkout.path("specs/customers");
        command
            .env("LC_ALL", locale)
            .env("LANG", locale)
            .env("TZ", zone)
            .current_dir(from);
        let run = Run::of(&mut command);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.out);
        assert_eq!(checkout.outputs(), committed, "{place} {locale}");
    }
}

/// The shuffled document takes the place of the committed one, so that even the headers have to be the same.
#[test]
fn shuffled_keys_in_yaml_give_the_same() {
    let checkout = Checkout::new();
    let committed = checkout.outputs();
    for (api, table) in tables(&checkout) {
        let spec = table["spec"].as_str().unwrap();
        let shuffled = shuffled(&checkout.read(spec), 1);
        checkout.write(spec, &serde_yaml_ng::to_string(&shuffled).unwrap());
        for file in table
            .get("overlay")
            .into_iter()
            .filter_map(|file| file.as_str())
        {
            let shuffled = self::shuffled(&checkout.read(file), 2);
            checkout.write(file, &serde_yaml_ng::to_string(&shuffled).unwrap());
        }
        checkout.regen_well(&[&api]);
    }
    let mut generated = checkout.outputs();
    // The lock tells that the inputs are others, and nothing else.
    let without_inputs = |lock: Vec<u8>| {
        let lock = String::from_utf8(lock).unwrap();
        let is_input = |line: &str| line.starts_with("\"specs/");
        let lines = lock.lines().filter(|line| !is_input(line));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut committed = committed;
    let [old, new] = [&mut committed, &mut generated].map(|all| all.remove(LOCK).unwrap());
    assert_ne!(old, new);
    assert_eq!(without_inputs(old), without_inputs(new));
    assert_eq!(generated, committed);
}

#[test]
fn shuffled_keys_in_json_give_the_same() {
    let checkout = Checkout::new();
    let out = tempfile::tempdir().unwrap();
    for (api, table) in tables(&checkout) {
        let spec = checkout.read(table["spec"].as_str().unwrap());
        for seed in [3, 4] {
            let shuffled = serde_json::to_string(&shuffled(&spec, seed)).unwrap();
            let file = out.path().join(format!("{api}.json"));
            fs::write(&file, shuffled).unwrap();
            let target = out.path().join(format!("{api}-{seed}"));
            let option = format!("{api}={}", file.display());
            checkout.regen_well(&[&api, "--spec", &option, "--out", target.to_str().unwrap()]);
            let package = format!("crates/{}/", table["crate"].as_str().unwrap());
            let committed = checkout.outputs().into_iter();
            let committed = committed.filter(|(path, _)| path.starts_with(&package));
            let mut generated = outputs(&target);
            generated.remove(LOCK).unwrap();
            assert_eq!(
                without_headers(generated),
                without_headers(committed),
                "{api}, seed {seed}"
            );
        }
    }
}

const LOCK: &str = "specs/regen.lock";

fn tables(checkout: &Checkout) -> BTreeMap<String, toml::Table> {
    toml::from_str(&checkout.read("specs/apis.toml")).unwrap()
}

/// The texts without the line that names the document.
fn without_headers(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> BTreeMap<String, Vec<u8>> {
    files
        .into_iter()
        .map(|(path, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            let header = if path.ends_with(".rs") {
                text.lines().next().unwrap()
            } else if path.ends_with("/schemas.json") {
                text.lines().nth(1).unwrap()
            } else {
                ""
            };
            let body = text.replacen(header, "", 1).into_bytes();
            (path, body)
        })
        .collect()
}

/// The document with the keys of all mappings in another order.
fn shuffled(text: &str, seed: u64) -> Value {
    let document: Value = serde_yaml_ng::from_str(text).unwrap();
    let shuffled = shuffle(document.clone(), &mut Seed::new(seed));
    assert_eq!(shuffled, document);
    let text = |value: &Value| serde_json::to_string(value).unwrap();
    assert_ne!(text(&shuffled), text(&document), "nothing was shuffled");
    shuffled
}

fn shuffle(value: Value, seed: &mut Seed) -> Value {
    match value {
        Value::Mapping(mapping) => {
            let mut members: Vec<(Value, Value)> = mapping
                .into_iter()
                .map(|(key, value)| (key, shuffle(value, seed)))
                .collect();
            seed.shuffle(&mut members);
            Value::Mapping(members.into_iter().collect::<Mapping>())
        }
        Value::Sequence(items) => {
            let items = items.into_iter().map(|item| shuffle(item, seed));
            Value::Sequence(items.collect())
        }
        other => other,
    }
}
