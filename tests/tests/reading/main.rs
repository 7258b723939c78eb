//! Reading: what banks send decodes into the generated types, is sent on as it came, and is printed nowhere.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod bodies;
mod deviations;
mod differences;
mod enums;
mod exceptions;
mod leaks;
mod quarantine;
mod readers;
mod samples;
mod served;
mod strict;
mod test_mass;
mod tree;
mod variants;
