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
use rustls::pki_types::pem::{self, PemObject};
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
        let pem = text(pem).ok_or(Refusal::ClientIdentityNotPem)?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match (chain, PrivateKeyDer::from_pem_slice(pem)) {
            (Ok(chain), Ok(key)) if !chain.is_empty() => Ok(Self { chain, key }),
            (_, Err(_)) if is_encrypted(pem) => Err(Refusal::ClientKeyEncrypted),
            (Ok(chain), _) if chain.is_empty() => Err(Refusal::ClientCertificateMissing),
            (Ok(_), Err(pem::Error::NoItemsFound)) => Err(Refusal::ClientKeyMissing),
            _ => Err(Refusal::ClientIdentityDamaged),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({} certificates)", self.chain.len())
    }
}

/// The root certificates of a PEM text, at least one.
pub(crate) fn roots(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Refusal> {
    let pem = text(pem).ok_or(Refusal::RootCertificateNotPem)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if found.is_empty() => Err(Refusal::RootCertificateMissing),
        Ok(found) => Ok(found),
        Err(_) => Err(Refusal::RootCertificateDamaged),
    }
}

/// What may be PEM, without the byte order mark that some editors put before it.
fn text(pem: &[u8]) -> Option<&[u8]> {
    let pem = pem.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(pem);
    contains(pem, b"-----BEGIN ").then_some(pem)
}

/// Whether there is an encrypted key, of PKCS #8 or as OpenSSL used to write it.
fn is_encrypted(pem: &[u8]) -> bool {
    contains(pem, b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        || contains(pem, b"Proc-Type: 4,ENCRYPTED")
}

fn contains(pem: &[u8], wanted: &[u8]) -> bool {
    pem.windows(wanted.len()).any(|window| window == wanted)
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
            .map_err(|_| Refusal::RootCertificateDamaged)?;
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
        Some(Identity { chain, key }) => {
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| match error {
                    rustls::Error::InconsistentKeys(_) => Refusal::ClientKeyOfAnother,
                    rustls::Error::InvalidCertificate(_) => Refusal::ClientIdentityDamaged,
                    _ => Refusal::ClientKeyUnusable,
                })?
        }
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
