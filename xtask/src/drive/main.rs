//! Sends cases through the clients of a folder of documents: `drive BASE_URL` reads lines on stdin and answers each.

mod calls;
// Not every folder of documents has all kinds of bodies.
#[allow(dead_code)]
mod protocol;

use std::io::{BufRead as _, Write as _};

use cadastro_core::{Backoff, Credentials, Endpoint};
use protocol::{Case, Endpoints};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("no base URL")?;
    let endpoint = |credentials| {
        Endpoint::builder(&url)
            .with_credentials(credentials)
            .with_retry(Backoff::never())
            .build()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _inside = runtime.enter();
    let endpoints = Endpoints {
        token: endpoint(Credentials::bearer(protocol::KEY))?,
        basic: endpoint(Credentials::basic("oracle", "secret"))?,
    };
    for line in std::io::stdin().lock().lines() {
        let outcome = match Case::parse(&line?) {
            Ok(case) => runtime.block_on(calls::call(&endpoints, &case)),
            Err(outcome) => outcome,
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", outcome.line())?;
        out.flush()?;
    }
    Ok(())
}
