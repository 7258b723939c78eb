//! `client.rs`: the client, and per operation one function that makes one call into `cadastro_core`.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::calls::{Body, Call, Parameter, body_type};
use super::{Context, docs};
use crate::openapi::{self, Site};

/// The client and its functions.
pub(super) fn items(context: &Context<'_>, calls: &[Call<'_>]) -> anyhow::Result<Vec<Item>> {
    let title = openapi::text(&context.facts["info"], "title");
    let version = openapi::text(&context.facts["info"], "version");
    let mut about = vec![docs::described(&context.facts["info"]).unwrap_or_default()];
    about.extend(inferences_of_api(context));
    let about = about.join("\n\n");
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
    about.extend(inferences(context, call));
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
        "# Errors\n\nAny status but 2xx, a body that cannot be read, a failed transport.{documented}"
    );
    (about.join("\n\n"), errors)
}

/// What is inferred of an operation's body and answers.
fn inferences(context: &Context<'_>, call: &Call<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(body) = call.site.operation.get("requestBody") {
        let body = openapi::resolve(context.facts, body);
        notes.extend(docs::inferred_at(body, "request body"));
        for (_, content) in openapi::members(&body["content"]) {
            // A form's parts are no type of the crate that could say so itself.
            for (name, part) in openapi::members(&content["schema"]["properties"]) {
                notes.extend(docs::inferred_at(part, &format!("part `{name}`")));
            }
        }
    }
    notes.extend(inferences_of_answers(&call.answers));
    notes
}

/// One note per reason, with all statuses that it is given for.
fn inferences_of_answers(answers: &[(String, &Value)]) -> Vec<String> {
    let mut groups: Vec<(&Value, Vec<&str>)> = Vec::new();
    for (status, answer) in answers {
        let why = docs::inferred(answer);
        match groups
            .iter_mut()
            .find(|(first, _)| docs::inferred(first) == why)
        {
            Some((_, statuses)) => statuses.push(status),
            None => groups.push((answer, vec![status])),
        }
    }
    groups
        .iter()
        .filter_map(|(answer, statuses)| docs::inferred_at(answer, &statuses.join(", ")))
        .collect()
}

/// What is inferred of the whole API: its hosts, and how a caller proves who it is.
fn inferences_of_api(context: &Context<'_>) -> Vec<String> {
    let servers = openapi::elements(&context.facts["servers"]);
    let servers = servers.filter_map(|server| {
        docs::inferred_at(server, &format!("host `{}`", openapi::text(server, "url")))
    });
    let schemes = openapi::members(&context.facts["components"]["securitySchemes"]);
    let schemes = schemes
        .filter_map(|(name, scheme)| docs::inferred_at(scheme, &format!("credentials `{name}`")));
    servers.chain(schemes).collect()
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

#[cfg(test)]
mod tests {
    use crate::testing::{code, document};

    #[test]
    fn a_function_makes_one_call() {
        let document = document(
            "paths: {'/a/{id}': {post: {operationId: doIt, summary: Does it., parameters: [
  {name: id, in: path, required: true, schema: {type: string}},
  {name: fields, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}},
  {name: X-Key, in: header, schema: {type: string}}],
  requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/A'}}}},
  responses: {'404': {description: d, x-inferred: so it seems, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, '200': {description: d, x-inferred: so it seems, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}",
        );
        let code = code(&document).unwrap();
        for expected in [
            "id: impl Into<Text>,",
            "body: &A,",
            "params: DoItParams,",
            ".path(\"id\", id)",
            ".query_list(\"fields\", params.fields)",
            ".header(\"X-Key\", params.x_key)",
            ".form(body)",
            "Result<Answer<A>, Error>",
            "/// Does it.",
            "/// **Inferred** (200, 404): so it seems",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }
}
