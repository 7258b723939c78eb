//! The OAuth 2 token source against a real HTTP server that keeps to a bank's rules, with time moved by hand.

#![allow(missing_docs, clippy::unwrap_used)]

mod bank;
mod dice;
mod office;

mod broken_off;
mod cancelled;
mod day;
mod expires_in;
mod failures;
mod keep_alive;
mod killed;
mod private_key;
mod refused;
mod renewal;
mod single_flight;
mod slots;
mod stalled;
mod stores;
mod wire;
