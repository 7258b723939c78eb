//! **Open Finance Brasil Customers**: who a bank's customer is, by the customer's consent.
//!
//! ```
//! use cadastro::customers::{Client, ResourceStatus};
//! use cadastro::{Credentials, Error};
//!
//! async fn qualification(token: &str) -> Result<(), Error> {
//!     let bank = Client::builder("https://api.bank.example")
//!         .with_credentials(Credentials::bearer(token))
//!         .build()?;
//!     match bank.personal().qualifications().send().await {
//!         Ok(answer) => println!("{}", answer.data.update_date_time.as_str()),
//!         Err(error) if error.is_quota_exhausted() => println!("no more calls this month"),
//!         Err(error) if error.is_forbidden() => println!("{:?}", ResourceStatus::of(&error)),
//!         Err(error) => return Err(error),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Quota
//! A bank answers 8 successful calls a month per endpoint, consent and customer, then 423
//! ([`Error::is_quota_exhausted`](crate::Error::is_quota_exhausted)). Follow-up pages do not count if their links are
//! followed, which [`Identifications::pages`] and [`Identifications::records`] do.
//!
//! # What is here
//! [`Client`] and what it gives; all types of the document; [`operations`]; and [`generated`], the client as it is
//! generated from the document.

mod client;
mod identifications;
mod permission;
mod presence;
mod refusal;
mod single;

pub use self::client::{Business, Client, ClientBuilder, Personal};
pub use self::identifications::{Identifications, Page, Record, RecordStream};
pub use self::permission::Permission;
pub use self::presence::Presence;
pub use self::refusal::{ResourceStatus, codes, is_page_not_found};
pub use self::single::Single;
// The generated crate shows it too, and here it would be a second copy of all its pages.
#[doc(hidden)]
pub use cadastro_core;
#[doc(inline)]
pub use cadastro_customers::*;

/// The generated client, with one function per operation and its parameters as the document has them.
pub mod generated {
    pub use cadastro_customers::{
        Client, CustomersGetBusinessFinancialRelationsParams,
        CustomersGetBusinessIdentificationsParams, CustomersGetBusinessQualificationsParams,
        CustomersGetPersonalFinancialRelationsParams, CustomersGetPersonalIdentificationsParams,
        CustomersGetPersonalQualificationsParams,
    };
}
