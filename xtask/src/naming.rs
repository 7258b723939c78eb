//! Rust names from names on the wire: legal, ASCII, unique among their neighbours. Wire names stay what they are; only
//! what stands in code is made here.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use heck::{ToPascalCase, ToSnakeCase};

/// Types that the generated code names without a path, and the client itself: a schema cannot be called so.
const TAKEN_TYPES: [&str; 38] = [
    "Any",
    "AsRef",
    "BTreeMap",
    "Borrow",
    "Box",
    "Choice",
    "Client",
    "Clone",
    "Copy",
    "Debug",
    "Decode",
    "Default",
    "Deref",
    "Deserialize",
    "Deserializer",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "Members",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "ToString",
    "Validate",
    "Vec",
];

/// The name of the type of a schema, before it is made unique.
pub(crate) fn type_name(wire: &str) -> String {
    let mut name = pascal(wire, "Schema");
    // A name has to be its own name: heck joins what it would not split again.
    for _ in 0..3 {
        let again = pascal(&name, "Schema");
        if again == name {
            break;
        }
        name = again;
    }
    if TAKEN_TYPES.contains(&name.as_str()) {
        name.push_str("Schema");
    }
    name
}

/// The name of the field of a member, before it is made unique.
pub(crate) fn field_name(wire: &str) -> String {
    let name = prefixed(worded(wire).to_snake_case(), "x", "empty");
    if is_keyword(&name) {
        format!("{name}_")
    } else {
        name
    }
}

/// The name of the variant of a value, before it is made unique.
pub(crate) fn variant_name(wire: &str) -> String {
    let name = pascal(wire, "Empty");
    // `Unknown` is the variant of everything that is not listed.
    if name == "Self" || name == "Unknown" {
        format!("{name}_")
    } else {
        name
    }
}

/// The name of the module of a schema.
pub(crate) fn module_name(schema: &str) -> String {
    let name = schema.to_snake_case();
    if name == "mod" || is_keyword(&name) {
        format!("{name}_")
    } else {
        name
    }
}

/// Names of neighbours, each made of its wire name by `name`: those that are their own name come first, then all others
/// in the order given; one that is taken gets a number.
pub(crate) fn unique<'a>(
    wires: impl Iterator<Item = &'a str> + Clone,
    name: impl Fn(&str) -> String,
    taken: &mut Taken,
) -> BTreeMap<&'a str, String> {
    let mut names = BTreeMap::new();
    for wire in wires.clone() {
        let own = name(wire);
        if own == wire && !names.contains_key(wire) && taken.take(&own) {
            names.insert(wire, own);
        }
    }
    for wire in wires {
        if !names.contains_key(wire) {
            names.insert(wire, taken.next(&name(wire)));
        }
    }
    names
}

/// Names that are given away.
#[derive(Default)]
pub(crate) struct Taken {
    keys: BTreeSet<String>,
    /// Whether two names of one file are as bad as two equal ones.
    are_files: bool,
    /// The last number given to each name, so that many equal ones are not counted from the start each time.
    numbers: BTreeMap<String, usize>,
}

impl Taken {
    /// The names of some types, each of which has a file.
    pub(crate) fn types<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut taken = Self {
            are_files: true,
            ..Self::default()
        };
        for name in names {
            taken.take(name);
        }
        taken
    }

    /// Gives a name away; `false` if it, or another that would have the same file, was.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.keys.insert(if self.are_files {
            module_name(name)
        } else {
            name.to_owned()
        })
    }

    /// Gives the name away, or if it was, one with a number behind it.
    pub(crate) fn next(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let is_type = name.starts_with(|first: char| first.is_ascii_uppercase());
        let ends_in_digit = name.ends_with(|last: char| last.is_ascii_digit());
        let mut number = self.numbers.get(name).copied().unwrap_or(1);
        let free = loop {
            number += 1;
            let numbered = match (is_type, ends_in_digit) {
                (true, true) => format!("{name}N{number}"),
                (true, false) => format!("{}{number}", name.trim_end_matches('_')),
                (false, _) => format!("{}_{number}", name.trim_end_matches('_')),
            };
            if self.take(&numbered) {
                break numbered;
            }
        };
        self.numbers.insert(name.to_owned(), number);
        free
    }
}

fn pascal(wire: &str, empty: &str) -> String {
    // The letter first: heck sees no new word right behind digits that begin a name.
    let words = prefixed(worded(wire), "X", "");
    prefixed(words.to_pascal_case(), "X", empty)
}

/// A name that a digit starts gets a letter.
fn prefixed(name: String, letter: &str, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{letter}{name}"),
        Some(_) => name,
    }
}

/// Words in ASCII: letters without their marks, a name for each symbol where nothing else is there.
fn worded(wire: &str) -> String {
    let ascii = deunicode::deunicode(wire);
    if ascii.contains(|c: char| c.is_ascii_alphanumeric()) {
        match ascii.as_str() {
            "+1" => "plus1".to_owned(),
            "-1" => "minus1".to_owned(),
            _ => ascii
                .replace('\'', "")
                .replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-"),
        }
    } else {
        ascii.chars().map(symbol).collect()
    }
}

fn symbol(symbol: char) -> String {
    let name = match symbol {
        '!' => "exclamation",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '_' => "underscore",
        '|' => "bar",
        '~' => "tilde",
        _ => "symbol",
    };
    format!("{name}-")
}

/// Whether a character turns the direction of the text behind it. They come along unseen when text is copied, and rustc
/// refuses a comment that holds one.
pub(crate) fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words of the language, and those that it keeps for later.
fn is_keyword(name: &str) -> bool {
    const KEYWORDS: [&str; 52] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
        "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
        "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
    ];
    KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_called_after_their_schemas() {
        for (wire, expected) in [
            ("XFapiInteractionId", "XFapiInteractionId"),
            ("CPF", "Cpf"),
            ("conta-corrente", "ContaCorrente"),
            ("Endereço", "Endereco"),
            ("1st", "X1st"),
            ("422ResponseError", "X422ResponseError"),
            ("Option", "OptionSchema"),
            ("", "Schema"),
        ] {
            assert_eq!(type_name(wire), expected, "{wire}");
        }
    }

    #[test]
    fn members_and_values_have_legal_names() {
        for (wire, field, variant) in [
            ("razaoSocial", "razao_social", "RazaoSocial"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("", "empty", "Empty"),
            ("$", "dollar", "Dollar"),
            (">=", "greater_equal", "GreaterEqual"),
            ("UNIÃO_ESTÁVEL", "uniao_estavel", "UniaoEstavel"),
            ("30d", "x30d", "X30d"),
            ("UNKNOWN", "unknown", "Unknown_"),
            ("-1", "minus1", "Minus1"),
        ] {
            assert_eq!(field_name(wire), field, "{wire}");
            assert_eq!(variant_name(wire), variant, "{wire}");
        }
    }

    #[test]
    fn names_that_meet_are_numbered_and_own_names_win() {
        let wires = ["A-b", "AB", "Ab", "ab"];
        let names = unique(
            wires.into_iter(),
            type_name,
            &mut Taken::types([].into_iter()),
        );
        let names: Vec<&str> = names.values().map(String::as_str).collect();
        // `AB` would have the file of `Ab`.
        assert_eq!(names, ["Ab2", "Ab3", "Ab", "Ab4"]);
    }
}
