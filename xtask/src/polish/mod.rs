//! From progenitor's output to the code that is committed: passes over the `syn` tree with the document at hand.
//! Each pass counts how often it applied and holds that against what the document has.

mod answers;
mod bodies;
mod calls;
mod checks;
mod client;
mod docs;
mod driver;
mod enums;
mod fields;
mod operations;
mod packed;
mod parameters;
mod params;
mod parts;
mod requests;
mod security;
mod shapes;
mod structs;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{bail, ensure};
use serde_json::Value;
use syn::{Ident, Item};

use crate::components::OWNER;
use crate::config::Api;
use crate::generate::{Raw, RawType};
use crate::notes::Notes;
use crate::openapi::{self, Direction};
use crate::types::{Kind, Types};
use crate::values::Assigned;
use checks::Unchecked;
pub(crate) use packed::Packed;

/// The polished items of one crate, not yet split into files.
pub(crate) struct Polished {
    /// Items by the component schema in whose file they go.
    pub(crate) types: BTreeMap<String, Packed>,
    pub(crate) params: Vec<Item>,
    /// Bodies and parts of operations.
    pub(crate) bodies: Vec<Item>,
    /// Answers and errors of operations that have several types.
    pub(crate) answers: Vec<Item>,
    pub(crate) operations: Vec<Item>,
    pub(crate) client: Vec<Item>,
    /// How often each pass applied.
    pub(crate) counts: BTreeMap<String, usize>,
}

/// What all passes know.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    /// What the document says, after the overlay and in canonical words.
    pub(crate) facts: &'a Value,
    pub(crate) types: &'a Types<'a>,
    pub(crate) assigned: &'a Assigned,
    pub(crate) direction: &'a Direction,
    /// Where what is not honoured is told.
    pub(crate) notes: &'a Notes,
}

impl Context<'_> {
    fn schema(&self, name: &str) -> &Value {
        &self.facts["components"]["schemas"][name]
    }

    /// Whether the type is sent: such a type can be built and checked.
    fn is_written(&self, name: &str) -> bool {
        self.direction.written.contains(name)
    }

    /// The Rust type of a schema that stands in an operation: a `$ref` to a component, a list or a map of some, a
    /// value. `owner` and `member` are what `specs/apis.toml` names it by.
    pub(crate) fn ty(
        &self,
        schema: &Value,
        owner: &str,
        member: &str,
        read: bool,
    ) -> anyhow::Result<syn::Type> {
        Ok(syn::parse2(
            self.types.node(schema, owner, member, read).tokens(),
        )?)
    }

    /// What a component became.
    pub(crate) fn kind(&self, name: &str) -> Kind {
        self.types.kind(name).unwrap_or(Kind::Alias)
    }
}

/// Runs all passes.
pub(crate) fn polish(mut raw: Raw, context: &Context<'_>) -> anyhow::Result<Polished> {
    let mut types: BTreeMap<String, Packed> = BTreeMap::new();
    let mut tally = Tally::default();
    for (name, _) in openapi::schemas(context.facts) {
        let made = raw.types.remove(name);
        let items = match (context.types.kind(name), made) {
            (Some(Kind::Struct), Some(RawType::Struct(members))) => {
                tally.add("structs", 1);
                structs::polish(name, &members, context, &mut tally)?
            }
            (Some(Kind::Enum), Some(RawType::Enum(values))) => {
                tally.add("open-enums", 1);
                enums::polish(name, values, context, &mut tally)?
            }
            (Some(Kind::Union), None) => {
                tally.add("choices", 1);
                unions::polish(name, context, &mut tally)?
            }
            (Some(Kind::Alias | Kind::Extended), None) => {
                tally.add("aliases", 1);
                vec![alias(context, name)?]
            }
            (_, None) => bail!("typify made nothing of the component `{name}`"),
            (_, Some(_)) => bail!(
                "component `{name}` is neither an object, nor an enum, nor a value: no pass knows what to make of it"
            ),
        };
        types.entry(owner(context, name)).or_default().add(&items);
    }
    if let Some(name) = raw.types.keys().next() {
        bail!("typify made a type `{name}` that no component schema of that name asked for");
    }
    tally.add("values", context.assigned.count);
    if !tally.unchecked.is_empty() {
        let unchecked = tally.unchecked.iter();
        let unchecked: Vec<String> = unchecked.map(left_out).collect();
        context.notes.add(
            "/components/schemas",
            format!(
                "not checked of requests by `validate()`: {}",
                unchecked.join("; ")
            ),
        );
    }
    if !tally.unsent.is_empty() {
        context.notes.add(
            "/components/schemas",
            format!(
                "required of requests, but described nowhere, so that it cannot be sent: {}",
                some_of(&tally.unsent)
            ),
        );
    }
    let calls = calls::calls(context)?;
    calls::hold_against(context, &calls, &raw.operations)?;
    let mut params = calls
        .iter()
        .map(params::items)
        .collect::<anyhow::Result<Vec<_>>>()?
        .concat();
    params.extend(parameters::enums_as_parameters(context, &calls)?);
    let bodies = calls
        .iter()
        .filter_map(|call| Some(call.body.as_ref()?.items(&call.function)))
        .flatten()
        .collect();
    let answers = calls
        .iter()
        .flat_map(|call| call.answers.items(&call.function))
        .collect();
    let operations = operations::items(context, &calls)?;
    let client = client::items(context, &calls)?;
    tally.add("operations", calls.len());
    tally.add(
        "parameters",
        calls.iter().map(|call| call.parameters().count()).sum(),
    );
    tally.hold_against(context)?;
    Ok(Polished {
        types,
        params,
        bodies,
        answers,
        operations,
        client,
        counts: tally.counts,
    })
}

/// One keyword that is not checked, and where it stands.
fn left_out((keyword, places): (&&str, &BTreeSet<String>)) -> String {
    format!("`{keyword}` of {}", some_of(places))
}

/// Places, as far as they fit on the line of a diagnostic.
fn some_of(places: &BTreeSet<String>) -> String {
    const NAMED: usize = 10;
    let named = places.iter().take(NAMED).map(|place| format!("`{place}`"));
    let named: Vec<String> = named.collect();
    let rest = match places.len().saturating_sub(NAMED) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    format!("{}{rest}", named.join(", "))
}

/// The module of a program that makes the calls of the crate `package` from cases.
pub(crate) fn driver(context: &Context<'_>, package: &str) -> anyhow::Result<Vec<Item>> {
    let calls = calls::calls(context)?;
    driver::items(&calls, package)
}

/// The component in whose file a type goes.
fn owner(context: &Context<'_>, name: &str) -> String {
    let owner = openapi::text(context.schema(name), OWNER);
    if owner.is_empty() {
        name.to_owned()
    } else {
        owner.to_owned()
    }
}

fn alias(context: &Context<'_>, name: &str) -> anyhow::Result<Item> {
    let docs = docs::of_schema(context, name);
    let ty = context.types.alias(name).tokens();
    let name = ident(name)?;
    Ok(syn::parse_quote! {
        #(#docs)*
        pub type #name = #ty;
    })
}

/// An identifier, from a name that may not be one.
pub(crate) fn ident(name: &str) -> anyhow::Result<Ident> {
    if let Ok(ident) = syn::parse_str::<Ident>(name) {
        return Ok(ident);
    }
    // A keyword: the way typify writes it.
    syn::parse_str(&format!("{name}_"))
        .map_err(|_| anyhow::anyhow!("`{name}` cannot be a Rust name"))
}

/// How often each pass applied.
#[derive(Default)]
pub(crate) struct Tally {
    counts: BTreeMap<String, usize>,
    /// Constraints of requests that nothing is held against.
    unchecked: Unchecked,
    /// What is required of requests and has no place in their types, as `Schema.member`.
    unsent: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, pass: &str, times: usize) {
        *self.counts.entry(pass.to_owned()).or_default() += times;
    }

    fn leave_out(&mut self, unchecked: Unchecked) {
        for (keyword, places) in unchecked {
            self.unchecked.entry(keyword).or_default().extend(places);
        }
    }

    fn of(&self, pass: &str) -> usize {
        self.counts.get(pass).copied().unwrap_or_default()
    }

    /// Each count must be what the document promises.
    fn hold_against(&self, context: &Context<'_>) -> anyhow::Result<()> {
        let of_kind = |kind: Kind| {
            openapi::schemas(context.facts)
                .filter(move |(name, _)| context.types.kind(name) == Some(kind))
        };
        let members = of_kind(Kind::Struct)
            .map(|(_, schema)| openapi::members(&schema["properties"]).count())
            .sum();
        let expected = [
            ("structs", of_kind(Kind::Struct).count()),
            ("fields", members),
            ("open-enums", of_kind(Kind::Enum).count()),
            ("operations", openapi::operations(context.facts).len()),
        ];
        for (pass, expected) in expected {
            let found = self.of(pass);
            ensure!(
                found == expected,
                "pass `{pass}` applied {found} times where the document has {expected}"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, api, with_context};

    #[test]
    fn a_type_that_typify_leaves_out_is_noticed() {
        let document = answering(
            "A: {type: object, properties: {a: {type: string}}}, B: {type: object, properties: {b: {type: string}}}",
        );
        let error = with_context(&document, &api(), |mut raw, context| {
            raw.types.remove("B");
            polish(raw, context).map(|_| ())
        });
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("made nothing of the component `B`"),
            "{error}"
        );
    }
}
