//! `multipart/form-data` bodies are unknown to progenitor (`UnexpectedFormat`): the operation is generated without
//! its body, and polish adds the streamed upload of `cadastro-core` as an argument.

use serde_json::Value;

use super::Fixup;
use crate::notes::Notes;
use crate::openapi;

pub(super) const FIXUP: Fixup = Fixup {
    name: "multipart-bodies",
    apply,
};

/// The media type that this is about.
pub(crate) const MEDIA_TYPE: &str = "multipart/form-data";

/// Drops each request body that is multipart.
fn apply(document: &mut Value, _: &Notes) -> usize {
    let root = document.clone();
    let mut count = 0;
    openapi::operations_mut(document, |_, _, operation| {
        let body = operation
            .get("requestBody")
            .map(|body| openapi::resolve(&root, body));
        if body.is_some_and(|body| body["content"].get(MEDIA_TYPE).is_some()) {
            operation.remove("requestBody");
            count += 1;
        }
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{code, code_without, count, document};

    #[test]
    fn a_multipart_body_becomes_an_upload() {
        let document = document(
            "paths: {/a: {post: {operationId: op, requestBody: {required: true, content: {multipart/form-data: {schema: {
  type: object, properties: {arquivo: {type: string, format: binary}}}}}}, responses: {'204': {description: d}}}}}",
        );
        assert_eq!(count(FIXUP.name, &document), 1);
        assert!(
            code(&document)
                .unwrap()
                .contains(".upload(\"arquivo\", upload)")
        );
        let error = code_without(FIXUP.name, &document).unwrap_err();
        assert!(
            format!("{error:#}").contains("multipart/form-data"),
            "{error:#}"
        );
    }
}
