//! TLS against a server on loopback. The certificates in `tests/tls` are of a throw-away root whose key is gone; they
//! hold until 2120 and are good for nothing else.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use cadastro_core::{Endpoint, Error, Request, Transport, TransportBuilder};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::{Acceptor, WebPkiClientVerifier};
use rustls::time_provider::TimeProvider;
use rustls::version::{TLS12, TLS13};
use rustls::{RootCertStore, ServerConfig, StreamOwned, SupportedProtocolVersion};

use crate::operations::{Customer, LIST};

const ROOT: &[u8] = include_bytes!("../tls/root.pem");
const SERVER: &[u8] = include_bytes!("../tls/server.pem");
const OTHER: &[u8] = include_bytes!("../tls/other.pem");
const CLIENT: &[u8] = include_bytes!("../tls/client.pem");

/// What the server saw of one connection.
struct Seen {
    offered: Vec<Vec<u8>>,
    client_certificates: usize,
}

struct TlsServer {
    port: u16,
    seen: Receiver<Seen>,
}

fn chain(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem)
        .map(Result::unwrap)
        .collect()
}

/// After the certificates of these tests have expired.
#[derive(Debug)]
struct Later;

impl TimeProvider for Later {
    fn current_time(&self) -> Option<UnixTime> {
        let years = 200 * 365 * 24 * 60 * 60;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(years)))
    }
}

/// With HTTP/2, and client certificates of this root only.
fn h2(client_root: Option<&[u8]>, version: &'static SupportedProtocolVersion) -> ServerConfig {
    let mut config = config_with(SERVER, client_root, &[version]);
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

fn config(
    identity: &[u8],
    ask_client: bool,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    Arc::new(config_with(identity, ask_client.then_some(ROOT), versions))
}

fn config_with(
    identity: &[u8],
    client_root: Option<&[u8]>,
    versions: &[&'static SupportedProtocolVersion],
) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(versions)
        .unwrap();
    let builder = if let Some(root) = client_root {
        let mut roots = RootCertStore::empty();
        roots.add(chain(root).remove(0)).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        builder.with_client_cert_verifier(verifier.build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::from_pem_slice(identity).unwrap();
    builder.with_single_cert(chain(identity), key).unwrap()
}

impl TlsServer {
    fn start(config: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, seen) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if let Some(connection) = serve(stream.unwrap(), &config) {
                    let _ = sender.send(connection);
                }
            }
        });
        Self { port, seen }
    }

    async fn call(&self, host: &str, transport: TransportBuilder) -> Result<Customer, Error> {
        let transport = transport
            .with_attempt_timeout(Duration::from_secs(5))
            .build()?;
        let endpoint = Endpoint::builder(format!("https://{host}:{}", self.port))
            .with_transport(transport)
            .build()?;
        let answer = endpoint.call::<Customer>(&LIST, Request::new()).await?;
        Ok(answer.into_value())
    }
}

fn serve(mut stream: TcpStream, config: &Arc<ServerConfig>) -> Option<Seen> {
    let mut acceptor = Acceptor::default();
    let accepted = loop {
        acceptor
            .read_tls(&mut stream)
            .ok()
            .filter(|read| *read > 0)?;
        if let Some(accepted) = acceptor.accept().ok()? {
            break accepted;
        }
    };
    let offered = accepted
        .client_hello()
        .alpn()
        .map(|names| names.map(<[u8]>::to_vec).collect())
        .unwrap_or_default();
    let connection = match accepted.into_connection(Arc::clone(config)) {
        Ok(connection) => connection,
        Err((_, mut alert)) => {
            let _ = alert.write_all(&mut stream);
            return None;
        }
    };
    let mut tls = StreamOwned::new(connection, stream);
    let mut heard = Vec::new();
    while !heard.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if tls.read_exact(&mut byte).is_err() {
            hang_up(tls.sock);
            return None;
        }
        heard.push(byte[0]);
    }
    if tls.conn.alpn_protocol() == Some(b"h2") {
        // Enough for these tests: it ends a connection of HTTP/2 without an answer once it was greeted.
        hang_up(tls.sock);
        return None;
    }
    tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"c\"}")
        .ok()?;
    tls.conn.send_close_notify();
    let _ = tls.flush();
    let client_certificates = tls.conn.peer_certificates().map_or(0, <[_]>::len);
    Some(Seen {
        offered,
        client_certificates,
    })
}

/// Ends a connection so that its last words arrive: what is left unread would reset it.
fn hang_up(mut stream: TcpStream) {
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

fn trusting() -> TransportBuilder {
    Transport::builder().with_root_certificate_pem(ROOT)
}

#[tokio::test]
async fn an_added_root_is_trusted_with_the_systems_or_alone() {
    let server = TlsServer::start(config(SERVER, false, &[&TLS13]));
    server.call("localhost", trusting()).await.unwrap();
    server
        .call("127.0.0.1", trusting().without_system_roots())
        .await
        .unwrap();
    let seen = server.seen.recv().unwrap();
    assert_eq!(
        seen.offered,
        [b"h2".to_vec(), b"http/1.1".to_vec()],
        "HTTP/2 first"
    );
    assert_eq!(seen.client_certificates, 0);
}

#[tokio::test]
async fn tls_1_2_is_spoken_too() {
    let server = TlsServer::start(config(SERVER, false, &[&TLS12]));
    server.call("localhost", trusting()).await.unwrap();
}

#[tokio::test]
async fn the_client_certificate_is_shown() {
    let server = TlsServer::start(config(SERVER, true, &[&TLS12, &TLS13]));
    let transport = trusting().with_client_identity_pem(CLIENT);
    server.call("localhost", transport).await.unwrap();
    assert_eq!(server.seen.recv().unwrap().client_certificates, 1);

    let error = server.call("localhost", trusting()).await.unwrap_err();
    assert!(error.to_string().contains("CertificateRequired"), "{error}");
}

#[tokio::test]
async fn a_refused_client_certificate_can_be_told_over_http_2() {
    let with_certificate = || trusting().with_client_identity_pem(CLIENT);
    for version in [&TLS13, &TLS12] {
        let mut expired = h2(Some(ROOT), version);
        expired.time_provider = Arc::new(Later);
        let cases = [
            (h2(Some(ROOT), version), trusting(), "CertificateRequired"),
            (h2(Some(SERVER), version), with_certificate(), "UnknownCA"),
            (expired, with_certificate(), "CertificateExpired"),
        ];
        for (config, transport, alert) in cases {
            let server = TlsServer::start(Arc::new(config));
            let error = server.call("localhost", transport).await.unwrap_err();
            let told = format!("the server ended the TLS handshake: {alert}");
            assert!(error.to_string().contains(&told), "{alert}: {error}");
            assert!(error.is_connect(), "{alert}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_without_a_word_is_told_as_such() {
    for config in [h2(None, &TLS13), h2(None, &TLS12)] {
        let server = TlsServer::start(Arc::new(config));
        let error = server.call("localhost", trusting()).await.unwrap_err();
        assert_eq!(
            error.to_string().split(" (interaction").next().unwrap(),
            "listCustomers: the server closed the connection; if it asks for a client certificate, it may have refused it"
        );
        assert!(!error.is_connect(), "it may have been carried out");
    }
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_nothing() {
    let strange = TlsServer::start(config(SERVER, false, &[&TLS13]));
    let elsewhere = Transport::builder()
        .without_system_roots()
        .with_root_certificate_pem(CLIENT);
    let error = strange.call("localhost", elsewhere).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert!(error.to_string().contains("not trusted"), "{error}");
    let misnamed = TlsServer::start(config(OTHER, false, &[&TLS13]));
    let error = misnamed.call("localhost", trusting()).await.unwrap_err();
    assert!(error.is_connect());
    assert!(error.to_string().contains("another name"), "{error}");
    assert!(!error.to_string().contains("bank.example"));
}

/// A PEM text from where this section begins.
fn from(pem: &[u8], section: &str) -> Vec<u8> {
    let text = std::str::from_utf8(pem).unwrap();
    text.as_bytes()[text.find(section).unwrap()..].to_vec()
}

fn refused(transport: TransportBuilder) -> String {
    let error = transport.build().unwrap_err();
    assert!(error.is_configuration());
    error.to_string()
}

#[test]
fn a_client_certificate_that_cannot_be_used_is_told_by_its_trouble() {
    let key = from(CLIENT, "-----BEGIN PRIVATE");
    let chain = CLIENT.strip_suffix(&key[..]).unwrap();
    let section = |kind: &str, text: &str| {
        format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n").into_bytes()
    };
    let encrypted = section("ENCRYPTED PRIVATE KEY", "MIIB");
    let formerly = section(
        "RSA PRIVATE KEY",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIB",
    );
    let cut = &CLIENT[..CLIENT.len() - 30];
    let cases: [(&str, Vec<u8>); 12] = [
        ("is not PEM; a PKCS #12", b"".to_vec()),
        (
            "is not PEM; a PKCS #12",
            b"\x30\x82\x0a\x11\x02\x01\x03".to_vec(),
        ),
        ("key that is encrypted", [chain, &encrypted].concat()),
        ("key that is encrypted", [chain, &formerly].concat()),
        ("key that is encrypted", [&formerly, chain].concat()),
        ("has no certificate", key.clone()),
        ("has no private key", chain.to_vec()),
        ("is damaged", cut.to_vec()),
        (
            "is damaged",
            [&section("CERTIFICATE", "!"), &key[..]].concat(),
        ),
        (
            "is damaged",
            [&section("CERTIFICATE", "AAAA"), &key[..]].concat(),
        ),
        (
            "not the one of the client certificate",
            [ROOT, &key].concat(),
        ),
        (
            "kind of the private key",
            [chain, &section("PRIVATE KEY", "AAAA")].concat(),
        ),
    ];
    for (told, pem) in cases {
        let text = refused(Transport::builder().with_client_identity_pem(&pem));
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    let marked = |pem: &[u8]| [&b"\xEF\xBB\xBF"[..], pem].concat();
    Transport::builder()
        .with_client_identity_pem(marked(CLIENT))
        .with_root_certificate_pem(marked(ROOT))
        .build()
        .unwrap();
}

#[test]
fn roots_and_proxies_that_cannot_be_used_are_refused() {
    let key = from(CLIENT, "-----BEGIN PRIVATE");
    let damaged = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (told, pem) in [
        ("are not PEM", &b""[..]),
        ("are not PEM", b"\x30\x82"),
        ("has no certificate", &key),
        ("is damaged", damaged),
        ("is damaged", &ROOT[..60]),
    ] {
        let text = refused(Transport::builder().with_root_certificate_pem(pem));
        assert!(text.contains(told), "{told}: {text}");
    }
    let outcome = Transport::builder()
        .with_https_proxy("socks5://localhost")
        .build();
    assert!(outcome.unwrap_err().is_configuration());
}

#[test]
fn no_provider_is_installed_for_the_process() {
    Transport::new().unwrap();
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
