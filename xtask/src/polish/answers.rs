//! Documented answers (OpenAPI 3.0.3, Responses Object): what each status is answered with, what a function gives,
//! and the enums of an operation whose successes or errors have several types.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::bodies::{self, claims_type, data_type};
use super::{Context, docs, fields, ident};
use crate::load::join_pointer;
use crate::openapi::{self, Site};
use crate::operation_names::{self, OperationName};

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

/// An enum of answers.
struct Choice {
    name: Ident,
    variants: Vec<Variant>,
}

struct Variant {
    name: Ident,
    /// `None` without a body.
    ty: Option<Type>,
    /// The documented statuses.
    statuses: Vec<(Status, String)>,
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

    /// The pattern of `cadastro_core::Status`.
    fn pattern(self) -> TokenStream {
        match self {
            Self::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(::cadastro_core::Status::Code(#code))
            }
            Self::Class(digit) => {
                let digit = proc_macro2::Literal::u16_unsuffixed(digit);
                quote!(::cadastro_core::Status::Class(#digit))
            }
            Self::Default => quote!(::cadastro_core::Status::Default),
        }
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
        let (media, ty) = body(context, &join_pointer(&at, key), name, facts)?;
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
    let errors = error_choice(&errors, name)?;
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
            let choice = Choice {
                name: ident(&format!("{}Answer", name.types))?,
                variants: successes.iter().map(|answer| by_status(answer)).collect(),
            };
            let name = &choice.name;
            Ok((syn::parse_quote!(#name), Some(choice)))
        }
    }
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

/// The enum of errors of several types, a variant for each.
fn error_choice(errors: &[&Answer<'_>], name: &OperationName) -> anyhow::Result<Option<Choice>> {
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
    Ok(Some(Choice {
        name: ident(&format!("{}Error", name.types))?,
        variants: variants.collect::<anyhow::Result<_>>()?,
    }))
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

impl Choice {
    fn items(&self, about: &str) -> Vec<Item> {
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
            let patterns = statuses.iter().map(|(status, _)| status.pattern());
            let read = match ty {
                Some(_) => quote!(reply.read(Self::#name)),
                None => quote!(reply.read(|::cadastro_core::NoBody| Self::#name)),
            };
            quote!(#(Some(#patterns))|* => #read,)
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::testing::{code, document, noted};

    /// A document whose only operation has these answers.
    fn answering(answers: &str) -> Value {
        document(&format!(
            "paths: {{/a: {{get: {{operationId: op, responses: {{{answers}}}}}}}}}
components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}, B: {{type: object, properties: {{b: {{type: string}}}}}}, E: {{type: object, properties: {{e: {{type: string}}}}}}}}}}"
        ))
    }

    fn of(media: &str, schema: &str) -> String {
        format!(
            "{{description: d, content: {{{media}: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}"
        )
    }

    fn flat(document: &Value) -> String {
        let code = code(document).unwrap_or_else(|error| panic!("{error:#}"));
        code.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    const EMPTY: &str = "{description: d}";

    #[test]
    fn what_a_function_gives_follows_the_successes() {
        let a = of("application/json", "A");
        let e = of("application/json", "E");
        for (answers, output) in [
            (format!("'200': {a}, '201': {a}"), "A"),
            (format!("'200': {a}, '202': {EMPTY}"), "OptionalBody<A>"),
            (format!("'204': {EMPTY}, '400': {e}"), "NoBody"),
            (format!("default: {a}"), "A"),
            (format!("'400': {e}"), "NoBody"),
            (format!("2xx: {a}, 4XX: {e}"), "A"),
            (format!("'200': {}", of("application/jwt", "A")), "Jws<A>"),
            (format!("'200': {}", of("application/pdf", "A")), "RawBody"),
            (format!("'200': {}", of("'*/*'", "A")), "A"),
            ("'200': {description: d, content: {application/json: {}}}".to_owned(), "Json"),
            (
                "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/jwt: {schema: {$ref: '#/components/schemas/A'}}}}".to_owned(),
                "MaybeSigned<A>",
            ),
            (
                "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, text/csv: {}}}".to_owned(),
                "AnyMedia<A>",
            ),
        ] {
            let document = answering(&answers);
            let code = flat(&document);
            assert!(code.contains(&format!("Result<Answer<{output}>, Error>")), "{answers} {code}");
            assert_eq!(noted(&document), [""; 0], "{answers}");
        }
    }

    #[test]
    fn every_status_and_media_type_has_its_row() {
        let code = flat(&answering(&format!(
            "'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/A'}}}}}}, application/pdf: {{}}}}}}, '202': {EMPTY}, 4XX: {}, 5xx: {EMPTY}, default: {EMPTY}",
            of("application/problem+json", "E")
        )));
        for row in [
            "Documented::new(200, \"application/json\", \"Records<A>\"),",
            "Documented::new(200, \"application/pdf\", \"RawBody\"),",
            "Documented::empty(202),",
            "Documented::class(4, \"application/problem+json\", \"E\"),",
            "Documented::empty_class(5),",
            "Documented::empty_otherwise(),",
        ] {
            assert!(code.contains(row), "{row} {code}");
        }
    }

    #[test]
    fn several_types_of_success_are_told_apart_by_status() {
        let document = answering(&format!(
            "'200': {}, '201': {}, '204': {EMPTY}",
            of("application/json", "A"),
            of("application/json", "B")
        ));
        let code = flat(&document);
        for expected in [
            "pub enum OpAnswer { /// `200` Status200(A), /// `201` Status201(B), /// `204`, without a body Status204, }",
            "Some(Status::Code(200)) => reply.read(Self::Status200),",
            "Some(Status::Code(204)) => reply.read(|NoBody| Self::Status204),",
            "_ => Err(reply.undocumented()),",
            "Result<Answer<OpAnswer>, Error>",
            "/// # Answers /// /// 200 with [`A`](crate::A); 201 with [`B`](crate::B); 204 without a documented body.",
        ] {
            assert!(code.contains(expected), "{expected} {code}");
        }
    }

    #[test]
    fn several_types_of_errors_are_an_enum_of_their_own() {
        let document = answering(&format!(
            "'200': {}, '400': {}, '404': {}, '409': {EMPTY}, 4XX: {}, default: {{description: d, content: {{text/plain: {{}}}}}}",
            of("application/json", "A"),
            of("application/json", "E"),
            of("application/json", "E"),
            of("application/json", "B"),
        ));
        let code = flat(&document);
        for expected in [
            "pub enum OpError { /// `400`, `404` E(E), /// `4XX` B(B), /// `default` RawBody(RawBody), }",
            "Some(Status::Code(400)) | Some(Status::Code(404)) => reply.read(Self::E),",
            "Some(Status::Class(4)) => reply.read(Self::B),",
            "Some(Status::Default) => reply.read(Self::RawBody),",
            "[`OpError`](crate::OpError)",
        ] {
            assert!(code.contains(expected), "{expected} {code}");
        }
        assert!(!code.contains("OpAnswer"), "{code}");
    }

    #[test]
    fn what_cannot_be_typed_is_told() {
        for (answers, said) in [
            (format!("'200': {EMPTY}, 20X: {EMPTY}"), "`20X` is no status"),
            (
                "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/b+json: {schema: {$ref: '#/components/schemas/B'}}}}".to_owned(),
                "several JSON types for one status: given as `Json`",
            ),
            (
                "'200': {description: d, content: {application/jwt: {schema: {$ref: '#/components/schemas/A'}}, text/plain: {}}}".to_owned(),
                "a signed form beside others",
            ),
            (format!("'400': {EMPTY}, default: {EMPTY}"), "no success is documented but by `default`"),
        ] {
            let notes = noted(&answering(&answers));
            assert!(notes.len() == 1 && notes[0].contains(said), "{answers}: {notes:?}");
        }
    }
}
