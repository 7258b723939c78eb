//! A run that is killed: a child process ends itself at each point where the disk has just changed.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

const ROOT: &str = "PUBLISH_TEST_ROOT";
const DIE_AT: &str = "PUBLISH_TEST_DIE_AT";
const DIED: i32 = 9;

/// Ends the process, without any clean-up, at the point that the test has asked for.
pub(in super::super) fn die_if_asked() {
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let Ok(point) = std::env::var(DIE_AT) else {
        return;
    };
    if PASSED.fetch_add(1, Ordering::SeqCst).to_string() == point {
        std::process::exit(DIED);
    }
}

/// Does nothing unless it is the child process of the test below.
#[test]
fn child() {
    if let Ok(root) = std::env::var(ROOT) {
        write(Path::new(&root), &output("2")).unwrap();
    }
}

#[test]
fn each_folder_and_file_is_wholly_old_or_wholly_new() {
    let this_test = std::env::current_exe().unwrap();
    let mut points = 0;
    loop {
        let folder = folder_with(&output("1"));
        fs::write(folder.path().join(GENERATED).join("only_old.rs"), "old").unwrap();
        let status = Command::new(&this_test)
            .args(["--exact", "publish::tests::killed::child", "--quiet"])
            .env(ROOT, folder.path())
            .env(DIE_AT, points.to_string())
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        if status.success() {
            assert_eq!(check(folder.path(), &output("2")).unwrap(), []);
            break;
        }
        assert_eq!(status.code(), Some(DIED));
        let is_done = wholly_old_or_new(folder.path(), points);
        let named = check(folder.path(), &output("2")).unwrap();
        assert_eq!(named.is_empty(), is_done, "{named:?} at point {points}");
        write(folder.path(), &output("2")).unwrap();
        assert_eq!(
            check(folder.path(), &output("2")).unwrap(),
            [],
            "point {points}"
        );
        points += 1;
    }
    assert!(points >= 12, "only {points} points were tried");
}

/// Gives whether the lock file, the last one, is new already.
fn wholly_old_or_new(root: &Path, point: u32) -> bool {
    let old = output("1");
    let new = output("2");
    let mut is_new = Vec::new();
    for (folder, texts) in &new.folders {
        let mut expected_old = old.folders[folder].clone();
        if folder == GENERATED {
            expected_old.insert("only_old.rs".to_owned(), "old".to_owned());
        }
        let has = |texts| {
            disk::compare_folder(root, folder, texts)
                .unwrap()
                .is_empty()
        };
        assert!(
            has(texts) || has(&expected_old),
            "{folder} at point {point}"
        );
        is_new.push(has(texts));
    }
    for (path, text) in new.single_files() {
        let has = |text: &str| disk::compare_file(root, path, text).unwrap().is_none();
        let old_text = old.files.get(path).unwrap_or(&old.lock.1);
        assert!(has(text) || has(old_text), "{path} at point {point}");
        is_new.push(has(text));
    }
    // What takes its place does so in order: nothing is new after something old, so the lock is new last.
    assert!(
        is_new.is_sorted_by(|one, next| one >= next),
        "{is_new:?} at point {point}"
    );
    is_new.last() == Some(&true)
}
