//! Enums that stay open: a value the document does not list is kept as it came, in a payload that only tells its text.

use std::collections::BTreeSet;

use anyhow::ensure;
use serde_json::Value;
use syn::Item;

use super::{Context, Tally, docs, ident};
use crate::naming::{self, Taken};
use crate::openapi;

/// Makes one enum; gives it with its implementations. `made` is how many values typify saw.
pub(super) fn polish(
    name: &str,
    made: usize,
    context: &Context<'_>,
    tally: &mut Tally,
) -> anyhow::Result<Vec<Item>> {
    let comment = docs::of_schema(context, name);
    // In the order of the document, each once.
    let mut wires: Vec<&str> = Vec::new();
    let listed: Vec<&str> = openapi::elements(&context.schema(name)["enum"])
        .filter_map(Value::as_str)
        .collect();
    let mut seen = BTreeSet::new();
    wires.extend(listed.iter().filter(|wire| seen.insert(**wire)));
    ensure!(
        made == listed.len(),
        "typify made {made} values of `{name}`, which has {}",
        listed.len()
    );
    let names = naming::unique(
        wires.iter().copied(),
        naming::variant_name,
        &mut Taken::default(),
    );
    let variants = wires
        .iter()
        .map(|wire| ident(&names[wire]))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let name = ident(name)?;
    tally.add("variants", variants.len());
    let variant_docs = wires.iter().map(|wire| format!(" {}", docs::code(wire)));
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
    fn a_number_among_names_makes_it_a_value() {
        let code = code(&answering("A: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}, E: {type: string, enum: [a, '1']}")).unwrap();
        assert!(
            code.contains("Documented values: `a`, `1`.") && code.contains("pub type E = Text;"),
            "{code}"
        );
    }

    #[test]
    fn values_that_meet_have_names_of_their_own() {
        let code = code(&answering("A: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}, E: {type: string, enum: [UNKNOWN, '', a, A, A, 'a-', '>=', 'NÃO', null]}")).unwrap();
        for (wire, variant) in [
            ("UNKNOWN", "Unknown_"),
            ("", "Empty"),
            ("A", "A"),
            ("a", "A2"),
            ("a-", "A3"),
            (">=", "GreaterEqual"),
            ("NÃO", "Nao"),
        ] {
            let expected = format!("\"{wire}\" => Self::{variant},");
            assert!(code.contains(&expected), "{expected}\n{code}");
        }
        assert!(code.contains("pub e: Option<E>"), "{code}");
    }
}
