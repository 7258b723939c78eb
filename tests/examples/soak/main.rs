//! A soak: 60 s in which 64 tasks call all operations of the three APIs, while a fifth of all requests goes wrong on
//! purpose. Afterwards the books are compared: what each call says of itself, and what the sandbox says took effect.
//!
//! `cargo run --release -p cadastro-tests --example soak [-- SECONDS [TASKS [SEED]]]`
#![allow(clippy::print_stdout, reason = "it is a program")]

mod audit;
mod calls;
mod faults;
mod worker;

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cadastro_sandbox::{Sandbox, Seen};
use tokio::task::JoinSet;

use self::audit::Books;
use self::worker::Stage;

/// After each round everybody stops, and the books are compared.
const ROUNDS: u32 = 6;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<u64> = std::env::args()
        .skip(1)
        .map(|number| number.parse())
        .collect::<Result<_, _>>()?;
    let number = |at: usize, default| numbers.get(at).copied().unwrap_or(default);
    let (seconds, tasks, seed) = (number(0, 60), number(1, 64), number(2, 1));
    let round = Duration::from_secs(seconds) / ROUNDS;

    let sandbox = Sandbox::builder()
        .with_seed(seed)
        .without_limits()
        // So that tokens are renewed now and then.
        .with_token_lifetime(Duration::from_secs(30))
        .start()
        .await?;
    let sandbox = Arc::new(sandbox);
    let stage = Arc::new(Stage::new(&sandbox)?);
    let injected = faults::inject(&sandbox, 0.16);
    println!("{seconds} s, {tasks} tasks, seed {seed}");
    println!("{}", Books::HEADINGS);
    let mut total = Books::default();
    for number in 0..ROUNDS {
        let until = Instant::now() + round;
        let drained = tokio::spawn(drain(Arc::clone(&sandbox), until));
        let mut workers = JoinSet::new();
        for task in 0..tasks {
            let seed = seed ^ (u64::from(number) << 32) ^ (task << 40);
            workers.spawn(worker::work(Arc::clone(&stage), seed, until));
        }
        let mut books = Books::default();
        while let Some(done) = workers.join_next().await {
            match done {
                Ok(calls) => books.calls.extend(calls),
                Err(_) => books.panics += 1,
            }
        }
        let mut seen: Vec<Seen> = drained.await?;
        // The work of a request whose client has given up goes on for as long as the longest latency.
        tokio::time::sleep(faults::LATENCY * 2).await;
        seen.extend(sandbox.take_requests());
        books.compare(&sandbox, &seen);
        sandbox.bs2().forget();
        sandbox.base39().forget();
        println!("{}", books.line(&format!("round {}", number + 1)));
        total.add(books);
    }
    println!("{}", total.line("in all"));
    println!("\n{}", total.outcomes());
    println!("{}", faults::told(&injected, total.requests()));
    println!("took effect: {:?}", sandbox.effects());
    println!("\n{}", total.verdict());
    if total.is_clean() {
        Ok(())
    } else {
        Err("the books do not agree".into())
    }
}

/// Notes all requests, as the sandbox keeps the newest only.
async fn drain(sandbox: Arc<Sandbox>, until: Instant) -> Vec<Seen> {
    let mut seen = Vec::new();
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
        seen.extend(sandbox.take_requests());
    }
    seen
}
