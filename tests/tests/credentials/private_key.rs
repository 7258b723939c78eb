//! `private_key_jwt`: the assertion as a bank would check it, over mTLS as well.

use std::collections::HashSet;
use std::time::SystemTime;

use cadastro_core::{ClientAuthentication, Clock as _, OAuthTokens, PrivateKeyJwt};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;

use crate::bank::{Certificates, Heard, Rules, Trouble};
use crate::office::{CONSENT, MINUTE, Office, call, transport};

// Key pairs of these tests, good for nothing else; the weak one has 1024 bits.
const PKCS8: &str = include_str!("keys/client.pkcs8.pem");
const PKCS1: &str = include_str!("keys/client.pkcs1.pem");
const PUBLIC: &str = include_str!("keys/client.public.pem");
const WEAK: &str = include_str!("keys/weak.pkcs8.pem");

const ID: &str = "urn:cliente:1";

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    jti: String,
    iat: u64,
    exp: u64,
}

/// The assertion of a token request, its signature checked.
fn assertion(heard: &Heard) -> (Header, Claims) {
    let kind = heard.field("client_assertion_type").unwrap();
    assert_eq!(
        kind,
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    let jwt = heard.field("client_assertion").unwrap();
    let key = DecodingKey::from_rsa_pem(PUBLIC.as_bytes()).unwrap();
    let mut validation = Validation::new(Algorithm::PS256);
    // They go by the time of day; the test has a clock of its own.
    validation.validate_exp = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Claims>(&jwt, &key, &validation).unwrap();
    (decoded.header, decoded.claims)
}

fn consent(office: &Office, key: PrivateKeyJwt) -> OAuthTokens {
    office.bank.consented(CONSENT);
    let client = ClientAuthentication::private_key_jwt(key);
    OAuthTokens::refresh_token(format!("{}/token", office.bank.url()), client, CONSENT)
        .with_transport(office.transport.clone())
        .build()
        .unwrap()
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

#[tokio::test]
async fn the_assertion_is_what_fapi_asks_for() {
    for pem in [PKCS8, PKCS1] {
        let office = Office::with(Rules::open_finance());
        office.clock.advance(MINUTE * 7);
        let key = PrivateKeyJwt::from_pem(ID, pem)
            .with_key_id("chave-1")
            .with_audience("https://banco.example");
        let endpoint = office.endpoint(&consent(&office, key));
        call(&endpoint).await.unwrap();
        let heard = &office.bank.token_requests()[0].heard;
        assert_eq!(heard.header("authorization"), None);
        let mut names: Vec<_> = heard.form().into_iter().map(|(name, _)| name).collect();
        names.sort();
        let expected = [
            "client_assertion",
            "client_assertion_type",
            "client_id",
            "grant_type",
            "refresh_token",
        ];
        assert_eq!(names, expected);
        assert_eq!(heard.field("client_id").unwrap(), ID);
        let (header, claims) = assertion(heard);
        assert_eq!(header.alg, Algorithm::PS256);
        assert_eq!(header.typ.as_deref(), Some("JWT"));
        assert_eq!(header.kid.as_deref(), Some("chave-1"));
        assert_eq!((claims.iss.as_str(), claims.sub.as_str()), (ID, ID));
        assert_eq!(claims.aud, "https://banco.example");
        assert_eq!(
            claims.iat,
            seconds(office.clock.now()),
            "by the clock of the transport"
        );
        let life = claims.exp - claims.iat;
        assert!((30..=300).contains(&life), "{life} s");
        assert!(uuid::Uuid::parse_str(&claims.jti).is_ok());
    }
}

#[tokio::test]
async fn without_more_the_audience_is_the_token_endpoint() {
    let office = Office::with(Rules::open_finance());
    let endpoint = office.endpoint(&consent(&office, PrivateKeyJwt::from_pem(ID, PKCS8)));
    call(&endpoint).await.unwrap();
    let (header, claims) = assertion(&office.bank.token_requests()[0].heard);
    assert_eq!(header.kid, None);
    assert_eq!(claims.aud, format!("{}/token", office.bank.url()));
}

#[tokio::test]
async fn each_attempt_has_an_assertion_of_its_own() {
    let office = Office::without_waiting(Rules::open_finance());
    let endpoint = office.endpoint(&consent(&office, PrivateKeyJwt::from_pem(ID, PKCS8)));
    let mut ids = HashSet::new();
    for _ in 0..8 {
        office.bank.troubled([Trouble::status(503), Trouble::Reset]);
        call(&endpoint).await.unwrap();
        office.clock.advance(MINUTE * 16);
    }
    let requests = office.bank.token_requests();
    assert_eq!(requests.len(), 24);
    for request in requests {
        let (_, claims) = assertion(&request.heard);
        assert_eq!(claims.iat, seconds(crate::office::start() + request.at));
        assert!(ids.insert(claims.jti), "a jti comes once");
    }
}

#[tokio::test]
async fn it_goes_over_mtls() {
    let mut office = Office::with(Rules::open_finance());
    let certificates = Certificates::of_tests();
    office.bank.consented(CONSENT);
    let url = format!("{}/token", office.bank.tls_url());
    for (identity, certified) in [(Some(&certificates.client), true), (None, false)] {
        let mut transport = transport(&office.clock);
        if let Some(identity) = identity {
            transport = transport.with_client_identity_pem(identity);
        }
        office.transport = transport.build().unwrap();
        let key = PrivateKeyJwt::from_pem(ID, PKCS8);
        let client = ClientAuthentication::private_key_jwt(key);
        let tokens = OAuthTokens::refresh_token(url.as_str(), client, CONSENT)
            .with_transport(office.transport.clone())
            .build()
            .unwrap();
        call(&office.endpoint_at(office.bank.tls_url(), &tokens))
            .await
            .unwrap();
        let requests = office.bank.token_requests();
        let last = requests.last().unwrap();
        assert_eq!(last.certified, certified);
        assert_eq!(assertion(&last.heard).1.aud, url);
    }
}

#[test]
fn keys_that_cannot_sign_are_told_apart() {
    let elliptic = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let damaged = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for (pem, told) in [
        (elliptic.as_str(), "not an RSA key"),
        ("", "not an unencrypted private key in PEM"),
        ("chave-secreta", "not an unencrypted private key in PEM"),
        (PUBLIC, "not an unencrypted private key in PEM"),
        (damaged, "not supported, or the key is damaged"),
        (WEAK, "not supported, or the key is damaged"),
    ] {
        let client = ClientAuthentication::private_key_jwt(PrivateKeyJwt::from_pem(ID, pem));
        assert!(!format!("{client:?}").contains("secreta"));
        let built =
            OAuthTokens::refresh_token("https://banco.example/token", client, CONSENT).build();
        let error = built.unwrap_err();
        assert!(error.is_configuration());
        let text = format!("{error} {error:?}");
        assert!(text.contains(told), "{text}");
        assert!(!text.contains("secreta"));
    }
}
