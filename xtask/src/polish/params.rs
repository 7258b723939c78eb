//! The optional parameters of an operation: one struct with a setter for each.

use quote::format_ident;
use serde_json::Value;
use syn::Item;

use super::calls::Call;
use super::docs;
use super::parameters::Parameter;
use super::requests::setter_argument;

/// The struct and its setters; nothing for an operation without optional parameters.
pub(super) fn items(call: &Call<'_>) -> anyhow::Result<Vec<Item>> {
    let Some(name) = call.params()? else {
        return Ok(Vec::new());
    };
    let about = docs::comment_with_links(&format!(
        "Optional parameters of [`Client::{0}`](crate::Client::{0}).",
        call.function
    ));
    let fields = call.options.iter().map(|parameter| {
        let Parameter { ident, ty, .. } = parameter;
        let comment = comment(parameter);
        quote::quote! { #(#comment)* pub #ident: Option<#ty> }
    });
    let setters = call.options.iter().map(|parameter| {
        let Parameter {
            ident, ty, wire, ..
        } = parameter;
        let setter = format_ident!("with_{ident}");
        let (argument, value) = setter_argument(ty);
        let comment = docs::comment(&format!("Sends `{wire}`."));
        quote::quote! {
            #(#comment)*
            #[must_use]
            pub fn #setter(mut self, #ident: #argument) -> Self {
                self.#ident = Some(#ident #value);
                self
            }
        }
    });
    Ok(vec![
        syn::parse_quote! {
            #(#about)*
            #[derive(Clone, Debug, Default)]
            #[non_exhaustive]
            pub struct #name { #(#fields),* }
        },
        syn::parse_quote! {
            impl #name {
                /// Nothing but what is required.
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }

                #(#setters)*
            }
        },
    ])
}

fn comment(parameter: &Parameter<'_>) -> Vec<syn::Attribute> {
    let mut text = docs::described(parameter.facts).unwrap_or_else(|| {
        format!(
            "`{}`, which the document does not describe.",
            parameter.wire
        )
    });
    let schema = &parameter.facts["schema"];
    let range = bounds(schema, "minimum", "maximum").into_iter();
    let length = bounds(schema, "minLength", "maxLength")
        .map(|bounds| format!("{bounds} characters"))
        .into_iter();
    let default = schema
        .get("default")
        .map(|default| format!("{} if left out", docs::bare(default)));
    let limits: Vec<String> = range.chain(length).chain(default).collect();
    if !limits.is_empty() {
        text.push_str(&format!(" Range: {}.", limits.join("; ")));
    }
    if parameter.facts["deprecated"] == true {
        text.push_str(" **Deprecated** by the document.");
    }
    docs::comment(&text)
}

fn bounds(schema: &Value, least: &str, most: &str) -> Option<String> {
    match (
        schema.get(least).map(docs::bare),
        schema.get(most).map(docs::bare),
    ) {
        (Some(least), Some(most)) if least == most => Some(least),
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(most)) => Some(format!("at most {most}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{code, document};

    #[test]
    fn optional_parameters_have_setters_and_limits_in_words() {
        let document = document(
            "paths: {/a: {get: {operationId: op, parameters: [
  {name: page-size, in: query, deprecated: true, schema: {type: integer, format: int32, minimum: 1, maximum: 9, default: 3}},
  {name: fields, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}],
  responses: {'204': {description: d}}}}}",
        );
        let code = code(&document).unwrap();
        for expected in [
            "#[non_exhaustive]\npub struct OpParams {",
            "Range: 1 to 9; 3 if left out.",
            "/// **Deprecated** by the document.",
            "pub page_size: Option<i32>,",
            "pub fn with_page_size(mut self, page_size: i32) -> Self {",
            "fields: impl IntoIterator<Item = impl Into<Text>>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }
}
