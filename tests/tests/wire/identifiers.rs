//! The headers that name a call: `x-fapi-interaction-id` and `Idempotency-Key`.

use std::collections::HashSet;

use cadastro_attach::{AttachFileParams, AttachRequest};
use cadastro_core::Request;
use cadastro_customers::{
    CustomersGetPersonalIdentificationsParams, ResponsePersonalCustomersIdentification, operations,
};

use crate::clients::{OWN_ID, attach, call, customers, failing, operations as all, success};
use crate::golden::is_uuid_v4;
use crate::secrecy::assert_silent;
use crate::server::{Reply, Server};

const READ: &str = "customersGetPersonalIdentifications";
const INTERACTION: &str = "x-fapi-interaction-id";
const KEY: &str = "idempotency-key";
const THEIRS: &str = "3f0a7d52-41bb-4c0e-9a67-8d5e12c4b790";

#[tokio::test]
async fn each_operation_sends_what_belongs_to_it_and_once() {
    let mut made = HashSet::new();
    for operation in all() {
        let (status, body) = success(operation.id);
        let server = Server::replying(Reply::json(status, body)).await;
        for _ in 0..2 {
            call(operation.id, &server).await.unwrap();
        }
        for heard in server.heard() {
            let (ids, keys) = (heard.all(INTERACTION), heard.all(KEY));
            let customers = operation.id.starts_with("customers");
            assert_eq!(ids.len(), usize::from(customers), "{}", operation.id);
            let attach = operation.id == "attachFile";
            assert_eq!(keys.len(), usize::from(attach), "{}", operation.id);
            for id in ids.into_iter().chain(keys) {
                assert!(is_uuid_v4(id), "{id}");
                assert!(made.insert(id.to_owned()), "no two calls have the same");
            }
        }
    }
    assert_eq!(made.len(), 14);
}

#[tokio::test]
async fn the_interaction_id_that_was_made_is_told() {
    let (status, body) = success(READ);
    let server = Server::replying(Reply::json(status, body)).await;
    let client = customers(&server);
    let answer = client
        .customers_get_personal_identifications(Default::default())
        .await
        .unwrap();
    let told = answer.interaction_id().unwrap().as_str();
    assert_eq!(server.only().one(INTERACTION), told);

    let server = Server::replying(Reply::json(500, "{}")).await;
    let error = failing(READ, &server).await;
    let told = error.interaction_id().unwrap().as_str();
    assert_eq!(server.only().one(INTERACTION), told);
    assert!(error.to_string().contains(told), "support asks for it");
}

#[tokio::test]
async fn the_callers_interaction_id_wins() {
    let (status, body) = success(READ);
    let server = Server::replying(Reply::json(status, body)).await;
    let client = customers(&server);
    let own = CustomersGetPersonalIdentificationsParams::new().with_x_fapi_interaction_id(OWN_ID);
    let answer = client.customers_get_personal_identifications(own).await;
    assert_eq!(answer.unwrap().interaction_id().unwrap().as_str(), OWN_ID);

    // Given twice, in two spellings, the last one counts.
    let request = Request::new()
        .header("X-FAPI-Interaction-ID", "primeiro")
        .header(INTERACTION, OWN_ID);
    let operation = &operations::CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS;
    let endpoint = client.endpoint();
    endpoint
        .call::<ResponsePersonalCustomersIdentification>(operation, request)
        .await
        .unwrap();
    for heard in server.heard() {
        assert_eq!(heard.one(INTERACTION), OWN_ID);
    }
}

#[tokio::test]
async fn the_banks_interaction_id_is_adopted() {
    let (status, body) = success(READ);
    let headers = [("X-Fapi-Interaction-Id", THEIRS)];
    let server = Server::replying(Reply::new(status, &headers, body)).await;
    for own in [None, Some(OWN_ID)] {
        let mut params = CustomersGetPersonalIdentificationsParams::new();
        params.x_fapi_interaction_id = own.map(Into::into);
        let client = customers(&server);
        let answer = client.customers_get_personal_identifications(params).await;
        assert_eq!(answer.unwrap().interaction_id().unwrap().as_str(), THEIRS);
    }

    let server = Server::replying(Reply::new(504, &headers, "")).await;
    let error = failing(READ, &server).await;
    assert_eq!(error.interaction_id().unwrap().as_str(), THEIRS);

    // Anything may stand there: it is handed on, but not printed.
    let headers = [(INTERACTION, "Ana Beatriz 41830657208")];
    let server = Server::replying(Reply::new(504, &headers, "")).await;
    let error = failing(READ, &server).await;
    let told = error.interaction_id().unwrap().as_str();
    assert_eq!(told, "Ana Beatriz 41830657208");
    assert_silent(&error, &["Ana", "41830657208"]);
}

#[tokio::test]
async fn the_idempotency_key_is_told_and_the_callers_wins() {
    let (status, body) = success("attachFile");
    let server = Server::replying(Reply::json(status, body)).await;
    let client = attach(&server);
    let file = AttachRequest::new("file_1");
    let made = client.attach_file("c", &file, AttachFileParams::new());
    let made = made.await.unwrap();
    let own = AttachFileParams::new().with_idempotency_key("chave-do-pedido-7");
    let own = client.attach_file("c", &file, own).await.unwrap();
    let heard = server.heard();
    assert_eq!(made.idempotency_key(), Some(heard[0].one(KEY)));
    assert_eq!(own.idempotency_key(), Some("chave-do-pedido-7"));
    assert_eq!(heard[1].one(KEY), "chave-do-pedido-7");

    let server = Server::replying(Reply::json(409, r#"{"message":"em curso"}"#)).await;
    let error = failing("attachFile", &server).await;
    assert_eq!(error.idempotency_key(), Some(server.only().one(KEY)));
    let key = error.idempotency_key().unwrap().to_owned();
    assert_silent(&error, &[&key]);
}

#[tokio::test]
async fn an_id_that_a_header_cannot_carry_is_refused_unsent() {
    let (status, body) = success(READ);
    let server = Server::replying(Reply::json(status, body)).await;
    for bad in ["ação", "a\r\nx-outro: 1"] {
        let params =
            CustomersGetPersonalIdentificationsParams::new().with_x_fapi_interaction_id(bad);
        let client = customers(&server);
        let error = client.customers_get_personal_identifications(params).await;
        let error = error.unwrap_err();
        assert!(error.is_request());
        assert_silent(&error, &[bad]);
    }
    assert!(server.heard().is_empty());
}
