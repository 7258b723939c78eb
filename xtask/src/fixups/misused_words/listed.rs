//! Values listed beside a type that none of them has.

use serde_json::{Map, Value, json};

use super::Stage;
use crate::load::join_pointer;
use crate::openapi;

impl Stage<'_> {
    /// Puts them where they are meant, or leaves them out; with a note.
    pub(super) fn listed_values(&mut self, members: &mut Map<String, Value>, at: &str) {
        self.values_of_items(members, at);
        self.values_of_flags(members, at);
    }

    /// Values listed beside `type: array` or `type: object` that are no lists or objects: no value of that type is among
    /// them. Beside a list they are meant for its items.
    fn values_of_items(&mut self, members: &mut Map<String, Value>, at: &str) {
        let is_one: fn(&Value) -> bool = match members.get("type").and_then(Value::as_str) {
            Some("array") => Value::is_array,
            Some("object") => Value::is_object,
            _ => return,
        };
        let Some(Value::Array(values)) = members.get("enum") else {
            return;
        };
        if values
            .iter()
            .any(|value| is_one(value) || value.is_null() && values.len() == 1)
        {
            return;
        }
        let at = join_pointer(at, "enum");
        let values = members.remove("enum").unwrap_or_default();
        if members["type"] == "object" {
            return self.left_out(&at);
        }
        let items = members.entry("items").or_insert_with(|| json!({}));
        let Some(items) = items.as_object_mut() else {
            return self.left_out(&at);
        };
        if items.contains_key("$ref") || items.contains_key("enum") {
            return self.left_out(&at);
        }
        items.insert("enum".to_owned(), values);
        self.count += 1;
        let what = "lists no lists; read as the values of the items";
        self.notes.add(at, what);
    }

    /// Texts or numbers beside `type: boolean`, such as `enum: ['true', 'false']`: what is sent is a flag.
    fn values_of_flags(&mut self, members: &mut Map<String, Value>, at: &str) {
        if members.get("type").is_some_and(|kind| kind == "boolean") {
            self.keep(members, "enum", at, |values| {
                openapi::elements(values).next().is_none()
                    || openapi::elements(values).any(Value::is_boolean)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixups::misused_words::FIXUP;
    use crate::testing::{answering, code, count, noted};

    #[test]
    fn values_that_none_of_the_type_is_are_read_as_meant() {
        let document = answering(
            "A: {type: object, required: [b, c, d, e], properties: {
  b: {type: array, items: {type: string}, enum: [X, Y]},
  c: {type: array, enum: [X, Y]},
  d: {type: array, items: {$ref: '#/components/schemas/E'}, enum: [X]},
  e: {type: object, enum: [X], properties: {n: {type: string}}},
  f: {type: array, enum: [[X], [Y]], items: {type: string}},
  g: {type: boolean, enum: ['true', 'false']}}},
  E: {type: string, enum: [X, Z]}",
        );
        assert_eq!(count(FIXUP.name, &document), 5);
        let code = code(&document).unwrap();
        for expected in [
            "pub b: Vec<Ab>,",
            "pub c: Vec<Ac>,",
            "pub d: Vec<E>,",
            "pub e: Ae,",
            "pub struct Ae {",
            "pub g: Option<bool>,",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        let noted = noted(&document);
        assert!(
            noted.contains(
                &"/components/schemas/A/properties/b/enum: lists no lists; read as the values of the items"
                    .to_owned()
            ),
            "{noted:?}"
        );
    }
}
