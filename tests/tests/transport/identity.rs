//! Certificates, keys and proxies that cannot be used are told when the transport is built, by their trouble.

use cadastro_core::{Transport, TransportBuilder};

use crate::authority::{Authority, Term};

fn refused(transport: TransportBuilder) -> String {
    let error = transport.build().unwrap_err();
    assert!(error.is_configuration());
    error.to_string()
}

fn section(kind: &str, text: &str) -> String {
    format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n")
}

#[test]
fn a_client_certificate_that_cannot_be_used_is_told_by_its_trouble() {
    let authority = Authority::new();
    let client = authority.client(Term::Now);
    let (chain, key) = (client.certificate.as_str(), client.key.as_str());
    let encrypted = section("ENCRYPTED PRIVATE KEY", "MIIB");
    let formerly = section(
        "RSA PRIVATE KEY",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIB",
    );
    let pem = client.pem();
    let cases: [(&str, String); 12] = [
        ("is not PEM; a PKCS #12", String::new()),
        ("is not PEM; a PKCS #12", "0\u{82}\n\u{11}".to_owned()),
        ("key that is encrypted", [chain, &encrypted].concat()),
        ("key that is encrypted", [chain, &formerly].concat()),
        ("key that is encrypted", [&formerly, chain].concat()),
        ("has no certificate", key.to_owned()),
        ("has no private key", chain.to_owned()),
        ("is damaged", pem[..pem.len() - 30].to_owned()),
        ("is damaged", [&section("CERTIFICATE", "!"), key].concat()),
        (
            "is damaged",
            [&section("CERTIFICATE", "AAAA"), key].concat(),
        ),
        (
            "not the one of the client certificate",
            [&authority.pem(), key].concat(),
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
    let authority = Authority::new();
    let marked = |pem: String| format!("\u{FEFF}{pem}");
    Transport::builder()
        .with_client_identity_pem(marked(authority.client(Term::Now).pem()))
        .with_root_certificate_pem(marked(authority.pem()))
        .build()
        .unwrap();
}

#[test]
fn roots_and_proxies_that_cannot_be_used_are_refused() {
    let authority = Authority::new();
    let key = authority.client(Term::Now).key;
    let cut = authority.pem()[..60].to_owned();
    for (told, pem) in [
        ("are not PEM", String::new()),
        ("are not PEM", "0\u{82}".to_owned()),
        ("has no certificate", key),
        ("is damaged", section("CERTIFICATE", "AAAA")),
        ("is damaged", cut),
    ] {
        let text = refused(Transport::builder().with_root_certificate_pem(pem));
        assert!(text.contains(told), "{told}: {text}");
    }
    let told = refused(Transport::builder().with_https_proxy("socks5://localhost"));
    assert_eq!(told, "the proxy is not an http or https URL");
}
