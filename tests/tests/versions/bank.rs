//! The six operations by their paths, whatever their types: what each answer comes to.

use cadastro::customers::Client;
use cadastro::{Answer, Error, HeaderMap, Json, UnknownMember};
use serde::Serialize;

use crate::tree::Tree;

pub(crate) const PATHS: [&str; 6] = [
    "personal/identifications",
    "personal/qualifications",
    "personal/financial-relations",
    "business/identifications",
    "business/qualifications",
    "business/financial-relations",
];

/// An answer that was read.
pub(crate) struct Read {
    pub(crate) body: String,
    pub(crate) headers: HeaderMap,
    pub(crate) quarantined: usize,
    /// What the typed value is sent on as.
    pub(crate) encoded: Tree,
    pub(crate) unknown: Vec<UnknownMember>,
    /// Whether `links` and `meta` are typed.
    pub(crate) is_framed: bool,
    /// What the answer has at pointers: those of the unknown members.
    pub(crate) at: Vec<Option<Json>>,
}

impl Read {
    fn of<T: Serialize>(answer: &Answer<T>, is_framed: bool) -> Self {
        let unknown = answer.unknown_members();
        let at = unknown
            .iter()
            .map(|member| answer.pointer(member.pointer()));
        Self {
            body: String::from_utf8(answer.raw_body().to_vec()).unwrap(),
            headers: answer.headers().clone(),
            quarantined: answer.quarantined().len(),
            encoded: Tree::parse(&serde_json::to_string(answer.value()).unwrap()),
            at: at.collect(),
            unknown,
            is_framed,
        }
    }
}

/// Reads the first page, or the one object.
pub(crate) async fn read(bank: &Client, path: &str) -> Result<Read, Error> {
    macro_rules! read {
        ($call:expr) => {{
            let answer = $call.await?;
            let is_framed = answer.links.typed().is_some() && answer.meta.typed().is_some();
            Ok(Read::of(&answer, is_framed))
        }};
    }
    let (personal, business) = (bank.personal(), bank.business());
    match path {
        "personal/identifications" => read!(personal.identifications().page(1)),
        "personal/qualifications" => read!(personal.qualifications().send()),
        "personal/financial-relations" => read!(personal.financial_relations().send()),
        "business/identifications" => read!(business.identifications().page(1)),
        "business/qualifications" => read!(business.qualifications().send()),
        "business/financial-relations" => read!(business.financial_relations().send()),
        path => panic!("the Customers API has no {path}"),
    }
}
