//! `client.rs`: the client, and per operation one function that makes one call into `cadastro_core`.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::Item;

use super::answers::Answer;
use super::calls::Call;
use super::parameters::Parameter;
use super::{Context, docs};
use crate::openapi::{self, Site};

/// The client and its functions.
pub(super) fn items(context: &Context<'_>, calls: &[Call<'_>]) -> anyhow::Result<Vec<Item>> {
    let title = openapi::info(context.facts, "title");
    let version = openapi::info(context.facts, "version");
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
    let output = &call.answers.output;
    let mut inputs = Vec::new();
    let mut lets = Vec::new();
    let mut steps = Vec::new();
    for parameter in &call.arguments {
        let Parameter { ident, ty, .. } = parameter;
        inputs.push(quote!(#ident: impl Into<#ty>));
        lets.push(quote!(let #ident: #ty = #ident.into();));
        steps.push(parameter.step(&quote!(#ident)));
    }
    for parameter in &call.options {
        let ident = &parameter.ident;
        steps.push(parameter.step(&quote!(params.#ident)));
    }
    let mut choice = None;
    if let Some(body) = &call.body {
        let (argument, ty) = (body.argument(), body.ty());
        inputs.push(quote!(#argument: #ty));
        steps.extend(body.step());
        choice = body.choice_of_steps();
    }
    inputs.extend(call.params()?.map(|params| quote!(params: #params)));
    // With `&self`, seven are what clippy lets pass.
    let many = (inputs.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    Ok(quote! {
        #(#comment)*
        #many
        pub async fn #name(&self, #(#inputs),*) -> Result<::cadastro_core::Answer<#output>, ::cadastro_core::Error> {
            #(#lets)*
            let request = ::cadastro_core::Request::new()#(#steps)*;
            #choice
            self.endpoint.call(&operations::#constant, request).await
        }
    })
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
    if operation["deprecated"] == true {
        about.push("**Deprecated** by the document.".to_owned());
    }
    about.push(format!("`{} {path}`", method.to_uppercase()));

    let documented = match call.answers.errors_in_words() {
        none if none.is_empty() => none,
        words => format!(" Documented: {words}."),
    };
    let typed = call.answers.error_enum().map_or_else(String::new, |name| {
        format!(" All of them as [`{name}`](crate::{name}).")
    });
    let errors = format!(
        "# Errors\n\nAny status but 2xx, a body that cannot be read, a failed transport.{documented}{typed}"
    );
    let ends = call
        .answers
        .successes_in_words()
        .into_iter()
        .chain([errors]);
    (about.join("\n\n"), ends.collect::<Vec<_>>().join("\n\n"))
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
    notes.extend(inferences_of_answers(&call.answers.all));
    notes
}

/// One note per reason, with all statuses that it is given for.
fn inferences_of_answers(answers: &[Answer<'_>]) -> Vec<String> {
    let mut groups: Vec<(&Value, Vec<&str>)> = Vec::new();
    for Answer {
        key: status,
        facts: answer,
        ..
    } in answers
    {
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

#[cfg(test)]
mod tests {
    use crate::testing::{code, document};

    #[test]
    fn a_function_makes_one_call() {
        let document = document(
            "paths: {'/a/{id}': {post: {operationId: doIt, deprecated: true, summary: Does it., parameters: [
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
            "/// **Deprecated** by the document.",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }

    #[test]
    fn a_version_without_quotes_is_told() {
        let mut document = document("paths: {}");
        document["info"]["version"] = serde_json::json!(1.5);
        let code = code(&document).unwrap();
        assert!(code.contains("/// Client of t, version 1.5."), "{code}");
    }

    /// The core makes one of each where the caller gives none, whatever the document asks for.
    #[test]
    fn ids_that_the_core_makes_are_no_arguments() {
        let document = document(
            "paths: {/a: {post: {operationId: doIt, parameters: [
  {name: X-Fapi-Interaction-Id, in: header, required: true, schema: {type: string}},
  {name: Idempotency-Key, in: header, required: true, schema: {type: string}},
  {name: x-other, in: header, required: true, schema: {type: string}}], responses: {'204': {description: d}}}}}",
        );
        let code = code(&document).unwrap();
        for expected in [
            "pub async fn do_it(\n        &self,\n        x_other: impl Into<Text>,\n        params: DoItParams,\n    )",
            "params.x_fapi_interaction_id)",
            "interaction_id: true",
            "Idempotence::Key",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }
}
