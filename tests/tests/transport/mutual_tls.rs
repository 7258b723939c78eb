//! A server that wants a client certificate, over both versions of HTTP and of TLS.

use std::sync::Arc;

use cadastro_core::{Backoff, Endpoint};
use rustls::ProtocolVersion;
use rustls::version::{TLS12, TLS13};
use tokio::io::AsyncReadExt as _;
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, Term};
use crate::operations::{endpoint, read, told, trusting, with_policy};
use crate::scripted::Scripted;
use crate::server::{BOTH, Server, hang_up, tls};

const ALPN: [(&str, http::Version); 2] = [
    ("h2", http::Version::HTTP_2),
    ("http/1.1", http::Version::HTTP_11),
];

#[tokio::test]
async fn the_client_certificate_is_shown() {
    let authority = Authority::new();
    let client = authority.client(Term::Now).pem();
    for version in BOTH {
        for (alpn, spoken) in ALPN {
            let config = tls(&authority.server(), Some(&authority), &[version], alpn);
            let server = Server::tls(config).await;
            let transport = trusting(&authority).with_client_identity_pem(&client);
            let endpoint = endpoint(server.base(), &transport.build().unwrap());
            assert_eq!(read(&endpoint).await.unwrap().id, "c");
            let handshake = &server.handshakes()[0];
            assert_eq!(handshake.client_certificates, 1);
            assert_eq!(handshake.version, version.version);
            assert_eq!(server.heard()[0].version, spoken);
        }
    }
}

#[tokio::test]
async fn the_chain_is_shown_too() {
    let authority = Authority::new();
    let client = authority.client(Term::Now);
    let pem = [client.certificate, authority.pem(), client.key].concat();
    let config = tls(&authority.server(), Some(&authority), &BOTH, "h2");
    let server = Server::tls(config).await;
    let transport = trusting(&authority).with_client_identity_pem(pem);
    read(&endpoint(server.base(), &transport.build().unwrap()))
        .await
        .unwrap();
    assert_eq!(server.handshakes()[0].client_certificates, 2);
}

/// Whatever the protocols, a certificate that the server refuses is told by the alert, and the call can be said not to
/// have been sent.
#[tokio::test]
async fn a_refused_client_certificate_is_told_by_the_servers_alert() {
    let (authority, other) = (Authority::new(), Authority::named("another"));
    // It has the name of the authority, but not its key.
    let impostor = Authority::new();
    let cases = [
        (None, "CertificateRequired"),
        (Some(other.client(Term::Now)), "UnknownCA"),
        (Some(impostor.client(Term::Now)), "DecryptError"),
        (Some(authority.client(Term::Past)), "CertificateExpired"),
        (Some(authority.client(Term::Future)), "CertificateExpired"),
    ];
    for version in BOTH {
        for (alpn, _) in ALPN {
            let config = tls(&authority.server(), Some(&authority), &[version], alpn);
            let server = Server::tls(config).await;
            for (client, alert) in &cases {
                let mut transport = trusting(&authority);
                if let Some(client) = client {
                    transport = transport.with_client_identity_pem(client.pem());
                }
                // The usual policy, so that a repetition would be seen.
                let endpoint = with_policy(
                    server.base(),
                    &transport.build().unwrap(),
                    Backoff::new().without_jitter(),
                );
                let error = read(&endpoint).await.unwrap_err();
                let case = format!("{alert}, {alpn}, {:?}: {error:?}", version.version);
                let reason = format!("the server ended the TLS handshake: {alert}");
                assert!(told(&error).contains(&reason), "{case}: {error}");
                assert!(error.is_connect() && !error.is_timeout(), "{case}");
                assert!(!error.was_sent() && !error.was_successful(), "{case}");
                assert_eq!(error.status(), None, "{case}");
                assert_eq!(error.attempts().len(), 1, "{case}");
            }
            assert!(server.heard().is_empty(), "the token went nowhere");
        }
    }
}

/// Some servers refuse a certificate without an alert; others close for another reason, maybe with the work done.
#[tokio::test]
async fn a_connection_that_is_closed_without_a_word_is_told_as_such() {
    let authority = Authority::new();
    for version in BOTH {
        for (alpn, _) in ALPN {
            let config = Arc::new(tls(&authority.server(), None, &[version], alpn));
            let server = Scripted::start(move |_, stream| {
                let acceptor = TlsAcceptor::from(Arc::clone(&config));
                async move {
                    let mut stream = acceptor.accept(stream).await.unwrap();
                    stream.read_u8().await.unwrap();
                    hang_up(stream.into_inner().0).await;
                }
            })
            .await;
            let transport = trusting(&authority).build().unwrap();
            let error = read(&endpoint(&server.at("https"), &transport))
                .await
                .unwrap_err();
            assert_eq!(
                told(&error),
                "the server closed the connection; if it asks for a client certificate, it may have refused it"
            );
            assert!(!error.is_connect(), "it may have been carried out");
        }
    }
}

#[tokio::test]
async fn four_ways_to_be_misconfigured_are_four_different_errors() {
    let (authority, other) = (Authority::new(), Authority::named("another"));
    let wanting = tls(&authority.server(), Some(&authority), &BOTH, "h2");
    let wanting = Server::tls(wanting).await;
    let elsewhere = authority.server_for(&["bank.example"], Term::Now);
    let misnamed = Server::tls(tls(&elsewhere, Some(&authority), &BOTH, "h2")).await;
    let call = async |server: &Server, client: String| {
        let transport = trusting(&authority).with_client_identity_pem(client);
        let endpoint = endpoint(server.base(), &transport.build().unwrap());
        told(&read(&endpoint).await.unwrap_err())
    };
    let plain = Endpoint::builder("http://bank.example").build();
    let told = [
        call(&wanting, other.client(Term::Now).pem()).await,
        call(&wanting, authority.client(Term::Past).pem()).await,
        call(&misnamed, authority.client(Term::Now).pem()).await,
        plain.unwrap_err().to_string(),
    ];
    assert_eq!(
        told,
        [
            "no connection: the server ended the TLS handshake: UnknownCA",
            "no connection: the server ended the TLS handshake: CertificateExpired",
            "no connection: the server's certificate is for another name",
            "plain http is for loopback addresses only; use https",
        ]
    );
    assert!(wanting.heard().is_empty() && misnamed.heard().is_empty());
}

#[tokio::test]
async fn both_versions_of_tls_are_spoken() {
    let authority = Authority::new();
    for (versions, spoken) in [
        (&[&TLS12][..], ProtocolVersion::TLSv1_2),
        (&[&TLS13], ProtocolVersion::TLSv1_3),
        (&[&TLS12, &TLS13], ProtocolVersion::TLSv1_3),
    ] {
        let config = tls(&authority.server(), None, versions, "h2");
        let server = Server::tls(config).await;
        let transport = trusting(&authority).build().unwrap();
        read(&endpoint(server.base(), &transport)).await.unwrap();
        assert_eq!(server.handshakes()[0].version, spoken);
    }
}
