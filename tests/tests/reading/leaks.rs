//! Nothing that was sent is printed: not by what it decodes to, not by errors, not by reasons of quarantine.

use std::collections::BTreeSet;

use crate::bodies::{self, Body};
use crate::readers::printed;
use crate::served;
use crate::tree::Tree;

/// Strings and numbers of more than three characters, documented enum values aside.
fn leaves(tree: &Tree, documented: &BTreeSet<String>) -> BTreeSet<String> {
    let leaf = |(_, value): (String, &Tree)| match value {
        Tree::Text(text) => Some(text.clone()),
        Tree::Literal(literal) if !["true", "false", "null"].contains(&literal.as_str()) => {
            Some(literal.clone())
        }
        _ => None,
    };
    let leaves = tree.places().into_iter().filter_map(leaf);
    leaves
        .filter(|leaf| leaf.chars().count() > 3 && !documented.contains(leaf))
        .collect()
}

fn assert_none(leaves: &BTreeSet<String>, printed: &str, name: &str) {
    for leaf in leaves {
        assert!(
            !printed.contains(leaf.as_str()),
            "{name} prints {leaf}:\n{printed}"
        );
    }
}

#[test]
fn no_leaf_of_any_body_is_printed() {
    let documented = bodies::documented_values();
    for body in bodies::all("leaks of recorded bodies") {
        let leaves = leaves(&Tree::parse(&body.text), &documented);
        let printed = match (body.reader)(&body.text) {
            Ok(read) => read.printed,
            Err(error) => printed(&error),
        };
        assert_none(&leaves, &printed, &body.name);
    }
}

#[tokio::test]
async fn no_leaf_is_printed_by_answers_and_errors_of_calls() {
    let documented = bodies::documented_values();
    for body in served_bodies("leaks of recorded bodies through the client") {
        let (operation, status) = body.answers.unwrap();
        let leaves = leaves(&Tree::parse(&body.text), &documented);
        let broken = body.text.replace("updateDateTime", "atualizadoEm");
        for (status, text) in [(status, &body.text), (status, &broken), (400, &body.text)] {
            let printed = match served::fetch(operation, status, text).await {
                Ok(fetched) => fetched.printed,
                Err(error) => printed(&error),
            };
            assert_none(&leaves, &printed, &body.name);
        }
    }
}

fn served_bodies(check: &str) -> Vec<Body> {
    let mut bodies = bodies::own_payloads();
    bodies.extend(bodies::test_mass(check).into_iter().flatten());
    bodies
}
