//! Conformance reports: what is found, where it is, and that nothing of an answer shows in them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod answers;
mod bodies;
mod bounds;
mod patterns;
mod places;
mod program;
mod redaction;
mod rules;
mod summary;
mod test_mass;
