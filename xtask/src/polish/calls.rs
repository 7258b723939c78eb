//! Each operation of the document matched with what progenitor made of it: arguments, options, body, answers. Path and
//! body stay arguments; all else that is optional goes into one params struct.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail, ensure};
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Ident, Type};

use super::{Context, fields, ident};
use crate::fixups::{MULTIPART, is_ignored};
use crate::generate::Argument as RawArgument;
use crate::openapi::{self, Site};

/// One operation, as its function and its row in the table need it.
pub(super) struct Call<'a> {
    pub(super) site: Site<'a>,
    pub(super) function: Ident,
    pub(super) arguments: Vec<Parameter<'a>>,
    pub(super) options: Vec<Parameter<'a>>,
    pub(super) body: Option<Body>,
    /// Documented answers by status, references resolved.
    pub(super) answers: Vec<(String, &'a Value)>,
    pub(super) output: TokenStream,
}

/// A parameter of the path, the query or the headers.
pub(super) struct Parameter<'a> {
    pub(super) wire: &'a str,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) facts: &'a Value,
    pub(super) place: &'a str,
    pub(super) is_list: bool,
}

/// What is sent below the headers.
pub(super) enum Body {
    Json(String, Type),
    Form(String, Type),
    Upload { part: String },
}

impl Call<'_> {
    /// The name of the struct of optional parameters; none where the operation has no such parameter.
    pub(super) fn params(&self) -> anyhow::Result<Option<Ident>> {
        if self.options.is_empty() {
            Ok(None)
        } else {
            ident(&format!("{}Params", self.site.id().to_upper_camel_case())).map(Some)
        }
    }

    /// The name of its row in the table.
    pub(super) fn constant(&self) -> anyhow::Result<Ident> {
        ident(&self.site.id().to_shouty_snake_case())
    }
}

/// Matches each operation of the document with what progenitor made of it.
pub(super) fn calls<'a>(
    context: &'a Context<'_>,
    raw: &BTreeMap<String, Vec<RawArgument>>,
) -> anyhow::Result<Vec<Call<'a>>> {
    let mut calls = Vec::new();
    for site in openapi::operations(context.facts) {
        let name = site.id().to_snake_case();
        let arguments = raw
            .get(&name)
            .with_context(|| format!("progenitor made no function `{name}`"))?;
        calls.push(call(context, site, arguments).with_context(|| format!("operation `{name}`"))?);
    }
    ensure!(
        calls.len() == raw.len(),
        "progenitor made {} functions of {} operations",
        raw.len(),
        calls.len()
    );
    Ok(calls)
}

fn call<'a>(
    context: &'a Context<'_>,
    site: Site<'a>,
    raw: &[RawArgument],
) -> anyhow::Result<Call<'a>> {
    let function = ident(&site.id().to_snake_case())?;
    let mut arguments = Vec::new();
    let mut options = Vec::new();
    for facts in site
        .parameters
        .iter()
        .copied()
        .filter(|parameter| !is_ignored(parameter))
    {
        let parameter = parameter(facts, raw)?;
        if facts["required"] == true {
            arguments.push(parameter);
        } else {
            options.push(parameter);
        }
    }
    let body = body(context, &site, raw)?;
    let answers = openapi::members(&site.operation["responses"])
        .map(|(status, response)| (status.to_owned(), openapi::resolve(context.facts, response)))
        .collect::<Vec<_>>();
    let outputs: BTreeSet<String> = answers
        .iter()
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(_, answer)| {
            body_type(answer).map(|body| body.map_or_else(|| "()".to_owned(), |(_, name)| name))
        })
        .collect::<anyhow::Result<_>>()?;
    let output = match outputs.iter().collect::<Vec<_>>().as_slice() {
        [one] => syn::parse_str::<Type>(one).map(|ty| quote!(#ty))?,
        several => bail!(
            "has {} types of success ({several:?}); one is supported",
            several.len()
        ),
    };
    Ok(Call {
        site,
        function,
        arguments,
        options,
        body,
        answers,
        output,
    })
}

fn parameter<'a>(facts: &'a Value, raw: &[RawArgument]) -> anyhow::Result<Parameter<'a>> {
    let wire = openapi::text(facts, "name");
    let place = openapi::text(facts, "in");
    let name = wire.to_snake_case();
    let raw = raw
        .iter()
        .find(|argument| argument.name.trim_end_matches('_') == name)
        .with_context(|| format!("progenitor made no argument of parameter `{wire}`"))?;
    let is_list = facts["schema"]["type"] == "array";
    let style = openapi::text(facts, "style");
    ensure!(
        matches!(place, "path" | "query" | "header"),
        "parameter `{wire}` is in `{place}`, which is not supported"
    );
    ensure!(
        style.is_empty() || (style == "form" && place == "query"),
        "parameter `{wire}` has style `{style}`, which is not supported"
    );
    ensure!(
        !is_list || (place == "query" && facts["explode"] == false),
        "parameter `{wire}` is a list that is not comma-separated (`style: form`, `explode: false`), which is not supported"
    );
    let ty = owned(&raw.ty);
    Ok(Parameter {
        wire,
        ident: ident(&name)?,
        ty,
        facts,
        place,
        is_list,
    })
}

/// The type behind `Option<&'a T>`.
fn owned(ty: &Type) -> Type {
    let ty = fields::argument_of(ty, "Option").unwrap_or(ty);
    match ty {
        Type::Reference(reference) => (*reference.elem).clone(),
        other => other.clone(),
    }
}

fn body(
    context: &Context<'_>,
    site: &Site<'_>,
    raw: &[RawArgument],
) -> anyhow::Result<Option<Body>> {
    let Some(facts) = site
        .operation
        .get("requestBody")
        .map(|body| openapi::resolve(context.facts, body))
    else {
        return Ok(None);
    };
    let content: Vec<(&str, &Value)> = openapi::members(&facts["content"]).collect();
    let [(media, content)] = content.as_slice() else {
        bail!(
            "has {} request media types; one is supported",
            content.len()
        )
    };
    if *media == MULTIPART {
        let part = openapi::members(&content["schema"]["properties"])
            .find(|(_, part)| part["format"] == "binary");
        let (part, _) = part.context("has a multipart body without a binary part")?;
        return Ok(Some(Body::Upload {
            part: part.to_owned(),
        }));
    }
    ensure!(
        facts["required"] == true,
        "has an optional body, which is not supported"
    );
    let raw = raw
        .iter()
        .find(|argument| argument.name == "body")
        .context("progenitor made no argument of the body")?;
    let ty = owned(&raw.ty);
    match *media {
        "application/x-www-form-urlencoded" => Ok(Some(Body::Form((*media).to_owned(), ty))),
        media if is_json(media) => Ok(Some(Body::Json(media.to_owned(), ty))),
        media => bail!("sends `{media}`, which is not supported"),
    }
}

fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

/// Media type and Rust type of an answer's body.
pub(super) fn body_type(answer: &Value) -> anyhow::Result<Option<(&str, String)>> {
    let Some((media, content)) = openapi::members(&answer["content"]).next() else {
        return Ok(None);
    };
    ensure!(
        is_json(media),
        "answers with `{media}`, which is not supported"
    );
    let schema = &content["schema"];
    let name = match openapi::schema_name(schema) {
        Some(name) => name.to_owned(),
        None => {
            let item = openapi::schema_name(&schema["items"]);
            format!(
                "Records<{}>",
                item.with_context(|| format!(
                    "an answer of `{media}` is no component and no list of one"
                ))?
            )
        }
    };
    Ok(Some((media, name)))
}

#[cfg(test)]
mod tests {
    use crate::testing::{code, document};

    #[test]
    fn what_cannot_be_sent_as_the_document_says_is_refused() {
        for (parameter, said) in [
            (
                "{name: p, in: query, schema: {type: array, items: {type: string}}}",
                "not comma-separated",
            ),
            (
                "{name: p, in: query, style: deepObject, schema: {type: string}}",
                "deepobject",
            ),
            ("{name: p, in: cookie, schema: {type: string}}", "cookie"),
        ] {
            let document = document(&format!(
                "paths: {{/a: {{get: {{operationId: op, parameters: [{parameter}], responses: {{'204': {{description: d}}}}}}}}}}"
            ));
            let error = format!("{:#}", code(&document).unwrap_err());
            assert!(error.to_lowercase().contains(said), "{said}: {error}");
        }
    }

    #[test]
    fn two_types_of_success_are_refused() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {
  '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
  '201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
  '202': {description: d}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}",
        );
        assert!(code(&document).is_err());
    }

    #[test]
    fn an_answer_that_is_no_json_is_refused() {
        let document = document(
            "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/xml: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}",
        );
        assert!(code(&document).is_err());
    }
}
