//! Each operation of the document as its function, its types and its row in the table need it. Path, body and what is
//! required are arguments; all else goes into one params struct.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use heck::ToSnakeCase;
use quote::ToTokens;
use syn::{Ident, Type};

use super::answers::{self, Answers};
use super::bodies::{self, Body};
use super::parameters::{self, Parameter, Place};
use super::security::{self, Secured};
use super::{Context, fields, ident};
use crate::generate::Argument as RawArgument;
use crate::load::join_pointer;
use crate::openapi::{self, Site};
use crate::operation_names::{self, OperationName};
use crate::values::ALIAS;

/// What arguments are called that are no parameters.
const OTHER_ARGUMENTS: [&str; 5] = ["body", "params", "parts", "self", "upload"];

/// One operation.
pub(crate) struct Call<'a> {
    pub(super) site: Site<'a>,
    name: OperationName,
    pub(super) function: Ident,
    /// Those that are required, in the order of the document.
    pub(super) arguments: Vec<Parameter<'a>>,
    pub(super) options: Vec<Parameter<'a>>,
    pub(super) body: Option<Body<'a>>,
    pub(super) answers: Answers<'a>,
    pub(super) secured: Secured<'a>,
}

impl<'a> Call<'a> {
    /// The name of the struct of optional parameters; none where the operation has no such parameter.
    pub(super) fn params(&self) -> anyhow::Result<Option<Ident>> {
        if self.options.is_empty() {
            Ok(None)
        } else {
            ident(&format!("{}Params", self.name.types)).map(Some)
        }
    }

    /// The name of its row in the table.
    pub(super) fn constant(&self) -> anyhow::Result<Ident> {
        ident(&self.name.constant)
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = &Parameter<'a>> {
        self.arguments.iter().chain(&self.options)
    }
}

/// All operations of the document.
pub(crate) fn calls<'a>(context: &'a Context<'_>) -> anyhow::Result<Vec<Call<'a>>> {
    let sites = openapi::operations(context.facts);
    let names = operation_names::of_operations(&sites);
    sites
        .into_iter()
        .zip(names)
        .map(|(site, name)| {
            let told = format!("operation `{}`", site.id());
            call(context, site, name).context(told)
        })
        .collect()
}

fn call<'a>(
    context: &'a Context<'_>,
    site: Site<'a>,
    name: OperationName,
) -> anyhow::Result<Call<'a>> {
    note_what_is_left_out(context, &site);
    let secured = security::of_site(context, &site);
    let (arguments, options) =
        parameters::of_site(context, &site, &OTHER_ARGUMENTS, &secured.keys)?
            .into_iter()
            .partition(|parameter| parameter.required);
    Ok(Call {
        function: ident(&name.function)?,
        arguments,
        options,
        body: bodies::of_site(context, &site, &name)?,
        answers: answers::of_site(context, &site, &name)?,
        secured,
        name,
        site,
    })
}

/// What no part of a function stands for.
fn note_what_is_left_out(context: &Context<'_>, site: &Site<'_>) {
    let at = site.pointer();
    if site.operation.get("callbacks").is_some() {
        context.notes.add(
            join_pointer(&at, "callbacks"),
            "callbacks are calls to the caller's own server: no code is made for them",
        );
    }
    let at_path = join_pointer("/paths", site.path);
    let item = &context.facts["paths"][site.path];
    for (owner, at) in [(site.operation, at), (item, at_path)] {
        if owner.get("servers").is_some() {
            context.notes.add(
                join_pointer(&at, "servers"),
                "servers of its own: it is called at the client's base URL like all others",
            );
        }
    }
    let linked = openapi::members(&site.operation["responses"]).any(|(_, answer)| {
        openapi::resolve(context.facts, answer)
            .get("links")
            .is_some()
    });
    if linked {
        context.notes.add(
            "",
            "links from answers to other operations: no functions are made of them",
        );
    }
}

/// Holds the calls against what progenitor made of the operations that it can take: it reads the document by a code of
/// its own.
pub(super) fn hold_against(
    context: &Context<'_>,
    calls: &[Call<'_>],
    raw: &BTreeMap<String, Vec<RawArgument>>,
) -> anyhow::Result<()> {
    let mut expected = 0;
    for call in calls {
        let given = &context.assigned.document["paths"][call.site.path][call.site.method];
        if given.is_null() {
            continue;
        }
        expected += 1;
        let function = &call.name.function;
        let arguments = raw
            .get(function)
            .or_else(|| raw.get(&format!("{function}_")))
            .with_context(|| format!("progenitor made no function `{function}`"))?;
        hold_parameters(call, arguments).with_context(|| format!("operation `{function}`"))?;
    }
    ensure!(
        expected == raw.len(),
        "progenitor made {} functions of {expected} operations",
        raw.len()
    );
    Ok(())
}

fn hold_parameters(call: &Call<'_>, raw: &[RawArgument]) -> anyhow::Result<()> {
    let is_body = |argument: &&RawArgument| argument.name == "body";
    let arguments = raw.iter().filter(|argument| !is_body(argument)).count();
    let sent = call
        .parameters()
        .filter(|parameter| parameter.place != Place::Cookie && !parameter.is_key);
    ensure!(
        arguments == sent.count(),
        "progenitor made {arguments} arguments of its parameters"
    );
    let by_name: BTreeMap<&str, &RawArgument> = raw
        .iter()
        .map(|argument| (argument.name.trim_end_matches('_'), argument))
        .collect();
    for parameter in call.parameters() {
        let name = parameter.wire.to_snake_case();
        // Names that are none, or are taken, it makes in a way of its own.
        let Some(argument) = by_name.get(name.as_str()) else {
            continue;
        };
        if parameter.ident == *argument.name.trim_end_matches('_') {
            let (ours, theirs) = (spelled(&parameter.ty), spelled(&owned(&argument.ty)));
            ensure!(
                ours == theirs,
                "parameter `{}` is `{ours}`, but progenitor made `{theirs}` of it",
                parameter.wire
            );
        }
    }
    Ok(())
}

/// A type without the modules in which progenitor puts the types of the document.
fn spelled(ty: &Type) -> String {
    ty.to_token_stream()
        .to_string()
        .replace(' ', "")
        .replace(&format!("::cadastro_core::{ALIAS}::"), "")
        .replace("types::", "")
}

/// The type behind `Option<&'a T>`.
fn owned(ty: &Type) -> Type {
    let ty = fields::argument_of(ty, "Option").unwrap_or(ty);
    match ty {
        Type::Reference(reference) => (*reference.elem).clone(),
        other => other.clone(),
    }
}
