//! Two schemas that both hold of a value as one: members together, constraints the narrower one.

use std::collections::BTreeSet;

use heck::ToPascalCase;
use serde_json::{Map, Value, json};

use super::super::lone_branches::{self, same};
use super::{MOST_MEMBERS, Merger};
use crate::openapi;
use crate::types::{self, Kind};

/// How deep members of members are merged.
const DEEPEST: usize = 16;

impl Merger<'_> {
    /// Merges `other` into `whole`; `false` if they cannot both hold.
    pub(super) fn merge(
        &mut self,
        whole: &mut Map<String, Value>,
        other: Map<String, Value>,
        owner: &str,
        depth: usize,
    ) -> bool {
        let (one_type, other_type) = (kind(whole), kind(&other));
        let kind = match (one_type.as_str(), other_type.as_str()) {
            (one, other) if one == other => one,
            ("", known) | (known, "") => known,
            ("number", "integer") | ("integer", "number") => "integer",
            _ => return false,
        };
        if !kind.is_empty() && (!one_type.is_empty() || !other_type.is_empty()) {
            let is_said = whole.contains_key("type") || other.contains_key("type");
            if is_said || kind == "object" {
                whole.insert("type".to_owned(), kind.into());
            }
        }
        for (key, value) in other {
            let Some(known) = whole.get_mut(&key) else {
                whole.insert(key, value);
                continue;
            };
            match key.as_str() {
                "properties" => {
                    let mut known = std::mem::take(known);
                    self.members(&mut known, value, owner, depth);
                    whole.insert(key, known);
                }
                "items" | "additionalProperties" if known.is_object() && value.is_object() => {
                    let known = std::mem::take(known);
                    let merged = self.member(known, value, owner, "Item", depth);
                    whole.insert(key, merged);
                }
                // Closed parts would leave no room for the other parts' members.
                "additionalProperties" if value.is_object() => *known = value,
                "required" => {
                    let mut all: Vec<Value> = openapi::elements(known).cloned().collect();
                    for name in openapi::elements(&value) {
                        if !all.contains(name) {
                            all.push(name.clone());
                        }
                    }
                    *known = Value::Array(all);
                }
                "enum" => {
                    let both: Vec<Value> = openapi::elements(known)
                        .filter(|one| openapi::elements(&value).any(|other| other == *one))
                        .cloned()
                        .collect();
                    if !both.is_empty() {
                        *known = Value::Array(both);
                    }
                }
                "minLength" | "minItems" | "minProperties" | "minimum"
                    if is_less(known, &value) =>
                {
                    *known = value;
                }
                "maxLength" | "maxItems" | "maxProperties" | "maximum"
                    if is_less(&value, known) =>
                {
                    *known = value;
                }
                _ => {}
            }
        }
        true
    }

    fn members(&mut self, known: &mut Value, others: Value, owner: &str, depth: usize) {
        let (Some(known), Value::Object(others)) = (known.as_object_mut(), others) else {
            return;
        };
        for (name, other) in others {
            let merged = match known.remove(&name) {
                Some(one) => self.member(one, other, owner, &name, depth),
                None => other,
            };
            known.insert(name, merged);
        }
    }

    /// One member that two parts describe.
    fn member(&mut self, one: Value, other: Value, owner: &str, name: &str, depth: usize) -> Value {
        // Members of members of members double with each level; whoever asked for the whole refuses it.
        self.members += 1;
        if self.members > MOST_MEMBERS {
            return one;
        }
        if same(&one, &other) || !says_something(&one) {
            return with_words_of(other, &one);
        }
        if !says_something(&other) {
            return with_words_of(one, &other);
        }
        let (one_target, other_target) = (
            self.components.resolve(&one).clone(),
            self.components.resolve(&other).clone(),
        );
        let merged_name = format!("{owner}{}", name.to_pascal_case());
        let (one_kind, other_kind) = (types::kind_of(&one_target), types::kind_of(&other_target));
        if self.is_base(&one, &other) {
            return with_words_of(other, &one);
        }
        if self.is_base(&other, &one) {
            return with_words_of(one, &other);
        }
        let is_text = |schema: &Value| types::type_of(schema) == "string";
        let is_object = |schema: &Value| types::type_of(schema) == "object";
        match (one_kind, other_kind) {
            (Kind::Enum, Kind::Enum) if is_within(&one_target, &other_target) => {
                return with_words_of(one, &other);
            }
            (Kind::Enum, Kind::Enum) if is_within(&other_target, &one_target) => {
                return with_words_of(other, &one);
            }
            (Kind::Enum, Kind::Alias) if is_text(&other_target) => {
                return with_words_of(one, &other);
            }
            (Kind::Alias, Kind::Enum) if is_text(&one_target) => return with_words_of(other, &one),
            (Kind::Struct | Kind::Union, Kind::Alias) if is_object(&other_target) => {
                return with_words_of(one, &other);
            }
            (Kind::Alias, Kind::Struct | Kind::Union) if is_object(&one_target) => {
                return with_words_of(other, &one);
            }
            _ => {}
        }
        let waits = |schema: &Value| schema.get("allOf").is_some();
        if waits(&one_target) || waits(&other_target) {
            let mut whole = json!({ "allOf": [one, other] });
            let name = self.components.move_here(
                &mut whole,
                &merged_name,
                Some(owner).filter(|owner| !owner.is_empty()),
            );
            self.late.push(name);
            return whole;
        }
        let can_merge = matches!(
            (one_kind, other_kind),
            (Kind::Alias, Kind::Alias) | (Kind::Enum, Kind::Enum) | (Kind::Struct, Kind::Struct)
        );
        if let (true, Value::Object(mut whole), Value::Object(part)) =
            (can_merge && depth < DEEPEST, one_target, other_target)
        {
            whole.retain(|key, _| lone_branches::is_substance(key));
            let part = part
                .into_iter()
                .filter(|(key, _)| lone_branches::is_substance(key))
                .collect();
            if self.merge(&mut whole, part, &merged_name, depth + 1) {
                let mut whole = Value::Object(whole);
                if types::kind_of(&whole) != Kind::Alias {
                    self.components.move_here(
                        &mut whole,
                        &merged_name,
                        Some(owner).filter(|owner| !owner.is_empty()),
                    );
                }
                return with_words_of(with_words_of(whole, &other), &one);
            }
        }
        self.disagree(
            owner,
            &format!("member `{name}` is of two types in parts of `allOf`"),
        );
        with_words_of(with_words_of(json!({}), &other), &one)
    }

    /// Whether a component has another for a part, or for a part of a part.
    fn is_base(&self, base: &Value, derived: &Value) -> bool {
        let (Some(base), Some(derived)) =
            (openapi::schema_name(base), openapi::schema_name(derived))
        else {
            return false;
        };
        let mut open = vec![derived];
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            for part in self.bases.get(name).into_iter().flatten() {
                if part == base {
                    return true;
                }
                if seen.insert(part) {
                    open.push(part);
                }
            }
        }
        false
    }
}

fn kind(schema: &Map<String, Value>) -> String {
    // What only asks for members, or only closes an object, says no type by itself.
    types::type_of(&Value::Object(schema.clone())).to_owned()
}

fn says_something(schema: &Value) -> bool {
    lone_branches::has_substance(schema) || schema.get("type").is_some()
}

/// A schema with the words of another about its place, where it has none itself.
fn with_words_of(mut schema: Value, other: &Value) -> Value {
    for (key, value) in openapi::members(other) {
        if !lone_branches::is_substance(key) && schema.get(key).is_none() && schema.is_object() {
            schema[key] = value.clone();
        }
    }
    schema
}

/// Whether each value that one lists is listed by the other.
fn is_within(one: &Value, other: &Value) -> bool {
    openapi::elements(&one["enum"])
        .all(|value| openapi::elements(&other["enum"]).any(|known| known == value))
}

fn is_less(one: &Value, other: &Value) -> bool {
    matches!((one.as_f64(), other.as_f64()), (Some(one), Some(other)) if one < other)
}
