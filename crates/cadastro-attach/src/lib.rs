//! Typed client of **base39 attach**: attaches an uploaded file to a customer of a credit platform run on base39.
//!
//! ```
//! use cadastro_attach::{AttachFileParams, AttachRequest, Client, ErrorBody};
//! use cadastro_core::{Credentials, Endpoint};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use wiremock::{Mock, MockServer, ResponseTemplate, matchers};
//! # let server = MockServer::start().await;
//! # let host = server.uri();
//! # Mock::given(matchers::path("/v1/customers/cust_1/attach"))
//! #     .and(matchers::query_param("fields", "id,attachments"))
//! #     .respond_with(ResponseTemplate::new(200).set_body_raw(r#"{"id": "cust_1", "attachments": [{"file": "file_1"}]}"#, "application/json"))
//! #     .mount(&server)
//! #     .await;
//! // `host` is https://api.base39.io or your platform's own.
//! let endpoint = Endpoint::builder(host)
//!     .with_credentials(Credentials::bearer("bs_sandbox_key"))
//!     .build()?;
//! let client = Client::new(endpoint);
//!
//! let only = AttachFileParams::new().with_fields(["id", "attachments"]);
//! match client.attach_file("cust_1", &AttachRequest::new("file_1"), only).await {
//!     Ok(customer) => {
//!         let files = customer.attachments.iter().flatten().filter_map(|attachment| attachment.file.as_ref());
//!         println!("attached: {}", files.count());
//!     }
//!     Err(error) if error.status().is_some_and(|status| status == 409) => println!("the same key is still in flight"),
//!     Err(error) => {
//!         // The typed body of an error; some of this API's errors have no code.
//!         let code = error.decode::<ErrorBody>().ok().and_then(|body| body.code);
//!         println!("{error} {:?}", code.as_ref().map(|code| code.as_str()));
//! #       return Err(error.into());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Idempotency
//! Each call carries an `Idempotency-Key`, which lives 24 hours: the caller's by
//! [`AttachFileParams::with_idempotency_key`], else one made for the call. A success is replayed under the same key, a
//! failed first attempt may run again, and a duplicate in flight is a 409.
//!
//! # Fields
//! A name in `fields` includes that member and drops the default ones, a name after a minus sign excludes it; mixing
//! both is an error of the API. Any member of [`Customer`] may be absent.
//!
//! Everything in this crate but this page is generated from `specs/attach/1.yaml`.

#[rustfmt::skip]
mod generated;

pub use cadastro_core;
pub use generated::*;

/// What each request and answer has to be, as JSON Schema draft 4: the document without its prose. Strict, for checking:
/// the types of this crate read answers that these schemas refuse, such as countries that the document does not list.
///
/// `definitions` has the schemas by name. `operations` has, by `operationId`: `method`, `path`, `parameters` by place and
/// name, `request`, and `answers` by status with `headers` and `content` by media type; references are
/// `#/definitions/…`.
pub const SCHEMAS: &str = include_str!("generated/schemas.json");
