//! References to schemas that are no components: into `…/properties/x`, `…/items`, or a body's `…/schema`. typify panics
//! on them. Each such schema is *moved* to a component (a copy would be a second type), to which all refer.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use serde_json::{Value, json};

use super::Fixup;
use crate::components::OWNER;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "nested-refs",
    apply,
};

/// Lets every reference to a schema be one to a component, without percent-encoding; counts those that were another's.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    let mut schemas = BTreeSet::new();
    let mut wanted = BTreeSet::new();
    openapi::visit_schemas(document, &mut |pointer, schema| {
        schemas.insert(pointer.to_owned());
        each_reference(schema, &mut |reference| {
            if component(reference).is_none() {
                wanted.extend(openapi::pointer_of(reference).map(std::borrow::Cow::into_owned));
            }
        });
    });
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut moved: Vec<(String, Vec<String>)> = Vec::new();
    for pointer in &wanted {
        let target = end_of(document, pointer);
        if let Some(name) = component(&format!("#{target}")) {
            names.insert(pointer.clone(), name);
        } else if schemas.contains(&target) {
            moved.push((target, vec![pointer.clone()]));
        } else {
            notes.add(
                pointer,
                "a schema refers to what is no schema; any JSON is taken",
            );
        }
    }
    moved.sort();
    moved.dedup_by(|next, first| {
        let same = next.0 == first.0;
        if same {
            first.1.append(&mut next.1);
        }
        same
    });
    // Inner ones first: where the outer ones stand stays as it is.
    moved.sort_by_key(|(target, _)| std::cmp::Reverse(target.matches('/').count()));
    let mut taken: BTreeSet<String> = openapi::schemas(document)
        .map(|(name, _)| name.to_owned())
        .collect();
    for (target, pointers) in moved {
        let steps = steps(&target);
        let name = free(&mut taken, &name_of(document, &steps));
        let Some(place) = document.pointer_mut(&target) else {
            continue;
        };
        let mut schema = std::mem::replace(place, openapi::schema_ref(&name));
        if let [first, second, owner, ..] = steps.as_slice()
            && first == "components"
            && second == "schemas"
        {
            schema[OWNER] = owner.as_str().into();
        }
        document["components"]["schemas"][&name] = schema;
        names.extend(pointers.into_iter().map(|pointer| (pointer, name.clone())));
    }
    let mut count = 0;
    openapi::visit_schemas(document, &mut |_, schema| count += repoint(schema, &names));
    count
}

/// Calls `f` with the references of a schema itself.
fn each_reference(schema: &Value, f: &mut dyn FnMut(&str)) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        f(reference);
    }
    for (_, target) in openapi::members(&schema["discriminator"]["mapping"]) {
        target
            .as_str()
            .filter(|target| target.starts_with('#'))
            .map(&mut *f);
    }
}

/// Writes a schema's references anew. What stands beside one is ignored (OpenAPI 3.0.3, Reference Object), but for words
/// and for `nullable: true`: whoever wrote that sends nulls, and an answer that holds one is to be read.
fn repoint(schema: &mut Value, names: &BTreeMap<String, String>) -> usize {
    let mut count = 0;
    let mut canonical = |reference: &str| {
        let name = component(reference).or_else(|| {
            count += 1;
            names.get(openapi::pointer_of(reference)?.as_ref()).cloned()
        });
        name.map(|name| openapi::schema_ref(&name))
    };
    if let Some(Value::Object(mapping)) = schema
        .get_mut("discriminator")
        .and_then(|d| d.get_mut("mapping"))
    {
        for target in mapping.values_mut() {
            let text = target.as_str().unwrap_or_default();
            if text.starts_with('#')
                && let Some(reference) = canonical(text)
            {
                *target = reference["$ref"].clone();
            }
        }
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let mut made = canonical(reference).unwrap_or_else(|| json!({}));
        for (key, value) in openapi::members(schema) {
            if key == "description"
                || key.starts_with("x-")
                || (key == "nullable" && *value == true)
            {
                made[key] = value.clone();
            }
        }
        *schema = made;
    }
    count
}

/// The component schema that a reference names, if it names one.
fn component(reference: &str) -> Option<String> {
    let pointer = openapi::pointer_of(reference)?;
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// Where a chain of references ends.
fn end_of(document: &Value, pointer: &str) -> String {
    let mut pointer = pointer.to_owned();
    for _ in 0..64 {
        let next = document
            .pointer(&pointer)
            .and_then(|node| node.get("$ref")?.as_str());
        match next.and_then(openapi::pointer_of) {
            Some(next) if component(&format!("#{pointer}")).is_none() => {
                pointer = next.into_owned();
            }
            _ => break,
        }
    }
    pointer
}

fn steps(pointer: &str) -> Vec<String> {
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// A name for what stands at a place: its owner's, with the way to it.
fn name_of(document: &Value, steps: &[String]) -> String {
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let (owner, way) = match steps.as_slice() {
        ["components", "schemas", name, way @ ..] => ((*name).to_owned(), way),
        ["components", "responses", name, way @ ..] => {
            (format!("{}Response", name.to_pascal_case()), way)
        }
        ["components", "requestBodies", name, way @ ..] => {
            (format!("{}Body", name.to_pascal_case()), way)
        }
        ["components", _, name, way @ ..] => (name.to_pascal_case(), way),
        ["paths", path, method, way @ ..] => {
            let id = openapi::text(&document["paths"][path][method], "operationId");
            let place = match way {
                ["requestBody", ..] => "Body".to_owned(),
                ["responses", status, ..] if status.starts_with('2') => "Response".to_owned(),
                ["responses", status, ..] => format!("Response{}", status.to_pascal_case()),
                _ => String::new(),
            };
            let id = if id.is_empty() {
                format!("{method} {path}")
            } else {
                id.to_owned()
            };
            (format!("{}{place}", id.to_pascal_case()), way)
        }
        _ => ("Schema".to_owned(), steps.as_slice()),
    };
    let mut name = owner;
    let mut way = way.iter();
    let mut in_member = false;
    while let Some(step) = way.next() {
        match *step {
            "properties" => {
                name.push_str(
                    &way.next()
                        .map(|member| member.to_pascal_case())
                        .unwrap_or_default(),
                );
                in_member = true;
            }
            // A list of a member is called after the member, as elsewhere.
            "items" if !in_member => name.push_str("Item"),
            "additionalProperties" if !in_member => name.push_str("Value"),
            "allOf" | "oneOf" | "anyOf" => {
                let index: usize = way.next().and_then(|index| index.parse().ok()).unwrap_or(0);
                name.push_str(&format!("Part{}", index + 1));
                in_member = false;
            }
            _ => {}
        }
    }
    name
}

fn free(taken: &mut BTreeSet<String>, name: &str) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while !taken.insert(free.clone()) {
        number += 1;
        free = format!("{name}{number}");
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, code, code_without, count};

    #[test]
    fn what_is_referred_to_is_moved_whatever_the_order() {
        let document = answering(
            "A: {type: object, properties: {
  x: {type: object, properties: {deep: {type: object, properties: {n: {type: string}}}}},
  y: {$ref: '#/components/schemas/A/properties/x'},
  z: {$ref: '#/components/schemas/A/properties/x/properties/deep'},
  chain: {$ref: '#/components/schemas/A/properties/y'},
  l: {type: array, items: {type: object, properties: {m: {type: string}}}},
  one: {$ref: '#/components/schemas/A/properties/l/items'},
  whole: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema'},
  odd: {$ref: '#/components/schemas/Com%20Espa%C3%A7o~1s'}}},
  'Com Espaço/s': {type: object, properties: {q: {type: string}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 5);
        let code = code(&document).unwrap();
        for expected in [
            "pub x: Option<Ax>,",
            "pub y: Option<Ax>,",
            "pub z: Option<AxDeep>,",
            "pub chain: Option<Ax>,",
            "pub l: Option<Records<Al>>,",
            "pub one: Option<Al>,",
            "pub whole: Option<Box<A>>,",
            "pub odd: Option<ComEspacoS>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(code_without(FIXUP.name, &document).is_err());
    }

    #[test]
    fn null_beside_a_reference_is_read() {
        let code = code(&answering(
            "A: {type: object, required: [a, b, c], properties: {
  a: {$ref: '#/components/schemas/B', nullable: true, description: words},
  b: {$ref: '#/components/schemas/B', nullable: false},
  c: {$ref: '#/components/schemas/A/properties/l', nullable: true, type: string},
  l: {type: array, items: {type: string}}}},
  B: {type: object, properties: {n: {type: string}}}",
        ))
        .unwrap();
        for expected in ["pub a: Option<B>,", "pub b: B,", "pub c: Option<Al>,"] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }

    #[test]
    fn what_is_no_schema_is_noted() {
        let mut document = answering("A: {type: object, properties: {x: {$ref: '#/info'}}}");
        let notes = Notes::default();
        apply(&mut document, &notes);
        assert_eq!(notes.into_vec()[0].pointer, "/info");
    }
}
