//! Operations: path and body stay arguments, all else that is optional goes into one params struct; then one call into
//! `cadastro_core`. And the table of what the document says of each operation.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail, ensure};
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::{Context, docs, fields, ident};
use crate::fixups::{MULTIPART, is_ignored};
use crate::generate::Argument as RawArgument;
use crate::openapi::{self, Site};

/// Headers that `cadastro_core` fills in where the caller does not.
const INTERACTION_ID: &str = "x-fapi-interaction-id";
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// One operation, as its function and its row in the table need it.
pub(super) struct Call<'a> {
    pub(super) site: Site<'a>,
    pub(super) function: Ident,
    pub(super) arguments: Vec<Parameter<'a>>,
    pub(super) options: Vec<Parameter<'a>>,
    body: Option<Body>,
    /// Documented answers by status, references resolved.
    answers: Vec<(String, &'a Value)>,
    output: TokenStream,
}

/// A parameter of the path, the query or the headers.
pub(super) struct Parameter<'a> {
    pub(super) wire: &'a str,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) facts: &'a Value,
    place: &'a str,
    is_list: bool,
}

enum Body {
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

    fn constant(&self) -> anyhow::Result<Ident> {
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
        let parameter = parameter(context, facts, raw)?;
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

fn parameter<'a>(
    context: &'a Context<'_>,
    facts: &'a Value,
    raw: &[RawArgument],
) -> anyhow::Result<Parameter<'a>> {
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
    let assigned = context.assigned.parameter(place, wire);
    fields::found_again(assigned, &ty).with_context(|| format!("parameter `{wire}`"))?;
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
fn body_type(answer: &Value) -> anyhow::Result<Option<(&str, String)>> {
    let Some((media, content)) = openapi::members(&answer["content"]).next() else {
        return Ok(None);
    };
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

/// `client.rs`: the client and one function per operation.
pub(super) fn client(context: &Context<'_>, calls: &[Call<'_>]) -> anyhow::Result<Vec<Item>> {
    let title = openapi::text(&context.facts["info"], "title");
    let version = openapi::text(&context.facts["info"], "version");
    let about = docs::described(&context.facts["info"]).unwrap_or_default();
    let comment = docs::comment(&format!("Client of {title}, version {version}.\n\n{about}"));
    let functions = calls
        .iter()
        .map(|call| function(context, call))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(vec![
        syn::parse_quote! {
            #(#comment)*
            #[derive(Clone, Debug)]
            pub struct Client { endpoint: ::cadastro_core::Endpoint }
        },
        syn::parse_quote! {
            impl Client {
                /// A client that calls through `endpoint`: its transport, base URL and credentials.
                #[must_use]
                pub fn new(endpoint: ::cadastro_core::Endpoint) -> Self {
                    Self { endpoint }
                }

                /// What the client calls through.
                #[must_use]
                pub fn endpoint(&self) -> &::cadastro_core::Endpoint {
                    &self.endpoint
                }

                #(#functions)*
            }
        },
    ])
}

fn function(context: &Context<'_>, call: &Call<'_>) -> anyhow::Result<TokenStream> {
    let (about, errors) = function_docs(context, call);
    let comment = docs::comment_then(&about, &errors);
    let name = &call.function;
    let constant = call.constant()?;
    let output = &call.output;
    let mut inputs = Vec::new();
    let mut lets = Vec::new();
    let mut steps = Vec::new();
    for Parameter {
        wire,
        ident,
        ty,
        place,
        ..
    } in &call.arguments
    {
        inputs.push(quote!(#ident: impl Into<#ty>));
        lets.push(quote!(let #ident: #ty = #ident.into();));
        let place = syn::parse_str::<Ident>(place)?;
        steps.push(quote!(.#place(#wire, #ident)));
    }
    for Parameter {
        wire,
        ident,
        place,
        is_list,
        ..
    } in &call.options
    {
        let step = syn::parse_str::<Ident>(if *is_list { "query_list" } else { place })?;
        steps.push(quote!(.#step(#wire, params.#ident)));
    }
    match &call.body {
        Some(Body::Json(_, ty)) => {
            let ty = without_types_module(ty);
            inputs.push(quote!(body: &#ty));
            steps.push(quote!(.json(body)));
        }
        Some(Body::Form(_, ty)) => {
            let ty = without_types_module(ty);
            inputs.push(quote!(body: &#ty));
            steps.push(quote!(.form(body)));
        }
        Some(Body::Upload { part }) => {
            inputs.push(quote!(upload: ::cadastro_core::Upload));
            steps.push(quote!(.upload(#part, upload)));
        }
        None => {}
    }
    inputs.extend(call.params()?.map(|params| quote!(params: #params)));
    Ok(quote! {
        #(#comment)*
        pub async fn #name(&self, #(#inputs),*) -> Result<::cadastro_core::Answer<#output>, ::cadastro_core::Error> {
            #(#lets)*
            let request = ::cadastro_core::Request::new()#(#steps)*;
            self.endpoint.call(&operations::#constant, request).await
        }
    })
}

/// `types::X` is progenitor's way to say `X`.
fn without_types_module(ty: &Type) -> Type {
    let mut ty = ty.clone();
    if let Type::Path(path) = &mut ty
        && path
            .path
            .segments
            .first()
            .is_some_and(|first| first.ident == "types")
    {
        path.path.segments = std::mem::take(&mut path.path.segments)
            .into_iter()
            .skip(1)
            .collect();
    }
    ty
}

/// The document's words on an operation, and our own on its errors.
fn function_docs(context: &Context<'_>, call: &Call<'_>) -> (String, String) {
    let Site {
        path,
        method,
        operation,
        ..
    } = &call.site;
    let mut about = Vec::new();
    about.extend(
        Some(openapi::text(operation, "summary").to_owned()).filter(|summary| !summary.is_empty()),
    );
    about.extend(docs::described(operation));
    let request = operation
        .get("requestBody")
        .map(|body| openapi::resolve(context.facts, body));
    let success = call
        .answers
        .iter()
        .find(|(status, _)| status.starts_with('2'))
        .map(|(_, answer)| *answer);
    about.extend(
        [request, success]
            .into_iter()
            .flatten()
            .filter_map(docs::inferred),
    );
    about.push(format!("`{} {path}`", method.to_uppercase()));

    let mut errors: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (status, answer) in call
        .answers
        .iter()
        .filter(|(status, _)| !status.starts_with('2'))
    {
        let body = match body_type(answer) {
            Ok(Some((_, name))) => format!("with {}", link(&name)),
            _ => "without a documented body".to_owned(),
        };
        errors
            .entry(body)
            .or_default()
            .push(if status == "default" {
                "all others"
            } else {
                status.as_str()
            });
    }
    let documented: Vec<String> = errors
        .iter()
        .map(|(body, statuses)| format!("{} {body}", statuses.join(", ")))
        .collect();
    let documented = if documented.is_empty() {
        String::new()
    } else {
        format!(" Documented: {}.", documented.join("; "))
    };
    let errors = format!(
        "\n\n# Errors\n\nAny status but 2xx, a body that cannot be read, a failed transport.{documented}"
    );
    (about.join("\n\n"), errors)
}

/// A link to a type of the crate.
fn link(name: &str) -> String {
    match name
        .strip_prefix("Records<")
        .and_then(|name| name.strip_suffix('>'))
    {
        Some(item) => format!("a list of [`{item}`](crate::{item})"),
        None => format!("[`{name}`](crate::{name})"),
    }
}

/// `operations.rs`: the table of operations.
pub(super) fn table(context: &Context<'_>, calls: &[Call<'_>]) -> anyhow::Result<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let base_path = &context.api.base_path;
    if !base_path.is_empty() {
        items.push(syn::parse_quote! {
            /// The path below which all servers of this API serve its operations.
            pub const BASE_PATH: &str = #base_path;
        });
    }
    let constants = calls
        .iter()
        .map(Call::constant)
        .collect::<anyhow::Result<Vec<_>>>()?;
    let count = proc_macro2::Literal::usize_unsuffixed(calls.len());
    items.push(syn::parse_quote! {
        /// All operations of the document.
        pub static OPERATIONS: [&::cadastro_core::Operation; #count] = [#(&#constants),*];
    });
    for (call, constant) in calls.iter().zip(&constants) {
        let Site { path, method, .. } = &call.site;
        let id = call.site.id();
        let comment = docs::comment(&format!("`{} {path}`", method.to_uppercase()));
        let method = ident(&method.to_upper_camel_case())?;
        let request_media: Option<&str> = call.body.as_ref().map(|body| match body {
            Body::Json(media, _) | Body::Form(media, _) => media.as_str(),
            Body::Upload { .. } => MULTIPART,
        });
        let answers = call
            .answers
            .iter()
            .map(|(status, answer)| documented(status, answer))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let (security, scopes) = security(context, call.site.operation)?;
        let declares = |name: &str| {
            call.site
                .parameters
                .iter()
                .any(|parameter| openapi::text(parameter, "name").eq_ignore_ascii_case(name))
        };
        let idempotence = if matches!(call.site.method, "get" | "head") {
            quote!(Safe)
        } else if declares(IDEMPOTENCY_KEY) {
            quote!(Key)
        } else {
            quote!(None)
        };
        let interaction_id = declares(INTERACTION_ID);
        let request_media = request_media.into_iter();
        items.push(syn::parse_quote! {
            #(#comment)*
            pub static #constant: ::cadastro_core::Operation = ::cadastro_core::Operation {
                id: #id,
                method: ::cadastro_core::Method::#method,
                path: #path,
                request_media: &[#(#request_media),*],
                answers: &[#(#answers),*],
                security: ::cadastro_core::Security::#security,
                scopes: &[#(#scopes),*],
                idempotence: ::cadastro_core::Idempotence::#idempotence,
                interaction_id: #interaction_id,
            };
        });
    }
    Ok(items)
}

fn documented(status: &str, answer: &Value) -> anyhow::Result<TokenStream> {
    let body = body_type(answer)?;
    if status == "default" {
        let (media, name) = body.context("a `default` answer without a body says nothing")?;
        return Ok(quote!(::cadastro_core::Documented::otherwise(#media, #name)));
    }
    let code: u16 = status
        .parse()
        .with_context(|| format!("status `{status}` is not supported; a number or `default` is"))?;
    let code = proc_macro2::Literal::u16_unsuffixed(code);
    Ok(match body {
        Some((media, name)) => quote!(::cadastro_core::Documented::new(#code, #media, #name)),
        None => quote!(::cadastro_core::Documented::empty(#code)),
    })
}

/// How the operation is secured, and the scopes that its token needs.
fn security<'a>(
    context: &'a Context<'_>,
    operation: &'a Value,
) -> anyhow::Result<(Ident, Vec<&'a str>)> {
    let requirements = operation
        .get("security")
        .unwrap_or(&context.facts["security"]);
    let mut kinds = BTreeSet::new();
    let mut scopes = Vec::new();
    for (scheme, wanted) in openapi::elements(requirements).flat_map(openapi::members) {
        let scheme = openapi::resolve(
            context.facts,
            &context.facts["components"]["securitySchemes"][scheme],
        );
        let kind = match (
            openapi::text(scheme, "type"),
            openapi::text(scheme, "scheme"),
        ) {
            ("http", "basic") => "Basic",
            ("http", "bearer") | ("oauth2" | "openIdConnect", _) => "Bearer",
            (kind, _) => bail!("security scheme of type `{kind}` is not supported"),
        };
        kinds.insert(kind);
        scopes.extend(openapi::elements(wanted).filter_map(Value::as_str));
    }
    // Sorted by scheme; the order of the document would depend on its keys.
    let kind = match kinds.into_iter().collect::<Vec<_>>().as_slice() {
        [] => "None",
        [kind] => kind,
        _ => bail!("mixes Basic and Bearer credentials, which is not supported"),
    };
    Ok((ident(kind)?, scopes))
}
