//! What `cargo xtask regen` promises, shown on the binary itself: each test runs it in a copy of the checkout.
#![allow(clippy::unwrap_used)]

mod broken_input;
mod check;
mod checkout;
mod generated_code;
mod inferred;
mod killed;
mod official;
mod reproducible;
mod seed;
