//! The test mass that Open Finance publishes, most of which breaks its own schema, and the examples of the specs.

use std::collections::BTreeSet;

use cadastro_core::UnknownMember;
use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::bodies;
use crate::differences::{Kind, differences};
use crate::served;
use crate::strict::body_validator;
use crate::tree::Tree;

/// Members of the test mass that no version of the document has.
const UNDOCUMENTED: [&str; 1] = ["passaport"];

#[tokio::test]
async fn every_file_is_read_or_says_where_not() {
    let Some(files) = bodies::test_mass("the test mass through the client") else {
        return;
    };
    assert_eq!(files.len(), 20);
    let mut failed = 0;
    for file in files {
        let (operation, status) = file.answers.unwrap();
        match served::fetch(operation, status, &file.text).await {
            Ok(fetched) => assert_eq!(fetched.raw, file.text),
            Err(error) => {
                failed += 1;
                let pointer = error.pointer().unwrap_or_default();
                assert!(
                    error.is_decode() && pointer.starts_with("/data/"),
                    "{}: {error}",
                    file.name
                );
                assert_eq!(error.raw_body().unwrap(), &file.text);
            }
        }
    }
    assert!(failed <= 1, "{failed} files cannot be read");
}

#[test]
fn what_is_sent_on_of_it_is_what_came() {
    let Some(files) = bodies::test_mass("the test mass sent on") else {
        return;
    };
    let mut dropped = Vec::new();
    for file in files {
        let Ok(read) = (file.reader)(&file.text) else {
            continue;
        };
        for difference in differences(&Tree::parse(&file.text), &read.encoded) {
            assert_eq!(
                difference.kind,
                Kind::MemberDropped,
                "{}: {}",
                file.name,
                difference.pointer
            );
            dropped.push(difference.pointer);
        }
    }
    let name = |pointer: &String| pointer.rsplit('/').next().unwrap().to_owned();
    assert_eq!(dropped.iter().map(name).collect::<Vec<_>>(), UNDOCUMENTED);
}

/// Keywords that only a value breaks that is there and is kept: a text, a number, a list that is too short.
const OF_LEAVES: [&str; 8] = [
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "pattern",
];

/// What only leaves break comes back typed; of what else is broken, no record is lost.
#[test]
fn no_record_of_it_is_lost() {
    let Some(files) = bodies::test_mass("the records of the test mass") else {
        return;
    };
    let (mut lawful, mut of_leaves, mut set_aside, mut failed) = (0, 0, 0, 0);
    for file in files {
        let (operation, _) = file.answers.unwrap();
        let body: Value = serde_json::from_str(&file.text).unwrap();
        let validator = body_validator(cadastro_customers::SCHEMAS, operation.id, "200");
        let broken: Vec<bool> = validator
            .iter_errors(&body)
            .map(|error| is_of_leaf(error.kind(), error.instance()))
            .collect();
        let is_readable = broken.iter().all(|of_leaf| *of_leaf);
        let read = match (file.reader)(&file.text) {
            Ok(read) => read,
            Err(error) => {
                // One object that cannot be typed: the error of the call has the body.
                assert!(
                    !is_readable && body["data"].is_object(),
                    "{}: {error}",
                    file.name
                );
                failed += 1;
                continue;
            }
        };
        assert!(
            read.quarantined.is_empty() || !is_readable,
            "{}: {:?}",
            file.name,
            read.quarantined
        );
        let unknown: BTreeSet<&str> = read.unknown.iter().map(UnknownMember::pointer).collect();
        for difference in differences(&Tree::parse(&file.text), &read.encoded) {
            let pointer = difference.pointer.as_str();
            assert!(
                unknown.contains(pointer),
                "{}: {pointer} is lost",
                file.name
            );
        }
        set_aside += usize::from(!read.quarantined.is_empty());
        lawful += usize::from(broken.is_empty());
        of_leaves += usize::from(is_readable && !broken.is_empty());
    }
    // The other three lack what the overlay tolerates.
    assert_eq!((lawful, of_leaves, set_aside, failed), (6, 9, 1, 1));
}

/// A text for a number and a number for a text are leaves, too.
fn is_of_leaf(kind: &ValidationErrorKind, value: &Value) -> bool {
    match kind {
        ValidationErrorKind::Type {
            kind: TypeKind::Single(due),
        } => {
            let is_scalar = value.is_string() || value.is_number();
            is_scalar && matches!(due, JsonType::String | JsonType::Number | JsonType::Integer)
        }
        kind => OF_LEAVES.contains(&kind.keyword()),
    }
}

#[test]
fn all_examples_of_the_specs_are_read_whole() {
    for body in bodies::of_specs() {
        let read =
            (body.reader)(&body.text).unwrap_or_else(|error| panic!("{}: {error}", body.name));
        assert_eq!(read.quarantined, [], "{}", body.name);
        for difference in differences(&Tree::parse(&body.text), &read.encoded) {
            assert_eq!(
                difference.kind,
                Kind::NullDropped,
                "{}: {}",
                body.name,
                difference.pointer
            );
        }
    }
}
