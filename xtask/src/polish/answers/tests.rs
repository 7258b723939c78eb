use serde_json::Value;

use crate::testing::{code, document, noted};

/// A document whose only operation has these answers.
fn answering(answers: &str) -> Value {
    document(&format!(
        "paths: {{/a: {{get: {{operationId: op, responses: {{{answers}}}}}}}}}
components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}, B: {{type: object, properties: {{b: {{type: string}}}}}}, E: {{type: object, properties: {{e: {{type: string}}}}}}}}}}"
    ))
}

fn of(media: &str, schema: &str) -> String {
    format!(
        "{{description: d, content: {{{media}: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}"
    )
}

fn flat(document: &Value) -> String {
    let code = code(document).unwrap_or_else(|error| panic!("{error:#}"));
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

const EMPTY: &str = "{description: d}";

#[test]
fn what_a_function_gives_follows_the_successes() {
    let a = of("application/json", "A");
    let e = of("application/json", "E");
    for (answers, output) in [
        (format!("'200': {a}, '201': {a}"), "A"),
        (format!("'200': {a}, '202': {EMPTY}"), "OptionalBody<A>"),
        (format!("'204': {EMPTY}, '400': {e}"), "NoBody"),
        (format!("default: {a}"), "A"),
        (format!("'400': {e}"), "NoBody"),
        (format!("2xx: {a}, 4XX: {e}"), "A"),
        (format!("'200': {}", of("application/jwt", "A")), "Jws<A>"),
        (format!("'200': {}", of("application/pdf", "A")), "RawBody"),
        (format!("'200': {}", of("'*/*'", "A")), "A"),
        ("'200': {description: d, content: {application/json: {}}}".to_owned(), "Json"),
        (
            "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/jwt: {schema: {$ref: '#/components/schemas/A'}}}}".to_owned(),
            "MaybeSigned<A>",
        ),
        (
            "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, text/csv: {}}}".to_owned(),
            "AnyMedia<A>",
        ),
    ] {
        let document = answering(&answers);
        let code = flat(&document);
        assert!(code.contains(&format!("Result<Answer<{output}>, Error>")), "{answers} {code}");
        assert_eq!(noted(&document), [""; 0], "{answers}");
    }
}

#[test]
fn an_answer_without_content_has_no_body_whatever_is_written_of_it() {
    let a = of("application/json", "A");
    let document = answering(&format!("'200': {a}, '204': {a}, '304': {a}"));
    let code = flat(&document);
    assert!(
        code.contains("Result<Answer<OptionalBody<A>>, Error>"),
        "{code}"
    );
    assert!(
        code.contains("Documented::empty(204), Documented::empty(304)"),
        "{code}"
    );
    let at = "/paths/~1a/get/responses";
    assert_eq!(
        noted(&document),
        [204, 304].map(|status| format!(
            "{at}/{status}/content: an answer of this status has no body: none is read"
        ))
    );
}

#[test]
fn every_status_and_media_type_has_its_row() {
    let code = flat(&answering(&format!(
        "'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/A'}}}}}}, application/pdf: {{}}}}}}, '202': {EMPTY}, 4XX: {}, 5xx: {EMPTY}, default: {EMPTY}",
        of("application/problem+json", "E")
    )));
    for row in [
        "Documented::new(200, \"application/json\", \"Records<A>\"),",
        "Documented::new(200, \"application/pdf\", \"RawBody\"),",
        "Documented::empty(202),",
        "Documented::class(4, \"application/problem+json\", \"E\"),",
        "Documented::empty_class(5),",
        "Documented::empty_otherwise(),",
    ] {
        assert!(code.contains(row), "{row} {code}");
    }
}

#[test]
fn several_types_of_success_are_told_apart_by_status() {
    let document = answering(&format!(
        "'200': {}, '201': {}, '204': {EMPTY}",
        of("application/json", "A"),
        of("application/json", "B")
    ));
    let code = flat(&document);
    for expected in [
        "pub enum OpAnswer { /// `200` Status200(A), /// `201` Status201(B), /// `204`, without a body Status204, }",
        "Some(Status::Code(200)) => reply.read(Self::Status200),",
        "Some(Status::Code(204)) => reply.read(|NoBody| Self::Status204),",
        "_ => Err(reply.undocumented()),",
        "Result<Answer<OpAnswer>, Error>",
        "/// # Answers /// /// 200 with [`A`](crate::A); 201 with [`B`](crate::B); 204 without a documented body.",
    ] {
        assert!(code.contains(expected), "{expected} {code}");
    }
}

#[test]
fn several_types_of_errors_are_an_enum_of_their_own() {
    let document = answering(&format!(
        "'200': {}, '400': {}, '404': {}, '409': {EMPTY}, 4XX: {}, default: {{description: d, content: {{text/plain: {{}}}}}}",
        of("application/json", "A"),
        of("application/json", "E"),
        of("application/json", "E"),
        of("application/json", "B"),
    ));
    let code = flat(&document);
    for expected in [
        "pub enum OpError { /// `400`, `404` E(E), /// `4XX` B(B), /// `default` RawBody(RawBody), }",
        "Some(Status::Code(400 | 404)) => reply.read(Self::E),",
        "Some(Status::Class(4)) => reply.read(Self::B),",
        "Some(Status::Default) => reply.read(Self::RawBody),",
        "[`OpError`](crate::OpError)",
    ] {
        assert!(code.contains(expected), "{expected} {code}");
    }
    assert!(!code.contains("OpAnswer"), "{code}");
}

#[test]
fn what_cannot_be_typed_is_told() {
    for (answers, said) in [
        (format!("'200': {EMPTY}, 20X: {EMPTY}"), "`20X` is no status"),
        (
            "'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/b+json: {schema: {$ref: '#/components/schemas/B'}}}}".to_owned(),
            "several JSON types for one status: given as `Json`",
        ),
        (
            "'200': {description: d, content: {application/jwt: {schema: {$ref: '#/components/schemas/A'}}, text/plain: {}}}".to_owned(),
            "a signed form beside others",
        ),
        (format!("'400': {EMPTY}, default: {EMPTY}"), "no success is documented but by `default`"),
    ] {
        let notes = noted(&answering(&answers));
        assert!(notes.len() == 1 && notes[0].contains(said), "{answers}: {notes:?}");
    }
}
