use serde_json::{Value, json};

use super::*;

fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Customers", "version": "1"},
        "paths": {
            "/a": {
                "get": {
                    "operationId": "getA",
                    "parameters": [{"$ref": "#/components/parameters/page"}],
                    "responses": {"default": {"$ref": "#/components/responses/a%20b"}},
                },
            },
            "/b/{id}": {"get": {"operationId": "getB"}, "post": {"operationId": "postB"}},
        },
        "components": {
            "parameters": {"page": {"in": "query", "name": "page"}},
            "responses": {"a b": {"content": {"application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/A"}}}}},
            "schemas": {
                "A": {"properties": {"x": {"type": "string"}, "a/b~c": {"type": "string"}}},
                "B": {"$ref": "#/components/schemas/A/properties/x"},
                "C": {"$ref": "#/components/schemas/A/properties/a~1b~0c"},
                "D": {"$ref": "#/components/responses/a%20b/content/application~1json%3B%20charset%3Dutf-8/schema"},
            },
        },
    })
}

fn check(document: &Value) -> Result<(), String> {
    let text = serde_json::to_string_pretty(document).unwrap();
    let document = Document::parse("specs/x.yaml", text.as_bytes()).unwrap();
    check_openapi(&document).map_err(|error| error.to_string())
}

/// The message for the document with `value` at `pointer`, whose last part may be new.
fn refusal(pointer: &str, value: Value) -> String {
    let mut document = document();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    document.pointer_mut(parent).unwrap()[name] = value;
    let error = check(&document).unwrap_err();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

fn without(member: &str) -> String {
    let mut document = document();
    document.as_object_mut().unwrap().remove(member);
    check(&document).unwrap_err()
}

#[test]
fn a_sound_document_passes() {
    assert_eq!(check(&document()), Ok(()));
    for version in ["3.0.0", "3.0.4"] {
        let mut document = document();
        document["openapi"] = json!(version);
        assert_eq!(check(&document), Ok(()));
    }
}

#[test]
fn other_versions_are_named_with_what_is_supported() {
    for version in ["3.1.0", "3.2.0", "2.0", "3.0", "3.0.x", "4.0.0"] {
        let error = refusal("/openapi", json!(version));
        assert!(
            error.contains(&format!(
                "#/openapi: OpenAPI {version}: OpenAPI 3.0.0 to 3.0.4 is supported;"
            )),
            "{error}"
        );
    }
    assert!(
        refusal("/swagger", json!("2.0"))
            .contains("#/swagger: Swagger 2.0: OpenAPI 3.0.0 to 3.0.4")
    );
    assert!(refusal("/openapi", json!(3.0)).contains("the version is no text"));
    assert!(without("openapi").contains("no `openapi` version"));
}

#[test]
fn the_parts_have_to_be_there() {
    assert!(without("info").contains("no `info`; add"));
    assert!(without("paths").contains("no `paths`; add"));
    assert!(refusal("/paths", json!([])).contains("#/paths: is no mapping"));
    assert!(
        check(&json!(["openapi"]))
            .unwrap_err()
            .contains("the document is no mapping")
    );
    let text = Document::parse("x", b"just some text").unwrap();
    assert!(
        check_openapi(&text)
            .unwrap_err()
            .to_string()
            .starts_with("x:1:1: #: the document is no mapping")
    );
}

#[test]
fn paths_hold_operations() {
    let error = refusal("/paths/~1b~1{id}/get", json!("getA"));
    assert!(
        error.contains("#/paths/~1b~1{id}/get: an operation that is no mapping"),
        "{error}"
    );
    assert!(error.starts_with("specs/x.yaml:"), "{error}");
    let error = refusal("/paths/~1b~1{id}/get/operationId", json!(1));
    assert!(error.contains("the operationId is no text"), "{error}");
    let error = refusal("/paths/c", json!({}));
    assert!(
        error.contains("#/paths/c: a path that does not start with `/`"),
        "{error}"
    );
}

#[test]
fn references_have_to_lead_somewhere() {
    for nowhere in [
        "#/components/schemas/Z",
        "#/components/schemas/A/properties/y",
        "#A",
        "#/components/responses/a%2",
        "#/%FF",
        "#/%+1",
        "#/components/schemas/A/properties/a/b~c",
    ] {
        let error = refusal("/components/schemas/Y", json!({"items": {"$ref": nowhere}}));
        assert!(
            error.contains(&format!(
                ": #/components/schemas/Y/items/$ref: `$ref: {nowhere}` leads to nothing;"
            )),
            "{error}"
        );
    }
    for external in ["other.yaml#/A", "https://example.com/a.yaml", "", "A"] {
        let error = refusal("/components/schemas/Y", json!({"$ref": external}));
        assert!(error.contains("leads out of the document"), "{error}");
    }
    let error = refusal(
        "/components/schemas/Y",
        json!({"oneOf": [{"$ref": "#/components/schemas/Y/oneOf/0"}]}),
    );
    assert!(error.contains("leads back to itself"), "{error}");
    assert!(
        refusal("/components/schemas/Y", json!({"$ref": 1})).contains("a `$ref` that is no text")
    );
    let mapping = json!({"discriminator": {"propertyName": "a", "mapping": {"a": "A", "z": "#/components/schemas/Z"}}});
    assert!(
        refusal("/components/schemas/Y", mapping)
            .contains("/mapping/z: `$ref: #/components/schemas/Z` leads to nothing")
    );
}

#[test]
fn a_reference_in_data_is_data() {
    let mut sound = document();
    let nowhere = json!({"$ref": "#/nowhere"});
    sound["components"]["schemas"]["Y"] = json!({
        "example": nowhere, "default": nowhere, "enum": [nowhere], "x-more": nowhere,
        "properties": {"$ref": {"type": "string"}},
    });
    sound["components"]["examples"] = json!({"one": {"value": nowhere}});
    assert_eq!(check(&sound), Ok(()));
    // A property may have any name, also one that means data elsewhere.
    for name in [
        "example",
        "default",
        "enum",
        "x-more",
        "value",
        "properties",
    ] {
        let error = refusal(
            "/components/schemas/Y",
            json!({"properties": {name: nowhere}}),
        );
        assert!(error.contains("leads to nothing"), "{name}: {error}");
    }
    let error = refusal("/components/links", json!({"one": nowhere}));
    assert!(error.contains("leads to nothing"), "{error}");
}

#[test]
fn examples_and_headers_that_lead_nowhere_spoil_nothing() {
    let nowhere = json!({"$ref": "#/nowhere"});
    let mut sound = document();
    sound["components"]["examples"] = json!({"one": nowhere});
    sound["components"]["responses"]["R"] =
        json!({"description": "d", "headers": {"x-a": nowhere}});
    assert_eq!(check(&sound), Ok(()));
    let error = refusal("/components/headers", json!({"x-a": {"schema": nowhere}}));
    assert!(error.contains("leads to nothing"), "{error}");
}

#[test]
fn a_long_chain_of_references_is_followed_once() {
    let mut schemas = json!({"A20000": {"type": "string"}});
    for index in 0..20_000 {
        let next = index + 1;
        schemas[format!("A{index}")] = json!({"$ref": format!("#/components/schemas/A{next}")});
    }
    let mut sound = document();
    for (name, schema) in schemas.as_object().unwrap() {
        sound["components"]["schemas"][name] = schema.clone();
    }
    let begun = std::time::Instant::now();
    assert_eq!(check(&sound), Ok(()));
    // From each link anew, it takes minutes.
    assert!(begun.elapsed().as_secs() < 30);
}
