//! What holds for every answer, not for examples of them: answers are made up from the strict schemas, and broken in one
//! way each.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod broken;
#[path = "../reading/differences.rs"]
#[allow(dead_code, reason = "shared with the tests of reading")]
mod differences;
mod lawful;
mod made_up;
mod mutations;
#[path = "../reading/readers.rs"]
#[allow(dead_code, reason = "shared with the tests of reading")]
mod readers;
mod runs;
mod served;
mod strict;
mod texts;
#[path = "../reading/tree.rs"]
#[allow(dead_code, reason = "shared with the tests of reading")]
mod tree;
