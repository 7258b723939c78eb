//! What is tried again, when, and what is told of it: the table in `docs/calls.md`, run row by row, and what a table
//! cannot say.
#![allow(missing_docs, clippy::unwrap_used)]

mod attempts;
mod budget;
mod calling;
mod cases;
mod deadline;
mod expected;
mod http2;
mod policy;
mod server;
mod table;
mod uploads;
