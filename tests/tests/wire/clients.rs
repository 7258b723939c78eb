//! The clients under test, all pointed at one server, and a way to call any operation by its id.

use std::sync::LazyLock;
use std::time::Duration;

use cadastro_attach::{AttachFileParams, AttachRequest};
use cadastro_bs2_onboarding::{ClienteParaCadastrar, TokenRequest, TokenRequestGrantType};
use cadastro_core::{
    Answer, Backoff, Bytes, Credentials, Endpoint, EndpointBuilder, Error, Operation, Transport,
    Upload,
};
use cadastro_tests::{Example, examples, spec};
use serde::Serialize;

use crate::server::Server;

pub(crate) const TOKEN: &str = "bs_live_token.do~teste";
pub(crate) const CLIENT_ID: &str = "l7parceiro0001";
pub(crate) const CLIENT_SECRET: &str = "segredo/de+teste";
/// A UUID of version 5, to be told apart from the ones that the client makes.
pub(crate) const OWN_ID: &str = "9d1c54b2-0d7e-5c1a-8f3b-6a2e9b7c4d10";

/// The examples of the three specs.
pub(crate) static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let specs = [
        "customers/2.0.1.yaml",
        "bs2-onboarding/1.yaml",
        "attach/1.yaml",
    ];
    specs
        .iter()
        .flat_map(|name| examples(&spec(name)))
        .collect()
});

/// All operations of the three APIs.
pub(crate) fn operations() -> Vec<&'static Operation> {
    let apis: [&[&Operation]; 3] = [
        &cadastro_customers::operations::OPERATIONS,
        &cadastro_bs2_onboarding::operations::OPERATIONS,
        &cadastro_attach::operations::OPERATIONS,
    ];
    apis.concat()
}

/// A documented answer of an operation; `status` may be `default`.
pub(crate) fn example(operation: &str, status: &str) -> String {
    let found = EXAMPLES.iter().find(|example| {
        example.operation == operation && example.status.as_deref() == Some(status)
    });
    let found = found.unwrap_or_else(|| panic!("{operation}: an example of {status}"));
    serde_json::to_string(&found.value).unwrap()
}

/// The first documented 2xx of an operation, with its example.
pub(crate) fn success(operation: &str) -> (u16, String) {
    let found = EXAMPLES
        .iter()
        .filter(|example| example.operation == operation)
        .find_map(|example| {
            let status = example.status.as_deref()?.parse().ok()?;
            (200..300).contains(&status).then_some((status, example))
        });
    let (status, example) = found.unwrap_or_else(|| panic!("{operation}: an example of success"));
    (status, serde_json::to_string(&example.value).unwrap())
}

/// An endpoint without credentials that calls once; the test closes connections soon, so a hanging call is a failure.
pub(crate) fn endpoint(server: &Server, base: &str) -> EndpointBuilder {
    let transport = Transport::builder()
        .without_system_roots()
        .with_attempt_timeout(Duration::from_secs(20))
        .with_upload_timeouts(Duration::from_secs(20), Duration::from_secs(20))
        .build()
        .unwrap();
    Endpoint::builder(server.url(base))
        .with_transport(transport)
        .with_retry(Backoff::never())
}

fn bearer(server: &Server, base: &str) -> Endpoint {
    let builder = endpoint(server, base).with_credentials(Credentials::bearer(TOKEN));
    builder.build().unwrap()
}

pub(crate) fn customers(server: &Server) -> cadastro_customers::Client {
    let base = cadastro_customers::operations::BASE_PATH;
    cadastro_customers::Client::new(bearer(server, base))
}

pub(crate) fn onboarding(server: &Server) -> cadastro_bs2_onboarding::Client {
    cadastro_bs2_onboarding::Client::new(bearer(server, ""))
}

/// The same API with the credentials of its token endpoint.
pub(crate) fn token_endpoint(server: &Server) -> cadastro_bs2_onboarding::Client {
    let basic = Credentials::basic(CLIENT_ID, CLIENT_SECRET);
    let builder = endpoint(server, "").with_credentials(basic);
    cadastro_bs2_onboarding::Client::new(builder.build().unwrap())
}

pub(crate) fn attach(server: &Server) -> cadastro_attach::Client {
    cadastro_attach::Client::new(bearer(server, ""))
}

pub(crate) fn refresh() -> TokenRequest {
    TokenRequest::new(TokenRequestGrantType::RefreshToken, "onboarding-pj")
        .set_refresh_token("5d0f5c1e-6c7b-4a60-9d0c-0b1f9b2f7a11")
}

/// A typed success of any operation.
pub(crate) struct Typed {
    pub(crate) status: u16,
    /// The value, written as JSON again.
    pub(crate) json: String,
    pub(crate) raw: Bytes,
    /// `{:?}` of the answer and of the value.
    pub(crate) printed: String,
    pub(crate) quarantined: usize,
}

impl<T: Serialize + std::fmt::Debug> From<Answer<T>> for Typed {
    fn from(answer: Answer<T>) -> Self {
        Self {
            status: answer.status().as_u16(),
            json: serde_json::to_string(answer.value()).unwrap(),
            raw: answer.raw_body().clone(),
            printed: format!("{answer:?} {answer:#?} {:?}", answer.value()),
            quarantined: answer.quarantined().len(),
        }
    }
}

/// Calls an operation with no more than it needs.
pub(crate) async fn call(operation: &str, server: &Server) -> Result<Typed, Error> {
    macro_rules! get {
        ($method:ident) => {
            customers(server)
                .$method(Default::default())
                .await
                .map(Typed::from)
        };
    }
    let onboarding = onboarding(server);
    let cliente = ClienteParaCadastrar::new();
    match operation {
        "customersGetBusinessFinancialRelations" => {
            get!(customers_get_business_financial_relations)
        }
        "customersGetBusinessIdentifications" => get!(customers_get_business_identifications),
        "customersGetBusinessQualifications" => get!(customers_get_business_qualifications),
        "customersGetPersonalFinancialRelations" => {
            get!(customers_get_personal_financial_relations)
        }
        "customersGetPersonalIdentifications" => get!(customers_get_personal_identifications),
        "customersGetPersonalQualifications" => get!(customers_get_personal_qualifications),
        "gerarToken" => {
            let client = token_endpoint(server);
            client.gerar_token(&refresh()).await.map(Typed::from)
        }
        "cadastrarClienteParceiro" => {
            let call = onboarding.cadastrar_cliente_parceiro(&cliente);
            call.await.map(Typed::from)
        }
        "cadastrarEmBackground" => {
            let call = onboarding.cadastrar_em_background(&cliente);
            call.await.map(Typed::from)
        }
        "uploadArquivoParceiro" => {
            let upload = Upload::from_bytes("contrato.pdf", "%PDF-1.7");
            let call = onboarding.upload_arquivo_parceiro("7", upload);
            call.await.map(Typed::from)
        }
        "consultarStatusClienteParceiro" => {
            let call = onboarding.consultar_status_cliente_parceiro("7");
            call.await.map(Typed::from)
        }
        "attachFile" => {
            let (body, params) = (AttachRequest::new("file_1"), AttachFileParams::new());
            let call = attach(server).attach_file("cust_1", &body, params).await;
            call.map(Typed::from)
        }
        other => panic!("{other}: an operation that these tests do not know"),
    }
}

/// As [`call`], where there must be no success.
pub(crate) async fn failing(operation: &str, server: &Server) -> Error {
    match call(operation, server).await {
        Ok(typed) => panic!("{operation}: a success with {}", typed.status),
        Err(error) => error,
    }
}
