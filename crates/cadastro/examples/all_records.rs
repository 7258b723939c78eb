//! All records that a bank has of a customer, over all pages, with one in between that breaks the schema.
//!
//! `cargo run -p cadastro --example all_records`, against a sandbox in this process.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;

use cadastro::Credentials;
use cadastro::customers::{Client, Record};
use cadastro_sandbox::{Consent, Fault, Sandbox, Violation};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.inject(Fault::violation(Violation::RequiredMemberMissing));
    let bank = sandbox.open_finance();
    let consent = bank.authorise(Consent::of_person(3).with_records(5));
    let token = bank.access_token(&consent).ok_or("no consent")?;

    let bank = Client::builder(bank.origin())
        .with_credentials(Credentials::bearer(token))
        .build()?;

    // A `Stream` as well, for whoever wants its adapters. Pages are read one at a time, as the records are asked for.
    let mut records = bank
        .personal()
        .identifications()
        .with_page_size(2)
        .records();
    while let Some(record) = records.next().await {
        match record? {
            Record::Typed(person) => println!(
                "typed        {}, {}",
                person.civil_name.as_str(),
                person.brand_name.as_str()
            ),
            // The JSON as it came is in `aside.json()`.
            Record::Quarantined(aside) => {
                println!("quarantined  {}", aside.reason());
            }
        }
        // Whoever keeps this link can go on there later, by `with_link`: after a crash, or after an error.
        let next_page = if records.link().is_some() {
            "more to come"
        } else {
            "this is the last"
        };
        println!(
            "             {} more of this page; {next_page}",
            records.at_hand()
        );
    }
    Ok(())
}
