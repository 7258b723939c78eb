//! A company becomes a customer of BS2: login, pre-registration, a document, and the wait for its account.
//!
//! `cargo run -p cadastro --example onboarding` plays BS2 itself, on loopback.

#![expect(clippy::print_stdout, reason = "it is a program")]

mod support;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use cadastro::onboarding::{
    Client, ClienteParaCadastrar, Empresa, Environment, Refusals as _, Socio, Waited,
};
use cadastro::{ClientAuthentication, Upload};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let origin = support::serve(|_| bs2()).await?;
    // One client for all: a new token would kill the token of another one.
    let bs2 = Client::builder(Environment::sandbox(origin))
        .with_login(
            ClientAuthentication::basic("client id", "client secret"),
            "user",
            "password",
        )
        .with_pre_registration_path("/what/bs2/told/you")
        .build()?;

    let socio = Socio::new()
        .set_cpf("52998224725")
        .set_nome("Nome Inventado");
    let empresa = Empresa::new()
        .set_cnpj("12ABC34501DE35")
        .set_socios([socio]);

    // What breaks the rules of the document is told before anything is sent, and all of it.
    let wrong = empresa
        .clone()
        .set_fundada_em("2021-2-2")
        .set_cnpj("12ABC34501DE34");
    let cliente = ClienteParaCadastrar::new().set_empresa(wrong);
    if let Err(error) = bs2.pre_register(&cliente).await {
        for violation in error.violations().into_iter().flatten() {
            println!("not sent: {violation}");
        }
    }

    let cliente = ClienteParaCadastrar::new().set_empresa(empresa);
    let answer = bs2.pre_register(&cliente).await?;
    // A success may carry refusals.
    for refusal in answer.refusals() {
        let text = refusal.descricao.as_ref().map_or("", |text| text.as_str());
        println!("registered, but: {text}");
    }
    let id = answer.cliente_id.as_ref().ok_or("no clienteId")?.as_str();

    let contract = Upload::from_bytes("contrato.pdf", vec![b'%'; 100_000])
        .with_progress(|sent, all| println!("uploaded {sent} of {} bytes", all.unwrap_or(sent)));
    bs2.upload(id, contract).await?;

    // In life: every half a minute, for half an hour.
    let (every, at_most) = (Duration::from_millis(100), Duration::from_secs(10));
    match bs2
        .wait_for(id, |status| status.conta.is_some(), every, at_most)
        .await?
    {
        Waited::Met(status) => println!(
            "the account: {}",
            status.conta.as_ref().map_or("", |conta| conta.as_str())
        ),
        Waited::NotInTime(status) => println!("not yet: {:?}", status.status_cliente),
    }
    Ok(())
}

/// A BS2 that refuses the phone number of a partner, and opens the account at the third question.
fn bs2() -> Router {
    const CLIENTE: &str = "/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/{id}";
    let asked = Arc::new(AtomicUsize::new(0));
    let token =
        async || Json(json!({"access_token": "a", "refresh_token": "r", "expires_in": 300}));
    let register = async || {
        let refused =
            json!([{"tag": "socios", "descricao": "o telefone de um sócio não foi aceito"}]);
        let id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
        (
            StatusCode::CREATED,
            Json(json!({"clienteId": id, "status": 0, "badRequestReason": refused})),
        )
    };
    let upload = async || (StatusCode::CREATED, Json(json!({"status": 0})));
    let status = async move || match asked.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => Json(json!({"status": 0, "statusCliente": "em análise"})),
        _ => Json(json!({"status": 0, "conta": "0001/12345-6"})),
    };
    Router::new()
        .route("/auth/oauth/v2/token", post(token))
        .route("/what/bs2/told/you", post(register))
        .route(&format!("{CLIENTE}/documentos"), post(upload))
        .route(&format!("{CLIENTE}/status"), get(status))
}
