//! Rust types as they stand in generated code.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A Rust type, as it stands in generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A type of `cadastro_core`.
    Core(String),
    /// A type of the crate: a component.
    Named(String),
    /// The same, and the component is but another name of a value.
    Value(String),
    /// An integer or `bool`.
    Plain(&'static str),
    /// A type of one parameter.
    Of(Generic, Box<Ty>),
    /// An object of known members and of further ones.
    Extended(String, Box<Ty>),
}

/// A generic type of one parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generic {
    Boxed,
    Lenient,
    Map,
    OneOrMany,
    Option,
    Records,
    Vec,
}

impl Ty {
    pub(crate) fn of(self, generic: Generic) -> Self {
        Self::Of(generic, Box::new(self))
    }

    /// `Option` of it, where it is none yet.
    pub(super) fn optional(self) -> Self {
        if matches!(self, Self::Of(Generic::Option, _)) {
            self
        } else {
            self.of(Generic::Option)
        }
    }

    /// The type within `Option`, however often that stands around it.
    pub(crate) fn without_option(&self) -> &Self {
        match self {
            Self::Of(Generic::Option, inner) => inner.without_option(),
            other => other,
        }
    }

    pub(crate) fn is_option(&self) -> bool {
        matches!(self, Self::Of(Generic::Option, _))
    }

    pub(crate) fn is_lenient(&self) -> bool {
        matches!(self, Self::Of(Generic::Lenient, _))
    }

    /// As it stands in code, every path whole.
    pub(crate) fn tokens(&self) -> TokenStream {
        match self {
            Self::Core(name) => {
                let name = format_ident!("{name}");
                quote!(::cadastro_core::#name)
            }
            Self::Named(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Self::Value(name) => {
                let name = format_ident!("{name}");
                quote!(::cadastro_core::alias::#name)
            }
            Self::Plain(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Self::Of(generic, inner) => {
                let inner = inner.tokens();
                match generic {
                    Generic::Boxed => quote!(::std::boxed::Box<#inner>),
                    Generic::Lenient => quote!(::cadastro_core::Lenient<#inner>),
                    Generic::Map => {
                        quote!(::std::collections::BTreeMap<::std::string::String, #inner>)
                    }
                    Generic::OneOrMany => quote!(::cadastro_core::OneOrMany<#inner>),
                    Generic::Option => quote!(::std::option::Option<#inner>),
                    Generic::Records => quote!(::cadastro_core::Records<#inner>),
                    Generic::Vec => quote!(::std::vec::Vec<#inner>),
                }
            }
            Self::Extended(members, values) => {
                let members = format_ident!("{members}");
                let values = values.tokens();
                quote!(::cadastro_core::Extended<#members, #values>)
            }
        }
    }

    /// Calls `f` with each type of the crate that it holds without a list or a map between.
    pub(super) fn held<'a>(&'a self, f: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Named(name) | Self::Value(name) | Self::Extended(name, _) => f(name),
            Self::Of(Generic::Vec | Generic::Records | Generic::Map, _)
            | Self::Core(_)
            | Self::Plain(_) => {}
            Self::Of(_, inner) => inner.held(f),
        }
    }

    /// Calls `f` with each type of the crate that it names.
    pub(super) fn named<'a>(&'a self, f: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Named(name) | Self::Value(name) => f(name),
            Self::Core(_) | Self::Plain(_) => {}
            Self::Of(_, inner) => inner.named(f),
            Self::Extended(members, values) => {
                f(members);
                values.named(f);
            }
        }
    }
}
