//! TLS against a server on loopback. The certificates in `tests/tls` are of a throw-away root whose key is gone; they
//! hold until 2120 and are good for nothing else.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use cadastro_core::{Endpoint, Error, Request, Transport, TransportBuilder};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{Acceptor, WebPkiClientVerifier};
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

fn config(
    identity: &[u8],
    ask_client: bool,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(versions)
        .unwrap();
    let builder = if ask_client {
        let mut roots = RootCertStore::empty();
        roots.add(chain(ROOT).remove(0)).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        builder.with_client_cert_verifier(verifier.build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::from_pem_slice(identity).unwrap();
    Arc::new(builder.with_single_cert(chain(identity), key).unwrap())
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
        tls.read_exact(&mut byte).ok()?;
        heard.push(byte[0]);
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

#[test]
fn certificates_that_cannot_be_used_are_refused() {
    let key = |pem: &[u8]| {
        let text = std::str::from_utf8(pem).unwrap();
        text.as_bytes()[text.find("-----BEGIN PRIVATE").unwrap()..].to_vec()
    };
    let no_fit = [ROOT, &key(CLIENT)].concat();
    for pem in [b"".to_vec(), ROOT.to_vec(), key(CLIENT), no_fit] {
        let outcome = Transport::builder().with_client_identity_pem(pem).build();
        assert!(outcome.unwrap_err().is_configuration());
    }
    for pem in [
        "",
        "no PEM",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let outcome = Transport::builder().with_root_certificate_pem(pem).build();
        assert!(outcome.unwrap_err().is_configuration(), "{pem}");
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
