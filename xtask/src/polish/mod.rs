//! From progenitor's output to the code that is committed: passes over the `syn` tree with the document at hand.
//! Each pass counts how often it applied and holds that against what the document has.

mod answers;
mod bodies;
mod calls;
mod client;
mod docs;
mod driver;
mod enums;
mod fields;
mod operations;
mod parameters;
mod params;
mod parts;
mod requests;
mod security;
mod structs;
mod stub;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{bail, ensure};
use serde_json::Value;
use syn::{Ident, Item};

use crate::config::Api;
use crate::fixups::OWNER;
use crate::generate::Raw;
use crate::notes::Notes;
use crate::openapi::{self, Direction};
use crate::values::Assigned;

/// The polished items of one crate, not yet split into files.
pub(crate) struct Polished {
    /// Items by the component schema in whose file they go.
    pub(crate) types: BTreeMap<String, Vec<Item>>,
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
    /// What the document says, after the overlay.
    pub(crate) facts: &'a Value,
    pub(crate) assigned: &'a Assigned,
    pub(crate) direction: Direction,
    /// Where what is not honoured is told.
    pub(crate) notes: &'a Notes,
}

impl Context<'_> {
    fn schema(&self, name: &str) -> &Value {
        &self.facts["components"]["schemas"][name]
    }

    /// The Rust type of a schema node of the canonical document.
    pub(crate) fn ty(&self, schema: &Value, owner: &str, member: &str, read: bool) -> anyhow::Result<syn::Type> {
        stub::ty(self, schema, owner, member, read)
    }

    /// What a component schema becomes.
    pub(crate) fn kind(&self, name: &str) -> Kind {
        stub::kind(self, name)
    }

    /// Whether the type is sent: such a type can be built and checked.
    fn is_written(&self, name: &str) -> bool {
        self.direction.written.contains(name)
    }
}

/// What a component schema becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    Union,
    Alias,
    Extended,
}

/// Runs all passes.
pub(crate) fn polish(raw: Raw, context: &Context<'_>) -> anyhow::Result<Polished> {
    let mut types: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut tally = Tally::default();
    for (name, item) in raw.types {
        let schema = context.schema(&name);
        if schema.is_null() {
            bail!("typify made a type `{name}` that no component schema of that name asked for");
        }
        let items = match item {
            Item::Struct(item) if schema.get("properties").is_some() => {
                tally.add("structs", 1);
                structs::polish(item, context, &mut tally)?
            }
            Item::Enum(item) if schema.get("enum").is_some() => {
                tally.add("open-enums", 1);
                enums::polish(&item, context, &mut tally)?
            }
            _ => bail!(
                "component `{name}` is neither an object, nor an enum, nor a value: no pass knows what to make of it"
            ),
        };
        types
            .entry(owner(context, &name))
            .or_default()
            .extend(items);
    }
    for (name, core_type) in &context.assigned.aliases {
        tally.add("values", 1);
        tally.add("aliases", 1);
        types
            .entry(owner(context, name))
            .or_default()
            .push(alias(context, name, core_type)?);
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
        calls
            .iter()
            .map(|call| call.parameters().count())
            .sum(),
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

/// The module of a program that makes the calls of the crate `package` from cases.
pub(crate) fn driver(context: &Context<'_>, package: &str) -> anyhow::Result<Vec<Item>> {
    let calls = calls::calls(context)?;
    driver::items(context, &calls, package)
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

fn alias(context: &Context<'_>, name: &str, core_type: &str) -> anyhow::Result<Item> {
    let docs = docs::of_schema(context, name);
    let name = ident(name)?;
    let core_type = ident(core_type)?;
    Ok(syn::parse_quote! {
        #(#docs)*
        pub type #name = ::cadastro_core::#core_type;
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
}

impl Tally {
    fn add(&mut self, pass: &str, times: usize) {
        *self.counts.entry(pass.to_owned()).or_default() += times;
    }

    fn of(&self, pass: &str) -> usize {
        self.counts.get(pass).copied().unwrap_or_default()
    }

    /// Each count must be what the document promises: typify drops things in silence.
    fn hold_against(&self, context: &Context<'_>) -> anyhow::Result<()> {
        let aliases: BTreeSet<&str> = context
            .assigned
            .aliases
            .keys()
            .map(String::as_str)
            .collect();
        let others = || openapi::schemas(context.facts).filter(|(name, _)| !aliases.contains(name));
        let structs = others()
            .filter(|(_, schema)| schema.get("properties").is_some())
            .count();
        let enums = others()
            .filter(|(_, schema)| schema.get("enum").is_some())
            .count();
        let variants: usize = others()
            .map(|(_, schema)| openapi::elements(&schema["enum"]).count())
            .sum();
        let operations = openapi::operations(context.facts).len();
        let expected = [
            ("structs", structs),
            ("open-enums", enums),
            ("variants", variants),
            ("operations", operations),
            ("values", context.assigned.count),
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
    use crate::testing::{answering, api};
    use crate::{fixups, generate, values};

    #[test]
    fn a_type_that_typify_leaves_out_is_noticed() {
        let notes = Notes::default();
        let document = answering(
            "A: {type: object, properties: {a: {type: string}}}, B: {type: object, properties: {b: {type: string}}}",
        );
        let repaired = fixups::run_all(document, &notes);
        let api = api();
        let assigned = values::assign(repaired.digestible, &api, |_| 1).unwrap();
        let mut raw = generate::generate(&assigned.document).unwrap();
        raw.types.remove("B");
        let direction = openapi::direction(&repaired.facts);
        let context = Context {
            api: &api,
            facts: &repaired.facts,
            assigned: &assigned,
            direction,
            notes: &notes,
        };
        let error = polish(raw, &context).map(|_| ()).unwrap_err().to_string();
        assert!(
            error.contains("`structs` applied 1 times where the document has 2"),
            "{error}"
        );
    }
}
