//! What an observer gets to know of calls: everything a trace-level run prints, in which nothing personal and nothing
//! secret may be, and the spans, with OpenTelemetry's names.
#![allow(missing_docs, clippy::unwrap_used)]

mod answers;
mod capture;
mod heard;
mod leaks;
mod net;
mod planted;
mod printed;
mod requests;
mod site;
mod spans;
mod tls;
mod tokens;
