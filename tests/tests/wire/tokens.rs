//! Tokens and client secrets stand in the `Authorization` header and nowhere else.

use cadastro_bs2_onboarding::TokenRequest;
use cadastro_core::Credentials;

use crate::clients::{
    CLIENT_ID, CLIENT_SECRET, TOKEN, call, customers, endpoint, operations, refresh, success,
};
use crate::secrecy::assert_without;
use crate::server::{Heard, Reply, Server};

/// `l7parceiro0001:segredo/de+teste` in Base64.
const BASIC: &str = "Basic bDdwYXJjZWlybzAwMDE6c2VncmVkby9kZSt0ZXN0ZQ==";

/// The request without its `Authorization` header.
fn rest(heard: &Heard) -> String {
    let others: Vec<_> = heard
        .headers
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("authorization"))
        .collect();
    format!("{} {others:?} {}", heard.line, heard.text())
}

#[tokio::test]
async fn each_operation_sends_its_credentials_once() {
    for operation in operations() {
        let (status, body) = success(operation.id);
        let server = Server::replying(Reply::json(status, body)).await;
        call(operation.id, &server).await.unwrap();
        let heard = server.only();
        let bearer = format!("Bearer {TOKEN}");
        let expected = match operation.id {
            "gerarToken" => BASIC,
            _ => &bearer,
        };
        assert_eq!(heard.one("authorization"), expected, "{}", operation.id);
        assert_without(&rest(&heard), &[&BASIC["Basic ".len()..]]);
    }
}

#[tokio::test]
async fn client_credentials_can_go_into_the_form_instead() {
    let (status, body) = success("gerarToken");
    let server = Server::replying(Reply::json(status, body)).await;
    let client = cadastro_bs2_onboarding::Client::new(endpoint(&server, "").build().unwrap());
    let form: TokenRequest = refresh()
        .set_client_id(CLIENT_ID)
        .set_client_secret(CLIENT_SECRET);
    client.gerar_token(&form).await.unwrap();
    let heard = server.only();
    assert!(heard.all("authorization").is_empty());
    let expected = "client_id=l7parceiro0001&client_secret=segredo%2Fde%2Bteste&\
                    grant_type=refresh_token&\
                    refresh_token=5d0f5c1e-6c7b-4a60-9d0c-0b1f9b2f7a11&scope=onboarding-pj";
    assert_eq!(heard.text(), expected);
    assert_without(&format!("{form:?} {form:#?}"), &["5d0f5c1e"]);
}

#[tokio::test]
async fn a_token_is_never_sent_where_another_kind_belongs() {
    let (status, body) = success("gerarToken");
    let server = Server::replying(Reply::json(status, body)).await;
    let bearer = endpoint(&server, "").with_credentials(Credentials::bearer(TOKEN));
    let client = cadastro_bs2_onboarding::Client::new(bearer.build().unwrap());
    let error = client.gerar_token(&refresh()).await.unwrap_err();
    assert!(error.is_request());

    let basic = Credentials::basic(CLIENT_ID, CLIENT_SECRET);
    let basic = endpoint(&server, "").with_credentials(basic);
    let client = cadastro_bs2_onboarding::Client::new(basic.build().unwrap());
    let refused = client.consultar_status_cliente_parceiro("7").await;
    let refused = refused.unwrap_err();
    assert!(refused.is_request());
    for error in [error, refused] {
        assert_without(&format!("{error} {error:?}"), &[]);
    }
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn clients_and_what_they_are_made_of_do_not_print_them() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    let basic = Credentials::basic(CLIENT_ID, CLIENT_SECRET);
    let builder = endpoint(&server, "").with_credentials(basic);
    let printed = format!("{:?} {builder:?}", customers(&server));
    assert_without(&printed, &[]);
}
