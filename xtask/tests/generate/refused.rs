//! What is refused: one line each, and nothing is written.

use super::run::{DOCUMENT, Folder, Run, xtask};

#[test]
fn names_that_cargo_or_the_crate_cannot_have() {
    let folder = Folder::new();
    folder.write("contas.yaml", DOCUMENT);
    for name in [
        "",
        "Contas",
        "1contas",
        "contas e mais",
        "async",
        "core",
        "cadastro-core",
        "x/../y",
    ] {
        let said = folder.generate("contas.yaml", name, "crate").refused();
        assert!(said.contains(&format!("--name `{name}`")), "{said}");
    }
    assert!(folder.files("crate").is_empty());
}

#[test]
fn folders_that_hold_something_else() {
    let folder = Folder::new();
    folder.write("contas.yaml", DOCUMENT);
    folder.write("mine/letter.txt", "dear");
    let said = folder.generate("contas.yaml", "contas", "mine").refused();
    assert!(said.contains("something else is there"), "{said}");
    folder.generate("contas.yaml", "contas", "crate").done();
    let before = folder.files("crate");
    let said = folder.generate("contas.yaml", "saldos", "crate").refused();
    assert!(
        said.contains("the crate there is `contas`, not `saldos`"),
        "{said}"
    );
    assert_eq!(folder.files("crate"), before);
    folder.write("file", "");
    folder.generate("contas.yaml", "contas", "file").refused();
    folder
        .generate("contas.yaml", "contas", "file/crate")
        .refused();
    assert_eq!(folder.files("mine").len(), 1);
}

#[test]
fn documents_that_are_none() {
    let folder = Folder::new();
    let broken = [
        ("", "empty"),
        ("a: [", "contas.yaml:"),
        ("swagger: '2.0'", "Swagger 2.0"),
        ("openapi: 3.1.0", "OpenAPI 3.1.0"),
        ("openapi: 3.0.3\ninfo: {}", "no `paths`"),
    ];
    for (text, said) in broken {
        folder.write("contas.yaml", text);
        let refused = folder.generate("contas.yaml", "contas", "crate").refused();
        assert!(
            refused.contains(said) && refused.contains("contas.yaml"),
            "{refused}"
        );
    }
    let refused = folder.generate("nowhere.yaml", "contas", "crate").refused();
    assert!(
        refused.contains("nowhere.yaml: cannot be read"),
        "{refused}"
    );
    assert!(folder.files("crate").is_empty() && !folder.path("crate").exists());
}

#[test]
fn a_corpus_without_documents() {
    let folder = Folder::new();
    folder.write("docs/overlay.yaml", "overlay: 1.0.0\n");
    let corpus = |docs: &str| {
        let (docs, out) = (folder.path(docs), folder.path("out"));
        Run::of(&mut xtask(&[
            "corpus",
            docs.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]))
    };
    let run = corpus("docs");
    assert_eq!((run.code, run.stderr.lines().count()), (2, 1));
    assert!(
        run.stderr.contains("no OpenAPI document below it"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("skipped overlay.yaml"),
        "{}",
        run.stdout
    );
    assert!(
        corpus("nowhere")
            .refused()
            .contains("no folder that can be read")
    );
}

/// A broken document is a row of the table and makes the run fail; the others are made all the same.
#[test]
fn a_corpus_with_a_broken_document() {
    let folder = Folder::new();
    folder.write("docs/broken.yaml", "openapi: [\n");
    folder.write("docs/other.yaml", "swagger: '2.0'\n");
    let (docs, out) = (folder.path("docs"), folder.path("out"));
    let run = Run::of(&mut xtask(&[
        "corpus",
        docs.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stdout
            .ends_with("0 of 2 documents generate, 0 of 2 check\n"),
        "{}",
        run.stdout
    );
}
