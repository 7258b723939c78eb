//! The three clients against a real HTTP server on loopback: the exact requests they send, and what becomes of every
//! answer, documented or not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod clients;
mod golden;
mod secrecy;
mod server;

mod answers;
mod attach_requests;
mod bs2_answers;
mod customers_requests;
mod failures;
mod identifiers;
mod onboarding_requests;
mod paths;
mod successes;
mod tokens;
mod uploads;
