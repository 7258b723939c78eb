//! The bank of Open Finance, rule by rule, over HTTP.

#![allow(clippy::unwrap_used)]

mod bank;
mod limits;
mod pages;
mod quotas;
mod refusals;
mod tokens;
mod versions;
