//! The clients that people use, against a sandbox with the rules of the banks: what comes of whole jobs, told by what the
//! sandbox counts. Time is one clock on both sides.

#![allow(missing_docs, clippy::unwrap_used)]

mod company;
mod stage;

mod cancellation;
mod consents;
mod idempotency;
mod pages;
mod quotas;
mod random_drops;
mod registrations;
mod retries;
mod tls;
mod tokens;
mod uploads;
mod versions;
mod violations;
