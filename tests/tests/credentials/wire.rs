//! Token requests as they are on the wire.

use cadastro_core::{ClientAuthentication, OAuthTokens, OAuthTokensBuilder};

use crate::bank::{CLIENT_ID, CLIENT_SECRET, Heard, PASSWORD, Rules, USER};
use crate::office::{CONSENT, MINUTE, Office, call};

/// Characters that Base64, forms and headers each have their troubles with.
const ID: &str = "id/+%=& é~";
const SECRET: &str = "se:gre do/+%=&ç\"";
/// Both by RFC 7617.
const BASIC: &str = "Basic aWQvKyU9JiDDqX46c2U6Z3JlIGRvLyslPSbDpyI=";

/// The one token request that these make, whatever is answered.
async fn heard(office: &Office, tokens: OAuthTokensBuilder) -> Heard {
    let endpoint = office.endpoint(&tokens.build().unwrap());
    let _ = call(&endpoint).await;
    let mut requests = office.bank.token_requests();
    assert_eq!(requests.len(), 1);
    requests.remove(0).heard
}

fn names(heard: &Heard) -> Vec<String> {
    let mut names: Vec<_> = heard.form().into_iter().map(|(name, _)| name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_password_is_sent_in_a_form_with_the_client_in_the_header() {
    let office = Office::with(Rules::bs2());
    let heard = heard(&office, office.password().with_scope("onboarding-pj")).await;
    assert_eq!(
        (heard.method.as_str(), heard.target.as_str()),
        ("POST", "/token")
    );
    assert_eq!(
        heard.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let accept = heard.header("accept").unwrap();
    assert!(
        accept.contains("application/json") || accept == "*/*",
        "{accept}"
    );
    assert_eq!(
        heard.header("authorization"),
        Some("Basic cGFyY2Vpcm86c2VncmVkbw==")
    );
    assert_eq!(heard.field("grant_type").unwrap(), "password");
    assert_eq!(heard.field("username").unwrap(), USER);
    assert_eq!(heard.field("password").unwrap(), PASSWORD);
    assert_eq!(heard.field("scope").unwrap(), "onboarding-pj");
    assert_eq!(
        names(&heard),
        ["grant_type", "password", "scope", "username"]
    );
}

#[tokio::test]
async fn a_refresh_sends_neither_name_nor_password() {
    let office = Office::with(Rules::bs2());
    let tokens = office
        .password()
        .with_scope("onboarding-pj")
        .build()
        .unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    office.clock.advance(MINUTE * 5);
    call(&endpoint).await.unwrap();
    let refresh = &office.bank.token_requests()[1].heard;
    assert_eq!(refresh.field("grant_type").unwrap(), "refresh_token");
    assert_eq!(refresh.field("refresh_token").unwrap(), "refresh-1");
    assert_eq!(names(refresh), ["grant_type", "refresh_token", "scope"]);
}

#[tokio::test]
async fn without_a_scope_none_is_sent() {
    let office = Office::with(Rules::open_finance());
    let heard = heard(&office, office.consent()).await;
    assert_eq!(heard.field("refresh_token").unwrap(), CONSENT);
    assert_eq!(names(&heard), ["grant_type", "refresh_token"]);
}

#[tokio::test]
async fn the_client_can_stand_in_the_form() {
    let office = Office::with(Rules::bs2());
    let client = ClientAuthentication::form(CLIENT_ID, CLIENT_SECRET);
    let heard = heard(&office, office.password_with(client)).await;
    assert_eq!(heard.header("authorization"), None);
    assert_eq!(heard.field("client_id").unwrap(), CLIENT_ID);
    assert_eq!(heard.field("client_secret").unwrap(), CLIENT_SECRET);
    assert_eq!(
        names(&heard),
        [
            "client_id",
            "client_secret",
            "grant_type",
            "password",
            "username"
        ]
    );
}

/// RFC 6749, section 2.3.1, wants id and secret form-encoded before they become Basic credentials. They are sent as RFC
/// 7617 has it all the same, which is what most servers read.
#[tokio::test]
async fn special_characters_of_the_client_arrive_as_they_are_in_the_header() {
    let office = Office::with(Rules::bs2());
    let client = ClientAuthentication::basic(ID, SECRET);
    let heard = heard(&office, office.password_with(client)).await;
    assert_eq!(heard.header("authorization"), Some(BASIC));
}

#[tokio::test]
async fn special_characters_arrive_as_they_are_in_the_form() {
    let office = Office::with(Rules::bs2());
    let url = format!("{}/token", office.bank.url());
    let client = ClientAuthentication::form(ID, SECRET);
    let tokens = OAuthTokens::password(url, client, "usuário+1@x", "s&n=h a%2B+")
        .with_scope("um dois")
        .with_transport(office.transport.clone());
    let heard = heard(&office, tokens).await;
    assert_eq!(heard.field("client_id").unwrap(), ID);
    assert_eq!(heard.field("client_secret").unwrap(), SECRET);
    assert_eq!(heard.field("username").unwrap(), "usuário+1@x");
    assert_eq!(heard.field("password").unwrap(), "s&n=h a%2B+");
    assert_eq!(heard.field("scope").unwrap(), "um dois");
}

#[tokio::test]
async fn the_token_goes_into_another_header_if_it_is_asked_for() {
    let office = Office::with(Rules::bs2());
    let tokens = office.password().build().unwrap();
    let credentials = cadastro_core::Credentials::from_source(tokens).in_header("x-access-token");
    let endpoint = cadastro_core::Endpoint::builder(office.bank.url())
        .with_transport(office.transport.clone())
        .with_credentials(credentials)
        .build()
        .unwrap();
    // The bank looks for it elsewhere, so it refuses the call twice.
    assert!(call(&endpoint).await.unwrap_err().is_unauthorized());
    assert_eq!(office.bank.calls()[0].token, None);
    assert_eq!(office.bank.grants(), ["password", "refresh_token"]);
}

#[test]
fn a_token_url_that_cannot_be_one_is_refused_and_not_told() {
    for url in [
        "",
        "token",
        "/token",
        "http://bank.example/token",
        "ftp://bank.example/token",
        "https://name:s3cret@bank.example/token",
        "https://bank.example/token?key=s3cret",
        "https://bank.example/token#s3cret",
    ] {
        let client = ClientAuthentication::basic("id", "s3cret");
        let built = OAuthTokens::password(url, client, "user", "s3cret").build();
        let error = built.unwrap_err();
        assert!(error.is_configuration(), "{url}: {error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
    }
    let client = ClientAuthentication::basic("with:colon", "s3cret");
    let built =
        OAuthTokens::password("https://bank.example/token", client, "user", "s3cret").build();
    assert!(built.unwrap_err().is_configuration());
}

#[tokio::test]
async fn nothing_that_is_printed_tells_a_secret() {
    let office = Office::with(Rules::bs2());
    let client = ClientAuthentication::form(CLIENT_ID, CLIENT_SECRET);
    let mut printed = format!("{client:?}");
    let store = cadastro_core::MemoryTokenStore::new();
    let builder = office.password_with(client).with_store(store.clone());
    printed += &format!("{builder:?}");
    let tokens = builder.build().unwrap();
    let endpoint = office.endpoint(&tokens);
    call(&endpoint).await.unwrap();
    printed += &format!("{tokens:?} {tokens:#?} {store:?} {endpoint:?}");
    let mut locked = cadastro_core::TokenStore::lock(&store).await.unwrap();
    let state = cadastro_core::LockedTokens::load(&mut locked)
        .await
        .unwrap();
    printed += &format!("{state:?} {locked:?}");
    assert!(state.access_token.is_some(), "there is something to hide");
    for secret in [CLIENT_SECRET, PASSWORD, "access-1", "refresh-1"] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}
