//! The module that makes the calls of one crate from cases: arguments by their names on the wire, read as their types.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item};

use super::bodies::{Body, Content, Form};
use super::calls::Call;
use super::ident;
use super::parts::{Part, Parts, Writing};

/// The items of the module; `package` is the crate's name.
pub(super) fn items(calls: &[Call<'_>], package: &str) -> anyhow::Result<Vec<Item>> {
    let package = ident(&package.replace('-', "_"))?;
    let mut arms = Vec::new();
    let mut functions: Vec<Item> = Vec::new();
    for (index, call) in calls.iter().enumerate() {
        let name = format_ident!("call_{index}");
        let (method, path) = (call.site.method, call.site.path);
        let endpoint = if call.secured.variant.to_string() == "Basic" {
            format_ident!("basic")
        } else {
            format_ident!("token")
        };
        arms.push(quote! {
            (#method, #path) => ::std::boxed::Box::pin(#name(&::#package::Client::new(endpoints.#endpoint.clone()), case)).await,
        });
        functions.push(function(call, &name, &package)?);
    }
    let mut items: Vec<Item> = vec![
        syn::parse_quote! {
            #[allow(unused_imports)]
            use ::#package::*;
        },
        syn::parse_quote! {
            type Called = ::std::result::Result<crate::protocol::Outcome, crate::protocol::Outcome>;
        },
        syn::parse_quote! {
            /// Makes the call of a case.
            pub async fn call(endpoints: &crate::protocol::Endpoints, case: &crate::protocol::Case) -> crate::protocol::Outcome {
                let (method, path) = (case.method(), case.path());
                let called = match (method.as_str(), path.as_str()) {
                    #(#arms)*
                    _ => Err(crate::protocol::Outcome::Unsupported(format!("no operation `{method} {path}`"))),
                };
                called.unwrap_or_else(|outcome| outcome)
            }
        },
    ];
    items.extend(functions);
    Ok(items)
}

fn function(call: &Call<'_>, name: &Ident, package: &Ident) -> anyhow::Result<Item> {
    let mut steps = Vec::new();
    let mut before = Vec::new();
    for (index, parameter) in call.arguments.iter().enumerate() {
        let argument = format_ident!("argument_{index}");
        let (ty, wire, place) = (&parameter.ty, parameter.wire, parameter.place.word());
        steps.push(if parameter.is_key {
            quote!(let #argument = crate::protocol::KEY;)
        } else {
            quote!(let #argument = case.required::<#ty>(#place, #wire)?;)
        });
        before.push(quote!(#argument,));
    }
    let mut after = Vec::new();
    if let Some(params) = call.params()? {
        let fields = call.options.iter().map(|parameter| {
            let (field, wire, place) = (&parameter.ident, parameter.wire, parameter.place.word());
            quote!(params.#field = case.parameter(#place, #wire)?;)
        });
        steps.push(quote! {
            let mut params = ::#package::#params::new();
            #(#fields)*
        });
        after.push(quote!(params));
    }
    let function = &call.function;
    let with = |body: Option<TokenStream>| {
        let body = body.map(|body| quote!(#body,));
        quote!(Ok(crate::protocol::outcome(client.#function(#(#before)* #body #(#after)*).await)))
    };
    let ends = match &call.body {
        None => with(None),
        Some(body) => by_media(body, package, with),
    };
    Ok(syn::parse_quote! {
        async fn #name(client: &::#package::Client, case: &crate::protocol::Case) -> Called {
            #(#steps)*
            #ends
        }
    })
}

/// The call for each media type that a case may have.
fn by_media(
    body: &Body<'_>,
    package: &Ident,
    with: impl Fn(Option<TokenStream>) -> TokenStream,
) -> TokenStream {
    let arms = body.forms.iter().map(|form| {
        let keys = &form.keys;
        let Some((made, value)) = value(form, package, body.choice.is_some()) else {
            return quote! {
                Some(#(#keys)|*) => Err(crate::protocol::Outcome::Unsupported("a form without parts".to_owned())),
            };
        };
        let value = match &body.choice {
            Some(choice) => {
                let variant = &form.variant;
                quote!(::#package::#choice::#variant(#value))
            }
            None => value,
        };
        let value = if body.required { value } else { quote!(Some(#value)) };
        let called = with(Some(value));
        quote! {
            Some(#(#keys)|*) => {
                #made
                #called
            }
        }
    });
    let nothing = if body.required {
        quote!(Err(crate::protocol::missing("the body")))
    } else {
        with(Some(quote!(None)))
    };
    quote! {
        let media = case.media();
        match media.as_deref() {
            #(#arms)*
            None => #nothing,
            Some(other) => Err(crate::protocol::Outcome::Unsupported(format!("no body of `{other}`"))),
        }
    }
}

/// What makes the body, and the expression that is handed over.
fn value(form: &Form<'_>, package: &Ident, in_choice: bool) -> Option<(TokenStream, TokenStream)> {
    Some(match &form.content {
        Content::Json(ty) | Content::Form(ty, _) => {
            (quote!(let body = case.body::<#ty>()?;), quote!(&body))
        }
        Content::Signed(claims) => (
            quote!(let body = ::cadastro_core::Jws::<#claims>::new(case.body::<String>()?);),
            quote!(&body),
        ),
        Content::Upload { part } => (
            quote!(let body = case.file(#part)?.ok_or_else(|| crate::protocol::missing(#part))?;),
            quote!(body),
        ),
        Content::Parts(parts) => (parts_value(parts, package), quote!(body)),
        Content::AnyParts => return None,
        Content::Text => (quote!(let body = case.body::<String>()?;), quote!(body)),
        Content::Bytes => (quote!(let body = case.bytes()?;), quote!(body)),
        Content::BytesOf => {
            let media = form.media;
            let made = quote! {
                let media = crate::protocol::concrete(#media);
                let body = case.bytes()?;
            };
            let value = if in_choice {
                quote!(media, body)
            } else {
                quote!((media, body))
            };
            (made, value)
        }
    })
}

fn parts_value(parts: &Parts<'_>, package: &Ident) -> TokenStream {
    let name = &parts.name;
    let taken = |part: &Part<'_>| {
        let wire = part.wire;
        match (part.writing, part.repeated) {
            (Writing::File, true) => quote!(case.files(#wire)?),
            (Writing::File, false) => quote!(case.file(#wire)?),
            _ => {
                let ty = &part.ty;
                quote!(case.part::<#ty>(#wire)?)
            }
        }
    };
    let required = parts.parts.iter().filter(|part| part.required).map(|part| {
        let (taken, wire) = (taken(part), part.wire);
        quote!(#taken.ok_or_else(|| crate::protocol::missing(#wire))?)
    });
    let optional = parts
        .parts
        .iter()
        .filter(|part| !part.required)
        .map(|part| {
            let (taken, field) = (taken(part), &part.ident);
            quote!(body.#field = #taken;)
        });
    let optional: Vec<TokenStream> = optional.collect();
    let mutable = (!optional.is_empty()).then(|| quote!(mut));
    quote! {
        let #mutable body = ::#package::#name::new(#(#required),*);
        #(#optional)*
    }
}
