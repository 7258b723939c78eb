//! `specs/apis.toml`: which documents there are, which crate each becomes, and what is particular about it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// Where the table of APIs stands, from the workspace's root.
pub(crate) const FILE: &str = "specs/apis.toml";

/// One API: a table of `specs/apis.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    #[serde(skip)]
    pub(crate) name: String,
    #[serde(rename = "crate")]
    pub(crate) package: String,
    pub(crate) spec: String,
    pub(crate) overlay: Option<String>,
    pub(crate) base_path: String,
    pub(crate) lenient: Vec<String>,
    pub(crate) fixups: Vec<String>,
    /// Domain type → selectors of the members that carry it.
    pub(crate) values: BTreeMap<String, Vec<String>>,
    /// Not from the table: whatever fixups apply are run, and entries that match nothing are none's mistake.
    #[serde(skip)]
    pub(crate) assumed: bool,
}

impl Api {
    /// What is taken for granted of a document without a table.
    pub(crate) fn assumed(package: &str, spec: &str, base_path: String) -> Self {
        Self {
            name: package.to_owned(),
            package: package.to_owned(),
            spec: spec.to_owned(),
            overlay: None,
            base_path,
            lenient: Vec::new(),
            fixups: Vec::new(),
            values: BTreeMap::new(),
            assumed: true,
        }
    }
}

/// Reads all tables, in the order of their names.
pub(crate) fn load(root: &Path) -> Result<Vec<Api>, Diagnostic> {
    let text = std::fs::read_to_string(root.join(FILE)).map_err(|error| {
        Diagnostic::new(
            FILE,
            format!("cannot be read: {error}"),
            "run from a checkout of the workspace",
        )
    })?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<Api>, Diagnostic> {
    let tables: BTreeMap<String, Api> = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        let what = error.message().lines().collect::<Vec<_>>().join(" ");
        Diagnostic::new(
            FILE,
            what,
            "mend the table; the head of the file names its keys",
        )
        .at_line(line, 1)
    })?;
    Ok(tables
        .into_iter()
        .map(|(name, api)| Api { name, ..api })
        .collect())
}

/// The line on which the first occurrence of `needle` below `[table]` stands, for messages about an entry.
pub(crate) fn line_of_entry(root: &Path, table: &str, needle: &str) -> usize {
    let Ok(text) = std::fs::read_to_string(root.join(FILE)) else {
        return 1;
    };
    let start = text.find(&format!("[{table}]")).unwrap_or(0);
    let found = text[start..].find(&format!("\"{needle}\"")).or_else(|| {
        text[start..]
            .find(&format!("\n{needle} ="))
            .map(|at| at + 1)
    });
    found.map_or(1, |at| line_of(&text, start + at))
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset.min(text.len())].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "[one]\ncrate = 'c'\nspec = 's'\nbase_path = ''\nlenient = []\nfixups = []\n[one.values]\nCpf = ['*.cpf']\n";

    #[test]
    fn reads_a_table_and_names_it() {
        let apis = parse(TABLE).unwrap();
        assert_eq!(apis[0].name, "one");
        assert_eq!(apis[0].values["Cpf"], ["*.cpf"]);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let message = parse(&TABLE.replace("lenient", "linient"))
            .unwrap_err()
            .to_string();
        assert!(message.starts_with("specs/apis.toml:"), "{message}");
        assert!(message.contains("linient"), "{message}");
        assert_eq!(message.lines().count(), 1);
    }
}
