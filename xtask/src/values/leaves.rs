//! The types of single values: what `specs/apis.toml` names, what the usual names of the field mean where there is no
//! table, else what the format says.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use super::{assumed, table};
use crate::config::{self, Api};
use crate::diagnostic::Diagnostic;
use crate::openapi;

/// Gives values their types, and remembers which entries of the table were of use.
pub(crate) struct Leaves<'a> {
    api: &'a Api,
    used: RefCell<BTreeSet<&'a str>>,
    /// A selector that names another type for a member that has one already.
    contested: RefCell<Option<&'a str>>,
}

impl<'a> Leaves<'a> {
    /// Holds the table against what there is; `line_of` finds an entry of `specs/apis.toml`.
    pub(crate) fn new(
        facts: &Value,
        api: &'a Api,
        line_of: &dyn Fn(&str) -> usize,
    ) -> Result<Self, Diagnostic> {
        table::check(facts, api, &line_of)?;
        Ok(Self {
            api,
            used: RefCell::default(),
            contested: RefCell::default(),
        })
    }

    /// The type of a value: `kind` is its type in JSON.
    pub(crate) fn leaf(&self, kind: &str, schema: &Value, owner: &str, member: &str) -> String {
        if let Some(named) = self.named(owner, member) {
            return named;
        }
        if self.api.assumed
            && let Some(usual) = assumed::value(kind, schema, owner, member)
        {
            return usual.to_owned();
        }
        let by_shape = match (kind, openapi::text(schema, "format")) {
            _ if kind == "string" && schema.get("enum").is_some() => "Text",
            ("string", "date") => "Date",
            ("string", "date-time") => "DateTime",
            ("string", "uri") => "Uri",
            ("string", _) => "Text",
            ("number", _) => "Number",
            ("integer", _) => "Integer",
            _ => "Json",
        };
        by_shape.to_owned()
    }

    /// The type that `specs/apis.toml` names for a member.
    pub(crate) fn named(&self, owner: &str, member: &str) -> Option<String> {
        let mut found: Option<&str> = None;
        for (core_type, selectors) in &self.api.values {
            for selector in selectors {
                if !table::matches(selector, owner, member) {
                    continue;
                }
                self.used.borrow_mut().insert(selector);
                if found
                    .replace(core_type)
                    .is_some_and(|before| before != core_type)
                {
                    *self.contested.borrow_mut() = Some(selector);
                }
            }
        }
        found.map(str::to_owned)
    }

    /// Every entry of the table must have been of use, and none against another.
    pub(crate) fn check_used(&self, line_of: &dyn Fn(&str) -> usize) -> Result<(), Diagnostic> {
        if self.api.assumed {
            return Ok(());
        }
        let problem = |selector: &str, what: &str, what_to_do: &str| {
            let what = format!("[{}.values] `{selector}` {what}", self.api.name);
            Err(Diagnostic::new(config::FILE, what, what_to_do).at_line(line_of(selector), 1))
        };
        if let Some(selector) = *self.contested.borrow() {
            return problem(
                selector,
                "gives a second type to a member that has one",
                "let each member match one type",
            );
        }
        for selector in self.api.values.values().flatten() {
            if !self.used.borrow().contains(selector.as_str()) {
                return problem(
                    selector,
                    "matches no string or number of the document",
                    "remove it, or mend its spelling",
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, api, code, code_for};

    #[test]
    fn shapes_give_types_where_the_table_is_silent() {
        let code = code(&answering(
            "A: {type: object, required: [d, dt, u, n, j, t], properties: {
  d: {type: string, format: date, pattern: '^x$'}, dt: {type: string, format: date-time}, u: {type: string, format: uri},
  n: {type: number}, j: {type: object, additionalProperties: true}, t: {type: string, maxLength: 3}, b: {type: boolean}, f: {type: boolean, format: boolean}}}",
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
            "pub f: Option<bool>,",
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
