//! Whom the transport trusts, and what it offers.

use cadastro_core::Transport;

use crate::authority::{Authority, Issued, Term};
use crate::operations::{TOKEN, clock, endpoint, read, told, trusting};
use crate::server::{BOTH, Server, tls};

#[tokio::test]
async fn an_added_root_is_trusted_with_the_systems_or_alone() {
    let authority = Authority::new();
    let server = Server::tls(tls(&authority.server(), None, &BOTH, "h2")).await;
    let by_address = server.base().replace("localhost", "127.0.0.1");
    let besides = Transport::builder()
        .with_clock(clock())
        .with_root_certificate_pem(authority.pem());
    for (base, transport) in [
        (server.base(), besides),
        (&*by_address, trusting(&authority)),
    ] {
        read(&endpoint(base, &transport.build().unwrap()))
            .await
            .unwrap();
    }
    for handshake in server.handshakes() {
        assert_eq!(handshake.offered, [&b"h2"[..], b"http/1.1"], "HTTP/2 first");
        assert_eq!(handshake.client_certificates, 0);
    }
}

#[tokio::test]
async fn the_client_names_itself_and_its_token_in_every_request() {
    let authority = Authority::new();
    for alpn in ["h2", "http/1.1"] {
        let server = Server::tls(tls(&authority.server(), None, &BOTH, alpn)).await;
        let transport = trusting(&authority).build().unwrap();
        read(&endpoint(server.base(), &transport)).await.unwrap();
        let heard = server.heard();
        let version = cadastro_version();
        assert_eq!(
            heard[0].headers["user-agent"],
            format!("cadastro/{version}")
        );
        assert_eq!(heard[0].headers["authorization"], format!("Bearer {TOKEN}"));
        assert!(!heard[0].headers.contains_key("accept-encoding"));
    }
}

/// All crates of the workspace have one version.
fn cadastro_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_nothing() {
    let (authority, other) = (Authority::new(), Authority::named("another"));
    // It has the name of the authority, but not its key.
    let impostor = Authority::new();
    let cases: [(Issued, &str); 5] = [
        (impostor.server(), "was not signed by the issuer it names"),
        (other.server(), "comes from an issuer that is not trusted"),
        (
            authority.server_for(&["bank.example"], Term::Now),
            "is for another name",
        ),
        (
            authority.server_for(&["localhost"], Term::Past),
            "has expired",
        ),
        (
            authority.server_for(&["localhost"], Term::Future),
            "is not valid yet",
        ),
    ];
    for (identity, trouble) in cases {
        for version in BOTH {
            for alpn in ["h2", "http/1.1"] {
                let server = Server::tls(tls(&identity, None, &[version], alpn)).await;
                let transport = trusting(&authority).build().unwrap();
                let error = read(&endpoint(server.base(), &transport))
                    .await
                    .unwrap_err();
                let expected = format!("no connection: the server's certificate {trouble}");
                assert_eq!(told(&error), expected);
                assert!(error.is_connect() && !error.was_sent(), "{error:?}");
                assert!(server.heard().is_empty());
            }
        }
    }
}

#[test]
fn no_provider_is_installed_for_the_process() {
    Transport::new().unwrap();
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
