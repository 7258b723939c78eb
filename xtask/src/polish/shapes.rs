//! What tells the variants of a choice apart: kinds of JSON, members that must be there, listed values.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::{Context, docs};
use crate::fixups::{is_one_or_many, single_of};
use crate::openapi;
use crate::types::{Kind, kind_of, type_of};

/// How many steps are taken to find what a branch is: names of names, choices in choices.
const STEPS: usize = 256;

/// The shape of each branch.
pub(super) fn of<'a>(
    context: &'a Context<'_>,
    branches: impl Iterator<Item = &'a Value>,
) -> Vec<TokenStream> {
    let branches: Vec<Branch<'a>> = branches.map(|branch| Branch::of(context, branch)).collect();
    let telling = telling(&branches);
    branches
        .iter()
        .map(|branch| match branch.object {
            None => {
                let kinds = branch.kinds.iter().map(|kind| format_ident!("{kind}"));
                if branch.kinds.len() == ALL.len() {
                    quote!(::cadastro_core::Shape::of(::cadastro_core::JsonKind::ALL))
                } else {
                    quote!(::cadastro_core::Shape::of(&[#(::cadastro_core::JsonKind::#kinds),*]))
                }
            }
            Some(object) => {
                let known: BTreeSet<&str> = openapi::members(&object["properties"])
                    .map(|(name, _)| name)
                    .collect();
                let required: BTreeSet<&str> = openapi::elements(&object["required"])
                    .filter_map(Value::as_str)
                    .collect();
                let known = known.into_iter();
                let required = required.into_iter();
                let listed = branch
                    .listed
                    .iter()
                    .filter(|(member, _)| telling.contains(*member));
                let listed: Vec<TokenStream> = listed
                    .map(|(member, values)| quote!((#member, &[#(#values),*])))
                    .collect();
                let shape =
                    quote!(::cadastro_core::Shape::object(&[#(#required),*], &[#(#known),*]));
                let shape = if listed.is_empty() {
                    shape
                } else {
                    quote!(#shape.with_listed(&[#(#listed),*]))
                };
                if branch.kinds.contains("List") {
                    quote!(::cadastro_core::Shape::list_of(#shape))
                } else {
                    shape
                }
            }
        })
        .collect()
}

const ALL: [&str; 6] = ["Boolean", "Integer", "List", "Number", "Object", "String"];

/// What a branch says of itself.
struct Branch<'a> {
    kinds: BTreeSet<&'static str>,
    /// Its schema, if it is one object of known members; that of its elements, if it is one list of such.
    object: Option<&'a Value>,
    /// Members that have a value of a list.
    listed: BTreeMap<&'a str, BTreeSet<String>>,
}

impl<'a> Branch<'a> {
    fn of(context: &'a Context<'_>, branch: &'a Value) -> Self {
        let mut kinds = BTreeSet::new();
        let mut objects = Vec::new();
        let mut open = vec![branch];
        for _ in 0..STEPS {
            let Some(schema) = open.pop() else { break };
            if let Some(name) = openapi::schema_name(schema) {
                open.push(context.schema(name));
            } else if let Some(members) = schema
                .get(crate::types::EXTENDS)
                .and_then(openapi::schema_name)
            {
                open.push(context.schema(members));
            } else if is_one_or_many(schema) {
                kinds.insert("List");
                if let Some(Value::Array(branches)) =
                    schema.get("oneOf").or_else(|| schema.get("anyOf"))
                {
                    let single = single_of(schema);
                    open.extend(
                        branches
                            .iter()
                            .filter(|branch| Some(*branch) == single.as_ref()),
                    );
                }
            } else if kind_of(schema) == Kind::Union {
                open.extend(openapi::elements(&schema["oneOf"]));
            } else {
                let kind = match type_of(schema) {
                    "object" => "Object",
                    "array" => "List",
                    "string" => "String",
                    "number" => "Number",
                    "integer" => "Integer",
                    "boolean" => "Boolean",
                    _ => {
                        kinds.extend(ALL);
                        continue;
                    }
                };
                kinds.insert(kind);
                if kind_of(schema) == Kind::Struct {
                    objects.push(schema);
                } else if kind == "List" {
                    objects.extend(element(context, schema));
                }
            }
        }
        let object = match objects.as_slice() {
            [one] if kinds.len() == 1 => Some(*one),
            _ => None,
        };
        let properties = object
            .into_iter()
            .flat_map(|object| openapi::members(&object["properties"]));
        let listed = properties
            .filter_map(|(member, property)| {
                let schema =
                    openapi::schema_name(property).map_or(property, |name| context.schema(name));
                let values: BTreeSet<String> =
                    openapi::elements(&schema["enum"]).map(docs::bare).collect();
                (!values.is_empty()).then_some((member, values))
            })
            .collect();
        Self {
            kinds,
            object,
            listed,
        }
    }
}

/// The elements of a list, if they are objects of known members.
fn element<'a>(context: &'a Context<'_>, list: &'a Value) -> Option<&'a Value> {
    let mut schema = list.get("items")?;
    for _ in 0..STEPS {
        match openapi::schema_name(schema) {
            Some(name) => schema = context.schema(name),
            None => break,
        }
    }
    (kind_of(schema) == Kind::Struct).then_some(schema)
}

/// The members whose listed values tell the branches apart. Others do not count: a value that a later release lists must
/// not make a branch another.
fn telling<'a>(branches: &[Branch<'a>]) -> BTreeSet<&'a str> {
    let mut seen: BTreeMap<&str, (usize, bool, BTreeSet<&str>)> = BTreeMap::new();
    for (member, values) in branches.iter().flat_map(|branch| &branch.listed) {
        let (count, apart, known) = seen.entry(member).or_insert((0, true, BTreeSet::new()));
        *count += 1;
        for value in values {
            *apart &= known.insert(value);
        }
    }
    seen.into_iter()
        .filter(|(_, (count, apart, _))| *count > 1 && *apart)
        .map(|(member, _)| member)
        .collect()
}
