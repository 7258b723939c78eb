//! `regen --check` is quiet on a clean tree; otherwise it names what differs and the command that mends it, and
//! that command does mend it. In no case does it write.

use std::fs;
use std::process::Command;

use super::checkout::{BINARY, Checkout, Run};

const GENERATED: &str = "crates/cadastro-attach/src/generated";
const SPEC: &str = "specs/attach/1.yaml";

#[test]
fn a_clean_tree_passes_and_stays_untouched() {
    let checkout = Checkout::new();
    let before = checkout.entries();
    let run = checkout.regen(&["--check"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.out);
    assert_eq!(checkout.entries(), before);
}

#[test]
fn a_description_in_a_spec() {
    let checkout = Checkout::new();
    checkout.replace(
        SPEC,
        "Which file to attach.",
        "The file that is to be attached.",
    );
    let run = found(&checkout, &["--check"]);
    let file = format!("{GENERATED}/types/attach_request.rs");
    let diff = "-/// Which file to attach.\n+/// The file that is to be attached.\n";
    assert!(run.out.contains(diff), "{}", run.out);
    assert!(run.out.contains(&unified(&file)), "{}", run.out);
    assert!(
        run.out.contains(&unified("specs/regen.lock")),
        "{}",
        run.out
    );
    assert!(run.out.contains("\n    cargo xtask regen\n"), "{}", run.out);
    assert!(!run.out.contains("cadastro-customers"), "{}", run.out);
    mended(&checkout, &run, &["--check"]);
    let text = checkout.read(&file);
    assert!(
        text.contains("/// The file that is to be attached.\n"),
        "{text}"
    );
}

#[test]
fn one_byte_of_a_generated_file() {
    let file = format!("{GENERATED}/types/customer.rs");
    let out = told_and_mended(|checkout| {
        let mut bytes = fs::read(checkout.path(&file)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(checkout.path(&file), bytes).unwrap();
    });
    assert!(
        out.contains(&format!("changed: {file}\n{}", unified(&file))),
        "{out}"
    );
    assert!(out.contains("\n@@ -"), "{out}");
}

#[test]
fn the_code_of_an_api_that_is_gone() {
    let checkout = Checkout::new();
    let mut tables = checkout.read("specs/apis.toml");
    tables.replace_range(checkout.table("attach"), "");
    checkout.write("specs/apis.toml", &tables);
    let run = found(&checkout, &["--check"]);
    let orphan = format!("orphaned: {GENERATED}/client.rs");
    assert!(run.out.contains(&orphan), "{}", run.out);
    mended(&checkout, &run, &["--check"]);
}

#[test]
fn a_stray_file() {
    let out = told_and_mended(|checkout| {
        checkout.write(&format!("{GENERATED}/stray.rs"), "// mine\n");
        checkout.write(&format!("{GENERATED}/types/deep/er/stray.rs"), "// mine\n");
        fs::create_dir(checkout.path(&format!("{GENERATED}/empty"))).unwrap();
    });
    for stray in ["stray.rs", "types/deep/er/stray.rs", "empty"] {
        assert!(
            out.contains(&format!("orphaned: {GENERATED}/{stray}")),
            "{out}"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_symbolic_link() {
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("target.rs");
    let linked = format!("{GENERATED}/types/address.rs");
    let out = told_and_mended(|checkout| {
        fs::rename(checkout.path(&linked), &target).unwrap();
        for name in [&linked, &format!("{GENERATED}/link.rs")] {
            std::os::unix::fs::symlink(&target, checkout.path(name)).unwrap();
        }
    });
    // Even a link to the right text is no generated file.
    assert!(out.contains(&format!("missing: {linked}\n")), "{out}");
    assert!(
        out.contains(&format!("orphaned: {GENERATED}/link.rs")),
        "{out}"
    );
    assert!(target.is_file(), "what a link leads to is not touched");
}

#[test]
fn leftovers_of_a_killed_run() {
    let leftovers = [
        "crates/cadastro-attach/src/.generated.regen-4711-0.tmp/types/half.rs",
        "crates/cadastro-attach/.api.txt.regen-4711-1.tmp",
        "specs/.regen.lock.regen-4711-2.tmp",
    ];
    let out = told_and_mended(|checkout| {
        for leftover in leftovers {
            checkout.write(leftover, "half of ");
        }
    });
    for leftover in leftovers {
        let named = leftover.strip_suffix("/types/half.rs").unwrap_or(leftover);
        assert!(out.contains(&format!("orphaned: {named}")), "{out}");
    }
}

#[test]
fn a_file_that_is_gone() {
    let file = format!("{GENERATED}/client.rs");
    let out = told_and_mended(|checkout| fs::remove_file(checkout.path(&file)).unwrap());
    assert!(out.contains(&format!("missing: {file}\n")), "{out}");
}

#[test]
fn a_folder_that_is_gone() {
    let out = told_and_mended(|checkout| fs::remove_dir_all(checkout.path(GENERATED)).unwrap());
    for name in ["mod.rs", "types/mod.rs"] {
        assert!(
            out.contains(&format!("missing: {GENERATED}/{name}\n")),
            "{out}"
        );
    }
}

#[test]
fn a_file_in_place_of_the_folder() {
    let out = told_and_mended(|checkout| {
        fs::remove_dir_all(checkout.path(GENERATED)).unwrap();
        checkout.write(GENERATED, "no folder");
    });
    assert!(out.contains(&format!("orphaned: {GENERATED} ")), "{out}");
}

#[test]
fn a_strict_schema() {
    let file = format!("{GENERATED}/schemas.json");
    let out = told_and_mended(|checkout| {
        checkout.replace(&file, "\"maxLength\": 11", "\"maxLength\": 12");
    });
    assert!(
        out.contains(&format!("changed: {file}\n{}", unified(&file))),
        "{out}"
    );
    let line = |mark: char, length: u8| format!("\n{mark}          \"maxLength\": {length},\n");
    assert!(out.contains(&line('-', 12)), "{out}");
    assert!(out.contains(line('+', 11).trim_start()), "{out}");
}

#[test]
fn the_list_of_public_items() {
    let file = "crates/cadastro-attach/api.txt";
    let out = told_and_mended(|checkout| {
        checkout.replace(file, "struct Customer\n", "struct Cliente\n");
    });
    assert!(out.contains(&unified(file)), "{out}");
    assert!(out.contains("-struct Cliente\n+struct Customer\n"), "{out}");
}

#[test]
fn the_lock() {
    let out = told_and_mended(|checkout| {
        checkout.replace(
            "specs/regen.lock",
            "default-responses = 1",
            "default-responses = 2",
        );
    });
    assert!(out.contains(&unified("specs/regen.lock")), "{out}");
    assert!(
        out.contains("-default-responses = 2\n+default-responses = 1\n"),
        "{out}"
    );
}

#[test]
fn another_folder_and_another_document_are_part_of_the_command() {
    let checkout = Checkout::new();
    fs::copy(
        checkout.path(SPEC),
        checkout.path("specs/it's another.yaml"),
    )
    .unwrap();
    let arguments = [
        "attach",
        "--spec",
        "attach=specs/it's another.yaml",
        "--out",
        "a folder",
    ];
    let with_check = [arguments.as_slice(), &["--check"]].concat();
    let before = checkout.entries();
    let run = checkout.regen(&with_check);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{}", run.out);
    assert!(
        run.out.contains(&format!("missing: {GENERATED}/mod.rs\n")),
        "{}",
        run.out
    );
    assert_eq!(checkout.entries(), before);
    mended(&checkout, &run, &with_check);
    assert!(checkout.path("a folder/specs/regen.lock").is_file());
}

/// Spoils a checkout; gives what `regen attach --check` says. The command it names brings back the old bytes.
fn told_and_mended(spoil: impl FnOnce(&Checkout)) -> String {
    let checkout = Checkout::new();
    let clean = checkout.outputs();
    spoil(&checkout);
    let arguments = ["attach", "--check"];
    let run = found(&checkout, &arguments);
    assert!(
        run.out.contains("\n    cargo xtask regen attach\n"),
        "{}",
        run.out
    );
    mended(&checkout, &run, &arguments);
    assert_eq!(checkout.outputs(), clean);
    run.out
}

fn found(checkout: &Checkout, arguments: &[&str]) -> Run {
    let before = checkout.entries();
    let run = checkout.regen(arguments);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{}", run.out);
    assert_eq!(checkout.entries(), before, "--check has written");
    run
}

/// Runs the command that was told, in a shell as a reader would.
fn mended(checkout: &Checkout, told: &Run, check: &[&str]) {
    let mut commands = told
        .out
        .lines()
        .filter(|line| line.starts_with("    cargo xtask "));
    let command = commands
        .next()
        .unwrap_or_else(|| panic!("no command: {}", told.out));
    assert_eq!(commands.next(), None, "{}", told.out);
    let script = format!("cargo() {{ shift; \"$XTASK\" \"$@\"; }}\n{command}");
    let run = Run::of(
        Command::new("sh")
            .args(["-c", &script])
            .env("XTASK", BINARY)
            .current_dir(checkout.root()),
    );
    assert_eq!(
        (run.code, run.err.as_str()),
        (Some(0), ""),
        "{command}: {}",
        run.out
    );
    let run = checkout.regen(check);
    assert_eq!(run.code, Some(0), "after {command}: {}", run.out);
}

fn unified(file: &str) -> String {
    format!("--- a/{file}\n+++ b/{file}\n")
}
