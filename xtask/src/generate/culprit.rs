//! Which part of a document the generator stumbles over. Its messages do not say, so parts are tried one by one:
//! an operation that fails alone, or a schema without which the others pass.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::load::join_pointer;

/// How long parts are tried: a document may have thousands.
const PATIENCE: Duration = Duration::from_secs(5);

/// The JSON pointer of the first operation that fails alone.
pub(super) fn operation(document: &Value, accepts: impl Fn(&Value) -> bool) -> Option<String> {
    let start = Instant::now();
    let mut alone = document.clone();
    let items = document["paths"].as_object()?;
    for (path, item) in items {
        let methods = item.as_object()?.keys().filter(|key| *key != "parameters");
        for method in methods {
            if start.elapsed() > PATIENCE {
                return None;
            }
            alone["paths"] = json!({ path: { method: item[method] } });
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

/// The JSON pointer of the first component without which the others pass.
pub(super) fn schema(
    schemas: &Map<String, Value>,
    accepts: impl Fn(&Map<String, Value>) -> bool,
) -> Option<String> {
    let start = Instant::now();
    let mut others = schemas.clone();
    for (name, schema) in schemas {
        if start.elapsed() > PATIENCE {
            return None;
        }
        others[name] = json!({ "type": "object" });
        if accepts(&others) {
            return Some(join_pointer("/components/schemas", name));
        }
        others[name] = schema.clone();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_that_fails_alone() {
        let document = json!({
            "paths": {"/a": {"get": {"operationId": "one"}, "post": {"operationId": "bad"}}},
        });
        let accepts = |part: &Value| !part.to_string().contains("bad");
        assert_eq!(
            operation(&document, accepts).as_deref(),
            Some("/paths/~1a/post")
        );
        assert_eq!(operation(&document, |_| true), None);
    }

    #[test]
    fn a_schema_without_which_the_others_pass() {
        let schemas = json!({"A": {"type": "object"}, "B": {"type": "object", "a": "worse"}});
        let schemas = schemas.as_object().unwrap();
        let accepts = |part: &Map<String, Value>| !json!(part).to_string().contains("worse");
        assert_eq!(
            schema(schemas, accepts).as_deref(),
            Some("/components/schemas/B")
        );
        assert_eq!(schema(schemas, |_| false), None);
    }
}
