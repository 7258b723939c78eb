//! JSON pointers (RFC 6901): where they lead, and how they are shown. A name that the document does not declare came
//! from the answer, and may be data: it is not shown.

use std::borrow::Cow;
use std::collections::HashSet;

use super::node::Node;

/// What stands for a name that is not shown, and for an index where all items of a list are meant.
const ANY: &str = "*";

/// One step of a pointer, with its slash.
pub(super) fn token(name: &str) -> String {
    let mut token = String::with_capacity(name.len() + 1);
    push(&mut token, name);
    token
}

/// Goes one step down.
pub(super) fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    if name.contains(['~', '/']) {
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(name);
    }
}

/// The name, or the index, that a step without its slash stands for.
pub(super) fn name_of(step: &str) -> Cow<'_, str> {
    if step.contains('~') {
        Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(step)
    }
}

/// Where a pointer leads.
pub(super) struct Place<'n> {
    pub(super) node: &'n Node<'n>,
    /// The pointer as it may be shown.
    pub(super) shown: String,
}

/// Follows a pointer. `None` if it leads nowhere.
pub(super) fn follow<'n>(
    root: &'n Node<'n>,
    pointer: &str,
    declared: &HashSet<String>,
) -> Option<Place<'n>> {
    let mut node = root;
    let mut shown = String::with_capacity(pointer.len());
    for step in pointer.split('/').skip(1) {
        shown.push('/');
        node = match node {
            Node::List(items) => {
                shown.push_str(step);
                items.get(step.parse::<usize>().ok()?)?
            }
            Node::Object(members) => {
                let name = name_of(step);
                let is_declared = declared.contains(name.as_ref());
                shown.push_str(if is_declared { step } else { ANY });
                members.get(&name)?
            }
            _ => return None,
        };
    }
    Some(Place { node, shown })
}

/// A shown pointer without its indices.
pub(super) fn without_indices(shown: &str) -> String {
    let steps = shown.split('/').skip(1).map(|step| {
        let is_index = step.bytes().all(|byte| byte.is_ascii_digit());
        format!("/{}", if is_index { ANY } else { step })
    });
    steps.collect()
}

/// The steps of a pointer in an order in which item 2 goes before item 10.
pub(super) fn order(pointer: &str) -> impl Iterator<Item = (usize, &str)> {
    let steps = pointer.split('/').skip(1);
    steps.map(|step| (step.parse().unwrap_or(usize::MAX), step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::text::tree;

    fn shown(text: &str, pointer: &str) -> Option<String> {
        let declared = HashSet::from(["a/b".to_owned(), "~".to_owned(), "cpf".to_owned()]);
        let tree = tree(text).ok().unwrap();
        follow(&tree.root, pointer, &declared).map(|place| place.shown)
    }

    #[test]
    fn declared_names_and_indices_are_shown() {
        let text = r#"{"a/b": [0, {"~": {"cpf": 7}}], "52998224725": {"cpf": 7}, "": 1}"#;
        let same = ["", "/a~1b", "/a~1b/0", "/a~1b/1/~0", "/a~1b/1/~0/cpf"];
        for pointer in same {
            assert_eq!(shown(text, pointer).as_deref(), Some(pointer));
        }
        assert_eq!(shown(text, "/52998224725/cpf").as_deref(), Some("/*/cpf"));
        assert_eq!(shown(text, "/").as_deref(), Some("/*"));
        for nowhere in ["/a", "/a~1b/2", "/a~1b/x", "/a~1b/0/cpf"] {
            assert_eq!(shown(text, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn indices_go_and_names_stay() {
        assert_eq!(without_indices("/data/12/a~1b/*"), "/data/*/a~1b/*");
        assert_eq!(without_indices(""), "");
    }

    #[test]
    fn steps_are_in_the_order_of_the_list() {
        let mut pointers = ["/data/10", "/data/9/b", "/data", "/data/9/a", ""];
        pointers.sort_by(|one, other| order(one).cmp(order(other)));
        assert_eq!(
            pointers,
            ["", "/data", "/data/9/a", "/data/9/b", "/data/10"]
        );
    }
}
