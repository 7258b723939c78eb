//! What stands in schemas.

use serde_json::{Map, Value, json};

use super::Stage;
use crate::components::{NAME_IN_DOCUMENT, OWNER};
use crate::fixups::{NUMERIC_ENUM, ONE_OR_MANY};
use crate::load::join_pointer;
use crate::strict::{Holds, KEYWORDS};
use crate::types::EXTENDS;
use crate::values::RUST_TYPE;

/// What schemas say beside their demands, as far as something is made of it.
const FLAGS_OF_SCHEMAS: [&str; 3] = ["nullable", "readOnly", "writeOnly"];
/// Words by which the fixups tell each other something.
const OURS: [&str; 6] = [
    EXTENDS,
    NAME_IN_DOCUMENT,
    NUMERIC_ENUM,
    ONE_OR_MANY,
    OWNER,
    RUST_TYPE,
];

impl Stage<'_> {
    pub(super) fn schema(&mut self, schema: &mut Value, at: &str) {
        let Some(members) = schema.as_object_mut() else {
            self.count += 1;
            let what = "a schema that is no mapping; any JSON is taken in its place";
            self.notes.add(at, what);
            *schema = json!({});
            return;
        };
        for word in OURS {
            self.keep(members, word, at, |_| false);
        }
        if members.contains_key("$ref") {
            return;
        }
        self.types_of_3_1(members, at);
        self.spelling_of_type(members, at);
        self.listed_values(members, at);
        for (word, holds) in KEYWORDS {
            // In a choice, `null` is one of the branches of later versions.
            let is_right = |value: &Value| match holds {
                Holds::Type => value == "null" || holds.takes(value),
                Holds::Schemas | Holds::List if word != "required" => {
                    value.as_array().is_some_and(|list| !list.is_empty())
                }
                Holds::Schema => true,
                _ => holds.takes(value),
            };
            self.keep(members, word, at, is_right);
        }
        for flag in FLAGS_OF_SCHEMAS {
            self.keep(members, flag, at, Value::is_boolean);
        }
        if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut)
            && !required.iter().all(Value::is_string)
        {
            self.left_out(&join_pointer(at, "required"));
            required.retain(Value::is_string);
        }
        self.keep(members, "discriminator", at, |discriminator| {
            discriminator["propertyName"].is_string()
                && discriminator.get("mapping").is_none_or(Value::is_object)
        });
        if let Some(Value::Object(mapping)) = members
            .get_mut("discriminator")
            .and_then(|discriminator| discriminator.get_mut("mapping"))
        {
            let at = join_pointer(&join_pointer(at, "discriminator"), "mapping");
            let names: Vec<String> = mapping.keys().cloned().collect();
            for name in names {
                self.keep(mapping, &name, &at, Value::is_string);
            }
        }
    }

    /// A list of a type and `null`, as later versions have it.
    fn types_of_3_1(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::Array(types)) = members.get("type") else {
            return;
        };
        let count = types.len();
        let others: Vec<Value> = types
            .iter()
            .filter(|name| *name != "null")
            .cloned()
            .collect();
        if let [one] = others.as_slice() {
            if count > 1 {
                members.insert("nullable".to_owned(), true.into());
            }
            members.insert("type".to_owned(), one.clone());
            self.count += 1;
            let what = "a list of types, which OpenAPI 3.0 does not know; read as it is meant";
            self.notes.add(join_pointer(at, "type"), what);
        }
    }

    /// A type in capitals, or with blanks around it.
    fn spelling_of_type(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::String(written)) = members.get("type") else {
            return;
        };
        let meant = Value::String(written.trim().to_ascii_lowercase());
        if meant != written.as_str() && Holds::Type.takes(&meant) {
            members.insert("type".to_owned(), meant);
            self.count += 1;
            let what = "a type that OpenAPI 3.0 spells otherwise; read as it is meant";
            self.notes.add(join_pointer(at, "type"), what);
        }
    }
}
