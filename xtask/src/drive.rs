//! A program that sends what it is told through the generated clients of a folder of documents: what an oracle needs
//! that knows the documents and not the clients. It passes values on by their names on the wire and encodes nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::config::Api;
use crate::load::{Document, check_openapi};
use crate::notes::Notes;
use crate::split::Files;
use crate::{fixups, pipeline};

const MAIN: &str = include_str!("drive/main.rs");
const PROTOCOL: &str = include_str!("drive/protocol.rs");

/// The module that calls the crate `package` of a document: `pub async fn call(&Endpoints, &Case) -> Outcome`.
///
/// # Errors
///
/// For the reasons of [`pipeline::run`].
pub(crate) fn module(document: &Document, package: &str) -> anyhow::Result<String> {
    check_openapi(document)?;
    let api = Api::assumed(package, &document.file, String::new());
    let notes = Notes::default();
    let repaired = fixups::run(document.root.clone(), &api, |_| 1, &notes)?;
    pipeline::driver(repaired, &api, &notes)
}

/// All files of the program, from the folder of its package. `crates` has for each document its name, its package and
/// its module; packages stand in `crates/` beside the program's folder, the core in the folder `core`.
pub(crate) fn program(crates: &[(String, String, String)], core: &Path) -> Files {
    let core = core.display().to_string();
    let mut dependencies = format!("cadastro-core = {{ path = {core:?} }}\n");
    let mut declared = String::new();
    let mut arms = String::new();
    let mut files = BTreeMap::new();
    for (index, (document, package, module)) in crates.iter().enumerate() {
        let _ = writeln!(
            dependencies,
            "{package} = {{ path = \"../crates/{package}\" }}"
        );
        let _ = writeln!(
            declared,
            "#[allow(unused_imports, unused_variables)]\nmod of_{index};"
        );
        let _ = writeln!(
            arms,
            "        {document:?} => Box::pin(of_{index}::call(endpoints, case)).await,"
        );
        files.insert(format!("src/calls/of_{index}.rs"), module.clone());
    }
    files.insert(
        "src/calls.rs".to_owned(),
        format!(
            "//! The calls of each document.\n\n{declared}\nuse crate::protocol::{{Case, Endpoints, Outcome}};\n\n\
             /// Makes a call of the document that the case is of.\n\
             pub async fn call(endpoints: &Endpoints, case: &Case) -> Outcome {{\n    match case.document().as_str() {{\n{arms}        \
             other => Outcome::Unsupported(format!(\"no document `{{other}}`\")),\n    }}\n}}\n"
        ),
    );
    files.insert("src/main.rs".to_owned(), MAIN.to_owned());
    files.insert("src/protocol.rs".to_owned(), PROTOCOL.to_owned());
    files.insert(
        "Cargo.toml".to_owned(),
        format!(
            "[package]\nname = \"drive\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
             serde = \"1\"\ntokio = {{ version = \"1\", features = [\"rt\", \"net\", \"time\"] }}\n{dependencies}"
        ),
    );
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "openapi: 3.0.3
info: {title: t, version: '1'}
security: [{basic: []}]
paths:
  /a/{id}:
    post:
      operationId: op
      parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q q, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/jwt: {schema: {$ref: '#/components/schemas/A'}}, multipart/form-data: {schema: {type: object, required: [f], properties: {f: {type: string, format: binary}, n: {type: integer}}}}}}
      responses: {'204': {description: d}}
components:
  securitySchemes: {basic: {type: http, scheme: basic}}
  schemas: {A: {type: object, properties: {a: {type: string}}}}";

    #[test]
    fn values_are_passed_on_by_their_names_on_the_wire() {
        let document = Document::parse("d.yaml", DOCUMENT.as_bytes()).unwrap();
        let module = module(&document, "the-crate").unwrap();
        let flat: String = module.split_whitespace().collect();
        for expected in [
            "use::the_crate::*;",
            "(\"post\",\"/a/{id}\")=>",
            "endpoints.basic.clone()",
            "letargument_0=case.required::<::cadastro_core::Text>(\"path\",\"id\")?;",
            "params.q_q=case.parameter(\"query\",\"qq\")?;",
            "Some(\"application/json\")=>{letbody=case.body::<A>()?;",
            "client.op(argument_0,Some(::the_crate::OpBody::Json(&body)),params)",
            "::cadastro_core::Jws::<A>::new(case.body::<String>()?)",
            "letmutbody=::the_crate::OpParts::new(case.file(\"f\")?",
            "body.n=case.part::<i64>(\"n\")?;",
            "client.op(argument_0,None,params)",
        ] {
            assert!(flat.contains(expected), "{expected}\n{module}");
        }
    }

    #[test]
    fn a_program_knows_each_document() {
        let crates = [("dir/a".to_owned(), "api-a".to_owned(), "// a".to_owned())];
        let files = program(&crates, Path::new("/core"));
        assert!(files["Cargo.toml"].contains("api-a = { path = \"../crates/api-a\" }"));
        assert!(files["Cargo.toml"].contains("cadastro-core = { path = \"/core\" }"));
        assert!(files["src/calls.rs"].contains("\"dir/a\" => Box::pin(of_0::call("));
        assert_eq!(files["src/calls/of_0.rs"], "// a");
    }
}
