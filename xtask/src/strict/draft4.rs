//! One schema of OpenAPI 3.0 as JSON Schema draft 4, which is its nearest relative: all that demands something stays
//! as the document has it, `nullable` becomes a type, prose goes.

use serde_json::{Map, Value, json};

use super::Stage;
use crate::diagnostic::Diagnostic;
use crate::load::join_pointer;
use crate::openapi;

/// What a keyword holds.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    Anything,
    Count,
    Flag,
    List,
    Number,
    Schema,
    SchemaOrFlag,
    Schemas,
    SchemasByName,
    Text,
    Type,
}

/// The keywords that demand something, and `default`, which is draft 4's own.
pub(crate) const KEYWORDS: [(&str, Holds); 25] = [
    ("type", Holds::Type),
    ("format", Holds::Text),
    ("default", Holds::Anything),
    ("enum", Holds::List),
    ("minimum", Holds::Number),
    ("exclusiveMinimum", Holds::Flag),
    ("maximum", Holds::Number),
    ("exclusiveMaximum", Holds::Flag),
    ("multipleOf", Holds::Number),
    ("minLength", Holds::Count),
    ("maxLength", Holds::Count),
    ("pattern", Holds::Text),
    ("minItems", Holds::Count),
    ("maxItems", Holds::Count),
    ("uniqueItems", Holds::Flag),
    ("items", Holds::Schema),
    ("minProperties", Holds::Count),
    ("maxProperties", Holds::Count),
    ("required", Holds::List),
    ("properties", Holds::SchemasByName),
    ("additionalProperties", Holds::SchemaOrFlag),
    ("allOf", Holds::Schemas),
    ("anyOf", Holds::Schemas),
    ("oneOf", Holds::Schemas),
    ("not", Holds::Schema),
];

/// Keywords that tell something and demand nothing of a single value; those of [`super::PROSE`] too.
const TELLING: [&str; 6] = [
    "discriminator",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];
const NULLABLE: &str = "nullable";
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
const COMPONENTS: &str = "#/components/schemas/";
const DEFINITIONS: &str = "#/definitions/";

impl Holds {
    /// Whether a value is of the kind that a keyword holds.
    pub(crate) fn takes(self, value: &Value) -> bool {
        match self {
            Self::Anything => true,
            Self::Count => value.is_u64(),
            Self::Flag => value.is_boolean(),
            Self::List | Self::Schemas => value.is_array(),
            Self::Number => value.is_number(),
            Self::Schema | Self::SchemasByName => value.is_object(),
            Self::SchemaOrFlag => value.is_object() || value.is_boolean(),
            Self::Text => value.is_string(),
            Self::Type => value.as_str().is_some_and(|name| TYPES.contains(&name)),
        }
    }
}

impl Stage<'_> {
    /// The schema at `at`.
    pub(super) fn schema(&self, schema: &Value, at: &str) -> Result<Value, Diagnostic> {
        let Some(members) = schema.as_object() else {
            self.refuse(at, "a schema that is no mapping")?;
            return Ok(json!({}));
        };
        if let Some(reference) = members.get("$ref") {
            return self.reference(reference, &join_pointer(at, "$ref"));
        }
        let keywords = KEYWORDS.map(|(keyword, _)| keyword);
        self.knows(schema, at, &[&keywords[..], &TELLING, &[NULLABLE]].concat())?;
        let mut made = Map::new();
        for (keyword, holds) in KEYWORDS {
            if let Some(value) = members.get(keyword)
                && let Some(value) =
                    self.demand(keyword, holds, value, &join_pointer(at, keyword))?
            {
                made.insert(keyword.to_owned(), value);
            }
        }
        for (bound, exclusive) in [
            ("minimum", "exclusiveMinimum"),
            ("maximum", "exclusiveMaximum"),
        ] {
            if made.contains_key(exclusive) && !made.contains_key(bound) {
                let what = format!("`{exclusive}` without `{bound}` demands nothing");
                self.refuse(&join_pointer(at, exclusive), what)?;
                made.remove(exclusive);
            }
        }
        // Draft 4 has no list of nothing.
        made.retain(|keyword, value| keyword != "required" || *value != json!([]));
        match members.get(NULLABLE) {
            Some(Value::Bool(true)) => self.allow_null(&mut made, at)?,
            Some(Value::Bool(false)) | None => {}
            Some(_) => self.misused(NULLABLE, &join_pointer(at, NULLABLE))?,
        }
        Ok(Value::Object(made))
    }

    fn reference(&self, reference: &Value, at: &str) -> Result<Value, Diagnostic> {
        let Some(reference) = reference.as_str() else {
            self.misused("$ref", at)?;
            return Ok(json!({}));
        };
        let Some(inside) = reference.strip_prefix(COMPONENTS) else {
            let what = format!("`$ref: {reference}` leads to no component schema");
            self.refuse(at, what)?;
            return Ok(json!({}));
        };
        if self.root.pointer(&reference[1..]).is_none() {
            let what = format!("`$ref: {reference}` leads to nothing");
            self.refuse(at, what)?;
            return Ok(json!({}));
        }
        Ok(json!({ "$ref": format!("{DEFINITIONS}{inside}") }))
    }

    /// The value of a keyword, with the schemas in it made over; nothing if it is left out.
    fn demand(
        &self,
        keyword: &str,
        holds: Holds,
        value: &Value,
        at: &str,
    ) -> Result<Option<Value>, Diagnostic> {
        let is_right = match holds {
            Holds::Schema => return self.schema(value, at).map(Some),
            Holds::SchemaOrFlag if value.is_object() => return self.schema(value, at).map(Some),
            Holds::Schemas if value.is_array() => {
                let schemas = openapi::elements(value).enumerate();
                return schemas
                    .map(|(index, schema)| {
                        self.schema(schema, &join_pointer(at, &index.to_string()))
                    })
                    .collect::<Result<Value, _>>()
                    .map(Some);
            }
            Holds::SchemasByName if value.is_object() => {
                let mut made = Map::new();
                for (name, schema) in openapi::members(value) {
                    made.insert(
                        name.to_owned(),
                        self.schema(schema, &join_pointer(at, name))?,
                    );
                }
                return Ok(Some(Value::Object(made)));
            }
            _ => holds.takes(value),
        };
        if is_right {
            return Ok(Some(value.clone()));
        }
        self.misused(keyword, at)?;
        Ok(None)
    }

    /// Makes null one more of the schema's types, and of its values where they are listed.
    fn allow_null(&self, made: &mut Map<String, Value>, at: &str) -> Result<(), Diagnostic> {
        let is_typed = made.contains_key("type") || made.contains_key("enum");
        if !is_typed && !made.is_empty() {
            // OpenAPI 3.0.3, Schema Object: it adds to the `type` beside it, and to nothing else.
            let what = "`nullable` without `type` beside it demands nothing";
            return self.refuse(&join_pointer(at, NULLABLE), what);
        }
        if let Some(name) = made.get_mut("type") {
            *name = json!([name.take(), "null"]);
        }
        if let Some(values) = made.get_mut("enum").and_then(Value::as_array_mut)
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        Ok(())
    }

    fn misused(&self, keyword: &str, at: &str) -> Result<(), Diagnostic> {
        self.refuse(
            at,
            format!("`{keyword}` does not hold what OpenAPI 3.0 asks for"),
        )
    }
}
