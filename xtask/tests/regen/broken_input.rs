//! Broken inputs: one line that names file, place and what to do, exit code 2, and nothing is written.

use std::fs;

use super::checkout::{APIS, Checkout, Run};

const SPEC: &str = "specs/attach/1.yaml";
const OVERLAY: &str = "specs/customers/overlay.yaml";

#[test]
fn not_yaml() {
    let checkout = with(SPEC, "\npaths:\n", "\npaths: [}\n");
    let place = checkout.line_of(SPEC, "paths: [}");
    refused(
        &checkout,
        &["attach"],
        &place,
        &["not YAML", "correct the YAML"],
    );
}

#[test]
fn an_empty_document() {
    let checkout = Checkout::new();
    checkout.write(SPEC, "");
    refused(&checkout, &["attach"], &format!("{SPEC}:"), &["is empty"]);
}

#[test]
fn a_missing_document() {
    let checkout = Checkout::new();
    fs::remove_file(checkout.path(SPEC)).unwrap();
    refused(
        &checkout,
        &["attach"],
        &format!("{SPEC}:"),
        &["cannot be read"],
    );
}

#[test]
fn a_missing_document_in_the_command() {
    let arguments = ["attach", "--spec", "attach=nowhere.yaml"];
    refused(
        &Checkout::new(),
        &arguments,
        "nowhere.yaml:",
        &["cannot be read"],
    );
}

#[test]
fn a_reference_to_nothing() {
    let checkout = with(SPEC, "schemas/AttachRequest'", "schemas/Nothing'");
    let place = checkout.line_of(SPEC, "$ref: '#/components/schemas/Nothing'");
    let said = [
        "/requestBody/",
        "`$ref: #/components/schemas/Nothing` leads to nothing",
    ];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn a_reference_out_of_the_document() {
    let checkout = with(
        SPEC,
        "'#/components/schemas/AttachRequest'",
        "'other.yaml#/A'",
    );
    let place = checkout.line_of(SPEC, "$ref: 'other.yaml#/A'");
    refused(
        &checkout,
        &["attach"],
        &place,
        &["leads out of the document"],
    );
}

/// Names that xtask makes up are not taken unseen.
#[test]
fn an_operation_id_twice() {
    let spec = "specs/customers/2.0.1.yaml";
    let (one, other) = (
        "customersGetPersonalIdentifications",
        "customersGetPersonalQualifications",
    );
    let checkout = with(
        spec,
        &format!("operationId: {other}\n"),
        &format!("operationId: {one}\n"),
    );
    let said = ["[customers] does not list the fixup `operation-ids` (1)"];
    refused(&checkout, &["customers"], "specs/apis.toml:", &said);
}

#[test]
fn other_versions_of_openapi() {
    for (version, name) in [
        ("openapi: 3.1.0", "OpenAPI 3.1.0"),
        ("swagger: '2.0'", "Swagger 2.0"),
    ] {
        let checkout = with(SPEC, "openapi: 3.0.3", version);
        let place = checkout.line_of(SPEC, version);
        refused(
            &checkout,
            &["attach"],
            &place,
            &[name, "OpenAPI 3.0.0 to 3.0.4"],
        );
    }
}

#[test]
fn an_overlay_action_that_matches_nothing() {
    let checkout = with(
        OVERLAY,
        "$.components.schemas.Meta.required",
        "$.components.schemas.Neta.required",
    );
    let place = checkout.line_of(OVERLAY, "target: $.components.schemas.Neta");
    let said = [
        "#/actions/0:",
        "`$.components.schemas.Neta.required",
        "matches nothing",
    ];
    refused(&checkout, &["customers"], &place, &said);
}

#[test]
fn a_missing_overlay() {
    let checkout = Checkout::new();
    fs::remove_file(checkout.path(OVERLAY)).unwrap();
    refused(
        &checkout,
        &["customers"],
        &format!("{OVERLAY}:"),
        &["cannot be read"],
    );
}

#[test]
fn a_fixup_that_applies_nowhere() {
    let checkout = with(
        APIS,
        "    \"answer-defaults\",\n",
        "    \"answer-defaults\",\n    \"multipart-bodies\",\n",
    );
    let place = line_in_table(&checkout, "\"multipart-bodies\"");
    let said = [
        "[attach]",
        "`multipart-bodies`",
        "applies nowhere",
        "remove it",
    ];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn a_fixup_that_is_needed_and_not_listed() {
    let checkout = with(APIS, "    \"answer-defaults\",\n", "");
    let place = line_in_table(&checkout, "fixups = [");
    let said = ["[attach]", "`answer-defaults`", "does not list", "add it"];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn fixups_that_are_needed_and_not_listed_are_told_together() {
    let whole = Checkout::new();
    let own = &whole.read(APIS)[whole.table("attach")];
    let list = own.split("fixups = [\n").nth(1).unwrap();
    let first: Vec<&str> = list.lines().take(2).collect();
    let checkout = with(APIS, &format!("{}\n{}\n", first[0], first[1]), "");
    let place = line_in_table(&checkout, "fixups = [");
    let named = |line: &str| format!("`{}` (", line.trim().trim_matches(['"', ',']));
    let (one, other) = (named(first[0]), named(first[1]));
    refused(&checkout, &["attach"], &place, &[&one, &other, "add them"]);
}

#[test]
fn a_fixup_that_nobody_knows() {
    let checkout = with(APIS, "\"answer-defaults\"", "\"answer-default\"");
    let place = checkout.line_of(APIS, "\"answer-default\"");
    let said = [
        "unknown fixup `answer-default`",
        "use one of:",
        "answer-defaults",
    ];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn a_key_that_nobody_knows() {
    let checkout = with(APIS, "[attach]\n", "[attach]\noverlays = 'a.yaml'\n");
    let place = checkout.line_of(APIS, "overlays =");
    refused(
        &checkout,
        &["attach"],
        &place,
        &["unknown field `overlays`", "`overlay`"],
    );
}

#[test]
fn a_table_that_lacks_a_key() {
    let checkout = with(APIS, "crate = \"cadastro-attach\"\n", "");
    let place = checkout.line_of(APIS, "[attach]");
    refused(&checkout, &["attach"], &place, &["missing field `crate`"]);
}

#[test]
fn a_value_that_no_member_has() {
    let checkout = with(APIS, "\"Customer.document\"", "\"Customer.documento\"");
    let place = checkout.line_of(APIS, "\"Customer.documento\"");
    let said = [
        "[attach.values]",
        "`Customer.documento` matches no string or number",
    ];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn a_base_path_that_disagrees() {
    let checkout = with(
        SPEC,
        "url: https://api.base39.io\n",
        "url: https://api.base39.io/v9\n",
    );
    let place = checkout.line_of(SPEC, "url: https://api.base39.io/v9");
    let said = ["#/servers/0/url:", "`/v9`", APIS, "[attach]", "agree"];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn an_api_that_nobody_knows() {
    let checkout = Checkout::new();
    let tables = checkout.read(APIS);
    let heads = tables.lines().filter_map(|line| line.strip_prefix('['));
    let mut apis: Vec<&str> = heads.filter_map(|head| head.strip_suffix(']')).collect();
    apis.retain(|api| !api.contains('.'));
    apis.sort_unstable();
    let known = format!("known are {}", apis.join(", "));
    for arguments in [["customer"].as_slice(), &["--spec", "customer=a.yaml"]] {
        refused(
            &checkout,
            arguments,
            "",
            &["no API `customer`", APIS, &known],
        );
    }
}

#[test]
fn a_document_for_an_api_that_the_run_leaves_out() {
    let arguments = ["attach", "--spec", "customers=a.yaml"];
    refused(
        &Checkout::new(),
        &arguments,
        "",
        &["customers", "add `customers` to the command"],
    );
}

/// `generate` leaves such words out; here they can be corrected.
#[test]
fn words_that_hold_what_they_cannot() {
    let checkout = with(SPEC, "type: object\n", "type: objekt\n");
    let place = checkout.line_of(SPEC, "type: objekt\n");
    let said = ["does not hold what OpenAPI 3.0 asks for", "overlay"];
    refused(&checkout, &["attach"], &place, &said);
}

/// An operation that only xtask understands is made without progenitor's second opinion, which the table must allow.
#[test]
fn what_progenitor_has_no_word_for() {
    for (old, new) in [
        ("in: header\n", "in: cookie\n"),
        ("application/json:\n", "application/xml:\n"),
        ("style: form\n", "style: forms\n"),
    ] {
        let checkout = with(SPEC, old, new);
        let said = ["[attach] does not list the fixup `other-operations`"];
        refused(&checkout, &["attach"], "specs/apis.toml:", &said);
    }
}

/// What `generate` tells and goes on, `regen` refuses: its documents can be corrected.
#[test]
fn what_is_not_honoured() {
    let checkout = with(SPEC, "style: form\n", "style: forms\n");
    checkout.replace(
        "specs/apis.toml",
        "\"default-responses\",\n]\n\n[attach.values]",
        "\"default-responses\",\n    \"other-operations\",\n]\n\n[attach.values]",
    );
    let place = checkout.line_of(SPEC, "post:\n      operationId: attachFile");
    let said = [
        "style `forms` does not exist in `query`; sent as `form`",
        "overlay",
    ];
    refused(&checkout, &["attach"], &place, &said);
}

#[test]
fn a_broken_lock_beside_the_other_apis() {
    let lock = "specs/regen.lock";
    let checkout = with(lock, "[api.attach]\n", "<<<<<<< ours\n[api.attach]\n");
    let place = checkout.line_of(lock, "<<<<<<< ours");
    refused(
        &checkout,
        &["attach"],
        &place,
        &["broken", "cargo xtask regen"],
    );
    checkout.regen_well(&[]);
    checkout.regen_well(&["--check"]);
}

/// One broken document of three stops all of them.
#[test]
fn the_last_of_several() {
    let checkout = with(
        SPEC,
        "Which file to attach.",
        "The file that is to be attached.",
    );
    checkout.replace(
        "specs/customers/2.0.1.yaml",
        "openapi: 3.0.0",
        "openapi: 3.1.0",
    );
    refused(
        &checkout,
        &[],
        "specs/customers/2.0.1.yaml:",
        &["OpenAPI 3.1.0"],
    );
}

fn with(file: &str, old: &str, new: &str) -> Checkout {
    let checkout = Checkout::new();
    // Tables of other APIs may say the same.
    if file == APIS {
        let mut tables = checkout.read(APIS);
        let own = checkout.table("attach");
        assert!(tables[own.clone()].contains(old), "[attach] has no {old:?}");
        let changed = tables[own.clone()].replacen(old, new, 1);
        tables.replace_range(own, &changed);
        checkout.write(APIS, &tables);
    } else {
        checkout.replace(file, old, new);
    }
    checkout
}

/// `specs/apis.toml:LINE:` of a text in the table of attach.
fn line_in_table(checkout: &Checkout, text: &str) -> String {
    let tables = checkout.read(APIS);
    let own = checkout.table("attach");
    let at = own.start + tables[own].find(text).unwrap();
    format!("{APIS}:{}:", tables[..at].matches('\n').count() + 1)
}

/// With and without `--check`: the same refusal. Gives its line.
fn refused(checkout: &Checkout, arguments: &[&str], place: &str, said: &[&str]) -> String {
    let before = checkout.entries();
    for arguments in [arguments, &[arguments, &["--check"]].concat()] {
        let Run { code, out, err } = checkout.regen(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(
            err.starts_with(&format!("error: {place}")),
            "expected {place}: {err}"
        );
        for said in said {
            assert!(err.contains(said), "expected {said}: {err}");
        }
        assert!(err.contains("; "), "nothing says what to do: {err}");
        assert_eq!(checkout.entries(), before, "something was written: {err}");
    }
    checkout.regen(arguments).err
}
