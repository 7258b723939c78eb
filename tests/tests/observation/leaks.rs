//! A run of all sorts, of which nothing personal and nothing secret comes out; and the proof that the net would have
//! caught it.

use std::time::{Duration, SystemTime};

use cadastro_core::{
    Backoff, Credentials, Decode, Endpoint, EndpointBuilder, Failed, ManualClock, RawBody,
    RetryBudget, RetryPolicy, Transport, TransportBuilder,
};
use futures_util::future::join;
use serde_json::Value;

use crate::answers::{bad_answers, odd_persons, persons, planted, refusal};
use crate::capture::Capture;
use crate::net::Net;
use crate::planted::{CPF, NAME, PASSWORD, STAYING, TOKEN, TRAVELLING, URL_PASSWORD, USERNAME};
use crate::printed::Printed;
use crate::requests::{self, ANY, any_request};
use crate::site::{Reply, Site, Wire};
use crate::tls::Authority;
use crate::tokens;

const SECOND: Duration = Duration::from_secs(1);

/// What has come of a run.
struct Run {
    /// What was heard at trace level.
    heard: String,
    /// What `Debug`, `Display` and sources said.
    printed: Printed,
    /// What really went over the wire.
    wire: Vec<u8>,
    /// What was set and stays at home: keys.
    kept: Vec<String>,
}

impl Run {
    fn words(&self) -> Vec<&str> {
        let kept = self.kept.iter().map(String::as_str);
        TRAVELLING
            .iter()
            .chain(STAYING)
            .copied()
            .chain(kept)
            .collect()
    }
}

/// Waits pass by themselves; timeouts only when time is moved.
fn clock() -> ManualClock {
    ManualClock::skipping(SystemTime::UNIX_EPOCH, SECOND * 9)
}

fn transport(clock: &ManualClock) -> TransportBuilder {
    Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone())
        .with_attempt_timeout(SECOND * 30)
        .with_connect_timeout(SECOND * 30)
        .with_upload_timeouts(SECOND * 40, SECOND * 3600)
        .with_call_timeout(SECOND * 3600)
        .with_body_limit(64 * 1024)
}

async fn run() -> Run {
    let (capture, listening) = Capture::start();
    let (wire, mut printed, authority) = (Wire::default(), Printed::default(), Authority::new());
    let transport = transport(&clock()).build().unwrap();
    printed.value(&transport);

    plain(&wire, &transport, &mut printed).await;
    failing(&wire, &transport, &mut printed).await;
    without_an_answer(&wire, &mut printed).await;
    let mut kept = over_tls(&wire, &authority, &mut printed).await;
    // With a deadline before which no further token requests are allowed.
    let hasty = self::transport(&clock()).with_call_timeout(SECOND * 31);
    tokens::oauth(&wire, &hasty.build().unwrap(), &mut printed).await;
    tokens::settings(&mut printed).await;
    unusable(&authority, &mut printed);
    values(&mut printed);

    kept.extend(telling_lines(tokens::SIGNING_KEY));
    drop(listening);
    Run {
        heard: capture.text(),
        printed,
        wire: wire.bytes(),
        kept,
    }
}

fn builder(site: &Site, transport: &Transport) -> EndpointBuilder {
    Endpoint::builder(site.url("/base")).with_transport(transport.clone())
}

/// Successes, with records that can be typed and with some that cannot, after retries and redirects.
async fn plain(wire: &Wire, transport: &Transport, printed: &mut Printed) {
    let unavailable = planted(503, refusal());
    for replies in [
        vec![planted(200, persons().to_string())],
        vec![planted(200, odd_persons())],
        vec![
            unavailable.clone(),
            unavailable,
            planted(201, persons().to_string()),
        ],
    ] {
        let site = Site::start(wire, replies).await;
        let bearer = Credentials::bearer(TOKEN);
        let endpoint = builder(&site, transport).with_credentials(bearer);
        let endpoint = endpoint.with_retry(Curious).build().unwrap();
        requests::customers(&endpoint, printed).await;
        requests::onboarding(&endpoint, printed).await;
        requests::attach(&endpoint, printed).await;
        requests::token_endpoint(builder(&site, transport), printed).await;
        requests::api_key(builder(&site, transport), printed).await;
        requests::refused(builder(&site, transport), printed).await;
    }
}

/// Every bad answer to every client.
async fn failing(wire: &Wire, transport: &Transport, printed: &mut Printed) {
    for reply in bad_answers() {
        let site = Site::start(wire, [reply]).await;
        let bearer = Credentials::bearer(TOKEN);
        let endpoint = builder(&site, transport).with_credentials(bearer);
        let endpoint = endpoint.build().unwrap();
        requests::customers(&endpoint, printed).await;
        requests::onboarding(&endpoint, printed).await;
        requests::attach(&endpoint, printed).await;
        requests::token_endpoint(builder(&site, transport), printed).await;
    }
    let site = Site::start(wire, [planted(401, refusal())]).await;
    tokens::own_source(|| builder(&site, transport), printed).await;
}

/// Servers that are not there, or say nothing, or not enough.
async fn without_an_answer(wire: &Wire, printed: &mut Printed) {
    let clock = clock();
    let transport = transport(&clock)
        .with_call_timeout(SECOND * 30)
        .build()
        .unwrap();
    let nowhere = Endpoint::builder("http://127.0.0.1:1/base")
        .with_transport(transport.clone())
        .with_credentials(Credentials::bearer(TOKEN));
    let nowhere = nowhere.build().unwrap();
    printed.outcome(&nowhere.call::<RawBody>(&ANY, any_request()).await);
    requests::onboarding(&nowhere, printed).await;

    let head = format!("HTTP/1.1 200 {NAME}\r\ncontent-length: 99\r\n\r\n{CPF}");
    for stall in [String::new(), head] {
        let site = Site::start(wire, [Reply::Stall(stall.into_bytes())]).await;
        let bearer = Credentials::bearer(TOKEN);
        let endpoint = builder(&site, &transport).with_credentials(bearer);
        let endpoint = endpoint.build().unwrap();
        let time_runs_out = async {
            site.arrived().await;
            clock.advance(SECOND * 30);
        };
        let call = endpoint.call::<RawBody>(&ANY, any_request());
        let (outcome, ()) = join(call, time_runs_out).await;
        assert!(outcome.as_ref().unwrap_err().is_timeout());
        printed.outcome(&outcome);
    }
}

/// With client certificates, over HTTP/1.1 and HTTP/2, right ones and wrong ones. Gives the lines of the keys.
async fn over_tls(wire: &Wire, authority: &Authority, printed: &mut Printed) -> Vec<String> {
    let client = authority.client();
    let stranger = Authority::new().client();
    let mut replies = vec![
        planted(200, odd_persons()),
        planted(503, refusal()),
        planted(200, persons().to_string()),
        planted(400, refusal()),
        Reply::Bytes(Vec::new()),
    ];
    replies.extend(bad_answers().into_iter().take(15));
    for protocols in [&[b"h2".as_slice()][..], &[b"http/1.1"]] {
        let config = authority.server(protocols);
        let site = Site::start_tls(wire, replies.clone(), config).await;
        for (issued, root) in [
            (&client, authority.pem()),
            (&stranger, authority.pem()),
            (&client, Authority::new().pem()),
        ] {
            let transport = transport(&clock())
                .with_client_identity_pem(format!("{}{}", issued.certificate, issued.key))
                .with_root_certificate_pem(root);
            printed.value(&transport);
            let transport = transport.build().unwrap();
            printed.value(&transport);
            let endpoint = Endpoint::builder(site.https("/base"))
                .with_transport(transport)
                .with_credentials(Credentials::bearer(TOKEN))
                .build()
                .unwrap();
            printed.value(&endpoint);
            if issued.key == client.key {
                requests::customers(&endpoint, printed).await;
                requests::attach(&endpoint, printed).await;
            }
            for _ in 0..8 {
                printed.outcome(&endpoint.call::<RawBody>(&ANY, any_request()).await);
            }
        }
    }
    [client.key, stranger.key]
        .iter()
        .flat_map(|key| telling_lines(key))
        .collect()
}

/// The lines of a key that no other key has.
fn telling_lines(pem: &str) -> Vec<String> {
    let lines: Vec<_> = pem.lines().filter(|line| line.len() > 30).collect();
    assert!(lines.len() > 2 || pem.len() < 400, "{} lines", lines.len());
    let lines = lines.iter().filter(|line| !line.starts_with("-----"));
    lines.skip(1).map(|line| (*line).to_owned()).collect()
}

/// What cannot be set up.
fn unusable(authority: &Authority, printed: &mut Printed) {
    let issued = authority.client();
    let other = authority.client();
    for pem in [
        issued.key.clone(),
        issued.certificate.clone(),
        format!("{}{}", issued.certificate, other.key),
        format!("{}{}", issued.certificate, issued.key.replace('M', "!")),
        PASSWORD.to_owned(),
    ] {
        let builder = transport(&clock())
            .with_client_identity_pem(&pem)
            .with_root_certificate_pem(PASSWORD);
        printed.value(&builder);
        printed.built(&builder.build());
    }
    for url in [
        format!("https://{USERNAME}:{URL_PASSWORD}@bank.example"),
        format!("https://bank.example/?cpf={CPF}&senha={URL_PASSWORD}"),
        format!("ftp://{URL_PASSWORD}.example"),
        format!("{URL_PASSWORD} {NAME}"),
    ] {
        let builder = Endpoint::builder(&url).with_credentials(Credentials::bearer(TOKEN));
        printed.value(&builder);
        printed.built(&builder.build());
        let proxied = transport(&clock()).with_https_proxy(&url);
        printed.value(&proxied);
        printed.built(&proxied.build());
    }
    printed.value(&Backoff::new());
    printed.value(&RetryBudget::default());
}

/// Values of each type that hold what is planted, typed, raw and unknown.
fn values(printed: &mut Printed) {
    use cadastro_core::{
        AccountNumber, Amount, AreaCode, BranchCode, CallingCode, Cep, Cnpj, CompeCode, Country,
        Cpf, CpfCnpj, Currency, Date, DateTime, Email, IbgeCode, Integer, InteractionId, Json,
        Lenient, Number, OneOrMany, PhoneExtension, PhoneNumber, Records, Text, UnknownValue, Uri,
        decode,
    };
    macro_rules! all {
        ($($value:ident)*) => {$(
            for word in TRAVELLING {
                let json = serde_json::to_vec(word).unwrap();
                printed.value(&decode::<$value>(&json));
                printed.value(&decode::<Lenient<$value>>(&json));
                printed.value(&decode::<OneOrMany<$value>>(&json));
                let list = serde_json::to_vec(&[word, word]).unwrap();
                printed.value(&decode::<Records<$value>>(&list));
                printed.read(&decode::<$value>(&list));
            }
        )*};
    }
    all! {
        AccountNumber Amount AreaCode BranchCode CallingCode Cep Cnpj CompeCode Country Cpf CpfCnpj
        Currency Date DateTime Email IbgeCode Integer InteractionId Json Number PhoneExtension
        PhoneNumber Text Uri
    }
    for word in TRAVELLING {
        printed.value(&UnknownValue::new(Text::from(*word)));
        printed.value(&RawBody::decode(&bytes::Bytes::from(*word)).unwrap().0);
    }
}

/// A policy that looks at what it is asked, and tries once more.
struct Curious;

impl RetryPolicy for Curious {
    fn wait(&self, failed: &Failed<'_>) -> Option<Duration> {
        tracing::info!(?failed, error = %failed.error(), "asked");
        (failed.attempts() < 3).then_some(SECOND)
    }
}

#[tokio::test]
async fn nothing_planted_comes_out_and_all_of_it_was_there() {
    let run = run().await;
    let net = Net::new(run.words());

    // What is planted came by: the same net catches it in what really went over the wire.
    let travelled = net.caught(&run.wire);
    let travelled: Vec<_> = travelled.iter().map(|(word, _)| *word).collect();
    for word in TRAVELLING {
        assert!(
            travelled.contains(word),
            "{word} was never sent nor received"
        );
    }
    for word in STAYING
        .iter()
        .copied()
        .chain(run.kept.iter().map(String::as_str))
    {
        assert!(!travelled.contains(&word), "{word} went over the wire");
    }

    // And the run was one of all sorts, heard at the lowest level from all who speak.
    assert!(run.printed.answers > 50, "{} answers", run.printed.answers);
    assert!(run.printed.errors > 400, "{} errors", run.printed.errors);
    for speaker in [
        "cadastro_core::endpoint::spans",
        "reqwest::connect",
        "hyper_util::client::legacy",
        "h2::codec",
        "rustls",
        "TRACE",
        "waiting before the next attempt",
        "http.client.call",
        "http.client.request",
        "anyOperation",
    ] {
        assert!(run.heard.contains(speaker), "{speaker} was not heard");
    }

    let leaks = net.caught(run.heard.as_bytes());
    assert!(leaks.is_empty(), "heard: {leaks:#?}");
    let leaks = net.caught(run.printed.text.as_bytes());
    assert!(leaks.is_empty(), "printed: {leaks:#?}");
}

/// The same answer printed by others: every layer that is redacted here shows its words there.
#[tokio::test]
async fn without_redaction_the_same_things_are_caught() {
    // Whether a span is of interest is asked once in a process: a test that does not listen could answer for all.
    let _listening = Capture::start();
    let wire = Wire::default();
    let site = Site::start(&wire, [planted(200, odd_persons())]).await;
    let transport = transport(&clock()).build().unwrap();
    let endpoint = builder(&site, &transport).with_credentials(Credentials::bearer(TOKEN));
    let endpoint = endpoint.build().unwrap();
    let answer = endpoint
        .call::<cadastro_core::Json>(&ANY, any_request())
        .await;
    let answer = answer.unwrap();
    let value: Value = serde_json::from_slice(answer.raw_body()).unwrap();
    let name = value["data"][0]["civilName"].to_string();
    let refused = serde_json::from_str::<i64>(&name).unwrap_err();
    let bare_url = format!("{}/base/coisas/{}", site.url(""), crate::planted::PATH_ID);
    let renderings = [
        ("a body", format!("{:?}", answer.raw_body())),
        (
            "a body's bytes",
            format!("{:?}", answer.raw_body().to_vec()),
        ),
        ("a JSON value", format!("{value:?}")),
        ("a reason of serde", refused.to_string()),
        ("raw JSON", answer.get().to_owned()),
        ("headers", format!("{:?}", answer.headers())),
        (
            "an id",
            format!("{:?}", answer.interaction_id().unwrap().as_str()),
        ),
        ("a key", format!("{:?}", answer.idempotency_key())),
        ("a URL", format!("{bare_url:?}")),
        (
            "a request",
            String::from_utf8_lossy(&wire.bytes()).into_owned(),
        ),
    ];
    let net = Net::new(TRAVELLING);
    for (what, text) in renderings {
        assert!(!net.caught(text.as_bytes()).is_empty(), "{what}: {text}");
    }
}
