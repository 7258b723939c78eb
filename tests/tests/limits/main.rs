//! Limits on the pace of calls over real HTTP: the limiter of this side, and what servers tell of theirs. (That no
//! window holds too many is tested beside the limiter.)
#![allow(missing_docs, clippy::unwrap_used)]

mod headers;
mod pace;
mod server;
