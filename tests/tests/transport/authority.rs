//! A certificate authority that lives as long as its test, and what it issues.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// When a certificate is valid.
#[derive(Clone, Copy)]
pub(crate) enum Term {
    Now,
    Past,
    Future,
}

impl Authority {
    pub(crate) fn new() -> Self {
        Self::named("the authority of a test")
    }

    /// Authorities of one name have different keys all the same.
    pub(crate) fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        roots
    }

    /// For a server on loopback.
    pub(crate) fn server(&self) -> Issued {
        self.server_for(&["localhost", "127.0.0.1"], Term::Now)
    }

    pub(crate) fn server_for(&self, names: &[&str], term: Term) -> Issued {
        self.issue(names, ExtendedKeyUsagePurpose::ServerAuth, term)
    }

    pub(crate) fn client(&self, term: Term) -> Issued {
        self.issue(
            &["client.example"],
            ExtendedKeyUsagePurpose::ClientAuth,
            term,
        )
    }

    fn issue(&self, names: &[&str], usage: ExtendedKeyUsagePurpose, term: Term) -> Issued {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.extended_key_usages = vec![usage];
        let (first, last) = match term {
            Term::Now => (2000, 4000),
            Term::Past => (2000, 2001),
            Term::Future => (3999, 4000),
        };
        params.not_before = date_time_ymd(first, 1, 1);
        params.not_after = date_time_ymd(last, 1, 1);
        let key = KeyPair::generate().unwrap();
        Issued {
            certificate: params.signed_by(&key, &self.0).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

impl Issued {
    /// Certificate and key in one text.
    pub(crate) fn pem(&self) -> String {
        format!("{}{}", self.certificate, self.key)
    }

    pub(crate) fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap()]
    }

    pub(crate) fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap()
    }
}
