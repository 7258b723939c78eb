//! The places of a request that parameters go to.

use quote::format_ident;
use syn::Ident;

/// Where a parameter is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::polish) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Cookie];

    /// As documents write it.
    pub(in crate::polish) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The variant of `cadastro_core::In`.
    pub(in crate::polish) fn variant(self) -> Ident {
        let name = match self {
            Self::Path => "Path",
            Self::Query => "Query",
            Self::Header => "Header",
            Self::Cookie => "Cookie",
        };
        format_ident!("{name}")
    }

    pub(in crate::polish) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.word() == word)
    }

    /// The styles that OpenAPI has for it; the first one is the default.
    pub(super) fn styles(self) -> &'static [&'static str] {
        match self {
            Self::Path => &["simple", "label", "matrix"],
            Self::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            Self::Header => &["simple"],
            Self::Cookie => &["form"],
        }
    }
}
