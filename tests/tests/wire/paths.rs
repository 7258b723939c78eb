//! Paths that the documents infer or that a provider has elsewhere: another one can be set for each operation.

use cadastro_attach::AttachRequest;
use cadastro_bs2_onboarding::{Client, ClienteParaCadastrar, operations};
use cadastro_core::{Credentials, Upload};

use crate::clients::{TOKEN, endpoint, failing, onboarding};
use crate::server::{Reply, Server};

#[tokio::test]
async fn another_path_replaces_an_inferred_one_and_no_other() {
    let server = Server::replying(Reply::json(201, "{}")).await;
    let builder = endpoint(&server, "/gateway/")
        .with_credentials(Credentials::bearer(TOKEN))
        .with_path(&operations::CADASTRAR_CLIENTE_PARCEIRO, "/v2/pre-cadastro")
        .with_path(
            &operations::UPLOAD_ARQUIVO_PARCEIRO,
            "/v2/{clienteId}/arquivos",
        );
    let client = Client::new(builder.build().unwrap());
    let cliente = ClienteParaCadastrar::new();
    client.cadastrar_cliente_parceiro(&cliente).await.unwrap();
    client.cadastrar_em_background(&cliente).await.unwrap();
    let upload = Upload::from_bytes("a.pdf", "x");
    client
        .upload_arquivo_parceiro("a/b ç", upload)
        .await
        .unwrap();

    let heard = server.heard();
    let lines: Vec<_> = heard.iter().map(|heard| heard.line.as_str()).collect();
    let expected = [
        "POST /gateway/v2/pre-cadastro HTTP/1.1",
        "POST /gateway/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/emBackground HTTP/1.1",
        "POST /gateway/v2/a%2Fb%20%C3%A7/arquivos HTTP/1.1",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_path_that_does_not_fit_is_refused_when_the_endpoint_is_built() {
    let server = Server::replying(Reply::json(201, "{}")).await;
    for path in [
        "",
        "sem-barra",
        "/a?b=c",
        "/a/../b",
        "/{outro}",
        "/sem-argumento",
    ] {
        let builder = endpoint(&server, "").with_path(&operations::UPLOAD_ARQUIVO_PARCEIRO, path);
        let error = builder.build().unwrap_err();
        assert!(error.is_configuration(), "{path}");
    }
}

#[tokio::test]
async fn an_argument_that_would_name_another_path_is_refused_unsent() {
    let server = Server::replying(Reply::json(201, "{}")).await;
    for id in ["", ".", ".."] {
        let client = onboarding(&server);
        let error = client.consultar_status_cliente_parceiro(id).await;
        assert!(error.unwrap_err().is_request(), "{id:?}");
        let client = crate::clients::attach(&server);
        let file = AttachRequest::new("file_1");
        let error = client.attach_file(id, &file, Default::default()).await;
        assert!(error.unwrap_err().is_request(), "{id:?}");
    }
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn a_server_that_does_not_know_the_path_is_heard() {
    let server = Server::replying(Reply::new(404, &[], "")).await;
    let error = failing("cadastrarEmBackground", &server).await;
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.operation_id(), Some("cadastrarEmBackground"));
}
