//! Each public item of a generated crate has a path in the facade: `items.rs` names both paths of each, and compiles
//! only if they lead to one and the same item. It is what `api.txt` asks for, or the test fails; `CADASTRO_BLESS=1`
//! rewrites it.
//!
//! Fields, variants, functions and implementations come with their types.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::tree::{files, read};

/// The generated crates, and the modules of the facade that have their items.
const CRATES: [(&str, &str); 3] = [
    ("cadastro-attach", "attach"),
    ("cadastro-bs2-onboarding", "onboarding"),
    ("cadastro-customers", "customers"),
];

/// Items that are not right in their module: module of the facade, item, path in that module, reason.
const ELSEWHERE: [(&str, &str, &str, &str); 3] = [
    ("attach", "Client", "generated::Client", OWN_CLIENT),
    ("customers", "Client", "generated::Client", OWN_CLIENT),
    ("onboarding", "Client", "generated::Client", OWN_CLIENT),
];
const OWN_CLIENT: &str = "the facade's own client has the name";

/// Parameters of the operations stand beside the generated client as well, which is where they are of use.
const BESIDE_CLIENT: &str = "Params";

const ITEMS: &str = "tests/tests/paths/items.rs";

/// Compiles for two names of one type only.
pub(crate) fn same<A: Is<B>, B>() {}

pub(crate) trait Is<T> {}

impl<T> Is<T> for T {}

pub(crate) fn same_place<T>(one: &'static T, other: &'static T) {
    assert!(std::ptr::eq(one, other));
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Const,
    Static,
    Type,
}

/// What has a path of its own.
fn items(list: &str) -> BTreeSet<(Kind, &str)> {
    let mut items = BTreeSet::new();
    for line in list.lines() {
        let (kind, rest) = line.split_once(' ').unwrap();
        // `operations::BASE_PATH: &str`, `CommandStatus = Integer`, `Customer`
        let path = rest.split(": ").next().unwrap_or(rest);
        let path = path.split(' ').next().unwrap_or(path);
        match kind {
            "const" => items.insert((Kind::Const, path)),
            "static" => items.insert((Kind::Static, path)),
            "enum" | "struct" | "type" => items.insert((Kind::Type, path)),
            "field" | "fn" | "impl" | "variant" => false,
            other => panic!("what is a {other}? {line}"),
        };
    }
    items
}

/// The types that a field, a variant, a function or an implementation may belong to.
fn owners(line: &str) -> Vec<&str> {
    let (kind, rest) = line.split_once(' ').unwrap();
    match kind {
        "field" | "fn" | "variant" => rest.split([':', '.']).take(1).collect(),
        // `impl From<Nationality> for Text` belongs to the type that is not foreign.
        "impl" => rest.split(|c: char| !c.is_alphanumeric()).collect(),
        _ => Vec::new(),
    }
}

fn expected() -> String {
    let mut text = String::from(
        "//! What `api.txt` of each generated crate lists, by its own path and by the facade's.\n\
         //!\n\
         //! Written by `CADASTRO_BLESS=1 cargo test -p cadastro-tests --test paths`.\n\n\
         use super::facade::{same, same_place};\n",
    );
    let mut elsewhere: BTreeSet<_> = ELSEWHERE.into_iter().collect();
    for (package, module) in CRATES {
        let list = read(format!("crates/{package}/api.txt"));
        let items = items(&list);
        let _ = write!(text, "\n#[test]\nfn {module}() {{\n");
        for (kind, item) in &items {
            let own = format!("{}::{item}", package.replace('-', "_"));
            let moved = ELSEWHERE
                .iter()
                .find(|(of, name, ..)| (of, name) == (&module, item));
            let path = moved.map_or(*item, |moved| {
                elsewhere.remove(moved);
                moved.2
            });
            let mut paths = vec![format!("cadastro::{module}::{path}")];
            if item.ends_with(BESIDE_CLIENT) {
                paths.push(format!("cadastro::{module}::generated::{item}"));
            }
            for path in paths {
                let _ = match kind {
                    Kind::Const => writeln!(text, "    assert_eq!({own}, {path});"),
                    Kind::Static => writeln!(text, "    same_place(&{own}, &{path});"),
                    Kind::Type => writeln!(text, "    same::<{own}, {path}>();"),
                };
            }
        }
        text.push_str("}\n");
    }
    assert!(
        elsewhere.is_empty(),
        "exceptions without an item: {elsewhere:?}"
    );
    text
}

#[test]
fn every_public_item_of_the_generated_crates_has_a_path_in_the_facade() {
    let expected = expected();
    if std::env::var_os("CADASTRO_BLESS").is_some() {
        std::fs::write(cadastro_tests::root().join(ITEMS), expected).unwrap();
        return;
    }
    let compiled = read(ITEMS);
    for line in expected.lines() {
        assert!(
            compiled.contains(line),
            "{ITEMS} lacks: {line}; CADASTRO_BLESS=1 rewrites it"
        );
    }
    assert!(
        compiled == expected,
        "{ITEMS} has more than api.txt; CADASTRO_BLESS=1 rewrites it"
    );
}

#[test]
fn what_has_no_path_of_its_own_belongs_to_a_type_that_has_one() {
    for (package, _) in CRATES {
        let list = read(format!("crates/{package}/api.txt"));
        let types: BTreeSet<&str> = items(&list).into_iter().map(|(_, item)| item).collect();
        let mut seen = 0;
        for line in list.lines() {
            let owners = owners(line);
            let known = owners.iter().any(|owner| types.contains(owner));
            assert!(known || owners.is_empty(), "{package}: {line}");
            seen += usize::from(known);
        }
        assert!(seen > 50, "{package}: {seen}");
    }
}

#[test]
fn the_facade_hides_nothing_of_what_it_has() {
    let sources = files(&cadastro_tests::root().join("crates/cadastro/src"));
    assert!(sources.len() > 10, "{}", sources.len());
    for source in sources {
        let text = read(Path::new("crates/cadastro/src").join(&source));
        // All of the core is at the root of the facade already.
        let text = text.replace("#[doc(hidden)]\npub use cadastro_core;", "");
        assert!(!text.contains("doc(hidden)"), "{}", source.display());
    }
}
