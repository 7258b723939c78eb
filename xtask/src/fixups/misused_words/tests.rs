use super::FIXUP;
use crate::testing::{answering, code, code_without, count, document, noted};

#[test]
fn types_and_values_are_read_as_they_are_meant() {
    let document = answering(
        "A: {type: Object, properties: {
  a: {type: 'STRING '},
  b: {type: boolean, enum: ['true', 'false']},
  c: {type: array, enum: [LER, GRAVAR], items: {type: string}},
  d: {type: array, enum: [LER], items: {type: string, enum: [LER, GRAVAR]}},
  e: {type: boolean, enum: [true, false]}}}",
    );
    assert_eq!(count(FIXUP.name, &document), 5);
    let code = code(&document).unwrap();
    for expected in [
        "pub a: Option<Text>,",
        "pub b: Option<bool>,",
        "pub c: Option<Vec<Ac>>,",
        "pub d: Option<Vec<Ad>>,",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
    let noted = noted(&document);
    let at = "/components/schemas/A/properties";
    for expected in [
        format!("{at}/a/type: a type that OpenAPI 3.0 spells otherwise; read as it is meant"),
        format!("{at}/b/enum: does not hold what OpenAPI 3.0 asks for, and is left out"),
        format!("{at}/c/enum: lists no lists; read as the values of the items"),
    ] {
        assert!(noted.contains(&expected), "{expected}\n{noted:?}");
    }
}

#[test]
fn what_is_asked_for_is_read_as_it_is_meant() {
    let document = document(
        "security: Token
paths: {/a: {get: {operationId: a, security: {Token: [b]}, responses: {'204': {description: d}}}, put: {operationId: b, security: [Token], responses: {'204': {description: d}}}, post: {operationId: c, responses: {'204': {description: d}}}, delete: {operationId: d, security: [{}], responses: {'204': {description: d}}}}}
components: {securitySchemes: {Token: {type: http, scheme: bearer}}}",
    );
    assert_eq!(count(FIXUP.name, &document), 3);
    let code = code(&document).unwrap();
    assert_eq!(code.matches("Security::Bearer").count(), 3, "{code}");
    let noted = noted(&document);
    let expected = "/paths/~1a/get/security: no list of mappings; read as it is meant";
    assert!(noted.contains(&expected.to_owned()), "{noted:?}");
}

#[test]
fn headers_that_lead_to_none_are_left_out() {
    let document = document(
        "paths: {/a: {get: {operationId: op, responses: {'204': {$ref: '#/components/responses/R'}, '404': {description: d, headers: {x-n: {$ref: '#/nowhere'}}}}}}}
components: {parameters: {P: {name: x-p, in: header, schema: {type: string}}}, schemas: {S: {type: string}}, responses: {R: {description: d, headers: {
  x-p: {$ref: '#/components/parameters/P'}, x-s: {$ref: '#/components/schemas/S'}}}}}",
    );
    assert_eq!(count(FIXUP.name, &document), 1);
    assert_eq!(
        noted(&document),
        ["/paths/~1a/get/responses/404/headers/x-n: leads to no header, and is left out"]
    );
}

#[test]
fn words_that_hold_something_else_are_left_out_and_noted() {
    let document = document(
        "paths: {/a: {get: {operationId: op, parameters: [{name: p, in: query, required: 'yes', schema: {type: string}}], responses: {'200': {description: d, headers: null, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}, /b: null}
components: {schemas: {A: {type: object, required: [a, 1], properties: {
  a: {type: string, required: true, maxLength: long},
  b: {type: date},
  c: {type: array, items: [{type: string}]},
  d: {type: [string, 'null'], x-rust-type: {crate: std}},
  e: 5,
  f: {type: string, enum: [], nullable: 'no'},
  g: {properties: [], allOf: []},
  h: {oneOf: [{type: 'null'}, {type: string}]}}}}}",
    );
    assert_eq!(count(FIXUP.name, &document), 14);
    let code = code(&document).unwrap();
    for expected in [
        "pub a: Text,",
        "pub b: Option<Json>,",
        "pub c: Option<Vec<Json>>,",
        "pub d: Option<Text>,",
        "pub e: Option<Json>,",
        "pub f: Option<Text>,",
        "pub g: Option<Json>,",
        "pub h: Option<Text>,",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
    let noted = noted(&document);
    assert!(
        noted.contains(&"/components/schemas/A/properties/b/type: does not hold what OpenAPI 3.0 asks for, and is left out".to_owned()),
        "{noted:?}"
    );
    assert!(code_without(FIXUP.name, &document).is_err());
}

#[test]
fn bodies_outside_of_content_are_bodies() {
    let document = document(
        "paths: {/a: {post: {operationId: op,
  requestBody: {required: true, application/json: {schema: {$ref: '#/components/schemas/A'}}},
  responses: {'200': {description: d, schema: {$ref: '#/components/schemas/A'}}, '400': {$ref: '#/components/responses/E'}}}}}
components: {responses: {E: {description: d, content: {}, application/json; charset=utf-8: {schema: {$ref: '#/components/schemas/B'}}}},
  schemas: {A: {type: object, properties: {n: {type: string}}}, B: {type: object, properties: {m: {type: string}}}}}",
    );
    assert_eq!(count(FIXUP.name, &document), 3);
    let code = code(&document).unwrap();
    for expected in [
        "body: &A",
        "Result<Answer<A>, Error>",
        "Documented::new(400, \"application/json; charset=utf-8\", \"B\")",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
    assert!(
        noted(&document).contains(
            &"/paths/~1a/post/responses/200/schema: stands outside of `content`; read as it is meant"
                .to_owned()
        )
    );
}
