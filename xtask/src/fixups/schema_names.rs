//! Names of component schemas that are no names of Rust types, or meet one: typify changes them by rules of its own,
//! and two may then be one. Each gets a name that is legal, ASCII and unique, also as the name of a file.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Fixup;
use crate::components::{self, NAME_IN_DOCUMENT, OWNER};
use crate::naming::{self, Taken};
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "schema-names",
    apply,
};

/// Renames them, with everything that refers to them; discriminators then refer to schemas by `$ref` alone.
fn apply(document: &mut Value, notes: &Notes) -> usize {
    let old: Vec<String> = openapi::schemas(document)
        .map(|(name, _)| name.to_owned())
        .collect();
    let of_operations = components::operation_types(document);
    let mut taken = Taken::types(of_operations.iter().map(String::as_str));
    let names = naming::unique(
        old.iter().map(String::as_str),
        naming::type_name,
        &mut taken,
    );
    let count = names.iter().filter(|(old, new)| *old != new).count();
    openapi::visit_schemas(document, &mut |pointer, schema| {
        refer(schema, pointer, &names, notes);
    });
    if count > 0
        && let Some(schemas) = openapi::schemas_mut(document)
    {
        let renamed = std::mem::take(schemas)
            .into_iter()
            .map(|(old, mut schema)| {
                let new = names
                    .get(old.as_str())
                    .cloned()
                    .unwrap_or_else(|| old.clone());
                if new != old && schema.is_object() {
                    schema[NAME_IN_DOCUMENT] = old.into();
                }
                (new, schema)
            });
        let mut renamed: Vec<(String, Value)> = renamed.collect();
        renamed.sort_by(|one, other| one.0.cmp(&other.0));
        *schemas = Map::from_iter(renamed);
    }
    count
}

fn refer(schema: &mut Value, pointer: &str, names: &BTreeMap<&str, String>, notes: &Notes) {
    if let Some(name) = openapi::schema_name(schema).and_then(|name| names.get(name)) {
        schema["$ref"] = openapi::schema_ref(name)["$ref"].clone();
    }
    if let Some(owner) = schema
        .get(OWNER)
        .and_then(Value::as_str)
        .and_then(|owner| names.get(owner))
    {
        schema[OWNER] = owner.as_str().into();
    }
    let mapping = schema
        .get_mut("discriminator")
        .and_then(|found| found.get_mut("mapping"));
    if let Some(mapping) = mapping.and_then(Value::as_object_mut) {
        mapping.retain(|value, target| {
            let text = target.as_str().unwrap_or_default();
            let name = openapi::schema_name(&serde_json::json!({ "$ref": text }))
                .and_then(|name| names.get(name))
                .or_else(|| names.get(text));
            match name {
                Some(name) => *target = openapi::schema_ref(name)["$ref"].clone(),
                None => notes.add(
                    pointer,
                    format!("the discriminator's value `{value}` stands for no schema of the document; it is read as unknown"),
                ),
            }
            name.is_some()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, code, code_without, count};

    #[test]
    fn names_that_are_none_in_rust_become_some() {
        let document = answering(
            "A: {type: object, properties: {o: {$ref: '#/components/schemas/Option'}, e: {$ref: '#/components/schemas/endereço'},
  f: {$ref: '#/components/schemas/Endereco'}, c: {$ref: '#/components/schemas/a'}}},
  Option: {type: object, properties: {n: {type: string}}}, endereço: {type: object, properties: {n: {type: string}}},
  Endereco: {type: object, properties: {n: {type: string}}}, a: {type: object, properties: {n: {type: string}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 3);
        let code = code(&document).unwrap();
        for expected in [
            "pub o: Option<OptionSchema>,",
            "pub e: Option<Endereco2>,",
            "pub f: Option<Endereco>,",
            "pub c: Option<A2>,",
            "`endereço`",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(code_without(FIXUP.name, &document).is_err());
    }
}
