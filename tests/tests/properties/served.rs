//! Bodies that come over HTTP through the facade: one server, whose next answer can be set.

use std::sync::{Arc, Mutex};

use cadastro::customers::Client;
use cadastro::{Answer, Bytes, Error, Operation, Transport};
use serde::Serialize;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// A bank that answers what it is told to.
pub(crate) struct Bank {
    next: Arc<Mutex<String>>,
    client: Client,
    _server: MockServer,
}

struct Next(Arc<Mutex<String>>);

impl Respond for Next {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let body = self.0.lock().unwrap().clone();
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    }
}

/// What is left of an answer that could not be read.
pub(crate) struct Failed {
    pub(crate) raw: Option<Bytes>,
    pub(crate) pointer: Option<String>,
    pub(crate) is_decode: bool,
}

impl Bank {
    pub(crate) async fn start() -> Self {
        let next = Arc::new(Mutex::new(String::new()));
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(Next(next.clone()))
            .mount(&server)
            .await;
        let transport = Transport::builder().without_system_roots();
        let client = Client::builder(server.uri()).with_transport(transport.build().unwrap());
        Self {
            next,
            client: client.build().unwrap(),
            _server: server,
        }
    }

    /// The body of the answer, or what is left of it.
    pub(crate) async fn read(&self, operation: &Operation, body: &str) -> Result<Bytes, Failed> {
        body.clone_into(&mut self.next.lock().unwrap());
        let (personal, business) = (self.client.personal(), self.client.business());
        match operation.path {
            "/personal/identifications" => raw(personal.identifications().page(1).await),
            "/personal/qualifications" => raw(personal.qualifications().send().await),
            "/personal/financial-relations" => raw(personal.financial_relations().send().await),
            "/business/identifications" => raw(business.identifications().page(1).await),
            "/business/qualifications" => raw(business.qualifications().send().await),
            "/business/financial-relations" => raw(business.financial_relations().send().await),
            path => panic!("the Customers API has no {path}"),
        }
    }
}

fn raw<T: Serialize>(answer: Result<Answer<T>, Error>) -> Result<Bytes, Failed> {
    let answer = answer.map_err(|error| Failed {
        raw: error.raw_body().cloned(),
        pointer: error.pointer().map(str::to_owned),
        is_decode: error.is_decode() && error.was_successful(),
    })?;
    Ok(answer.raw_body().clone())
}
