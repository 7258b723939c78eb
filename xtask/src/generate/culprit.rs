//! Which part of a document the generator stumbles over. Its messages do not say, so parts are tried one by one:
//! an operation that fails alone, or a schema without which the others pass.

use serde_json::{Value, json};

use crate::load::join_pointer;
use crate::openapi;

/// The JSON pointer of the first such part; `None` if no single one is to blame.
pub(super) fn find(document: &Value, accepts: impl Fn(&Value) -> bool) -> Option<String> {
    let mut types = document.clone();
    types["paths"] = json!({});
    if accepts(&types) {
        operation(document, &types, accepts)
    } else {
        schema(&types, accepts)
    }
}

fn operation(document: &Value, types: &Value, accepts: impl Fn(&Value) -> bool) -> Option<String> {
    let items = document["paths"].as_object()?;
    for (path, item) in items {
        let methods = item.as_object()?.keys().filter(|key| *key != "parameters");
        for method in methods {
            let mut alone = types.clone();
            alone["paths"][path] = json!({ method: item[method] });
            if let Some(shared) = item.get("parameters") {
                alone["paths"][path]["parameters"] = shared.clone();
            }
            if !accepts(&alone) {
                return Some(join_pointer(&join_pointer("/paths", path), method));
            }
        }
    }
    None
}

fn schema(types: &Value, accepts: impl Fn(&Value) -> bool) -> Option<String> {
    openapi::schemas(types).find_map(|(name, _)| {
        let mut without = types.clone();
        without["components"]["schemas"][name] = json!({ "type": "object" });
        accepts(&without).then(|| join_pointer("/components/schemas", name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "paths": {"/a": {"get": {"operationId": "one"}, "post": {"operationId": "bad"}}},
            "components": {"schemas": {"A": {"type": "object"}, "B": {"type": "object", "a": "worse"}}},
        })
    }

    fn without(word: &'static str) -> impl Fn(&Value) -> bool {
        move |part| !part.to_string().contains(word)
    }

    #[test]
    fn an_operation_that_fails_alone() {
        assert_eq!(
            find(&document(), without("bad")).as_deref(),
            Some("/paths/~1a/post")
        );
    }

    #[test]
    fn a_schema_without_which_the_others_pass() {
        assert_eq!(
            find(&document(), without("worse")).as_deref(),
            Some("/components/schemas/B")
        );
    }

    #[test]
    fn nothing_single_to_blame() {
        assert_eq!(find(&document(), without("components")), None);
    }
}
