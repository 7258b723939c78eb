//! `operations.rs`: the table of what the document says of each operation.

use heck::ToUpperCamelCase;
use quote::quote;
use syn::Item;

use super::bodies::Body;
use super::calls::Call;
use super::security::Secured;
use super::{Context, docs, ident};
use crate::openapi::{self, Site};

/// Headers that `cadastro_core` fills in where the caller does not.
pub(super) const INTERACTION_ID: &str = "x-fapi-interaction-id";
pub(super) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

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
        let method = ident(&method.to_upper_camel_case())?;
        let request_media: Vec<&str> = call.body.iter().flat_map(Body::media).collect();
        let answers = call.answers.rows();
        let Secured {
            variant: security,
            scopes,
            ..
        } = &call.secured;
        let declares = |name: &str| {
            call.site
                .parameters
                .iter()
                .any(|parameter| openapi::text(parameter, "name").eq_ignore_ascii_case(name))
        };
        let idempotence = if matches!(call.site.method, "get" | "head" | "options" | "trace") {
            quote!(Safe)
        } else if declares(IDEMPOTENCY_KEY) {
            quote!(Key)
        } else {
            quote!(None)
        };
        let interaction_id = declares(INTERACTION_ID);
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
}
