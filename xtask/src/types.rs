//! The Rust type of every schema of a document in canonical words. What is emitted is written from here; what typify
//! makes of the same document is held against it.

mod circles;
mod shape;
mod ty;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::config::Api;
use crate::fixups::{is_one_or_many, single_of};
use crate::notes::Notes;
use crate::openapi::{self, Direction};
use crate::values::Leaves;
use circles::Circles;
pub(crate) use shape::{EXTENDS, Kind, kind_of, says_something, type_of};
pub(crate) use ty::{Generic, Ty};

/// The types of a document.
pub(crate) struct Types<'a> {
    facts: &'a Value,
    api: &'a Api,
    leaves: &'a Leaves<'a>,
    direction: &'a Direction,
    kinds: BTreeMap<&'a str, Kind>,
    nullable: BTreeSet<&'a str>,
    /// Objects that others extend.
    extended: BTreeSet<&'a str>,
    /// Answers themselves, whose links and counts spoil nothing: where no table says so, by their names.
    answers: BTreeSet<&'a str>,
    /// Components that are but another name of a value of `cadastro_core`.
    values: BTreeSet<&'a str>,
    /// Components that hold themselves.
    held: Circles<'a>,
    /// Aliases that name themselves.
    named: Circles<'a>,
}

impl<'a> Types<'a> {
    /// Finds them.
    pub(crate) fn of(
        facts: &'a Value,
        api: &'a Api,
        leaves: &'a Leaves<'a>,
        direction: &'a Direction,
        notes: &Notes,
    ) -> Self {
        let kinds = openapi::schemas(facts)
            .map(|(name, schema)| (name, kind_of(schema)))
            .collect();
        let mut types = Self {
            facts,
            api,
            leaves,
            direction,
            kinds,
            nullable: BTreeSet::new(),
            extended: openapi::schemas(facts)
                .filter_map(|(_, schema)| openapi::schema_name(schema.get(EXTENDS)?))
                .collect(),
            answers: if api.assumed {
                answers(facts)
            } else {
                BTreeSet::new()
            },
            values: BTreeSet::new(),
            held: Circles::default(),
            named: Circles::default(),
        };
        types.find_nullable();
        types.find_values();
        types.break_circles(notes);
        types
    }

    /// What a component becomes; none for what is no component.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.get(name).copied()
    }

    /// Whether an object is the known members of another.
    pub(crate) fn is_extended(&self, name: &str) -> bool {
        self.extended.contains(name)
    }

    /// The type that a component is another name of.
    pub(crate) fn alias(&self, name: &str) -> Ty {
        let schema = &self.facts["components"]["schemas"][name];
        let read = self.direction.read.contains(name);
        if let Some(members) = schema.get(EXTENDS).and_then(openapi::schema_name) {
            let values = match schema.get("additionalProperties") {
                Some(values) if says_something(values) => self.node(values, name, "", read),
                _ => Ty::Core("Json".to_owned()),
            };
            return Ty::Extended(members.to_owned(), Box::new(self.cut(name, values)));
        }
        let ty = self.bare(schema, name, "", read);
        self.cut(name, ty)
    }

    /// The type of the field of a member.
    pub(crate) fn field(&self, owner: &str, member: &str) -> Ty {
        let schema = &self.facts["components"]["schemas"][owner];
        let property = &schema["properties"][member];
        let required = openapi::elements(&schema["required"]).any(|name| name == member);
        let ty = self.member(owner, member, property);
        if matches!(ty, Ty::Of(Generic::Lenient, _)) {
            return ty;
        }
        match (required, self.is_nullable(property)) {
            (true, false) => ty,
            // Of what is sent, absent and null are two things.
            (false, true) if self.direction.written.contains(owner) => {
                ty.optional().of(Generic::Option)
            }
            _ => ty.optional(),
        }
    }

    fn member(&self, owner: &str, member: &str, property: &Value) -> Ty {
        let read = self.direction.read.contains(owner);
        self.boxed(owner, self.bare(property, owner, member, read))
    }

    /// The types of the variants of a choice.
    pub(crate) fn variants(&self, name: &str) -> Vec<Ty> {
        let read = self.direction.read.contains(name);
        openapi::elements(&self.facts["components"]["schemas"][name]["oneOf"])
            .map(|branch| self.boxed(name, self.node(branch, name, "", read)))
            .collect()
    }

    /// The type of a schema of `owner` at `member`, `Option` if it may be null.
    pub(crate) fn node(&self, schema: &Value, owner: &str, member: &str, read: bool) -> Ty {
        let ty = self.bare(schema, owner, member, read);
        if self.is_nullable(schema) {
            ty.optional()
        } else {
            ty
        }
    }

    /// The same without `null`.
    pub(crate) fn bare(&self, schema: &Value, owner: &str, member: &str, read: bool) -> Ty {
        if let Some(name) = openapi::schema_name(schema) {
            let ty = self.reference(name);
            let lenient = self.api.lenient.iter().any(|lenient| lenient == name);
            return if lenient || self.is_beside_data(owner, member, name) {
                ty.of(Generic::Lenient)
            } else {
                ty
            };
        }
        if is_one_or_many(schema)
            && let Some(single) = single_of(schema)
        {
            return self
                .node(&single, owner, member, read)
                .of(Generic::OneOrMany);
        }
        match shape::type_of(schema) {
            "array" => {
                let Some(items) = schema.get("items") else {
                    return Ty::Core("Json".to_owned()).of(Generic::Vec);
                };
                let item = self.node(items, owner, member, read);
                let is_record =
                    read && openapi::schema_name(items).is_some_and(|name| self.is_record(name));
                item.of(if is_record {
                    Generic::Records
                } else {
                    Generic::Vec
                })
            }
            "object" => match schema.get("additionalProperties") {
                Some(values) if says_something(values) => {
                    self.node(values, owner, member, read).of(Generic::Map)
                }
                _ => Ty::Core(
                    self.leaves
                        .named(owner, member)
                        .unwrap_or_else(|| "Json".to_owned()),
                ),
            },
            "boolean" => Ty::Plain("bool"),
            "integer" if schema.get("enum").is_none() => match self.leaves.named(owner, member) {
                Some(core) => Ty::Core(core),
                None => Ty::Plain(shape::integer(schema)),
            },
            kind => Ty::Core(self.leaves.leaf(kind, schema, owner, member)),
        }
    }

    /// What typify makes of a type that it was given by [`values::assign`](crate::values::assign).
    pub(crate) fn as_given_to_typify(&self, ty: &Ty) -> String {
        match ty {
            Ty::Named(name) if !matches!(self.kind(name), Some(Kind::Struct | Kind::Enum)) => {
                format!("::cadastro_core::alias::{name}")
            }
            Ty::Of(Generic::Boxed, inner) => self.as_given_to_typify(inner),
            Ty::Of(generic, inner) => {
                let inner = self.as_given_to_typify(inner);
                let name = match generic {
                    Generic::Boxed | Generic::Option => "::std::option::Option<",
                    Generic::Lenient => "::cadastro_core::Lenient<",
                    Generic::Map => "::std::collections::BTreeMap<::std::string::String,",
                    Generic::OneOrMany => "::cadastro_core::OneOrMany<",
                    Generic::Records => "::cadastro_core::Records<",
                    Generic::Vec => "::std::vec::Vec<",
                };
                format!("{name}{inner}>")
            }
            other => other.tokens().to_string().replace(' ', ""),
        }
    }

    /// A type as text, in which names of types are what they stand for: two that are one have one text.
    pub(crate) fn without_names(&self, ty: &Ty) -> String {
        fn expand(types: &Types<'_>, ty: &Ty, steps: usize) -> Ty {
            match ty {
                Ty::Named(name) | Ty::Value(name)
                    if steps > 0
                        && matches!(types.kind(name), Some(Kind::Alias | Kind::Extended)) =>
                {
                    expand(types, &types.alias(name), steps - 1)
                }
                Ty::Of(generic, inner) => expand(types, inner, steps).of(*generic),
                other => other.clone(),
            }
        }
        expand(self, ty, 64).tokens().to_string().replace(' ', "")
    }

    fn reference(&self, name: &str) -> Ty {
        if self.values.contains(name) {
            Ty::Value(name.to_owned())
        } else {
            Ty::Named(name.to_owned())
        }
    }

    /// Whether a member is what answers have beside their data.
    fn is_beside_data(&self, owner: &str, member: &str, target: &str) -> bool {
        matches!(member, "links" | "meta")
            && self.answers.contains(owner)
            && !self.direction.written.contains(owner)
            && matches!(self.kind(target), Some(Kind::Struct | Kind::Extended))
    }

    /// Whether a component is an object whose parts are known, so that a list of it can set single ones aside.
    fn is_record(&self, name: &str) -> bool {
        let mut name = name;
        for _ in 0..64 {
            match self.kind(name) {
                Some(Kind::Struct | Kind::Extended) => return true,
                Some(Kind::Alias) => {
                    match openapi::schema_name(&self.facts["components"]["schemas"][name]) {
                        Some(next) => name = next,
                        None => return false,
                    }
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether `null` may stand in the place of a schema.
    pub(crate) fn is_nullable(&self, schema: &Value) -> bool {
        schema["nullable"] == true
            || openapi::schema_name(schema).is_some_and(|name| self.nullable.contains(name))
            || openapi::elements(&schema["enum"]).any(Value::is_null)
    }

    fn find_nullable(&mut self) {
        // Those that say so, then those that are but another name of one, or a choice with one.
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut open = Vec::new();
        for (name, schema) in openapi::schemas(self.facts) {
            if self.is_nullable(schema) {
                open.push(name);
            }
            let choices = openapi::elements(&schema["oneOf"]).filter(|_| !is_one_or_many(schema));
            for target in choices.chain([schema]).filter_map(openapi::schema_name) {
                users.entry(target).or_default().push(name);
            }
        }
        while let Some(name) = open.pop() {
            if self.nullable.insert(name) {
                open.extend(users.get(name).into_iter().flatten());
            }
        }
    }

    fn find_values(&mut self) {
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut open = Vec::new();
        for (name, schema) in openapi::schemas(self.facts) {
            if self.kind(name) != Some(Kind::Alias) {
                continue;
            }
            if let Some(target) = openapi::schema_name(schema) {
                users.entry(target).or_default().push(name);
            } else if matches!(self.bare(schema, name, "", false), Ty::Core(core) if core != "Json")
            {
                open.push(name);
            }
        }
        while let Some(name) = open.pop() {
            if self.values.insert(name) {
                open.extend(users.get(name).into_iter().flatten());
            }
        }
    }

    fn break_circles(&mut self, notes: &Notes) {
        let mut named = circles::Graph::default();
        let mut aliases = BTreeSet::new();
        for (name, kind) in &self.kinds {
            if matches!(kind, Kind::Alias | Kind::Extended) {
                aliases.insert(*name);
                self.alias(name)
                    .named(&mut |target| named.edge(name, self.own(target)));
            }
        }
        // An object or a choice ends what a name stands for.
        named.keep(&aliases);
        self.named = named.circles();
        for name in &aliases {
            if self.named.has(name) {
                notes.add(
                    format!("/components/schemas/{name}"),
                    "is a list or map of itself, which no Rust type is; inside of it any JSON is taken",
                );
            }
        }
        let mut held = circles::Graph::default();
        for (name, kind) in &self.kinds {
            let mut hold = |ty: &Ty| ty.held(&mut |target| held.edge(name, self.own(target)));
            match kind {
                Kind::Struct => {
                    let schema = &self.facts["components"]["schemas"][name];
                    for (member, property) in openapi::members(&schema["properties"]) {
                        hold(&self.member(name, member, property));
                    }
                }
                Kind::Union => self.variants(name).iter().for_each(hold),
                Kind::Alias | Kind::Extended => hold(&self.alias(name)),
                Kind::Enum => {}
            }
        }
        self.held = held.circles();
    }

    /// The name of a component as the document holds it.
    fn own(&self, name: &str) -> &'a str {
        self.kinds.get_key_value(name).map_or("", |(name, _)| name)
    }

    /// Puts a box around what would hold itself.
    fn boxed(&self, owner: &str, ty: Ty) -> Ty {
        match ty {
            Ty::Named(name) if self.held.are_one(owner, &name) => {
                Ty::Named(name).of(Generic::Boxed)
            }
            Ty::Of(generic @ (Generic::Option | Generic::OneOrMany | Generic::Lenient), inner) => {
                self.boxed(owner, *inner).of(generic)
            }
            other => other,
        }
    }

    /// Takes what would name itself for any JSON.
    fn cut(&self, owner: &str, ty: Ty) -> Ty {
        match ty {
            Ty::Named(name) if self.named.are_one(owner, &name) => Ty::Core("Json".to_owned()),
            Ty::Of(generic, inner) => self.cut(owner, *inner).of(generic),
            other => other,
        }
    }
}

/// The components that are answers themselves.
fn answers(facts: &Value) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for site in openapi::operations(facts) {
        for (_, answer) in openapi::members(&site.operation["responses"]) {
            let content = &openapi::resolve(facts, answer)["content"];
            let schemas = openapi::members(content).map(|(_, media)| &media["schema"]);
            found.extend(schemas.filter_map(openapi::schema_name));
        }
    }
    found
}

#[cfg(test)]
mod tests;
