//! A retry policy of one's own: no patience in front of a waiting person, and a word for each failed attempt.
//!
//! `cargo run -p cadastro --example own_retry_policy`, against a sandbox in this process.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::time::Duration;

use cadastro::customers::Client;
use cadastro::{Backoff, Credentials, Failed, RetryPolicy};
use cadastro_sandbox::{Consent, Fault, Sandbox};

/// As the default, but within two seconds, and not at all if a bank says that it is overloaded. What must not be
/// repeated is not asked about: a 423, or an answer with a 2xx.
struct Impatient(Backoff);

impl RetryPolicy for Impatient {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        let overloaded = failed.error().is_overloaded();
        let in_time = failed.elapsed() < Duration::from_secs(2);
        let wait = self.0.wait(failed).filter(|_| in_time && !overloaded);
        println!(
            "attempt {}: {}; waits: {wait:?}",
            failed.attempts(),
            failed.error()
        );
        wait
    }

    fn succeeded(&self, attempts: u32) {
        println!("succeeded after {attempts} attempts");
        self.0.succeeded(attempts);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    // One operation fails twice, the other one always.
    sandbox.inject(
        Fault::html(502)
            .on("customersGetBusinessQualifications")
            .times(2),
    );
    sandbox.inject(
        Fault::status(529)
            .on("customersGetBusinessFinancialRelations")
            .always(),
    );
    let bank = sandbox.open_finance();
    let consent = bank.authorise(Consent::of_company(0));
    let token = bank.access_token(&consent).ok_or("no consent")?;

    let first_wait = Duration::from_millis(100);
    let backoff = Backoff::new()
        .with_waits(first_wait, first_wait * 8)
        .without_jitter();
    let bank = Client::builder(bank.origin())
        .with_credentials(Credentials::bearer(token))
        .with_retry(Impatient(backoff))
        .build()?;

    let answer = bank.business().qualifications().send().await?;
    println!("{}", answer.status());
    if let Err(error) = bank.business().financial_relations().send().await {
        println!("given up: {error}");
    }
    Ok(())
}
