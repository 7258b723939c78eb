//! The component schemas while a document is put in canonical words: new ones get names that nothing else has.

use serde_json::{Map, Value};

use crate::naming::{self, Taken};
use crate::{openapi, operation_names};

/// On a moved schema: the component below which it stood, in whose file its type goes.
pub(crate) const OWNER: &str = "x-inline-of";
/// On a component whose Rust name is not its name in the document: that name.
pub(crate) const NAME_IN_DOCUMENT: &str = "x-name-in-document";
/// What a node says of its place, not of its type: it stays where a schema is moved away.
const OF_THE_PLACE: [&str; 3] = ["nullable", "readOnly", "writeOnly"];

/// The component schemas, taken out of their document.
pub(crate) struct Components {
    pub(crate) schemas: Map<String, Value>,
    taken: Taken,
}

impl Components {
    /// Takes them out.
    pub(crate) fn take(document: &mut Value) -> Self {
        let schemas = openapi::schemas_mut(document)
            .map(std::mem::take)
            .unwrap_or_default();
        let of_operations = operation_types(document);
        let taken = Taken::types(
            of_operations
                .iter()
                .map(String::as_str)
                .chain(schemas.keys().map(String::as_str)),
        );
        Self { schemas, taken }
    }

    /// Puts them back.
    pub(crate) fn put_back(self, document: &mut Value) {
        if self.schemas.is_empty() && document["components"].get("schemas").is_none() {
            return;
        }
        document["components"]["schemas"] = Value::Object(self.schemas);
    }

    /// Adds a schema under `name`, or one with a number behind it; gives the name.
    pub(crate) fn add(&mut self, name: &str, schema: Value) -> String {
        let name = self.taken.next(&naming::type_name(name));
        self.schemas.insert(name.clone(), schema);
        name
    }

    /// Moves the schema at a place to a component of its own, in whose place its `$ref` stays. What goes in the file of
    /// `owner` is told there.
    pub(crate) fn move_here(
        &mut self,
        place: &mut Value,
        name: &str,
        owner: Option<&str>,
    ) -> String {
        let mut moved = std::mem::take(place);
        let mut reference = Map::new();
        if let Some(moved) = moved.as_object_mut() {
            for key in OF_THE_PLACE {
                reference.extend(moved.remove(key).map(|value| (key.to_owned(), value)));
            }
            if let Some(owner) = owner {
                moved.insert(OWNER.to_owned(), owner.into());
            }
        }
        let name = self.add(name, moved);
        reference.extend(reference_to(&name));
        *place = Value::Object(reference);
        name
    }

    /// The schema that a node stands for: the end of its references.
    pub(crate) fn resolve<'a>(&'a self, mut node: &'a Value) -> &'a Value {
        for _ in 0..64 {
            match openapi::schema_name(node).and_then(|name| self.schemas.get(name)) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// The component in whose file the type of `name` goes.
    pub(crate) fn owner(&self, name: &str) -> String {
        let owner = self
            .schemas
            .get(name)
            .map(|schema| openapi::text(schema, OWNER));
        match owner {
            Some(owner) if !owner.is_empty() => owner.to_owned(),
            _ => name.to_owned(),
        }
    }
}

fn reference_to(name: &str) -> Map<String, Value> {
    match openapi::schema_ref(name) {
        Value::Object(reference) => reference,
        _ => Map::new(),
    }
}

/// The names of the types that operations have for themselves.
pub(crate) fn operation_types(document: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let sites = openapi::operations(document);
    for (site, name) in sites.iter().zip(operation_names::of_operations(&sites)) {
        let own = name.types;
        let optional = |parameter: &&Value| parameter["required"] != true;
        if site.parameters.iter().any(optional) {
            names.push(format!("{own}Params"));
        }
        let body = openapi::resolve(document, &site.operation["requestBody"]);
        let media: Vec<&str> = openapi::members(&body["content"])
            .map(|(media, _)| media)
            .collect();
        if media.len() > 1 {
            names.push(format!("{own}Body"));
        }
        if media.iter().any(|media| media.starts_with("multipart/")) {
            names.push(format!("{own}Parts"));
        }
        let (mut successes, mut errors) = (0, 0);
        for (status, _) in openapi::members(&site.operation["responses"]) {
            if status.starts_with('2') {
                successes += 1;
            } else {
                errors += 1;
            }
        }
        if successes > 1 || (successes == 0 && errors > 0) {
            names.push(format!("{own}Answer"));
        }
        if errors > 1 {
            names.push(format!("{own}Error"));
        }
    }
    names
}
