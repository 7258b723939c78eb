//! A company becomes a customer of BS2: login, pre-registration, a document, and the wait for its account.
//!
//! `cargo run -p cadastro --example onboarding`, against a sandbox in this process.

#![expect(clippy::print_stdout, reason = "it is a program")]

#[path = "support/made_up.rs"]
mod made_up;

use std::error::Error;
use std::time::Duration;

use cadastro::onboarding::{Client, Empresa, Environment, Refusals as _, Waited};
use cadastro::{ClientAuthentication, Upload};
use cadastro_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let bank = sandbox.bs2();
    // One client for all: a new token would kill the token of another one.
    let bs2 = Client::builder(Environment::sandbox(bank.url()))
        .with_login(
            ClientAuthentication::basic(bank.client_id(), bank.client_secret()),
            bank.username(),
            bank.password(),
        )
        // No document has this path: set what BS2 told you.
        .with_pre_registration_path(bank.pre_registration_path())
        .build()?;
    let cliente = made_up::cliente(&sandbox.population().company(0));

    // What breaks the rules of the document is told before anything is sent, and all of it.
    let wrong = Empresa::new()
        .set_fundada_em("2021-2-2")
        .set_cnpj("12ABC34501DE34");
    let wrong = cliente.clone().set_empresa(wrong);
    if let Err(error) = bs2.pre_register(&wrong).await {
        for violation in error.violations().into_iter().flatten() {
            println!("not sent: {violation}");
        }
    }

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
    let (every, at_most) = (Duration::from_secs(1), Duration::from_secs(20));
    bank.set_pace(Duration::ZERO, Duration::from_secs(2));
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
