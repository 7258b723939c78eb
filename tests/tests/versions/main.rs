//! One path, many releases: what banks of 2.0.1 to 2.3.0 answer is read by clients that were made from 2.0.1. Nothing is
//! set aside, and what 2.0.1 does not know is had from the same answer.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod bank;
mod changes;
mod releases;
#[path = "../reading/tree.rs"]
#[allow(dead_code, reason = "shared with the tests of reading")]
mod tree;
mod whole;
