//! What goes over the wire: line, headers and body.

use cadastro_core::{Bytes, Credentials, Endpoint, NoBody, RawBody, Request};
use serde::Serialize;

use crate::operations::{ATTACH, Customer, LIST, TOKEN, endpoint, transport};
use crate::server::Server;

const CUSTOMER: &str = r#"{"id":"cust_1"}"#;

fn is_uuid_v4(text: &str) -> bool {
    uuid::Uuid::parse_str(text).is_ok_and(|uuid| uuid.get_version_num() == 4)
}

#[tokio::test]
async fn a_get_carries_path_query_and_headers() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let request = Request::new()
        .query("page", Some(2))
        .query("page-size", None::<i32>)
        .query("name", "São João & Cia+")
        .query_list("fields", Some(vec!["a", "b,c"]))
        .query_list("expand", Some(Vec::<String>::new()))
        .header("x-fapi-auth-date", Some("Wed, 01 Jul 2026 12:00:00 GMT"))
        .header("x-customer-user-agent", None::<&str>);
    let answer = endpoint(&server)
        .call::<Customer>(&LIST, request)
        .await
        .unwrap();
    assert_eq!(
        answer.value(),
        &Customer {
            id: "cust_1".into()
        }
    );
    assert_eq!(answer.id, "cust_1", "it dereferences to the value");

    let heard = server.only();
    assert_eq!(
        heard.line(),
        "GET /open-banking/customers/v2/personal/identifications?\
         page=2&name=S%C3%A3o%20Jo%C3%A3o%20%26%20Cia%2B&fields=a,b%2Cc"
    );
    assert_eq!(heard.one("authorization"), "Bearer s3cr3t-token");
    assert_eq!(heard.one("accept"), "application/json");
    assert_eq!(
        heard.one("user-agent"),
        format!("cadastro/{}", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(
        heard.one("x-fapi-auth-date"),
        "Wed, 01 Jul 2026 12:00:00 GMT"
    );
    for absent in [
        "x-customer-user-agent",
        "content-type",
        "idempotency-key",
        "accept-encoding",
    ] {
        assert!(heard.all(absent).is_empty(), "{absent}");
    }
}

#[tokio::test]
async fn a_json_body_goes_to_its_path() {
    let server = Server::answering("201 Created", CUSTOMER).await;
    let request = Request::new()
        .path("id", "cust/1 ?")
        .json(&serde_json::json!({"file": "file_1"}));
    endpoint(&server)
        .call::<Customer>(&ATTACH, request)
        .await
        .unwrap();
    let heard = server.only();
    assert_eq!(
        heard.line(),
        "POST /open-banking/customers/v2/v1/customers/cust%2F1%20%3F/attach"
    );
    assert_eq!(heard.one("content-type"), "application/json");
    assert_eq!(heard.text(), r#"{"file":"file_1"}"#);
}

#[tokio::test]
async fn a_form_body_goes_with_basic_credentials() {
    #[derive(Serialize)]
    struct Grant {
        grant_type: &'static str,
        scope: &'static str,
    }
    let server = Server::answering("200 OK", "{}").await;
    let endpoint = Endpoint::builder(server.url(""))
        .with_transport(transport())
        .with_credentials(Credentials::basic("id", "secret"))
        .build()
        .unwrap();
    let grant = Grant {
        grant_type: "client_credentials",
        scope: "a b",
    };
    endpoint
        .call::<NoBody>(&TOKEN, Request::new().form(&grant))
        .await
        .unwrap();
    let heard = server.only();
    assert_eq!(heard.line(), "POST /oauth/token");
    assert_eq!(heard.one("authorization"), "Basic aWQ6c2VjcmV0");
    assert_eq!(
        heard.one("content-type"),
        "application/x-www-form-urlencoded"
    );
    assert_eq!(heard.one("accept"), "*/*");
    assert_eq!(heard.text(), "grant_type=client_credentials&scope=a+b");
}

#[tokio::test]
async fn a_token_goes_into_the_header_it_is_meant_for() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = Endpoint::builder(server.url(""))
        .with_transport(transport())
        .with_credentials(Credentials::header("X-Api-Key", "s3cr3t-key"))
        .build()
        .unwrap();
    let request = Request::new().header("x-api-key", "another");
    endpoint.call::<Customer>(&LIST, request).await.unwrap();
    let heard = server.only();
    assert_eq!(heard.one("x-api-key"), "s3cr3t-key");
    assert!(heard.all("authorization").is_empty());
    let error = endpoint.call::<NoBody>(&TOKEN, Request::new()).await;
    assert!(
        error.unwrap_err().is_request(),
        "it takes Basic credentials"
    );
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn each_call_has_one_interaction_id_and_the_callers_wins() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = endpoint(&server);
    let own = Request::new().header("X-Fapi-Interaction-Id", "my-own");
    let mut ids = Vec::new();
    for request in [Request::new(), Request::new(), own] {
        let answer = endpoint.call::<Customer>(&LIST, request).await.unwrap();
        ids.push(answer.interaction_id().unwrap().as_str().to_owned());
    }
    let sent: Vec<_> = server
        .heard()
        .iter()
        .map(|heard| heard.one("x-fapi-interaction-id").to_owned())
        .collect();
    assert_eq!(sent, ids);
    assert!(is_uuid_v4(&ids[0]) && is_uuid_v4(&ids[1]));
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[2], "my-own");
}

#[tokio::test]
async fn the_servers_interaction_id_is_adopted() {
    let head = "200 OK\r\nx-fapi-interaction-id: theirs";
    let server = Server::answering(head, CUSTOMER).await;
    let answer = endpoint(&server)
        .call::<Customer>(&LIST, Request::new())
        .await
        .unwrap();
    assert_eq!(answer.interaction_id().unwrap().as_str(), "theirs");
    let server = Server::answering("500 Oops\r\nx-fapi-interaction-id: theirs", "").await;
    let error = endpoint(&server)
        .call::<Customer>(&LIST, Request::new())
        .await
        .unwrap_err();
    assert_eq!(error.interaction_id().unwrap().as_str(), "theirs");
}

#[tokio::test]
async fn an_idempotency_key_is_made_unless_given_and_told() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = endpoint(&server);
    let request = || Request::new().path("id", "c").json("x");
    let fresh = endpoint.call::<Customer>(&ATTACH, request()).await.unwrap();
    let given = request().header("Idempotency-Key", Some("mine"));
    let given = endpoint.call::<Customer>(&ATTACH, given).await.unwrap();
    let heard = server.heard();
    assert!(is_uuid_v4(heard[0].one("idempotency-key")));
    assert_eq!(
        fresh.idempotency_key(),
        Some(heard[0].one("idempotency-key"))
    );
    assert_eq!(heard[1].one("idempotency-key"), "mine");
    assert_eq!(given.idempotency_key(), Some("mine"));
    assert!(heard[0].all("x-fapi-interaction-id").is_empty());
}

#[tokio::test]
async fn blank_ids_and_keys_of_the_caller_count_as_none() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = endpoint(&server);
    for blank in ["", " ", "\t "] {
        let request = Request::new()
            .path("id", "c")
            .json("x")
            .header("Idempotency-Key", blank)
            .header("x-fapi-interaction-id", blank);
        let answer = endpoint.call::<Customer>(&ATTACH, request).await.unwrap();
        let heard = server.heard().pop().unwrap();
        let key = heard.one("idempotency-key");
        assert!(is_uuid_v4(key), "{blank:?}");
        assert_eq!(answer.idempotency_key(), Some(key));
        assert!(heard.all("x-fapi-interaction-id").is_empty());

        let request = Request::new()
            .header("Idempotency-Key", blank)
            .header("x-fapi-interaction-id", blank);
        endpoint.call::<Customer>(&LIST, request).await.unwrap();
        let heard = server.heard().pop().unwrap();
        assert!(is_uuid_v4(heard.one("x-fapi-interaction-id")), "{blank:?}");
        assert!(heard.all("idempotency-key").is_empty());
    }
}

#[tokio::test]
async fn another_path_can_be_given_for_an_operation() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = Endpoint::builder(server.url("/base"))
        .with_transport(transport())
        .with_path(&ATTACH, "/v2/attach/{id}")
        .build()
        .unwrap();
    let request = Request::new().path("id", "c").json("x");
    endpoint.call::<Customer>(&ATTACH, request).await.unwrap();
    assert_eq!(server.only().line(), "POST /base/v2/attach/c");
}

#[tokio::test]
async fn a_header_given_twice_is_sent_once() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let request = Request::new()
        .header("x-a", "1")
        .header("X-A", 2)
        .header("accept", "application/jwt");
    let endpoint = endpoint(&server);
    endpoint.call::<Customer>(&LIST, request).await.unwrap();
    let heard = server.only();
    assert_eq!(heard.one("x-a"), "2");
    assert_eq!(heard.one("accept"), "application/jwt");
}

#[tokio::test]
async fn localhost_is_the_loopback_interface() {
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = Endpoint::builder(format!("http://localhost:{}", server.port()))
        .with_transport(transport())
        .build()
        .unwrap();
    endpoint
        .call::<Customer>(&LIST, Request::new())
        .await
        .unwrap();
    assert!(
        server.only().all("authorization").is_empty(),
        "no credentials, no header"
    );
}

#[tokio::test]
async fn bodies_can_be_taken_raw_or_not_at_all() {
    let server = Server::answering("202 Accepted\r\ncontent-type: image/png", "\u{89}PNG").await;
    let endpoint = endpoint(&server);
    let raw = endpoint
        .call::<RawBody>(&LIST, Request::new())
        .await
        .unwrap();
    assert_eq!(raw.bytes(), &Bytes::from("\u{89}PNG"));
    let none = endpoint
        .call::<NoBody>(&LIST, Request::new())
        .await
        .unwrap();
    assert_eq!(none.status().as_u16(), 202);
    assert_eq!(none.headers()["content-type"], "image/png");
    assert_eq!(none.raw_body(), raw.raw_body());
}

#[tokio::test]
async fn a_call_can_move_to_another_thread() {
    fn assert_send<T: Send>(future: T) -> T {
        future
    }
    let server = Server::answering("200 OK", CUSTOMER).await;
    let endpoint = endpoint(&server);
    let call = assert_send(endpoint.call::<Customer>(&LIST, Request::new()));
    call.await.unwrap();
}
