//! Killed while it writes: the crate is there as a whole, or not at all.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use super::run::{DOCUMENT, Folder, xtask};

const KILLS: u32 = 12;

#[test]
fn killed_while_it_writes() {
    let folder = Folder::new();
    folder.write("contas.yaml", &many_schemas(150));
    let started = Instant::now();
    folder.generate("contas.yaml", "contas", "whole").done();
    let a_run = started.elapsed();
    let whole = folder.files("whole");
    let mut kills = 0;
    let mut absent = 0;
    let mut attempts = 0;
    for attempt in 0..4 * KILLS {
        if kills == KILLS {
            break;
        }
        attempts += 1;
        let out = format!("crate-{attempt}");
        let (document, path) = (folder.path("contas.yaml"), folder.path(&out));
        let arguments = [
            "generate",
            document.to_str().unwrap(),
            "--name",
            "contas",
            "--out",
            path.to_str().unwrap(),
        ];
        let mut child = xtask(&arguments).stdout(Stdio::null()).spawn().unwrap();
        // Spread over the whole of a run: the first of each round ends it before it has written anything.
        thread::sleep(a_run * (attempt % KILLS) / KILLS);
        child.kill().unwrap();
        kills += u32::from(!child.wait().unwrap().success());
        let found = folder.files(&out);
        absent += u32::from(found.is_empty());
        assert!(
            found.is_empty() || same(&found, &whole),
            "{:?}",
            found.keys()
        );
    }
    assert!(
        kills >= 3 && absent >= 1,
        "{kills} kills, {absent} before the end; a run takes {a_run:?}"
    );
    // What killed runs left behind is in nobody's way, and goes with the next.
    for attempt in 0..attempts {
        let out = format!("crate-{attempt}");
        folder.generate("contas.yaml", "contas", &out).done();
        assert!(same(&folder.files(&out), &whole));
    }
    let beside = std::fs::read_dir(folder.path("")).unwrap();
    let mut names = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.all(|name| !name.starts_with('.')));
}

fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> bool {
    one == other
}

fn many_schemas(count: usize) -> String {
    let schemas: Vec<String> = (0..count)
        .map(|number| {
            format!("    Schema{number}: {{type: object, properties: {{a: {{type: string}}}}}}\n")
        })
        .collect();
    DOCUMENT.to_owned() + &schemas.concat()
}
