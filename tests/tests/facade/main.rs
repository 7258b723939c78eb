//! The clients that people use, against real HTTP servers on loopback: what each method sends, what becomes of each
//! answer, what is refused before it is sent, and that nothing personal is ever printed.

#![allow(missing_docs, clippy::unwrap_used)]

mod golden;
mod people;
mod server;
mod silence;

mod attach;
mod attach_refused;
mod customers;
mod customers_errors;
mod customers_refused;
mod environment;
mod login;
mod onboarding;
mod onboarding_errors;
mod onboarding_refused;
mod pages;
mod pages_astray;
mod permissions;
mod records;
mod shared;
mod uploads;
mod waiting;
