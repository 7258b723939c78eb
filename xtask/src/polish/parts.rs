//! Bodies of the type `multipart/form-data` (OpenAPI 3.0.3, "Special Considerations for multipart Content"): a struct
//! of the parts, each in the form that its schema and its encoding ask for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::bodies::{self, Content};
use super::requests::setter_argument;
use super::{Context, Kind, docs, fields, ident};
use crate::load::join_pointer;
use crate::openapi;
use crate::operation_names::{self, OperationName};

/// The parts of a body.
pub(super) struct Parts<'a> {
    /// The struct that holds them.
    pub(super) name: Ident,
    pub(super) parts: Vec<Part<'a>>,
}

/// One part.
pub(super) struct Part<'a> {
    pub(super) wire: &'a str,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) required: bool,
    pub(super) writing: Writing,
    facts: &'a Value,
    /// The media type that the document wants of it, where it is not the usual one.
    media: Option<&'a str>,
    /// Whether it is a list, each item of which is a part of its own.
    pub(super) repeated: bool,
    plain_enum: Option<&'a str>,
}

/// How a part is written.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Writing {
    Text,
    Json,
    File,
}

/// What a multipart body is sent from.
pub(super) fn of_content<'a>(
    context: &'a Context<'_>,
    at: &str,
    facts: &'a Value,
    name: &OperationName,
) -> anyhow::Result<Content<'a>> {
    let (schema, owner) = match openapi::schema_name(&facts["schema"]) {
        Some(component) => (context.schema(component), component.to_owned()),
        None => (&facts["schema"], format!("{}Body", name.types)),
    };
    let members: Vec<(&str, &Value)> = openapi::members(&schema["properties"]).collect();
    match members.as_slice() {
        [] => return Ok(Content::AnyParts),
        [(part, member)] if is_file(member) => return Ok(Content::Upload { part }),
        _ => {}
    }
    let names = operation_names::of_neighbours(
        members.iter().map(|(wire, _)| (*wire, "part")),
        &["new", "self"],
    );
    let parts = members
        .into_iter()
        .zip(names)
        .map(|((wire, member), name)| {
            let place = Place {
                at,
                owner: &owner,
                wire,
                encoding: &facts["encoding"][wire],
            };
            let required = openapi::elements(&schema["required"]).any(|name| name == wire);
            part(context, &place, member, required, &name)
        });
    Ok(Content::Parts(Parts {
        name: ident(&format!("{}Parts", name.types))?,
        parts: parts.collect::<anyhow::Result<_>>()?,
    }))
}

fn is_file(member: &Value) -> bool {
    openapi::text(member, "type") == "string" && openapi::text(member, "format") == "binary"
}

/// Where a part stands in the document.
struct Place<'p, 'a> {
    at: &'p str,
    owner: &'p str,
    wire: &'a str,
    encoding: &'a Value,
}

fn part<'a>(
    context: &'a Context<'_>,
    place: &Place<'_, 'a>,
    member: &'a Value,
    required: bool,
    name: &str,
) -> anyhow::Result<Part<'a>> {
    let wire = place.wire;
    let target = openapi::resolve(context.facts, member);
    let items = target.get("items");
    let item = items.map_or(target, |items| openapi::resolve(context.facts, items));
    let media =
        Some(openapi::text(place.encoding, "contentType")).filter(|media| !media.is_empty());
    // A list of several media types, or a range, leaves the choice to whoever sends the part; of files the core chooses.
    let settled = media.filter(|media| !media.contains(',') && !bodies::is_range(media));
    let writing = if is_file(item) {
        Writing::File
    } else if settled.map_or_else(|| is_data(item), bodies::is_json) {
        Writing::Json
    } else {
        Writing::Text
    };
    if place.encoding.get("headers").is_some() {
        context.notes.add(
            join_pointer(place.at, "encoding"),
            format!("headers of part `{wire}`: none are sent but `Content-Type`"),
        );
    }
    let as_text = writing == Writing::Text && is_data(item);
    if as_text {
        let media = settled.unwrap_or_default();
        context.notes.add(
            join_pointer(place.at, "encoding"),
            format!("part `{wire}` is `{media}`: the caller writes that as a text"),
        );
    }
    let single: Option<Type> = match writing {
        Writing::File => Some(syn::parse_quote!(::cadastro_core::Upload)),
        Writing::Text if as_text => Some(syn::parse_quote!(::cadastro_core::Text)),
        Writing::Text | Writing::Json => None,
    };
    let ty = match single {
        Some(single) if items.is_some() => syn::parse_quote!(::std::vec::Vec<#single>),
        Some(single) => single,
        None => context.ty(member, place.owner, wire, false)?,
    };
    let usual = match writing {
        Writing::Json => "application/json",
        Writing::Text => "text/plain",
        Writing::File => "",
    };
    Ok(Part {
        wire,
        ident: ident(name)?,
        // A part that is null is one that is left out.
        ty: fields::argument_of(&ty, "Option").cloned().unwrap_or(ty),
        required,
        writing,
        facts: member,
        media: media
            .filter(|_| writing == Writing::File)
            .or(settled)
            .filter(|media| *media != usual && *media != "*/*"),
        repeated: items.is_some(),
        plain_enum: enum_name(context, member),
    })
}

/// Whether a schema is of something that is no single text.
fn is_data(schema: &Value) -> bool {
    !matches!(
        openapi::text(schema, "type"),
        "string" | "number" | "integer" | "boolean"
    )
}

/// The component that is an enum, of a member or of what its list holds.
fn enum_name<'a>(context: &Context<'_>, member: &'a Value) -> Option<&'a str> {
    [member, &member["items"]]
        .into_iter()
        .filter_map(openapi::schema_name)
        .find(|name| matches!(context.kind(name), Kind::Enum))
}

impl<'a> Parts<'a> {
    /// The enums that are written as plain texts.
    pub(super) fn plain_enums(&self) -> impl Iterator<Item = &'a str> {
        self.parts
            .iter()
            .filter(|part| part.writing == Writing::Text)
            .filter_map(|part| part.plain_enum)
    }

    /// The struct, its functions and what makes a request body of it.
    pub(super) fn items(&self, function: &Ident) -> Vec<Item> {
        let Self { name, parts } = self;
        let about = docs::comment_with_links(&format!(
            "The parts of the body of [`Client::{function}`](crate::Client::{function})."
        ));
        let fields = parts.iter().map(|part| {
            let Part { ident, ty, .. } = part;
            let comment = docs::comment(&docs::described(part.facts).unwrap_or_else(|| {
                format!("`{}`, which the document does not describe.", part.wire)
            }));
            let ty = if part.required {
                quote!(#ty)
            } else {
                quote!(Option<#ty>)
            };
            quote!(#(#comment)* pub #ident: #ty)
        });
        let all_optional = parts.iter().all(|part| !part.required);
        let derive = if all_optional {
            quote!(#[derive(Debug, Default)])
        } else {
            quote!(#[derive(Debug)])
        };
        let arguments = parts.iter().filter(|part| part.required).map(|part| {
            let (argument, _) = part.taken();
            let ident = &part.ident;
            quote!(#ident: #argument)
        });
        let values = parts.iter().map(|part| {
            let ident = &part.ident;
            let (_, convert) = part.taken();
            match (part.required, convert.is_empty()) {
                (true, true) => quote!(#ident),
                (true, false) => quote!(#ident: #ident #convert),
                (false, _) => quote!(#ident: None),
            }
        });
        let setters = parts.iter().filter(|part| !part.required).map(|part| {
            let Part { ident, wire, .. } = part;
            let setter = format_ident!("with_{ident}");
            let (argument, convert) = part.taken();
            let comment = docs::comment(&format!("Sends `{wire}`."));
            quote! {
                #(#comment)*
                #[must_use]
                pub fn #setter(mut self, #ident: #argument) -> Self {
                    self.#ident = Some(#ident #convert);
                    self
                }
            }
        });
        let steps = parts.iter().map(Part::step);
        vec![
            syn::parse_quote! {
                #(#about)*
                #derive
                #[non_exhaustive]
                pub struct #name { #(#fields),* }
            },
            syn::parse_quote! {
                impl #name {
                    /// With what is required.
                    #[must_use]
                    pub fn new(#(#arguments),*) -> Self {
                        Self { #(#values),* }
                    }

                    #(#setters)*
                }
            },
            syn::parse_quote! {
                impl From<#name> for ::cadastro_core::Multipart {
                    fn from(parts: #name) -> Self {
                        let mut form = Self::new();
                        #(#steps)*
                        form
                    }
                }
            },
        ]
    }
}

impl Part<'_> {
    /// How a function takes it, and what it does with it.
    fn taken(&self) -> (TokenStream, TokenStream) {
        let ty = &self.ty;
        match (self.writing, self.repeated) {
            (Writing::File, false) => (quote!(#ty), quote!()),
            (Writing::File, true) => (
                quote!(impl IntoIterator<Item = ::cadastro_core::Upload>),
                quote!(.into_iter().collect()),
            ),
            _ => setter_argument(ty),
        }
    }

    /// What adds the part to `form`.
    fn step(&self) -> TokenStream {
        let ident = &self.ident;
        let whole = quote!(parts.#ident);
        let one = quote!(part);
        match (self.repeated, self.required) {
            (true, true) => {
                let add = self.adding(&one);
                quote!(for part in #whole { form = form #add; })
            }
            (true, false) => {
                let add = self.adding(&one);
                quote!(for part in #whole.into_iter().flatten() { form = form #add; })
            }
            (false, true) => {
                let add = self.adding(&whole);
                quote!(form = form #add;)
            }
            (false, false) => {
                let add = self.adding(&one);
                quote!(if let Some(part) = #whole { form = form #add; })
            }
        }
    }

    fn adding(&self, value: &TokenStream) -> TokenStream {
        let wire = self.wire;
        match (self.writing, self.media) {
            (Writing::Text, None) => quote!(.text(#wire, #value)),
            (Writing::Text, Some(media)) => quote!(.text_as(#media, #wire, #value)),
            (Writing::Json, None) => quote!(.json(#wire, &#value)),
            (Writing::Json, Some(media)) => quote!(.json_as(#media, #wire, &#value)),
            (Writing::File, None) => quote!(.file(#wire, #value)),
            (Writing::File, Some(media)) => quote!(.file_as(#media, #wire, #value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{code, document, noted};

    #[test]
    fn each_part_is_sent_by_its_schema_and_its_encoding() {
        let document = document(
            "paths: {/a: {post: {operationId: op, requestBody: {required: true, content: {multipart/form-data: {
  schema: {type: object, required: [file, meta, tags], properties: {
    file: {type: string, format: binary}, more: {type: array, items: {type: string, format: binary}},
    meta: {$ref: '#/components/schemas/A'}, all: {type: array, items: {$ref: '#/components/schemas/A'}},
    tags: {type: array, items: {type: string}}, count: {type: integer}, kind: {$ref: '#/components/schemas/K'},
    page: {type: string}, raw: {$ref: '#/components/schemas/A'}}},
  encoding: {file: {contentType: image/png}, page: {contentType: text/html}, meta: {contentType: application/vnd.a+json},
    raw: {contentType: application/xml, headers: {x: {schema: {type: string}}}}, more: {contentType: 'image/png, image/jpeg'}}}}},
  responses: {'204': {description: d}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}, K: {type: string, enum: [X, Y]}}}",
        );
        let code = code(&document).unwrap();
        for expected in [
            "pub async fn op(&self, parts: OpParts)",
            ".multipart(parts.into())",
            "impl From<OpParts> for Multipart {",
            "form = form.file_as(\"image/png\", \"file\", parts.file);",
            "for part in parts.more.into_iter().flatten() {\n            form = form.file_as(\"image/png, image/jpeg\", \"more\", part);",
            "form = form.json_as(\"application/vnd.a+json\", \"meta\", &parts.meta);",
            "form = form.json(\"all\", &part);",
            "for part in parts.tags {\n            form = form.text(\"tags\", part);",
            "if let Some(part) = parts.count {\n            form = form.text(\"count\", part);",
            "form = form.text(\"kind\", part);",
            "impl Parameter for K {",
            "form = form.text_as(\"text/html\", \"page\", part);",
            "pub raw: Option<Text>,",
            "form = form.text_as(\"application/xml\", \"raw\", part);",
            "file: Upload,\n",
            "pub fn with_more(mut self, more: impl IntoIterator<Item = Upload>) -> Self {",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        let notes = noted(&document);
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(
            notes[0].contains("headers of part `raw`")
                && notes[1].contains("part `raw` is `application/xml`"),
            "{notes:?}"
        );
    }
}
