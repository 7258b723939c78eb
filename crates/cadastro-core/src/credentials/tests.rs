use std::time::Duration;

use futures_util::FutureExt as _;

use super::*;
use crate::clock::{Clock, SystemClock};

fn sent(credentials: &Credentials, wanted: Security) -> Result<Option<String>, Refusal> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let need = TokenNeed::new(&clock, Duration::MAX, None);
    let authorization = credentials.authorization(wanted, need);
    let proof = match authorization.now_or_never().unwrap() {
        Ok(authorization) => authorization.proof,
        Err(ErrorKind::Request(refusal)) => return Err(refusal),
        Err(other) => panic!("{other:?}"),
    };
    Ok(proof.map(|proof| match proof {
        Proof::Header(name, value) => {
            assert!(value.is_sensitive());
            format!("{name}: {}", value.to_str().unwrap())
        }
        Proof::Query(pair) => format!("?{}", *pair),
        Proof::Cookie(pair) => format!("cookie: {}", *pair),
    }))
}

#[test]
fn each_scheme_has_its_header() {
    let bearer = sent(&Credentials::bearer("t0ken"), Security::Bearer);
    assert_eq!(
        bearer.unwrap().as_deref(),
        Some("authorization: Bearer t0ken")
    );
    let basic = sent(
        &Credentials::basic("Aladdin", "open sesame"),
        Security::Basic,
    );
    assert_eq!(
        basic.unwrap().as_deref(),
        Some("authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    );
}

#[test]
fn a_token_can_have_another_header() {
    let key = Credentials::header("X-Api-Key", "k3y");
    let header = sent(&key, Security::Bearer).unwrap();
    assert_eq!(header.as_deref(), Some("x-api-key: k3y"));
    assert_eq!(sent(&key, Security::None), Ok(None));
    assert!(sent(&key, Security::Basic).is_err());
    assert_eq!(format!("{key:?}"), "Credentials(header)");
    let bare = Credentials::header("Authorization", "t0ken");
    let header = sent(&bare, Security::Bearer).unwrap();
    assert_eq!(header.as_deref(), Some("authorization: t0ken"));
}

#[test]
fn an_api_key_goes_where_the_document_says() {
    let key = Credentials::bearer("k/3 y");
    let of = |place, name| sent(&key, Security::ApiKey { place, name });
    let found = |place, name| of(place, name).unwrap().unwrap();
    assert_eq!(found(In::Header, "X-Key"), "x-key: k/3 y");
    assert_eq!(found(In::Header, "Authorization"), "authorization: k/3 y");
    assert_eq!(found(In::Query, "api[key]"), "?api%5Bkey%5D=k%2F3%20y");
    assert_eq!(found(In::Cookie, "key"), "cookie: key=k%2F3%20y");
    assert_eq!(of(In::Path, "key"), Err(Refusal::ApiKeyPlace));
    assert_eq!(of(In::Header, "Host"), Err(Refusal::ApiKeyPlace));
    assert_eq!(of(In::Cookie, "a;b"), Err(Refusal::CookieName("a;b")));
    let wanted = Security::ApiKey {
        place: In::Query,
        name: "key",
    };
    let chosen = sent(&Credentials::header("x-mine", "k3y"), wanted);
    assert_eq!(chosen.unwrap().as_deref(), Some("x-mine: k3y"));
    assert_eq!(sent(&Credentials::none(), wanted), Ok(None));
    assert!(sent(&Credentials::basic("i", "s"), wanted).is_err());
    assert_eq!(
        sent(&Credentials::bearer(" "), wanted),
        Err(Refusal::Secret)
    );
}

#[test]
fn not_every_header_takes_a_token() {
    for name in ["", "x a", "x:a", "x\r\na", "ção", "Host", "Content-Length"] {
        let credentials = Credentials::header(name, "k3y");
        assert_eq!(
            credentials.check(),
            Err(Refusal::CredentialsHeader),
            "{name}"
        );
        assert!(sent(&credentials, Security::Bearer).is_err());
    }
}

#[test]
fn nothing_is_sent_where_nothing_belongs() {
    assert_eq!(sent(&Credentials::none(), Security::Bearer), Ok(None));
    assert_eq!(sent(&Credentials::bearer("t"), Security::None), Ok(None));
    assert!(sent(&Credentials::bearer("t"), Security::Basic).is_err());
    assert!(sent(&Credentials::basic("i", "s"), Security::Bearer).is_err());
}

#[test]
fn what_a_header_cannot_carry_is_refused() {
    for token in ["", " ", "a\r\nX-Evil: 1", "a\0", "ação"] {
        let header = Credentials::header("x-api-key", token);
        assert_eq!(sent(&header, Security::Bearer), Err(Refusal::Secret));
        assert_eq!(
            sent(&Credentials::bearer(token), Security::Bearer),
            Err(Refusal::Secret)
        );
    }
    assert_eq!(
        sent(&Credentials::basic("a:b", "s"), Security::Basic),
        Err(Refusal::Secret)
    );
}
