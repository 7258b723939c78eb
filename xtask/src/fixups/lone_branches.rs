//! `allOf`, `oneOf` and `anyOf` that are no choice and nothing to merge: one branch beside words, branches that only
//! allow `null`, that are the same, that are all of one plain type, or that only ask for members. typify makes types
//! of its own of them.

use serde_json::{Map, Value, json};

use super::{Fixup, is_one_or_many};
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "lone-branches",
    apply,
};

/// What says nothing of a type.
const WORDS: [&str; 10] = [
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// Puts every `allOf` and `oneOf` in one form: at least two branches that each say something, and nothing beside them
/// but words; `anyOf` is `oneOf` then. Counts the schemas that were put another way.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    // A value or a list of it is a form by itself.
    let is_odd = |schema: &Value| {
        let has_branches = ["allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some());
        has_branches && !is_one_or_many(schema)
    };
    let mut any = false;
    openapi::visit_schemas(document, &mut |_, schema| any |= is_odd(schema));
    if !any {
        return 0;
    }
    let components = document["components"]["schemas"].clone();
    let form = Form { components, notes };
    let mut count = 0;
    openapi::rewrite_schemas(document, &mut |pointer, schema| {
        if !is_odd(schema) {
            return;
        }
        let before = schema.clone();
        form.choice(schema, pointer);
        form.whole(schema);
        count += usize::from(*schema != before);
    });
    count
}

/// Whether a member of a schema says something of its type.
pub(crate) fn is_substance(key: &str) -> bool {
    !WORDS.contains(&key) && !key.starts_with("x-") && key != "nullable"
}

/// Whether a schema says something of its type; that it is an object is said by its members.
pub(crate) fn has_substance(schema: &Value) -> bool {
    openapi::members(schema).any(|(key, value)| {
        is_substance(key)
            && key != "discriminator"
            && !(key == "type" && value == "object")
            && !(key == "additionalProperties" && value.is_boolean())
            && !(key == "required" && openapi::elements(value).next().is_none())
    })
}

struct Form<'a> {
    components: Value,
    notes: &'a Notes,
}

impl Form<'_> {
    /// `oneOf` and `anyOf`.
    fn choice(&self, schema: &mut Value, pointer: &str) {
        for key in ["oneOf", "anyOf"] {
            let Some(branches) = schema.as_object_mut().and_then(|schema| schema.remove(key))
            else {
                continue;
            };
            let mut branches: Vec<Value> = match branches {
                Value::Array(branches) => flattened(branches, schema),
                _ => Vec::new(),
            };
            let count = branches.len();
            branches.retain(|branch| !self.is_null(branch));
            let mut nullable = branches.len() < count;
            for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
                nullable |= branch.remove("nullable") == Some(Value::Bool(true));
            }
            if nullable {
                schema["nullable"] = true.into();
            }
            let asks = |branch: &Value| !self.is_type(branch, schema);
            if branches.iter().any(asks) {
                let what =
                    format!("`{key}` between members that must be there or not is not checked");
                self.notes.add(pointer, what);
                branches.retain(|branch| !asks(branch));
            }
            let mut distinct: Vec<Value> = Vec::new();
            for branch in branches {
                if !distinct.iter().any(|known| same(known, &branch)) {
                    distinct.push(branch);
                }
            }
            if let Some(plain) = self.of_one_type(&distinct) {
                distinct = vec![plain];
            }
            let discriminator = schema
                .as_object_mut()
                .and_then(|schema| schema.remove("discriminator"));
            let chosen = match distinct.as_mut_slice() {
                [] => continue,
                [one] => std::mem::take(one),
                _ => {
                    let mut choice = json!({ "oneOf": distinct });
                    if let Some(discriminator) = discriminator {
                        choice["discriminator"] = discriminator;
                    }
                    choice
                }
            };
            match schema.get_mut("allOf").and_then(Value::as_array_mut) {
                Some(parts) => parts.push(chosen),
                None => schema["allOf"] = json!([chosen]),
            }
        }
    }

    /// `allOf`: what stands beside it is one more branch; one branch stands for itself.
    fn whole(&self, schema: &mut Value) {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let Some(Value::Array(branches)) = object.remove("allOf") else {
            return;
        };
        let mut beside = Map::new();
        for key in object.keys().cloned().collect::<Vec<_>>() {
            if is_substance(&key)
                && key != "discriminator"
                && let Some(value) = object.remove(&key)
            {
                beside.insert(key, value);
            }
        }
        let mut parts: Vec<Value> = Vec::new();
        for branch in branches.into_iter().chain([Value::Object(beside)]) {
            let only_whole = branch.get("allOf").is_some() && branch.get("discriminator").is_none();
            let inner = if only_whole {
                branch["allOf"].clone()
            } else {
                Value::Null
            };
            words_of(&branch, object);
            match inner {
                Value::Array(inner) => parts.extend(inner),
                _ if has_substance(&branch) => parts.push(branch),
                // What a part says of being an object or open is said where no other part says anything.
                _ => {
                    for (key, value) in openapi::members(&branch) {
                        if is_substance(key) && key != "discriminator" {
                            object.entry(key).or_insert_with(|| value.clone());
                        }
                    }
                }
            }
        }
        let mut distinct: Vec<Value> = Vec::new();
        for part in parts {
            if !distinct.iter().any(|known| same(known, &part)) {
                distinct.push(part);
            }
        }
        if let [one] = distinct.as_mut_slice() {
            let one = std::mem::take(one);
            let is_reference = one.get("$ref").is_some();
            if is_reference {
                object.retain(|key, _| !is_substance(key));
            }
            if let Value::Object(one) = one {
                for (key, value) in one {
                    object.entry(key).or_insert(value);
                }
            }
        } else if !distinct.is_empty() {
            object.retain(|key, _| !is_substance(key) || key == "discriminator");
            object.insert("allOf".to_owned(), Value::Array(distinct));
        }
    }

    fn resolve<'a>(&'a self, mut node: &'a Value) -> &'a Value {
        for _ in 0..64 {
            match openapi::schema_name(node).map(|name| &self.components[name]) {
                Some(next) if !next.is_null() => node = next,
                _ => break,
            }
        }
        node
    }

    /// Whether a branch allows nothing but `null`.
    fn is_null(&self, branch: &Value) -> bool {
        let branch = self.resolve(branch);
        let only_null =
            |values: &Vec<Value>| !values.is_empty() && values.iter().all(Value::is_null);
        openapi::text(branch, "type") == "null"
            || branch["enum"].as_array().is_some_and(only_null)
            || (branch["nullable"] == true
                && !has_substance(branch)
                && branch.get("type").is_none())
    }

    /// Whether a branch is a type, and no mere demand on the members that `schema` has.
    fn is_type(&self, branch: &Value, schema: &Value) -> bool {
        const DEMANDS: [&str; 6] = [
            "required",
            "not",
            "minProperties",
            "maxProperties",
            "additionalProperties",
            "type",
        ];
        let has_members = schema.get("properties").is_some() || schema.get("allOf").is_some();
        let demands = |(key, value): (&str, &Value)| {
            !is_substance(key)
                || (DEMANDS.contains(&key) && (key != "type" || (has_members && value == "object")))
        };
        // A branch without any word takes anything: that is a type.
        openapi::members(branch).next().is_none() || !openapi::members(branch).all(demands)
    }

    /// Branches that are all texts, or all numbers, are one: which of them a value is cannot be told, or need not be.
    fn of_one_type(&self, branches: &[Value]) -> Option<Value> {
        if branches.len() < 2 {
            return None;
        }
        let resolved: Vec<&Value> = branches.iter().map(|branch| self.resolve(branch)).collect();
        let types: Vec<&str> = resolved
            .iter()
            .map(|branch| openapi::text(branch, "type"))
            .collect();
        if types.iter().all(|one| *one == "string") {
            if resolved.iter().all(|branch| branch.get("enum").is_some()) {
                let mut values: Vec<Value> = Vec::new();
                for value in resolved
                    .iter()
                    .flat_map(|branch| openapi::elements(&branch["enum"]))
                {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
                return Some(json!({ "type": "string", "enum": values }));
            }
            let format = openapi::text(resolved[0], "format");
            let same =
                !format.is_empty() && resolved.iter().all(|branch| branch["format"] == format);
            return Some(if same {
                json!({ "type": "string", "format": format })
            } else {
                json!({ "type": "string" })
            });
        }
        let numeric = types
            .iter()
            .all(|one| *one == "number" || *one == "integer");
        let kind = if types.contains(&"number") {
            "number"
        } else {
            "integer"
        };
        numeric.then(|| json!({ "type": kind }))
    }
}

/// Choices in a choice are branches of the outer one, where nothing tells them apart but what they are.
fn flattened(branches: Vec<Value>, outer: &Value) -> Vec<Value> {
    if outer.get("discriminator").is_some() {
        return branches;
    }
    let mut flat = Vec::new();
    for branch in branches {
        let only_choice =
            openapi::members(&branch).all(|(key, _)| key == "oneOf" || !is_substance(key));
        match branch.get("oneOf") {
            Some(Value::Array(inner)) if only_choice && !is_one_or_many(&branch) => {
                flat.extend(inner.iter().cloned());
            }
            _ => flat.push(branch),
        }
    }
    flat
}

/// Takes over what a branch says of its place: in words, and whether it may be null.
fn words_of(branch: &Value, object: &mut Map<String, Value>) {
    for (key, value) in openapi::members(branch) {
        if !is_substance(key) && key != "example" && key != "examples" {
            object.entry(key).or_insert_with(|| value.clone());
        }
    }
}

/// Whether two schemas say the same, in whatever words.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    fn meant(schema: &Value) -> Vec<(&str, &Value)> {
        let mut meant: Vec<(&str, &Value)> = openapi::members(schema)
            .filter(|(key, _)| is_substance(key) || *key == "nullable")
            .collect();
        meant.sort_by_key(|(key, _)| *key);
        meant
    }
    one == other || {
        let (one, other) = (meant(one), meant(other));
        one.len() == other.len()
            && one
                .iter()
                .zip(&other)
                .all(|((key, one), (other_key, other))| {
                    key == other_key
                        && match *key {
                            "items" | "additionalProperties" => same(one, other),
                            "properties" => {
                                openapi::members(one).count() == openapi::members(other).count()
                                    && openapi::members(one).all(|(name, one)| {
                                        other.get(name).is_some_and(|other| same(one, other))
                                    })
                            }
                            _ => one == other,
                        }
                })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, code, code_without, count};

    #[test]
    fn one_branch_is_that_branch() {
        let document = answering(
            "A: {type: object, required: [d], properties: {
  a: {allOf: [{$ref: '#/components/schemas/B'}], description: Its own words.},
  b: {nullable: true, oneOf: [{$ref: '#/components/schemas/B'}]},
  c: {anyOf: [{type: string}, {enum: [null]}]},
  d: {anyOf: [{$ref: '#/components/schemas/B'}, {nullable: true}]},
  e: {oneOf: [{type: string, maxLength: 3}, {type: string, format: date}]},
  f: {oneOf: [{type: integer}, {type: number}]},
  g: {allOf: [{$ref: '#/components/schemas/B'}, {nullable: true}, {description: words}]}},
  anyOf: [{required: [a]}, {required: [b]}]},
  B: {type: object, properties: {n: {type: string}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 8);
        let code = code(&document).unwrap();
        for expected in [
            "/// Its own words.",
            "pub a: Option<B>,",
            "pub b: Option<B>,",
            "pub c: Option<Text>,",
            "pub d: Option<B>,",
            "pub e: Option<Text>,",
            "pub f: Option<Number>,",
            "pub g: Option<B>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        let without = code_without(FIXUP.name, &document).unwrap_or_default();
        assert!(!without.contains("pub c: Option<Text>,"), "{without}");
    }

    #[test]
    fn demands_on_members_are_noted() {
        let mut document = answering(
            "A: {type: object, properties: {a: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
        );
        let notes = Notes::default();
        apply(&mut document, &notes);
        assert!(
            document["components"]["schemas"]["A"]
                .get("oneOf")
                .is_none()
        );
        assert_eq!(notes.into_vec()[0].pointer, "/components/schemas/A");
    }
}
