//! What typify and progenitor are given: a document in which every node says the type that [`Types`] gave it, as a
//! `$ref`, an integer, a list, or by typify's `x-rust-type`.
//!
//! typify ignores a malformed `x-rust-type` and one beside a `$ref` in silence, so polish holds each field of its
//! output against what was assigned here.

mod assumed;
mod leaves;
mod table;

use serde_json::{Map, Value, json};

use crate::fixups::{NUMERIC_ENUM, ONE_OR_MANY};
use crate::openapi;
use crate::types::{Generic, Kind, Ty, Types};
pub(crate) use leaves::Leaves;

/// The crate that typify is told about.
pub(crate) const CORE: &str = "cadastro-core";
/// Below this path stand types of the crate that typify does not make; the generated code has them in their place.
pub(crate) const ALIAS: &str = "alias";
/// The owner under which `specs/apis.toml` names parameters.
pub(crate) const PARAMETERS: &str = "parameters";
/// Tells typify a type of another crate.
pub(crate) const RUST_TYPE: &str = "x-rust-type";

/// A document all of whose leaves have a type.
pub(crate) struct Assigned {
    /// Objects and enums by name. Members are called by their place among the sorted ones (`m0`), and values too: what
    /// they are called in Rust is none of typify's business.
    pub(crate) schemas: Map<String, Value>,
    /// The rest of the document, which names types of the crate below [`ALIAS`].
    pub(crate) document: Value,
    /// How many nodes of component schemas are values.
    pub(crate) count: usize,
}

/// Assigns all types.
pub(crate) fn assign(mut document: Value, types: &Types<'_>) -> Assigned {
    let mut count = 0;
    let mut schemas = Map::new();
    let components = openapi::schemas_mut(&mut document)
        .map(std::mem::take)
        .unwrap_or_default();
    for (name, schema) in components {
        let made = match types.kind(&name) {
            Some(Kind::Struct) => object(&name, &schema, types, &mut count),
            Some(Kind::Enum) => {
                let values = openapi::elements(&schema["enum"]).filter(|value| !value.is_null());
                let values: Vec<String> = values
                    .enumerate()
                    .map(|(index, _)| format!("v{index}"))
                    .collect();
                json!({ "type": "string", "enum": values })
            }
            // What a fixup has not put another way is typify's to make a mess of.
            _ if is_raw(&schema, types.kind(&name)) => schema,
            _ => {
                count += 1;
                continue;
            }
        };
        schemas.insert(name, made);
    }
    assign_parameters(&mut document, types);
    openapi::visit_outer_schemas(&mut document, &mut |pointer, schema| {
        let is_parameter = pointer.rsplit('/').nth(2) == Some(PARAMETERS);
        if !is_parameter {
            *schema = of_operation(schema, types, "", "");
        }
    });
    Assigned {
        schemas,
        document,
        count,
    }
}

/// Whether a schema still is what typify would make an enum of its own of.
fn is_raw(schema: &Value, kind: Option<Kind>) -> bool {
    let is_choice = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
    schema.get("enum").is_some()
        || schema.get("allOf").is_some()
        || (is_choice && kind != Some(Kind::Union))
}

fn object(name: &str, schema: &Value, types: &Types<'_>, count: &mut usize) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<String> = Vec::new();
    for (index, (member, property)) in sorted(&schema["properties"]).into_iter().enumerate() {
        let field = types.field(name, member);
        let made = digest(field.without_option(), property, types, count);
        properties.insert(format!("m{index}"), made);
        if !field.is_option() && !field.is_lenient() {
            required.push(format!("m{index}"));
        }
    }
    let mut made = json!({ "type": "object", "properties": properties, "required": required });
    if let Some(further) = schema
        .get("additionalProperties")
        .filter(|further| **further == false)
    {
        made["additionalProperties"] = further.clone();
    }
    made
}

/// The members of an object by their names, in the order of the names.
pub(crate) fn sorted(object: &Value) -> Vec<(&str, &Value)> {
    let mut members: Vec<(&str, &Value)> = openapi::members(object).collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members
}

/// What typify is told of a node; `schema` is what the fixups have left of it.
fn digest(ty: &Ty, schema: &Value, types: &Types<'_>, count: &mut usize) -> Value {
    match ty {
        Ty::Plain(ty) => plain(ty, schema),
        Ty::Named(name) if is_made(types, name) => openapi::schema_ref(name),
        Ty::Of(Generic::Boxed, inner) => digest(inner, schema, types, count),
        Ty::Of(Generic::Option, inner) => {
            json!({ "anyOf": [digest(inner, schema, types, count), { "type": "null" }] })
        }
        Ty::Of(Generic::Vec, item) => {
            json!({ "type": "array", "items": digest(item, &schema["items"], types, count) })
        }
        Ty::Of(Generic::Map, value) => {
            let value = digest(value, &schema["additionalProperties"], types, count);
            json!({ "type": "object", "additionalProperties": value })
        }
        Ty::Of(Generic::OneOrMany, _) if schema.get(ONE_OR_MANY).is_none() => schema.clone(),
        Ty::Core(_) if schema.get("enum").is_some() && schema.get(NUMERIC_ENUM).is_none() => {
            schema.clone()
        }
        value => {
            *count += 1;
            rust_type(value, types)
        }
    }
}

/// An integer or a boolean with what the fixups have left of its words. typify knows no format of a boolean.
fn plain(ty: &str, schema: &Value) -> Value {
    const KNOWN: [&str; 7] = [
        "type",
        "format",
        "default",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ];
    let known = openapi::members(schema)
        .filter(|(key, _)| KNOWN.contains(key) && (*key != "format" || ty != "bool"));
    Value::Object(
        known
            .map(|(key, value)| (key.to_owned(), value.clone()))
            .collect(),
    )
}

/// A type by its path, which typify takes as it is.
fn rust_type(ty: &Ty, types: &Types<'_>) -> Value {
    let core = |name: &str, parameters: Vec<Value>| {
        let path = format!("cadastro_core::{name}");
        json!({ RUST_TYPE: { "crate": CORE, "version": "*", "path": path, "parameters": parameters } })
    };
    let generic = |name: &str, inner: &Ty| {
        let parameter = digest(inner, &Value::Null, types, &mut 0);
        core(name, vec![parameter])
    };
    match ty {
        Ty::Core(name) => core(name, Vec::new()),
        Ty::Named(name) | Ty::Value(name) | Ty::Extended(name, _) => {
            core(&format!("{ALIAS}::{name}"), Vec::new())
        }
        Ty::Of(Generic::Lenient, inner) => generic("Lenient", inner),
        Ty::Of(Generic::Records, inner) => generic("Records", inner),
        Ty::Of(_, inner) => generic("OneOrMany", inner),
        Ty::Plain(name) => json!({ "type": if *name == "bool" { "boolean" } else { "integer" } }),
    }
}

fn is_made(types: &Types<'_>, name: &str) -> bool {
    matches!(types.kind(name), Some(Kind::Struct | Kind::Enum))
}

fn assign_parameters(document: &mut Value, types: &Types<'_>) {
    let components = document
        .get_mut("components")
        .and_then(|components| components.get_mut(PARAMETERS));
    if let Some(parameters) = components.and_then(Value::as_object_mut) {
        parameters
            .values_mut()
            .for_each(|parameter| assign_parameter(parameter, types));
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        assign_list(item, types);
        let operations = item.as_object_mut().into_iter().flat_map(Map::values_mut);
        operations.for_each(|operation| assign_list(operation, types));
    }
}

fn assign_list(owner: &mut Value, types: &Types<'_>) {
    let parameters = owner.get_mut(PARAMETERS).and_then(Value::as_array_mut);
    parameters
        .into_iter()
        .flatten()
        .for_each(|parameter| assign_parameter(parameter, types));
}

fn assign_parameter(parameter: &mut Value, types: &Types<'_>) {
    let member = openapi::text(parameter, "name").to_owned();
    if let Some(schema) = parameter.get_mut("schema") {
        *schema = of_operation(schema, types, PARAMETERS, &member);
    }
}

/// A schema of an operation, where no component is known.
fn of_operation(schema: &Value, types: &Types<'_>, owner: &str, member: &str) -> Value {
    fn named_by_path(ty: Ty) -> Ty {
        match ty {
            Ty::Named(name) => Ty::Value(name),
            Ty::Of(generic, inner) => named_by_path(*inner).of(generic),
            other => other,
        }
    }
    let ty = named_by_path(types.bare(schema, owner, member, false));
    digest(&ty, schema, types, &mut 0)
}
