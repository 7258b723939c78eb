//! Rust names of operations and of their parameters, made from names on the wire: legal, ASCII and unique.

use heck::{ToShoutySnakeCase, ToUpperCamelCase};

use crate::naming::{self, Taken};
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
    let mut functions = taken(&OF_CLIENT);
    let mut constants = taken(&OF_TABLE);
    let mut types = Taken::default();
    let name = |site: &Site<'_>| {
        // Of an id without a letter or digit, its symbols by name.
        let words = naming::field_name(site.id());
        OperationName {
            constant: constants.next(&words.to_shouty_snake_case()),
            types: types.next(&words.to_upper_camel_case()),
            function: functions.next(&words),
        }
    };
    sites.iter().map(name).collect()
}

fn taken(names: &[&str]) -> Taken {
    let mut taken = Taken::default();
    for name in names {
        taken.take(name);
    }
    taken
}

/// Names of things that stand beside each other, as snake case identifiers. `given_away` are names that none of them may
/// have; the second of a pair tells two of one name apart where that is possible.
pub(crate) fn of_neighbours<'a>(
    wires: impl IntoIterator<Item = (&'a str, &'a str)>,
    given_away: &[&str],
) -> Vec<String> {
    let mut names = taken(given_away);
    let name = |(wire, apart): (&str, &str)| {
        let name = naming::field_name(wire);
        if names.take(&name) {
            name
        } else {
            names.next(&format!("{}_{apart}", name.trim_end_matches('_')))
        }
    };
    wires.into_iter().map(name).collect()
}

/// Names of variants that stand beside each other, as upper camel case identifiers.
pub(crate) fn of_variants<'a>(wires: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names = Taken::default();
    let name = |wire: &str| names.next(&naming::variant_name(wire));
    wires.into_iter().map(name).collect()
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
                ("x1st_thing", "X1ST_THING", "X1stThing"),
                ("ri_ben", "RI_BEN", "RiBen"),
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
            ["get_a", "get_a_2", "get_a_3", "new_2", "a1", "a_1"]
        );
        let types: Vec<String> = names(&["a1", "a_1", "operations"])
            .into_iter()
            .map(|(.., types)| types)
            .collect();
        assert_eq!(types, ["A1", "A1N2", "Operations"]);
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
            ["id", "id_query", "id_query_2", "body_query", "empty"]
        );
        assert_eq!(of_variants(["a-b", "a_b", ""]), ["AB", "AB2", "Empty"]);
    }
}
