use serde_json::json;

use super::*;

const HEAD: &str = "overlay: 1.0.0\ninfo: {title: Deviations, version: 1.0.0}\nactions:\n";

fn overlay(actions: &str) -> Document {
    Document::parse(
        "specs/a/overlay.yaml",
        format!("{HEAD}{actions}").as_bytes(),
    )
    .unwrap()
}

/// One correction with the given target and change.
fn action(target: &str, change: &str) -> String {
    format!(
        "  - target: {target}\n    description: because\n    x-kind: correction\n    {change}\n"
    )
}

fn changed(root: Value, target: &str, change: &str) -> Value {
    let mut root = root;
    apply(&mut root, &overlay(&action(target, change)))
        .map_err(|error| error.to_string())
        .unwrap();
    root
}

fn refusal(root: &Value, overlay: &Document) -> String {
    let mut after = root.clone();
    let error = apply(&mut after, overlay).unwrap_err().to_string();
    assert_eq!(&after, root, "a refused overlay changes nothing");
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

#[test]
fn an_update_is_merged_into_each_match() {
    let root = json!({"s": {"A": {"type": "object", "required": ["a"], "d": {"x": 1}}, "B": {"type": "object"}, "C": {"type": "string"}}});
    assert_eq!(
        changed(
            root,
            "$.s[?@.type == 'object']",
            "update: {nullable: true, required: [b], d: {y: 2}, type: array}"
        ),
        json!({"s": {
            "A": {"type": "array", "nullable": true, "required": ["a", "b"], "d": {"x": 1, "y": 2}},
            "B": {"type": "array", "nullable": true, "required": ["b"], "d": {"y": 2}},
            "C": {"type": "string"},
        }})
    );
}

#[test]
fn an_update_is_appended_to_a_list() {
    let root = || json!({"a": [1]});
    assert_eq!(
        changed(root(), "$.a", "update: two"),
        json!({"a": [1, "two"]})
    );
    assert_eq!(
        changed(root(), "$.a", "update: {b: 2}"),
        json!({"a": [1, {"b": 2}]})
    );
    assert_eq!(
        changed(root(), "$.a", "update: [2, 3]"),
        json!({"a": [1, 2, 3]})
    );
}

#[test]
fn the_root_can_be_updated_but_not_removed() {
    assert_eq!(
        changed(json!({"a": 1}), "$", "update: {b: 2}"),
        json!({"a": 1, "b": 2})
    );
    assert!(
        refusal(&json!({}), &overlay(&action("$", "remove: true")))
            .contains("removes the whole document")
    );
}

#[test]
fn each_match_is_removed() {
    let root =
        || json!({"required": ["a", "b", "c", "b"], "x": {"b": 1, "c": 2}, "deep": [[1, 2], [3]]});
    assert_eq!(
        changed(root(), "$.required[?@ == 'b']", "remove: true"),
        json!({"required": ["a", "c"], "x": {"b": 1, "c": 2}, "deep": [[1, 2], [3]]})
    );
    assert_eq!(
        changed(root(), "$.required[0, 2, 0]", "remove: true")["required"],
        json!(["b", "b"])
    );
    assert_eq!(
        changed(root(), "$..b", "remove: true")["x"],
        json!({"c": 2})
    );
    assert_eq!(
        changed(root(), "$.deep..*", "remove: true")["deep"],
        json!([])
    );
    let many: Vec<usize> = (0..12).collect();
    assert_eq!(
        changed(json!({"many": many}), "$.many[2, 10]", "remove: true"),
        json!({"many": [0, 1, 3, 4, 5, 6, 7, 8, 9, 11]})
    );
}

#[test]
fn names_with_slashes_and_tildes_are_found() {
    let root = json!({"paths": {"/a~b": {"get": {}}}});
    assert_eq!(
        changed(root, "$.paths['/a~b'].get", "update: {operationId: a}"),
        json!({"paths": {"/a~b": {"get": {"operationId": "a"}}}})
    );
}

#[test]
fn keys_are_sorted_afterwards() {
    let mut root = json!({"z": {"b": 1, "m": 1}, "y": 1, "x": 1});
    let overlay =
        overlay(&(action("$.z", "update: {a: 1, c: 2}") + &action("$.x", "remove: true")));
    apply(&mut root, &overlay).unwrap();
    assert_eq!(root.to_string(), r#"{"y":1,"z":{"a":1,"b":1,"c":2,"m":1}}"#);
}

#[test]
fn actions_follow_each_other_and_are_counted_by_kind() {
    let overlay = overlay(
        "  - {target: $.s, description: one, x-kind: correction, update: {n: {}}}
  - {target: '$.s.*', description: two, x-kind: tolerance, update: {t: 1}}
  - {target: $.s.old, description: three, x-kind: correction, remove: true}
",
    );
    let document = json!({"s": {"old": {}}});
    let mut all = document;
    let applied = apply(&mut all, &overlay).unwrap();
    assert_eq!(all, json!({"s": {"n": {"t": 1}}}));
    assert_eq!((applied.corrections, applied.tolerances), (2, 1));
    let matches: Vec<_> = applied
        .actions
        .iter()
        .map(|action| (action.target.as_str(), action.matches))
        .collect();
    assert_eq!(matches, [("$.s", 1), ("$.s.*", 2), ("$.s.old", 1)]);
    assert_eq!(applied.actions[1].kind, Kind::Tolerance);
    assert_eq!(applied.actions[2].reason, "three");
}

#[test]
fn an_action_that_matches_nothing_is_named_with_its_place() {
    let overlay =
        overlay(&(action("$.a", "update: {b: 1}") + &action("$.missing[?@.x]", "remove: true")));
    assert_eq!(
        refusal(&json!({"a": {}}), &overlay),
        "specs/a/overlay.yaml:8:5: #/actions/1: target `$.missing[?@.x]` matches nothing in the document; \
         correct the target, or delete the action if the document has been mended"
    );
}

#[test]
fn an_action_that_changes_nothing_is_refused() {
    let root = json!({"a": {"b": {"c": 1}, "d": []}});
    for change in ["update: {b: {c: 1}}", "update: {}", "update: {d: []}"] {
        let error = refusal(&root, &overlay(&action("$.a", change)));
        assert!(
            error.contains("#/actions/0: the update of `$.a` changes nothing; delete the action"),
            "{error}"
        );
    }
}

#[test]
fn an_update_that_does_not_fit_is_refused() {
    let root = json!({"a": {"b": "text"}});
    let error = refusal(&root, &overlay(&action("$.a.b", "update: other")));
    assert!(
        error
            .contains("target `$.a.b` is neither object nor list: target the object that holds it"),
        "{error}"
    );
    let error = refusal(&root, &overlay(&action("$.a", "update: [1]")));
    assert!(
        error.contains("target `$.a` is an object, the update is none"),
        "{error}"
    );
}

#[test]
fn an_action_has_to_be_whole() {
    let whole = action("$.a", "update: {b: 1}");
    let root = json!({"a": {}});
    assert!(apply(&mut root.clone(), &overlay(&whole)).is_ok());
    for (from, to, expected) in [
        (
            "$.a",
            "$.a[",
            "#/actions/0/target: target `$.a[` is not JSONPath (character ",
        ),
        ("$.a", "a", "#/actions/0/target: target `a` is not JSONPath"),
        ("$.a", "1", "#/actions/0/target: `target` has no text"),
        (
            "target: $.a",
            "targets: $.a",
            "#/actions/0/targets: unknown member `targets`; allowed here: target,",
        ),
        (
            "    description: because\n",
            "",
            "#/actions/0: no `description`; say why",
        ),
        (
            "because",
            "' '",
            "#/actions/0/description: `description` has no text; say why",
        ),
        (
            "    x-kind: correction\n",
            "",
            "#/actions/0: no `x-kind`; write `x-kind: correction` or",
        ),
        (
            "correction",
            "opinion",
            "#/actions/0/x-kind: unknown kind `opinion`; write `correction`",
        ),
        (
            "update: {b: 1}",
            "remove: false",
            "#/actions/0/remove: `remove` is not `true`",
        ),
        (
            "update: {b: 1}",
            "remove: true\n    update: {b: 1}",
            "#/actions/0: both `update` and `remove`",
        ),
        (
            "    update: {b: 1}\n",
            "",
            "#/actions/0: neither `update` nor `remove`",
        ),
    ] {
        let broken = whole.replace(from, to);
        assert_ne!(broken, whole);
        let error = refusal(&root, &overlay(&broken));
        assert!(
            error.contains(expected) && error.starts_with("specs/a/overlay.yaml:"),
            "{expected} in {error}"
        );
    }
}

#[test]
fn the_file_has_to_be_an_overlay() {
    let whole = format!("{HEAD}{}", action("$.a", "update: {b: 1}"));
    for (from, to, expected) in [
        (
            "overlay: 1.0.0",
            "overlay: 2.0.0",
            "#/overlay: not a version of Overlay that is supported",
        ),
        ("overlay: 1.0.0\n", "", "#: no `overlay` version"),
        ("title: Deviations, ", "", "#/info: no `title`"),
        (
            "title: Deviations",
            "title: 1",
            "#/info/title: `title` has no text",
        ),
        (
            "{title: Deviations, version: 1.0.0}",
            "text",
            "#/info: `info` has to be a mapping",
        ),
        (
            "info: {title: Deviations, version: 1.0.0}\n",
            "",
            "#: no `info`",
        ),
        ("info:", "more: 1\ninfo:", "#/more: unknown member `more`"),
        (
            "info:",
            "extends: 1\ninfo:",
            "#/extends: `extends` has no text",
        ),
        (
            "  - target: $.a",
            "  - x\n  - target: $.a",
            "#/actions/0: an action has to be a mapping",
        ),
    ] {
        let broken = whole.replace(from, to);
        assert_ne!(broken, whole);
        let overlay = Document::parse("o.yaml", broken.as_bytes()).unwrap();
        let error = refusal(&json!({"a": {}}), &overlay);
        assert!(error.contains(expected), "{expected} in {error}");
    }
    for broken in [
        HEAD.to_owned(),
        format!("{HEAD}  []\n"),
        HEAD.replace("actions:\n", ""),
        "text".to_owned(),
    ] {
        let overlay = Document::parse("o.yaml", broken.as_bytes()).unwrap();
        refusal(&json!({"a": {}}), &overlay);
    }
}

#[test]
fn all_actions_are_looked_at_before_the_first_is_applied() {
    let overlay = overlay(
        &(action("$.a", "update: {b: 1}")
            + &action("$.a", "remove: 1").replace("correction", "tolerance")),
    );
    assert!(refusal(&json!({"a": {}}), &overlay).contains("#/actions/1/remove"));
}
