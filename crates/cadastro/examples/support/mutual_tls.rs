//! A server on loopback that asks for a client certificate, and the throw-away authority that signs for both sides.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A server under `https://localhost`, and what a client needs to call it, as PEM.
pub(crate) struct Server {
    pub(crate) origin: String,
    /// The certificate of the authority.
    pub(crate) root: String,
    /// The client's certificate and its private key.
    pub(crate) client: String,
}

pub(crate) async fn serve(app: Router) -> Result<Server> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = params.self_signed(&key)?.pem();
    let authority = Issuer::new(params, key);
    let server = signed("localhost", ExtendedKeyUsagePurpose::ServerAuth, &authority)?;
    let client = signed("receiver", ExtendedKeyUsagePurpose::ClientAuth, &authority)?;

    let tcp = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("https://localhost:{}", tcp.local_addr()?.port());
    let tls = TlsAcceptor::from(Arc::new(config(&root, &server)?));
    tokio::spawn(async move { axum::serve(MutualTls { tcp, tls }, app).await });
    Ok(Server {
        origin,
        root,
        client,
    })
}

fn signed(
    name: &str,
    purpose: ExtendedKeyUsagePurpose,
    authority: &Issuer<'_, KeyPair>,
) -> Result<String> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.extended_key_usages = vec![purpose];
    Ok(params.signed_by(&key, authority)?.pem() + &key.serialize_pem())
}

fn config(root: &str, server: &str) -> Result<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes())?)?;
    let clients =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let certificate = CertificateDer::from_pem_slice(server.as_bytes())?;
    let key = PrivateKeyDer::from_pem_slice(server.as_bytes())?;
    Ok(ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(clients.build()?)
        .with_single_cert(vec![certificate], key)?)
}

struct MutualTls {
    tcp: TcpListener,
    tls: TlsAcceptor,
}

impl Listener for MutualTls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.tcp.accept().await else {
                continue;
            };
            // Whoever shows no certificate of the authority gets no further.
            if let Ok(stream) = self.tls.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}
