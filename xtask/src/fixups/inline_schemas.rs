//! Inline objects, enums and choices below a component schema: typify panics where one is the parameter of an
//! `x-rust-type` (`Records<…>`), and names them by rules of its own. Each is *moved* to a component (a copy would
//! collide with typify's own names), called after its owner and member.

use heck::ToPascalCase;
use serde_json::{Value, json};

use super::one_or_many::single;
use super::{Fixup, lone_branches};
use crate::components::Components;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "inline-schemas",
    apply,
};

/// Moves each inline object, enum and choice of a component to a component of its own.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let mut components = Components::take(document);
    let open = components.schemas.keys().cloned().collect();
    let count = move_all(&mut components, open);
    components.put_back(document);
    count
}

/// Moves what stands inline in these components, and in what is moved.
pub(super) fn move_all(components: &mut Components, mut open: Vec<String>) -> usize {
    let mut count = 0;
    while let Some(name) = open.pop() {
        let Some(mut schema) = components.schemas.get_mut(&name).map(std::mem::take) else {
            continue;
        };
        components.schemas.insert(name.clone(), json!({}));
        let owner = match openapi::text(&schema, crate::components::OWNER) {
            "" => name.clone(),
            owner => owner.to_owned(),
        };
        let mut mover = Mover {
            components,
            owner: Some(owner),
            moved: Vec::new(),
        };
        mover.inside(&mut schema, &name);
        count += mover.moved.len();
        open.append(&mut mover.moved);
        components.schemas.insert(name, schema);
    }
    count
}

/// Moves inline schemas of one owner.
pub(super) struct Mover<'a> {
    pub(super) components: &'a mut Components,
    /// In whose file they go; none where each has its own.
    pub(super) owner: Option<String>,
    /// What was moved, by its new name.
    pub(super) moved: Vec<String>,
}

impl Mover<'_> {
    /// Moves what stands in a schema, which itself stays.
    fn inside(&mut self, schema: &mut Value, name: &str) {
        self.members(schema, name);
        let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) else {
            return self.branches(schema, name);
        };
        // Parts of a whole are no types of their own, nor is a choice among them.
        for part in parts {
            self.members(part, name);
            let choices = part.get_mut("oneOf").and_then(Value::as_array_mut);
            for choice in choices.into_iter().flatten() {
                self.members(choice, name);
            }
        }
    }

    /// Moves what members, items and values are made of.
    fn members(&mut self, schema: &mut Value, name: &str) {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (member, property) in properties.into_iter().flatten() {
            self.place(property, &format!("{name}{}", member.to_pascal_case()));
        }
        if let Some(items) = schema.get_mut("items") {
            self.place(items, &format!("{name}Item"));
        }
        let values = schema.get_mut("additionalProperties");
        if let Some(values) = values.filter(|values| values.is_object()) {
            self.place(values, &format!("{name}Value"));
        }
    }

    /// Moves the branches of a choice.
    fn branches(&mut self, schema: &mut Value, name: &str) {
        if single(schema).is_some() {
            return self.one_or_many(schema, name);
        }
        let branches = schema.get_mut("oneOf").and_then(Value::as_array_mut);
        for branch in branches.into_iter().flatten() {
            let title = openapi::text(branch, "title").to_pascal_case();
            let called = if title.is_empty() {
                kind_of(branch).to_owned()
            } else {
                title
            };
            let called = called.strip_prefix(name).unwrap_or(&called);
            self.place(branch, &format!("{name}{called}"));
        }
    }

    /// Moves the schema at a place, or what a list or a map there holds.
    pub(super) fn place(&mut self, place: &mut Value, name: &str) {
        if is_type_of_its_own(place, self.components) {
            let moved = self
                .components
                .move_here(place, name, self.owner.as_deref());
            self.moved.push(moved);
        } else if single(place).is_some() {
            self.one_or_many(place, name);
        } else if let Some(items) = place.get_mut("items") {
            self.place(items, name);
        } else if let Some(values) = place
            .get_mut("additionalProperties")
            .filter(|values| values.is_object())
        {
            self.place(values, name);
        }
    }

    fn one_or_many(&mut self, place: &mut Value, name: &str) {
        if let Some(mut one) = single(place)
            && is_type_of_its_own(&one, self.components)
        {
            self.place(&mut one, name);
            if let Some(place) = place.as_object_mut() {
                place.remove("anyOf");
                place.insert(
                    "oneOf".to_owned(),
                    json!([one, { "type": "array", "items": one }]),
                );
            }
        }
    }
}

/// Whether a schema becomes a type of its own: an object with members, an enum, a choice, or a whole of such parts.
fn is_type_of_its_own(schema: &Value, components: &Components) -> bool {
    if schema.get("$ref").is_some() || single(schema).is_some() {
        return false;
    }
    let is_whole = || {
        let mut open: Vec<&Value> = openapi::elements(&schema["allOf"]).collect();
        let mut steps = 0;
        while let Some(part) = open.pop() {
            let part = components.resolve(part);
            if is_alone(part) {
                return true;
            }
            // Parts of parts: a circle of them is found where they are merged.
            steps += 1;
            if steps < 256 {
                open.extend(openapi::elements(&part["allOf"]));
            }
        }
        false
    };
    is_alone(schema) || is_whole()
}

fn is_alone(schema: &Value) -> bool {
    let has_members = openapi::members(&schema["properties"]).next().is_some()
        || (schema.get("properties").is_some() && schema["additionalProperties"] == false);
    schema.get("enum").is_some()
        || has_members
        || (schema.get("oneOf").is_some() && single(schema).is_none())
}

/// What a branch without a title is called.
fn kind_of(branch: &Value) -> &'static str {
    match openapi::text(branch, "type") {
        _ if branch.get("enum").is_some() => "Kind",
        "array" => "Item",
        "object" => "Object",
        _ if lone_branches::has_substance(branch) && branch.get("properties").is_some() => "Object",
        _ => "Choice",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, code, code_without, count, document};

    #[test]
    fn inline_schemas_become_components_in_the_file_of_their_owner() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, properties: {
  kind: {type: string, enum: [X, Y]},
  parts: {type: array, items: {type: object, properties: {inner: {type: object, properties: {n: {type: string}}}}}}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        assert!(
            code.contains("pub parts: Option<Records<AParts>>")
                && code.contains("pub kind: Option<AKind>"),
            "{code}"
        );
        assert!(
            code.contains("pub use a::{A, AKind, AParts, APartsInner}"),
            "{code}"
        );
        assert!(code_without(FIXUP.name, &document).is_err());
    }

    #[test]
    fn lists_of_lists_maps_and_choices_hold_inline_schemas_too() {
        let document = answering(
            "A: {type: object, properties: {
  grid: {type: array, items: {type: array, items: {type: object, properties: {n: {type: string}}}}},
  map: {type: object, additionalProperties: {type: object, nullable: true, properties: {n: {type: string}}}},
  flag: {nullable: true, type: string, enum: [X]},
  either: {oneOf: [{type: object, properties: {o: {type: string}}}, {type: boolean}]},
  some: {oneOf: [{type: object, properties: {s: {type: string}}}, {type: array, items: {type: object, properties: {s: {type: string}}}}]}}},
  AMap: {type: object, properties: {taken: {type: string}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 6);
        let code = code(&document).unwrap();
        for expected in [
            "pub grid: Option<Vec<Records<AGrid>>>,",
            "pub map: Option<BTreeMap<String, Option<AMap2>>>,",
            "pub flag: Option<AFlag>,",
            "pub either: Option<AEither>,",
            "Object(AEitherObject)",
            "pub some: Option<OneOrMany<ASome>>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }
}
