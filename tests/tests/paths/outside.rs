//! The program in `tests/outside`, which depends on nothing but the facade, is the README's first example.

use std::collections::BTreeSet;

use crate::tree::read;

#[test]
fn the_readmes_first_example_is_the_program_that_is_run() {
    let readme = read("README.md");
    let (_, rest) = readme.split_once("```rust\n").expect("the README has code");
    let (first, _) = rest.split_once("```").expect("and it ends");
    let program = read("tests/outside/src/first.rs");
    for (index, (shown, run)) in first.lines().zip(program.lines()).enumerate() {
        let line = index + 1;
        assert_eq!(
            shown, run,
            "line {line} of the README's first Rust code and of first.rs"
        );
    }
    assert_eq!(first, program);
}

/// What a lock file takes from elsewhere.
fn locked(lock: &str) -> BTreeSet<(&str, &str)> {
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter(|package| package.contains("\nsource = "))
        .filter_map(|package| {
            let value = |key: &str| {
                let (_, rest) = package.split_once(&format!("\n{key} = \""))?;
                rest.split('"').next()
            };
            Some((value("name")?, value("version")?))
        })
        .collect()
}

/// So that what builds here builds there, with nothing more to fetch.
#[test]
fn the_program_is_built_with_versions_of_the_workspace() {
    let (ours, theirs) = (read("Cargo.lock"), read("tests/outside/Cargo.lock"));
    let (ours, theirs) = (locked(&ours), locked(&theirs));
    assert!(theirs.len() > 50, "{}", theirs.len());
    let others: Vec<_> = theirs.difference(&ours).collect();
    assert!(
        others.is_empty(),
        "{others:?}: copy Cargo.lock to tests/outside and run `cargo metadata` there"
    );
}
