use serde_json::json;

use super::*;

fn parse(text: &str) -> Result<Document, Diagnostic> {
    Document::parse("specs/x.yaml", text.as_bytes())
}

fn root(text: &str) -> Value {
    parse(text).map_err(|error| error.to_string()).unwrap().root
}

fn refusal(text: &str) -> String {
    let error = parse(text)
        .map(|document| document.root)
        .unwrap_err()
        .to_string();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

const CLEAN: &str = "info:
  description: |
    first line
    \tafter a tab
    last line
  title: >-
    folded
    text
  flow: 'one
    two'
paths: {}
";

#[test]
fn byte_order_mark_and_line_ends_do_not_matter() {
    let clean = root(CLEAN);
    assert_eq!(
        clean["info"]["description"],
        json!("first line\n\tafter a tab\nlast line\n")
    );
    for official in [
        format!("\u{feff}{CLEAN}"),
        CLEAN.replace('\n', "\r\n"),
        format!("\u{feff}{}", CLEAN.replace('\n', "\r\n")),
        CLEAN.replace('\n', "\r"),
        format!("---\n{CLEAN}...\n"),
        format!("%YAML 1.2\n---\n# what it is\n{CLEAN}"),
    ] {
        assert_eq!(root(&official), clean, "{official:?}");
    }
}

#[test]
fn tabs_as_indentation_of_text_lines_do_not_matter() {
    let clean = "a:\n  - description: |\n      first\n      second: x\n\n      third\n    type: string\nb: 1\n";
    for official in [
        clean.replace("      second", "\tsecond"),
        clean.replace("      second", "  \t  second"),
        clean.replace("      first", "\t\tfirst"),
        clean.replace("\n\n", "\n\t\n"),
        clean.replace("      third", "\t third"),
        clean
            .replace("      second", "\tsecond")
            .replace('\n', "\r\n"),
    ] {
        assert_ne!(official, clean);
        assert_eq!(root(&official), root(clean), "{official:?}");
    }
}

#[test]
fn tabs_that_hide_a_member_stay_an_error() {
    let error = refusal("a:\n  description: |\n    text\n\ttype: string\n");
    assert!(error.starts_with("specs/x.yaml:4:"), "{error}");
    let error = refusal("a:\n  description: |\n    text\n\tmore\nb:\n\tc: 1\n");
    assert!(error.starts_with("specs/x.yaml:6:"), "{error}");
}

#[test]
fn yaml_1_1_is_not_spoken() {
    assert_eq!(
        root("enum: [NO, yes, on, 1_000, 2021-02-02, 12:30, 0o17, 1, 1.0, ~, 'true', true]"),
        json!({"enum": ["NO", "yes", "on", "1_000", "2021-02-02", "12:30", 15, 1, 1.0, null, "true", true]})
    );
}

#[test]
fn scalars_as_keys_become_their_text() {
    assert_eq!(
        root("responses:\n  200: a\n  '201': b\n  1.0: c\n  true: d\n  ~: e\n  NO: f\n"),
        json!({"responses": {"200": "a", "201": "b", "1.0": "c", "true": "d", "~": "e", "NO": "f"}})
    );
    assert!(refusal("? [a]\n: b\n").contains("a mapping or a list as a key"));
    assert!(refusal("? {a: 1}\n: b\n").contains("a mapping or a list as a key"));
    assert!(refusal(": b\n").starts_with("specs/x.yaml:1:1: a key without text"));
}

#[test]
fn a_key_twice_is_refused_with_both_places() {
    assert_eq!(
        refusal("paths:\n  /a/b:\n    get: 1\n    get: 2\n"),
        "specs/x.yaml:4:5: #/paths/~1a~1b/get: duplicate key `get`, first in line 3; keep one of the two"
    );
    assert!(
        refusal("a:\n  200: 1\n  '200': 2\n")
            .contains("#/a/200: duplicate key `200`, first in line 2")
    );
    let json = Document::parse("x.json", b"{\"a\": [{\"b\": 1,\n \"b\": 2}]}").unwrap_err();
    assert_eq!(
        json.to_string(),
        "x.json:2:2: #/a/0/b: duplicate key `b`, first in line 1; keep one of the two"
    );
}

#[test]
fn keys_are_sorted_whatever_the_order_in_the_file() {
    let sorted = "{\"a\":{\"x\":1,\"y\":2},\"b\":[{\"c\":1,\"d\":2}]}";
    assert_eq!(
        root("b:\n- {d: 2, c: 1}\na: {y: 2, x: 1}\n").to_string(),
        sorted
    );
    assert_eq!(
        root("{\"b\": [{\"d\": 2, \"c\": 1}], \"a\": {\"y\": 2, \"x\": 1}}").to_string(),
        sorted
    );
}

#[test]
fn json_is_read_as_json() {
    let text = "{\n\t\"a\\u00e9\\ud83d\\ude00\\/\": [1, 1.0, -2, 1e2, true, false, null, \"x\\\"y, {\"],\n\t\"e\": {}, \"f\": []\n}\n";
    let expected =
        json!({"aé😀/": [1, 1.0, -2, 100.0, true, false, null, "x\"y, {"], "e": {}, "f": []});
    assert_eq!(root(text), expected);
    assert_eq!(
        root(&format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        expected
    );
    let error = Document::parse("x.json", b"{\"a\": 1,\n}")
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("x.json:2:1: not JSON: "), "{error}");
    // The same is a fine flow mapping of YAML.
    assert_eq!(root("{\"a\": 1,\n}"), json!({"a": 1}));
}

#[test]
fn anchors_are_followed_within_bounds() {
    assert_eq!(
        root("a: &x {b: [1, &y two]}\nc: *x\nd: *y\n*y : 3\n"),
        json!({"a": {"b": [1, "two"]}, "c": {"b": [1, "two"]}, "d": "two", "two": 3})
    );
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{},", level - 1).repeat(10);
        laughs.push_str(&format!("a{level}: &a{level} [{alias}]\n"));
    }
    assert!(refusal(&laughs).contains("the aliases make the document too large"));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(10));
    assert!(refusal(&long).contains("the aliases make the document too large"));
    assert!(refusal("a: &x [*x]\n").contains("1:8: an alias inside of what it stands for"));
    assert!(refusal("a: *x\n").contains("unknown anchor"));
}

#[test]
fn nesting_is_bounded() {
    let deep = |levels: usize| format!("a: {}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&deep(90)).is_ok());
    assert!(refusal(&deep(101)).contains("levels of nesting"));
    refusal(&deep(100_000));
    let block = "- ".repeat(100_000);
    assert!(refusal(&block).contains("levels of nesting"));
    let json = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(refusal(&json).contains("levels of nesting"));
    let by_alias = format!(
        "a: &a {}{}\nb: {}*a{}",
        "[".repeat(60),
        "]".repeat(60),
        "[".repeat(60),
        "]".repeat(60)
    );
    assert!(refusal(&by_alias).contains("levels of nesting"));
}

#[test]
fn what_is_no_document_is_refused() {
    for empty in [
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "---\n...\n",
        "~\n",
        "\u{feff}",
    ] {
        assert!(
            refusal(empty).starts_with("specs/x.yaml: the document is empty"),
            "{empty:?}"
        );
    }
    assert!(
        refusal("a: 1\n---\nb: 2\n").starts_with("specs/x.yaml:2:1: a second document starts here")
    );
    assert!(refusal("a: [1\nb: 2\n").starts_with("specs/x.yaml:2:2: not YAML: "));
    let error = refusal("a:\n  - b: c: d\n");
    assert!(error.starts_with("specs/x.yaml:2:9: not YAML: "), "{error}");
    assert!(refusal("<<: {a: 1}\n").contains("merge key"));
    assert!(refusal("a: .inf\n").starts_with("specs/x.yaml:1:4: JSON has no number `.inf`"));
    assert!(refusal("a: !!int x\n").contains("does not fit its tag `!!int`"));
    assert!(refusal("a: !secret x\n").contains("the tag `!secret`"));
    assert!(refusal("a: !!set {x: 1}\n").contains("is not of YAML's core schema"));
    let utf_16 = Document::parse("x", &[0xFF, 0xFE, b'a', 0]).unwrap_err();
    assert_eq!(
        utf_16.to_string(),
        "x: the file is UTF-16; save it as UTF-8"
    );
    let latin_1 = Document::parse("x", b"a: 1\nb: n\xE3o\n").unwrap_err();
    assert_eq!(
        latin_1.to_string(),
        "x:2:5: the bytes here are not UTF-8; save it as UTF-8"
    );
}

#[test]
fn tags_of_the_core_schema_are_obeyed() {
    assert_eq!(
        root("a: !!str 200\nb: ! 1\nc: !!float 1\nd: !!map {}\ne: !!seq []\nf: !!null ''\n"),
        json!({"a": "200", "b": "1", "c": 1.0, "d": {}, "e": [], "f": null})
    );
}

#[test]
fn a_place_is_found_by_its_pointer() {
    for (name, text) in [
        (
            "x.yaml",
            "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      tags:\n        - 'é'\n        - second\n",
        ),
        (
            "x.json",
            "{\"openapi\": 1,\n\"paths\": {\n  \"/a\": {\n    \"get\":\n {\"tags\": [\n        \"é\",\n        2]}}}}",
        ),
    ] {
        let document = Document::parse(name, text.as_bytes()).unwrap();
        let at = |pointer: &str| {
            let shown = document.diagnostic(pointer, "what", "do").to_string();
            shown
                .strip_prefix(name)
                .unwrap()
                .split(": ")
                .next()
                .unwrap()
                .to_owned()
        };
        assert_eq!(at(""), ":1:1");
        assert_eq!(at("/paths/~1a"), ":3:3");
        assert_eq!(at("/paths/~1a/get"), ":4:5");
        assert_eq!(
            at("/paths/~1a/get/tags/1"),
            ":7:9".replace(":9", if name == "x.yaml" { ":11" } else { ":9" })
        );
        // What an overlay or a fixup has added is told at the place it was added to.
        assert_eq!(at("/paths/~1a/get/responses/200"), ":4:5");
        assert_eq!(at("/paths/~1a/get/tags/7"), at("/paths/~1a/get/tags"));
        assert_eq!(at("/nothing"), ":1:1");
    }
}

#[test]
fn a_file_is_read_and_hashed_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.yaml");
    let missing = Document::load(&path, "specs/x.yaml")
        .unwrap_err()
        .to_string();
    assert!(
        missing.starts_with("specs/x.yaml: cannot be read"),
        "{missing}"
    );
    std::fs::write(&path, "\u{feff}a: 1\r\n").unwrap();
    let document = Document::load(&path, "specs/x.yaml").unwrap();
    assert_eq!(document.file, "specs/x.yaml");
    assert_eq!(document.root, json!({"a": 1}));
    assert_eq!(document.sha256, lock::sha256("\u{feff}a: 1\r\n".as_bytes()));
}
