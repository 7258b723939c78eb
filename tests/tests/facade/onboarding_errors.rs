//! Each error of BS2, as what a caller asks it.

use cadastro::onboarding::{Client, reasons};
use cadastro::{Error, Upload};
use serde_json::json;

use crate::customers_errors::predicates;
use crate::onboarding::cliente;
use crate::people::bs2;
use crate::server::{Reply, Server};
use crate::silence::{CLIENTE, DETAIL, refused, silent};

async fn errors(client: &Client) -> [Error; 4] {
    let upload = Upload::from_bytes("a.pdf", "x");
    [
        refused(client.pre_register(&cliente()).await),
        refused(client.register(&cliente()).await),
        refused(client.status(CLIENTE).await),
        refused(client.upload(CLIENTE, upload).await),
    ]
}

#[tokio::test]
async fn a_400_has_its_reasons() {
    let body = json!([
        { "tag": null, "descricao": DETAIL },
        { "tag": "Empresa.Cnpj", "descricao": DETAIL },
    ]);
    let server = Server::replying(Reply::json(400, body.to_string())).await;
    for error in errors(&bs2(&server)).await {
        assert_eq!(error.status().unwrap(), 400);
        assert!(predicates(&error).is_empty());
        let reasons = silent(reasons(&error));
        assert_eq!(reasons.len(), 2);
        assert_eq!(reasons[0].tag, None);
        assert_eq!(reasons[1].tag.as_ref().unwrap().as_str(), "Empresa.Cnpj");
        assert_eq!(reasons[1].descricao.as_ref().unwrap().as_str(), DETAIL);
    }
    // Nothing is repeated.
    assert_eq!(server.heard().len(), 4);
}

#[tokio::test]
async fn a_400_without_such_a_list_has_none() {
    for body in ["", "[]", "{}", "<html>", r#"{"error":"plantada"}"#] {
        let server = Server::replying(Reply::json(400, body)).await;
        let error = refused(bs2(&server).status(CLIENTE).await);
        assert!(
            reasons(&error).is_empty() && error.status().unwrap() == 400,
            "{body}"
        );
    }
    let body = json!([{ "tag": null, "descricao": DETAIL }]).to_string();
    let server = Server::replying(Reply::json(422, body)).await;
    assert!(reasons(&refused(bs2(&server).status(CLIENTE).await)).is_empty());
}

#[tokio::test]
async fn the_others_are_predicates() {
    for (status, predicate, body) in [
        (
            401,
            "unauthorized",
            json!({ "error": "invalid_token" }).to_string(),
        ),
        (403, "forbidden", String::new()),
        (429, "rate", String::new()),
    ] {
        let server = Server::replying(Reply::json(status, body)).await;
        for error in errors(&bs2(&server)).await {
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(predicates(&error), [predicate]);
            assert!(reasons(&error).is_empty());
        }
    }
}

#[tokio::test]
async fn registrations_are_not_repeated_where_it_could_do_harm() {
    for status in [429, 502, 503, 504] {
        let server = Server::replying(Reply::json(status, "")).await;
        let client = bs2(&server);
        refused(client.pre_register(&cliente()).await);
        refused(client.register(&cliente()).await);
        assert_eq!(server.heard().len(), 2, "{status}");
        refused(client.status(CLIENTE).await);
        assert_eq!(server.heard().len(), 6, "{status}");
    }
}
