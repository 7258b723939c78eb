//! Bodies made up from a schema: whatever it allows.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use serde_json::Value;

use crate::texts;
use crate::tree::Tree;

/// A body that fulfils a schema of a document, without members that the schema does not name.
pub(crate) fn body(schemas: &Value, schema: &Value) -> BoxedStrategy<Tree> {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').unwrap();
        return body(schemas, schemas.pointer(pointer).unwrap());
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values.iter().map(|value| Tree::parse(&value.to_string()));
        return select(Vec::from_iter(values)).boxed();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let choices = choices.iter().map(|choice| body(schemas, choice));
        return proptest::strategy::Union::new(choices).boxed();
    }
    if let Some(types) = schema["type"].as_array() {
        let of = types.iter().map(|of| {
            let mut schema = schema.clone();
            schema["type"] = of.clone();
            body(schemas, &schema)
        });
        return proptest::strategy::Union::new(of).boxed();
    }
    match schema["type"].as_str() {
        Some("object") if schema["properties"].is_object() => object(schemas, schema),
        Some("array") => list(schemas, schema),
        Some("string") => texts::text(schema).prop_map(Tree::Text).boxed(),
        Some("boolean") => select(vec!["true", "false"]).prop_map(literal).boxed(),
        Some("integer") => any::<i32>()
            .prop_map(|n| Tree::Literal(n.to_string()))
            .boxed(),
        Some("number") => number(schema),
        Some("null") => Just(literal("null")).boxed(),
        Some("object") => members(free().boxed()),
        _ => free().boxed(),
    }
}

fn literal(text: &str) -> Tree {
    Tree::Literal(text.to_owned())
}

fn object(schemas: &Value, schema: &Value) -> BoxedStrategy<Tree> {
    let required = schema["required"].as_array().into_iter().flatten();
    let required: Vec<&str> = required.filter_map(Value::as_str).collect();
    let members = schema["properties"].as_object().unwrap().iter();
    let members = members.map(|(name, schema)| {
        let (name, value) = (name.clone(), body(schemas, schema));
        let is_required = required.contains(&name.as_str());
        let member = value.prop_map(move |value| (name.clone(), value));
        if is_required {
            member.prop_map(Some).boxed()
        } else {
            option::of(member).boxed()
        }
    });
    let members: Vec<_> = members.collect();
    members
        .prop_map(|members| Tree::Object(members.into_iter().flatten().collect()))
        .boxed()
}

fn list(schemas: &Value, schema: &Value) -> BoxedStrategy<Tree> {
    let count = |keyword| {
        schema[keyword]
            .as_u64()
            .map(|n| usize::try_from(n).unwrap())
    };
    let least = count("minItems").unwrap_or(0);
    let most = count("maxItems").unwrap_or(usize::MAX).min(least + 2);
    vec(body(schemas, &schema["items"]), least..=most)
        .prop_map(Tree::List)
        .boxed()
}

/// Numbers in all ways of writing them.
fn number(schema: &Value) -> BoxedStrategy<Tree> {
    // What is written here has four digits before the point, or less.
    assert!(
        schema["minimum"].is_null() && schema["maximum"].as_u64().is_none_or(|most| most >= 9_999)
    );
    let digits =
        "(0|[1-9][0-9]{0,2})(\\.[0-9]{1,6})?([eE][+-]?0)?|[1-9][0-9]{3}|[1-9][eE][+]?[0-3]";
    let pattern = if schema["maximum"].is_null() {
        format!("-?({digits}|[1-9][0-9]{{0,25}})")
    } else {
        digits.to_owned()
    };
    string_regex(&pattern)
        .unwrap()
        .prop_map(Tree::Literal)
        .boxed()
}

/// Anything, as documents leave it open.
fn free() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Tree::Text),
        string_regex("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?")
            .unwrap()
            .prop_map(Tree::Literal),
        select(vec!["true", "false", "null"]).prop_map(literal),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Tree::List),
            members(inner),
        ]
    })
}

fn members(value: BoxedStrategy<Tree>) -> BoxedStrategy<Tree> {
    btree_map("[a-zA-Z]{0,8}", value, 0..3)
        .prop_map(Tree::Object)
        .boxed()
}
