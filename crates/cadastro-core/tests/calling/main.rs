//! Calls over real sockets on loopback: what is sent, what an answer means, and what is refused.
#![allow(missing_docs, clippy::unwrap_used)]

mod addresses;
mod answers;
mod api_keys;
mod bodies;
mod operations;
mod parameters;
mod redaction;
mod sent;
mod server;
mod spans;
mod statuses;
mod uploads;
mod wire_failures;
