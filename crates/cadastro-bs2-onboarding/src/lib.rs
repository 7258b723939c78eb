//! Typed client of **BS2 Onboarding PJ**: partners of Banco BS2 register companies, upload their documents and follow
//! the registration's status.
//!
//! ```
//! use cadastro_bs2_onboarding::{Client, ClienteParaCadastrar, Empresa, Endereco, Socio, operations};
//! use cadastro_core::{Credentials, Endpoint};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use wiremock::{Mock, MockServer, ResponseTemplate, matchers};
//! # let server = MockServer::start().await;
//! # let host = server.uri();
//! # let body = r#"{"clienteId": "0b9f1b0e-6c55-4b55-9d63-1a1f1f6f2a10", "status": [0], "badRequestReason": [{"tag": null, "descricao": "CEP"}]}"#;
//! # Mock::given(matchers::path("/pre-cadastro"))
//! #     .respond_with(ResponseTemplate::new(201).set_body_raw(body, "application/json"))
//! #     .mount(&server)
//! #     .await;
//! let endpoint = Endpoint::builder(host)
//!     .with_credentials(Credentials::bearer("an access token"))
//!     // The paths of the two registrations are inferred: set them to what BS2 told you.
//!     .with_path(&operations::CADASTRAR_CLIENTE_PARCEIRO, "/pre-cadastro")
//!     .build()?;
//! let client = Client::new(endpoint);
//!
//! let socio = Socio::new().set_cpf("52998224725").set_nome("Nome Inventado");
//! let empresa = Empresa::new()
//!     .set_cnpj("12ABC34501DE35")
//!     .set_fundada_em("2014-03-19T00:00:00Z")
//!     .set_endereco(Endereco::new().set_cep("01001000"))
//!     .set_socios([socio]);
//! let cliente = ClienteParaCadastrar::new().set_empresa(empresa);
//! cliente.validate()?;
//!
//! let answer = client.cadastrar_cliente_parceiro(&cliente).await?;
//! // A success may carry refusals.
//! for refusal in answer.bad_request_reason.iter().flatten() {
//!     println!("refused: {}", refusal.descricao.as_ref().map_or("", |text| text.as_str()));
//! }
//! # assert_eq!(answer.bad_request_reason.as_ref().map(|refusals| refusals.len()), Some(1));
//! # Ok(())
//! # }
//! ```
//!
//! # What is inferred
//! The manual leaves gaps. Where a path, a header or a body is our reading of it, the documentation of the item says
//! **Inferred** and why, and the caller can set it otherwise: paths with
//! [`EndpointBuilder::with_path`](cadastro_core::EndpointBuilder::with_path), the upload's part and further fields on
//! [`Upload`](cadastro_core::Upload), the host by the endpoint's base URL, the header of the token with
//! [`Credentials::header`](cadastro_core::Credentials::header). Numbers such as [`CommandStatus`] have no
//! documented meaning and get no names here.
//!
//! # Tokens
//! [`OAuthTokens::password`](cadastro_core::OAuthTokens::password) keeps to BS2's rules: the password once, then refresh
//! tokens, at most 10 token requests a minute, and no call with a token that a newer one has killed. Keep one source per
//! set of credentials, and give its clones to all clients.
//!
//! ```
//! use cadastro_core::{ClientAuthentication, Credentials, Endpoint, Error, OAuthTokens};
//!
//! fn endpoint(host: &str, id: &str, secret: &str, user: &str, password: &str) -> Result<Endpoint, Error> {
//!     let client = ClientAuthentication::basic(id, secret);
//!     let tokens = OAuthTokens::password(format!("{host}/auth/oauth/v2/token"), client, user, password)
//!         .with_scope("onboarding-pj")
//!         .build()?;
//!     Endpoint::builder(host)
//!         .with_credentials(Credentials::from_source(tokens))
//!         .build()
//! }
//! # endpoint("https://api.bs2.com:8443", "id", "secret", "user", "password").unwrap();
//! ```
//!
//! [`Client::gerar_token`] makes a single token call as the document has it, with an endpoint of its own whose
//! credentials are [`Credentials::basic`](cadastro_core::Credentials::basic).
//!
//! Everything in this crate but this page is generated from `specs/bs2-onboarding/1.yaml`.

#[rustfmt::skip]
mod generated;

pub use cadastro_core;
pub use generated::*;

/// What each request and answer has to be, as JSON Schema draft 4: the document without its prose. Strict, for checking;
/// what is inferred in the document is demanded like all else.
///
/// `definitions` has the schemas by name. `operations` has, by `operationId`: `method`, `path`, `parameters` by place and
/// name, `request`, and `answers` by status with `headers` and `content` by media type; references are
/// `#/definitions/…`. Draft 4 does not know the format `uuid`: a checker has to be told.
pub const SCHEMAS: &str = include_str!("generated/schemas.json");
