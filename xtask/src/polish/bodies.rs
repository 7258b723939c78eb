//! Request bodies by media type (OpenAPI 3.0.3, Request Body Object): what a function takes, and how it is sent. An
//! operation with several media types has an enum of them.

mod media;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

pub(super) use media::{is_json, is_range, is_read_as_json, is_signed};

use super::parts::{self, Parts};
use super::{Context, docs, fields, ident};
use crate::fixups::MULTIPART;
use crate::load::join_pointer;
use crate::openapi::{self, Site};
use crate::operation_names::{self, OperationName};
use media::essence;

/// The body of an operation.
pub(super) struct Body<'a> {
    pub(super) required: bool,
    /// The type that the function takes where there are several media types.
    pub(super) choice: Option<Ident>,
    /// One for each media type.
    pub(super) forms: Vec<Form<'a>>,
}

/// The body in one media type.
pub(super) struct Form<'a> {
    /// The media type that the document has.
    pub(super) media: &'a str,
    /// It and what else stands for it: with other parameters it is the same.
    pub(super) keys: Vec<&'a str>,
    /// Its variant in the choice.
    pub(super) variant: Ident,
    pub(super) content: Content<'a>,
}

/// What is sent in one media type.
pub(super) enum Content<'a> {
    Json(Type),
    /// A form, and how some of its members are written.
    Form(Type, Vec<TokenStream>),
    /// A form with a single part, a file.
    Upload {
        part: &'a str,
    },
    /// A form with parts of their own names.
    Parts(Parts<'a>),
    /// A form of which the document says nothing.
    AnyParts,
    /// A compact JWS with claims of this type.
    Signed(Type),
    Text,
    Bytes,
    /// Bytes of a media type that the document leaves open.
    BytesOf,
}

/// The body of an operation; `None` where it has none.
pub(super) fn of_site<'a>(
    context: &'a Context<'_>,
    site: &Site<'a>,
    name: &OperationName,
) -> anyhow::Result<Option<Body<'a>>> {
    let Some(facts) = site.operation.get("requestBody") else {
        return Ok(None);
    };
    let facts = openapi::resolve(context.facts, facts);
    let at = join_pointer(&site.pointer(), "requestBody");
    // One media type with and without parameters is one.
    let mut found: Vec<(Vec<&str>, &Value)> = Vec::new();
    for (media, content) in openapi::members(&facts["content"]) {
        let same = found.iter_mut().find(|(known, before)| {
            essence(known[0]) == essence(media) && before["schema"] == content["schema"]
        });
        match same {
            Some((keys, _)) => keys.push(media),
            None => found.push((vec![media], content)),
        }
    }
    if found.is_empty() {
        context
            .notes
            .add(at, "a request body without a media type: none is sent");
        return Ok(None);
    }
    let variants =
        operation_names::of_variants(found.iter().map(|(keys, _)| media::variant(keys[0])));
    let several = found.len() > 1;
    let forms = found
        .into_iter()
        .zip(variants)
        .map(|((keys, facts), variant)| {
            let media = keys[0];
            Ok(Form {
                media,
                keys,
                variant: ident(&variant)?,
                content: content(context, &join_pointer(&at, "content"), media, facts, name)?,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let choice = several
        .then(|| ident(&format!("{}Body", name.types)))
        .transpose()?;
    Ok(Some(Body {
        required: facts["required"] == true,
        choice,
        forms,
    }))
}

fn content<'a>(
    context: &'a Context<'_>,
    at: &str,
    media: &'a str,
    facts: &'a Value,
    name: &OperationName,
) -> anyhow::Result<Content<'a>> {
    let schema = &facts["schema"];
    let essence = essence(media).to_ascii_lowercase();
    let data = || data_type(context, schema, &name.types, false);
    Ok(match essence.as_str() {
        _ if is_read_as_json(context, media, schema) => Content::Json(data()?),
        "application/x-www-form-urlencoded" => {
            let encodings = encodings(context, &join_pointer(at, media), facts)?;
            Content::Form(data()?, encodings)
        }
        MULTIPART => parts::of_content(context, &join_pointer(at, media), facts, name)?,
        // The caller knows the boundary, which is a part of the media type.
        multipart if multipart.starts_with("multipart/") => Content::BytesOf,
        _ if is_signed(media) => Content::Signed(claims_type(context, schema, &name.types, false)?),
        _ if is_range(media) => Content::BytesOf,
        xml if xml == "text/xml" || xml.ends_with("+xml") => Content::Bytes,
        text if text.starts_with("text/") => Content::Text,
        _ => Content::Bytes,
    })
}

/// The type of a JSON body; any JSON where the document does not say more.
pub(super) fn data_type(
    context: &Context<'_>,
    schema: &Value,
    owner: &str,
    read: bool,
) -> anyhow::Result<Type> {
    if schema.is_object() {
        context.ty(schema, owner, "", read)
    } else {
        Ok(syn::parse_quote!(::cadastro_core::Json))
    }
}

/// The type of the claims of a JWS. That the JWS itself is a text says nothing of them.
pub(super) fn claims_type(
    context: &Context<'_>,
    schema: &Value,
    owner: &str,
    read: bool,
) -> anyhow::Result<Type> {
    if openapi::text(openapi::resolve(context.facts, schema), "type") == "string" {
        Ok(syn::parse_quote!(::cadastro_core::Json))
    } else {
        data_type(context, schema, owner, read)
    }
}

/// How the members of a form are written that have an encoding of their own.
fn encodings(context: &Context<'_>, at: &str, facts: &Value) -> anyhow::Result<Vec<TokenStream>> {
    let schema = openapi::resolve(context.facts, &facts["schema"]);
    let mut encodings = Vec::new();
    for (name, encoding) in openapi::members(&facts["encoding"]) {
        if schema["properties"].get(name).is_none() {
            continue;
        }
        if is_json(openapi::text(encoding, "contentType")) {
            encodings.push(quote!(::cadastro_core::Encoding::Json(#name)));
            continue;
        }
        let style = match openapi::text(encoding, "style") {
            "" | "form" => "Form",
            "spaceDelimited" => "SpaceDelimited",
            "pipeDelimited" => "PipeDelimited",
            "deepObject" => "DeepObject",
            other => {
                context.notes.add(
                    join_pointer(&join_pointer(at, "encoding"), name),
                    format!("style `{other}` of a member of a form: it is sent as `form`"),
                );
                continue;
            }
        };
        let explode = encoding
            .get("explode")
            .map_or(style == "Form", |explode| *explode == true);
        if encoding["allowReserved"] == true {
            context.notes.add(
                join_pointer(&join_pointer(at, "encoding"), name),
                "`allowReserved` of a member of a form: its reserved characters are encoded like any other",
            );
        }
        // What a form does anyway.
        if style == "Form" && explode {
            continue;
        }
        let style = super::ident(style)?;
        encodings.push(quote! {
            ::cadastro_core::Encoding::Styled(#name, ::cadastro_core::Style::#style, #explode)
        });
    }
    Ok(encodings)
}

impl Body<'_> {
    /// What the argument is called.
    pub(super) fn argument(&self) -> Ident {
        let name = match self.forms.as_slice() {
            [
                Form {
                    content: Content::Upload { .. },
                    ..
                },
            ] => "upload",
            [
                Form {
                    content: Content::Parts(_),
                    ..
                },
            ] => "parts",
            _ => "body",
        };
        format_ident!("{name}")
    }

    /// The type of the argument.
    pub(super) fn ty(&self) -> TokenStream {
        let whole = match (&self.choice, self.forms.as_slice()) {
            (None, [form]) if self.required => return form.content.argument(),
            (None, [form]) => form.content.held(&quote!()),
            (choice, _) => {
                let lifetime = self.borrows().then(|| quote!(<'_>));
                quote!(#choice #lifetime)
            }
        };
        if self.required {
            whole
        } else {
            quote!(Option<#whole>)
        }
    }

    /// What puts the body into `request`, where that is one step of a chain.
    pub(super) fn step(&self) -> Option<TokenStream> {
        match self.forms.as_slice() {
            [form] if self.required && self.choice.is_none() => {
                let argument = self.argument();
                Some(form.content.step(form.media, &quote!(#argument), true))
            }
            _ => None,
        }
    }

    /// What puts the body into `request`, where it takes a look at what there is.
    pub(super) fn choice_of_steps(&self) -> Option<TokenStream> {
        if self.step().is_some() {
            return None;
        }
        let argument = self.argument();
        let arms = self.forms.iter().map(|form| {
            let variant = &form.variant;
            let is_pair = matches!(form.content, Content::BytesOf) && self.choice.is_some();
            let pattern = if is_pair {
                quote!(media, content)
            } else {
                quote!(#argument)
            };
            let pattern = match &self.choice {
                Some(choice) => quote!(#choice::#variant(#pattern)),
                None => pattern,
            };
            let pattern = if self.required {
                pattern
            } else {
                quote!(Some(#pattern))
            };
            let step = if is_pair {
                quote!(.bytes(media, content))
            } else {
                let only = self.choice.is_none();
                form.content.step(form.media, &quote!(#argument), only)
            };
            quote!(#pattern => request #step,)
        });
        let nothing = (!self.required).then(|| quote!(None => request,));
        Some(quote! {
            let request = match #argument { #(#arms)* #nothing };
        })
    }

    /// The media types as the table of operations has them.
    pub(super) fn media(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(Form::sent_as)
    }

    /// The enums that are written as plain texts in it.
    pub(super) fn plain_enums(&self) -> impl Iterator<Item = &str> {
        let parts = self.forms.iter().filter_map(|form| match &form.content {
            Content::Parts(parts) => Some(parts),
            _ => None,
        });
        parts.flat_map(Parts::plain_enums)
    }

    fn borrows(&self) -> bool {
        self.forms.iter().any(|form| {
            matches!(
                form.content,
                Content::Json(_) | Content::Form(..) | Content::Signed(_)
            )
        })
    }

    /// The types of its own.
    pub(super) fn items(&self, function: &Ident) -> Vec<Item> {
        let mut items = Vec::new();
        for form in &self.forms {
            if let Content::Parts(parts) = &form.content {
                items.extend(parts.items(function));
            }
        }
        let Some(name) = &self.choice else {
            return items;
        };
        let about = docs::comment_with_links(&format!(
            "The body of [`Client::{function}`](crate::Client::{function}), in one of its media types."
        ));
        let lifetime = self.borrows().then(|| quote!(<'a>));
        let variants = self.forms.iter().map(|form| {
            let Form {
                media,
                variant,
                content,
                ..
            } = form;
            let comment = docs::comment(&format!("`{media}`"));
            let held = match content {
                Content::BytesOf => quote!(&'static str, ::cadastro_core::Bytes),
                content => content.held(&quote!('a)),
            };
            quote!(#(#comment)* #variant(#held))
        });
        items.push(syn::parse_quote! {
            #(#about)*
            #[derive(Debug)]
            #[non_exhaustive]
            pub enum #name #lifetime { #(#variants),* }
        });
        items
    }
}

impl Form<'_> {
    /// The media type that is sent.
    fn sent_as(&self) -> &str {
        sent_as(self.media, &self.content)
    }
}

/// A range is nothing that can be sent.
fn sent_as<'m>(media: &'m str, content: &Content<'_>) -> &'m str {
    match content {
        Content::Json(_) if is_range(media) => "application/json",
        _ => media,
    }
}

impl Content<'_> {
    /// The type of a required argument.
    fn argument(&self) -> TokenStream {
        match self {
            Self::Bytes => quote!(impl Into<::cadastro_core::Bytes>),
            Self::Text => quote!(impl Into<String>),
            other => other.held(&quote!()),
        }
    }

    /// The type where a value of it is held.
    fn held(&self, lifetime: &TokenStream) -> TokenStream {
        match self {
            Self::Json(ty) | Self::Form(ty, _) => match fields::argument_of(ty, "Vec") {
                Some(item) => quote!(&#lifetime [#item]),
                None => quote!(&#lifetime #ty),
            },
            Self::Signed(claims) => quote!(&#lifetime ::cadastro_core::Jws<#claims>),
            Self::Upload { .. } => quote!(::cadastro_core::Upload),
            Self::Parts(parts) => {
                let name = &parts.name;
                quote!(#name)
            }
            Self::AnyParts => quote!(::cadastro_core::Multipart),
            Self::Text => quote!(String),
            Self::Bytes => quote!(::cadastro_core::Bytes),
            Self::BytesOf => quote!((&'static str, ::cadastro_core::Bytes)),
        }
    }

    /// What puts `value` into a request; the media type goes without saying where it is the operation's `only` one.
    fn step(&self, media: &str, value: &TokenStream, only: bool) -> TokenStream {
        let media = sent_as(media, self);
        match self {
            Self::Json(_) if only => quote!(.json(#value)),
            Self::Json(_) => quote!(.json_as(#media, #value)),
            Self::Form(_, encodings) if encodings.is_empty() => quote!(.form(#value)),
            Self::Form(_, encodings) => quote!(.form_as(#value, &[#(#encodings),*])),
            Self::Upload { part } => quote!(.upload(#part, #value)),
            Self::Parts(_) => quote!(.multipart(#value.into())),
            Self::AnyParts => quote!(.multipart(#value)),
            Self::Signed(_) => quote!(.jws(#media, #value)),
            Self::Text => quote!(.text(#media, #value)),
            Self::Bytes => quote!(.bytes(#media, #value)),
            Self::BytesOf => quote!(.bytes(#value.0, #value.1)),
        }
    }
}

#[cfg(test)]
mod tests;
