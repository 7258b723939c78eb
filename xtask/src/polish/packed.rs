//! Items put away as text: a `syn` tree takes many times the room of what it says, and a document may have thousands.

use quote::quote;
use syn::{File, Item};

use crate::imports;

/// The items of one file.
#[derive(Default)]
pub(crate) struct Packed {
    names: Vec<String>,
    text: String,
}

impl Packed {
    /// Puts more items away.
    pub(super) fn add(&mut self, items: &[Item]) {
        self.names
            .extend(items.iter().filter_map(imports::item_name));
        self.text.push_str(&quote!(#(#items)*).to_string());
        self.text.push('\n');
    }

    /// The names that the items define.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The items again.
    ///
    /// # Errors
    ///
    /// If the text is no Rust, which the items were.
    pub(crate) fn unpack(&self) -> syn::Result<Vec<Item>> {
        Ok(syn::parse_str::<File>(&self.text)?.items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_out_as_they_went_in() {
        let items: Vec<Item> = vec![
            syn::parse_quote! {
                /// A "doc" with `code`.
                #[serde(rename = "a\\b")]
                pub struct A { pub b: Option<::cadastro_core::Text> }
            },
            syn::parse_quote! { impl A { fn f(&self) -> u8 { 1 } } },
        ];
        let mut packed = Packed::default();
        packed.add(&items[..1]);
        packed.add(&items[1..]);
        assert_eq!(packed.names(), ["A"]);
        assert_eq!(packed.unpack().unwrap(), items);
    }
}
