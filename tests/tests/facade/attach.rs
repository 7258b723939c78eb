//! What the attach client sends, what it gives, and how it waits for a call that is under way.

use std::time::{Duration, SystemTime};

use cadastro::attach::{Client, Fields, Nationality, generated};
use cadastro::{Clock as _, Credentials, ManualClock, Transport};
use serde_json::json;

use crate::customers_errors::predicates;
use crate::golden::{Golden, is_uuid_v4};
use crate::people::{base39, base39_builder, success, transport_with};
use crate::server::{Reply, Server};
use crate::silence::{CPF, CUSTOMER, DETAIL, FILE, NAME, TOKEN, answered, refused, silent};

async fn taking() -> Server {
    let (status, body) = success("attach/1.yaml", "attachFile");
    Server::replying(Reply::json(status, body.to_string())).await
}

fn clock() -> ManualClock {
    ManualClock::skipping(SystemTime::UNIX_EPOCH, Duration::from_secs(5))
}

fn client_with(server: &Server, clock: &ManualClock) -> Client {
    let builder = base39_builder(server).with_transport(transport_with(clock));
    builder.build().unwrap()
}

#[tokio::test]
async fn a_file_is_attached() {
    let server = taking().await;
    let mut golden = Golden::of("attach");
    let client = base39(&server);
    let call = || silent(client.attach(CUSTOMER, FILE));
    let answer = answered(call().send().await);
    assert_eq!(answer.document.as_ref().unwrap().as_str(), CPF);
    assert_eq!(answer.attachments.as_ref().unwrap().len(), 1);
    golden.note("nothing set", &server);

    let fields = silent(Fields::only(["id", "attachments.file"]));
    let call_with = call()
        .with_fields(fields)
        .with_expand(["attachments.file", "address"]);
    let call_with = call_with.with_idempotency_key("chave da casa 1");
    let answer = answered(
        silent(call_with.with_external_client_id("externo-1"))
            .send()
            .await,
    );
    assert_eq!(answer.idempotency_key(), Some("chave da casa 1"));
    golden.note("all set, and some members only", &server);

    let without = call().with_fields(Fields::without(["metadata", "address"]));
    answered(silent(without).send().await);
    golden.note("all but some members", &server);

    let tenant = silent(base39_builder(&server).with_external_client_id("externo-plantado"));
    let tenant = silent(
        tenant
            .with_credentials(Credentials::bearer(TOKEN))
            .build()
            .unwrap(),
    );
    answered(silent(tenant.attach(CUSTOMER, FILE)).send().await);
    golden.note("a tenant's client", &server);
    golden.check();
}

#[tokio::test]
async fn a_key_is_made_up_for_each_call_and_kept_for_its_attempts() {
    let server = Server::answering(|count, _, _| match count {
        0 | 1 => Reply::json(503, ""),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let client = base39(&server);
    let first = answered(client.attach(CUSTOMER, FILE).send().await);
    let second = answered(client.attach(CUSTOMER, FILE).send().await);
    let keys: Vec<_> = server
        .heard()
        .iter()
        .map(|heard| heard.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 4);
    assert!(is_uuid_v4(&keys[0]) && is_uuid_v4(&keys[3]));
    assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3]);
    assert_eq!(first.idempotency_key(), Some(keys[0].as_str()));
    assert_eq!(second.idempotency_key(), Some(keys[3].as_str()));
}

#[tokio::test]
async fn any_member_may_be_absent_and_metadata_is_json() {
    let server = Server::replying(Reply::json(200, "{}")).await;
    let answer = answered(base39(&server).attach(CUSTOMER, FILE).send().await);
    assert!(answer.id.is_none() && answer.attachments.is_none() && answer.metadata.is_none());

    let metadata = r#"{"nome": "Fulana Plantada", "n": 1.10, "n": [null]}"#;
    let body = format!(r#"{{"metadata":{metadata},"nationality":"JP","document":"{CPF}"}}"#);
    let server = Server::replying(Reply::json(200, body)).await;
    let answer = answered(base39(&server).attach(CUSTOMER, FILE).send().await);
    assert_eq!(answer.metadata.as_ref().unwrap().get(), metadata);
    assert!(matches!(answer.nationality, Some(Nationality::Unknown(_))));
}

#[tokio::test]
async fn a_call_under_way_is_waited_for_until_it_is_done() {
    let server = Server::answering(|count, _, _| match count {
        0..=7 => Reply::json(409, json!({ "code": "x", "message": DETAIL }).to_string()),
        _ => Reply::json(200, json!({ "name": NAME }).to_string()),
    })
    .await;
    let clock = clock();
    let call = client_with(&server, &clock).attach(CUSTOMER, FILE);
    let answer = answered(call.send().await);
    assert_eq!(answer.name.as_ref().unwrap().as_str(), NAME);
    assert_eq!((server.heard().len(), answer.attempts().len()), (9, 9));
    // 1, 2, 3, 4, and then every 5 seconds.
    assert_eq!(clock.elapsed(), Duration::from_secs(1 + 2 + 3 + 4 + 4 * 5));
}

#[tokio::test]
async fn a_call_under_way_is_waited_for_until_the_deadline() {
    let server = Server::replying(Reply::json(409, json!({ "message": DETAIL }).to_string())).await;
    // Moved by hand, so that no timeout is mistaken for a wait: 5 s are never left when one begins.
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Transport::builder()
        .without_system_roots()
        .with_clock(clock.clone())
        .with_call_timeout(Duration::from_secs(89));
    let builder = base39_builder(&server).with_transport(transport.build().unwrap());
    let call = builder.build().unwrap().attach(CUSTOMER, FILE).send();
    let call = tokio::spawn(call);
    for attempt in 1.. {
        let wait = Duration::from_secs(attempt.min(5));
        clock.slept_on(Duration::from_secs(5)).await;
        if clock.next_wake() != Some(wait) {
            break;
        }
        clock.advance(wait);
    }
    let error = refused(call.await.unwrap());
    assert_eq!(error.status().unwrap(), 409);
    assert!(predicates(&error).is_empty());
    assert_eq!(clock.elapsed(), Duration::from_secs(85));
    assert_eq!(error.attempts().len(), 20);
    assert_eq!(error.attempts().len(), server.heard().len());
    assert!(error.idempotency_key().is_some_and(is_uuid_v4));
}

#[tokio::test]
async fn errors_are_predicates_with_or_without_a_code() {
    for (status, body, predicate, attempts) in [
        (400, json!({ "code": "a", "message": DETAIL }), None, 1),
        (
            401,
            json!({ "message": "Unauthorized" }),
            Some("unauthorized"),
            1,
        ),
        (
            403,
            json!({ "message": "Missing Authentication Token" }),
            Some("forbidden"),
            1,
        ),
        (404, json!({ "code": "a", "message": DETAIL }), None, 1),
        (
            429,
            json!({ "code": "a", "message": DETAIL }),
            Some("rate"),
            4,
        ),
        (500, json!({ "message": DETAIL }), None, 1),
    ] {
        let server = Server::replying(Reply::json(status, body.to_string())).await;
        let error = refused(base39(&server).attach(CUSTOMER, FILE).send().await);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(predicates(&error), Vec::from_iter(predicate));
        assert_eq!(server.heard().len(), attempts, "{status}");
        let typed = silent(error.decode::<cadastro::attach::ErrorBody>());
        let code = typed.unwrap().code;
        assert_eq!(code.is_some(), body.get("code").is_some(), "{status}");
    }
}

#[tokio::test]
async fn the_generated_client_shares_the_endpoint() {
    let server = taking().await;
    let client = generated::Client::new(base39(&server).clone().endpoint().clone());
    let body = cadastro::attach::AttachRequest::new(FILE);
    let call = silent(client)
        .attach_file(CUSTOMER, &silent(body), Default::default())
        .await;
    answered(call);
}

#[tokio::test]
async fn the_default_host_is_base39s() {
    let client = silent(Client::builder(TOKEN)).build().unwrap();
    assert_eq!(client.endpoint().base_url(), "https://api.base39.io");
}
