//! An uploaded file is linked to a customer of base39; the answer is cut to what is of interest.
//!
//! `cargo run -p cadastro --example attach`, against a sandbox in this process.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;

use cadastro::attach::{Client, ErrorBody, Fields};
use cadastro_sandbox::{Fault, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let platform = sandbox.base39();
    let (customer, file) = (platform.customer_id(0), platform.file_id(0));
    let base39 = Client::builder(platform.api_key())
        .with_base_url(platform.url())
        .build()?;

    // The first answer is lost, then the server is not available. All attempts have one `Idempotency-Key`, so the file
    // is attached once.
    sandbox.inject(Fault::reset_after());
    sandbox.inject(Fault::status(503));
    let answer = base39
        .attach(customer, file.clone())
        .with_fields(Fields::only(["id", "attachments", "metadata"]))
        .send()
        .await?;
    let attached = sandbox.effects().attachments;
    println!(
        "{} attempts, attached {attached} time",
        answer.attempts().len()
    );
    for attachment in answer.attachments.iter().flatten() {
        println!(
            "attached: {}",
            attachment.file.as_ref().map_or("", |file| file.as_str())
        );
    }
    // Free data stays JSON, as it came.
    println!(
        "metadata: {}",
        answer.metadata.as_ref().map_or("none", cadastro::Json::get)
    );

    // A wrong id goes nowhere.
    let error = base39.attach("Fulana", file.clone()).send().await.err();
    for violation in error
        .iter()
        .filter_map(cadastro::Error::violations)
        .flatten()
    {
        println!("not sent: {violation}");
    }
    // What the server says with an error is typed as well.
    if let Err(error) = base39.attach("cust_0nobody0", file).send().await {
        let body: ErrorBody = error.decode()?;
        println!("{error}");
        println!("the server says: {}", body.message.as_str());
    }
    Ok(())
}
