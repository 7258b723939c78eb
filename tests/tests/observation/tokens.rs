//! Calls that need a token, by each grant and each way of authentication, with token endpoints in all moods.

use cadastro_core::{
    ClientAuthentication, Credentials, CredentialsError, EndpointBuilder, LockedTokens,
    MemoryTokenStore, OAuthTokens, OAuthTokensBuilder, PrivateKeyJwt, RawBody, SecretString, Token,
    TokenNeed, TokenSource, TokenState, TokenStore, Transport,
};
use serde_json::json;

use crate::answers::{html, persons, planted, refusal};
use crate::planted::{
    CAUSE, CLIENT_ID, CLIENT_SECRET, CPF, MEMBER, MINTED_TOKEN, NAME, NEXT_REFRESH_TOKEN,
    OAUTH_ERROR, OTHER_TOKEN, PASSWORD, REFRESH_TOKEN, UNKNOWN, URL_PASSWORD, USERNAME,
};
use crate::printed::Printed;
use crate::requests::{ANY, any_request};
use crate::site::{Reply, Site, Wire};

/// An RSA key for tests, which is good for nothing else.
pub(crate) const SIGNING_KEY: &str = include_str!("../credentials/keys/client.pkcs8.pem");

/// Calls an API by tokens of all kinds of token endpoints.
pub(crate) async fn oauth(wire: &Wire, transport: &Transport, printed: &mut Printed) {
    let minted = json!({
        "access_token": MINTED_TOKEN,
        "refresh_token": NEXT_REFRESH_TOKEN,
        "token_type": "Bearer",
        "expires_in": "300",
        "scope": UNKNOWN,
        MEMBER: NAME,
    });
    let no = json!({ "error": OAUTH_ERROR, "error_description": NAME, MEMBER: CPF });
    let known_no = json!({ "error": "invalid_grant", "error_description": NAME });
    let moods: Vec<Vec<Reply>> = vec![
        vec![planted(200, minted.to_string())],
        vec![planted(503, refusal()), planted(200, minted.to_string())],
        vec![planted(400, no.to_string())],
        vec![planted(401, known_no.to_string())],
        vec![html()],
        vec![planted(
            200,
            json!({ "access_token": { NAME: CPF } }).to_string(),
        )],
        vec![planted(200, json!({ "access_token": NAME }).to_string())],
        vec![planted(200, json!([MINTED_TOKEN]).to_string())],
        vec![planted(200, format!("{{\"access_token\": {MINTED_TOKEN}"))],
        vec![Reply::announcing(
            9999,
            200,
            &[],
            minted.to_string().as_bytes(),
        )],
        vec![Reply::new(
            302,
            &[("location", "https://outro.example/")],
            NAME,
        )],
        vec![Reply::Bytes(Vec::new())],
        // Good at first, and then no more.
        vec![
            planted(200, minted.to_string()),
            planted(400, no.to_string()),
        ],
    ];
    for mood in moods {
        // The second call is answered 401, which leads to a renewal.
        let answers = [
            planted(200, persons().to_string()),
            planted(401, refusal()),
            planted(401, refusal()),
        ];
        for grant in [refreshing, by_password, by_signed_assertion] {
            let tokens = Site::start(wire, mood.clone()).await;
            let api = Site::start(wire, answers.to_vec()).await;
            let builder = grant(tokens.url("/token")).with_transport(transport.clone());
            printed.value(&builder);
            let source = builder.build().unwrap();
            printed.value(&source);
            let credentials = Credentials::from_source(source);
            printed.value(&credentials);
            let endpoint = cadastro_core::Endpoint::builder(api.url(""))
                .with_transport(transport.clone())
                .with_credentials(credentials)
                .build()
                .unwrap();
            for _ in 0..2 {
                printed.outcome(&endpoint.call::<RawBody>(&ANY, any_request()).await);
            }
        }
    }
}

fn refreshing(url: String) -> OAuthTokensBuilder {
    let client = ClientAuthentication::basic(CLIENT_ID, CLIENT_SECRET);
    OAuthTokens::refresh_token(url, client, REFRESH_TOKEN)
}

fn by_password(url: String) -> OAuthTokensBuilder {
    let client = ClientAuthentication::form(CLIENT_ID, CLIENT_SECRET);
    OAuthTokens::password(url, client, USERNAME, PASSWORD).with_scope(UNKNOWN)
}

fn by_signed_assertion(url: String) -> OAuthTokensBuilder {
    let key = PrivateKeyJwt::from_pem(CLIENT_ID, SIGNING_KEY)
        .with_key_id(UNKNOWN)
        .with_audience(NAME);
    let client = ClientAuthentication::private_key_jwt(key);
    OAuthTokens::refresh_token(url, client, REFRESH_TOKEN)
}

/// What is only looked at: authentication, stores, states, and settings that cannot be used.
pub(crate) async fn settings(printed: &mut Printed) {
    let broken_key = SIGNING_KEY.replace('\n', "!\n");
    for pem in [SIGNING_KEY, &broken_key, PASSWORD] {
        let key = PrivateKeyJwt::from_pem(CLIENT_ID, pem).with_key_id(UNKNOWN);
        printed.value(&key);
        let client = ClientAuthentication::private_key_jwt(key);
        printed.value(&client);
        let tokens = OAuthTokens::refresh_token("https://bank.example", client, REFRESH_TOKEN);
        printed.built(&tokens.build());
    }
    for client in [
        ClientAuthentication::basic(CLIENT_ID, CLIENT_SECRET),
        ClientAuthentication::form(CLIENT_ID, CLIENT_SECRET),
    ] {
        printed.value(&client);
        let url = format!("https://{USERNAME}:{URL_PASSWORD}@bank.example/?cpf={CPF}");
        let tokens = OAuthTokens::password(url, client, USERNAME, PASSWORD);
        printed.value(&tokens);
        printed.built(&tokens.build());
    }
    let mut state = TokenState::default();
    state.access_token = Some(MINTED_TOKEN.into());
    state.refresh_token = Some(NEXT_REFRESH_TOKEN.into());
    printed.value(&state);
    let store = MemoryTokenStore::new();
    let mut locked = store.lock().await.unwrap();
    locked.save(&state).await.unwrap();
    printed.value(&store);
    printed.value(&locked);
    printed.value(&locked.load().await);
    printed.value(&Token::new(MINTED_TOKEN));
    printed.value(&SecretString::from(MINTED_TOKEN));
    printed.value(&Credentials::bearer(MINTED_TOKEN));
    printed.value(&Credentials::basic(CLIENT_ID, CLIENT_SECRET));
}

/// A source of the caller's own that fails, and one whose token is refused. Their errors' own texts are theirs; this
/// side must not print them by itself.
pub(crate) async fn own_source(endpoint: impl Fn() -> EndpointBuilder, printed: &mut Printed) {
    struct Failing;

    impl TokenSource for Failing {
        async fn token(&self, _: TokenNeed<'_>) -> Result<Token, CredentialsError> {
            Err(CredentialsError::new(CAUSE))
        }
    }

    struct Stubborn(tokio::sync::mpsc::UnboundedSender<String>);

    impl TokenSource for Stubborn {
        async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
            let _ = self
                .0
                .send(format!("{need:?} {need:#?} {:?}", need.refused()));
            Ok(Token::new(OTHER_TOKEN))
        }
    }

    let failing = endpoint().with_credentials(Credentials::from_source(Failing));
    let error = failing.build().unwrap();
    let error = error
        .call::<RawBody>(&ANY, any_request())
        .await
        .unwrap_err();
    printed.value(&error);
    printed.value(&error.credentials_error());
    printed.value(&[
        error.to_string(),
        error.credentials_error().unwrap().to_string(),
    ]);

    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let stubborn = endpoint().with_credentials(Credentials::from_source(Stubborn(sender)));
    let outcome = stubborn.build().unwrap();
    let outcome = outcome.call::<RawBody>(&ANY, any_request()).await;
    printed.outcome(&outcome);
    while let Ok(text) = heard.try_recv() {
        printed.text.push_str(&text);
    }
}
