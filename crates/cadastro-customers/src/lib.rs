//! Typed client of the API **Customers 2.0.1 of Open Finance Brasil**: registration data of natural persons and legal
//! entities, read by licensed receivers with the customer's consent.
//!
//! ```
//! use cadastro_core::{Credentials, Endpoint};
//! use cadastro_customers::{Client, CustomersGetPersonalIdentificationsParams, operations::BASE_PATH};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use wiremock::{Mock, MockServer, ResponseTemplate, matchers};
//! # let server = MockServer::start().await;
//! # let bank = server.uri();
//! # let body = r#"{"data": [{"personalId": "578", "civilName": "Nome Inventado", "birthDate": 19890323}]}"#;
//! # Mock::given(matchers::path("/open-banking/customers/v2/personal/identifications"))
//! #     .respond_with(ResponseTemplate::new(200).set_body_raw(body, "application/json"))
//! #     .mount(&server)
//! #     .await;
//! // `bank` is the origin of the bank's API; its certificates are the transport's business.
//! let endpoint = Endpoint::builder(format!("{bank}{BASE_PATH}"))
//!     .with_credentials(Credentials::bearer("the access token of the consent"))
//!     .build()?;
//! let client = Client::new(endpoint);
//!
//! let first_page = CustomersGetPersonalIdentificationsParams::new().with_page_size(25);
//! let answer = client.customers_get_personal_identifications(first_page).await?;
//! for person in &answer.data {
//!     println!("{} {:?}", person.personal_id.as_str(), person.birth_date.civil());
//! }
//! // Records that break the schema beyond reading are set aside with the reason; their neighbours arrive.
//! for place in answer.quarantined() {
//!     println!("{}: {}", place.pointer(), place.reason());
//! }
//! # assert_eq!(answer.quarantined().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Reading
//! A value is what the bank sent: [`Cnpj`](cadastro_core::Cnpj), [`Amount`](cadastro_core::Amount) and the like keep
//! the text of the answer and give its meaning on demand. No pattern, length, check digit, unknown enum value or number
//! in the place of a text makes an answer fail. `Debug` of any of these types tells shapes, never content.
//!
//! # Calling
//! One function of [`Client`] per operation, with what is optional in a `…Params` struct. The document's `Authorization`
//! parameter is not among the parameters: the token comes from the endpoint's
//! [`Credentials`](cadastro_core::Credentials). [`operations`] holds what the document says of each operation.
//! An [`Error`](cadastro_core::Error) keeps status, headers and body, and `decode::<ResponseError>()` types them.
//!
//! Everything in this crate but this page is generated from `specs/customers/2.0.1.yaml`; where the types are more
//! tolerant than that document, `specs/customers/overlay.yaml` says why.

#[rustfmt::skip]
mod generated;

pub use cadastro_core;
pub use generated::*;

/// What the document demands of each request and answer, as JSON Schema draft 4: the document with its corrections, and
/// without its prose. Strict, for checking: the types of this crate read many an answer that these schemas refuse, such
/// as those of later releases. The pattern of `links` refuses loopback and IP addresses, and plain `http`.
///
/// `definitions` has the schemas by name. `operations` has, by `operationId`: `method`, `path`, `parameters` by place and
/// name, `request`, and `answers` by status with `headers` and `content` by media type; references are
/// `#/definitions/…`.
pub const SCHEMAS: &str = include_str!("generated/schemas.json");
