//! Types that are sent: built from what is required, filled by setters, checked by `validate()` against the
//! document's constraints.

use anyhow::{Context as _, bail};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::fields::{self, Member};
use super::{Context, docs};
use crate::fixups::ONE_OR_MANY;
use crate::openapi;

/// The implementations of one such type.
pub(super) fn items(
    context: &Context<'_>,
    name: &Ident,
    members: &[Member<'_>],
) -> anyhow::Result<Vec<Item>> {
    let constructor = constructor(members);
    let setters = members.iter().map(setter);
    let checks = members
        .iter()
        .map(|member| {
            check(context, member).with_context(|| format!("member `{}` of `{name}`", member.wire))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let check_name = if checks.iter().all(TokenStream::is_empty) {
        format_ident!("_check")
    } else {
        format_ident!("check")
    };
    Ok(vec![
        syn::parse_quote! {
            impl #name {
                #constructor
                #(#setters)*

                /// Holds the request against the constraints that the document states: lengths, ranges, formats, listed
                /// values. Check digits and whatever else the document does not say are not looked at.
                ///
                /// # Errors
                ///
                /// All violations at once, each with its JSON pointer.
                pub fn validate(&self) -> Result<(), ::cadastro_core::Violations> {
                    let mut check = ::cadastro_core::Check::new();
                    self.check(&mut check);
                    check.finish()
                }
            }
        },
        syn::parse_quote! {
            impl ::cadastro_core::Validate for #name {
                fn check(&self, #check_name: &mut ::cadastro_core::Check) {
                    #(#checks)*
                }
            }
        },
    ])
}

fn constructor(members: &[Member<'_>]) -> TokenStream {
    let required: Vec<&Member<'_>> = members.iter().filter(|member| member.required).collect();
    if required.is_empty() {
        return quote! {
            /// With nothing set.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let arguments = required.iter().map(|member| {
        let (argument, _) = setter_argument(&member.ty);
        let ident = &member.ident;
        quote!(#ident: #argument)
    });
    let values = members.iter().map(|member| {
        let ident = &member.ident;
        let (_, convert) = setter_argument(&member.ty);
        match (member.required, convert.is_empty()) {
            (true, true) => quote!(#ident),
            (true, false) => quote!(#ident: #ident #convert),
            (false, _) => quote!(#ident: None),
        }
    });
    quote! {
        /// With what is required.
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn setter(member: &Member<'_>) -> TokenStream {
    let ident = &member.ident;
    let setter = format_ident!("set_{}", ident.to_string().trim_end_matches('_'));
    let (argument, convert) = setter_argument(member.inner());
    let value = if member.is_optional() {
        quote!(Some(#ident #convert))
    } else {
        quote!(#ident #convert)
    };
    let comment = docs::comment(&format!("Sets `{}`.", member.wire));
    quote! {
        #(#comment)*
        #[must_use]
        pub fn #setter(mut self, #ident: #argument) -> Self {
            self.#ident = #value;
            self
        }
    }
}

/// How a setter takes a value, and what it does with it: values of `cadastro-core` come from anything that they can
/// be made from, lists from anything that can be walked through.
pub(super) fn setter_argument(ty: &Type) -> (TokenStream, TokenStream) {
    if is_value(ty) {
        return (quote!(impl Into<#ty>), quote!(.into()));
    }
    match fields::argument_of(ty, "Vec") {
        Some(item) if is_value(item) => (
            quote!(impl IntoIterator<Item = impl Into<#item>>),
            quote!(.into_iter().map(Into::into).collect()),
        ),
        Some(item) => (
            quote!(impl IntoIterator<Item = #item>),
            quote!(.into_iter().collect()),
        ),
        None => (quote!(#ty), quote!()),
    }
}

/// Whether a type is a value of `cadastro-core`.
fn is_value(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    path.path
        .segments
        .first()
        .is_some_and(|first| first.ident == "cadastro_core")
        && last.arguments.is_none()
}

/// What `validate()` does with one member; nothing for a member without constraints.
fn check(context: &Context<'_>, member: &Member<'_>) -> anyhow::Result<TokenStream> {
    let Member {
        wire,
        ident,
        property,
        ..
    } = member;
    let item = property.get("items").unwrap_or(property);
    let is_object = openapi::schema_name(item)
        .is_some_and(|name| context.schema(name).get("properties").is_some());
    let mut checks = list_constraints(property);
    if is_object && checks.is_empty() {
        return Ok(quote!(check.nested(#wire, &self.#ident);));
    }
    if is_object {
        checks.push(quote!(value.check(check)));
    } else if property.get("items").is_some() {
        let each = constraints(context, item)?;
        if !each.is_empty() {
            let each = closure(&each);
            checks.push(quote!(check.each(value, #each)));
        }
    } else {
        checks.extend(constraints(context, property)?);
    }
    if checks.is_empty() {
        return Ok(quote!());
    }
    let step = if member.is_optional() {
        format_ident!("optional")
    } else {
        format_ident!("member")
    };
    let closure = closure(&checks);
    Ok(quote!(check.#step(#wire, &self.#ident, #closure);))
}

fn list_constraints(property: &Value) -> Vec<TokenStream> {
    let count = |keyword: &str| {
        property
            .get(keyword)
            .and_then(Value::as_u64)
            .filter(|count| *count > 0)
    };
    let least = count("minItems").map(|least| (format_ident!("min_items"), least));
    let most = count("maxItems").map(|most| (format_ident!("max_items"), most));
    let bounds = least.into_iter().chain(most).map(|(step, count)| {
        let count = proc_macro2::Literal::u64_unsuffixed(count);
        quote!(check.#step(value, #count))
    });
    let unique = (property["uniqueItems"] == true).then(|| quote!(check.unique_items(value)));
    bounds.chain(unique).collect()
}

/// The checks of a single value.
fn constraints(context: &Context<'_>, schema: &Value) -> anyhow::Result<Vec<TokenStream>> {
    if schema.get(ONE_OR_MANY).is_some() || schema.get("oneOf").is_some() {
        bail!("a choice of types in a request cannot be checked yet");
    }
    let mut checks = Vec::new();
    let schema = match openapi::schema_name(schema) {
        Some(name)
            if context.schema(name).get("enum").is_some()
                && !context.assigned.aliases.contains_key(name) =>
        {
            let name = super::ident(name)?;
            return Ok(vec![quote!(
                check.listed(!matches!(value, #name::Unknown(_)))
            )]);
        }
        Some(name) => context.schema(name),
        None => schema,
    };
    for (keyword, step) in [("minLength", "min_length"), ("maxLength", "max_length")] {
        if let Some(length) = schema
            .get(keyword)
            .and_then(Value::as_u64)
            .filter(|length| *length > 0)
        {
            let (step, length) = (
                format_ident!("{step}"),
                proc_macro2::Literal::u64_unsuffixed(length),
            );
            checks.push(quote!(check.#step(value.as_str(), #length)));
        }
    }
    for (keyword, step) in [("minimum", "minimum"), ("maximum", "maximum")] {
        if let Some(bound) = schema.get(keyword) {
            let (step, bound) = (format_ident!("{step}"), bound.to_string());
            checks.push(quote!(check.#step(value, #bound)));
        }
    }
    if let Some(pattern) = schema.get("pattern") {
        bail!("its pattern {pattern} cannot be checked: the clients carry no regex engine");
    }
    let format = match openapi::text(schema, "format") {
        "date" => Some("Date"),
        "date-time" => Some("DateTime"),
        "email" => Some("Email"),
        "uri" => Some("Uri"),
        "uuid" => Some("Uuid"),
        _ => None,
    };
    if let Some(format) = format {
        let format = format_ident!("{format}");
        checks.push(quote!(check.format(value.as_str(), ::cadastro_core::Format::#format)));
    }
    Ok(checks)
}

/// A closure of one check without braces where it fits on a line, else with them: the formatter would add braces, but
/// no semicolon.
fn closure(checks: &[TokenStream]) -> TokenStream {
    const FITS: usize = 55;
    match checks {
        [one]
            if one
                .to_string()
                .replace(' ', "")
                .replace("::cadastro_core::", "")
                .len()
                < FITS =>
        {
            quote!(|check, value| #one)
        }
        several => quote!(|check, value| { #(#several;)* }),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, asking, code};

    #[test]
    fn what_is_sent_can_be_built_and_checked() {
        let code = code(&asking(
            "A: {type: object, required: [id], properties: {
  id: {type: string, minLength: 2}, born: {type: string, format: date}, b: {$ref: '#/components/schemas/B'},
  tags: {type: array, maxItems: 3, items: {type: string, maxLength: 9}}, kind: {type: string, enum: [X]}, n: {type: integer, minimum: 1}}},
  B: {type: object, properties: {c: {type: string}}}",
        ))
        .unwrap();
        for expected in [
            "pub fn new(id: impl Into<Text>) -> Self {",
            "pub fn set_born(mut self, born: impl Into<Date>) -> Self {",
            "tags: impl IntoIterator<Item = impl Into<Text>>",
            "pub fn validate(&self) -> Result<(), Violations> {",
            "check.member(\"id\", &self.id, |check, value| check.min_length(value.as_str(), 2));",
            "check.format(value.as_str(), Format::Date)",
            "check.nested(\"b\", &self.b);",
            "check.max_items(value, 3);",
            "check.max_length(value.as_str(), 9)",
            "check.listed(!matches!(value, AKind::Unknown(_)))",
            "check.minimum(value, \"1\")",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }

    #[test]
    fn what_is_only_read_is_neither_built_nor_checked() {
        let code = code(&answering(
            "A: {type: object, properties: {a: {type: string, minLength: 2}}}",
        ))
        .unwrap();
        assert!(
            !code.contains("fn new(a") && !code.contains("validate") && !code.contains("Default"),
            "{code}"
        );
    }

    #[test]
    fn a_pattern_that_cannot_be_checked_is_not_passed_over() {
        let error = code(&asking(
            "A: {type: object, properties: {a: {type: string, pattern: '^a$'}}}",
        ))
        .unwrap_err();
        let error = format!("{error:#}");
        assert!(
            error.contains("member `a` of `A`") && error.contains("^a$"),
            "{error}"
        );
    }
}
