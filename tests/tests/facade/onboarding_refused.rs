//! What the BS2 client refuses before anything is sent, with the field and the rule; and that it sends it all the same
//! if it is told to.

use bytes::Bytes;
use cadastro::Upload;
use cadastro::onboarding::{
    Client, ClienteParaCadastrar, Empresa, Endereco, RepresentanteLegal, Socio,
};
use futures_util::stream;

use crate::people::{bs2, bs2_builder};
use crate::server::{Reply, Server};
use crate::silence::{CLIENTE, WRONG_CNPJ, WRONG_CPF, refused, silent, violated};

async fn taking() -> Server {
    Server::replying(Reply::json(201, "{}")).await
}

fn unchecked(server: &Server) -> Client {
    silent(bs2_builder(server).without_checks())
        .build()
        .unwrap()
}

fn file() -> Upload {
    Upload::from_bytes("a.pdf", "x")
}

fn empty_stream(length: Option<u64>) -> Upload {
    let nothing = stream::empty::<Result<Bytes, std::io::Error>>();
    silent(Upload::from_stream("a.pdf", length, nothing))
}

const NO_UUID: &str =
    "/clienteId: a text that matches ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

#[tokio::test]
async fn a_cliente_id_that_is_no_uuid() {
    let server = taking().await;
    let client = bs2(&server);
    let upper = CLIENTE.replace('a', "g");
    for id in [
        "",
        "7",
        "a/b",
        "..",
        ".",
        "../../segredos",
        "%2e%2e",
        "529982X4725",
        WRONG_CPF,
        "0e30a4ac534c444b9aced3412b55afd4",
        upper.as_str(),
        "{0e30a4ac-534c-444b-9ace-d3412b55afd4}",
        " 0e30a4ac-534c-444b-9ace-d3412b55afd4",
    ] {
        let expected = [NO_UUID];
        assert_eq!(violated(client.status(id).await), expected, "{id}");
        assert_eq!(violated(client.upload(id, file()).await), expected);
        let wait = std::time::Duration::from_secs(1);
        let waited = client.wait_for(id, |_| true, wait, wait).await;
        assert_eq!(violated(waited), expected);
    }
    assert!(!server.was_reached());
}

#[tokio::test]
async fn such_an_id_is_sent_if_http_can_carry_it() {
    let server = taking().await;
    let client = unchecked(&server);
    for (id, written) in [("7", "7"), ("a/b", "a%2Fb"), ("529982X4725", "529982X4725")] {
        client.status(id).await.unwrap();
        let target = server.last().target();
        assert!(
            target.ends_with(&format!("/clientes/{written}/status")),
            "{target}"
        );
    }
    let heard = server.heard().len();
    for id in ["", ".", ".."] {
        let error = refused(client.status(id).await);
        assert!(error.is_request() && !error.was_sent() && error.violations().is_none());
        assert!(error.to_string().contains("clienteId"), "{error}");
    }
    assert_eq!(server.heard().len(), heard);
}

#[tokio::test]
async fn a_file_that_is_empty() {
    let server = taking().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vazio.pdf");
    std::fs::write(&path, "").unwrap();
    for upload in [
        Upload::from_bytes("a.pdf", ""),
        Upload::from_path(&path).await.unwrap(),
        empty_stream(Some(0)),
    ] {
        let upload = silent(upload);
        let found = violated(bs2(&server).upload(CLIENTE, upload).await);
        assert_eq!(found, ["/file: at least 1 byte"]);
    }
    let found = violated(bs2(&server).upload("7", Upload::from_bytes("a", "")).await);
    assert_eq!(found, [NO_UUID, "/file: at least 1 byte"]);
    assert!(!server.was_reached());

    let client = unchecked(&server);
    for upload in [
        Upload::from_bytes("a.pdf", ""),
        Upload::from_path(&path).await.unwrap(),
        empty_stream(Some(0)),
    ] {
        client.upload(CLIENTE, upload).await.unwrap();
    }
    assert_eq!(server.heard().len(), 3);
}

/// A registration with much that is wrong.
fn wrong() -> ClienteParaCadastrar {
    let empresa = Empresa::new()
        .set_cnpj(WRONG_CNPJ)
        .set_fundada_em("2021-2-2T22:11:59.28Z")
        .set_representante_legal(
            RepresentanteLegal::new()
                .set_cpf(WRONG_CPF)
                .set_nascimento("1990-01-31"),
        )
        .set_faturamento_mensal("mil reais")
        .set_socios([
            Socio::new()
                .set_cpf("529982X4725")
                .set_participacao("metade")
                .set_endereco(Endereco::new()),
            Socio::new(),
            Socio::new()
                .set_cpf("")
                .set_nascimento("31/01/1990")
                .set_data_expeditor("2020-02-30T00:00:00Z"),
        ]);
    silent(ClienteParaCadastrar::new().set_empresa(empresa))
}

#[tokio::test]
async fn a_registration_with_much_that_is_wrong_is_told_all_of_it() {
    let server = taking().await;
    let client = bs2(&server);
    let mut found = violated(client.pre_register(&wrong()).await);
    assert_eq!(found, violated(client.register(&wrong()).await));
    found.sort();
    for (found, expected) in found.iter().zip([
        "/empresa/cnpj: ",
        "/empresa/faturamentoMensal: ",
        "/empresa/fundadaEm: ",
        "/empresa/representanteLegal/cpf: ",
        "/empresa/representanteLegal/nascimento: ",
        "/empresa/socios/0/cpf: ",
        "/empresa/socios/0/participacao: ",
        "/empresa/socios/2/cpf: ",
        "/empresa/socios/2/dataExpeditor: ",
        "/empresa/socios/2/nascimento: ",
    ]) {
        assert!(found.starts_with(expected), "{found}: {expected}");
    }
    assert_eq!(found.len(), 10, "{found:?}");
    assert!(!server.was_reached());
}

#[tokio::test]
async fn such_a_registration_is_sent_without_checks() {
    let server = taking().await;
    let client = unchecked(&server);
    client.pre_register(&wrong()).await.unwrap();
    client.register(&wrong()).await.unwrap();
    for heard in server.heard() {
        let body: serde_json::Value = serde_json::from_slice(&heard.body).unwrap();
        assert_eq!(body["empresa"]["cnpj"], WRONG_CNPJ);
        assert_eq!(body["empresa"]["socios"][0]["cpf"], "529982X4725");
        assert_eq!(body["empresa"]["fundadaEm"], "2021-2-2T22:11:59.28Z");
    }
    assert_eq!(server.heard().len(), 2);
}
