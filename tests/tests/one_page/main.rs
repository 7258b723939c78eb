//! Reading records holds one page in memory at a time, whatever number of pages there is.
//!
//! Two measures, each honest about a part: how many records of pages are alive at once, by counting drops, and the most
//! memory that this process ever had resident, as the system counts it. The second needs a process of its own, which is
//! why this is a test binary with one test of it.

#![allow(missing_docs, clippy::unwrap_used)]

mod alive;
#[cfg(target_os = "linux")]
mod resident;
mod server;
