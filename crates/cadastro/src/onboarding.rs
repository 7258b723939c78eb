//! **BS2 Onboarding PJ**: companies become customers of Banco BS2 through a partner.
//!
//! ```
//! use cadastro::onboarding::{Client, ClienteParaCadastrar, Empresa, Environment, Refusals as _, Socio};
//! use cadastro::{ClientAuthentication, Error};
//!
//! async fn register(id: &str, secret: &str, user: &str, password: &str) -> Result<(), Error> {
//!     let bs2 = Client::builder(Environment::production())
//!         .with_login(ClientAuthentication::basic(id, secret), user, password)
//!         .with_pre_registration_path("/what/bs2/told/you")
//!         .build()?;
//!     let empresa = Empresa::new()
//!         .set_cnpj("12ABC34501DE35")
//!         .set_socios([Socio::new().set_cpf("52998224725").set_nome("Nome Inventado")]);
//!     let answer = bs2.pre_register(&ClienteParaCadastrar::new().set_empresa(empresa)).await?;
//!     // A success may carry refusals.
//!     for refusal in answer.refusals() {
//!         println!("refused: {}", refusal.descricao.as_ref().map_or("", |text| text.as_str()));
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # What is inferred
//! The manual leaves gaps. What is our reading of it says **Inferred** in its documentation, and can be set otherwise:
//! the host of the API ([`Environment::with_api_url`]), the paths of both registrations
//! ([`ClientBuilder::with_pre_registration_path`], [`ClientBuilder::with_registration_path`]), the header of the token
//! ([`ClientBuilder::with_token_header`]), and the body of an upload ([`ClientBuilder::with_upload_part_name`],
//! [`Upload::with_field`](crate::Upload::with_field)).
//!
//! # What is here
//! [`Client`] and what it gives; all types of the document, by their Portuguese names; [`operations`]; and
//! [`generated`], the client as it is generated from the document.

mod builder;
mod checks;
mod client;
mod environment;
mod refusals;

pub use self::builder::ClientBuilder;
pub use self::client::{Client, Waited};
pub use self::environment::Environment;
pub use self::refusals::{Refusals, reasons};
// The generated crate shows it too, and here it would be a second copy of all its pages.
#[doc(inline)]
pub use cadastro_bs2_onboarding::*;
#[doc(hidden)]
pub use cadastro_core;

/// The generated client, with one function per operation as the document has them.
pub mod generated {
    pub use cadastro_bs2_onboarding::Client;
}
