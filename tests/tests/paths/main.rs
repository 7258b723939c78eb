//! One way in: all that the clients have is had through the facade, nothing of what they are built on shows, and what
//! is published is whole.
#![allow(missing_docs, clippy::unwrap_used)]

mod facade;
// Written by a test of `listed`, without a formatter.
#[rustfmt::skip]
mod items;
mod outside;
mod packages;
mod signatures;
mod tree;
