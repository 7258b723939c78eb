//! Repairs that make a lawful document digestible for progenitor and typify.
//!
//! Each is one function in a file of its own, listed per API in `specs/apis.toml`, and counts how often it applied:
//! a fixup that is listed and finds nothing, or finds something and is not listed, stops the run.

mod additional_members;
mod all_of;
mod answer_defaults;
mod default_responses;
mod discriminators;
mod error_responses;
mod function_names;
mod ignored_headers;
mod inline_schemas;
mod integer_bounds;
mod lone_branches;
mod match_anything_patterns;
mod misused_words;
mod multipart_bodies;
mod nested_refs;
mod numeric_enums;
mod one_or_many;
mod one_way_members;
mod operation_ids;
mod operation_schemas;
mod other_operations;
mod path_items;
mod schema_names;

pub(crate) use ignored_headers::is_ignored;
pub(crate) use multipart_bodies::MEDIA_TYPE as MULTIPART;
pub(crate) use numeric_enums::{MARK as NUMERIC_ENUM, reads_as_number};
pub(crate) use one_or_many::{MARK as ONE_OR_MANY, is_one_or_many, single as single_of};

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::{self, Api};
use crate::diagnostic::Diagnostic;
use crate::notes::Notes;

/// One repair.
pub(crate) struct Fixup {
    /// Its name in `specs/apis.toml`, in `regen.lock` and in the summary.
    pub(crate) name: &'static str,
    /// Changes the document and tells in how many places.
    pub(crate) apply: fn(&mut Value, &Notes) -> usize,
}

/// All repairs, in the order in which they run.
pub(crate) const ALL: [Fixup; 23] = [
    misused_words::FIXUP,
    path_items::FIXUP,
    operation_ids::FIXUP,
    nested_refs::FIXUP,
    schema_names::FIXUP,
    lone_branches::FIXUP,
    operation_schemas::FIXUP,
    discriminators::FIXUP,
    inline_schemas::FIXUP,
    all_of::FIXUP,
    additional_members::FIXUP,
    one_way_members::FIXUP,
    match_anything_patterns::FIXUP,
    numeric_enums::FIXUP,
    one_or_many::FIXUP,
    ignored_headers::FIXUP,
    integer_bounds::FIXUP,
    answer_defaults::FIXUP,
    default_responses::FIXUP,
    error_responses::FIXUP,
    multipart_bodies::FIXUP,
    function_names::FIXUP,
    other_operations::FIXUP,
];

/// Those that change only how the document is put, not what it says: what comes after them is what the
/// operations, documentation and checks are made from.
const REPHRASING: [&str; 13] = [
    misused_words::FIXUP.name,
    path_items::FIXUP.name,
    operation_ids::FIXUP.name,
    nested_refs::FIXUP.name,
    schema_names::FIXUP.name,
    lone_branches::FIXUP.name,
    operation_schemas::FIXUP.name,
    discriminators::FIXUP.name,
    inline_schemas::FIXUP.name,
    all_of::FIXUP.name,
    additional_members::FIXUP.name,
    one_way_members::FIXUP.name,
    match_anything_patterns::FIXUP.name,
];

/// Parts of `components` of which nothing is made by progenitor and typify, whose model of OpenAPI knows less of them
/// than documents say.
const UNUSED: [&str; 5] = [
    "callbacks",
    "examples",
    "headers",
    "links",
    "securitySchemes",
];

/// A document after the repairs.
pub(crate) struct Repaired {
    /// What the document says, in digestible words.
    pub(crate) facts: Value,
    /// What typify can take of it.
    pub(crate) digestible: Value,
    pub(crate) counts: BTreeMap<String, usize>,
}

/// Runs all repairs and holds what applied against the list in `specs/apis.toml`.
pub(crate) fn run(
    document: Value,
    api: &Api,
    line_of: impl Fn(&str) -> usize,
    notes: &Notes,
) -> Result<Repaired, Diagnostic> {
    if api.assumed {
        return Ok(run_all(document, notes));
    }
    if let Some(unknown) = api
        .fixups
        .iter()
        .find(|name| ALL.iter().all(|fixup| fixup.name != **name))
    {
        let known = ALL.map(|fixup| fixup.name).join(", ");
        return Err(Diagnostic::new(
            config::FILE,
            format!("[{}] lists the unknown fixup `{unknown}`", api.name),
            format!("use one of: {known}"),
        )
        .at_line(line_of(unknown), 1));
    }
    let repaired = run_all(document, notes);
    let refuse = |entry: &str, what: &str, what_to_do: &str| {
        let what = format!("[{}] {what}", api.name);
        Err(Diagnostic::new(config::FILE, what, what_to_do).at_line(line_of(entry), 1))
    };
    let is_listed = |name: &str| api.fixups.iter().any(|listed| listed == name);
    // What `misused-words` leaves out is noted, and refused at its place like all that is noted.
    let is_missing =
        |(name, _): &(&String, _)| !is_listed(name) && **name != misused_words::FIXUP.name;
    let missing: Vec<String> = repaired
        .counts
        .iter()
        .filter(is_missing)
        .map(|(name, count)| format!("`{name}` ({count})"))
        .collect();
    match missing.as_slice() {
        [] => {}
        [one] => {
            let what = format!("does not list the fixup {one}, which its document needs");
            let what_to_do = "add it to the list once you have read what it does";
            return refuse("fixups", &what, what_to_do);
        }
        several => {
            let several = several.join(", ");
            let what = format!("does not list the fixups {several}, which its document needs");
            let what_to_do = "add them to the list once you have read what they do";
            return refuse("fixups", &what, what_to_do);
        }
    }
    let applies = |name: &&String| repaired.counts.contains_key(name.as_str());
    if let Some(idle) = api.fixups.iter().find(|name| !applies(name)) {
        let what = format!("lists the fixup `{idle}`, which applies nowhere in its document");
        return refuse(idle, &what, "remove it from the list");
    }
    Ok(repaired)
}

/// Gives each operation a place and a name of its own, and each schema that is referred to a component; nothing else: for
/// what is made from the document as it is.
pub(crate) fn name_parts(document: &mut Value, notes: &Notes) {
    (path_items::FIXUP.apply)(document, notes);
    (operation_ids::FIXUP.apply)(document, notes);
    (nested_refs::FIXUP.apply)(document, notes);
}

/// Leaves out words that hold what they cannot, and nothing else.
pub(crate) fn leave_out_misused(document: &mut Value, notes: &Notes) {
    (misused_words::FIXUP.apply)(document, notes);
}

/// All repairs.
pub(crate) fn run_all(document: Value, notes: &Notes) -> Repaired {
    run_these(document, ALL.iter().collect(), notes)
}

/// Some repairs, in the order of the list.
pub(crate) fn run_these(document: Value, fixups: Vec<&Fixup>, notes: &Notes) -> Repaired {
    let mut facts = document;
    let mut counts = BTreeMap::new();
    let (rephrasing, others): (Vec<&Fixup>, Vec<&Fixup>) = fixups
        .into_iter()
        .partition(|fixup| REPHRASING.contains(&fixup.name));
    let mut apply = |fixups: Vec<&Fixup>, document: &mut Value| {
        for Fixup { name, apply } in fixups {
            let count = apply(document, notes);
            if count > 0 {
                counts.insert((*name).to_owned(), count);
            }
        }
    };
    apply(rephrasing, &mut facts);
    let mut digestible = facts.clone();
    apply(others, &mut digestible);
    let components = digestible.get_mut("components");
    if let Some(components) = components.and_then(Value::as_object_mut) {
        components.retain(|kind, _| !UNUSED.contains(&kind.as_str()));
    }
    Repaired {
        facts,
        digestible,
        counts,
    }
}
