//! What the clients are built on does not show: no type of the HTTP client or of the generator stands in what a user
//! sees. Types that do show, such as dates and header maps, are re-exported.

use std::collections::BTreeSet;

use syn::visit::Visit;
use syn::{Field, ImplItem, Item, ItemImpl, Type, TypePath, UseTree, Visibility};

use crate::tree::{files, folder, libraries, read};

/// Crates of which nothing is to be seen, by how their names begin.
const HIDDEN: [&str; 5] = ["hyper", "progenitor", "reqwest", "tower", "typify"];

fn is_hidden(name: &str) -> bool {
    HIDDEN.iter().any(|hidden| name.starts_with(hidden))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Names of hidden things that a file has imported.
#[derive(Default)]
struct Imports {
    names: BTreeSet<String>,
    published: Vec<String>,
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut names = Vec::new();
        leaves(&item.tree, "", false, &mut names);
        if is_public(&item.vis) {
            self.published.extend(names.iter().cloned());
        }
        self.names.extend(names);
    }
}

/// The names that a `use` brings in from hidden crates.
fn leaves(tree: &UseTree, parent: &str, hidden: bool, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            let hidden = hidden || (parent.is_empty() && is_hidden(&first));
            leaves(&path.tree, &first, hidden, names);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, parent, hidden, names);
            }
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            if hidden || (parent.is_empty() && is_hidden(&name)) {
                let is_parent = name == "self";
                names.push(if is_parent { parent.to_owned() } else { name });
            }
        }
        UseTree::Rename(rename)
            if hidden || (parent.is_empty() && is_hidden(&rename.ident.to_string())) =>
        {
            names.push(rename.rename.to_string());
        }
        UseTree::Glob(_) if hidden => names.push(format!("{parent}::*")),
        _ => {}
    }
}

/// The types that a crate declares for others. Some are only public by name, in a private module: these are looked at
/// all the same.
#[derive(Default)]
struct Declared(BTreeSet<String>);

impl<'ast> Visit<'ast> for Declared {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Enum(item) if is_public(&item.vis) => self.0.insert(item.ident.to_string()),
            Item::Struct(item) if is_public(&item.vis) => self.0.insert(item.ident.to_string()),
            _ => false,
        };
        syn::visit::visit_item(self, item);
    }
}

/// Looks at signatures; never into the bodies of functions.
struct Signatures<'a> {
    imported: &'a BTreeSet<String>,
    declared: &'a BTreeSet<String>,
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Signatures<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        if let Some(first) = first
            && (is_hidden(&first) || self.imported.contains(&first))
        {
            let segments = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string());
            self.found.push(Vec::from_iter(segments).join("::"));
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_block(&mut self, _: &'ast syn::Block) {}

    fn visit_expr(&mut self, _: &'ast syn::Expr) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_field(&mut self, field: &'ast Field) {
        if is_public(&field.vis) {
            syn::visit::visit_field(self, field);
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let public = match item {
            Item::Const(item) => is_public(&item.vis),
            Item::Enum(item) if is_public(&item.vis) => {
                self.visit_generics(&item.generics);
                let fields = item.variants.iter().flat_map(|variant| &variant.fields);
                fields.for_each(|field| self.visit_type(&field.ty));
                false
            }
            Item::Fn(item) => is_public(&item.vis),
            Item::Impl(item) => {
                self.implementation(item);
                false
            }
            Item::Mod(_) => true,
            Item::Static(item) => is_public(&item.vis),
            Item::Struct(item) => is_public(&item.vis),
            Item::Trait(item) => is_public(&item.vis),
            Item::Type(item) => is_public(&item.vis),
            _ => false,
        };
        if public {
            syn::visit::visit_item(self, item);
        }
    }
}

impl Signatures<'_> {
    fn implementation(&mut self, item: &ItemImpl) {
        // Of a private type nobody sees what it implements.
        if !self.is_declared(&item.self_ty) {
            return;
        }
        self.visit_generics(&item.generics);
        self.visit_type(&item.self_ty);
        let of_trait = item.trait_.is_some();
        if let Some((path, _)) = &item.trait_ {
            self.visit_path(path);
        }
        for item in &item.items {
            match item {
                ImplItem::Const(item) if of_trait || is_public(&item.vis) => {
                    self.visit_type(&item.ty);
                }
                ImplItem::Fn(item) if of_trait || is_public(&item.vis) => {
                    self.visit_signature(&item.sig);
                }
                ImplItem::Type(item) => self.visit_type(&item.ty),
                _ => {}
            }
        }
    }

    fn is_declared(&self, ty: &Type) -> bool {
        match ty {
            Type::Path(TypePath { path, .. }) => path
                .segments
                .last()
                .is_some_and(|last| self.declared.contains(&last.ident.to_string())),
            _ => true,
        }
    }
}

/// What shows of hidden crates in the sources of one crate.
fn shown<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let parsed = sources.into_iter().map(|(name, text)| {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, file)
    });
    let files: Vec<_> = parsed.collect();
    let mut declared = Declared::default();
    files.iter().for_each(|(_, file)| declared.visit_file(file));
    let mut shown = Vec::new();
    for (name, file) in &files {
        let mut imports = Imports::default();
        imports.visit_file(file);
        let mut signatures = Signatures {
            imported: &imports.names,
            declared: &declared.0,
            found: imports.published,
        };
        signatures.visit_file(file);
        shown.extend(
            signatures
                .found
                .iter()
                .map(|found| format!("{name}: {found}")),
        );
    }
    shown
}

#[test]
fn nothing_of_the_http_client_or_the_generator_is_in_a_public_signature() {
    let mut read_of_all = 0;
    for package in libraries() {
        let folder = folder(&package).join("src");
        let sources: Vec<(String, String)> = files(&folder)
            .into_iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
            .map(|file| (file.display().to_string(), read(folder.join(&file))))
            .collect();
        read_of_all += sources.len();
        let shown = shown(
            sources
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        );
        assert!(shown.is_empty(), "{}: {shown:#?}", package["name"]);
    }
    assert!(read_of_all > 150, "{read_of_all}");
}

#[test]
fn whatever_shows_is_found() {
    let cases = [
        ("pub fn a(client: reqwest::Client) {}", 1),
        ("fn a(client: reqwest::Client) {}", 0),
        ("pub(crate) fn a(client: reqwest::Client) {}", 0),
        ("pub fn a() { let _: reqwest::Client; }", 0),
        (
            "use reqwest::{Client as Http, self}; pub struct A { pub a: Http, b: Http } ",
            1,
        ),
        ("use reqwest as r; pub struct A(pub Option<r::Client>);", 1),
        ("use reqwest as r; pub struct A(Option<r::Client>);", 0),
        (
            "pub enum A { B(Vec<progenitor_client::Value>), C { d: reqwest::Url } }",
            2,
        ),
        (
            "pub struct A; impl A { pub async fn b(&self) -> Result<u8, reqwest::Error> { } }",
            1,
        ),
        (
            "pub struct A; impl A { async fn b(&self) -> Result<u8, reqwest::Error> { } }",
            0,
        ),
        (
            "use reqwest::Error; pub struct A; impl From<Error> for A { fn from(e: Error) -> A { } }",
            2,
        ),
        (
            "use reqwest::Error; struct A; impl From<Error> for A { fn from(e: Error) -> A { } }",
            0,
        ),
        (
            "pub struct A; impl Iterator for A { type Item = reqwest::Url; }",
            1,
        ),
        (
            "pub trait A: reqwest::IntoUrl { type B: tower_service::Service<u8>; fn c(&self) -> impl Into<hyper::Body>; }",
            3,
        ),
        ("pub trait A { fn c(&self) { reqwest::get(); } }", 0),
        (
            "pub type A = reqwest::Client; pub const B: Option<reqwest::Url> = None;",
            2,
        ),
        ("pub use reqwest::{Client, header::HeaderMap};", 2),
        ("pub use reqwest;", 1),
        ("pub use reqwest::*;", 1),
        ("pub(crate) use reqwest::Client;", 0),
        ("pub fn a<T>(t: T) where T: Into<reqwest::Body> {}", 1),
        ("mod m { pub fn a(c: &dyn Fn(reqwest::Url) -> u8) {} }", 1),
    ];
    for (source, expected) in cases {
        let shown = shown([("a.rs", source)]);
        assert_eq!(shown.len(), expected, "{source}: {shown:?}");
    }
}
