//! Goes through an answer with its schema at hand, so that each rule finds the objects it is about.

use serde_json::Value;

use super::{Applied, Check, Rule, is_filled};
use crate::conformance::document::Read;
use crate::conformance::node::{Items, Members, Node};
use crate::conformance::pointer::push;

/// A rule that is broken.
pub(in crate::conformance) struct Broken<'p> {
    pub(in crate::conformance) pointer: &'p str,
    pub(in crate::conformance) rule: Rule,
    /// What should be filled in.
    pub(in crate::conformance) member: Option<&'static str>,
    pub(in crate::conformance) limit: Option<&'static str>,
}

/// Tells every rule that an answer breaks.
pub(in crate::conformance) fn broken(
    read: &Read,
    schema: &Value,
    rules: &[Applied],
    root: &Node<'_>,
    tell: &mut dyn FnMut(&Broken<'_>),
) {
    if rules.is_empty() {
        return;
    }
    let mut walk = Walk {
        read,
        rules,
        pointer: String::new(),
        tell,
    };
    walk.value(schema, root);
}

struct Walk<'w> {
    read: &'w Read,
    rules: &'w [Applied],
    pointer: String,
    tell: &'w mut dyn FnMut(&Broken<'_>),
}

impl Walk<'_> {
    fn value(&mut self, schema: &Value, node: &Node<'_>) {
        let read = self.read;
        let (name, schema) = read.resolved(schema);
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for one in schema[keyword].as_array().into_iter().flatten() {
                self.value(one, node);
            }
        }
        match node {
            Node::Object(members) => {
                let declared = schema["properties"].as_object();
                for (name, schema) in declared.into_iter().flatten() {
                    if let Some(node) = members.get(name) {
                        self.below(name, |walk| {
                            walk.texts(name, node);
                            walk.value(schema, node);
                        });
                    }
                }
                if let Some(name) = name {
                    self.object(name, members);
                }
            }
            Node::List(items) => {
                let schema = &schema["items"];
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), |walk| walk.value(schema, item));
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        let above = self.pointer.len();
        push(&mut self.pointer, step);
        look(self);
        self.pointer.truncate(above);
    }

    /// The rules about texts, for a member: a text, or a list of them.
    fn texts(&mut self, name: &str, node: &Node<'_>) {
        for applied in self.rules {
            let Check::Text { members, is_broken } = &applied.check else {
                continue;
            };
            if !members.contains(&name) {
                continue;
            }
            match node {
                Node::Text(text) if is_broken(text) => self.report(applied.rule, None, None),
                Node::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if matches!(item, Node::Text(text) if is_broken(text)) {
                            self.below(&index.to_string(), |walk| {
                                walk.report(applied.rule, None, None);
                            });
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The rules about the objects of this name.
    fn object(&mut self, name: &str, own: &Members<'_>) {
        for applied in self.rules {
            match &applied.check {
                Check::Filled {
                    objects,
                    member,
                    when,
                } if objects.contains(&name) && when(own) && !is_filled(own, member) => {
                    self.report(applied.rule, Some(member), None);
                }
                Check::One { object, list, flag } if *object == name => {
                    let Some(Node::List(items)) = own.get(list) else {
                        continue;
                    };
                    if is_not_one(items, flag) {
                        self.below(list, |walk| {
                            walk.report(applied.rule, None, Some("exactly 1"));
                        });
                    }
                }
                Check::TextOf {
                    object,
                    member,
                    when,
                    is_broken,
                } if *object == name && when(own) => {
                    if matches!(own.get(member), Some(Node::Text(text)) if is_broken(text)) {
                        self.below(member, |walk| walk.report(applied.rule, None, None));
                    }
                }
                _ => {}
            }
        }
    }

    fn report(&mut self, rule: Rule, member: Option<&'static str>, limit: Option<&'static str>) {
        (self.tell)(&Broken {
            pointer: &self.pointer,
            rule,
            member,
            limit,
        });
    }
}

/// Whether there are items, and not exactly one is the one. An item that does not tell may be it.
fn is_not_one(items: &Items<'_>, flag: &str) -> bool {
    let (mut ones, mut untold) = (0, 0);
    for item in items.iter() {
        let told = match item {
            Node::Object(members) => members.get(flag),
            _ => None,
        };
        match told {
            Some(Node::Boolean(is_one)) => ones += usize::from(*is_one),
            _ => untold += 1,
        }
    }
    ones > 1 || (ones == 0 && untold == 0 && items.len() > 0)
}
