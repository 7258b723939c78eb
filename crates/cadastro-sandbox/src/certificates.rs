//! A throw-away authority, and what it signs: for https on loopback, and for client certificates.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use uuid::Uuid;

/// The names that the sandbox answers to, besides the address it listens on.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "sandbox.test"];

/// What a client needs to call a sandbox over https. Made anew for each sandbox, and worth nothing elsewhere.
#[derive(Clone)]
pub struct Certificates {
    root: String,
    server: String,
    client: String,
    is_mutual: bool,
}

impl Certificates {
    pub(crate) fn new(is_mutual: bool, ip: IpAddr) -> io::Result<Self> {
        Self::signed(is_mutual, ip).map_err(io::Error::other)
    }

    fn signed(is_mutual: bool, ip: IpAddr) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        // Each has a name of its own, so that clients can tell them apart.
        let name = format!("throw-away authority of a sandbox, {}", Uuid::new_v4());
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Some clients, such as Python's from 3.13 on, trust no authority that does not say what its key is for.
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let root = params.self_signed(&key)?.pem();
        let authority = Issuer::new(params, key);
        let ip = ip.to_string();
        let mut names = NAMES.to_vec();
        if !NAMES.contains(&ip.as_str()) {
            names.push(&ip);
        }
        Ok(Self {
            root,
            server: sign(&names, ExtendedKeyUsagePurpose::ServerAuth, &authority)?,
            client: sign(
                &["receiver"],
                ExtendedKeyUsagePurpose::ClientAuth,
                &authority,
            )?,
            is_mutual,
        })
    }

    /// The certificate of the authority, as PEM: the only root that a client has to trust.
    #[must_use]
    pub fn root_pem(&self) -> &str {
        &self.root
    }

    /// A client's certificate and its private key, as PEM, which a sandbox with mutual TLS asks for.
    #[must_use]
    pub fn client_identity_pem(&self) -> &str {
        &self.client
    }

    pub(crate) fn config(&self) -> io::Result<ServerConfig> {
        let builder =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(io::Error::other)?;
        let builder = if self.is_mutual {
            let mut roots = RootCertStore::empty();
            roots
                .add(
                    CertificateDer::from_pem_slice(self.root.as_bytes())
                        .map_err(io::Error::other)?,
                )
                .map_err(io::Error::other)?;
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(io::Error::other)?)
        } else {
            builder.with_no_client_auth()
        };
        let certificate = CertificateDer::from_pem_slice(self.server.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(self.server.as_bytes());
        let mut config = builder
            .with_single_cert(
                vec![certificate.map_err(io::Error::other)?],
                key.map_err(io::Error::other)?,
            )
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Certificate and key, one after the other.
fn sign(
    names: &[&str],
    purpose: ExtendedKeyUsagePurpose,
    authority: &Issuer<'_, KeyPair>,
) -> Result<String, rcgen::Error> {
    let key = KeyPair::generate()?;
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names)?;
    params.extended_key_usages = vec![purpose];
    params.use_authority_key_identifier_extension = true;
    Ok(params.signed_by(&key, authority)?.pem() + &key.serialize_pem())
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates")
            .field("is_mutual", &self.is_mutual)
            .finish_non_exhaustive()
    }
}
