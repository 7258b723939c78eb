//! Whatever a spec marks as inferred says so in the documentation of the generated code.

use std::fs;

use serde_yaml_ng::Value;

use super::checkout::{apis, outputs, workspace};

#[test]
fn each_inference_shows_in_the_documentation() {
    let tables: toml::Table =
        toml::from_str(&fs::read_to_string(workspace().join("specs/apis.toml")).unwrap()).unwrap();
    let mut found = 0;
    for (api, package) in apis() {
        let spec = tables[&api]["spec"].as_str().unwrap();
        let spec: Value =
            serde_yaml_ng::from_str(&fs::read_to_string(workspace().join(spec)).unwrap()).unwrap();
        let mut inferences = Vec::new();
        collect(&spec, &mut inferences);
        found += inferences.len();
        let docs = documentation(&package);
        for inference in inferences {
            let words = words(&inference);
            assert!(
                docs.contains(&words),
                "{api}: nowhere in the documentation: {words}"
            );
        }
    }
    assert!(found >= 10, "only {found} inferences found");
}

fn collect(node: &Value, found: &mut Vec<String>) {
    match node {
        Value::Mapping(members) => {
            for (key, value) in members {
                match value
                    .as_str()
                    .filter(|_| key.as_str() == Some("x-inferred"))
                {
                    Some(why) => found.push(why.to_owned()),
                    None => collect(value, found),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

/// All comments of a crate's generated code, without their line breaks.
fn documentation(package: &str) -> String {
    let folder = format!("crates/{package}/src/generated/");
    let files = outputs(workspace())
        .into_iter()
        .filter(|(path, _)| path.starts_with(&folder));
    let texts: Vec<String> = files
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let comments: Vec<&str> = lines
        .filter_map(|line| line.trim_start().strip_prefix("///"))
        .collect();
    words(&comments.join(" "))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
