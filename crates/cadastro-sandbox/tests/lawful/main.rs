//! All that the sandbox answers is lawful: whatever is asked, against the strict schemas of the three documents; and a
//! violation on demand breaks them exactly where it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod attach;
mod onboarding;
mod open_finance;
mod strict;
mod versions;
mod violations;
mod walker;
