//! What an action does to the places it matches: merge or take out. Places are known by their path from the root,
//! since changing one of them may move the others.

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, PathElement};

pub(super) enum Change<'a> {
    Update(&'a Value),
    Remove,
}

/// A step from a node into it. Items sort by index, so that the last of them can be taken out first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Item(usize),
    Member(String),
}

/// The places that a path selects, each once, in a fixed order.
pub(super) fn locations(path: &JsonPath, root: &Value) -> Vec<Vec<Step>> {
    let mut locations: Vec<Vec<Step>> = path
        .query_located(root)
        .locations()
        .map(|location| {
            location
                .iter()
                .map(|element| match element {
                    PathElement::Name(name) => Step::Member((*name).to_owned()),
                    PathElement::Index(index) => Step::Item(*index),
                })
                .collect()
        })
        .collect();
    locations.sort();
    locations.dedup();
    locations
}

/// Changes each place; gives whether the document is another one afterwards, or why the change does not fit.
pub(super) fn apply(
    change: &Change<'_>,
    root: &mut Value,
    places: &[Vec<Step>],
) -> Result<bool, String> {
    let mut has_changed = false;
    match change {
        Change::Update(update) => {
            for place in places {
                // A place can only be gone if an earlier match, above it, was replaced; merging never takes away.
                if let Some(node) = find(root, place) {
                    has_changed |= update_node(node, update)?;
                }
            }
        }
        Change::Remove => {
            // From the back: what is taken out moves only what comes after it, and parts go before their whole.
            for place in places.iter().rev() {
                has_changed |= remove(root, place);
            }
        }
    }
    Ok(has_changed)
}

fn update_node(node: &mut Value, update: &Value) -> Result<bool, String> {
    match (node, update) {
        (Value::Object(members), Value::Object(update)) => Ok(merge(members, update)),
        (Value::Array(items), Value::Array(more)) => {
            items.extend(more.iter().cloned());
            Ok(!more.is_empty())
        }
        (Value::Array(items), item) => {
            items.push(item.clone());
            Ok(true)
        }
        (Value::Object(_), _) => Err("is an object, the update is none".to_owned()),
        _ => Err("is neither object nor list: target the object that holds it".to_owned()),
    }
}

/// Objects merge member by member, lists are appended to, anything else is replaced.
fn merge(members: &mut Map<String, Value>, update: &Map<String, Value>) -> bool {
    let mut has_changed = false;
    for (name, new) in update {
        has_changed |= match (members.get_mut(name), new) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (Some(Value::Array(old)), Value::Array(new)) => {
                old.extend(new.iter().cloned());
                !new.is_empty()
            }
            (Some(old), new) if old == new => false,
            (Some(old), new) => {
                *old = new.clone();
                true
            }
            (None, new) => {
                members.insert(name.clone(), new.clone());
                true
            }
        };
    }
    has_changed
}

fn find<'a>(root: &'a mut Value, place: &[Step]) -> Option<&'a mut Value> {
    place.iter().try_fold(root, |node, step| match step {
        Step::Member(name) => node.get_mut(name),
        Step::Item(index) => node.get_mut(index),
    })
}

fn remove(root: &mut Value, place: &[Step]) -> bool {
    let Some((last, parent)) = place.split_last() else {
        return false;
    };
    match (find(root, parent), last) {
        (Some(Value::Object(members)), Step::Member(name)) => members.remove(name).is_some(),
        (Some(Value::Array(items)), Step::Item(index)) if *index < items.len() => {
            items.remove(*index);
            true
        }
        _ => false,
    }
}
