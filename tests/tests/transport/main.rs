//! The transport against real servers on loopback: TLS with throw-away certificates, redirects, connections and limits.
//! Time stands still unless a test moves it, so nothing times out by itself.
#![allow(missing_docs, clippy::unwrap_used)]

mod authority;
mod connecting;
mod identity;
mod idle;
mod limits;
mod mutual_tls;
mod operations;
mod redirects;
mod reuse;
mod scripted;
mod sent;
mod server;
mod trust;
mod versions;
