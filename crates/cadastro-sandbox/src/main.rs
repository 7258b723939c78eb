//! The sandbox as a program: starts it, prints where it is and how to call it, and stops it when told to.
//!
//! `cargo run -p cadastro-sandbox -- --help` lists the flags.

#[path = "main/certificates.rs"]
mod certificates;
#[path = "main/commands.rs"]
mod commands;
#[path = "main/options.rs"]
mod options;
#[path = "main/scene.rs"]
mod scene;
#[path = "main/signals.rs"]
mod signals;

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Error};
use cadastro_sandbox::Sandbox;
use clap::Parser as _;
use clap::error::ErrorKind;

use crate::certificates::Folder;
use crate::options::Options;
use crate::scene::Scene;
use crate::signals::Signals;

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => return refused(&error),
    };
    match run(&options) {
        Ok(status) => status,
        Err(error) => {
            let _ = writeln!(io::stderr(), "cadastro-sandbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One line about a flag; the help and the version as they are.
fn refused(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    // What is wrong, without the usage that follows.
    let lines = text.lines().map(str::trim);
    let lines: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let line = lines.join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    let _ = writeln!(
        io::stderr(),
        "cadastro-sandbox: {line}; --help lists the flags"
    );
    ExitCode::from(2)
}

#[tokio::main]
async fn run(options: &Options) -> Result<ExitCode, Error> {
    let mut signals = Signals::new().context("the signals that stop it")?;
    let sandbox = match options.sandbox().start().await {
        Ok(sandbox) => sandbox,
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => anyhow::bail!(
            "port {} is taken: choose another one with --port, or a free one with --port 0",
            options.port
        ),
        Err(error) => return Err(error).context("it does not start"),
    };
    let folder = Folder::of(&sandbox, options.certificates.as_deref(), options.mtls)?;
    let scene = Scene::set(&sandbox, folder.as_ref());
    let said = if options.json {
        format!("{}\n", scene.json())
    } else {
        scene.to_string()
    };
    // Whoever reads it may have gone; the sandbox goes on all the same.
    let _ = io::stdout().write_all(said.as_bytes());
    signals.next().await;
    Ok(stop(sandbox, signals).await)
}

/// Lets what is going on come to its end, unless told to stop once more.
async fn stop(sandbox: Sandbox, mut signals: Signals) -> ExitCode {
    tokio::select! {
        () = sandbox.shutdown() => ExitCode::SUCCESS,
        () = signals.next() => ExitCode::FAILURE,
    }
}
