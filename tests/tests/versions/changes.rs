//! Each change of a later release in an answer of its own, made up by hand: `tests/fixtures/versions/RELEASE/` has
//! `OPERATION.CHANGE.json`, and one answer of each operation as 2.0.1 has them. What an entry of `employers` looks like is
//! invented, and that they stand in the financial relation of a person is **inferred**.

use std::collections::BTreeSet;
use std::path::PathBuf;

use cadastro::Transport;
use cadastro::customers::Client;
use cadastro::customers::operations::OPERATIONS;
use cadastro_tests::root;
use jsonschema::Draft;
use serde_json::Value;
use wiremock::matchers::{header_regex, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::bank::{PATHS, Read, read};
use crate::whole::{assert_whole, unknown};

const BASE: &str = "/open-banking/customers/v2";

/// A fixture: the change, where it breaks the strict schema of 2.0.1 besides `meta`, and the members that 2.0.1 does not
/// know.
struct Change {
    release: &'static str,
    /// `OPERATION.CHANGE`.
    file: &'static str,
    breaks: &'static [(&'static str, &'static str)],
    unknown: &'static [&'static str],
}

const CHANGES: [Change; 13] = [
    // 2.1.0
    change("2.1.0", "personal-qualifications.meta-without-totals"),
    change("2.1.0", "personal-identifications.area-code")
        .breaking(&[("/data/0/contacts/phones/0/areaCode", "enum")]),
    change("2.1.0", "business-identifications.phone-numbers").breaking(&[
        ("/data/0/contacts/phones/0/number", "pattern"),
        ("/data/0/contacts/phones/1/number", "maxLength"),
        ("/data/0/contacts/phones/1/number", "pattern"),
    ]),
    change("2.1.0", "business-identifications.no-postal-addresses")
        .breaking(&[("/data/0/contacts/postalAddresses", "minItems")]),
    change(
        "2.1.0",
        "personal-financial-relations.portabilities-received",
    )
    .adding(&["/data/portabilitiesReceived"]),
    change("2.1.0", "personal-financial-relations.paychecks-bank-link")
        .adding(&["/data/paychecksBankLink"]),
    // 2.2.0 and 2.2.1
    change("2.2.1", "business-identifications.no-parties")
        .breaking(&[("/data/0/parties", "minItems")]),
    // 2.3.0
    change("2.3.0", "business-identifications.cnpj-with-letters").breaking(&[
        ("/data/0/cnpjNumber", "pattern"),
        ("/data/0/companiesCnpj/0", "pattern"),
    ]),
    change("2.3.0", "personal-financial-relations.ispb-with-letters")
        .adding(&["/data/portabilitiesReceived"]),
    change("2.3.0", "business-identifications.long-company-name")
        .breaking(&[("/data/0/companyName", "maxLength")]),
    change("2.3.0", "personal-identifications.long-link").breaking(&[("/links/next", "maxLength")]),
    change("2.3.0", "personal-financial-relations.employers").adding(&["/data/employers"]),
    change("2.3.0", "personal-identifications.version-header"),
];

const fn change(release: &'static str, file: &'static str) -> Change {
    Change {
        release,
        file,
        breaks: &[],
        unknown: &[],
    }
}

impl Change {
    const fn breaking(mut self, breaks: &'static [(&'static str, &'static str)]) -> Self {
        self.breaks = breaks;
        self
    }

    const fn adding(mut self, unknown: &'static [&'static str]) -> Self {
        self.unknown = unknown;
        self
    }

    fn name(&self) -> String {
        format!("{}/{}", self.release, self.file)
    }
}

#[tokio::test]
async fn answers_of_2_0_1_are_read_whole() {
    for operation in PATHS {
        let name = format!("2.0.1/{}", operation.replace('/', "-"));
        assert_eq!(broken(operation, &text(&name)), BTreeSet::new(), "{name}");
        let read = served(operation, "2.0.1", &text(&name)).await;
        assert_eq!((read.quarantined, unknown(&read).len()), (0, 0), "{name}");
        assert!(read.is_framed, "{name}");
        assert_whole(&read, &name);
    }
}

#[tokio::test]
async fn each_change_of_a_later_release_is_read_and_nothing_is_set_aside() {
    for change in &CHANGES {
        let (name, operation) = (change.name(), operation(change.file));
        let mut breaks: BTreeSet<(String, String)> = change
            .breaks
            .iter()
            .map(|(pointer, rule)| ((*pointer).to_owned(), (*rule).to_owned()))
            .collect();
        breaks.insert(("/meta".to_owned(), "required".to_owned()));
        // The fixture is a change, and no more than that.
        assert_eq!(broken(&operation, &text(&name)), breaks, "{name}");

        let read = served(&operation, change.release, &text(&name)).await;
        assert_eq!(read.quarantined, 0, "{name}");
        assert!(read.is_framed, "{name}: links or meta could not be typed");
        assert_eq!(unknown(&read), change.unknown, "{name}");
        assert_whole(&read, &name);
        assert_eq!(read.headers["x-v"], change.release, "{name}");
    }
}

#[tokio::test]
async fn unknown_members_are_had_by_pointer_with_their_literals() {
    let text = text("2.3.0/personal-financial-relations.employers");
    let server = server("personal/financial-relations", "2.3.0", &text).await;
    let answer = client(&server).personal().financial_relations().send();
    let answer = answer.await.unwrap();
    let at = |pointer| answer.pointer(pointer).map(|json| json.get().to_owned());
    assert_eq!(
        at("/data/employers/0/valorInventado").as_deref(),
        Some("9820.00")
    );
    assert_eq!(at("/data/employers/1"), None);
    // What is known is there, too.
    assert_eq!(at("/data/accounts/0/compeCode").as_deref(), Some("\"001\""));
    let printed = format!("{answer:?} {:?}", answer.unknown_members());
    assert!(!printed.contains("nventad"), "{printed}");
}

#[test]
fn every_fixture_is_of_a_change() {
    let mut found = BTreeSet::new();
    for release in std::fs::read_dir(folder()).unwrap() {
        let release = release.unwrap().path();
        let of = release.file_name().unwrap().to_str().unwrap().to_owned();
        for file in std::fs::read_dir(release).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            found.insert(format!("{of}/{}", file.strip_suffix(".json").unwrap()));
        }
    }
    let plain = PATHS.map(|path| format!("2.0.1/{}", path.replace('/', "-")));
    let named = CHANGES.iter().map(Change::name).chain(plain);
    assert_eq!(found, named.collect());
}

fn folder() -> PathBuf {
    root().join("tests/fixtures/versions")
}

fn text(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The path of the operation that a file is of.
fn operation(file: &str) -> String {
    file.split('.').next().unwrap().replacen('-', "/", 1)
}

/// A bank that answers as a later release does: only to a call with an interaction id that is a UUID.
async fn server(operation: &str, release: &str, body: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200)
        .insert_header("x-v", release)
        .set_body_raw(body, "application/json");
    let uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
    Mock::given(path(format!("{BASE}/{operation}")))
        .and(header_regex("x-fapi-interaction-id", uuid))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

fn client(server: &MockServer) -> Client {
    let transport = Transport::builder().without_system_roots().build().unwrap();
    Client::builder(server.uri())
        .with_transport(transport)
        .build()
        .unwrap()
}

async fn served(operation: &str, release: &str, body: &str) -> Read {
    let server = server(operation, release, body).await;
    let read = read(&client(&server), operation).await;
    read.unwrap_or_else(|error| panic!("{operation}: {error}"))
}

/// Where a body breaks the strict schema of 2.0.1, and by which keyword.
fn broken(operation: &str, body: &str) -> BTreeSet<(String, String)> {
    let schemas: Value = serde_json::from_str(cadastro_customers::SCHEMAS).unwrap();
    let path = format!("/{operation}");
    let found = OPERATIONS.iter().find(|operation| operation.path == path);
    let answer = &schemas["operations"][found.unwrap().id]["answers"]["200"];
    let mut schema = answer["content"]["application/json"].clone();
    schema["definitions"] = schemas["definitions"].clone();
    let validator = jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let errors = validator.iter_errors(&body);
    errors
        .map(|error| {
            let pointer = error.instance_path().to_string();
            (pointer, error.kind().keyword().to_owned())
        })
        .collect()
}
