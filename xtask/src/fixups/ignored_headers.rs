//! Header parameters named `Accept`, `Content-Type` or `Authorization`: OpenAPI 3.0.3 (Parameter Object, `name`)
//! says that they are to be ignored; progenitor makes them required arguments.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "ignored-headers",
    apply,
};

/// Drops them from each list of parameters.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let root = document.clone();
    let mut count = 0;
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(serde_json::Map::values_mut) {
        count += drop_from(&root, item);
        let operations = item
            .as_object_mut()
            .into_iter()
            .flat_map(serde_json::Map::values_mut);
        count += operations
            .map(|operation| drop_from(&root, operation))
            .sum::<usize>();
    }
    count
}

fn drop_from(root: &Value, owner: &mut Value) -> usize {
    let Some(parameters) = owner.get_mut("parameters").and_then(Value::as_array_mut) else {
        return 0;
    };
    let before = parameters.len();
    parameters.retain(|parameter| !is_ignored(openapi::resolve(root, parameter)));
    before - parameters.len()
}

/// Whether a parameter is one of the three that OpenAPI says to ignore.
pub(crate) fn is_ignored(parameter: &Value) -> bool {
    let name = openapi::text(parameter, "name");
    openapi::text(parameter, "in") == "header"
        && ["accept", "content-type", "authorization"]
            .iter()
            .any(|ignored| name.eq_ignore_ascii_case(ignored))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, count, document};

    #[test]
    fn an_authorization_header_is_no_argument() {
        let document = document(
            "paths: {/a: {get: {operationId: op, parameters: [
  {name: authorization, in: header, required: true, schema: {type: string}},
  {name: x-other, in: header, required: true, schema: {type: string}}],
  responses: {'204': {description: d}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        let code = code(&document).unwrap();
        assert!(
            !code.contains("authorization") && code.contains("x_other"),
            "{code}"
        );
        // What progenitor is given is what this is about: there it would be a required argument.
        let mut document = document;
        apply(&mut document, &Notes::default());
        assert_eq!(
            document["paths"]["/a"]["get"]["parameters"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}
