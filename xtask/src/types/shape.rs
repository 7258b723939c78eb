//! What a schema in canonical words is, from its own words alone.

use serde_json::Value;

use crate::fixups::{is_one_or_many, reads_as_number};
use crate::openapi;

/// On a component that is an object of known members and of further ones: the component of the known ones.
pub(crate) const EXTENDS: &str = "x-extends";

/// What a component becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An object with members.
    Struct,
    /// A text with listed values.
    Enum,
    /// A choice of several types.
    Union,
    /// An object with members and further ones.
    Extended,
    /// Another name of a type.
    Alias,
}

/// What a component becomes.
pub(crate) fn kind_of(schema: &Value) -> Kind {
    let closed = || schema["additionalProperties"] == false;
    if schema.get("$ref").is_some() {
        Kind::Alias
    } else if schema.get(EXTENDS).is_some() {
        Kind::Extended
    } else if is_open_enum(schema) {
        Kind::Enum
    } else if schema.get("enum").is_some() {
        Kind::Alias
    } else if schema.get("oneOf").is_some() && !is_one_or_many(schema) {
        Kind::Union
    } else {
        match schema.get("properties").and_then(Value::as_object) {
            Some(properties) if !properties.is_empty() || closed() => Kind::Struct,
            _ => Kind::Alias,
        }
    }
}

/// Whether a schema lists texts, none of which reads as a number: only those have names.
fn is_open_enum(schema: &Value) -> bool {
    let mut values = openapi::elements(&schema["enum"])
        .filter(|value| !value.is_null())
        .peekable();
    values.peek().is_some()
        && values.all(|value| value.as_str().is_some_and(|text| !reads_as_number(text)))
}

/// The type that a schema names, or the one that its other words are about; empty where nothing tells.
pub(crate) fn type_of(schema: &Value) -> &str {
    const OF_WORDS: [(&str, &str); 12] = [
        ("properties", "object"),
        ("items", "array"),
        ("minLength", "string"),
        ("maxLength", "string"),
        ("pattern", "string"),
        ("minimum", "number"),
        ("maximum", "number"),
        ("multipleOf", "number"),
        ("minItems", "array"),
        ("maxItems", "array"),
        ("uniqueItems", "array"),
        ("additionalProperties", "object"),
    ];
    let values: Vec<&Value> = openapi::elements(&schema["enum"])
        .filter(|value| !value.is_null())
        .collect();
    let all =
        |test: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| test(value));
    let of_values = [
        ("boolean", all(Value::is_boolean)),
        ("integer", all(|value| value.is_i64() || value.is_u64())),
        ("number", all(Value::is_number)),
        (
            "string",
            all(|value| value.is_string() || value.is_number()),
        ),
    ];
    let of_values = of_values
        .iter()
        .find(|(_, all)| *all)
        .map(|(name, _)| *name);
    match openapi::text(schema, "type") {
        // A list of values tells more than a type that none of them has.
        "string" | "integer" | "number" | "boolean"
            if !values.is_empty() && of_values.is_none() =>
        {
            ""
        }
        "integer" | "number" if all(Value::is_string) => "string",
        "" => of_values
            .or_else(|| {
                let says = |(word, _): &&(&str, &str)| schema.get(*word).is_some();
                OF_WORDS.iter().find(says).map(|(_, kind)| *kind)
            })
            .or_else(|| {
                let format = openapi::text(schema, "format");
                matches!(format, "date" | "date-time" | "uri" | "uuid" | "email")
                    .then_some("string")
            })
            .unwrap_or_default(),
        named => named,
    }
}

/// Whether a schema says anything but that there is something.
pub(crate) fn says_something(schema: &Value) -> bool {
    schema.is_object()
        && (!type_of(schema).is_empty() || schema.get("$ref").is_some() || is_one_or_many(schema))
}

/// The Rust integer of a format.
pub(crate) fn integer(schema: &Value) -> &'static str {
    match openapi::text(schema, "format") {
        "int8" => "i8",
        "uint8" => "u8",
        "int16" => "i16",
        "uint16" => "u16",
        "int32" => "i32",
        "uint" | "uint32" => "u32",
        "uint64" => "u64",
        _ => "i64",
    }
}
