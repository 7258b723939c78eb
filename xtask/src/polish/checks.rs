//! What `validate()` does: the document's constraints on a member as calls of `cadastro_core::Check`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::fields::Member;
use super::{Context, ident};
use crate::openapi;
use crate::types::{Generic, Kind, Ty};

/// How deep lists of lists and names of names are looked into.
const DEEPEST: usize = 16;

/// Constraints that are not looked at: there is no regex engine, and the others no document of the field has.
const UNCHECKED: [&str; 7] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxProperties",
    "minProperties",
    "multipleOf",
    "not",
    "pattern",
];

/// Keywords that nothing is held against, and where they stand: `Schema.member`, or `Schema`.
pub(super) type Unchecked = BTreeMap<&'static str, BTreeSet<String>>;

/// Makes the checks of one type, and tells what they leave out.
pub(super) struct Checks<'a, 'c> {
    context: &'a Context<'c>,
    name: String,
    /// What is looked at.
    place: String,
    pub(super) unchecked: Unchecked,
    /// In how many closures the next one stands.
    closures: usize,
}

impl<'a, 'c> Checks<'a, 'c> {
    pub(super) fn new(context: &'a Context<'c>, name: &str) -> Self {
        Self {
            context,
            name: name.to_owned(),
            place: name.to_owned(),
            unchecked: Unchecked::new(),
            closures: 0,
        }
    }

    /// What is done with one member; nothing for a member without constraints.
    pub(super) fn of_member(&mut self, member: &Member<'_>) -> anyhow::Result<TokenStream> {
        let Member {
            wire,
            ident,
            property,
            rust,
            ..
        } = member;
        if self.is_nested(property, rust) {
            return Ok(quote!(check.nested(#wire, &self.#ident);));
        }
        let (step, rust) = match rust {
            Ty::Of(Generic::Option, inner) => (format_ident!("optional"), inner.as_ref()),
            other => (format_ident!("member"), other),
        };
        let place = format!("{}.{wire}", self.name);
        let checks = self.at(place, |found| found.of(property, rust, 0))?;
        if checks.is_empty() {
            return Ok(quote!());
        }
        let closure = self.closure(&checks);
        Ok(quote!(check.#step(#wire, &self.#ident, #closure);))
    }

    /// Looks at another place.
    fn at<T>(&mut self, place: String, look: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.place, place);
        let found = look(self);
        self.place = before;
        found
    }

    /// Tells what is not looked at in a schema.
    pub(super) fn leave_out(&mut self, schema: &Value) {
        let says = |keyword: &&&str| schema.get(**keyword).is_some_and(|value| *value != false);
        for keyword in UNCHECKED.iter().filter(says) {
            let places = self.unchecked.entry(keyword).or_default();
            places.insert(self.place.clone());
        }
    }

    /// Whether a member is checked by what it is made of, and by nothing of its own.
    fn is_nested(&self, property: &Value, ty: &Ty) -> bool {
        match ty.without_option() {
            Ty::Of(Generic::Vec | Generic::Records, item) => {
                list_constraints(property).is_empty() && self.checks_itself(item.without_option())
            }
            other => self.checks_itself(other),
        }
    }

    /// Whether a type implements `Validate`.
    fn checks_itself(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Named(name) => match self.context.types.kind(name) {
                Some(Kind::Struct | Kind::Union) => true,
                Some(Kind::Alias | Kind::Extended) => {
                    let schema = self.context.schema(name);
                    openapi::schema_name(schema)
                        .is_some_and(|next| self.checks_itself(&Ty::Named(next.to_owned())))
                }
                _ => false,
            },
            Ty::Of(Generic::Boxed | Generic::Lenient | Generic::OneOrMany, inner) => {
                self.checks_itself(inner)
            }
            _ => false,
        }
    }

    /// The checks of `value`, a reference to a `ty` that the document describes by `schema`.
    pub(super) fn of(
        &mut self,
        schema: &Value,
        ty: &Ty,
        depth: usize,
    ) -> anyhow::Result<Vec<TokenStream>> {
        if depth > DEEPEST {
            return Ok(Vec::new());
        }
        let depth = depth + 1;
        self.leave_out(schema);
        match ty {
            ty if self.checks_itself(ty) => Ok(vec![quote!(value.check(check))]),
            Ty::Of(Generic::Option, inner) => {
                let inner = self.of(schema, inner, depth)?;
                Ok(if inner.is_empty() {
                    inner
                } else {
                    vec![quote!(if let Some(value) = value { #(#inner;)* })]
                })
            }
            Ty::Of(Generic::Vec | Generic::Records, item) => {
                let mut checks = list_constraints(schema);
                if let Some(each) = self.each(&schema["items"], item, depth)? {
                    checks.push(quote!(check.each(value, #each)));
                }
                Ok(checks)
            }
            Ty::Of(Generic::Map, inner) => {
                let each = self.each(&schema["additionalProperties"], inner, depth)?;
                let check = each.map(
                    |each| quote!(for (name, value) in value { check.member(name, value, #each); }),
                );
                Ok(check.into_iter().collect())
            }
            Ty::Of(Generic::OneOrMany, inner) => {
                let single = crate::fixups::single_of(schema).unwrap_or_default();
                let each = self.of(&single, inner, depth)?;
                Ok(if each.is_empty() {
                    each
                } else {
                    vec![quote!(for value in value.as_slice() { #(#each;)* })]
                })
            }
            Ty::Of(_, inner) => self.of(schema, inner, depth),
            Ty::Named(name) | Ty::Value(name) => self.of_component(schema, name, depth),
            Ty::Extended(_, values) => {
                let mut checks = vec![quote!(value.known().check(check))];
                if let Some(each) = self.each(&schema["additionalProperties"], values, depth)? {
                    checks.push(quote!(for (name, value) in &value.additional { check.member(name, value, #each); }));
                }
                Ok(checks)
            }
            Ty::Core(core) => Ok(self.of_value(schema, core)),
            Ty::Plain(plain) => Ok(self.of_value(schema, plain)),
        }
    }

    fn of_component(
        &mut self,
        schema: &Value,
        name: &str,
        depth: usize,
    ) -> anyhow::Result<Vec<TokenStream>> {
        match self.context.types.kind(name) {
            Some(Kind::Enum) => {
                let name = ident(name)?;
                Ok(vec![quote!(
                    check.listed(!matches!(value, #name::Unknown(_)))
                )])
            }
            Some(Kind::Alias | Kind::Extended) => {
                let component = self.context.schema(name);
                let ty = self.context.types.alias(name);
                if component == schema {
                    return Ok(Vec::new());
                }
                self.at(name.to_owned(), |found| found.of(component, &ty, depth))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The closure that checks each `value` of several; none if there is nothing to check.
    fn each(
        &mut self,
        schema: &Value,
        ty: &Ty,
        depth: usize,
    ) -> anyhow::Result<Option<TokenStream>> {
        self.closures += 1;
        let checks = self.of(schema, ty, depth);
        let each = checks.map(|checks| (!checks.is_empty()).then(|| self.closure(&checks)));
        self.closures -= 1;
        each
    }

    /// A closure of one check without braces where it fits on a line, else with them: the formatter would add braces,
    /// but no semicolon.
    fn closure(&self, checks: &[TokenStream]) -> TokenStream {
        const FITS: usize = 55;
        /// What the line of a closure in another loses to its indentation.
        const INDENT: usize = 12;
        let fits = FITS.saturating_sub(INDENT * self.closures);
        let width = |check: &TokenStream| {
            let text = check.to_string().replace(' ', "");
            text.replace("::cadastro_core::", "").len()
        };
        match checks {
            [one] if width(one) < fits => quote!(|check, value| #one),
            several => quote!(|check, value| { #(#several;)* }),
        }
    }

    /// The checks of a single value.
    fn of_value(&mut self, schema: &Value, ty: &str) -> Vec<TokenStream> {
        let is_text = !matches!(ty, "Json" | "Number" | "Integer" | "bool")
            && ty.starts_with(char::is_uppercase);
        let is_number =
            matches!(ty, "Number" | "Integer" | "Amount") || !ty.starts_with(char::is_uppercase);
        let mut checks = Vec::new();
        if is_text {
            for (keyword, step) in [("minLength", "min_length"), ("maxLength", "max_length")] {
                if let Some(length) = count(schema, keyword) {
                    let (step, length) = (format_ident!("{step}"), Literal::u64_unsuffixed(length));
                    checks.push(quote!(check.#step(value.as_str(), #length)));
                }
            }
        }
        if is_number && ty != "bool" {
            for (keyword, step) in [("minimum", "minimum"), ("maximum", "maximum")] {
                if let Some(bound) = schema.get(keyword).filter(|bound| bound.is_number()) {
                    let (step, bound) = (format_ident!("{step}"), bound.to_string());
                    checks.push(quote!(check.#step(value, #bound)));
                }
            }
        }
        let format = match openapi::text(schema, "format") {
            "date" => Some("Date"),
            "date-time" => Some("DateTime"),
            "email" => Some("Email"),
            "uri" => Some("Uri"),
            "uuid" => Some("Uuid"),
            _ => None,
        };
        if let Some(format) = format.filter(|_| is_text) {
            let format = format_ident!("{format}");
            checks.push(quote!(check.format(value.as_str(), ::cadastro_core::Format::#format)));
        }
        checks
    }
}

fn count(schema: &Value, keyword: &str) -> Option<u64> {
    schema
        .get(keyword)
        .and_then(Value::as_u64)
        .filter(|count| *count > 0)
}

fn list_constraints(schema: &Value) -> Vec<TokenStream> {
    let least = count(schema, "minItems").map(|least| (format_ident!("min_items"), least));
    let most = count(schema, "maxItems").map(|most| (format_ident!("max_items"), most));
    let bounds = least.into_iter().chain(most).map(|(step, count)| {
        let count = Literal::u64_unsuffixed(count);
        quote!(check.#step(value, #count))
    });
    let unique = (schema["uniqueItems"] == true).then(|| quote!(check.unique_items(value)));
    bounds.chain(unique).collect()
}
