//! A look into the typed value of each operation's documented success.

use cadastro_attach::{AttachRequest, MaritalStatus, Nationality};
use cadastro_bs2_onboarding::ClienteParaCadastrar;
use cadastro_core::{Integer, OneOrMany, Upload};
use cadastro_customers::{EnumOccupationMainCodeType, EnumProductServiceType, EnumSex};

use crate::clients::{attach, customers, example, onboarding, refresh, success, token_endpoint};
use crate::server::{Reply, Server};

async fn succeeding(operation: &str) -> Server {
    let (status, body) = success(operation);
    Server::replying(Reply::json(status, body)).await
}

#[tokio::test]
async fn identifications_of_a_natural_person() {
    let server = succeeding("customersGetPersonalIdentifications").await;
    let client = customers(&server);
    let answer = client
        .customers_get_personal_identifications(Default::default())
        .await
        .unwrap();
    assert_eq!(answer.data.len(), 2);
    assert_eq!(answer.data[0].civil_name.as_str(), "Fulano de Tal");
    assert_eq!(answer.data[0].sex, Some(EnumSex::Feminino));
    assert_eq!(answer.data[0].companies_cnpj.len(), 2);
    assert_eq!(answer.data[1].sex, None);
    // A list that is there and empty, and one that is absent.
    assert!(
        answer.data[1].nationality.as_ref().unwrap()[0]
            .documents
            .is_empty()
    );
    assert!(answer.data[1].filiation.is_none());
    let links = answer.links.typed().unwrap();
    assert!(links.self_.as_str().ends_with("page=2&page-size=2"));
}

#[tokio::test]
async fn qualifications_of_a_natural_person() {
    let server = succeeding("customersGetPersonalQualifications").await;
    let client = customers(&server);
    let answer = client
        .customers_get_personal_qualifications(Default::default())
        .await
        .unwrap();
    let code = answer.data.occupation_code.as_ref();
    assert_eq!(code, Some(&EnumOccupationMainCodeType::Cbo));
    let income = answer.data.informed_income.as_ref().unwrap();
    assert_eq!(income.amount.amount.as_str(), "4321.09");
    assert_eq!(income.amount.currency.as_str(), "BRL");
    assert_eq!(answer.meta.typed().unwrap().total_records, Some(1));
}

#[tokio::test]
async fn financial_relations_of_a_natural_person() {
    let server = succeeding("customersGetPersonalFinancialRelations").await;
    let client = customers(&server);
    let answer = client
        .customers_get_personal_financial_relations(Default::default())
        .await
        .unwrap();
    assert_eq!(answer.data.accounts.len(), 2);
    assert_eq!(answer.data.accounts[0].number.as_str(), "00054321");
    let procurators = answer.data.procurators.as_ref().unwrap();
    assert_eq!(procurators[0].cpf_number.as_str(), "98765432100");
}

#[tokio::test]
async fn identifications_of_a_legal_entity() {
    let server = succeeding("customersGetBusinessIdentifications").await;
    let client = customers(&server);
    let answer = client
        .customers_get_business_identifications(Default::default())
        .await
        .unwrap();
    assert_eq!(answer.data[0].cnpj_number.as_str(), "12345678000195");
    assert!(answer.data[0].cnpj_number.is_valid());
    assert_eq!(
        answer.data[0].company_name.as_str(),
        "Padaria Fictícia Ltda"
    );
}

#[tokio::test]
async fn qualifications_of_a_legal_entity() {
    let server = succeeding("customersGetBusinessQualifications").await;
    let client = customers(&server);
    let answer = client
        .customers_get_business_qualifications(Default::default())
        .await
        .unwrap();
    let activities = answer.data.economic_activities.as_ref().unwrap();
    assert_eq!(activities[1].code.as_str(), "0111301");
    assert!(activities[0].is_main && !activities[1].is_main);
    let revenue = answer.data.informed_revenue.as_ref().unwrap();
    assert_eq!(revenue.year.as_ref().unwrap().to_i64(), Some(2023));
}

#[tokio::test]
async fn financial_relations_of_a_legal_entity() {
    let server = succeeding("customersGetBusinessFinancialRelations").await;
    let client = customers(&server);
    let answer = client
        .customers_get_business_financial_relations(Default::default())
        .await
        .unwrap();
    let products = &answer.data.products_services_type;
    assert_eq!(products[1], EnumProductServiceType::Credenciamento);
    assert_eq!(answer.data.accounts[0].check_digit.as_str(), "X");
}

#[tokio::test]
async fn a_token() {
    let server = succeeding("gerarToken").await;
    let answer = token_endpoint(&server)
        .gerar_token(&refresh())
        .await
        .unwrap();
    let token = answer.access_token.as_ref().unwrap();
    assert_eq!(token.as_str(), "c2a1f7d4-90be-4f0c-8d36-5e7a9b10c3f8");
    assert_eq!(answer.expires_in.as_ref().unwrap().as_str(), "300");
}

#[tokio::test]
async fn the_registrations() {
    let cliente = ClienteParaCadastrar::new();
    let server = succeeding("cadastrarClienteParceiro").await;
    let call = onboarding(&server)
        .cadastrar_cliente_parceiro(&cliente)
        .await;
    let answer = call.unwrap();
    let id = answer.cliente_id.as_ref().unwrap();
    assert_eq!(id.as_str(), "0e30a4ac-534c-444b-9ace-d3412b55afd4");
    assert_eq!(answer.status, Some(OneOrMany::One(Integer::from("1"))));

    let server = succeeding("cadastrarEmBackground").await;
    let call = onboarding(&server).cadastrar_em_background(&cliente).await;
    let answer = call.unwrap();
    let status = answer.status.as_ref().unwrap().as_slice();
    assert_eq!(status, [Integer::from("0"), Integer::from("4")]);
    assert!(answer.bad_request_reason.as_ref().unwrap().is_empty());
}

#[tokio::test]
async fn an_upload() {
    let server = succeeding("uploadArquivoParceiro").await;
    let upload = Upload::from_bytes("a.pdf", "x");
    let call = onboarding(&server)
        .upload_arquivo_parceiro("7", upload)
        .await;
    let answer = call.unwrap();
    let reasons = answer.bad_request_reason.as_ref().unwrap();
    assert_eq!(
        reasons[0].tag.as_ref().unwrap().as_str(),
        "Documentos.Repetido"
    );
}

#[tokio::test]
async fn the_status_of_a_registration_as_200_and_as_201() {
    for (status, statuses) in [(200, ["2"]), (201, ["0"])] {
        let body = example("consultarStatusClienteParceiro", &status.to_string());
        let server = Server::replying(Reply::json(status, body)).await;
        let client = onboarding(&server);
        let answer = client.consultar_status_cliente_parceiro("7").await.unwrap();
        assert_eq!(answer.status(), status);
        let found = answer.value().status.as_ref().unwrap().as_slice();
        assert_eq!(found, statuses.map(Integer::from));
        assert_eq!(answer.conta.is_some(), status == 201);
    }
}

#[tokio::test]
async fn a_customer_with_an_attachment() {
    let server = succeeding("attachFile").await;
    let file = AttachRequest::new("file_3Kd9XvTn");
    let client = attach(&server);
    let answer = client
        .attach_file("cust_8Hq2LwZr", &file, Default::default())
        .await
        .unwrap();
    let attachments = answer.attachments.as_ref().unwrap();
    assert_eq!(
        attachments[0].file.as_ref().unwrap().as_str(),
        "file_3Kd9XvTn"
    );
    assert_eq!(answer.marital_status, Some(MaritalStatus::Married));
    assert_eq!(answer.nationality, Some(Nationality::Br));
    assert_eq!(answer.deleted, Some(false));
    assert!(answer.document.as_ref().unwrap().is_valid());
}

#[tokio::test]
async fn a_customer_of_whom_only_one_member_was_asked_for() {
    let server = Server::replying(Reply::json(200, r#"{"nationality":"JP"}"#)).await;
    let only = cadastro_attach::AttachFileParams::new().with_fields(["nationality"]);
    let file = AttachRequest::new("file_1");
    let answer = attach(&server).attach_file("c", &file, only).await.unwrap();
    // Japan is missing in the document.
    assert!(matches!(answer.nationality, Some(Nationality::Unknown(_))));
    assert_eq!(answer.nationality.as_ref().unwrap().as_str(), "JP");
    assert!(answer.id.is_none() && answer.attachments.is_none() && answer.deleted.is_none());
}
