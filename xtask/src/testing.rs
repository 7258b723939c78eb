//! For the tests of fixups and passes: what a minimal document becomes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::Api;
use crate::fixups::{self, Repaired};
use crate::generate::Raw;
use crate::load::Document;
use crate::notes::{Note, Notes};
use crate::polish::Context;
use crate::{pipeline, split};

/// A document made of the parts that a test gives.
pub(crate) fn document(parts: &str) -> Value {
    let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{parts}");
    Document::parse("test.yaml", text.as_bytes()).unwrap().root
}

/// A document whose only operation answers with the schema `A`; `schemas` is what stands below `components/schemas`.
pub(crate) fn answering(schemas: &str) -> Value {
    document(&(
        "paths: {/a: {get: {operationId: op, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {SCHEMAS}}".replace("SCHEMAS", schemas)
    ))
}

/// A document whose only operation sends the schema `A`.
pub(crate) fn asking(schemas: &str) -> Value {
    document(&(
        "paths: {/a: {post: {operationId: op, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'204': {description: d}}}}}
components: {schemas: {SCHEMAS}}".replace("SCHEMAS", schemas)
    ))
}

/// An entry of `specs/apis.toml` that says nothing.
pub(crate) fn api() -> Api {
    Api {
        name: "test".to_owned(),
        package: "test".to_owned(),
        spec: "test.yaml".to_owned(),
        overlay: None,
        base_path: String::new(),
        lenient: Vec::new(),
        fixups: Vec::new(),
        values: BTreeMap::new(),
        assumed: false,
    }
}

/// The generated code, all files in one.
pub(crate) fn code(document: &Value) -> anyhow::Result<String> {
    code_for(document, &api())
}

/// The generated code with an entry of `specs/apis.toml`.
pub(crate) fn code_for(document: &Value, api: &Api) -> anyhow::Result<String> {
    let notes = Notes::default();
    generate(fixups::run_all(document.clone(), &notes), api, &notes)
}

/// The generated code without the fixup `name`.
pub(crate) fn code_without(name: &str, document: &Value) -> anyhow::Result<String> {
    assert!(
        fixups::ALL.iter().any(|fixup| fixup.name == name),
        "no fixup `{name}` is run"
    );
    let others = fixups::ALL
        .iter()
        .filter(|fixup| fixup.name != name)
        .collect();
    let notes = Notes::default();
    generate(
        fixups::run_these(document.clone(), others, &notes),
        &api(),
        &notes,
    )
}

/// How often the fixup `name` applies.
pub(crate) fn count(name: &str, document: &Value) -> usize {
    fixups::run_all(document.clone(), &Notes::default())
        .counts
        .get(name)
        .copied()
        .unwrap_or_default()
}

/// What is noted while a document is generated from: each with its place.
pub(crate) fn noted(document: &Value) -> Vec<String> {
    let notes = Notes::default();
    let repaired = fixups::run_all(document.clone(), &notes);
    pipeline::generated(repaired, &api(), &|_| 1, &notes).unwrap();
    let noted = notes.into_vec().into_iter();
    noted
        .map(|note| format!("{}: {}", note.pointer, note.what))
        .collect()
}

/// The generated code, and what it does not honour.
pub(crate) fn notes(document: &Value) -> anyhow::Result<(String, Vec<Note>)> {
    let notes = Notes::default();
    let repaired = fixups::run_all(document.clone(), &notes);
    let (_, polished) = pipeline::generated(repaired, &api(), &|_| 1, &notes)?;
    let files = split::split(polished, "//")?;
    Ok((files.into_values().collect(), notes.into_vec()))
}

/// What typify and progenitor make of a document, handed to `run` with what all passes know.
pub(crate) fn with_context<T>(
    document: &Value,
    api: &Api,
    run: impl FnOnce(Raw, &Context<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let notes = Notes::default();
    let repaired = fixups::run_all(document.clone(), &notes);
    pipeline::with_context(repaired, api, &|_| 1, &notes, run)
}

fn generate(repaired: Repaired, api: &Api, notes: &Notes) -> anyhow::Result<String> {
    let (_, polished) = pipeline::generated(repaired, api, &|_| 1, notes)?;
    let files = split::split(polished, "//")?;
    Ok(files.into_values().collect())
}
