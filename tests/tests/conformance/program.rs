//! The example that tells what is wrong with recorded answers: its arguments, and what it makes of what is no answer.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::json;

use crate::bodies::{PEOPLE, lawful};

#[allow(dead_code, reason = "a program has a main function")]
#[path = "../../../crates/cadastro/examples/conformance.rs"]
mod example;

use example::{Asked, tell};

fn asked(arguments: &[&str]) -> Result<Asked, String> {
    Asked::of(arguments.iter().map(OsString::from))
}

/// What it prints of a path, and whether all could be looked at.
fn printed(path: &Path, form: &str) -> (String, bool) {
    let arguments = ["--format".into(), form.into(), path.as_os_str().to_owned()];
    let asked = Asked::of(arguments.into_iter()).unwrap();
    let mut out = Vec::new();
    let is_whole = tell(&asked, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), is_whole)
}

/// A folder with one answer as the document has it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("1-personal-identifications.json");
    fs::write(answer, lawful(PEOPLE).to_string()).unwrap();
    folder
}

#[test]
fn arguments_are_understood_or_refused() {
    for refused in [
        &["-x"][..],
        &["--x"],
        &["-"],
        &["--format", "xml"],
        &["--operation", "x"],
    ] {
        assert!(asked(refused).is_err(), "{refused:?}");
    }
    for understood in [
        &["-h"][..],
        &["--help"],
        &["--", "-x"],
        &["--operation", PEOPLE, "x"],
    ] {
        assert!(asked(understood).is_ok(), "{understood:?}");
    }
    let mut out = Vec::new();
    assert!(tell(&asked(&["-h"]).unwrap(), &mut out).unwrap());
    assert!(out.starts_with(b"usage: "));
}

#[test]
fn what_could_not_be_read_or_checked_is_counted() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("2-personal-identifications.json", r#"{"data": 7}"#);
    write("3-personal-identifications.json", "<html>");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let too_deep = format!(r#"{{"data": [], "x": {deep}}}"#);
    write("4-personal-identifications.json", &too_deep);
    // A record is set aside in an answer that is too deep to be checked.
    let mut aside = lawful(PEOPLE);
    aside["data"][0] = json!(7);
    let mut aside = aside.to_string();
    aside.insert_str(aside.len() - 1, &format!(r#", "x": {deep}"#));
    write("5-personal-identifications.json", &aside);
    let (text, is_whole) = printed(folder.path(), "text");
    assert!(is_whole, "{text}");
    let lines: Vec<&str> = text.lines().rev().take(2).collect();
    let last = "5 files: 2 typed, 1 with quarantined records, 1 not JSON; 3 violations";
    assert_eq!(lines, [last, "1 not read, 2 not checked"], "{text}");
    let (lines, _) = printed(folder.path(), "json");
    assert_eq!(lines.lines().count(), 5);
}

#[cfg(unix)]
#[test]
fn a_bad_entry_does_not_end_it() {
    use std::os::unix::ffi::OsStringExt as _;

    let folder = folder();
    std::os::unix::fs::symlink("nowhere", folder.path().join("0.json")).unwrap();
    let odd = folder.path().join(OsString::from_vec(
        b"personal-identifications-\xff.json".to_vec(),
    ));
    fs::write(odd, lawful(PEOPLE).to_string()).unwrap();
    let _socket =
        std::os::unix::net::UnixListener::bind(folder.path().join("personal-identifications.json"))
            .unwrap();
    let (text, is_whole) = printed(folder.path(), "text");
    assert!(!is_whole);
    assert!(
        text.contains("personal-identifications.json: it is not a regular file\n"),
        "{text}"
    );
    let last = "3 files: 2 typed, 0 with quarantined records, 0 not JSON; 0 violations\n";
    assert!(text.ends_with(last), "{text}");
}

/// Takes nothing, as a full disk does, or a pipe that nobody reads.
struct Full(io::ErrorKind);

impl io::Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let folder = folder();
    for kind in [io::ErrorKind::BrokenPipe, io::ErrorKind::StorageFull] {
        for form in ["text", "json"] {
            let arguments = [
                "--format".into(),
                form.into(),
                folder.path().as_os_str().to_owned(),
            ];
            let asked = Asked::of(arguments.into_iter()).unwrap();
            assert_eq!(tell(&asked, &mut Full(kind)).unwrap_err().kind(), kind);
        }
    }
}
