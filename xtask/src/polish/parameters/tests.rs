use serde_json::Value;

use crate::testing::{code, document, noted};

/// A document whose only operation has these parameters.
fn with(path: &str, parameters: &str) -> Value {
    document(&format!(
        "paths: {{'{path}': {{get: {{operationId: op, parameters: [{parameters}], responses: {{'204': {{description: d}}}}}}}}}}
components: {{schemas: {{
  Filter: {{type: object, properties: {{a: {{type: string}}, b: {{type: integer}}}}}},
  Order: {{type: string, enum: [ASC, DESC]}}}}}}"
    ))
}

const LIST: &str = "schema: {type: array, items: {type: string}}";
const OBJECT: &str = "schema: {$ref: '#/components/schemas/Filter'}";

#[test]
fn each_style_is_written_as_the_document_says() {
    let of = |rest: &str| format!("{{name: p, {rest}}}");
    for (path, parameter, expected) in [
        (
            "/a",
            of(&format!("in: query, {LIST}")),
            ".styled(In::Query, \"p\", Style::Form, true, params.p.as_ref())",
        ),
        (
            "/a",
            of(&format!("in: query, explode: false, {LIST}")),
            ".query_list(\"p\", params.p)",
        ),
        (
            "/a",
            of(&format!(
                "in: query, required: true, explode: false, {LIST}"
            )),
            ".query_list(\"p\", Some(p))",
        ),
        (
            "/a",
            of(&format!("in: query, style: spaceDelimited, {LIST}")),
            "Style::SpaceDelimited, false, params.p.as_ref())",
        ),
        (
            "/a",
            of(&format!(
                "in: query, style: pipeDelimited, explode: true, {LIST}"
            )),
            "Style::PipeDelimited, true, params.p.as_ref())",
        ),
        (
            "/a",
            of(&format!(
                "in: query, style: deepObject, explode: true, {OBJECT}"
            )),
            "Style::DeepObject, true, params.p.as_ref())",
        ),
        (
            "/a",
            of(&format!("in: query, {OBJECT}")),
            "Style::Form, true, params.p.as_ref())",
        ),
        (
            "/a",
            of("in: query, allowReserved: true, schema: {type: string}"),
            ".reserved(\"p\", Style::Form, true, params.p.as_ref())",
        ),
        (
            "/a",
            of(
                "in: query, content: {application/json: {schema: {$ref: '#/components/schemas/Filter'}}}",
            ),
            ".json_parameter(In::Query, \"p\", params.p.as_ref())",
        ),
        (
            "/a",
            of("in: query, schema: {$ref: '#/components/schemas/Order'}"),
            ".query(\"p\", params.p)",
        ),
        (
            "/a",
            of(&format!(
                "in: header, required: true, explode: true, {OBJECT}"
            )),
            ".styled(In::Header, \"p\", Style::Simple, true, Some(&p))",
        ),
        (
            "/a",
            of("in: cookie, schema: {type: string}"),
            ".styled(In::Cookie, \"p\", Style::Form, true, params.p.as_ref())",
        ),
        (
            "/a/{p}",
            of("in: path, required: true, schema: {type: integer}"),
            ".path(\"p\", p)",
        ),
        (
            "/a/{p}",
            of(&format!(
                "in: path, required: true, style: matrix, explode: true, {LIST}"
            )),
            ".styled(In::Path, \"p\", Style::Matrix, true, Some(&p))",
        ),
        (
            "/a/{p}",
            of("in: path, required: true, style: label, schema: {type: string}"),
            "Style::Label, false, Some(&p))",
        ),
    ] {
        let document = with(path, &parameter);
        let code = code(&document).unwrap_or_else(|error| panic!("{parameter}: {error:#}"));
        let flat = code.split_whitespace().collect::<Vec<_>>().join(" ");
        let flat = flat.replace("( ", "(").replace(", )", ")");
        assert!(flat.contains(expected), "{expected}\n{code}");
        assert_eq!(noted(&document), [""; 0], "{parameter}");
    }
}

#[test]
fn what_openapi_does_not_have_is_told() {
    for (path, parameter, expected, said) in [
        (
            "/a",
            "{name: p, in: query, style: deepObject, schema: {type: string}}",
            ".query(\"p\"",
            "`deepObject` is for objects only; sent as `form`",
        ),
        (
            "/a",
            "{name: p, in: header, style: pipeDelimited, schema: {type: string}}",
            ".header(\"p\"",
            "style `pipeDelimited` does not exist in `header`; sent as `simple`",
        ),
        (
            "/a",
            "{name: p, in: body, schema: {type: string}}",
            "op(&self) ->",
            "`p` is left out: there is no place `body`",
        ),
        (
            "/a",
            "{name: p, in: path, required: true, schema: {type: string}}",
            "op(&self) ->",
            "`p` is left out: the path has no `{p}`",
        ),
        (
            "/a/{b.c}",
            "",
            "b_c: impl Into<Text>",
            "the path has `{b.c}`, which no parameter describes",
        ),
        (
            "/a",
            "{name: p, in: query, content: {application/xml: {}}}",
            "p: impl Into<Text>",
            "parameter `p` is `application/xml`",
        ),
    ] {
        let document = with(path, parameter);
        let code = code(&document).unwrap_or_else(|error| panic!("{parameter}: {error:#}"));
        assert!(code.contains(expected), "{expected}\n{code}");
        let notes = noted(&document);
        assert!(
            notes.len() == 1 && notes[0].contains(said),
            "{parameter}: {notes:?}"
        );
        assert!(notes[0].starts_with("/paths/~1a"), "{notes:?}");
    }
}

#[test]
fn names_are_legal_and_told_apart() {
    const STRING: &str = "required: true, schema: {type: string}";
    let code = code(&with(
        "/{id}/{account-id}/{self}",
        &format!(
            "{{name: id, in: path, {STRING}}}, {{name: account-id, in: path, {STRING}}}, {{name: self, in: path, {STRING}}},
  {{name: id, in: query, {STRING}}}, {{name: body, in: query, {STRING}}}, {{name: ação, in: query, {STRING}}}, {{name: 1st, in: query, {STRING}}}, {{name: type, in: query, {STRING}}}"
        ),
    ))
    .unwrap();
    for expected in [
        ".path(\"id\", id)",
        ".path(\"account-id\", account_id)",
        ".path(\"self\", self_)",
        ".query(\"id\", id_query)",
        ".query(\"body\", body_query)",
        ".query(\"ação\", acao)",
        ".query(\"1st\", x1st)",
        ".query(\"type\", type_)",
        "#[allow(clippy::too_many_arguments)]",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
}

#[test]
fn a_parameter_of_the_operation_stands_for_its_path_s() {
    let code = code(&document(
        "paths: {/a: {parameters: [{name: p, in: query, required: true, schema: {type: string}}, {name: X-H, in: header, required: true, schema: {type: string}}],
  get: {operationId: op, parameters: [{name: p, in: query, schema: {type: integer}}, {name: x-h, in: header, schema: {type: string}}], responses: {'204': {description: d}}}}}",
    ))
    .unwrap();
    for expected in [
        "pub async fn op(&self, params: OpParams)",
        "pub p: Option<i64>",
        ".header(\"x-h\", params.x_h)",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
    assert!(!code.contains("X-H"), "{code}");
}

#[test]
fn an_enum_can_stand_in_a_query() {
    let code = code(&with(
        "/a",
        "{name: p, in: query, explode: false, schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}",
    ))
    .unwrap();
    assert!(code.contains("impl Parameter for Order {"), "{code}");
    assert!(code.contains(".query_list(\"p\", params.p)"), "{code}");
}
