//! The test mass that Open Finance publishes, most of which breaks its own schema, and the examples of the specs.

use crate::bodies;
use crate::differences::{Kind, differences};
use crate::served;
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
