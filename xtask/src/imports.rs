//! Paths as a person would write them: `Option` for `::std::option::Option`, an import for each type from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{VisitMut, visit_path_mut};
use syn::{Attribute, Ident, Item, Macro, Meta, Path, PathSegment};

use crate::values::ALIAS;

/// The modules below `generated/` that a file can import from.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Module {
    /// A file below `types/`.
    Types,
    /// A file directly below `generated/`.
    Root,
}

/// Shortens all paths of a file and gives the imports that it then needs. `elsewhere` maps names of the crate to the
/// module that they come from (`types`, `params`; empty for `generated` itself).
pub(crate) fn shorten(
    items: &mut [Item],
    module: Module,
    elsewhere: &BTreeMap<String, &'static str>,
) -> Vec<Item> {
    let own: BTreeSet<String> = items.iter().filter_map(item_name).collect();
    let mut shortener = Shortener {
        own,
        elsewhere,
        core: BTreeSet::new(),
        std: BTreeSet::new(),
        found: BTreeMap::new(),
        serde: BTreeSet::new(),
    };
    items
        .iter_mut()
        .for_each(|item| shortener.visit_item_mut(item));
    // A mention in a serde attribute or a comment needs the import as much.
    shortener.uses(module)
}

struct Shortener<'a> {
    /// Defined in this file.
    own: BTreeSet<String>,
    elsewhere: &'a BTreeMap<String, &'static str>,
    core: BTreeSet<String>,
    std: BTreeSet<String>,
    found: BTreeMap<&'static str, BTreeSet<String>>,
    serde: BTreeSet<String>,
}

impl VisitMut for Shortener<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_path_mut(self, path);
        if path.leading_colon.is_some() {
            self.shorten(path);
        } else if let Some(segment) = path.segments.first() {
            self.local(&segment.ident.to_string());
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        self.in_macro(call.tokens.clone());
    }

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        let tokens = quote!(#attribute).to_string();
        if attribute.path().is_ident("derive") && tokens.contains("Deserialize") {
            self.serde
                .extend(["Deserialize".to_owned(), "Serialize".to_owned()]);
        }
        if attribute.path().is_ident("serde") {
            for name in ["Text", "Lenient"] {
                let short = format!("\"{name}");
                if !tokens.contains(&short) {
                    continue;
                }
                // A type of the crate by the same name keeps the other's path whole.
                if !self.is_of_the_crate(name) {
                    self.core.insert(name.to_owned());
                } else if let Meta::List(list) = &mut attribute.meta {
                    let whole = list
                        .tokens
                        .to_string()
                        .replace(&short, &format!("\"::cadastro_core::{name}"));
                    if let Ok(whole) = whole.parse() {
                        list.tokens = whole;
                    }
                }
            }
        }
    }
}

impl Shortener<'_> {
    /// Names in the arguments of a macro, which are no paths to `syn`.
    fn in_macro(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => self.local(&name.to_string()),
                TokenTree::Group(group) => self.in_macro(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn shorten(&mut self, path: &mut Path) {
        let steps: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let drop = match steps.as_slice() {
            ["cadastro_core", alias, name, ..] if *alias == ALIAS => {
                self.local(name);
                2
            }
            ["cadastro_core", name, ..] if !self.is_of_the_crate(name) => {
                self.core.insert((*name).to_owned());
                1
            }
            ["serde", name] => {
                self.serde.insert((*name).to_owned());
                1
            }
            ["std", "collections", name, ..] => {
                self.std.insert((*name).to_owned());
                2
            }
            ["std", "option" | "vec" | "string" | "boxed" | "result", ..] => 2,
            _ => return,
        };
        path.leading_colon = None;
        path.segments = std::mem::take(&mut path.segments)
            .into_iter()
            .skip(drop)
            .collect::<Vec<PathSegment>>()
            .into_iter()
            .collect();
    }

    fn is_of_the_crate(&self, name: &str) -> bool {
        self.own.contains(name) || self.elsewhere.contains_key(name)
    }

    fn local(&mut self, name: &str) {
        if let Some(module) = self
            .elsewhere
            .get(name)
            .filter(|_| !self.own.contains(name))
        {
            self.found
                .entry(module)
                .or_default()
                .insert(name.to_owned());
        }
    }

    fn uses(self, module: Module) -> Vec<Item> {
        let mut uses: Vec<Item> = Vec::new();
        let idents = |names: &BTreeSet<String>| {
            names
                .iter()
                .filter_map(|name| syn::parse_str::<Ident>(name).ok())
                .collect::<Vec<_>>()
        };
        let mut add = |path: proc_macro2::TokenStream, names: &BTreeSet<String>| {
            let names = idents(names);
            match names.as_slice() {
                [] => {}
                [name] => uses.push(syn::parse_quote! { use #path::#name; }),
                names => uses.push(syn::parse_quote! { use #path::{#(#names),*}; }),
            }
        };
        add(quote!(std::collections), &self.std);
        add(quote!(cadastro_core), &self.core);
        add(quote!(serde), &self.serde);
        for (from, names) in &self.found {
            match (module, *from) {
                (Module::Types, "types") | (_, "") => add(quote!(super), names),
                (_, from) => {
                    let from: Ident = quote::format_ident!("{from}");
                    add(quote!(super::#from), names);
                }
            }
        }
        uses
    }
}

/// The name that an item defines.
pub(crate) fn item_name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Static(item) => Some(item.ident.to_string()),
        Item::Const(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shortened_and_imported() {
        let mut items: Vec<Item> = vec![syn::parse_quote! {
            #[derive(Deserialize)]
            pub struct A { pub b: ::std::option::Option<::cadastro_core::Text>, pub c: C, pub d: ::cadastro_core::alias::D }
        }];
        let elsewhere = BTreeMap::from([("C".to_owned(), "types"), ("D".to_owned(), "types")]);
        let uses = shorten(&mut items, Module::Types, &elsewhere);
        let written = quote!(#(#uses)* #(#items)*).to_string().replace(' ', "");
        assert!(written.contains("usecadastro_core::Text;"), "{written}");
        assert!(written.contains("usesuper::{C,D};"), "{written}");
        assert!(
            written.contains("pubb:Option<Text>,pubc:C,pubd:D"),
            "{written}"
        );
    }

    #[test]
    fn what_stands_in_a_macro_is_imported() {
        let mut items: Vec<Item> = vec![syn::parse_quote! {
            fn check() { listed(!matches!(value, C::Unknown(_))); }
        }];
        let elsewhere = BTreeMap::from([("C".to_owned(), "types")]);
        let uses = shorten(&mut items, Module::Types, &elsewhere);
        assert!(quote!(#(#uses)*).to_string().contains("use super :: C ;"));
    }

    #[test]
    fn a_type_of_the_crate_wins_over_one_of_the_core() {
        let mut items: Vec<Item> = vec![syn::parse_quote! { pub type X = ::cadastro_core::Date; }];
        shorten(
            &mut items,
            Module::Types,
            &BTreeMap::from([("Date".to_owned(), "types")]),
        );
        assert!(
            quote!(#(#items)*)
                .to_string()
                .contains(":: cadastro_core :: Date")
        );
    }
}
