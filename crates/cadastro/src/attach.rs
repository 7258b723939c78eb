//! **base39 attach**: links an uploaded file to a customer of a credit platform.
//!
//! ```
//! use cadastro::Error;
//! use cadastro::attach::Client;
//!
//! async fn attach(api_key: &str) -> Result<(), Error> {
//!     let base39 = Client::builder(api_key).build()?;
//!     let customer = base39.attach("cust_8Hq2LwZr", "file_5tWkPq1x").send().await?;
//!     println!("{} attachments", customer.attachments.as_deref().map_or(0, <[_]>::len));
//!     Ok(())
//! }
//! ```
//!
//! Each call has an `Idempotency-Key`, so it may be repeated without harm, and is. No member of an answer is sure to be
//! there. `metadata` is JSON as it came.
//!
//! # What is here
//! [`Client`] and what it gives; all types of the document; [`operations`]; and [`generated`], the client as it is
//! generated from the document.

mod call;
mod client;
mod fields;

pub use self::call::Attach;
pub use self::client::{Client, ClientBuilder};
pub use self::fields::Fields;
// The generated crate shows it too, and here it would be a second copy of all its pages.
#[doc(inline)]
pub use cadastro_attach::*;
#[doc(hidden)]
pub use cadastro_core;

/// The generated client, with its one function and the parameters as the document has them.
pub mod generated {
    pub use cadastro_attach::{AttachFileParams, Client};
}
