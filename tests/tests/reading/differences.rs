//! How what is sent on differs from what came.

use crate::tree::Tree;

/// A place at which two bodies differ.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) pointer: String,
    pub(crate) kind: Kind,
}

impl Difference {
    /// The name of the member.
    pub(crate) fn name(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A member came as `null` and is not sent on.
    NullDropped,
    /// A member came and is not sent on.
    MemberDropped,
    /// Anything else: a value was changed or invented.
    Changed,
}

/// All differences between what came and what is sent on.
pub(crate) fn differences(came: &Tree, sent: &Tree) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(came, sent, String::new(), &mut found);
    found
}

fn compare(came: &Tree, sent: &Tree, pointer: String, found: &mut Vec<Difference>) {
    match (came, sent) {
        (Tree::Object(came), Tree::Object(sent)) => {
            for (name, value) in came {
                let pointer = format!("{pointer}/{name}");
                match sent.get(name) {
                    Some(sent) => compare(value, sent, pointer, found),
                    None if *value == Tree::Literal("null".to_owned()) => {
                        found.push(Difference {
                            pointer,
                            kind: Kind::NullDropped,
                        });
                    }
                    None => found.push(Difference {
                        pointer,
                        kind: Kind::MemberDropped,
                    }),
                }
            }
            for name in sent.keys().filter(|name| !came.contains_key(*name)) {
                let pointer = format!("{pointer}/{name}");
                found.push(Difference {
                    pointer,
                    kind: Kind::Changed,
                });
            }
        }
        (Tree::List(came), Tree::List(sent)) if came.len() == sent.len() => {
            for (index, (came, sent)) in came.iter().zip(sent).enumerate() {
                compare(came, sent, format!("{pointer}/{index}"), found);
            }
        }
        _ if came == sent => {}
        _ => found.push(Difference {
            pointer,
            kind: Kind::Changed,
        }),
    }
}

#[test]
fn each_kind_of_difference_is_told() {
    let found = |came: &str, sent: &str| {
        let found = differences(&Tree::parse(came), &Tree::parse(sent));
        let line = |difference: Difference| format!("{} {:?}", difference.pointer, difference.kind);
        found.into_iter().map(line).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        found(r#"{"a":[1.0,{"b":null}]}"#, r#"{"a":[1.0,{"b":null}]}"#),
        ""
    );
    assert_eq!(
        found(r#"{"a":[{"b":null,"c":1}]}"#, r#"{"a":[{}]}"#),
        "/a/0/b NullDropped, /a/0/c MemberDropped"
    );
    assert_eq!(found(r#"{"a":1.0}"#, r#"{"a":1.00}"#), "/a Changed");
    assert_eq!(found(r#"{"a":[1]}"#, r#"{"a":[]}"#), "/a Changed");
    assert_eq!(found("{}", r#"{"a":[]}"#), "/a Changed");
}
