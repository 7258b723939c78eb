//! What is published of each library crate: all of its code, its licences, and what a registry asks for.

use std::path::{Path, PathBuf};

use crate::tree::{cargo, files, folder, libraries, read};

#[test]
fn a_registry_is_told_what_each_crate_is() {
    for package in libraries() {
        let name = package["name"].as_str().unwrap();
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{name}");
        assert!(
            package["description"]
                .as_str()
                .is_some_and(|text| text.ends_with('.')),
            "{name}"
        );
        assert_eq!(package["readme"], "README.md", "{name}");
        assert_eq!(package["rust_version"], "1.85", "{name}");
        for list in ["keywords", "categories"] {
            let told = package[list].as_array().unwrap();
            assert!((1..=5).contains(&told.len()), "{name}: {list}");
        }
        for keyword in package["keywords"].as_array().unwrap() {
            assert!(keyword.as_str().unwrap().len() <= 20, "{name}: {keyword}");
        }
    }
}

/// Copies, as symbolic links come out of a checkout on Windows as files that hold a path.
#[test]
fn each_crate_has_the_licences_of_the_workspace() {
    for package in libraries() {
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let copy = folder(&package).join(licence);
            let kind = std::fs::symlink_metadata(&copy)
                .unwrap_or_else(|error| panic!("{}: {error}", copy.display()));
            assert!(kind.is_file(), "{}", copy.display());
            assert!(
                read(&copy) == read(licence),
                "{} is not {licence}",
                copy.display()
            );
        }
    }
}

/// A path means nothing to whoever gets the crate from a registry.
#[test]
fn dependencies_by_path_have_a_version_too() {
    let mut seen = 0;
    for package in libraries() {
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["path"].is_string() {
                let name = &package["name"];
                assert_ne!(dependency["req"], "*", "{name}: {}", dependency["name"]);
                seen += 1;
            }
        }
    }
    assert!(seen >= 7, "{seen}");
}

#[test]
fn all_of_the_code_is_in_the_package() {
    for package in libraries() {
        let name = package["name"].as_str().unwrap();
        let list = cargo(&["package", "--list", "--allow-dirty", "--package", name]);
        let listed: Vec<PathBuf> = list.lines().map(PathBuf::from).collect();
        let folder = folder(&package);
        let mut wanted: Vec<PathBuf> = ["README.md", "LICENSE-APACHE", "LICENSE-MIT", "Cargo.toml"]
            .map(PathBuf::from)
            .to_vec();
        wanted.extend(
            files(&folder.join("src"))
                .iter()
                .map(|file| Path::new("src").join(file)),
        );
        if folder.join("src/generated").is_dir() {
            wanted.push("api.txt".into());
        }
        for file in &wanted {
            assert!(
                listed.contains(file),
                "{name} is published without {}",
                file.display()
            );
        }
        for file in &listed {
            let is_foreign = file.starts_with("target") || file.is_absolute();
            assert!(!is_foreign, "{name} is published with {}", file.display());
        }
    }
}
