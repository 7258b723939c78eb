//! One customer's data at a bank of Open Finance Brasil: mTLS, and tokens that are renewed.
//!
//! `cargo run -p cadastro --example open_finance`, against a sandbox in this process.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::time::{Duration, SystemTime};

use cadastro::customers::{Client, Presence};
use cadastro::{
    ClientAuthentication, Credentials, ManualClock, OAuthTokens, PrivateKeyJwt, Transport,
};
use cadastro_sandbox::{Consent, Sandbox};

/// A made-up key. The real one is registered in the directory of the participants.
const SIGNING_KEY: &str = include_str!("support/signing_key.pem");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Moved by hand, on both sides, so that nobody has to wait for the end of a token.
    let clock = ManualClock::new(SystemTime::now());
    let sandbox = Sandbox::builder()
        .with_clock(clock.clone())
        .with_mutual_tls()
        .with_client_key_pem(include_str!("support/public_key.pem"))
        .start()
        .await?;
    let certificates = sandbox.certificates().ok_or("no TLS")?;
    let bank = sandbox.open_finance();
    let consent = bank.authorise(Consent::of_person(0));

    // One transport for all banks: the client certificate, and all connections. The roots are the system's, in life.
    let transport = Transport::builder()
        .with_client_identity_pem(certificates.client_identity_pem())
        .with_root_certificate_pem(certificates.root_pem())
        .without_system_roots()
        .with_clock(clock.clone())
        .build()?;
    // The tokens of one consent: obtained by its refresh token, renewed when their end is near and after a 401.
    let key = PrivateKeyJwt::from_pem(bank.client_id(), SIGNING_KEY).with_key_id("key 1");
    let tokens = OAuthTokens::refresh_token(
        bank.token_url(),
        ClientAuthentication::private_key_jwt(key),
        consent.refresh_token(),
    )
    .with_transport(transport.clone())
    .build()?;
    let bank = Client::builder(bank.origin())
        .with_transport(transport)
        .with_credentials(Credentials::from_source(tokens))
        .with_presence(Presence::new().with_ip_address([203, 0, 113, 7]))
        .build()?;

    // They live 15 minutes.
    for _ in 0..3 {
        let answer = bank.personal().qualifications().send().await?;
        let tokens = sandbox.effects().consent_tokens;
        println!(
            "{}, updated {}; {tokens} tokens so far",
            answer.status(),
            answer.data.update_date_time.as_str()
        );
        clock.advance(Duration::from_secs(8 * 60));
    }
    // What would reach a log has no content.
    let answer = bank.personal().qualifications().send().await?;
    println!("{:?}", answer.data.informed_income);
    Ok(())
}
