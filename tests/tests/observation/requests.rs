//! What a run sends: every operation of the three APIs with planted words in all that a caller can set, and what is
//! refused before it is sent.

use std::io;

use cadastro_attach::{AttachFileParams, AttachRequest};
use cadastro_bs2_onboarding::{
    ClienteParaCadastrar, Empresa, Socio, TokenRequest, TokenRequestGrantType,
};
use cadastro_core::{
    Bytes, Credentials, Documented, Endpoint, EndpointBuilder, Idempotence, Json, Method,
    Operation, RawBody, Request, Security, Text, Upload,
};
use cadastro_customers::{
    CustomersGetBusinessIdentificationsParams, CustomersGetPersonalIdentificationsParams,
    CustomersGetPersonalQualificationsParams,
};
use futures_util::stream;
use serde::{Serialize, Serializer};

use crate::planted::{
    API_KEY, CAUSE, CLIENT_ID, CLIENT_SECRET, CNPJ, COMPANY, CPF, DOTTED_CPF, EMAIL, FIELD, FILE,
    FILE_NAME, HEADER, KEY, NAME, PASSWORD, PATH_ID, PHONE, QUERY, REFRESH_TOKEN, SENT_ID, TOKEN,
    USERNAME,
};
use crate::printed::Printed;

/// An operation with every part that a request can have.
pub(crate) static ANY: Operation = Operation {
    id: "anyOperation",
    method: Method::Put,
    path: "/coisas/{id}",
    request_media: &["application/json"],
    answers: &[Documented::new(200, "application/json", "Coisa")],
    security: Security::Bearer,
    scopes: &["customers"],
    idempotence: Idempotence::Key,
    interaction_id: true,
};

pub(crate) fn any_request() -> Request {
    Request::new()
        .path("id", PATH_ID)
        .query("q", QUERY)
        .query_list("lista", Some(vec![EMAIL, DOTTED_CPF]))
        .header("x-a", HEADER)
        .header("x-fapi-interaction-id", SENT_ID)
        .header("idempotency-key", KEY)
        .json(&company())
}

/// Calls the six operations of customers, as far as they differ.
pub(crate) async fn customers(endpoint: &Endpoint, printed: &mut Printed) {
    let client = cadastro_customers::Client::new(endpoint.clone());
    let persons = CustomersGetPersonalIdentificationsParams::default()
        .with_x_fapi_auth_date(NAME.replace(|c: char| !c.is_ascii(), ""))
        .with_x_fapi_customer_ip_address(HEADER)
        .with_x_fapi_interaction_id(SENT_ID)
        .with_x_customer_user_agent(HEADER)
        .with_page(2);
    let companies = CustomersGetBusinessIdentificationsParams::default()
        .with_x_fapi_interaction_id(SENT_ID)
        .with_x_customer_user_agent(HEADER);
    let one = CustomersGetPersonalQualificationsParams::default().with_x_fapi_auth_date(HEADER);
    printed.value(&client);
    printed.value(&persons);
    printed.value(&companies);
    printed.outcome(&client.customers_get_personal_identifications(persons).await);
    printed.outcome(
        &client
            .customers_get_business_identifications(companies)
            .await,
    );
    printed.outcome(&client.customers_get_personal_qualifications(one).await);
}

/// Calls `attach`, whose operation takes an idempotency key, and the operation with everything.
pub(crate) async fn attach(endpoint: &Endpoint, printed: &mut Printed) {
    let client = cadastro_attach::Client::new(endpoint.clone());
    let body = AttachRequest::new(FILE);
    let params = AttachFileParams::new()
        .with_idempotency_key(KEY)
        .with_fields(vec![Text::from(QUERY)])
        .with_base39_external_client_id(HEADER);
    printed.value(&client);
    printed.value(&body);
    printed.value(&params);
    printed.outcome(&client.attach_file(PATH_ID, &body, params).await);
    printed.value(&any_request());
    printed.outcome(&endpoint.call::<RawBody>(&ANY, any_request()).await);
    printed.outcome(&endpoint.call::<Json>(&ANY, any_request()).await);
}

/// Calls the operations of onboarding; uploads from memory, from disk and from a stream.
pub(crate) async fn onboarding(endpoint: &Endpoint, printed: &mut Printed) {
    let client = cadastro_bs2_onboarding::Client::new(endpoint.clone());
    let company = company();
    printed.value(&client);
    printed.value(&company);
    let violations = company.validate().unwrap_err();
    printed.chain(&violations);
    printed.outcome(&client.cadastrar_cliente_parceiro(&company).await);
    printed.outcome(&client.cadastrar_em_background(&company).await);
    printed.outcome(&client.consultar_status_cliente_parceiro(PATH_ID).await);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    std::fs::write(&path, FILE).unwrap();
    let pieces = stream::iter([Ok::<_, io::Error>(Bytes::from(FILE))]);
    let uploads = [
        Upload::from_bytes(FILE_NAME, FILE).with_content_type(HEADER),
        Upload::from_path(&path).await.unwrap(),
        Upload::from_stream(FILE_NAME, None, pieces).with_part_name(FIELD),
    ];
    for upload in uploads {
        let upload = upload.with_field("nome", NAME).with_field(FIELD, CPF);
        printed.value(&upload);
        printed.outcome(&client.upload_arquivo_parceiro(PATH_ID, upload).await);
    }
}

/// Asks for tokens by the generated client, with Basic credentials.
pub(crate) async fn token_endpoint(endpoint: EndpointBuilder, printed: &mut Printed) {
    let endpoint = endpoint.with_credentials(Credentials::basic(CLIENT_ID, CLIENT_SECRET));
    let client = cadastro_bs2_onboarding::Client::new(endpoint.build().unwrap());
    let request = TokenRequest::new(TokenRequestGrantType::Password, "onboarding-pj")
        .set_username(USERNAME)
        .set_password(PASSWORD)
        .set_client_id(CLIENT_ID)
        .set_client_secret(CLIENT_SECRET)
        .set_refresh_token(REFRESH_TOKEN);
    printed.value(&request);
    printed.outcome(&client.gerar_token(&request).await);
}

/// What is refused before it is sent, or breaks off on the way.
pub(crate) async fn refused(endpoint: EndpointBuilder, printed: &mut Printed) {
    let bearer = endpoint.with_credentials(Credentials::bearer(TOKEN));
    printed.value(&bearer);
    let endpoint = bearer.build().unwrap();
    printed.value(&endpoint);
    let requests = [
        any_request().path("id", ".."),
        any_request().path("outro", PATH_ID),
        Request::new().path("id", "").query("q", QUERY),
        any_request().header("x-b", NAME),
        any_request().header("x-b", format!("{CPF}\r\nx-evil: 1")),
        any_request().header("authorization", TOKEN),
        any_request().json(&Unwritable),
        any_request().form(&Unwritable),
        any_request().form(NAME),
        any_request().upload("a", Upload::from_bytes("a", "b").with_content_type(NAME)),
        any_request().upload(
            "a",
            Upload::from_stream(FILE_NAME, Some(9999), one(Ok(FILE))),
        ),
        any_request().upload("a", Upload::from_stream(FILE_NAME, Some(1), one(Ok(FILE)))),
        any_request().upload(
            "a",
            Upload::from_stream(FILE_NAME, Some(9), one(Err(CAUSE))),
        ),
    ];
    for request in requests {
        printed.value(&request);
        printed.outcome(&endpoint.call::<RawBody>(&ANY, request).await);
    }
}

/// A key in a header of its own, which goes the same way.
pub(crate) async fn api_key(endpoint: EndpointBuilder, printed: &mut Printed) {
    let credentials = Credentials::header("x-api-key", API_KEY);
    printed.value(&credentials);
    let endpoint = endpoint.with_credentials(credentials).build().unwrap();
    printed.outcome(&endpoint.call::<RawBody>(&ANY, any_request()).await);
}

fn company() -> ClienteParaCadastrar {
    let partner = Socio::new()
        .set_cpf(CPF)
        .set_nome(NAME)
        .set_email(EMAIL)
        .set_telefone(PHONE)
        .set_nascimento(DOTTED_CPF);
    let company = Empresa::new()
        .set_cnpj(CNPJ)
        .set_razao_social(COMPANY)
        .set_socios(vec![partner]);
    ClienteParaCadastrar::new().set_empresa(company)
}

fn one(
    piece: Result<&'static str, &'static str>,
) -> impl stream::Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter([piece.map(Bytes::from).map_err(io::Error::other)])
}

/// What fails to be written, with a telling error.
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(CAUSE))
    }
}
