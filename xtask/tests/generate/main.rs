//! What `cargo xtask generate` and `corpus` promise, shown on the binary itself.
#![allow(clippy::unwrap_used)]

mod crates;
mod killed;
mod refused;
mod run;
