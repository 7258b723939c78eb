//! What a minimal document becomes with all fixups, and with one of them taken out.

use serde_json::Value;

use super::{ALL, Repaired, run_these};
use crate::config::Api;
use crate::load::Document;
use crate::pipeline;
use crate::split;

/// A document with one operation `op`, made of the parts that a test gives.
pub(super) fn document(parts: &str) -> Value {
    let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{parts}");
    Document::parse("test.yaml", text.as_bytes()).unwrap().root
}

/// The generated code with all fixups.
pub(super) fn code(document: &Value) -> anyhow::Result<String> {
    generate(run_these(document.clone(), ALL.iter().collect()))
}

/// The generated code without the fixup `name`.
pub(super) fn code_without(name: &str, document: &Value) -> anyhow::Result<String> {
    assert!(
        ALL.iter().any(|fixup| fixup.name == name),
        "no fixup `{name}` is run"
    );
    generate(run_these(
        document.clone(),
        ALL.iter().filter(|fixup| fixup.name != name).collect(),
    ))
}

/// How often the fixup `name` applies.
pub(super) fn count(name: &str, document: &Value) -> usize {
    run_these(document.clone(), ALL.iter().collect())
        .counts
        .get(name)
        .copied()
        .unwrap_or_default()
}

fn generate(repaired: Repaired) -> anyhow::Result<String> {
    let api = Api {
        name: "test".to_owned(),
        package: "test".to_owned(),
        spec: "test.yaml".to_owned(),
        overlay: None,
        base_path: String::new(),
        lenient: Vec::new(),
        fixups: Vec::new(),
        values: std::collections::BTreeMap::new(),
    };
    let (_, polished) = pipeline::generated(repaired, &api, &|_| 1)?;
    let files = split::split(polished, "//")?;
    Ok(files.into_values().collect())
}
