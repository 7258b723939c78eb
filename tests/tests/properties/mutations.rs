//! One thing that is wrong with an answer, anywhere in it.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::tree::Tree;

/// The name of the member that no type knows.
pub(crate) const NEW: &str = "novoInventado";

/// What is done to a body.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    /// A member or an item is left out.
    Drop,
    /// A value of another kind is there.
    Replace(&'static str),
    /// A text is another one: unlisted, against the pattern, or too long.
    Text(String),
    /// A member stands twice.
    Twice,
    /// A member that the document does not have.
    Extra(&'static str),
    /// A value so deep in lists and objects.
    Deep(usize),
    /// The end is missing.
    Truncate,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Mutated {
    pub(crate) mutation: Mutation,
    /// Where; empty if it is nowhere in particular.
    pub(crate) pointer: String,
    /// The value that stands twice, as the text around it has it.
    pub(crate) twice: Option<String>,
    pub(crate) text: String,
}

const OTHERS: [&str; 9] = [
    "null",
    "true",
    "0",
    "98200.00",
    "\"98200.00\"",
    "[]",
    "{}",
    "[\"a\",{\"b\":[1.0]}]",
    "{\"a\":{\"b\":1e3},\"c\":[null]}",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let texts = prop_oneof![
        select(vec!["", " ", "NA", "NAO_DOCUMENTADO", "12ABC34501DE35"]).prop_map(str::to_owned),
        any::<String>(),
        (1_usize..5_000).prop_map(|length| "é".repeat(length)),
    ];
    prop_oneof![
        2 => Just(Mutation::Drop),
        3 => select(OTHERS.to_vec()).prop_map(Mutation::Replace),
        3 => texts.prop_map(Mutation::Text),
        1 => Just(Mutation::Twice),
        1 => select(OTHERS.to_vec()).prop_map(Mutation::Extra),
        1 => (1_usize..300).prop_map(Mutation::Deep),
        1 => Just(Mutation::Truncate),
    ]
}

/// Bodies with one mutation each, at any place where there may be one.
pub(crate) fn mutated(bodies: BoxedStrategy<Tree>) -> impl Strategy<Value = Mutated> {
    (bodies, mutation(), any::<Index>())
        .prop_map(|(body, mutation, at)| mutate(&body, mutation, at))
}

fn mutate(body: &Tree, mutation: Mutation, at: Index) -> Mutated {
    let fits = |(pointer, value): &(String, &Tree)| match mutation {
        Mutation::Drop | Mutation::Replace(_) | Mutation::Deep(_) => true,
        Mutation::Text(_) => matches!(value, Tree::Text(_)),
        Mutation::Twice => {
            let (parent, _) = pointer.rsplit_once('/').unwrap();
            matches!(body.get(parent), Some(Tree::Object(_)))
        }
        Mutation::Extra(_) => matches!(value, Tree::Object(_)),
        Mutation::Truncate => false,
    };
    let places: Vec<(String, &Tree)> = body.places().into_iter().filter(fits).collect();
    if places.is_empty() {
        return whole(body, mutation, at);
    }
    let (pointer, value) = &places[at.index(places.len())];
    let mut twice = None;
    let tree = match &mutation {
        Mutation::Drop => body.without(pointer),
        Mutation::Replace(json) => body.with(pointer, Tree::Literal((*json).to_owned())),
        Mutation::Text(text) => body.with(pointer, Tree::Text(text.clone())),
        Mutation::Extra(json) => {
            let pointer = format!("{pointer}/{NEW}");
            body.with(&pointer, Tree::Literal((*json).to_owned()))
        }
        Mutation::Deep(depth) => body.with(pointer, Tree::Literal(deep(value, *depth))),
        Mutation::Twice => {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent_text = body.get(parent).unwrap().to_string();
            let name = serde_json::to_string(name).unwrap();
            let text = format!("{{{name}:{value},{}", &parent_text[1..]);
            twice = Some(text.clone());
            if parent.is_empty() {
                Tree::Literal(text)
            } else {
                body.with(parent, Tree::Literal(text))
            }
        }
        Mutation::Truncate => body.clone(),
    };
    let pointer = match mutation {
        Mutation::Extra(_) => format!("{pointer}/{NEW}"),
        _ => pointer.clone(),
    };
    let text = tree.to_string();
    Mutated {
        mutation,
        pointer,
        twice,
        text,
    }
}

/// What has no place: the end, and a body in which there is none for the mutation.
fn whole(body: &Tree, mutation: Mutation, at: Index) -> Mutated {
    let mut text = body.to_string();
    if matches!(mutation, Mutation::Truncate) {
        let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).collect();
        text.truncate(ends[at.index(ends.len())]);
    }
    let pointer = String::new();
    Mutated {
        mutation,
        pointer,
        twice: None,
        text,
    }
}

fn deep(value: &Tree, depth: usize) -> String {
    let (open, close) = (["[", "{\"a\":"], ["]", "}"]);
    let mut text = String::new();
    text.extend((0..depth).map(|level| open[level % 2]));
    text.push_str(&value.to_string());
    text.extend((0..depth).rev().map(|level| close[level % 2]));
    text
}
