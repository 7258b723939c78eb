use serde_json::Value;

use crate::testing::{code, document, noted};

/// A document whose only operation sends this.
fn sending(body: &str) -> Value {
    document(&format!(
        "paths: {{/a: {{post: {{operationId: op, requestBody: {body}, responses: {{'204': {{description: d}}}}}}}}}}
components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}}}}}"
    ))
}

fn flat(document: &Value) -> String {
    let code = code(document).unwrap_or_else(|error| panic!("{error:#}"));
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

const A: &str = "{schema: {$ref: '#/components/schemas/A'}}";

#[test]
fn each_media_type_is_sent_as_what_it_is() {
    for (media, content, argument, step) in [
        ("application/json", A, "body: &A,", ".json(body)"),
        ("application/vnd.a+json", A, "body: &A,", ".json(body)"),
        ("'*/*'", A, "body: &A,", ".json(body)"),
        (
            "application/json",
            "{schema: {type: array, items: {$ref: '#/components/schemas/A'}}}",
            "body: &[A],",
            ".json(body)",
        ),
        ("application/json", "{}", "body: &Json,", ".json(body)"),
        (
            "application/x-www-form-urlencoded",
            A,
            "body: &A,",
            ".form(body)",
        ),
        (
            "application/jwt",
            A,
            "body: &Jws<A>,",
            ".jws(\"application/jwt\", body)",
        ),
        (
            "application/jose",
            "{schema: {type: string}}",
            "body: &Jws<Json>,",
            ".jws(\"application/jose\", body)",
        ),
        (
            "application/octet-stream",
            "{}",
            "body: impl Into<Bytes>,",
            ".bytes(\"application/octet-stream\", body)",
        ),
        (
            "application/xml",
            A,
            "body: impl Into<Bytes>,",
            ".bytes(\"application/xml\", body)",
        ),
        (
            "text/plain",
            "{schema: {type: string}}",
            "body: impl Into<String>,",
            ".text(\"text/plain\", body)",
        ),
        (
            "image/*",
            "{}",
            "body: (&'static str, Bytes),",
            ".bytes(body.0, body.1)",
        ),
        (
            "multipart/form-data",
            "{}",
            "body: Multipart,",
            ".multipart(body)",
        ),
    ] {
        let document = sending(&format!(
            "{{required: true, content: {{{media}: {content}}}}}"
        ));
        let code = flat(&document);
        assert!(
            code.contains(&format!("&self, {argument}"))
                || code.contains(&format!("&self, {})", argument.trim_end_matches(','))),
            "{argument} {code}"
        );
        assert!(code.contains(step), "{step} {code}");
        let row = if media == "'*/*'" {
            "application/json"
        } else {
            media
        };
        assert!(
            code.contains(&format!("request_media: &[\"{row}\"]")),
            "{code}"
        );
    }
}

#[test]
fn a_body_may_be_left_out() {
    let code = flat(&sending(&format!("{{content: {{application/json: {A}}}}}")));
    assert!(code.contains("body: Option<&A>"), "{code}");
    assert!(
        code.contains("match body { Some(body) => request.json(body), None => request, }"),
        "{code}"
    );
    let code = flat(&sending("{content: {application/pdf: {}}}"));
    assert!(code.contains("body: Option<Bytes>"), "{code}");
}

#[test]
fn several_media_types_are_a_choice() {
    let document = sending(&format!(
        "{{required: true, content: {{application/json: {A}, application/json; charset=utf-8: {A}, application/merge-patch+json: {A}, application/jwt: {A}, text/plain: {{}}, text/csv: {{}}, image/*: {{}}}}}}"
    ));
    let code = flat(&document);
    for expected in [
        "pub enum OpBody<'a> { /// `application/json` Json(&'a A), /// `application/jwt` Jwt(&'a Jws<A>), /// `application/merge-patch+json` MergePatchJson(&'a A), /// `image/*` Image(&'static str, Bytes), /// `text/csv` Csv(String), /// `text/plain` Text(String), }",
        "body: OpBody<'_>",
        "OpBody::Json(body) => request.json_as(\"application/json\", body),",
        "request.json_as(\"application/merge-patch+json\", body)",
        "OpBody::Image(media, content) => request.bytes(media, content),",
    ] {
        assert!(code.contains(expected), "{expected} {code}");
    }
    let code = flat(&sending("{content: {text/plain: {}, text/csv: {}}}"));
    assert!(code.contains("body: Option<OpBody>"), "{code}");
    assert!(
        code.contains("Some(OpBody::Csv(body)) => request.text(\"text/csv\", body), "),
        "{code}"
    );
}

#[test]
fn a_body_of_no_media_type_is_told() {
    let document = sending("{content: {}}");
    assert!(flat(&document).contains("pub async fn op(&self) ->"));
    let notes = noted(&document);
    assert!(
        notes[0].starts_with("/paths/~1a/post/requestBody: a request body without a media type"),
        "{notes:?}"
    );
}
