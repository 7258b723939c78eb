//! Enums that stay open: a value the document does not list is kept as it came, in a payload that only tells its text.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use syn::{Ident, Item, ItemEnum};

use super::{Context, Tally, docs, fields};
use crate::fixups::reads_as_number;
use crate::openapi;

/// The variant for everything that is not listed.
const UNKNOWN: &str = "Unknown";

/// Rewrites one enum; gives it with its implementations.
pub(super) fn polish(
    item: &ItemEnum,
    context: &Context<'_>,
    tally: &mut Tally,
) -> anyhow::Result<Vec<Item>> {
    let name = &item.ident;
    let comment = docs::of_schema(context, &name.to_string());
    let by_wire = item
        .variants
        .iter()
        .map(|variant| {
            Ok((
                fields::wire_name(&variant.attrs)?.unwrap_or_else(|| variant.ident.to_string()),
                &variant.ident,
            ))
        })
        .collect::<anyhow::Result<BTreeMap<String, &Ident>>>()?;
    ensure!(
        !by_wire.values().any(|variant| *variant == UNKNOWN),
        "enum `{name}` has a value of its own called `{UNKNOWN}`"
    );

    // In the order of the document, whatever typify made of it.
    let schema = context.schema(&name.to_string());
    let mut wires = Vec::new();
    let mut variants = Vec::new();
    for value in openapi::elements(&schema["enum"]) {
        let wire = value
            .as_str()
            .with_context(|| format!("enum `{name}` has a value that is no text"))?;
        ensure!(
            !reads_as_number(wire),
            "enum `{name}` mixes names with the number `{wire}`, which could not keep how it came"
        );
        wires.push(wire);
        variants.push(
            *by_wire
                .get(wire)
                .with_context(|| format!("typify dropped the value `{wire}` of `{name}`"))?,
        );
    }
    tally.add("variants", variants.len());
    let variant_docs = wires.iter().map(|wire| format!(" `{wire}`"));
    Ok(vec![
        syn::parse_quote! {
            #(#comment)*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
            #[serde(from = "Text", into = "Text")]
            #[non_exhaustive]
            pub enum #name {
                #(#[doc = #variant_docs] #variants,)*
                /// A value that the document does not list, as it came.
                Unknown(::cadastro_core::UnknownValue),
            }
        },
        syn::parse_quote! {
            impl #name {
                /// The value as it stands on the wire.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #wires,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }
        },
        syn::parse_quote! {
            impl From<::cadastro_core::Text> for #name {
                fn from(value: ::cadastro_core::Text) -> Self {
                    match value.as_str() {
                        #(#wires => Self::#variants,)*
                        _ => Self::Unknown(::cadastro_core::UnknownValue::new(value)),
                    }
                }
            }
        },
        syn::parse_quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::from(::cadastro_core::Text::from(value))
                }
            }
        },
        syn::parse_quote! {
            impl From<#name> for ::cadastro_core::Text {
                fn from(value: #name) -> Self {
                    match value {
                        #name::Unknown(value) => value.into(),
                        known => Self::from(known.as_str()),
                    }
                }
            }
        },
    ])
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, code};

    #[test]
    fn values_that_are_not_listed_are_kept() {
        let code = code(&answering("A: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}, E: {type: string, enum: [b_c, A]}")).unwrap();
        assert!(
            code.contains(
                "#[non_exhaustive]\npub enum E {\n    /// `b_c`\n    BC,\n    /// `A`\n    A,"
            ),
            "{code}"
        );
        assert!(
            code.contains("_ => Self::Unknown(UnknownValue::new(value)),"),
            "{code}"
        );
        assert!(
            code.contains("Self::BC => \"b_c\",") && code.contains("\"b_c\" => Self::BC,"),
            "{code}"
        );
    }

    #[test]
    fn a_number_among_names_is_refused() {
        let error = code(&answering("A: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}, E: {type: string, enum: [a, '1']}")).unwrap_err();
        assert!(
            format!("{error:#}").contains("mixes names with the number `1`"),
            "{error:#}"
        );
    }

    #[test]
    fn a_value_called_unknown_is_refused() {
        let error = code(&answering("A: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}, E: {type: string, enum: [UNKNOWN]}")).unwrap_err();
        assert!(format!("{error:#}").contains("`Unknown`"), "{error:#}");
    }
}
