//! BS2: tokens, registrations, status and documents, over HTTP and by a clock that is moved by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod bank;
mod documents;
mod progress;
mod registrations;
mod tokens;
