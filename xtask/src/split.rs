//! From polished items to files: one per component schema with its inline children, named after the schema and
//! re-exported flat; `client.rs`, `operations.rs`, `params.rs`. Where a type lands depends on its schema's name alone.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use quote::format_ident;
use syn::{File, Ident, Item};

use crate::imports::{self, Module};
use crate::polish::Polished;

/// File names below `generated/` with their text.
pub(crate) type Files = BTreeMap<String, String>;

/// Splits a crate's items; `header` is the first line of each file.
pub(crate) fn split(polished: Polished, header: &str) -> anyhow::Result<Files> {
    let mut files = Files::new();
    let mut elsewhere = BTreeMap::new();
    for packed in polished.types.values() {
        elsewhere.extend(packed.names().iter().map(|name| (name.clone(), "types")));
    }
    for (items, module) in [
        (&polished.params, "params"),
        (&polished.bodies, "bodies"),
        (&polished.answers, "answers"),
    ] {
        elsewhere.extend(
            items
                .iter()
                .filter_map(imports::item_name)
                .map(|name| (name, module)),
        );
    }
    elsewhere.insert("operations".to_owned(), "");

    let mut modules: Vec<(Ident, Vec<Ident>)> = Vec::new();
    for (schema, packed) in polished.types {
        let module = format_ident!("{}", file_stem(&schema));
        let names = packed.names().iter();
        let names = names.map(|name| format_ident!("{name}")).collect();
        let about = format!("The schema `{schema}`.");
        files.insert(
            format!("types/{module}.rs"),
            file(header, &about, packed.unpack()?, Module::Types, &elsewhere)?,
        );
        modules.push((module, names));
    }
    let has_types = !modules.is_empty();
    if has_types {
        files.insert(
            "types/mod.rs".to_owned(),
            index(
                header,
                "One module per schema of the document, all re-exported here.",
                &modules,
            )?,
        );
    }

    let mut parts: Vec<(Ident, Vec<Ident>)> = Vec::new();
    for (name, about, items) in [
        (
            "client",
            "The client: one function per operation.",
            polished.client,
        ),
        (
            "operations",
            "The table of operations: what the document says of each call.",
            polished.operations,
        ),
        (
            "params",
            "The optional parameters of each operation.",
            polished.params,
        ),
        (
            "bodies",
            "Request bodies of parts or of several media types.",
            polished.bodies,
        ),
        (
            "answers",
            "Answers and errors of operations that have several types of them.",
            polished.answers,
        ),
    ] {
        if items.is_empty() {
            continue;
        }
        let exported = items
            .iter()
            .filter_map(imports::item_name)
            .map(|name| format_ident!("{name}"))
            .collect();
        files.insert(
            format!("{name}.rs"),
            file(header, about, items, Module::Root, &elsewhere)?,
        );
        parts.push((format_ident!("{name}"), exported));
    }
    files.insert("mod.rs".to_owned(), root(header, &parts, has_types)?);
    Ok(files)
}

/// The name of the module of a component schema.
fn file_stem(schema: &str) -> String {
    let stem = schema.to_snake_case();
    if stem == "mod" || syn::parse_str::<Ident>(&stem).is_err() {
        format!("{stem}_")
    } else {
        stem
    }
}

fn file(
    header: &str,
    about: &str,
    mut items: Vec<Item>,
    module: Module,
    elsewhere: &BTreeMap<String, &'static str>,
) -> anyhow::Result<String> {
    let uses = imports::shorten(&mut items, module, elsewhere);
    let (own, foreign): (Vec<Item>, Vec<Item>) = uses.into_iter().partition(is_own);
    print(header, about, &[foreign, own], items)
}

fn index(header: &str, about: &str, modules: &[(Ident, Vec<Ident>)]) -> anyhow::Result<String> {
    let declared: Vec<Item> = modules
        .iter()
        .map(|(module, _)| syn::parse_quote! { mod #module; })
        .collect();
    let exported = modules
        .iter()
        .map(|(module, names)| re_export(module, names))
        .collect();
    print(header, about, &[declared, exported], Vec::new())
}

fn root(header: &str, parts: &[(Ident, Vec<Ident>)], has_types: bool) -> anyhow::Result<String> {
    let mut declared: Vec<Item> = Vec::new();
    for (module, _) in parts {
        declared.push(if module == "operations" {
            syn::parse_quote! { pub mod operations; }
        } else {
            syn::parse_quote! { mod #module; }
        });
    }
    let named = parts
        .iter()
        .filter(|(module, names)| module != "operations" && !names.is_empty())
        .map(|(module, names)| re_export(module, names));
    let mut exported: Vec<Item> = named.collect();
    if has_types {
        declared.push(syn::parse_quote! { mod types; });
        exported.push(syn::parse_quote! { pub use types::*; });
    }
    print(
        header,
        "Everything that is made from the document.",
        &[declared, exported],
        Vec::new(),
    )
}

fn re_export(module: &Ident, names: &[Ident]) -> Item {
    match names {
        [name] => syn::parse_quote! { pub use #module::#name; },
        names => syn::parse_quote! { pub use #module::{#(#names),*}; },
    }
}

/// Whether an import is from the crate itself.
fn is_own(item: &Item) -> bool {
    matches!(item, Item::Use(item) if matches!(&item.tree, syn::UseTree::Path(path) if path.ident == "super"))
}

/// Formats a file: imports in groups, a blank line between items and between functions.
fn print(
    header: &str,
    about: &str,
    groups: &[Vec<Item>],
    items: Vec<Item>,
) -> anyhow::Result<String> {
    let mut text = format!("{header}\n//! {about}\n");
    for group in groups.iter().filter(|group| !group.is_empty()) {
        text.push('\n');
        text.push_str(&format(group.clone()));
    }
    for item in items {
        text.push('\n');
        text.push_str(&space_out(&format(vec![item])));
    }
    // Formatting must not have changed the code.
    syn::parse_file(&text)?;
    Ok(text)
}

fn format(items: Vec<Item>) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items,
    })
}

/// Puts a blank line after each function that another one follows, and before one that constants stand before.
fn space_out(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut after_function = false;
    let mut after_constant = false;
    for line in text.lines() {
        let ends = after_function && !line.starts_with('}');
        if ends || (after_constant && line.starts_with("    fn ")) {
            spaced.push('\n');
        }
        after_function = line == "    }";
        after_constant = line.starts_with("    ") && line.ends_with(';');
        spaced.push_str(line);
        spaced.push('\n');
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_the_schema_alone() {
        assert_eq!(file_stem("XFapiInteractionId"), "x_fapi_interaction_id");
        assert_eq!(file_stem("Type"), "type_");
        assert_eq!(file_stem("Mod"), "mod_");
    }

    #[test]
    fn functions_are_spaced_out_and_nothing_else() {
        let text = "impl A {\n    fn a() {\n        if x {\n        }\n    }\n    fn b() {}\n}\n";
        assert_eq!(
            space_out(text),
            "impl A {\n    fn a() {\n        if x {\n        }\n    }\n\n    fn b() {}\n}\n"
        );
        assert_eq!(
            space_out("impl A {\n    const B: u8 = 1;\n    fn a() {}\n}\n"),
            "impl A {\n    const B: u8 = 1;\n\n    fn a() {}\n}\n"
        );
    }
}
