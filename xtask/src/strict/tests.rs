//! What minimal documents demand.

use serde_json::{Value, json};

use crate::load::Document;
use crate::notes::Notes;
use crate::{overlay, testing};

const COMMENT: &str = "made";

/// The file that a document gives, as text.
fn text(parts: &str) -> String {
    file(parts).unwrap_or_else(|error| panic!("{error}"))
}

fn file(parts: &str) -> Result<String, crate::diagnostic::Diagnostic> {
    let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{parts}");
    let document = Document::parse("test.yaml", text.as_bytes()).unwrap();
    super::schemas(&document, &document.root, COMMENT, None)
}

fn json(parts: &str) -> Value {
    serde_json::from_str(&text(parts)).unwrap()
}

/// What the component schema `A` becomes.
fn schema(schema: &str) -> Value {
    let parts = format!("paths: {{}}\ncomponents: {{schemas: {{A: {schema}, B: {{}}}}}}");
    json(&parts)["definitions"]["A"].clone()
}

/// Why the component schema `A` is refused.
fn refusal(schema: &str) -> String {
    let parts = format!("paths: {{}}\ncomponents: {{schemas: {{A: {schema}, B: {{}}}}}}");
    file(&parts).unwrap_err().to_string()
}

#[test]
fn what_demands_something_stays_as_it_is() {
    for same in [
        json!({"type": "string", "format": "date", "pattern": r"^(?!\s)[\w\W]*$", "minLength": 0, "maxLength": 3}),
        json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 9, "multipleOf": 2}),
        json!({"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2, "uniqueItems": true}),
        json!({"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": false,
            "minProperties": 1, "maxProperties": 2}),
        json!({"type": "object", "additionalProperties": {"type": "string"}}),
        json!({"enum": [1, "b"], "default": 1}),
        json!({"oneOf": [{"type": "string"}, {"anyOf": [{}, {"not": {"allOf": [{}]}}]}]}),
        json!({"type": "string", "format": "binary"}),
    ] {
        assert_eq!(schema(&same.to_string()), same);
    }
}

#[test]
fn nullable_becomes_a_type() {
    let made = schema("{type: string, nullable: true, maxLength: 2}");
    assert_eq!(made, json!({"type": ["string", "null"], "maxLength": 2}));
    let made = schema("{type: string, nullable: false}");
    assert_eq!(made, json!({"type": "string"}));
    let made = schema("{type: string, nullable: true, enum: [a, b]}");
    assert_eq!(
        made,
        json!({"type": ["string", "null"], "enum": ["a", "b", null]})
    );
    let made = schema("{type: string, nullable: true, enum: [null, a]}");
    assert_eq!(made["enum"], json!([null, "a"]));
    let made = schema("{type: object, properties: {nullable: {type: array, nullable: true}}}");
    assert_eq!(
        made["properties"],
        json!({"nullable": {"type": ["array", "null"]}})
    );
    // It would add to a type that is not there.
    let error = refusal("{allOf: [{$ref: '#/components/schemas/B'}], nullable: true}");
    assert!(
        error.contains("A/nullable: `nullable` without `type`"),
        "{error}"
    );
}

#[test]
fn exclusive_bounds_are_those_of_draft_4() {
    let made = schema("{type: number, minimum: 0, exclusiveMinimum: true}");
    let expected = json!({"type": "number", "minimum": 0, "exclusiveMinimum": true});
    assert_eq!(made, expected);
    let error = refusal("{type: number, exclusiveMinimum: true}");
    assert!(
        error.contains("`exclusiveMinimum` without `minimum`"),
        "{error}"
    );
    let error = refusal("{type: number, maximum: 4, exclusiveMaximum: 5}");
    assert!(
        error.contains("A/exclusiveMaximum: `exclusiveMaximum` does not hold"),
        "{error}"
    );
}

#[test]
fn references_lead_to_definitions_and_nothing_beside_them_counts() {
    let made = schema(
        "{properties: {a: {$ref: '#/components/schemas/B', description: d, nullable: true, maxLength: 1}}}",
    );
    assert_eq!(
        made,
        json!({"properties": {"a": {"$ref": "#/definitions/B"}}})
    );
    let error = refusal("{properties: {a: {$ref: '#/paths/~1a/get'}}}");
    assert!(
        error.starts_with("test.yaml:4:") && error.contains("leads to no component schema; "),
        "{error}"
    );
}

#[test]
fn prose_goes_and_members_of_the_same_names_stay() {
    let prose = "title: t, description: d, example: 1, externalDocs: {url: u}, x-inferred: why, deprecated: true, \
                 readOnly: true, writeOnly: false, xml: {name: n}, discriminator: {propertyName: p}";
    let made = schema(&format!("{{type: object, {prose}}}"));
    assert_eq!(made, json!({"type": "object"}));
    let made =
        schema("{properties: {title: {title: t}, example: {}, description: {}}, required: []}");
    let expected = json!({"properties": {"title": {}, "example": {}, "description": {}}});
    assert_eq!(made, expected);
}

#[test]
fn a_demand_that_is_not_known_is_refused() {
    for (schema, said) in [
        (
            "{const: 1}",
            "A/const: the strict schemas do not know `const`; ",
        ),
        (
            "{properties: {a: {patternProperties: {}}}}",
            "a/patternProperties: the strict",
        ),
        ("{type: objekt}", "A/type: `type` does not hold"),
        ("{type: [string]}", "A/type: `type` does not hold"),
        ("{minLength: -1}", "A/minLength: `minLength` does not hold"),
        ("{required: true}", "A/required: `required` does not hold"),
        (
            "{properties: []}",
            "A/properties: `properties` does not hold",
        ),
        ("{items: 1}", "A/items: a schema that is no mapping"),
    ] {
        let error = refusal(schema);
        assert!(error.contains(said), "{schema}: {error}");
    }
    let refused = |old: &str, new: &str| {
        assert!(OPERATION.contains(old));
        file(&OPERATION.replacen(old, new, 1))
            .unwrap_err()
            .to_string()
    };
    let error = refused("explode: false", "collectionFormat: csv");
    assert!(error.contains("know `collectionFormat`"), "{error}");
    let error = refused("example: {}", "encodings: {}");
    assert!(error.contains("know `encodings`"), "{error}");
    let error = refused("in: query", "in: body");
    assert!(error.contains("in `body` has no strict schema"), "{error}");
    let error = refused("name: r, schema: {type: string}", "name: r");
    assert!(error.contains("/parameters/r: no `schema`"), "{error}");
}

/// Of a document that is taken as it is, what is not known is left out, and said.
#[test]
fn a_demand_that_is_not_known_is_noted_where_notes_are_taken() {
    let root = testing::answering(
        "A: {type: object, required: true, const: 1, properties: {a: {type: string, minLength: x, maxLength: 3}}}",
    );
    let document = Document::parse("test.json", root.to_string().as_bytes()).unwrap();
    let notes = Notes::default();
    let made = super::schemas(&document, &root, COMMENT, Some(&notes)).unwrap();
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(
        made["definitions"]["A"],
        json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}})
    );
    let pointers: Vec<String> = notes
        .into_vec()
        .into_iter()
        .map(|note| note.pointer)
        .collect();
    let below_a = |rest: &str| format!("/components/schemas/A/{rest}");
    assert_eq!(
        pointers,
        ["const", "properties/a/minLength", "required"].map(below_a)
    );
}

/// A cookie is a place like the others, and `content` a schema per media type.
#[test]
fn cookies_and_parameters_of_a_media_type() {
    let document = OPERATION.replacen("in: query", "in: cookie", 1).replacen(
        "name: r, schema: {type: string}",
        "name: r, content: {application/json: {schema: {type: integer}}}",
        1,
    );
    let made = json(&document);
    let parameters = &made["operations"]["op"]["parameters"];
    assert_eq!(
        parameters["cookie"],
        json!({"q": {"required": true, "schema": {"type": "string"}}})
    );
    assert_eq!(
        parameters["header"]["r"],
        json!({"required": false, "content": {"application/json": {"type": "integer"}}})
    );
}

const OPERATION: &str = "paths:
  '/a/{id}':
    parameters:
      - {name: id, in: path, required: true, description: d, schema: {type: string}}
      - {name: q, in: query, required: true, schema: {type: string}}
    post:
      operationId: op
      parameters:
        - {name: q, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}
        - $ref: '#/components/parameters/r'
        - {name: authorization, in: header, required: true, schema: {type: string}}
      requestBody: {$ref: '#/components/requestBodies/b'}
      responses:
        '200': {$ref: '#/components/responses/ok'}
        '403': {description: d}
        default: {description: d, content: {text/plain: {}}}
components:
  parameters: {r: {in: header, name: r, schema: {type: string}}}
  requestBodies: {b: {$ref: '#/components/requestBodies/c'}, c: {required: true, content: {a/b: {schema: {$ref: '#/components/schemas/A'}, example: {}}}}}
  responses: {ok: {description: d, headers: {content-type: {schema: {}}, h: {$ref: '#/components/headers/h'}}, content: {a/b; c=d: {schema: {type: array}}}}}
  headers: {h: {required: true, description: d, schema: {$ref: '#/components/schemas/A'}}}
  schemas: {A: {type: object}}";

#[test]
fn an_operation_with_all_that_it_can_have() {
    let reference = json!({"$ref": "#/definitions/A"});
    let expected = json!({
        "$comment": COMMENT,
        "$schema": "http://json-schema.org/draft-04/schema#",
        "definitions": {"A": {"type": "object"}},
        "operations": {"op": {
            "method": "POST",
            "path": "/a/{id}",
            "parameters": {
                "path": {"id": {"required": true, "schema": {"type": "string"}}},
                "query": {"q": {"required": false, "style": "form", "explode": false,
                    "schema": {"type": "array", "items": {"type": "string"}}}},
                "header": {"r": {"required": false, "schema": {"type": "string"}}},
            },
            "request": {"required": true, "content": {"a/b": reference}},
            "answers": {
                "200": {"headers": {"h": {"required": true, "schema": reference}},
                    "content": {"a/b; c=d": {"type": "array"}}},
                "403": {"headers": {}, "content": {}},
                "default": {"headers": {}, "content": {"text/plain": {}}},
            },
        }},
    });
    assert_eq!(json(OPERATION), expected);
    assert!(text(OPERATION).starts_with("{\n  \"$comment\": \"made\",\n  \"$schema\": "));
    assert!(text(OPERATION).ends_with("}\n"));
}

#[test]
fn extensions_are_no_answers() {
    let document =
        "paths: {/a: {get: {operationId: op, responses: {'204': {description: d}, x-a: {b: c}}}}}";
    let answers = json(document)["operations"]["op"]["answers"].clone();
    assert_eq!(answers, json!({"204": {"headers": {}, "content": {}}}));
}

#[test]
fn a_header_may_be_told_by_a_parameter_or_a_schema() {
    let document = OPERATION.replace(
        "h: {$ref: '#/components/headers/h'}",
        "p: {$ref: '#/components/parameters/r'}, s: {$ref: '#/components/schemas/A'}",
    );
    assert_eq!(
        json(&document)["operations"]["op"]["answers"]["200"]["headers"],
        json!({
            "p": {"required": false, "schema": {"type": "string"}},
            "s": {"required": false, "schema": {"$ref": "#/definitions/A"}},
        })
    );
}

#[test]
fn corrections_count_and_tolerances_do_not() {
    let mut root = testing::answering(
        "A: {type: object, required: [a, b], properties: {a: {type: integer}, b: {}}}",
    );
    let actions = "overlay: 1.0.0
info: {title: t, version: '1'}
actions:
  - {target: '$.components.schemas.A.properties.a', description: d, x-kind: correction, update: {type: string}}
  - {target: '$.components.schemas.A.required[?@ == ''b'']', description: d, x-kind: tolerance, remove: true}";
    let actions = Document::parse("overlay.yaml", actions.as_bytes()).unwrap();
    let applied = overlay::correct(&mut root, &actions).unwrap();
    assert_eq!((applied.corrections, applied.tolerances), (1, 0));
    let text = root.to_string();
    let document = Document::parse("test.json", text.as_bytes()).unwrap();
    let made = super::schemas(&document, &root, COMMENT, None).unwrap();
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(
        made["definitions"]["A"],
        json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {}}})
    );
}
