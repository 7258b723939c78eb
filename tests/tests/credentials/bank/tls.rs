//! The certificates of the bank and of its customers, made anew for each run of the tests.

use std::sync::{Arc, OnceLock};

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// As PEM.
pub(crate) struct Certificates {
    pub(crate) root: String,
    /// The certificate of a customer, with its key.
    pub(crate) client: String,
    server: String,
}

impl Certificates {
    pub(crate) fn of_tests() -> &'static Self {
        static MADE: OnceLock<Certificates> = OnceLock::new();
        MADE.get_or_init(|| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let key = KeyPair::generate().unwrap();
            let root = params.self_signed(&key).unwrap().pem();
            let issuer = Issuer::new(params, key);
            Self {
                root,
                client: signed("cliente", ExtendedKeyUsagePurpose::ClientAuth, &issuer),
                server: signed("localhost", ExtendedKeyUsagePurpose::ServerAuth, &issuer),
            }
        })
    }

    /// Takes customers with a certificate of the root, and without one.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(self.root.as_bytes()).unwrap();
        roots.add(root).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .allow_unauthenticated()
                .build()
                .unwrap();
        let certificate = CertificateDer::from_pem_slice(self.server.as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(self.server.as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

fn signed(name: &str, purpose: ExtendedKeyUsagePurpose, issuer: &Issuer<'_, KeyPair>) -> String {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.extended_key_usages = vec![purpose];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    format!("{}{}", certificate.pem(), key.serialize_pem())
}
