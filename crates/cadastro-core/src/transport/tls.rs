//! TLS as the banks ask for it: version 1.2 or newer, an optional client certificate (mTLS), and the trusted roots.
//!
//! *Provider: ring, not aws-lc-rs.* Both do all that FAPI-BR asks for (RSA and ECDSA certificates, ECDHE with AES-GCM).
//! aws-lc-rs adds FIPS and post-quantum key exchange, but compiles a large C library, most of a cold build and a hurdle
//! when cross-compiling. The provider is handed to this one configuration and not installed for the process, so an
//! application may use another for itself.
//!
//! *Roots: those of the platform, not a list compiled in.* Banks serve their mTLS hosts with ICP-Brasil certificates,
//! which Mozilla's list does not have; an administrator can add them to the platform's store, and withdraws distrusted
//! ones there. The verifier comes with the HTTP client in any case.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::error::Refusal;

/// A client certificate with its chain and key.
pub(crate) struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    pub(crate) fn from_pem(pem: &[u8]) -> Result<Self, Refusal> {
        let chain = certificates(pem).ok_or(Refusal::ClientIdentity)?;
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| Refusal::ClientIdentity)?;
        Ok(Self { chain, key })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({} certificates)", self.chain.len())
    }
}

/// The certificates of a PEM file; `None` when there are none or one of them is broken.
pub(crate) fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found.ok().filter(|found| !found.is_empty())
}

/// The configuration, and whether it trusts anyone at all. A machine without roots (a slim container) can still talk
/// to loopback, so that is no error here.
pub(crate) fn configure(
    identity: Option<Identity>,
    extra_roots: Vec<CertificateDer<'static>>,
    system_roots: bool,
) -> Result<(ClientConfig, bool), Refusal> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut own = RootCertStore::empty();
    for root in &extra_roots {
        own.add(root.clone())
            .map_err(|_| Refusal::RootCertificate)?;
    }
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|_| Refusal::Tls)?;
    let platform = system_roots
        .then(|| platform_verifier(extra_roots, provider))
        .flatten();
    let trusts = platform.is_some() || !own.is_empty();
    let builder = match platform {
        Some(verifier) => builder
            .dangerous()
            .with_custom_certificate_verifier(verifier),
        None => builder.with_root_certificates(own),
    };
    let mut config = match identity {
        Some(Identity { chain, key }) => builder
            .with_client_auth_cert(chain, key)
            .map_err(|_| Refusal::ClientIdentityUnusable)?,
        None => builder.with_no_client_auth(),
    };
    // The HTTP client leaves a ready-made configuration as it is, so HTTP/2 has to be offered here.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((config, trusts))
}

/// `None` when the platform has no roots.
fn platform_verifier(
    extra_roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Option<Arc<dyn ServerCertVerifier>> {
    let verifier = Verifier::new_with_extra_roots(extra_roots, provider).ok()?;
    Some(Arc::new(verifier))
}
