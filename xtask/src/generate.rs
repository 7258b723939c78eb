//! Runs progenitor (positional style) and takes apart what it gives: the types, and per operation its name and the
//! types of its arguments. Nothing else of its output reaches the generated crates.

mod culprit;

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, bail};
use progenitor_impl::{CrateVers, GenerationSettings, Generator};
use serde_json::Value;
use syn::{File, FnArg, ImplItem, Item, Pat, Signature, Type};

use crate::values::CORE;

/// What progenitor made of a document.
pub(crate) struct Raw {
    /// Structs, enums and newtypes by name.
    pub(crate) types: BTreeMap<String, Item>,
    /// Arguments of each operation by the operation's function name.
    pub(crate) operations: BTreeMap<String, Vec<Argument>>,
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

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Generates from a document all of whose leaves have their types.
pub(crate) fn generate(document: &Value) -> Result<Raw, Refusal> {
    attempt(document).map_err(|error| {
        let said = format!("{error:#}");
        // What comes after the first line is a dump of the generator's own tree.
        let what = said.lines().next().unwrap_or_default();
        Refusal {
            pointer: culprit::find(document, |part| attempt(part).is_ok()).unwrap_or_default(),
            what: what.trim_end_matches([' ', '{']).to_owned(),
        }
    })
}

fn attempt(document: &Value) -> anyhow::Result<Raw> {
    let document: openapiv3::OpenAPI = serde_path_to_error::deserialize(document)
        .context("the OpenAPI model does not accept the document")?;
    let tokens = quietly(|| generator().generate_tokens(&document))?
        .context("progenitor does not accept the document")?;
    let file: File = syn::parse2(tokens).context("progenitor's output does not parse")?;
    let mut raw = Raw {
        types: BTreeMap::new(),
        operations: BTreeMap::new(),
    };
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                raw.types = module
                    .content
                    .into_iter()
                    .flat_map(|(_, items)| items)
                    .filter_map(named_type)
                    .collect();
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for item in block.items {
                    if let ImplItem::Fn(function) = item
                        && function.sig.asyncness.is_some()
                    {
                        raw.operations
                            .insert(function.sig.ident.to_string(), arguments(function.sig)?);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(raw)
}

fn generator() -> Generator {
    let mut settings = GenerationSettings::new();
    // The default HashMap would encode in a random order.
    settings
        .with_map_type("::std::collections::BTreeMap")
        .with_crate(CORE, CrateVers::Any, None);
    Generator::new(&settings)
}

/// progenitor and typify panic on what they do not know; here that is an error like any other.
fn quietly<T>(run: impl FnOnce() -> T) -> anyhow::Result<T> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = catch_unwind(AssertUnwindSafe(run));
    std::panic::set_hook(hook);
    result.or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        bail!(
            "progenitor panics on the document: {}",
            said.unwrap_or("no message")
                .lines()
                .next()
                .unwrap_or_default()
        )
    })
}

fn named_type(item: Item) -> Option<(String, Item)> {
    let name = match &item {
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        _ => return None,
    };
    Some((name, item))
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
