//! Bodies that come over HTTP through the generated client of the Customers API.

use std::fmt::Debug;

use cadastro_core::{Answer, Bytes, Endpoint, Error, Operation, Place};
use cadastro_customers::Client;
use cadastro_customers::operations::BASE_PATH;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// What a successful call gave.
pub(crate) struct Fetched {
    /// All that can be printed of the answer and its value.
    pub(crate) printed: String,
    pub(crate) raw: Bytes,
    /// Quarantined records, by the pointers of their members.
    pub(crate) members: Vec<String>,
}

/// Serves a body under an operation and calls it.
pub(crate) async fn fetch(
    operation: &Operation,
    status: u16,
    body: &str,
) -> Result<Fetched, Error> {
    let server = MockServer::start().await;
    Mock::given(path(format!("{BASE_PATH}{}", operation.path)))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let client = Client::new(Endpoint::builder(server.uri() + BASE_PATH).build()?);
    match operation.path {
        "/business/financial-relations" => fetched(
            client
                .customers_get_business_financial_relations(Default::default())
                .await,
        ),
        "/business/identifications" => fetched(
            client
                .customers_get_business_identifications(Default::default())
                .await,
        ),
        "/business/qualifications" => fetched(
            client
                .customers_get_business_qualifications(Default::default())
                .await,
        ),
        "/personal/financial-relations" => fetched(
            client
                .customers_get_personal_financial_relations(Default::default())
                .await,
        ),
        "/personal/identifications" => fetched(
            client
                .customers_get_personal_identifications(Default::default())
                .await,
        ),
        "/personal/qualifications" => fetched(
            client
                .customers_get_personal_qualifications(Default::default())
                .await,
        ),
        path => panic!("the Customers API has no {path}"),
    }
}

fn fetched<T: Debug>(answer: Result<Answer<T>, Error>) -> Result<Fetched, Error> {
    let answer = answer?;
    let value = answer.value();
    Ok(Fetched {
        printed: format!("{answer:?}\n{answer:#?}\n{value:?}\n{value:#?}"),
        raw: answer.raw_body().clone(),
        members: answer.quarantined().iter().map(Place::member).collect(),
    })
}
