//! `cargo xtask`: reads the specs and writes the client crates. `cargo xtask help` lists the commands.

mod api_items;
mod components;
mod config;
mod corpus;
mod diagnostic;
mod drive;
mod fixups;
mod generate;
mod imports;
mod load;
mod lock;
mod naming;
mod notes;
mod openapi;
mod operation_names;
mod overlay;
mod package;
mod panics;
mod pipeline;
mod polish;
mod publish;
mod regen;
mod servers;
mod split;
mod strict;
#[cfg(test)]
mod testing;
mod types;
mod values;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::regen::Outcome;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Reads the specs and writes the client crates",
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the generated crates anew from the specs.
    ///
    /// Exit status: 0 done, or nothing to do; 1 `--check` found differences; 2 an input is broken, nothing was written.
    Regen(Regen),
    /// Writes a client crate of any OpenAPI 3.0 document.
    ///
    /// Exit status: 0 done; 2 an input is broken, nothing was written.
    Generate(package::Options),
    /// Makes a crate of every OpenAPI document below a folder and checks them all.
    ///
    /// Exit status: 0 all generate and check without a warning; 1 some do not; 2 there is nothing to work on.
    Corpus(corpus::Options),
}

/// The options of `regen`.
#[derive(clap::Args)]
struct Regen {
    /// Which APIs, by their table in specs/apis.toml; all if none is named.
    #[arg(value_name = "API")]
    apis: Vec<String>,
    /// Writes nothing; shows what differs from the specs and exits with 1 if something does.
    #[arg(long)]
    check: bool,
    /// Reads an API from another document, such as the official file.
    #[arg(long = "spec", value_name = "API=FILE", value_parser = spec)]
    specs: Vec<(String, PathBuf)>,
    /// Writes below another folder, in the committed layout.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

fn spec(argument: &str) -> Result<(String, PathBuf), String> {
    match argument.split_once('=') {
        Some((api, file)) if !api.is_empty() && !file.is_empty() => {
            Ok((api.to_owned(), file.into()))
        }
        _ => Err("expected API=FILE, such as customers=official.yml".to_owned()),
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    panics::tell_in_one_line();
    let outcome = with_room(|| match arguments.command {
        Command::Regen(options) => regen::run(&options),
        Command::Generate(options) => package::run(&options).map(|()| Outcome::Clean),
        Command::Corpus(options) => corpus::run(&options),
    });
    match outcome.join() {
        Ok(Ok(Outcome::Clean)) => ExitCode::SUCCESS,
        Ok(Ok(Outcome::Differs)) => ExitCode::from(1),
        Ok(Err(error)) => {
            report(&error);
            ExitCode::from(2)
        }
        // The hook has told it.
        Err(_) => ExitCode::from(2),
    }
}

/// Runs something with room on the stack for the deepest document that is read.
#[expect(
    clippy::expect_used,
    reason = "without a thread there is no program to run"
)]
fn with_room<T: Send + 'static>(
    run: impl FnOnce() -> T + Send + 'static,
) -> std::thread::JoinHandle<T> {
    const ROOM: usize = 512 * 1024 * 1024;
    std::thread::Builder::new()
        .stack_size(ROOM)
        .spawn(run)
        .expect("a thread")
}

#[expect(clippy::print_stderr, reason = "the one place that tells errors")]
fn report(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}
