//! Objects that name members and allow further ones of a type (`additionalProperties` beside `properties`): typify
//! flattens the further ones, which cannot keep what was sent. The named ones become a component of their own, which the
//! object extends. Further members of no type matter where they are sent; what is read beyond the known is let go.

use serde_json::{Map, Value};

use super::Fixup;
use crate::components::{Components, OWNER};
use crate::notes::Notes;
use crate::openapi;
use crate::types::{self, EXTENDS, Kind};

pub(super) const FIXUP: Fixup = Fixup {
    name: "additional-members",
    apply,
};

/// Takes each such object apart.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let is_open = |schema: &Value| {
        let further = schema.get("additionalProperties");
        types::kind_of(schema) == Kind::Struct && further.is_some_and(|further| *further != false)
    };
    let open: Vec<String> = openapi::schemas(document)
        .filter(|(_, schema)| is_open(schema))
        .map(|(name, _)| name.to_owned())
        .collect();
    if open.is_empty() {
        return 0;
    }
    let written = openapi::direction(document).written;
    let mut components = Components::take(document);
    let mut count = 0;
    for name in open {
        let Some(schema) = components.schemas.get(&name) else {
            continue;
        };
        let further = &schema["additionalProperties"];
        if !types::says_something(further) && !written.contains(&name) {
            continue;
        }
        let mut members = schema.clone();
        let mut whole = Map::new();
        if let Some(members) = members.as_object_mut() {
            for key in [
                "additionalProperties",
                "description",
                "nullable",
                "x-inferred",
            ] {
                whole.extend(members.remove(key).map(|value| (key.to_owned(), value)));
            }
            for key in [OWNER, crate::components::NAME_IN_DOCUMENT] {
                whole.extend(members.remove(key).map(|value| (key.to_owned(), value)));
            }
            members.insert(OWNER.to_owned(), components.owner(&name).into());
            members.insert(
                "description".to_owned(),
                format!("The members of `{name}` that the document names.").into(),
            );
        }
        let members = components.add(&format!("{name}Members"), members);
        whole.insert(EXTENDS.to_owned(), openapi::schema_ref(&members));
        whole.insert("type".to_owned(), "object".into());
        components.schemas.insert(name, Value::Object(whole));
        count += 1;
    }
    components.put_back(document);
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answering, asking, code, code_without, count};

    const SCHEMAS: &str = "A: {description: Fees., type: object, required: [a], properties: {a: {type: string}, self: {$ref: '#/components/schemas/A'}}, additionalProperties: {type: number, minimum: 0}}";

    #[test]
    fn further_members_of_a_type_are_kept() {
        let document = answering(SCHEMAS);
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        for expected in [
            "/// Fees.\npub type A = Extended<AMembers, Number>;",
            "pub struct AMembers {",
            "pub self_: Option<Box<A>>,",
            "impl Members for AMembers {\n    const NAMES: &'static [&'static str] = &[\"a\", \"self\"];",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(
            !code_without(FIXUP.name, &document)
                .unwrap()
                .contains("Extended")
        );
    }

    #[test]
    fn further_members_of_any_kind_matter_where_they_are_sent() {
        let schemas =
            "A: {type: object, properties: {a: {type: string}}, additionalProperties: true}";
        assert_eq!(count(FIXUP.name, &answering(schemas)), 0);
        let code = code(&asking(schemas)).unwrap();
        assert!(
            code.contains("pub type A = Extended<AMembers, Json>;"),
            "{code}"
        );
    }
}
