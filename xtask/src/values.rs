//! Gives every string without `enum`, every number, every free object and every list of records in the document its
//! type in `cadastro-core`, by typify's `x-rust-type`.
//!
//! typify ignores a malformed `x-rust-type` and one beside a `$ref` in silence, so polish holds each field of the
//! output against what was assigned here.

pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::config::{self, Api};
use crate::diagnostic::Diagnostic;
use crate::fixups::{NUMERIC_ENUM, ONE_OR_MANY};
use crate::openapi::{self, Direction};

/// The crate that typify is told about.
pub(crate) const CORE: &str = "cadastro-core";
/// Below this path stand components that are values themselves; polish turns it into the generated alias.
pub(crate) const ALIAS: &str = "alias";
/// The owner under which `specs/apis.toml` names parameters.
const PARAMETERS: &str = "parameters";
const RUST_TYPE: &str = "x-rust-type";

/// A document all of whose leaves have a type.
pub(crate) struct Assigned {
    pub(crate) document: Value,
    /// Component schemas that are values themselves, with their type in `cadastro-core`.
    pub(crate) aliases: BTreeMap<String, String>,
    /// How many nodes of component schemas got a type.
    pub(crate) count: usize,
}

/// Assigns all types; `line_of` finds an entry of `specs/apis.toml`.
pub(crate) fn assign(
    mut document: Value,
    api: &Api,
    line_of: impl Fn(&str) -> usize,
) -> Result<Assigned, Diagnostic> {
    table::check(&document, api, &line_of)?;
    let direction = openapi::direction(&document);
    let objects = openapi::schemas(&document)
        .filter(|(_, schema)| schema.get("properties").is_some())
        .map(|(name, _)| name.to_owned())
        .collect();
    let mut assigner = Assigner {
        api,
        direction,
        objects,
        aliases: BTreeMap::new(),
        used: BTreeSet::new(),
        contested: None,
        count: 0,
    };
    assigner.alias_components(&mut document);
    if let Some(schemas) = openapi::schemas_mut(&mut document) {
        for (name, schema) in schemas {
            let place = Place {
                owner: name.clone(),
                member: String::new(),
                read: assigner.direction.read.contains(name),
            };
            assigner.descend(schema, &place);
        }
    }
    assigner.assign_parameters(&mut document);
    if let Some(selector) = assigner.contested.filter(|_| !api.assumed) {
        return Err(Diagnostic::new(
            config::FILE,
            format!(
                "[{}.values] `{selector}` gives a second type to a member that has one",
                api.name
            ),
            "let each member match one type",
        )
        .at_line(line_of(&selector), 1));
    }
    for selector in api.values.values().flatten() {
        if !api.assumed && !assigner.used.contains(selector) {
            return Err(Diagnostic::new(
                config::FILE,
                format!(
                    "[{}.values] `{selector}` matches no string or number of the document",
                    api.name
                ),
                "remove it, or mend its spelling",
            )
            .at_line(line_of(selector), 1));
        }
    }
    Ok(Assigned {
        document,
        aliases: assigner.aliases,
        count: assigner.count,
    })
}

/// Where a node stands.
struct Place {
    owner: String,
    member: String,
    /// Whether the owner is part of an answer.
    read: bool,
}

struct Assigner<'a> {
    api: &'a Api,
    direction: Direction,
    /// The component schemas that are objects.
    objects: BTreeSet<String>,
    aliases: BTreeMap<String, String>,
    used: BTreeSet<String>,
    /// A selector that names another type for a member that has one already.
    contested: Option<String>,
    count: usize,
}

impl Assigner<'_> {
    /// A component that is a value itself would become a newtype: it leaves the document and becomes an alias.
    fn alias_components(&mut self, document: &mut Value) {
        let Some(schemas) = openapi::schemas_mut(document) else {
            return;
        };
        for (name, schema) in std::mem::take(schemas) {
            match self.leaf(&schema, &name, "") {
                Some(core_type) => {
                    self.aliases.insert(name, core_type);
                    self.count += 1;
                }
                None => {
                    schemas.insert(name, schema);
                }
            }
        }
    }

    fn assign_parameters(&mut self, document: &mut Value) {
        let components = document
            .get_mut("components")
            .and_then(|components| components.get_mut(PARAMETERS));
        if let Some(parameters) = components.and_then(Value::as_object_mut) {
            parameters
                .values_mut()
                .for_each(|parameter| self.assign_parameter(parameter));
        }
        let items = document.get_mut("paths").and_then(Value::as_object_mut);
        for item in items.into_iter().flat_map(serde_json::Map::values_mut) {
            self.assign_parameter_list(item);
            let operations = item
                .as_object_mut()
                .into_iter()
                .flat_map(serde_json::Map::values_mut);
            operations.for_each(|operation| self.assign_parameter_list(operation));
        }
    }

    fn assign_parameter_list(&mut self, owner: &mut Value) {
        let parameters = owner.get_mut(PARAMETERS).and_then(Value::as_array_mut);
        parameters
            .into_iter()
            .flatten()
            .for_each(|parameter| self.assign_parameter(parameter));
    }

    fn assign_parameter(&mut self, parameter: &mut Value) {
        let member = openapi::text(parameter, "name").to_owned();
        if let Some(schema) = parameter.get_mut("schema") {
            self.visit(
                schema,
                &Place {
                    owner: PARAMETERS.to_owned(),
                    member,
                    read: false,
                },
            );
        }
    }

    /// Gives a node its type, or goes on below it.
    fn visit(&mut self, schema: &mut Value, place: &Place) {
        let Some(rust_type) = self.rust_type(schema, place) else {
            return self.descend(schema, place);
        };
        let description = schema.get("description").cloned();
        *schema = json!({ RUST_TYPE: rust_type });
        self.count += usize::from(place.owner != PARAMETERS);
        if let Some(description) = description {
            schema["description"] = description;
        }
    }

    fn descend(&mut self, schema: &mut Value, place: &Place) {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            for (member, property) in properties {
                self.visit(
                    property,
                    &Place {
                        owner: place.owner.clone(),
                        member: member.clone(),
                        read: place.read,
                    },
                );
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(child) = schema.get_mut(key).filter(|child| child.is_object()) {
                self.visit(child, place);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let children = schema.get_mut(key).and_then(Value::as_array_mut);
            children
                .into_iter()
                .flatten()
                .for_each(|child| self.visit(child, place));
        }
    }

    fn rust_type(&mut self, schema: &Value, place: &Place) -> Option<Value> {
        if let Some(name) = openapi::schema_name(schema) {
            if self.aliases.contains_key(name) {
                return Some(core_type(&format!("{ALIAS}::{name}"), &[]));
            }
            return self
                .api
                .lenient
                .iter()
                .any(|lenient| lenient == name)
                .then(|| core_type("Lenient", &[schema]));
        }
        if let Some(single) = schema.get(ONE_OR_MANY) {
            let mut single = single.clone();
            if let Some(rust_type) = self.rust_type(&single, place) {
                single = json!({ RUST_TYPE: rust_type });
            }
            return Some(core_type("OneOrMany", &[&single]));
        }
        if place.read
            && let Some(items) = schema.get("items")
            && openapi::schema_name(items).is_some_and(|name| self.objects.contains(name))
        {
            return Some(core_type("Records", &[items]));
        }
        self.leaf(schema, &place.owner, &place.member)
            .map(|name| core_type(&name, &[]))
    }

    /// The type of a string, number or free object.
    fn leaf(&mut self, schema: &Value, owner: &str, member: &str) -> Option<String> {
        let numeric_enum = schema.get(NUMERIC_ENUM).is_some();
        if schema.get("enum").is_some() {
            return None;
        }
        let by_shape = match openapi::text(schema, "type") {
            "string" => match openapi::text(schema, "format") {
                "date" => "Date",
                "date-time" => "DateTime",
                "uri" => "Uri",
                _ => "Text",
            },
            "number" => "Number",
            "integer" if numeric_enum => "Integer",
            "object" if schema.get("properties").is_none() && is_free(schema) => "Json",
            _ => return None,
        };
        Some(
            self.selected(owner, member)
                .unwrap_or_else(|| by_shape.to_owned()),
        )
    }

    /// The type that `specs/apis.toml` names for a member.
    fn selected(&mut self, owner: &str, member: &str) -> Option<String> {
        let mut found = None;
        for (core_type, selectors) in &self.api.values {
            for selector in selectors
                .iter()
                .filter(|selector| table::matches(selector, owner, member))
            {
                self.used.insert(selector.clone());
                if found
                    .replace(core_type.clone())
                    .is_some_and(|before| before != *core_type)
                {
                    self.contested = Some(selector.clone());
                }
            }
        }
        found
    }
}

fn is_free(schema: &Value) -> bool {
    !["additionalProperties", "allOf", "oneOf", "anyOf"]
        .iter()
        .any(|key| schema.get(key).is_some_and(|v| !v.is_boolean()))
}

fn core_type(name: &str, parameters: &[&Value]) -> Value {
    json!({ "crate": CORE, "version": "*", "path": format!("cadastro_core::{name}"), "parameters": parameters })
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, api, code, code_for};

    #[test]
    fn shapes_give_types_where_the_table_is_silent() {
        let code = code(&answering(
            "A: {type: object, required: [d, dt, u, n, j, t], properties: {
  d: {type: string, format: date, pattern: '^x$'}, dt: {type: string, format: date-time}, u: {type: string, format: uri},
  n: {type: number}, j: {type: object, additionalProperties: true}, t: {type: string, maxLength: 3}, b: {type: boolean}}}",
        ))
        .unwrap();
        for expected in [
            "pub d: Date,",
            "pub dt: DateTime,",
            "pub u: Uri,",
            "pub n: Number,",
            "pub j: Json,",
            "pub t: Text,",
            "pub b: Option<bool>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }

    #[test]
    fn the_table_names_members_components_and_lists() {
        let mut api = api();
        api.values
            .insert("Cnpj".to_owned(), vec!["*.cnpjs".to_owned()]);
        api.values
            .insert("InteractionId".to_owned(), vec!["Id".to_owned()]);
        api.lenient.push("Meta".to_owned());
        let document = answering(
            "A: {type: object, required: [cnpjs, id, meta], properties: {cnpjs: {type: array, items: {type: string}},
  id: {$ref: '#/components/schemas/Id'}, meta: {$ref: '#/components/schemas/Meta'}}},
  Id: {type: string}, Meta: {type: object, properties: {n: {type: integer}}}",
        );
        let code = code_for(&document, &api).unwrap();
        for expected in [
            "pub cnpjs: Vec<Cnpj>,",
            "pub type Id = InteractionId;",
            "pub id: Id,",
            "pub meta: Lenient<Meta>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        api.values
            .insert("Cpf".to_owned(), vec!["*.cpf".to_owned()]);
        let error = code_for(&document, &api).unwrap_err().to_string();
        assert!(
            error.contains("`*.cpf` matches no string or number"),
            "{error}"
        );
    }
}
