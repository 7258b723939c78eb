//! Three Brazilian customer-registration APIs as one real HTTP(S) server on loopback: **Open Finance Brasil Customers**,
//! **BS2 Onboarding PJ** and **base39 attach**, with made-up customers. For trying clients without contracts and
//! certificates, and for tests.
//!
//! ```
//! use cadastro_sandbox::{Consent, Fault, Sandbox};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::builder().with_seed(7).start().await?;
//! let bank = sandbox.open_finance();
//! let consent = bank.authorise(Consent::of_person(0).with_records(60));
//! println!("GET {}/personal/identifications", bank.base_url());
//! println!("Authorization: Bearer {}", bank.access_token(&consent).ok_or("revoked")?);
//! // The next answer of this operation is cut off in the middle of its body.
//! sandbox.inject(Fault::truncated().on("customersGetPersonalIdentifications"));
//! # Ok(())
//! # }
//! ```
//!
//! It answers as the documents say; what no document says (the meaning of numbers, some codes, the customers) is the
//! sandbox's own, and says so where it is documented. Time is that of a [`Clock`](cadastro_core::Clock), so that quotas,
//! lifetimes and the progress of registrations can be moved by hand.

mod base39;
mod bs2;
mod call;
mod certificates;
mod contract;
mod dispatch;
mod effects;
mod faults;
mod open_finance;
mod population;
mod reply;
mod sandbox;
mod serving;
mod settings;
mod world;

pub use base39::Base39;
pub use bs2::{Bs2, Registered, RegistrationKind, Uploaded};
pub use certificates::Certificates;
pub use effects::{Effects, Seen, Sent};
pub use faults::{Deviation, Fault, Injected, Violation};
pub use open_finance::{
    AuthorisedConsent, Consent, ConsentStatus, Delta, OpenFinance, Resource, Spelling, Version,
};
pub use population::{
    Address, Company, CorporatePartner, Country, MaritalStatus, Partner, Person, Population, Sex,
    Town,
};
pub use sandbox::Sandbox;
pub use settings::SandboxBuilder;
