//! Runs typify on the components and progenitor (positional style) on the operations, and takes apart what they give:
//! the types of members, and per operation its name and the types of its arguments. Nothing of their output reaches the
//! generated crates but what polish has held against the document.

mod culprit;
mod portion;

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, anyhow, bail};
use progenitor_impl::{CrateVers, GenerationSettings, Generator};
use schemars::schema::Schema;
use serde::Deserialize;
use serde_json::{Map, Value};
use syn::{File, FnArg, ImplItem, Item, Pat, Signature, Type};
use typify_impl::{TypeDetails, TypeSpace, TypeSpaceSettings};

use crate::values::{Assigned, CORE};
use crate::{openapi, panics};

/// typify's default, a `HashMap`, would encode in a random order.
const MAP: &str = "::std::collections::BTreeMap";

/// How many paths progenitor is given at once, at least.
const PORTION: usize = 200;
/// How often it is run at most: what paths share is read anew each time.
const MOST_PORTIONS: usize = 10;

/// What typify and progenitor made of a document.
pub(crate) struct Raw {
    /// Objects and enums by name.
    pub(crate) types: BTreeMap<String, RawType>,
    /// Arguments of each operation by the operation's function name.
    pub(crate) operations: BTreeMap<String, Vec<Argument>>,
}

/// What typify made of one component.
pub(crate) enum RawType {
    /// The types of an object's members, as text without spaces, in the order of their names.
    Struct(Vec<String>),
    /// How many values an enum has.
    Enum(usize),
}

/// One argument of an operation, as typify types it.
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) ty: Type,
}

/// Why there is no code, and where in the document the reason stands.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) pointer: String,
    what: String,
}

impl Refusal {
    pub(crate) fn new(pointer: String, what: String) -> Self {
        Self { pointer, what }
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Generates from a document all of whose leaves have their types.
///
/// The components go on the way: they are needed by nobody else, and take their place in memory.
pub(crate) fn generate(assigned: &mut Assigned) -> Result<Raw, Refusal> {
    let schemas = std::mem::take(&mut assigned.schemas);
    let types = types(&schemas).map_err(|error| {
        let culprit = culprit::schema(&schemas, |part| types(part).is_ok());
        refusal(&error, culprit)
    })?;
    drop(schemas);
    let operations = all_operations(&assigned.document).map_err(|error| {
        let culprit = culprit::operation(&assigned.document, |part| operations(part).is_ok());
        refusal(&error, culprit)
    })?;
    Ok(Raw { types, operations })
}

/// What progenitor makes of the operations, given to it by portions: of each it makes a whole client, which is large.
fn all_operations(document: &Value) -> anyhow::Result<BTreeMap<String, Vec<Argument>>> {
    let paths: Vec<(&str, &Value)> = openapi::members(&document["paths"]).collect();
    let at_once = PORTION.max(paths.len() / MOST_PORTIONS + 1);
    let mut all = BTreeMap::new();
    let components = portion::components(document);
    // A document without paths is one portion, too.
    for paths in paths
        .chunks(at_once)
        .chain(paths.is_empty().then_some(&[][..]))
    {
        let portion = portion::of(paths, &components);
        all.extend(operations(&portion)?);
    }
    Ok(all)
}

fn refusal(error: &anyhow::Error, culprit: Option<String>) -> Refusal {
    let said = format!("{error:#}");
    // What comes after the first line is a dump of the generator's own tree.
    let what = said.lines().next().unwrap_or_default();
    Refusal {
        pointer: culprit.unwrap_or_default(),
        what: what.trim_end_matches([' ', '{']).to_owned(),
    }
}

/// What typify makes of the components.
fn types(schemas: &Map<String, Value>) -> anyhow::Result<BTreeMap<String, RawType>> {
    let mut definitions = Vec::with_capacity(schemas.len());
    for (name, schema) in schemas {
        let schema = Schema::deserialize(schema)
            .with_context(|| format!("typify does not accept the schema `{name}`"))?;
        definitions.push((name.clone(), schema));
    }
    quietly(move || {
        let mut settings = TypeSpaceSettings::default();
        settings
            .with_map_type(MAP)
            .with_crate(CORE, CrateVers::Any, None);
        let mut space = TypeSpace::new(&settings);
        space
            .add_ref_types(definitions)
            .context("typify does not accept the document")?;
        made(&space)
    })?
}

/// The objects and enums of typify.
fn made(space: &TypeSpace) -> anyhow::Result<BTreeMap<String, RawType>> {
    let mut made = BTreeMap::new();
    for ty in space.iter_types() {
        let raw = match ty.details() {
            TypeDetails::Struct(object) => {
                let mut members = Vec::new();
                for property in object.properties_info() {
                    let ty = space.get_type(&property.type_id)?;
                    let index: usize = property.name.trim_start_matches('m').parse()?;
                    let written = ty.ident().to_string().replace(' ', "");
                    members.push((index, written.replace(",>", ">")));
                }
                members.sort_unstable();
                RawType::Struct(members.into_iter().map(|(_, ty)| ty).collect())
            }
            TypeDetails::Enum(choice) => RawType::Enum(choice.variants().count()),
            TypeDetails::Newtype(_) => RawType::Enum(0),
            _ => continue,
        };
        made.insert(ty.name(), raw);
    }
    Ok(made)
}

/// What progenitor makes of the operations.
fn operations(document: &Value) -> anyhow::Result<BTreeMap<String, Vec<Argument>>> {
    let document: openapiv3::OpenAPI = serde_path_to_error::deserialize(document)
        .context("the OpenAPI model does not accept the document")?;
    let tokens = quietly(|| generator().generate_tokens(&document))?
        .context("progenitor does not accept the document")?;
    let file: File = syn::parse2(tokens).context("progenitor's output does not parse")?;
    let mut operations = BTreeMap::new();
    for item in file.items {
        let Item::Impl(block) = item else { continue };
        for item in block.items.into_iter().filter(|_| block.trait_.is_none()) {
            if let ImplItem::Fn(function) = item
                && function.sig.asyncness.is_some()
            {
                operations.insert(function.sig.ident.to_string(), arguments(function.sig)?);
            }
        }
    }
    Ok(operations)
}

fn generator() -> Generator {
    let mut settings = GenerationSettings::new();
    settings
        .with_map_type(MAP)
        .with_crate(CORE, CrateVers::Any, None);
    Generator::new(&settings)
}

/// progenitor and typify panic on what they do not know; here that is an error like any other.
fn quietly<T>(run: impl FnOnce() -> T) -> anyhow::Result<T> {
    panics::caught(run).map_err(|said| anyhow!("progenitor panics on the document: {said}"))
}

fn arguments(signature: Signature) -> anyhow::Result<Vec<Argument>> {
    let mut arguments = Vec::new();
    for input in signature.inputs {
        let FnArg::Typed(argument) = input else {
            continue;
        };
        let Pat::Ident(name) = *argument.pat else {
            bail!("an argument of `{}` has no name", signature.ident)
        };
        arguments.push(Argument {
            name: name.ident.to_string(),
            ty: *argument.ty,
        });
    }
    Ok(arguments)
}
