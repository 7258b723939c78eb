//! One span for the call and one for each attempt in it, with what OpenTelemetry's conventions for HTTP clients ask for,
//! but `url.full`.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use cadastro_core::{
    Backoff, ClientAuthentication, Credentials, Endpoint, EndpointBuilder, Limiter, ManualClock,
    NoBody, OAuthTokens, RawBody, Transport,
};
use futures_util::future::join;

use crate::heard::{Heard, Listener, Value};
use crate::requests::{ANY, any_request};
use crate::site::{Reply, Site, Wire};
use crate::tls::Authority;

const SECOND: Duration = Duration::from_secs(1);

fn transport(clock: &ManualClock) -> Transport {
    Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone())
        .with_connect_timeout(SECOND * 30)
        .build()
        .unwrap()
}

fn clock() -> ManualClock {
    ManualClock::skipping(SystemTime::UNIX_EPOCH, SECOND * 9)
}

fn builder(url: String, clock: &ManualClock) -> EndpointBuilder {
    Endpoint::builder(url)
        .with_transport(transport(clock))
        .with_credentials(Credentials::bearer("token"))
        .with_retry(Backoff::new().with_max_attempts(3).without_jitter())
}

fn fields<const N: usize>(pairs: [(&'static str, Value); N]) -> BTreeMap<&'static str, Value> {
    BTreeMap::from(pairs)
}

/// The spans of one call to a server with these replies.
async fn spans_of(replies: impl Into<Vec<Reply>>) -> (Vec<Heard>, i64) {
    let site = Site::start(&Wire::default(), replies.into()).await;
    let (listener, _listening) = Listener::start();
    let endpoint = builder(site.url("/base"), &clock()).build().unwrap();
    let _ = endpoint.call::<Vec<u8>>(&ANY, any_request()).await;
    (listener.spans(), site.address.port().into())
}

/// The `error.type` of the only attempt and of the call.
#[track_caller]
fn assert_failed(spans: &[Heard], failure: &str, status: Option<i64>) {
    assert!(spans.len() >= 2, "{spans:?}");
    for span in [&spans[0], spans.last().unwrap()] {
        assert_eq!(
            span.fields.get("error.type"),
            Some(&failure.into()),
            "{spans:#?}"
        );
        assert_eq!(span.fields.get("otel.status_code"), Some(&"ERROR".into()));
        let told = span.fields.get("http.response.status_code");
        assert_eq!(told, status.map(Value::Whole).as_ref(), "{failure}");
        assert!(span.closed);
    }
}

#[tokio::test]
async fn a_call_with_three_attempts_tells_this_and_nothing_else() {
    let unavailable = || Reply::new(503, &[], "");
    let replies = [unavailable(), unavailable(), Reply::json(200, "[1]")];
    let (spans, port) = spans_of(replies).await;
    let [call, attempts @ ..] = &spans[..] else {
        panic!("no span");
    };
    assert_eq!((call.name, call.parent), ("http.client.call", None));
    let expected = fields([
        ("otel.kind", "internal".into()),
        ("otel.name", "anyOperation".into()),
        ("http.request.method", "PUT".into()),
        ("url.template", "/coisas/{id}".into()),
        ("server.address", "127.0.0.1".into()),
        ("server.port", port.into()),
        ("http.response.status_code", 200.into()),
        ("cadastro.attempts", 3.into()),
        ("cadastro.waited_ms", 750.into()),
    ]);
    assert_eq!(call.fields, expected);
    let waits: Vec<_> = call.events.iter().map(|event| &event["wait_ms"]).collect();
    assert_eq!(waits, [&Value::Whole(250), &Value::Whole(500)]);

    assert_eq!(attempts.len(), 3);
    for (attempt, (resent, waited)) in attempts.iter().zip([(0, 0), (1, 250), (2, 500)]) {
        assert_eq!(attempt.name, "http.client.request");
        assert_eq!(attempt.parent, Some(call.id));
        assert!(attempt.closed);
        let mut expected = fields([
            ("otel.kind", "client".into()),
            ("otel.name", "PUT /coisas/{id}".into()),
            ("http.request.method", "PUT".into()),
            ("url.scheme", "http".into()),
            ("url.template", "/coisas/{id}".into()),
            ("server.address", "127.0.0.1".into()),
            ("server.port", port.into()),
            ("network.protocol.version", "1.1".into()),
        ]);
        if resent > 0 {
            expected.insert("http.request.resend_count", resent.into());
            expected.insert("cadastro.waited_ms", waited.into());
        }
        let status = if resent < 2 {
            expected.insert("error.type", "503".into());
            expected.insert("otel.status_code", "ERROR".into());
            503
        } else {
            200
        };
        expected.insert("http.response.status_code", status.into());
        assert_eq!(attempt.fields, expected);
    }
}

#[tokio::test]
async fn each_failure_has_its_type() {
    let answer = |status| Reply::new(status, &[], "");
    let cases = [
        (answer(400), "400", Some(400)),
        (answer(401), "401", Some(401)),
        (answer(302), "302", Some(302)),
        (answer(423), "423", Some(423)),
        (answer(529), "529", Some(529)),
        (answer(599), "599", Some(599)),
        (Reply::json(200, "{}"), "decode", Some(200)),
        (
            Reply::announcing(9, 200, &[], b"[1"),
            "incomplete",
            Some(200),
        ),
        (Reply::Bytes(Vec::new()), "transport", None),
        (Reply::Bytes(b"no HTTP\r\n\r\n".to_vec()), "transport", None),
    ];
    for (reply, failure, status) in cases {
        let (spans, _) = spans_of([reply]).await;
        assert_failed(&spans, failure, status);
    }
}

#[tokio::test]
async fn a_request_that_is_refused_has_a_span_too() {
    let (listener, _listening) = Listener::start();
    let endpoint = builder("http://127.0.0.1:9".to_owned(), &clock())
        .build()
        .unwrap();
    let refused = any_request().header("x-a", "a\nb");
    let outcome = endpoint.call::<Vec<u8>>(&ANY, refused).await;
    assert!(outcome.unwrap_err().is_request());
    let spans = listener.spans();
    assert_eq!(spans.len(), 1, "no attempt: {spans:#?}");
    assert_eq!(spans[0].fields["error.type"], "request".into());
    assert_eq!(spans[0].fields["cadastro.attempts"], 0.into());
    assert!(spans[0].closed);
}

#[tokio::test]
async fn failures_without_an_answer_have_their_types() {
    let (listener, _listening) = Listener::start();
    let clock = clock();
    let nowhere = builder("http://127.0.0.1:1".to_owned(), &clock).build();
    let outcome = nowhere.unwrap().call::<NoBody>(&ANY, any_request()).await;
    assert!(outcome.unwrap_err().is_connect());
    assert_failed(&listener.spans(), "connect", None);

    let (listener, _listening) = Listener::start();
    let site = Site::start(&Wire::default(), [Reply::Stall(Vec::new())]).await;
    let silent = builder(site.url(""), &clock).with_retry(Backoff::never());
    let silent = silent.build().unwrap();
    let time_runs_out = async {
        site.arrived().await;
        clock.advance(SECOND * 30);
    };
    let call = silent.call::<NoBody>(&ANY, any_request());
    let (outcome, ()) = join(call, time_runs_out).await;
    assert!(outcome.unwrap_err().is_timeout());
    assert_failed(&listener.spans(), "timeout", None);

    let (listener, _listening) = Listener::start();
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(1);
    let limiter = limiter.build();
    let site = Site::start(&Wire::default(), [Reply::json(200, "[]")]).await;
    let slow = Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone())
        .with_call_timeout(SECOND * 30);
    let slow = builder(site.url(""), &clock)
        .with_transport(slow.build().unwrap())
        .with_limiter(limiter)
        .build()
        .unwrap();
    slow.call::<RawBody>(&ANY, any_request()).await.unwrap();
    let before = listener.spans().len();
    let outcome = slow.call::<RawBody>(&ANY, any_request()).await;
    assert!(outcome.unwrap_err().is_throttled());
    assert_failed(&listener.spans()[before..], "throttled", None);
}

#[tokio::test]
async fn a_replay_with_a_renewed_token_is_an_attempt_and_the_token_request_is_inside_too() {
    let wire = Wire::default();
    let replies = [Reply::new(401, &[], ""), Reply::json(200, "[]")];
    let api = Site::start(&wire, replies.to_vec()).await;
    let minted = |token| {
        Reply::json(
            200,
            format!("{{\"access_token\":\"{token}\",\"expires_in\":300}}"),
        )
    };
    let bank = Site::start(&wire, vec![minted("one"), minted("two")]).await;
    let clock = clock();
    let client = ClientAuthentication::basic("id", "secret");
    let tokens = OAuthTokens::refresh_token(bank.url("/token"), client, "refresh")
        .with_transport(transport(&clock))
        .build()
        .unwrap();
    let (listener, _listening) = Listener::start();
    let endpoint = builder(api.url(""), &clock).with_credentials(Credentials::from_source(tokens));
    let endpoint = endpoint.build().unwrap();
    endpoint.call::<RawBody>(&ANY, any_request()).await.unwrap();

    let spans = listener.spans();
    let call = &spans[0];
    assert_eq!(call.fields["cadastro.attempts"], 2.into());
    let attempts: Vec<_> = spans
        .iter()
        .filter(|span| span.name == "http.client.request" && span.parent == Some(call.id))
        .collect();
    assert_eq!(attempts.len(), 2, "{spans:#?}");
    assert_eq!(attempts[0].fields["error.type"], "401".into());
    assert_eq!(attempts[0].fields.get("http.request.resend_count"), None);
    assert_eq!(attempts[1].fields["http.request.resend_count"], 1.into());
    assert_eq!(attempts[1].fields.get("error.type"), None);
    let port = Value::Whole(bank.address.port().into());
    let token_requests: Vec<_> = spans
        .iter()
        .filter(|span| span.name == "http.client.request" && span.fields["server.port"] == port)
        .collect();
    assert_eq!(token_requests.len(), 2, "{spans:#?}");
    for request in token_requests {
        let mut span = request;
        while let Some(parent) = span.parent {
            span = spans.iter().find(|other| other.id == parent).unwrap();
        }
        assert_eq!(span.id, call.id, "within the call that needed the token");
    }
}

#[tokio::test]
async fn over_tls_the_version_and_the_scheme_are_told() {
    let authority = Authority::new();
    let client = authority.client();
    for (protocol, version) in [(b"h2".as_slice(), "2"), (b"http/1.1", "1.1")] {
        let config = authority.server(&[protocol]);
        let site = Site::start_tls(&Wire::default(), [Reply::json(200, "[]")], config).await;
        let transport = Transport::builder()
            .without_system_roots()
            .with_clock(clock())
            .with_connect_timeout(SECOND * 30)
            .with_client_identity_pem(format!("{}{}", client.certificate, client.key))
            .with_root_certificate_pem(authority.pem())
            .build()
            .unwrap();
        let (listener, _listening) = Listener::start();
        let endpoint = builder(site.https(""), &clock()).with_transport(transport);
        let endpoint = endpoint.build().unwrap();
        endpoint.call::<RawBody>(&ANY, any_request()).await.unwrap();
        let attempt = &listener.spans()[1].fields;
        assert_eq!(attempt["network.protocol.version"], version.into());
        assert_eq!(attempt["url.scheme"], "https".into());
        assert_eq!(attempt["server.address"], "localhost".into());
    }
}

#[tokio::test]
async fn an_address_of_ipv6_has_no_brackets() {
    let (listener, _listening) = Listener::start();
    let nowhere = builder("http://[::1]:1".to_owned(), &clock())
        .build()
        .unwrap();
    let _ = nowhere.call::<NoBody>(&ANY, any_request()).await;
    for span in listener.spans() {
        assert_eq!(span.fields["server.address"], "::1".into());
    }
}

#[tokio::test]
async fn spans_are_children_of_the_callers_span() {
    let site = Site::start(&Wire::default(), [Reply::json(200, "[]")]).await;
    let (listener, _listening) = Listener::start();
    let endpoint = builder(site.url(""), &clock()).build().unwrap();
    let own = tracing::info_span!("a task of the caller");
    let call = endpoint.call::<RawBody>(&ANY, any_request());
    tracing::Instrument::instrument(call, own.clone())
        .await
        .unwrap();
    let parent = own.id().map(|id| id.into_u64());
    assert_eq!(listener.spans()[0].parent, parent);
}
