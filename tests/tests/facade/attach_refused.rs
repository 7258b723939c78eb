//! What the attach client refuses before anything is sent, with the field and the rule.

use cadastro::attach::Fields;

use crate::people::{base39, base39_builder};
use crate::server::{Reply, Server};
use crate::silence::{CPF, CUSTOMER, FILE, refused, silent, violated};

const BAD: [&str; 14] = [
    "",
    "cust_",
    "file_",
    "7",
    CPF,
    "529982X4725",
    "..",
    ".",
    "cust_a/b",
    "file_a/b",
    "cust_..",
    "../cust_a",
    "CUST_a",
    "cust_ção",
];

async fn taking() -> Server {
    Server::replying(Reply::json(200, "{}")).await
}

#[tokio::test]
async fn ids_of_another_form() {
    let server = taking().await;
    let client = base39(&server);
    for bad in BAD {
        let found = violated(silent(client.attach(bad, FILE)).send().await);
        assert_eq!(
            found,
            ["/id: a text that matches ^cust_[A-Za-z0-9_-]+$"],
            "{bad}"
        );
        let found = violated(client.attach(CUSTOMER, bad).send().await);
        assert_eq!(
            found,
            ["/file: a text that matches ^file_[A-Za-z0-9_-]+$"],
            "{bad}"
        );
    }
    // The one in place of the other.
    assert_eq!(
        violated(client.attach(FILE, CUSTOMER).send().await).len(),
        2
    );
    assert!(!server.was_reached());
}

#[tokio::test]
async fn such_ids_are_sent_without_checks_if_http_can_carry_them() {
    let server = taking().await;
    let client = silent(base39_builder(&server).without_checks())
        .build()
        .unwrap();
    client
        .attach("a/b c", "7")
        .with_idempotency_key(" ")
        .send()
        .await
        .unwrap();
    assert_eq!(server.last().target(), "/v1/customers/a%2Fb%20c/attach");
    assert_eq!(server.last().text(), r#"{"file":"7"}"#);
    for bad in ["", ".", ".."] {
        let error = refused(client.attach(bad, FILE).send().await);
        assert!(error.is_request() && !error.was_sent(), "{bad}");
        assert!(error.to_string().contains("`id`"), "{error}");
    }
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn names_that_would_not_be_one_name() {
    let server = taking().await;
    let unchecked = base39_builder(&server).without_checks().build().unwrap();
    for client in [base39(&server), unchecked] {
        for bad in ["", "a,b", "-a", " a", "a b", "a\n", "-"] {
            let call = || client.attach(CUSTOMER, FILE);
            let rule = "a text that matches ^[^,\\s-][^,\\s]*$";
            let expanding = call().with_expand(["address", bad]);
            let found = violated(expanding.send().await);
            assert_eq!(found, [format!("/expand/1: {rule}")], "{bad:?}");
            for fields in [Fields::only([bad]), Fields::without([bad])] {
                let found = violated(call().with_fields(fields).send().await);
                assert_eq!(found, [format!("/fields/0: {rule}")], "{bad:?}");
            }
        }
        for none in [Fields::only([""; 0]), Fields::without([""; 0])] {
            let found = violated(client.attach(CUSTOMER, FILE).with_fields(none).send().await);
            assert_eq!(found, ["/fields: at least 1 item"]);
        }
    }
    assert!(!server.was_reached());
}

#[tokio::test]
async fn keys_that_protect_nothing_and_headers_that_http_cannot_carry() {
    let server = taking().await;
    let client = base39(&server);
    for key in ["", " ", "\t"] {
        let call = client.attach(CUSTOMER, FILE).with_idempotency_key(key);
        let found = violated(call.send().await);
        assert_eq!(found, ["/Idempotency-Key: at least 1 character"]);
    }
    let call = client
        .attach(CUSTOMER, FILE)
        .with_idempotency_key("a\r\nb: plantada");
    assert!(refused(call.send().await).is_request());
    let call = client
        .attach(CUSTOMER, FILE)
        .with_external_client_id("a\nb");
    assert!(refused(call.send().await).is_request());
    assert!(!server.was_reached());
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let server = taking().await;
    let call = base39(&server).attach("..", "").with_idempotency_key("");
    let call = call.with_expand([""]).with_fields(Fields::only(["a", ","]));
    let found = violated(call.send().await);
    let pointers: Vec<_> = found
        .iter()
        .map(|found| found.split(':').next().unwrap())
        .collect();
    assert_eq!(
        pointers,
        ["/expand/0", "/fields/1", "/id", "/file", "/Idempotency-Key"]
    );
    assert!(!server.was_reached());
}
