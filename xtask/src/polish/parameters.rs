//! Parameters of an operation: their names and types in Rust, and how each is put on the wire (OpenAPI 3.0.3,
//! Parameter Object).

mod place;

pub(super) use place::Place;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::bodies::Body;
use super::calls::Call;
use super::{Context, Kind, fields, ident};
use crate::fixups::is_ignored;
use crate::openapi::{self, Site};
use crate::operation_names;

/// One parameter.
pub(super) struct Parameter<'a> {
    /// Its name on the wire.
    pub(super) wire: &'a str,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) facts: &'a Value,
    pub(super) place: Place,
    pub(super) required: bool,
    /// Whether it is a secret that the operation asks for beside a token.
    pub(super) is_key: bool,
    writing: Writing,
}

/// How a parameter is put on the wire.
enum Writing {
    /// Its plain text.
    Plain,
    /// Plain texts, joined by commas.
    Listed,
    Styled {
        style: Ident,
        explode: bool,
    },
    /// With the reserved characters of RFC 3986 as they are.
    Reserved {
        style: Ident,
        explode: bool,
    },
    /// As JSON.
    Json,
}

/// What a schema comes to on the wire of a parameter.
#[derive(Clone, Copy, PartialEq)]
enum Shape<'a> {
    /// One text; the component, where it is an enum.
    Single(Option<&'a str>),
    /// A list of such.
    List(Option<&'a str>),
    Object,
    /// Whatever it is when the call is made.
    Open,
}

/// The parameters of an operation, but for those that OpenAPI says to ignore. Whatever its path has in braces is one,
/// and so are `keys` that no parameter is.
pub(super) fn of_site<'a>(
    context: &'a Context<'_>,
    site: &Site<'a>,
    reserved: &[&str],
    keys: &[(Place, &'a str, &'a Value)],
) -> anyhow::Result<Vec<Parameter<'a>>> {
    let at = site.pointer();
    let placeholders: BTreeSet<&str> = placeholders(site.path).collect();
    let mut found: Vec<(&str, Place, &Value)> = Vec::new();
    for facts in site.parameters.iter().filter(|facts| !is_ignored(facts)) {
        let (wire, word) = (openapi::text(facts, "name"), openapi::text(facts, "in"));
        let Some(place) = Place::of(word) else {
            context.notes.add(
                &at,
                format!("parameter `{wire}` is left out: there is no place `{word}`"),
            );
            continue;
        };
        if place == Place::Path && !placeholders.contains(wire) {
            context.notes.add(
                &at,
                format!("parameter `{wire}` is left out: the path has no `{{{wire}}}`"),
            );
            continue;
        }
        found.push((wire, place, facts));
    }
    for name in placeholders {
        if !found
            .iter()
            .any(|(wire, place, _)| *place == Place::Path && *wire == name)
        {
            context.notes.add(
                &at,
                format!(
                    "the path has `{{{name}}}`, which no parameter describes: it takes any text"
                ),
            );
            found.push((name, Place::Path, &Value::Null));
        }
    }
    let described = found.len();
    for (place, name, scheme) in keys {
        let is_known = |(wire, known, _): &(&str, Place, &Value)| {
            known == place
                && (wire == name || *place == Place::Header && wire.eq_ignore_ascii_case(name))
        };
        if !found.iter().any(is_known) {
            found.push((name, *place, scheme));
        }
    }
    let names = operation_names::of_neighbours(
        found.iter().map(|(wire, place, _)| (*wire, place.word())),
        reserved,
    );
    found
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(index, ((wire, place, facts), name))| {
            let mut made = parameter(context, &at, wire, &name, place, facts)?;
            made.is_key = index >= described;
            made.required |= made.is_key;
            Ok(made)
        })
        .collect()
}

/// The names in braces of a path.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn parameter<'a>(
    context: &'a Context<'_>,
    at: &str,
    wire: &'a str,
    name: &str,
    place: Place,
    facts: &'a Value,
) -> anyhow::Result<Parameter<'a>> {
    let (ty, writing) = match openapi::members(&facts["content"]).next() {
        Some((media, content)) => of_content(context, at, wire, media, content)?,
        None if facts["schema"].is_object() => {
            let ty = context.ty(&facts["schema"], "parameters", wire, false)?;
            (ty, writing(context, at, wire, place, facts))
        }
        // Nothing is said of it.
        None => (syn::parse_quote!(::cadastro_core::Text), Writing::Plain),
    };
    // A parameter that is null is one that is left out.
    let ty = fields::argument_of(&ty, "Option").cloned().unwrap_or(ty);
    Ok(Parameter {
        wire,
        ident: ident(name)?,
        ty,
        facts,
        place,
        required: (facts["required"] == true && !is_made_by_core(wire, place))
            || place == Place::Path,
        is_key: false,
        writing,
    })
}

/// Whether `cadastro_core` makes a value where the caller gives none, so that nobody has to.
fn is_made_by_core(wire: &str, place: Place) -> bool {
    let made = [
        super::operations::INTERACTION_ID,
        super::operations::IDEMPOTENCY_KEY,
    ];
    place == Place::Header && made.iter().any(|name| wire.eq_ignore_ascii_case(name))
}

/// A parameter that is a small document of its own.
fn of_content(
    context: &Context<'_>,
    at: &str,
    wire: &str,
    media: &str,
    content: &Value,
) -> anyhow::Result<(Type, Writing)> {
    let text: Type = syn::parse_quote!(::cadastro_core::Text);
    if super::bodies::is_json(media) {
        let ty = if content["schema"].is_object() {
            context.ty(&content["schema"], "parameters", wire, false)?
        } else {
            syn::parse_quote!(::cadastro_core::Json)
        };
        return Ok((ty, Writing::Json));
    }
    if !media.starts_with("text/") {
        context.notes.add(
            at,
            format!("parameter `{wire}` is `{media}`: the caller writes that as a text"),
        );
    }
    Ok((text, Writing::Plain))
}

fn writing(context: &Context<'_>, at: &str, wire: &str, place: Place, facts: &Value) -> Writing {
    let note = |what: String| context.notes.add(at, what);
    let shape = shape(context, &facts["schema"]);
    let default = place.styles()[0];
    let mut style = match openapi::text(facts, "style") {
        "" => default,
        given => match place.styles().iter().find(|style| **style == given) {
            Some(style) => style,
            None => {
                note(format!(
                    "parameter `{wire}`: style `{given}` does not exist in `{}`; sent as `{default}`",
                    place.word()
                ));
                default
            }
        },
    };
    if style == "deepObject" && matches!(shape, Shape::Single(_) | Shape::List(_)) {
        note(format!(
            "parameter `{wire}`: style `deepObject` is for objects only; sent as `form`"
        ));
        style = default;
    }
    let explode = facts
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(style == "form");
    let delimited = style.ends_with("Delimited");
    if facts["allowReserved"] == true && place == Place::Query {
        return Writing::Reserved {
            style: variant(style),
            explode,
        };
    }
    match (place, shape) {
        (Place::Path, Shape::Single(_)) if style == "simple" => Writing::Plain,
        (Place::Query, Shape::Single(_)) if style == "form" || delimited => Writing::Plain,
        (Place::Header, Shape::Single(_)) => Writing::Plain,
        (Place::Query, Shape::List(_)) if style == "form" && !explode => Writing::Listed,
        _ => Writing::Styled {
            style: variant(style),
            explode,
        },
    }
}

/// The variant of `cadastro_core::Style`.
fn variant(style: &str) -> Ident {
    let (first, rest) = style.split_at(1);
    format_ident!("{}{rest}", first.to_uppercase())
}

fn shape<'a>(context: &'a Context<'_>, mut schema: &'a Value) -> Shape<'a> {
    // Aliases of aliases are few; the bound keeps a circle from hanging the run.
    for _ in 0..32 {
        let Some(name) = openapi::schema_name(schema) else {
            break;
        };
        match context.kind(name) {
            Kind::Enum => return Shape::Single(Some(name)),
            Kind::Struct | Kind::Extended => return Shape::Object,
            Kind::Union => return Shape::Open,
            Kind::Alias => schema = context.schema(name),
        }
    }
    match openapi::text(schema, "type") {
        "string" | "number" | "integer" | "boolean" => Shape::Single(None),
        "array" => match shape_of_item(context, &schema["items"]) {
            Some(name) => Shape::List(name),
            None => Shape::Open,
        },
        "object" => Shape::Object,
        _ => Shape::Open,
    }
}

fn shape_of_item<'a>(context: &'a Context<'_>, items: &'a Value) -> Option<Option<&'a str>> {
    // Only one level: a list of lists has no place in a parameter.
    let items = if openapi::schema_name(items)
        .is_some_and(|name| matches!(context.kind(name), Kind::Alias))
    {
        openapi::resolve(context.facts, items)
    } else {
        items
    };
    match openapi::schema_name(items) {
        Some(name) => matches!(context.kind(name), Kind::Enum).then_some(Some(name)),
        None => matches!(
            openapi::text(items, "type"),
            "string" | "number" | "integer" | "boolean"
        )
        .then_some(None),
    }
}

impl<'a> Parameter<'a> {
    /// What puts the value into the request; `value` is an expression of its type, or of an option of it.
    pub(super) fn step(&self, value: &TokenStream) -> TokenStream {
        let wire = self.wire;
        let place = self.place.variant();
        let by_reference = if self.required {
            quote!(Some(&#value))
        } else {
            quote!(#value.as_ref())
        };
        match &self.writing {
            Writing::Plain if self.place == Place::Cookie => quote!(
                .styled(::cadastro_core::In::Cookie, #wire, ::cadastro_core::Style::Form, true, #by_reference)
            ),
            Writing::Plain => {
                let step = format_ident!("{}", self.place.word());
                quote!(.#step(#wire, #value))
            }
            Writing::Listed if self.required => quote!(.query_list(#wire, Some(#value))),
            Writing::Listed => quote!(.query_list(#wire, #value)),
            Writing::Styled { style, explode } => quote!(
                .styled(::cadastro_core::In::#place, #wire, ::cadastro_core::Style::#style, #explode, #by_reference)
            ),
            Writing::Reserved { style, explode } => quote!(
                .reserved(#wire, ::cadastro_core::Style::#style, #explode, #by_reference)
            ),
            Writing::Json => quote!(
                .json_parameter(::cadastro_core::In::#place, #wire, #by_reference)
            ),
        }
    }

    /// The component enum that is written as a plain text here.
    fn plain_enum(&self, context: &'a Context<'_>) -> Option<&'a str> {
        match (&self.writing, shape(context, &self.facts["schema"])) {
            (Writing::Plain | Writing::Listed, Shape::Single(name) | Shape::List(name)) => name,
            _ => None,
        }
    }
}

/// What lets enums stand in a path, a query, a header or a part of a form.
pub(super) fn enums_as_parameters(
    context: &Context<'_>,
    calls: &[Call<'_>],
) -> anyhow::Result<Vec<Item>> {
    let mut names = BTreeSet::new();
    for call in calls {
        names.extend(
            call.parameters()
                .filter_map(|parameter| parameter.plain_enum(context)),
        );
        names.extend(call.body.iter().flat_map(Body::plain_enums));
    }
    names
        .into_iter()
        .map(|name| {
            let name = ident(name)?;
            Ok(syn::parse_quote! {
                impl ::cadastro_core::Parameter for #name {
                    fn to_parameter(&self) -> ::std::option::Option<::std::borrow::Cow<'_, str>> {
                        Some(::std::borrow::Cow::Borrowed(self.as_str()))
                    }
                }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
