//! `operations.rs`: the table of what the document says of each operation.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail, ensure};
use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Ident, Item};

use super::calls::{Body, Call, body_type};
use super::{Context, docs, ident};
use crate::fixups::MULTIPART;
use crate::openapi::{self, Site};

/// Headers that `cadastro_core` fills in where the caller does not.
const INTERACTION_ID: &str = "x-fapi-interaction-id";
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The table and its rows.
pub(super) fn items(context: &Context<'_>, calls: &[Call<'_>]) -> anyhow::Result<Vec<Item>> {
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
        let Site {
            path,
            method,
            operation,
            ..
        } = &call.site;
        let id = call.site.id();
        let template = format!("`{} {path}`", method.to_uppercase());
        let about = std::iter::once(template).chain(docs::inferred(operation));
        let comment = docs::comment(&about.collect::<Vec<_>>().join("\n\n"));
        ensure!(
            *method != "trace",
            "operation `{id}`: the method `trace` is not supported"
        );
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

#[cfg(test)]
mod tests {
    use crate::testing::{code, document};

    #[test]
    fn the_table_says_what_the_document_says() {
        let document = document(
            "security: [{oauth: [s]}]
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getA, parameters: [{name: x-fapi-interaction-id, in: header, schema: {type: string}}], responses: {'204': {description: d}}}
    post: {operationId: postA, security: [{basic: []}], parameters: [{name: idempotency-key, in: header, schema: {type: string}}], responses: {'204': {description: d}}}
    put: {operationId: putA, security: [], responses: {'204': {description: d}}}
components: {securitySchemes: {oauth: {type: oauth2, flows: {}}, basic: {type: http, scheme: basic}}}",
        );
        let code = code(&document).unwrap();
        let row = |name: &str| {
            let start = code.find(&format!("pub static {name}: Operation")).unwrap();
            code[start..start + code[start..].find("};").unwrap()].to_owned()
        };
        let get = row("GET_A");
        for expected in [
            "Method::Get",
            "\"/a/{id}\"",
            "Documented::empty(204)",
            "Security::Bearer",
            "&[\"s\"]",
            "Idempotence::Safe",
            "interaction_id: true",
        ] {
            assert!(get.contains(expected), "{expected}\n{get}");
        }
        for expected in [
            "Method::Post",
            "Security::Basic",
            "Idempotence::Key",
            "interaction_id: false",
        ] {
            assert!(
                row("POST_A").contains(expected),
                "{expected}\n{}",
                row("POST_A")
            );
        }
        assert!(
            row("PUT_A").contains("Security::None") && row("PUT_A").contains("Idempotence::None")
        );
    }

    #[test]
    fn a_method_that_no_client_can_send_is_refused() {
        let document = document(
            "paths: {/a: {trace: {operationId: op, responses: {'204': {description: d}}}}}",
        );
        assert!(code(&document).is_err());
    }
}
