//! `allOf`: typify merges by rules of its own, and makes flattened structs that cannot keep what was sent. Parts are
//! merged into one plain schema; a choice among them (`oneOf`) is distributed, each variant with all other parts.

mod choices;
mod merge;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Fixup, is_one_or_many, lone_branches};
use crate::components::{Components, NAME_IN_DOCUMENT};
use crate::load::join_pointer;
use crate::notes::Notes;
use crate::openapi;
use choices::Choice;

pub(super) const FIXUP: Fixup = Fixup {
    name: "all-of",
    apply,
};

/// How many variants a choice may have once other choices are multiplied into it.
const MOST_VARIANTS: usize = 64;
/// How many members all merged objects may have together: a chain of thousands that each add some has millions.
const MOST_MEMBERS: usize = 200_000;
/// How many members are merged of wholes that had to wait.
const MOST_LATE: usize = 1_000;

/// How deep parts have parts: all but those of late wholes are merged before they are met.
const MOST_DEPTH: usize = 100;

/// Merges every `allOf`, those that others build on first.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    let mut any = false;
    openapi::visit_schemas(document, &mut |_, schema| {
        any |= schema.get("allOf").is_some();
    });
    if !any {
        return 0;
    }
    let components = Components::take(document);
    let bases = bases(&components);
    let mut merger = Merger {
        components,
        bases,
        late: Vec::new(),
        members: 0,
        depth: 0,
        count: 0,
        notes,
    };
    for name in order(&merger.components, notes) {
        if notes.refusal().is_some() {
            break;
        }
        merger.component(&name);
    }
    // Each has fewer parts than what it came of, but a circle of members may never end.
    for _ in 0..MOST_LATE {
        let Some(name) = merger.late.pop().filter(|_| notes.refusal().is_none()) else {
            break;
        };
        merger.component(&name);
    }
    for name in std::mem::take(&mut merger.late) {
        merger.disagree(
            &name,
            "members of members that two parts describe without end",
        );
        merger.components.schemas.insert(name, json!({}));
    }
    // What is left stands in operations: values, as all else has become a component.
    openapi::visit_outer_schemas(document, &mut |_, schema| {
        openapi::rewrite_schema(schema, "", &mut |_, schema| merger.whole(schema, ""));
    });
    merger.components.put_back(document);
    merger.count
}

/// The components that each one has for parts.
fn bases(components: &Components) -> BTreeMap<String, BTreeSet<String>> {
    let mut bases = BTreeMap::new();
    for (name, schema) in &components.schemas {
        let parts = openapi::elements(&schema["allOf"]);
        let parts: BTreeSet<String> = parts
            .filter_map(openapi::schema_name)
            .map(str::to_owned)
            .collect();
        if !parts.is_empty() {
            bases.insert(name.clone(), parts);
        }
    }
    bases
}

/// The components, each after those that its parts refer to.
fn order(components: &Components, notes: &Notes) -> Vec<String> {
    let parts = |name: &str| {
        let mut found = BTreeSet::new();
        if let Some(schema) = components.schemas.get(name) {
            if let Some(target) = openapi::schema_name(schema) {
                found.insert(target.to_owned());
            }
            references(schema, false, &mut found);
        }
        found
    };
    let mut ordered = Vec::with_capacity(components.schemas.len());
    let mut begun = BTreeSet::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    for start in components.schemas.keys() {
        if done.contains(start) {
            continue;
        }
        let mut way: Vec<(String, Vec<String>)> =
            vec![(start.clone(), parts(start).into_iter().collect())];
        begun.insert(start.clone());
        while let Some((name, open)) = way.last_mut() {
            match open.pop() {
                Some(next) if done.contains(&next) || !components.schemas.contains_key(&next) => {}
                Some(next) => {
                    if begun.insert(next.clone()) {
                        let parts = parts(&next).into_iter().collect();
                        way.push((next, parts));
                    } else {
                        let at = join_pointer("/components/schemas", original(components, name));
                        let next = original(components, &next);
                        notes.refuse(
                            at,
                            format!("`allOf` leads back to itself by way of `{next}`"),
                        );
                    }
                }
                None => {
                    done.insert(name.clone());
                    ordered.push(std::mem::take(name));
                    way.pop();
                }
            }
        }
    }
    ordered
}

/// The components that the parts of a schema refer to, wherever in it the parts stand.
fn references(schema: &Value, is_part: bool, found: &mut BTreeSet<String>) {
    if is_part && let Some(name) = openapi::schema_name(schema) {
        found.insert(name.to_owned());
    }
    for part in openapi::elements(&schema["allOf"]) {
        references(part, true, found);
    }
    for choice in openapi::elements(&schema["oneOf"]) {
        references(choice, is_part, found);
    }
    for (_, property) in openapi::members(&schema["properties"]) {
        references(property, false, found);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(key) {
            references(inner, false, found);
        }
    }
}

/// What the document calls a component.
fn original<'a>(components: &'a Components, name: &'a str) -> &'a str {
    let schema = components.schemas.get(name);
    schema
        .and_then(|schema| schema.get(NAME_IN_DOCUMENT)?.as_str())
        .unwrap_or(name)
}

/// Merges parts into wholes.
struct Merger<'a> {
    components: Components,
    /// The components that each one has for parts.
    bases: BTreeMap<String, BTreeSet<String>>,
    /// Members that two parts describe by wholes which were not merged when they were met.
    late: Vec<String>,
    members: usize,
    depth: usize,
    count: usize,
    notes: &'a Notes,
}

impl Merger<'_> {
    /// Merges every `allOf` of a component.
    fn component(&mut self, name: &str) {
        let Some(mut schema) = self.components.schemas.get_mut(name).map(std::mem::take) else {
            return;
        };
        openapi::rewrite_schema(&mut schema, "", &mut |_, schema| self.whole(schema, name));
        self.components.schemas.insert(name.to_owned(), schema);
    }

    /// Merges the `allOf` of a schema of the component `owner`.
    fn whole(&mut self, schema: &mut Value, owner: &str) {
        let Some(Value::Array(parts)) = schema
            .as_object_mut()
            .and_then(|schema| schema.remove("allOf"))
        else {
            return;
        };
        self.count += 1;
        let mut plain = Map::new();
        let mut choices = Vec::new();
        let mut agree = true;
        for part in parts {
            agree &= self.part(part, &mut plain, &mut choices, owner);
        }
        if !agree {
            self.disagree(owner, "parts of `allOf` that are of different types");
            plain = Map::new();
            choices.clear();
        }
        if self.members > MOST_MEMBERS {
            self.notes.refuse(
                self.pointer(owner),
                format!("the objects of `allOf` have more than {MOST_MEMBERS} members in all"),
            );
            return;
        }
        let own = schema.get("discriminator").cloned();
        if !choices.is_empty() {
            self.distribute(&mut plain, choices, own, owner);
        }
        if let Some(schema) = schema.as_object_mut() {
            for (key, value) in plain {
                schema.entry(key).or_insert(value);
            }
        }
    }

    /// Adds one part; `false` if it is of another type than those before.
    fn part(
        &mut self,
        part: Value,
        plain: &mut Map<String, Value>,
        choices: &mut Vec<Choice>,
        owner: &str,
    ) -> bool {
        let mut resolved = match openapi::schema_name(&part) {
            Some(_) => without_words(self.components.resolve(&part)),
            None => part,
        };
        if let Some(Value::Array(inner)) = resolved
            .as_object_mut()
            .and_then(|part| part.remove("allOf"))
        {
            if self.depth == MOST_DEPTH {
                let what = format!("parts of parts of `allOf` go more than {MOST_DEPTH} deep");
                self.notes.refuse(self.pointer(owner), what);
                return true;
            }
            let mut agree = true;
            self.depth += 1;
            for part in inner {
                agree &= self.part(part, plain, choices, owner);
            }
            self.depth -= 1;
            return agree;
        }
        if resolved.get("oneOf").is_some() && !is_one_or_many(&resolved) {
            choices.push(self.choice(&resolved));
            return true;
        }
        let Value::Object(resolved) = resolved else {
            return true;
        };
        self.members += resolved
            .get("properties")
            .map_or(0, |members| openapi::members(members).count());
        self.merge(plain, resolved, owner, 0)
    }

    fn pointer(&self, owner: &str) -> String {
        join_pointer("/components/schemas", original(&self.components, owner))
    }

    fn disagree(&self, owner: &str, what: &str) {
        self.notes.add(
            self.pointer(owner),
            format!("{what}; any JSON is taken in their place"),
        );
    }
}

/// A schema without what it says in words, which are about it and not about what it is a part of.
fn without_words(schema: &Value) -> Value {
    let said = openapi::members(schema)
        .filter(|(key, _)| lone_branches::is_substance(key) && *key != "discriminator");
    let said: Map<String, Value> = said
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .collect();
    let mut said = json!(said);
    // A choice is told by its discriminator wherever it stands.
    if schema.get("oneOf").is_some()
        && let Some(discriminator) = schema.get("discriminator")
    {
        said["discriminator"] = discriminator.clone();
    }
    said
}

#[cfg(test)]
mod tests;
