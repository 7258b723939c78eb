//! The flags of the program, and the sandbox that they ask for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use cadastro_sandbox::{Sandbox, SandboxBuilder, Version};
use clap::{ArgGroup, Parser, ValueEnum};

/// Three Brazilian customer-registration APIs on loopback: Open Finance Brasil Customers, BS2 Onboarding PJ and base39
/// attach, with made-up customers.
#[derive(Parser)]
#[command(
    name = "cadastro-sandbox",
    version,
    max_term_width = 100,
    group = ArgGroup::new("encryption").args(["tls", "mtls"])
)]
pub(crate) struct Options {
    /// Where to listen on 127.0.0.1; 0 takes a free port.
    #[arg(long, value_name = "PORT", default_value_t = 8039)]
    pub(crate) port: u16,
    /// What the made-up customers, ids and tokens come from: the same seed gives the same.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Speaks https, by a throw-away authority.
    #[arg(long)]
    tls: bool,
    /// Speaks https and asks for a client certificate of that authority.
    #[arg(long)]
    pub(crate) mtls: bool,
    /// Where the certificates for clients are written; by default into a folder of the system's for temporary files, which
    /// is removed in the end.
    #[arg(long, value_name = "DIR", requires = "encryption")]
    pub(crate) certificates: Option<PathBuf>,
    /// How many records a page of the bank has at most: 1 to 1000.
    #[arg(long, value_name = "RECORDS", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    page_cap: u32,
    /// The release of Open Finance Customers whose answers the bank gives; 2.2.1 is the same as 2.2.0 here.
    #[arg(long, value_name = "RELEASE", default_value = "2.0.1")]
    shape: Shape,
    /// Without the monthly quota, and without limits of requests and of token requests.
    #[arg(long)]
    without_limits: bool,
    /// How long access tokens live; by default as long as each API says.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    token_lifetime: Option<u32>,
    /// Tokens of BS2 live 300 s, as in its production, and not 420 s, as in its sandbox.
    #[arg(long)]
    bs2_production: bool,
    /// Prints one line of JSON with all addresses, credentials and commands, for scripts.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    #[value(name = "2.0.1")]
    V2_0_1,
    #[value(name = "2.1.0")]
    V2_1_0,
    #[value(name = "2.2.0", alias = "2.2.1")]
    V2_2_0,
    #[value(name = "2.3.0")]
    V2_3_0,
}

impl Options {
    pub(crate) fn sandbox(&self) -> SandboxBuilder {
        let version = match self.shape {
            Shape::V2_0_1 => Version::V2_0_1,
            Shape::V2_1_0 => Version::V2_1_0,
            Shape::V2_2_0 => Version::V2_2_0,
            Shape::V2_3_0 => Version::V2_3_0,
        };
        let mut sandbox = Sandbox::builder()
            .with_address(SocketAddr::from(([127, 0, 0, 1], self.port)))
            .with_seed(self.seed)
            .with_page_cap(self.page_cap)
            .with_version(version);
        if self.tls {
            sandbox = sandbox.with_tls();
        }
        if self.mtls {
            sandbox = sandbox.with_mutual_tls();
        }
        if self.without_limits {
            sandbox = sandbox.without_limits();
        }
        if let Some(seconds) = self.token_lifetime {
            sandbox = sandbox.with_token_lifetime(Duration::from_secs(u64::from(seconds)));
        }
        if self.bs2_production {
            sandbox = sandbox.with_bs2_production();
        }
        sandbox
    }
}
