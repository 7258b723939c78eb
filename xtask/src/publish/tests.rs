use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::check::Difference;
use super::write::Written;
use super::*;

pub(super) mod killed;

const GENERATED: &str = "crates/a/src/generated";

fn output(version: &str) -> Output {
    let files = |names: &[&str]| {
        names
            .iter()
            .map(|name| ((*name).to_owned(), format!("// {name} {version}\nline\n")))
            .collect::<BTreeMap<_, _>>()
    };
    Output {
        folders: BTreeMap::from([
            (
                GENERATED.to_owned(),
                files(&["mod.rs", "client.rs", "types/empresa.rs"]),
            ),
            ("crates/b/src/generated".to_owned(), files(&["mod.rs"])),
        ]),
        files: files(&["crates/a/api.txt", "crates/b/api.txt"]),
        lock: ("specs/regen.lock".to_owned(), format!("# {version}\n")),
    }
}

fn folder_with(output: &Output) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), output).unwrap();
    folder
}

fn differences(root: &Path, output: &Output) -> Vec<String> {
    let differences = check(root, output).unwrap();
    let mut headlines: Vec<String> = render(&differences)
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(|line| line.split(" (").next().unwrap().to_owned())
        .collect();
    headlines.retain(|line| line != "line");
    headlines
}

fn changed_and_removed(written: &Written) -> (Vec<&str>, Vec<&str>) {
    (
        written.changed.iter().map(String::as_str).collect(),
        written.removed.iter().map(String::as_str).collect(),
    )
}

#[test]
fn what_is_written_is_what_check_expects() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("new/root");
    let output = output("1");
    assert_eq!(differences(&root, &output).len(), 7);
    assert!(!root.exists(), "check writes nothing");
    let written = write(&root, &output).unwrap();
    assert_eq!(written.changed.len(), 7);
    assert!(written.removed.is_empty());
    assert_eq!(check(&root, &output).unwrap(), []);
    assert_eq!(
        fs::read_to_string(root.join(GENERATED).join("types/empresa.rs")).unwrap(),
        "// types/empresa.rs 1\nline\n"
    );
    assert_eq!(
        fs::read_to_string(root.join("specs/regen.lock")).unwrap(),
        "# 1\n"
    );
}

#[test]
fn what_is_as_it_should_be_is_not_touched() {
    let folder = folder_with(&output("1"));
    let stamps = || {
        [
            "crates/a/src/generated",
            "crates/a/src/generated/mod.rs",
            "crates/a/api.txt",
            "specs/regen.lock",
            "crates/a/src",
        ]
        .map(|path| {
            fs::metadata(folder.path().join(path))
                .unwrap()
                .modified()
                .unwrap()
        })
    };
    let before = stamps();
    assert_eq!(
        write(folder.path(), &output("1")).unwrap(),
        Written::default()
    );
    assert_eq!(stamps(), before);
    // One folder changes, the other stays.
    let mut next = output("1");
    next.folders
        .get_mut("crates/b/src/generated")
        .unwrap()
        .insert("mod.rs".to_owned(), "new\n".to_owned());
    let written = write(folder.path(), &next).unwrap();
    assert_eq!(
        changed_and_removed(&written),
        (vec!["crates/b/src/generated/mod.rs"], vec![])
    );
    assert_eq!(stamps(), before);
}

#[test]
fn a_changed_byte_is_shown_with_its_diff_and_mended() {
    let folder = folder_with(&output("1"));
    let path = folder.path().join(GENERATED).join("client.rs");
    fs::write(&path, "// client.rs 1\nlime\n").unwrap();
    fs::write(folder.path().join("specs/regen.lock"), [0xFF, 0xFE]).unwrap();
    let shown = render(&check(folder.path(), &output("1")).unwrap());
    assert_eq!(
        shown,
        "changed: crates/a/src/generated/client.rs\n--- a/crates/a/src/generated/client.rs\n\
         +++ b/crates/a/src/generated/client.rs\n@@ -1,2 +1,2 @@\n // client.rs 1\n-lime\n+line\n\
         changed: specs/regen.lock\n--- a/specs/regen.lock\n+++ b/specs/regen.lock\n  (not UTF-8 text: 2 bytes, 4 expected)\n"
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "// client.rs 1\nlime\n",
        "check writes nothing"
    );
    let written = write(folder.path(), &output("1")).unwrap();
    assert_eq!(
        changed_and_removed(&written),
        (
            vec!["crates/a/src/generated/client.rs", "specs/regen.lock"],
            vec![]
        )
    );
    assert_eq!(check(folder.path(), &output("1")).unwrap(), []);
}

#[test]
fn missing_and_stray_files_are_named_and_mended() {
    let folder = folder_with(&output("1"));
    let generated = folder.path().join(GENERATED);
    fs::remove_file(generated.join("types/empresa.rs")).unwrap();
    fs::remove_file(folder.path().join("crates/b/api.txt")).unwrap();
    fs::write(generated.join("stray.rs"), "x").unwrap();
    fs::write(generated.join(".hidden"), "x").unwrap();
    fs::create_dir_all(generated.join("deep/er")).unwrap();
    fs::write(generated.join("deep/er/old.rs"), "x").unwrap();
    // Not in a generated folder: hand-written.
    fs::write(folder.path().join("crates/a/src/lib.rs"), "x").unwrap();
    assert_eq!(
        differences(folder.path(), &output("1")),
        [
            "missing: crates/a/src/generated/types/empresa.rs",
            "orphaned: crates/a/src/generated/.hidden",
            "orphaned: crates/a/src/generated/deep/er/old.rs",
            "orphaned: crates/a/src/generated/stray.rs",
            "orphaned: crates/a/src/generated/types/",
            "missing: crates/b/api.txt",
        ]
    );
    let written = write(folder.path(), &output("1")).unwrap();
    assert_eq!(
        changed_and_removed(&written),
        (
            vec![
                "crates/a/src/generated/types/empresa.rs",
                "crates/b/api.txt"
            ],
            vec![
                "crates/a/src/generated/.hidden",
                "crates/a/src/generated/deep/er/old.rs",
                "crates/a/src/generated/stray.rs",
                "crates/a/src/generated/types/",
            ]
        )
    );
    assert_eq!(check(folder.path(), &output("1")).unwrap(), []);
    assert!(folder.path().join("crates/a/src/lib.rs").exists());
    assert!(!generated.join("deep").exists());
}

#[cfg(unix)]
#[test]
fn links_are_strays_and_never_followed() {
    use std::os::unix::fs::symlink;

    let folder = folder_with(&output("1"));
    let generated = folder.path().join(GENERATED);
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("mod.rs"), "// mod.rs 1\nline\n").unwrap();
    symlink(&outside, generated.join("linked")).unwrap();
    fs::remove_file(generated.join("mod.rs")).unwrap();
    symlink(outside.join("mod.rs"), generated.join("mod.rs")).unwrap();
    fs::remove_dir_all(folder.path().join("crates/b/src/generated")).unwrap();
    symlink(&outside, folder.path().join("crates/b/src/generated")).unwrap();
    fs::remove_file(folder.path().join("crates/b/api.txt")).unwrap();
    symlink(
        outside.join("mod.rs"),
        folder.path().join("crates/b/api.txt"),
    )
    .unwrap();
    assert_eq!(
        differences(folder.path(), &output("1")),
        [
            "missing: crates/a/src/generated/mod.rs",
            "orphaned: crates/a/src/generated/linked",
            "orphaned: crates/a/src/generated/mod.rs",
            "orphaned: crates/b/src/generated",
            "missing: crates/b/src/generated/mod.rs",
            "missing: crates/b/api.txt",
        ]
    );
    write(folder.path(), &output("1")).unwrap();
    assert_eq!(check(folder.path(), &output("1")).unwrap(), []);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    assert_eq!(
        fs::read_to_string(outside.join("mod.rs")).unwrap(),
        "// mod.rs 1\nline\n"
    );
}

#[test]
fn leftovers_are_named_and_removed() {
    let folder = folder_with(&output("1"));
    let sources = folder.path().join("crates/a/src");
    fs::create_dir(sources.join(disk::temporary_name("generated", "77-0"))).unwrap();
    fs::write(
        sources
            .join(disk::temporary_name("generated", "77-0"))
            .join("mod.rs"),
        "half",
    )
    .unwrap();
    fs::write(
        folder
            .path()
            .join("specs")
            .join(disk::temporary_name("regen.lock", "77-1")),
        "half",
    )
    .unwrap();
    // The gap of two renames: the old folder is aside, nothing has its place.
    fs::rename(
        sources.join("generated"),
        sources.join(disk::temporary_name("generated", "77-2")),
    )
    .unwrap();
    // Somebody else's.
    fs::write(sources.join(".mod.rs.swp"), "x").unwrap();
    let leftovers = [
        "crates/a/src/.generated.regen-77-0.tmp",
        "crates/a/src/.generated.regen-77-2.tmp",
        "specs/.regen.lock.regen-77-1.tmp",
    ];
    let named = differences(folder.path(), &output("1"));
    assert_eq!(
        named[..3]
            .iter()
            .filter(|line| line.starts_with("missing: crates/a/src/generated/"))
            .count(),
        3
    );
    assert_eq!(
        named[3..],
        leftovers.map(|path| format!("orphaned: {path}"))
    );
    assert_eq!(
        write(folder.path(), &output("1")).unwrap().removed,
        leftovers
    );
    assert_eq!(check(folder.path(), &output("1")).unwrap(), []);
    assert!(sources.join(".mod.rs.swp").exists());
}

#[test]
fn without_an_exchange_two_renames_do() {
    let folder = tempfile::tempdir().unwrap();
    let [new, target, aside] = ["new", "target", "aside"].map(|name| folder.path().join(name));
    fs::create_dir(&new).unwrap();
    fs::create_dir(&target).unwrap();
    fs::write(new.join("x"), "new").unwrap();
    fs::write(target.join("x"), "old").unwrap();
    exchange::two_renames(&new, &target, &aside).unwrap();
    assert_eq!(fs::read_to_string(target.join("x")).unwrap(), "new");
    assert_eq!(fs::read_to_string(aside.join("x")).unwrap(), "old");
    assert!(!new.exists());
    // The second rename fails, as there is nothing new: the old one is put back.
    let aside = folder.path().join("other");
    assert!(exchange::two_renames(&new, &target, &aside).is_err());
    assert_eq!(fs::read_to_string(target.join("x")).unwrap(), "new");
    assert!(!aside.exists());
}

#[test]
fn runs_at_the_same_time_do_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for runner in 0..8 {
            let root = folder.path();
            scope.spawn(move || {
                for run in 0..4 {
                    write(root, &output(&format!("{runner}-{run}"))).unwrap();
                }
            });
        }
    });
    let last = fs::read_to_string(folder.path().join("specs/regen.lock")).unwrap();
    let last = last.trim_start_matches("# ").trim();
    assert_eq!(check(folder.path(), &output(last)).unwrap(), []);
}

#[test]
fn a_failed_run_takes_its_temporary_entries_away() {
    let folder = folder_with(&output("1"));
    // A folder has the place of a file: it cannot be replaced, and what came before it has been.
    fs::remove_file(folder.path().join("crates/b/api.txt")).unwrap();
    fs::create_dir(folder.path().join("crates/b/api.txt")).unwrap();
    fs::write(folder.path().join("crates/b/api.txt/x"), "").unwrap();
    let error = format!("{:#}", write(folder.path(), &output("2")).unwrap_err());
    assert!(
        error.starts_with("cannot replace crates/b/api.txt: "),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("specs/regen.lock")).unwrap(),
        "# 1\n"
    );
    for parent in output("2").parents() {
        assert_eq!(disk::leftovers(folder.path(), parent).unwrap(), [""; 0]);
    }
}

#[test]
fn unsound_paths_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |spoil: &dyn Fn(&mut Output)| {
        let mut output = output("1");
        spoil(&mut output);
        assert!(check(folder.path(), &output).is_err());
        assert!(write(folder.path(), &output).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    };
    for path in [
        "/x",
        "../x",
        "a/../x",
        "a//x",
        "a\\x",
        "C:x",
        "",
        "./x",
        "x/",
        "crates/a/src/generated/mine.rs",
        "Crates/A/api.txt",
    ] {
        refused(&|output| drop(output.files.insert(path.to_owned(), String::new())));
    }
    for name in ["../x.rs", "/x.rs", "Mod.rs", ""] {
        refused(&|output| {
            output
                .folders
                .get_mut(GENERATED)
                .unwrap()
                .insert(name.to_owned(), String::new());
        });
    }
    refused(&|output| output.lock.0 = "crates/a/api.txt".to_owned());
    refused(&|output| {
        let inner = format!("{GENERATED}/inner");
        output.folders.insert(inner, BTreeMap::new());
    });
}

#[test]
fn hashes_of_all_files_but_the_lock() {
    let mut one = output("1");
    let hashes = one.sha256s();
    assert_eq!(hashes.len(), 6);
    assert_eq!(
        hashes["crates/a/src/generated/mod.rs"],
        lock::sha256(b"// mod.rs 1\nline\n")
    );
    assert!(!hashes.contains_key("specs/regen.lock"));
    let mut other = Output::default();
    other
        .files
        .insert("crates/c/api.txt".to_owned(), "c".to_owned());
    one.extend(other);
    assert_eq!(one.sha256s().len(), 7);
    assert_eq!(one.lock.0, "specs/regen.lock");
}

#[test]
fn very_many_differences_stay_readable() {
    let differences: Vec<_> = (0..30)
        .map(|number| Difference::Changed {
            path: format!("file{number}"),
            unified_diff: "+x\n".repeat(100),
        })
        .collect();
    let shown = render(&differences);
    assert!(shown.lines().count() < 2_100);
    assert!(
        shown.contains("changed: file29\n  (diff left out"),
        "every file is named"
    );
    assert_eq!(render(&[]), "");
}
