//! Objects: `#[non_exhaustive]` structs with public fields, wire names by one rule per struct where there is one, an
//! absent list told from an empty one; those that are sent can be built and checked.

use syn::{Attribute, Item};

use super::fields::{self, Member};
use super::{Context, Tally, docs, ident, requests};

/// Reads a member that tells absent, null and a value apart.
const ABSENT_OR_NULL: &str = "::cadastro_core::nullable::deserialize";

/// Makes one struct; gives it with its implementations. `made` is what typify made of its members.
pub(super) fn polish(
    name: &str,
    made: &[String],
    context: &Context<'_>,
    tally: &mut Tally,
) -> anyhow::Result<Vec<Item>> {
    let members = fields::members(context, name, made)?;
    tally.add("fields", members.len());

    let camel_case = prefers_camel_case(&members);
    let rename_all: Option<Attribute> =
        camel_case.then(|| syn::parse_quote! { #[serde(rename_all = "camelCase")] });
    let written = context.is_written(name);
    let derive: Attribute = if written && members.iter().all(|member| !member.required) {
        syn::parse_quote! { #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)] }
    } else {
        syn::parse_quote! { #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)] }
    };
    let comment = docs::of_schema(context, name);
    let ident = ident(name)?;
    let fields = members.iter().map(|member| {
        let comment = docs::of_member(context, member.wire, member.property);
        let serde = serde_attribute(member, camel_case);
        let Member { ident, ty, .. } = member;
        quote::quote! { #(#comment)* #serde pub #ident: #ty }
    });
    let mut items: Vec<Item> = vec![syn::parse_quote! {
        #(#comment)*
        #derive
        #rename_all
        #[non_exhaustive]
        pub struct #ident { #(#fields),* }
    }];
    if context.types.is_extended(name) {
        let wires = members.iter().map(|member| member.wire);
        items.push(syn::parse_quote! {
            impl ::cadastro_core::Members for #ident {
                const NAMES: &'static [&'static str] = &[#(#wires),*];
            }
        });
    }
    if written {
        tally.add("requests", 1);
        items.extend(requests::items(context, &ident, &members, tally)?);
    }
    Ok(items)
}

fn prefers_camel_case(members: &[Member<'_>]) -> bool {
    // A trailing `_` alone (`self_`) reads better as a rename of its own.
    if !members
        .iter()
        .any(|member| member.ident.to_string().trim_end_matches('_').contains('_'))
    {
        return false;
    }
    let exceptions = |camel_case| {
        members
            .iter()
            .filter(|member| wire_name_by_rule(member, camel_case) != member.wire)
            .count()
    };
    exceptions(true) < exceptions(false)
}

/// The wire name that serde derives from the field's name.
fn wire_name_by_rule(member: &Member<'_>, camel_case: bool) -> String {
    let field = member.ident.to_string();
    if !camel_case {
        return field;
    }
    // serde's rule: each `_` capitalises what follows and goes.
    let mut name = String::new();
    let mut capital = false;
    for character in field.chars() {
        if character == '_' {
            capital = true;
            continue;
        }
        let capitalised = capital && !name.is_empty();
        name.push(if capitalised {
            character.to_ascii_uppercase()
        } else {
            character
        });
        capital = false;
    }
    name
}

fn serde_attribute(member: &Member<'_>, camel_case: bool) -> Option<Attribute> {
    let wire = member.wire;
    let rename =
        (wire_name_by_rule(member, camel_case) != wire).then(|| quote::quote! { rename = #wire });
    let absent = if member.is_lenient() {
        Some(quote::quote! { default, skip_serializing_if = "Lenient::is_absent" })
    } else if member.is_nullable_too() {
        Some(
            quote::quote! { default, deserialize_with = #ABSENT_OR_NULL, skip_serializing_if = "Option::is_none" },
        )
    } else if member.is_optional() && !member.required {
        Some(quote::quote! { skip_serializing_if = "Option::is_none" })
    } else {
        None
    };
    let parts: Vec<_> = rename.into_iter().chain(absent).collect();
    (!parts.is_empty()).then(|| syn::parse_quote! { #[serde(#(#parts),*)] })
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, asking, code};

    #[test]
    fn wire_names_follow_one_rule_where_there_is_one() {
        let code = code(&answering(
            "A: {type: object, properties: {razaoSocial: {type: string}, type: {type: string}, odd_name: {type: string}}}",
        ))
        .unwrap();
        assert!(
            code.contains("#[serde(rename_all = \"camelCase\")]"),
            "{code}"
        );
        assert!(code.contains("pub razao_social: Option<Text>"), "{code}");
        assert!(code.contains("rename = \"odd_name\""), "{code}");
    }

    #[test]
    fn a_keyword_alone_is_renamed_by_itself() {
        let code = code(&answering(
            "A: {type: object, required: [self], properties: {self: {type: string}}}",
        ))
        .unwrap();
        assert!(
            code.contains("#[serde(rename = \"self\")]\n    pub self_: Text"),
            "{code}"
        );
        assert!(!code.contains("rename_all"), "{code}");
    }

    #[test]
    fn an_absent_list_is_not_an_empty_one() {
        let schemas = "A: {type: object, required: [must], properties: {
            must: {type: array, items: {type: string}}, may: {type: array, items: {type: string}},
            bs: {type: array, items: {$ref: '#/components/schemas/B'}}}}, B: {type: object, properties: {b: {type: string}}}";
        let read = code(&answering(schemas)).unwrap();
        assert!(read.contains("pub must: Vec<Text>,"), "{read}");
        assert!(read.contains("#[serde(skip_serializing_if = \"Option::is_none\")]\n    pub may: Option<Vec<Text>>,"), "{read}");
        assert!(read.contains("pub bs: Option<Records<B>>,"), "{read}");
        // What is sent is a plain list.
        assert!(
            code(&asking(schemas))
                .unwrap()
                .contains("pub bs: Option<Vec<B>>,")
        );
    }

    #[test]
    fn what_is_required_and_nullable_is_an_option_that_is_sent() {
        let code = code(&answering(
            "A: {type: object, required: [a], properties: {a: {type: string, nullable: true}}}",
        ))
        .unwrap();
        assert!(
            code.contains("pub a: Option<Text>,") && !code.contains("skip_serializing_if"),
            "{code}"
        );
    }

    #[test]
    fn structs_can_grow() {
        let code = code(&answering(
            "A: {type: object, properties: {a: {type: string}}}",
        ))
        .unwrap();
        assert!(code.contains("#[non_exhaustive]\npub struct A {"), "{code}");
    }
}
