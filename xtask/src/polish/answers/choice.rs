//! Enums of the answers of an operation: of its successes a variant for each status, of its errors one for each type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, Type};

use super::{Answer, Status};
use crate::operation_names::{self, OperationName};
use crate::polish::{docs, fields, ident};

/// An enum of answers.
pub(super) struct Choice {
    pub(super) name: Ident,
    variants: Vec<Variant>,
}

struct Variant {
    name: Ident,
    /// `None` without a body.
    ty: Option<Type>,
    /// The documented statuses.
    statuses: Vec<(Status, String)>,
}

impl Choice {
    /// The enum of successes of several types, a variant for each status.
    pub(super) fn of_successes(
        successes: &[&Answer<'_>],
        name: &OperationName,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            name: ident(&format!("{}Answer", name.types))?,
            variants: successes.iter().map(|answer| by_status(answer)).collect(),
        })
    }

    /// The enum of errors of several types, a variant for each.
    pub(super) fn of_errors(
        errors: &[&Answer<'_>],
        name: &OperationName,
    ) -> anyhow::Result<Option<Self>> {
        let mut groups: Vec<(Type, Vec<(Status, String)>)> = Vec::new();
        for answer in errors {
            let Some(ty) = &answer.ty else { continue };
            let status = (answer.status, answer.key.to_owned());
            match groups.iter_mut().find(|(known, _)| known == ty) {
                Some((_, statuses)) => statuses.push(status),
                None => groups.push((ty.clone(), vec![status])),
            }
        }
        if groups.len() < 2 {
            return Ok(None);
        }
        let wires: Vec<String> = groups.iter().map(|(ty, _)| variant_of_type(ty)).collect();
        let names = operation_names::of_variants(wires.iter().map(String::as_str));
        let variants = groups.into_iter().zip(names).map(|((ty, statuses), name)| {
            Ok(Variant {
                name: ident(&name)?,
                ty: Some(ty),
                statuses,
            })
        });
        Ok(Some(Self {
            name: ident(&format!("{}Error", name.types))?,
            variants: variants.collect::<anyhow::Result<_>>()?,
        }))
    }

    pub(super) fn items(&self, about: &str) -> Vec<Item> {
        let Self { name, variants } = self;
        let about = docs::comment_with_links(about);
        let declared = variants.iter().map(|Variant { name, ty, statuses }| {
            let keys: Vec<String> = statuses.iter().map(|(_, key)| format!("`{key}`")).collect();
            let bodyless = if ty.is_none() { ", without a body" } else { "" };
            let comment = docs::comment(&format!("{}{bodyless}", keys.join(", ")));
            let held = ty.iter();
            quote!(#(#comment)* #name #((#held))*)
        });
        let arms = variants.iter().map(|Variant { name, ty, statuses }| {
            let pattern = pattern(statuses);
            let read = match ty {
                Some(_) => quote!(reply.read(Self::#name)),
                None => quote!(reply.read(|::cadastro_core::NoBody| Self::#name)),
            };
            quote!(Some(#pattern) => #read,)
        });
        vec![
            syn::parse_quote! {
                #(#about)*
                #[derive(Clone, Debug)]
                #[non_exhaustive]
                pub enum #name { #(#declared),* }
            },
            syn::parse_quote! {
                impl ::cadastro_core::Decode for #name {
                    fn decode(body: &::cadastro_core::Bytes) -> Result<(Self, Vec<::cadastro_core::Place>), ::cadastro_core::DecodeError> {
                        Self::decode_reply(&::cadastro_core::Reply::of_body(body))
                    }

                    fn decode_reply(reply: &::cadastro_core::Reply<'_>) -> Result<(Self, Vec<::cadastro_core::Place>), ::cadastro_core::DecodeError> {
                        match reply.documented_status() {
                            #(#arms)*
                            _ => Err(reply.undocumented()),
                        }
                    }
                }
            },
        ]
    }
}

/// The pattern of `cadastro_core::Status` that takes any of some.
fn pattern(statuses: &[(Status, String)]) -> TokenStream {
    let (mut codes, mut classes, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let number = proc_macro2::Literal::u16_unsuffixed;
    for (status, _) in statuses {
        match *status {
            Status::Code(code) => codes.push(number(code)),
            Status::Class(digit) => classes.push(number(digit)),
            Status::Default => others.push(quote!(::cadastro_core::Status::Default)),
        }
    }
    let codes = (!codes.is_empty()).then(|| quote!(::cadastro_core::Status::Code(#(#codes)|*)));
    let classes =
        (!classes.is_empty()).then(|| quote!(::cadastro_core::Status::Class(#(#classes)|*)));
    let any = codes.into_iter().chain(classes).chain(others);
    quote!(#(#any)|*)
}

fn by_status(answer: &Answer<'_>) -> Variant {
    let name = match answer.status {
        Status::Code(code) => format_ident!("Status{code}"),
        Status::Class(digit) => format_ident!("Status{digit}xx"),
        Status::Default => format_ident!("Default"),
    };
    Variant {
        name,
        ty: answer.ty.clone(),
        statuses: vec![(answer.status, answer.key.to_owned())],
    }
}

/// What the variant of a type is called.
fn variant_of_type(ty: &Type) -> String {
    let of = |generic: &str| fields::argument_of(ty, generic).map(variant_of_type);
    let list = of("Records")
        .or_else(|| of("Vec"))
        .map(|item| format!("{item}List"));
    let wrapped = list
        .or_else(|| of("Jws").map(|claims| format!("Signed{claims}")))
        .or_else(|| of("MaybeSigned").map(|claims| format!("MaybeSigned{claims}")))
        .or_else(|| of("AnyMedia").map(|data| format!("Any{data}")));
    wrapped.unwrap_or_else(|| match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default(),
        _ => String::new(),
    })
}
