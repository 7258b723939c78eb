//! Tokens from a place of one's own, such as a vault that another service keeps filled.
//!
//! `cargo run -p cadastro --example own_credentials` plays the vault; the bank is a sandbox in this process.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::sync::Mutex;

use cadastro::customers::Client;
use cadastro::{Credentials, CredentialsError, Token, TokenNeed, TokenSource};
use cadastro_sandbox::{Consent, Sandbox};

/// Asks the vault once, and again when a bank did not take the token.
struct Vault {
    kept: Mutex<Option<Token>>,
    today: String,
}

impl TokenSource for Vault {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        let mut kept = self
            .kept
            .lock()
            .map_err(|_| CredentialsError::new("a panic elsewhere"))?;
        // Calls that run at the same time may have been refused with the same token: only the first asks the vault.
        let refused = |token: &&Token| need.refused().is_some_and(|refused| refused.is(token));
        if let Some(token) = kept.as_ref().filter(|token| !refused(token)) {
            return Ok(token.clone());
        }
        let secret = if kept.is_none() {
            println!("the vault gives the token of yesterday");
            "the token of yesterday"
        } else {
            println!("the vault gives the token of today");
            &self.today
        };
        Ok(kept.insert(Token::new(secret)).clone())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let bank = sandbox.open_finance();
    let consent = bank.authorise(Consent::of_company(0));
    let vault = Vault {
        kept: Mutex::new(None),
        today: bank.access_token(&consent).ok_or("no consent")?,
    };
    let bank = Client::builder(bank.origin())
        .with_credentials(Credentials::from_source(vault))
        .build()?;
    for _ in 0..2 {
        let answer = bank.business().qualifications().send().await?;
        println!("{}: {:?}", answer.status(), answer.data.economic_activities);
    }
    Ok(())
}
