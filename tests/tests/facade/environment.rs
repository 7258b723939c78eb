//! All that is inferred of BS2, set otherwise.

use cadastro::onboarding::Environment;
use cadastro::{Credentials, Operation};

use crate::onboarding::{cliente, succeeding};
use crate::people::{bs2_builder, transport};
use crate::server::{Reply, Server};
use crate::silence::{CLIENTE, TOKEN, answered, refused, silent};

#[tokio::test]
async fn the_paths_of_both_registrations() {
    let server = succeeding("cadastrarClienteParceiro").await;
    let builder = bs2_builder(&server)
        .with_pre_registration_path("/v9/pre")
        .with_registration_path("/v9/tudo");
    let client = silent(builder).build().unwrap();
    answered(client.pre_register(&cliente()).await);
    answered(client.register(&cliente()).await);
    assert_eq!(server.targets(), ["/v9/pre", "/v9/tudo"]);

    for path in ["v9", "/v9?x=1", "/v9/../x", "/v9/{clienteId}"] {
        let builder = bs2_builder(&server).with_pre_registration_path(path);
        assert!(refused(builder.build()).is_configuration(), "{path}");
        let builder = bs2_builder(&server).with_registration_path(path);
        assert!(refused(builder.build()).is_configuration(), "{path}");
    }
}

#[tokio::test]
async fn the_header_of_the_token() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    // Before or after the credentials, which makes no difference.
    let before = bs2_builder(&server).with_token_header("x-token");
    let before = before.with_credentials(Credentials::bearer(TOKEN));
    let after = bs2_builder(&server).with_token_header("x-token");
    for builder in [before, after] {
        answered(silent(builder).build().unwrap().status(CLIENTE).await);
        let heard = server.last();
        assert_eq!(heard.header("x-token"), Some(TOKEN));
        assert_eq!(heard.header("authorization"), None);
    }
    for name in ["", "a b", "content-length"] {
        let builder = bs2_builder(&server).with_token_header(name);
        assert!(refused(builder.build()).is_configuration(), "{name}");
    }
}

#[tokio::test]
async fn the_url_of_the_api() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    for environment in [
        Environment::sandbox(server.url() + "/base/"),
        Environment::production().with_api_url(server.url() + "/base"),
        Environment::sandbox(server.url()).with_api_url(server.url() + "/base/"),
    ] {
        let builder = cadastro::onboarding::Client::builder(silent(environment));
        let builder = builder.with_transport(transport());
        let builder = builder.with_credentials(Credentials::bearer(TOKEN));
        answered(builder.build().unwrap().status(CLIENTE).await);
        let target = server.last().target();
        assert!(target.starts_with("/base/pj/onboarding/v1/"), "{target}");
    }
}

#[test]
fn what_is_set_by_default_is_what_the_documents_have() {
    let production = Environment::production();
    assert_eq!(
        production,
        Environment::sandbox("https://api.bs2.com:8443/")
    );
    let token_url = "https://api.bs2.com:8443/auth/oauth/v2/token";
    assert_eq!(
        production,
        Environment::production().with_token_url(token_url)
    );
    let status: &Operation = &cadastro::onboarding::operations::CONSULTAR_STATUS_CLIENTE_PARCEIRO;
    assert!(status.path.ends_with("/clientes/{clienteId}/status"));
}

#[tokio::test]
async fn without_credentials_there_is_no_token() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    let builder = bs2_builder(&server).with_credentials(Credentials::none());
    answered(builder.build().unwrap().status(CLIENTE).await);
    assert_eq!(server.last().header("authorization"), None);
}
