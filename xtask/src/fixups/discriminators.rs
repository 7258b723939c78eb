//! Objects with a `discriminator` that others build on by `allOf` (OpenAPI 3.0.3, Discriminator Object): where such an
//! object is asked for, one of the others may come. Where it is asked for it becomes a choice of them all; what it holds
//! itself becomes a component of its own, on which the others build.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Fixup, is_one_or_many};
use crate::components::{Components, NAME_IN_DOCUMENT, OWNER};
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "discriminators",
    apply,
};

/// Makes choices of them, and lets no variant of a choice build on the choice itself; counts the choices.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut any = false;
    openapi::visit_schemas(document, &mut |_, schema| {
        any |= schema.get("allOf").is_some()
    });
    if !any {
        return 0;
    }
    let mut components = Components::take(document);
    let mut count = variants_of_themselves(&mut components);
    let families = Families::of(&components, document);
    let bases: Vec<String> = families.bases.keys().cloned().collect();
    let mut own: BTreeMap<String, String> = BTreeMap::new();
    for base in &bases {
        let schema = components
            .schemas
            .get_mut(base)
            .map(std::mem::take)
            .unwrap_or_default();
        let mut held = schema.clone();
        if let Some(held) = held.as_object_mut() {
            held.remove("discriminator");
            held.remove(NAME_IN_DOCUMENT);
            held.insert(OWNER.to_owned(), base.as_str().into());
        }
        own.insert(base.clone(), components.add(&format!("{base}Base"), held));
        components.schemas.insert(base.clone(), schema);
    }
    for schema in components.schemas.values_mut() {
        for part in schema
            .get_mut("allOf")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if let Some(held) = openapi::schema_name(part).and_then(|name| own.get(name)) {
                *part = openapi::schema_ref(held);
            }
        }
    }
    for (base, variants) in families.bases {
        let choice = choice(&components, &base, &variants, &own);
        components.schemas.insert(base, choice);
        count += 1;
    }
    components.put_back(document);
    count
}

/// The choice that a base becomes where it is asked for.
fn choice(
    components: &Components,
    base: &str,
    variants: &BTreeSet<String>,
    own: &BTreeMap<String, String>,
) -> Value {
    let schema = &components.schemas[base];
    let held = |name: &str| openapi::schema_ref(own.get(name).map_or(name, String::as_str));
    let mut mapping = Map::new();
    let mut branches = Vec::new();
    for name in variants.iter().map(String::as_str).chain([base]) {
        let called = components
            .schemas
            .get(name)
            .and_then(|schema| schema.get(NAME_IN_DOCUMENT)?.as_str());
        mapping.insert(
            called.unwrap_or(name).to_owned(),
            held(name)["$ref"].clone(),
        );
        branches.push(held(name));
    }
    for (value, target) in openapi::members(&schema["discriminator"]["mapping"]) {
        if let Some(target) = target.as_str().and_then(openapi::name_in_reference) {
            mapping.insert(value.to_owned(), held(target)["$ref"].clone());
        }
    }
    let mut choice = json!({
        "oneOf": branches,
        "discriminator": { "propertyName": schema["discriminator"]["propertyName"], "mapping": mapping },
    });
    for key in ["description", "title", "nullable", NAME_IN_DOCUMENT, OWNER] {
        if let Some(value) = schema.get(key) {
            choice[key] = value.clone();
        }
    }
    choice
}

/// The objects that become choices, each with all that may come in its place.
struct Families {
    bases: BTreeMap<String, BTreeSet<String>>,
}

impl Families {
    fn of(components: &Components, document: &mut Value) -> Self {
        let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut asked_for = BTreeSet::new();
        for (name, schema) in &components.schemas {
            for part in openapi::elements(&schema["allOf"]) {
                match openapi::schema_name(part) {
                    Some(base) => children.entry(base).or_default().push(name),
                    None => asked(part, &mut asked_for),
                }
            }
            for (key, value) in openapi::members(schema) {
                if key != "allOf" && key != "discriminator" {
                    asked(value, &mut asked_for);
                }
            }
        }
        openapi::visit_outer_schemas(document, &mut |_, schema| asked(schema, &mut asked_for));
        let mut bases = BTreeMap::new();
        for (name, schema) in &components.schemas {
            let is_choice =
                openapi::elements(&schema["allOf"]).any(|part| part.get("oneOf").is_some());
            if !schema["discriminator"]["propertyName"].is_string()
                || schema.get("oneOf").is_some()
                || is_choice
                || !asked_for.contains(name)
            {
                continue;
            }
            let mut variants = BTreeSet::new();
            let mut open: Vec<&str> = children.get(name.as_str()).cloned().unwrap_or_default();
            let mapped = openapi::members(&schema["discriminator"]["mapping"]);
            open.extend(
                mapped.filter_map(|(_, target)| openapi::name_in_reference(target.as_str()?)),
            );
            while let Some(child) = open.pop() {
                if child != name
                    && components.schemas.contains_key(child)
                    && variants.insert(child.to_owned())
                {
                    open.extend(children.get(child).into_iter().flatten());
                }
            }
            if !variants.is_empty() {
                bases.insert(name.clone(), variants);
            }
        }
        Self { bases }
    }
}

/// Finds the components that are asked for in a node.
fn asked(node: &Value, found: &mut BTreeSet<String>) {
    found.extend(openapi::schema_name(node).map(str::to_owned));
    for (key, child) in openapi::members(node) {
        if !openapi::OPAQUE.contains(&key) {
            asked(child, found);
        }
    }
    openapi::elements(node).for_each(|child| asked(child, found));
}

/// Variants that build on the choice they are a variant of build on what stands beside the choice.
fn variants_of_themselves(components: &mut Components) -> usize {
    let mut count = 0;
    let names: Vec<String> = components.schemas.keys().cloned().collect();
    for name in names {
        let schema = &components.schemas[&name];
        let parts: Vec<Value> = openapi::elements(&schema["allOf"]).cloned().collect();
        let choice = match parts.iter().find(|part| part.get("oneOf").is_some()) {
            Some(part) => part.clone(),
            None if schema.get("oneOf").is_some() && !is_one_or_many(schema) => schema.clone(),
            None => continue,
        };
        let variants: BTreeSet<String> = openapi::elements(&choice["oneOf"])
            .filter_map(openapi::schema_name)
            .map(str::to_owned)
            .collect();
        let builds_on = |variant: &&String| {
            let variant = components.schemas.get(*variant);
            variant.is_some_and(|variant| {
                openapi::elements(&variant["allOf"])
                    .any(|part| openapi::schema_name(part) == Some(&name))
            })
        };
        let builders: Vec<String> = variants.iter().filter(builds_on).cloned().collect();
        if builders.is_empty() {
            continue;
        }
        count += 1;
        let beside: Vec<Value> = parts
            .iter()
            .filter(|part| part.get("oneOf").is_none())
            .cloned()
            .collect();
        let mut base = None;
        if !beside.is_empty() {
            let held = json!({ "allOf": beside, OWNER: name });
            let held = components.add(&format!("{name}Base"), held);
            base = Some(openapi::schema_ref(&held));
        }
        for builder in &builders {
            let Some(builder) = components.schemas.get_mut(builder) else {
                continue;
            };
            let parts = builder.get_mut("allOf").and_then(Value::as_array_mut);
            if let Some(parts) = parts {
                parts.retain(|part| base.is_some() || openapi::schema_name(part) != Some(&name));
                for part in parts {
                    if let (Some(base), Some(part_name)) = (&base, openapi::schema_name(part))
                        && part_name == name
                    {
                        *part = base.clone();
                    }
                }
            }
        }
        // What all variants hold needs not be put into each again.
        if let Some(schema) = components
            .schemas
            .get_mut(&name)
            .and_then(Value::as_object_mut)
            && (builders.len() == variants.len() || base.is_none())
        {
            schema.remove("allOf");
            schema.extend(choice.as_object().cloned().unwrap_or_default());
        } else if let (Some(base), Some(schema)) = (base, components.schemas.get_mut(&name)) {
            schema["allOf"] = json!([base, choice]);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, code, code_without, count};

    #[test]
    fn a_base_becomes_a_choice_where_it_is_asked_for() {
        let document = answering(
            "A: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}},
  Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}},
  Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}, mate: {$ref: '#/components/schemas/Pet'}}}]},
  Lion: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {mane: {type: boolean}}}]}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        for expected in [
            "pub pet: Option<Pet>,",
            "pub enum Pet {",
            "Cat(Box<Cat>),",
            "Lion(Box<Lion>),",
            "Base(PetBase),",
            "(\"Cat\", 0), (\"Lion\", 1), (\"Pet\", 2), (\"cat\", 0)",
            "pub struct PetBase {",
            "pub mate: Option<Box<Pet>>,",
        ] {
            let spaced = code.replace("\n            ", " ").replace("( ", "(");
            assert!(spaced.contains(expected), "{expected}\n{code}");
        }
        assert!(
            !code_without(FIXUP.name, &document)
                .unwrap()
                .contains("pub enum Pet")
        );
    }

    #[test]
    fn variants_may_name_their_choice_as_a_part() {
        let document = answering(
            "A: {type: object, required: [id], properties: {id: {type: string}}, oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]},
  B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {b: {type: string}}}]},
  C: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {c: {type: string}}}]}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        for expected in [
            "pub enum A {",
            "B(B),",
            "C(C),",
            "Shape::object(&[\"id\"], &[\"b\", \"id\"])",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
