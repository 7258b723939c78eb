//! What the BS2 client sends with each call, and what it gives.

use cadastro::Number;
use cadastro::onboarding::{
    CadastrarClienteParceiroResponse, ClienteParaCadastrar, Empresa, Endereco, Refusals,
    RepresentanteLegal, Socio, generated,
};
use serde_json::json;

use crate::golden::Golden;
use crate::people::{bs2, success};
use crate::server::{Reply, Server};
use crate::silence::{CLIENTE, CNPJ, CPF, DETAIL, EMAIL, NAME, PHONE, STREET, answered, silent};

pub(crate) const API: &str = "bs2-onboarding/1.yaml";

pub(crate) async fn succeeding(operation: &str) -> Server {
    let (status, body) = success(API, operation);
    Server::replying(Reply::json(status, body.to_string())).await
}

/// A company with all that a registration can have.
pub(crate) fn cliente() -> ClienteParaCadastrar {
    let endereco = Endereco::new().set_logradouro(STREET).set_cep("01310100");
    let socio = Socio::new()
        .set_cpf(CPF)
        .set_nome(NAME)
        .set_nascimento("1990-01-31T00:00:00Z")
        .set_participacao(Number::from("49.90"))
        .set_endereco(endereco.clone());
    let representante = RepresentanteLegal::new()
        .set_cpf(CPF)
        .set_email(EMAIL)
        .set_telefone(PHONE);
    let empresa = Empresa::new()
        .set_cnpj(CNPJ)
        .set_razao_social(NAME)
        .set_fundada_em("2020-02-29T12:00:00-03:00")
        .set_endereco(endereco)
        .set_representante_legal(representante)
        .set_socios([socio, Socio::new()]);
    let cliente = ClienteParaCadastrar::new().set_empresa(empresa);
    silent(cliente.set_notificar_cliente(true))
}

#[tokio::test]
async fn a_pre_registration() {
    let server = succeeding("cadastrarClienteParceiro").await;
    let mut golden = Golden::of("onboarding-pre_register");
    let answer = answered(bs2(&server).pre_register(&cliente()).await);
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.cliente_id.as_ref().unwrap().as_str(), CLIENTE);
    golden.note("all that there is", &server);
    answered(
        bs2(&server)
            .pre_register(&ClienteParaCadastrar::new())
            .await,
    );
    golden.note("nothing", &server);
    golden.check();
}

#[tokio::test]
async fn a_full_registration() {
    let server = succeeding("cadastrarEmBackground").await;
    let mut golden = Golden::of("onboarding-register");
    let answer = answered(bs2(&server).register(&cliente()).await);
    assert_eq!(answer.status.as_ref().unwrap().as_slice().len(), 2);
    assert!(answer.refusals().is_empty());
    golden.note("all that there is", &server);
    golden.check();
}

#[tokio::test]
async fn the_status_as_200_and_as_201() {
    for status in [200, 201] {
        let body = json!({ "status": [2], "statusCliente": NAME, "conta": PHONE });
        let server = Server::replying(Reply::json(status, body.to_string())).await;
        let mut golden = Golden::of("onboarding-status");
        let answer = answered(bs2(&server).status(CLIENTE).await);
        assert_eq!(answer.status(), status);
        assert_eq!(answer.conta.as_ref().unwrap().as_str(), PHONE);
        assert_eq!(answer.value().status.as_ref().unwrap().as_slice().len(), 1);
        golden.note("the status", &server);
        golden.check();
    }
}

#[tokio::test]
async fn a_success_may_carry_refusals() {
    let body = json!({
        "clienteId": CLIENTE,
        "badRequestReason": [
            { "tag": "Socios.Cpf", "descricao": DETAIL },
            DETAIL,
            { "tag": null },
        ],
    });
    let server = Server::replying(Reply::json(201, body.to_string())).await;
    let client = bs2(&server);
    let answer = answered(client.pre_register(&cliente()).await);
    let refusals = silent(answer.refusals());
    assert_eq!(refusals.len(), 2);
    assert_eq!(refusals[0].descricao.as_ref().unwrap().as_str(), DETAIL);
    assert!(refusals[1].tag.is_none());
    // What is no refusal by its shape is not lost either.
    assert_eq!(answer.quarantined().len(), 1);
    let first = |refusals: &[cadastro::onboarding::BadRequestDetail]| {
        refusals[0].tag.as_ref().unwrap().as_str().to_owned()
    };
    assert_eq!(
        first(answered(client.register(&cliente()).await).refusals()),
        "Socios.Cpf"
    );
    assert_eq!(
        first(answered(client.status(CLIENTE).await).refusals()),
        "Socios.Cpf"
    );
    let upload = silent(cadastro::Upload::from_bytes("a.pdf", "x"));
    assert_eq!(
        first(answered(client.upload(CLIENTE, upload).await).refusals()),
        "Socios.Cpf"
    );
}

#[tokio::test]
async fn refusals_are_none_where_nothing_is_said() {
    for body in [
        json!({}),
        json!({ "badRequestReason": null }),
        json!({ "badRequestReason": [] }),
    ] {
        let server = Server::replying(Reply::json(201, body.to_string())).await;
        let answer = answered(bs2(&server).pre_register(&cliente()).await);
        let answer: CadastrarClienteParceiroResponse = answer.into_value();
        assert!(answer.refusals().is_empty());
    }
}

#[tokio::test]
async fn the_generated_client_shares_the_endpoint() {
    let server = succeeding("cadastrarEmBackground").await;
    let client = generated::Client::new(bs2(&server).clone().endpoint().clone());
    answered(silent(client).cadastrar_em_background(&cliente()).await);
}
