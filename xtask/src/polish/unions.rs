//! Choices of several types: enums with a variant for each, and one for what fits none, so that nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item};

use super::checks::Checks;
use super::requests::about_validate;
use super::{Context, Tally, docs, ident, shapes};
use crate::components::{NAME_IN_DOCUMENT, OWNER};
use crate::naming::{self, Taken};
use crate::openapi;
use crate::types::{Generic, Ty};

/// One type that the value may be of.
struct Variant<'a> {
    ident: Ident,
    ty: Ty,
    /// What the document says of it.
    branch: &'a Value,
}

/// Makes one enum; gives it with its implementations.
pub(super) fn polish(
    name: &str,
    context: &Context<'_>,
    tally: &mut Tally,
) -> anyhow::Result<Vec<Item>> {
    let comment = docs::of_schema(context, name);
    let variants = variants(name, context)?;
    tally.add("choice-variants", variants.len());
    let shapes = shapes::of(context, openapi::elements(&context.schema(name)["oneOf"]));
    let discriminator = discriminator(name, context);
    let written = context.is_written(name);
    let validate = written
        .then(|| validate(name, &variants, context, tally))
        .transpose()?;
    let wire = name;
    let name = ident(name)?;
    let declared = variants.iter().map(|Variant { ident, ty, branch }| {
        let ty = ty.tokens();
        let comment = comment_of(context, branch, wire);
        quote! { #(#comment)* #ident(#ty) }
    });
    let read = variants
        .iter()
        .enumerate()
        .map(|(index, Variant { ident, ty, .. })| {
            let index = Literal::usize_unsuffixed(index);
            let tokens = ty.tokens();
            let ty = match ty {
                Ty::Of(..) => quote!(<#tokens>),
                _ => tokens,
            };
            quote! { #index => #ty::deserialize(from).map(Self::#ident) }
        });
    let idents: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    let discriminator = discriminator.map(|found| {
        quote! { const DISCRIMINATOR: Option<::cadastro_core::Discriminator> = Some(#found); }
    });
    let mut items: Vec<Item> = vec![
        syn::parse_quote! {
            #(#comment)*
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#declared,)*
                /// What is none of these, as it came.
                Unknown(::cadastro_core::Json),
            }
        },
        syn::parse_quote! {
            impl ::cadastro_core::Choice for #name {
                const VARIANTS: &'static [::cadastro_core::Shape] = &[#(#shapes),*];
                #discriminator

                fn read<'de, D: ::serde::Deserializer<'de>>(variant: usize, from: D) -> Result<Self, D::Error> {
                    match variant {
                        #(#read,)*
                        _ => Err(::cadastro_core::choice::no_variant()),
                    }
                }

                fn unknown(json: ::cadastro_core::Json) -> Self {
                    Self::Unknown(json)
                }
            }
        },
        syn::parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    ::cadastro_core::choice::deserialize(from)
                }
            }
        },
        syn::parse_quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#idents(value) => value.serialize(to),)*
                        Self::Unknown(json) => json.serialize(to),
                    }
                }
            }
        },
    ];
    items.extend(conversions(&name, &variants, context));
    items.extend(validate.into_iter().flatten());
    Ok(items)
}

fn variants<'a>(name: &str, context: &'a Context<'_>) -> anyhow::Result<Vec<Variant<'a>>> {
    let mut taken = Taken::default();
    taken.take("Unknown");
    let branches = openapi::elements(&context.schema(name)["oneOf"]);
    branches
        .zip(context.types.variants(name))
        .map(|(branch, ty)| {
            let called = called(&ty);
            // The enum's own name in front of each would say nothing.
            let short = called
                .strip_prefix(name)
                .filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
            let called = taken.next(&naming::variant_name(short.unwrap_or(&called)));
            Ok(Variant {
                ident: ident(&called)?,
                ty,
                branch,
            })
        })
        .collect()
}

/// What a variant is called: its component, or the kind of its value.
fn called(ty: &Ty) -> String {
    match ty {
        Ty::Core(name) | Ty::Named(name) | Ty::Value(name) | Ty::Extended(name, _) => name.clone(),
        Ty::Plain("bool") => "Boolean".to_owned(),
        Ty::Plain(_) => "Integer".to_owned(),
        Ty::Of(Generic::Vec | Generic::Records, item) => format!("{}List", called(item)),
        Ty::Of(Generic::Map, value) => format!("{}Map", called(value)),
        Ty::Of(_, inner) => called(inner),
    }
}

fn comment_of(context: &Context<'_>, branch: &Value, owner: &str) -> Vec<syn::Attribute> {
    let target = openapi::schema_name(branch).map(|name| context.schema(name));
    let text = docs::described(branch)
        .or_else(|| {
            target
                .and_then(docs::described)
                .map(|text| docs::first_sentence(&text))
        })
        .unwrap_or_else(|| format!("One of the types of {}.", docs::code(owner)));
    docs::comment(&text)
}

/// The member that tells the variants apart, where the document names one.
fn discriminator(name: &str, context: &Context<'_>) -> Option<TokenStream> {
    let schema = context.schema(name);
    let found = schema.get("discriminator")?;
    let property = found.get("propertyName")?.as_str()?;
    let mut indices: BTreeMap<&str, usize> = BTreeMap::new();
    let mut mapping: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, branch) in openapi::elements(&schema["oneOf"]).enumerate() {
        let Some(target) = openapi::schema_name(branch) else {
            continue;
        };
        indices.insert(target, index);
        let component = context.schema(target);
        // The name of a schema is a value of its own; one that was inline has none.
        if component.get(OWNER).is_none() {
            let wire = component.get(NAME_IN_DOCUMENT).and_then(Value::as_str);
            mapping.insert(wire.unwrap_or(target), index);
        }
    }
    for (value, target) in openapi::members(&found["mapping"]) {
        let target = target.as_str().and_then(openapi::name_in_reference);
        match target.and_then(|target| indices.get(target)) {
            Some(index) => {
                mapping.insert(value, *index);
            }
            None => context.notes.add(
                format!("/components/schemas/{name}/discriminator"),
                format!("the value `{value}` stands for a schema that is no branch; it is read as unknown"),
            ),
        }
    }
    let values = mapping.keys();
    let indices = mapping
        .values()
        .map(|index| Literal::usize_unsuffixed(*index));
    Some(quote! {
        ::cadastro_core::Discriminator { property: #property, mapping: &[#((#values, #indices)),*] }
    })
}

/// `From` for each variant whose type is no other's.
fn conversions(name: &Ident, variants: &[Variant<'_>], context: &Context<'_>) -> Vec<Item> {
    let unboxed = |ty: &Ty| match ty {
        Ty::Of(Generic::Boxed, inner) => (**inner).clone(),
        other => other.clone(),
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for variant in variants {
        let key = context.types.without_names(&unboxed(&variant.ty));
        *seen.entry(key).or_default() += 1;
    }
    let json = "::cadastro_core::Json";
    let mut items: Vec<Item> = Vec::new();
    for Variant { ident, ty, .. } in variants {
        let inner = unboxed(ty);
        let key = context.types.without_names(&inner);
        if seen.get(&key) != Some(&1) || key == json {
            continue;
        }
        let from = inner.tokens();
        let value = if inner == *ty {
            quote!(value)
        } else {
            quote!(::std::boxed::Box::new(value))
        };
        items.push(syn::parse_quote! {
            impl From<#from> for #name {
                fn from(value: #from) -> Self {
                    Self::#ident(#value)
                }
            }
        });
    }
    items
}

/// What is sent can be checked: the variant that it is.
fn validate(
    name: &str,
    variants: &[Variant<'_>],
    context: &Context<'_>,
    tally: &mut Tally,
) -> anyhow::Result<Vec<Item>> {
    let mut found = Checks::new(context, name);
    let mut arms = Vec::new();
    let mut rest: BTreeSet<&Ident> = BTreeSet::new();
    for Variant { ident, ty, branch } in variants {
        let checks = found.of(branch, ty, 0)?;
        if checks.is_empty() {
            rest.insert(ident);
        } else {
            arms.push(quote! { Self::#ident(value) => { #(#checks;)* } });
        }
    }
    let check = if arms.is_empty() {
        format_ident!("_check")
    } else {
        format_ident!("check")
    };
    let rest = rest.iter().map(|ident| quote!(Self::#ident(_)));
    let body = if arms.is_empty() {
        quote!()
    } else {
        quote! { match self { #(#arms)* #(#rest |)* Self::Unknown(_) => {} } }
    };
    let about = about_validate(&found.unchecked);
    tally.leave_out(found.unchecked);
    let name = ident(name)?;
    Ok(vec![
        syn::parse_quote! {
            impl #name {
                #(#about)*
                pub fn validate(&self) -> Result<(), ::cadastro_core::Violations> {
                    let mut check = ::cadastro_core::Check::new();
                    ::cadastro_core::Validate::check(self, &mut check);
                    check.finish()
                }
            }
        },
        syn::parse_quote! {
            impl ::cadastro_core::Validate for #name {
                fn check(&self, #check: &mut ::cadastro_core::Check) {
                    #body
                }
            }
        },
    ])
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, asking, code};

    const SCHEMAS: &str = "A: {type: object, properties: {way: {$ref: '#/components/schemas/Way'}, n: {oneOf: [{type: boolean}, {type: array, items: {type: string}}]}}},
  Way: {oneOf: [{$ref: '#/components/schemas/Pix'}, {$ref: '#/components/schemas/Ted'}, {$ref: '#/components/schemas/A'}],
    discriminator: {propertyName: kind, mapping: {P: '#/components/schemas/Pix'}}},
  Pix: {type: object, required: [key], properties: {key: {type: string, maxLength: 3}, kind: {type: string, enum: [P]}}},
  Ted: {type: object, required: [bank], properties: {bank: {type: string}, kind: {type: string, enum: [T]}}}";

    #[test]
    fn a_choice_reads_and_writes_what_it_holds() {
        let code = code(&answering(SCHEMAS)).unwrap();
        for expected in [
            "pub enum Way {",
            "Pix(Pix),",
            "A(Box<A>),",
            "Unknown(Json),",
            "Shape::object(&[\"key\"], &[\"key\", \"kind\"]).with_listed(&[(\"kind\", &[\"P\"])])",
            "property: \"kind\",",
            "mapping: &[(\"A\", 2), (\"P\", 0), (\"Pix\", 0), (\"Ted\", 1)],",
            "0 => Pix::deserialize(from).map(Self::Pix),",
            "impl From<A> for Way {",
            "Self::A(Box::new(value))",
            "pub enum An {",
            "Boolean(bool),",
            "TextList(Vec<Text>),",
            "Shape::of(&[JsonKind::List])",
            "use serde::{Deserialize, Deserializer, Serialize, Serializer};",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(!code.contains("impl Validate for Way"), "{code}");
    }

    #[test]
    fn lists_of_objects_are_told_apart_by_their_elements() {
        let code = code(&answering(
            "A: {oneOf: [{type: array, items: {$ref: '#/components/schemas/P'}}, {type: array, items: {$ref: '#/components/schemas/Q'}}]},
  P: {type: object, required: [t], properties: {t: {type: string, enum: [P]}}},
  Q: {type: object, required: [t], properties: {t: {type: string, enum: [Q]}}}",
        ))
        .unwrap();
        for letter in ["P", "Q"] {
            let shape = format!(
                "Shape::list_of(Shape::object(&[\"t\"], &[\"t\"]).with_listed(&[(\"t\", &[\"{letter}\"])]))"
            );
            let flat: String = code.split_whitespace().collect();
            let shape: String = shape.split_whitespace().collect();
            assert!(flat.replace(",)", ")").contains(&shape), "{shape}\n{code}");
        }
    }

    #[test]
    fn what_is_sent_of_a_choice_is_checked() {
        let code = code(&asking(SCHEMAS)).unwrap();
        for expected in [
            "impl Validate for Way {",
            "Self::Pix(value) => {",
            "value.check(check);",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }
}
