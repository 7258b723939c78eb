//! The manifest of a generated crate.

use std::path::{Component, Path, PathBuf};

use super::Package;

/// The text of `Cargo.toml`, for a crate that is written to `folder` (absolute).
pub(super) fn text(package: &Package, folder: &Path, core: &Path) -> String {
    let Package { name, .. } = package;
    let description = toml::Value::from(format!(
        "Typed client of {}, generated from its OpenAPI document.",
        package.title_on_a_line()
    ));
    let core = toml::Value::from(
        relative(folder, core)
            .display()
            .to_string()
            .replace('\\', "/"),
    );
    let version = env!("CARGO_PKG_VERSION");
    let workspace = if is_claimed(folder) {
        "\n# A folder above is a workspace that this crate is no member of.\n[workspace]\n"
    } else {
        ""
    };
    format!(
        r#"[package]
name = "{name}"
description = {description}
version = "0.1.0"
edition = "2024"
rust-version = "1.85"
publish = false

[dependencies]
cadastro-core = {{ version = "{version}", path = {core} }}
serde = {{ version = "1", features = ["derive"] }}
{workspace}"#
    )
}

/// The name of the package of a manifest.
pub(super) fn name_in(manifest: &str) -> Option<String> {
    let table: toml::Table = manifest.parse().ok()?;
    Some(table.get("package")?.get("name")?.as_str()?.to_owned())
}

/// Whether the nearest manifest above is a workspace's that does not name the folder a member: cargo would then refuse
/// the crate.
fn is_claimed(folder: &Path) -> bool {
    for above in folder.ancestors().skip(1) {
        let Ok(text) = std::fs::read_to_string(above.join("Cargo.toml")) else {
            continue;
        };
        let Ok(table) = text.parse::<toml::Table>() else {
            return false;
        };
        let Some(workspace) = table.get("workspace") else {
            continue;
        };
        let Ok(inside) = folder.strip_prefix(above) else {
            return false;
        };
        return !has(workspace, "members", inside) && !has(workspace, "exclude", inside);
    }
    false
}

/// Whether a list of folders names this one, or all beside it by `*`.
fn has(workspace: &toml::Value, list: &str, folder: &Path) -> bool {
    let entries = workspace.get(list).and_then(toml::Value::as_array);
    let mut entries = entries
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str);
    entries.any(|entry| match entry.strip_suffix("/*") {
        Some(parent) => folder.parent() == Some(Path::new(parent)),
        None => folder.starts_with(entry),
    })
}

/// The way from one folder to another; both absolute.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let (from, to) = (resolved(from), resolved(to));
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    if shared == 0 {
        return to;
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// Without symbolic links, as far as the folders are there: cargo goes up from where the crate really is.
fn resolved(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut there = path;
    loop {
        if let Ok(found) = there.canonicalize() {
            return missing
                .iter()
                .rev()
                .fold(found, |found, part| found.join(part));
        }
        match (there.parent(), there.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name);
                there = parent;
            }
            _ => return path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_core_is_relative() {
        let way = |from: &str, to: &str| {
            relative(Path::new(from), Path::new(to))
                .display()
                .to_string()
        };
        assert_eq!(way("/nowhere/a/b", "/nowhere/c/core"), "../../c/core");
        assert_eq!(way("/nowhere/c/x", "/nowhere/c/core"), "../core");
    }

    #[test]
    fn a_crate_below_a_workspace_that_does_not_know_it_stands_alone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::write(
            root.join("Cargo.toml"),
            "[workspace]\nmembers = ['crates/*', 'own']\nexclude = ['outside']\n",
        )
        .unwrap();
        for (inside, claimed) in [
            ("crates/new", false),
            ("own", false),
            ("outside/new", false),
            ("target/new", true),
            ("crates/a/new", true),
        ] {
            assert_eq!(is_claimed(&root.join(inside)), claimed, "{inside}");
        }
    }
}
