//! Documented answers (OpenAPI 3.0.3, Responses Object): what each status is answered with, what a function gives,
//! and the enums of an operation whose successes or errors have several types.

mod choice;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::bodies::{self, claims_type, data_type};
use super::{Context, fields};
use crate::load::join_pointer;
use crate::openapi::{self, Site};
use crate::operation_names::OperationName;
use choice::Choice;

/// All answers of an operation.
pub(super) struct Answers<'a> {
    /// In the order of the document.
    pub(super) all: Vec<Answer<'a>>,
    /// What the function gives.
    pub(super) output: Type,
    /// Its enum of successes, where they have several types.
    successes: Option<Choice>,
    /// Its enum of errors, where they have several types.
    errors: Option<Choice>,
}

/// The answer of one documented status.
pub(super) struct Answer<'a> {
    /// As the document writes it.
    pub(super) key: &'a str,
    pub(super) status: Status,
    pub(super) facts: &'a Value,
    /// Media types in the order of the document, with the type of each for the table of operations.
    media: Vec<(&'a str, String)>,
    /// What the body is read as; `None` without a body.
    pub(super) ty: Option<Type>,
}

/// What an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Code(u16),
    /// By its first digit.
    Class(u16),
    Default,
}

impl Status {
    fn of(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        let digits = key.as_bytes();
        let &[first @ b'1'..=b'9', second, third] = digits else {
            return None;
        };
        if second.eq_ignore_ascii_case(&b'x') && third.eq_ignore_ascii_case(&b'x') {
            return Some(Self::Class(u16::from(first - b'0')));
        }
        key.parse().ok().map(Self::Code)
    }

    fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Class(2))
    }
}

/// The answers of an operation.
pub(super) fn of_site<'a>(
    context: &'a Context<'_>,
    site: &Site<'a>,
    name: &OperationName,
) -> anyhow::Result<Answers<'a>> {
    let at = join_pointer(&site.pointer(), "responses");
    let mut all: Vec<Answer<'a>> = Vec::new();
    for (key, facts) in openapi::members(&site.operation["responses"]) {
        if key.starts_with("x-") {
            continue;
        }
        let Some(status) = Status::of(key) else {
            context.notes.add(
                join_pointer(&at, key),
                format!(
                    "`{key}` is no status, no class such as `4XX` and not `default`: it is left out"
                ),
            );
            continue;
        };
        let facts = openapi::resolve(context.facts, facts);
        let (mut media, mut ty) = body(context, &join_pointer(&at, key), name, facts)?;
        // RFC 9110: whatever a document writes of it, an answer of these has no body.
        if matches!(status, Status::Code(204 | 205 | 304)) && !media.is_empty() {
            context.notes.add(
                join_pointer(&join_pointer(&at, key), "content"),
                "an answer of this status has no body: none is read",
            );
            (media, ty) = (Vec::new(), None);
        }
        all.push(Answer {
            key,
            status,
            facts,
            media,
            ty,
        });
    }
    let is_success = succeeding(&all);
    if !all.is_empty()
        && !all.iter().any(&is_success)
        && all.iter().any(|answer| answer.status == Status::Default)
    {
        context.notes.add(
            &at,
            "no success is documented but by `default`, which is taken for an error: a success is given without its body typed",
        );
    }
    let (successes, errors): (Vec<&Answer<'_>>, Vec<&Answer<'_>>) =
        all.iter().partition(|answer| is_success(answer));
    let (output, successes) = output(&successes, name)?;
    let errors = Choice::of_errors(&errors, name)?;
    Ok(Answers {
        output,
        successes,
        errors,
        all,
    })
}

/// Which answers are successes. `default` is one only where nothing else is said.
fn succeeding<'x>(all: &[Answer<'x>]) -> impl Fn(&Answer<'x>) -> bool + use<'x> {
    let default_alone = all.len() == 1;
    move |answer| answer.status.is_success() || (default_alone && answer.status == Status::Default)
}

/// The media types of an answer, and what its body is read as.
#[expect(clippy::type_complexity, reason = "the two halves of an answer")]
fn body<'a>(
    context: &Context<'_>,
    at: &str,
    name: &OperationName,
    facts: &'a Value,
) -> anyhow::Result<(Vec<(&'a str, String)>, Option<Type>)> {
    let raw = || -> Type { syn::parse_quote!(::cadastro_core::RawBody) };
    let mut data: Vec<Type> = Vec::new();
    let mut claims: Vec<Type> = Vec::new();
    let mut others = 0;
    let mut media_types = Vec::new();
    for (media, content) in openapi::members(&facts["content"]) {
        let schema = &content["schema"];
        let shown = if bodies::is_read_as_json(context, media, schema) {
            let ty = data_type(context, schema, &name.types, true)?;
            let shown = written(&ty);
            push_new(&mut data, ty);
            shown
        } else if bodies::is_signed(media) {
            let ty = claims_type(context, schema, &name.types, true)?;
            let shown = format!("Jws<{}>", written(&ty));
            push_new(&mut claims, ty);
            shown
        } else {
            others += 1;
            written(&raw())
        };
        media_types.push((media, shown));
    }
    let json: Type = syn::parse_quote!(::cadastro_core::Json);
    let at_content = join_pointer(at, "content");
    let one_of = |types: Vec<Type>, what: &str| match types.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        _ => {
            context.notes.add(
                &at_content,
                format!("several {what} types for one status: given as `Json`"),
            );
            Some(json.clone())
        }
    };
    let data = one_of(data, "JSON");
    let claims = one_of(claims, "claims");
    let ty = match (data, claims, others) {
        (None, None, 0) => None,
        (None, None, _) => Some(raw()),
        (Some(data), None, 0) => Some(data),
        (Some(data), None, _) => Some(syn::parse_quote!(::cadastro_core::AnyMedia<#data>)),
        (None, Some(claims), 0) => Some(syn::parse_quote!(::cadastro_core::Jws<#claims>)),
        (Some(data), Some(claims), 0) => {
            if data != claims {
                context.notes.add(
                    &at_content,
                    "the signed and the plain form have different types: claims are given as those of the plain one",
                );
            }
            Some(syn::parse_quote!(::cadastro_core::MaybeSigned<#data>))
        }
        (_, Some(_), _) => {
            context.notes.add(
                &at_content,
                "a signed form beside others: given as it comes, `RawBody`",
            );
            Some(raw())
        }
    };
    Ok((media_types, ty))
}

fn push_new(types: &mut Vec<Type>, ty: Type) {
    if !types.contains(&ty) {
        types.push(ty);
    }
}

/// A type as a reader of the crate would write it.
pub(super) fn written(ty: &Type) -> String {
    let text = quote!(#ty).to_string().replace(' ', "");
    text.replace("::cadastro_core::", "")
        .replace("::std::vec::", "")
        .replace("::std::collections::", "")
        .replace(',', ", ")
}

/// What a function gives, and the enum that it may need for it.
fn output(
    successes: &[&Answer<'_>],
    name: &OperationName,
) -> anyhow::Result<(Type, Option<Choice>)> {
    let mut types = Vec::new();
    for answer in successes {
        answer
            .ty
            .iter()
            .for_each(|ty| push_new(&mut types, ty.clone()));
    }
    let bodyless = successes.iter().any(|answer| answer.ty.is_none());
    match (types.as_slice(), bodyless) {
        ([], _) => Ok((syn::parse_quote!(::cadastro_core::NoBody), None)),
        ([one], false) => Ok((one.clone(), None)),
        ([one], true) => Ok((syn::parse_quote!(::cadastro_core::OptionalBody<#one>), None)),
        _ => {
            let choice = Choice::of_successes(successes, name)?;
            let name = &choice.name;
            Ok((syn::parse_quote!(#name), Some(choice)))
        }
    }
}

impl Answers<'_> {
    /// The enums of the operation.
    pub(super) fn items(&self, function: &Ident) -> Vec<Item> {
        let link = format!("[`Client::{function}`](crate::Client::{function})");
        let successes = self
            .successes
            .as_ref()
            .map(|choice| choice.items(&format!("What {link} is answered with, by status.")));
        let errors = self.errors.as_ref().map(|choice| {
            let name = &choice.name;
            choice.items(&format!(
                "The errors of {link}, by type: `error.decode::<{name}>()` reads the one that the status stands for."
            ))
        });
        successes.into_iter().chain(errors).flatten().collect()
    }

    /// The enum of errors of several types.
    pub(super) fn error_enum(&self) -> Option<&Ident> {
        self.errors.as_ref().map(|choice| &choice.name)
    }

    /// The rows of the table of operations.
    pub(super) fn rows(&self) -> impl Iterator<Item = TokenStream> {
        self.all.iter().flat_map(Answer::rows)
    }

    /// The successes by what comes with them, where that is not the same for all; else nothing.
    pub(super) fn successes_in_words(&self) -> Option<String> {
        let is_success = succeeding(&self.all);
        let successes: Vec<&Answer<'_>> = self
            .all
            .iter()
            .filter(|answer| is_success(answer))
            .collect();
        if successes.iter().all(|answer| answer.ty == successes[0].ty) {
            return None;
        }
        Some(format!("# Answers\n\n{}.", in_words(successes.into_iter())))
    }

    /// The documented errors by what comes with them; empty where there are none.
    pub(super) fn errors_in_words(&self) -> String {
        let is_success = succeeding(&self.all);
        in_words(self.all.iter().filter(|answer| !is_success(answer)))
    }
}

fn in_words<'x>(answers: impl Iterator<Item = &'x Answer<'x>>) -> String {
    let mut by_body: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for answer in answers {
        let body = match &answer.ty {
            Some(ty) => format!("with {}", link(ty)),
            None => "without a documented body".to_owned(),
        };
        let key = if answer.status == Status::Default {
            "all others"
        } else {
            answer.key
        };
        by_body.entry(body).or_default().push(key);
    }
    let words: Vec<String> = by_body
        .iter()
        .map(|(body, statuses)| format!("{} {body}", statuses.join(", ")))
        .collect();
    words.join("; ")
}

/// A type in words, with a link to it.
fn link(ty: &Type) -> String {
    let of = |generic: &str| fields::argument_of(ty, generic).map(link);
    if let Some(item) = of("Records").or_else(|| of("Vec")) {
        return format!("a list of {item}");
    }
    if let Some(claims) = of("Jws") {
        return format!("a signed {claims}");
    }
    if let Some(data) = of("MaybeSigned") {
        return format!("{data}, signed or not");
    }
    if let Some(data) = of("AnyMedia") {
        return format!("{data} or another media type");
    }
    let name = written(ty);
    let is_own = matches!(ty, Type::Path(path) if path.path.leading_colon.is_none());
    if is_own && !name.contains('<') {
        format!("[`{name}`](crate::{name})")
    } else {
        format!("`{name}`")
    }
}

impl Answer<'_> {
    fn rows(&self) -> Vec<TokenStream> {
        let empty = self.media.is_empty();
        let number = |number: u16| proc_macro2::Literal::u16_unsuffixed(number);
        let (constructor, code) = match (self.status, empty) {
            (Status::Code(code), false) => ("new", Some(number(code))),
            (Status::Code(code), true) => ("empty", Some(number(code))),
            (Status::Class(digit), false) => ("class", Some(number(digit))),
            (Status::Class(digit), true) => ("empty_class", Some(number(digit))),
            (Status::Default, false) => ("otherwise", None),
            (Status::Default, true) => ("empty_otherwise", None),
        };
        let constructor = format_ident!("{constructor}");
        let code = code.into_iter().collect::<Vec<_>>();
        if empty {
            return vec![quote!(::cadastro_core::Documented::#constructor(#(#code),*))];
        }
        self.media
            .iter()
            .map(|(media, name)| {
                quote!(::cadastro_core::Documented::#constructor(#(#code,)* #media, #name))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
