//! The main jobs of all three APIs, against a sandbox in this process: a person and a company of a bank page by page, a
//! company that becomes a customer of BS2, and a file for a customer of base39.
//!
//! `cargo run -p cadastro --example tour`

#![expect(clippy::print_stdout, reason = "it is a program")]

#[path = "support/clients.rs"]
mod clients;
#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/printed.rs"]
mod printed;

use std::error::Error;
use std::time::{Duration, SystemTime};

use cadastro::attach::Fields;
use cadastro::onboarding::{Refusals as _, Waited};
use cadastro::{ManualClock, Transport, Upload};
use cadastro_sandbox::{Consent, Fault, Sandbox};
use printed::{Bar, Tally, page, text};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The clock of the tour skips all waits. Without one, time is the system's.
    let clock = ManualClock::skipping(SystemTime::now(), Duration::from_secs(9));
    let transport = Transport::builder().with_clock(clock.clone()).build()?;
    let sandbox = Sandbox::builder().with_clock(clock).start().await?;
    // Something to try again: an overloaded bank, and an answer that is lost once the work is done.
    sandbox.inject(Fault::status(529).on("customersGetPersonalIdentifications"));
    sandbox.inject(Fault::reset_after().on("attachFile"));
    let mut tally = Tally::default();

    println!("Open Finance Brasil: what the brands of a bank have of a person, page by page\n");
    let bank = sandbox.open_finance();
    let consent = Consent::of_person(0).with_records(60);
    let person = clients::bank(&bank, consent, &transport)?;
    let mut pages = person.personal().identifications().pages();
    while let Some(answer) = pages.next().await {
        let answer = tally.count(answer?);
        page(&answer.data, |of| (&of.civil_name, &of.brand_name));
    }
    println!("\nThe same of a company\n");
    let consent = Consent::of_company(0).with_records(3);
    let company = clients::bank(&bank, consent, &transport)?;
    let identifications = company.business().identifications();
    let mut pages = identifications.with_page_size(2).pages();
    while let Some(answer) = pages.next().await {
        let answer = tally.count(answer?);
        page(&answer.data, |of| (&of.company_name, &of.brand_name));
    }

    println!("\nBS2: a company becomes a customer\n");
    let bs2 = clients::bs2(&sandbox.bs2(), &transport)?;
    let cliente = made_up::cliente(&sandbox.population().company(7));
    let answer = tally.count(bs2.pre_register(&cliente).await?);
    // A success may carry refusals.
    for refusal in answer.refusals() {
        println!(
            "  registered, and refused in part: {}",
            text(&refusal.descricao)
        );
    }
    let id = answer.cliente_id.as_ref().ok_or("no clienteId")?.as_str();
    for name in ["contrato-social.pdf", "comprovante-de-endereco.pdf"] {
        let bar = Bar::new(name);
        let upload = Upload::from_bytes(name, vec![b'%'; 400_000])
            .with_progress(move |sent, all| bar.show(sent, all));
        tally.count(bs2.upload(id, upload).await?);
    }
    let (every, at_most) = (Duration::from_secs(5), Duration::from_secs(600));
    let waited = bs2.wait_for(id, |status| status.conta.is_some(), every, at_most);
    match waited.await? {
        Waited::Met(status) => println!("  after a wait, the account: {}", text(&status.conta)),
        Waited::NotInTime(status) => println!("  not yet: {}", text(&status.status_cliente)),
    }

    println!("\nbase39: a file for a customer\n");
    let platform = sandbox.base39();
    let base39 = clients::base39(&platform, &transport)?;
    let call = base39.attach(platform.customer_id(0), platform.file_id(0));
    let call = call.with_fields(Fields::only(["name", "attachments"]));
    let answer = tally.count(call.send().await?);
    for attachment in answer.attachments.iter().flatten() {
        println!("  {} has {}", text(&answer.name), text(&attachment.file));
    }
    tally.print(&sandbox.effects());
    Ok(())
}
