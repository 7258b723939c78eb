//! Rust names of operations and of their parameters, made from names on the wire: legal, ASCII and unique.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::openapi::Site;

/// Functions that every client has.
const OF_CLIENT: [&str; 2] = ["endpoint", "new"];
/// What else stands beside the rows of the table of operations.
const OF_TABLE: [&str; 2] = ["BASE_PATH", "OPERATIONS"];

/// What one operation is called in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OperationName {
    /// Its function.
    pub(crate) function: String,
    /// Its row in the table of operations.
    pub(crate) constant: String,
    /// What the names of its own types begin with: `GetAccounts` of `GetAccountsParams`.
    pub(crate) types: String,
}

/// The names of all operations, in the order given.
pub(crate) fn of_operations(sites: &[Site<'_>]) -> Vec<OperationName> {
    let mut functions = Taken::of(&OF_CLIENT);
    let mut constants = Taken::of(&OF_TABLE);
    let mut types = Taken::of(&[]);
    let name = |site: &Site<'_>| {
        let id = in_ascii(site.id());
        // What has no letter or digit at all has no name either.
        let id = if id.to_snake_case().is_empty() {
            in_ascii(&format!("{} {}", site.method, site.path))
        } else {
            id
        };
        OperationName {
            function: functions.next(&identifier(&id.to_snake_case(), "call")),
            constant: constants.next(&identifier(&id.to_shouty_snake_case(), "CALL")),
            types: types.next(&identifier(&id.to_upper_camel_case(), "Call")),
        }
    };
    sites.iter().map(name).collect()
}

/// Names of things that stand beside each other, as snake case identifiers. `taken` are names that none of them may
/// have; the second of a pair tells two of one name apart where that is possible.
pub(crate) fn of_neighbours<'a>(
    wires: impl IntoIterator<Item = (&'a str, &'a str)>,
    taken: &[&str],
) -> Vec<String> {
    let mut names = Taken::of(taken);
    let name = |(wire, apart): (&str, &str)| {
        let name = identifier(&in_ascii(wire).to_snake_case(), "value");
        if names.take(&name) {
            name
        } else {
            names.next(&format!("{name}_{apart}"))
        }
    };
    wires.into_iter().map(name).collect()
}

/// Names of variants that stand beside each other, as upper camel case identifiers.
pub(crate) fn of_variants<'a>(wires: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names = Taken::of(&[]);
    let name = |wire: &str| names.next(&identifier(&in_ascii(wire).to_upper_camel_case(), "Other"));
    wires.into_iter().map(name).collect()
}

/// Names that are given away.
#[derive(Default)]
pub(crate) struct Taken {
    names: BTreeSet<String>,
    /// The last number given to each name, so that a thousand equal ones are not counted from the start each time.
    numbers: BTreeMap<String, usize>,
}

impl Taken {
    pub(crate) fn of(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Gives a name away; `false` if it was.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.names.insert(name.to_owned())
    }

    /// Gives the name away, or if it was, one with a number behind it.
    pub(crate) fn next(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let separator = if name.ends_with(|last: char| last.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        let mut number = self.numbers.get(name).copied().unwrap_or(1);
        let free = loop {
            number += 1;
            let numbered = format!("{name}{separator}{number}");
            if self.take(&numbered) {
                break numbered;
            }
        };
        self.numbers.insert(name.to_owned(), number);
        free
    }
}

/// Makes words an identifier: one that a digit starts gets a letter, a keyword a `_` (by [`crate::polish::ident`]).
fn identifier(words: &str, otherwise: &str) -> String {
    if words.is_empty() {
        return otherwise.to_owned();
    }
    if words.starts_with(|first: char| first.is_ascii_digit()) {
        let is_upper = otherwise.starts_with(|first: char| first.is_ascii_uppercase());
        let letter = if is_upper { 'N' } else { 'n' };
        return format!("{letter}{words}");
    }
    words.to_owned()
}

/// A name without letters that are not ASCII: those of Latin script lose their marks, others become a space.
fn in_ascii(name: &str) -> String {
    const MARKED: [(&str, char); 10] = [
        ("áàâãäå", 'a'),
        ("ÁÀÂÃÄÅ", 'A'),
        ("éèêë", 'e'),
        ("ÉÈÊË", 'E'),
        ("íìîïÍÌÎÏ", 'i'),
        ("óòôõöº", 'o'),
        ("ÓÒÔÕÖ", 'O'),
        ("úùûüÚÙÛÜ", 'u'),
        ("çÇ", 'c'),
        ("ñÑ", 'n'),
    ];
    let plain = |c: char| {
        if c.is_ascii() {
            return c;
        }
        let found = MARKED.iter().find(|(marked, _)| marked.contains(c));
        found.map_or(' ', |(_, plain)| *plain)
    };
    name.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn names(ids: &[&str]) -> Vec<(String, String, String)> {
        let operations: Vec<Value> = ids
            .iter()
            .map(|id| serde_json::json!({ "operationId": id }))
            .collect();
        let site = |operation| Site {
            path: "/a/{b}",
            method: "get",
            operation,
            parameters: Vec::new(),
        };
        let sites: Vec<Site<'_>> = operations.iter().map(site).collect();
        of_operations(&sites)
            .into_iter()
            .map(|name| (name.function, name.constant, name.types))
            .collect()
    }

    #[test]
    fn operations_are_called_by_their_id() {
        assert_eq!(
            names(&["customersGetIds", "obterNúmero", "1st-thing", "日本"]),
            [
                ("customers_get_ids", "CUSTOMERS_GET_IDS", "CustomersGetIds"),
                ("obter_numero", "OBTER_NUMERO", "ObterNumero"),
                ("n1st_thing", "N1ST_THING", "N1stThing"),
                ("get_a_b", "GET_A_B", "GetAB"),
            ]
            .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        );
    }

    #[test]
    fn names_that_meet_are_numbered() {
        let functions: Vec<String> = names(&["getA", "get_a", "get-a", "new", "a1", "a_1"])
            .into_iter()
            .map(|(function, ..)| function)
            .collect();
        assert_eq!(
            functions,
            ["get_a", "get_a2", "get_a3", "new2", "a1", "a_1"]
        );
        let types: Vec<String> = names(&["a1", "a_1", "operations"])
            .into_iter()
            .map(|(.., types)| types)
            .collect();
        assert_eq!(types, ["A1", "A1_2", "Operations"]);
        assert_eq!(names(&["operations"])[0].1, "OPERATIONS2");
    }

    #[test]
    fn neighbours_are_told_apart() {
        let wires = [
            ("id", "path"),
            ("id", "query"),
            ("ID", "query"),
            ("body", "query"),
            ("", "query"),
        ];
        assert_eq!(
            of_neighbours(wires, &["body"]),
            ["id", "id_query", "id_query2", "body_query", "value"]
        );
        assert_eq!(of_variants(["a-b", "a_b", ""]), ["AB", "AB2", "Other"]);
    }
}
