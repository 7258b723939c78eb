//! Clients of Brazilian customer-registration APIs, for production: typed requests and answers, tokens that are renewed
//! once for all who need them, retries that do no harm, tolerant reading, and errors that say what happened.
//!
//! | module and feature | API |
//! |---|---|
//! | [`customers`] | Open Finance Brasil Customers 2.0.1: who a bank's customer is |
//! | [`onboarding`] | BS2 Onboarding PJ: companies become customers of Banco BS2 |
//! | [`attach`] | base39 attach: links an uploaded file to a customer |
//!
//! All of them are on by default. The feature `conformance`, which is not, brings the module of that name: reports of what
//! is wrong with an answer by its document.
//!
//! # In common
//! - A [`Transport`] holds connections, client certificate and timeouts. Give one to all clients.
//! - [`Credentials`] hold a fixed token, or a source that renews it: [`OAuthTokens`], or a [`TokenSource`] of your own.
//! - An [`Answer`] dereferences to the typed body, and keeps status, headers and bytes.
//! - An [`Error`] is asked by its predicates, each of which says what to do about it. What the server answered is kept.
//! - Values ([`Cnpj`], [`Amount`], [`Date`], …) are what was sent, and tell their meaning on demand. `Debug` of anything
//!   tells shapes, never content: what a value says is had by `as_str()`.
//!
//! Examples of what is common to all crates were written for `cadastro_core`: write `cadastro` where they say
//! `cadastro_core`. `Stream` is that of `futures_core`; adapters for it come with `futures-util`. What happens in a call,
//! step by step, and what is tried again, is told by `docs/calls.md` in the repository.

pub use cadastro_core::*;
#[doc(no_inline)]
pub use cadastro_core::{jiff, rust_decimal};

#[cfg(feature = "attach")]
pub mod attach;
#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "customers")]
pub mod customers;
#[cfg(feature = "onboarding")]
pub mod onboarding;
