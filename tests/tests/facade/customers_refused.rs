//! What the customers client refuses before anything is sent, with the field and the rule.

use cadastro::customers::Presence;
use futures_util::StreamExt as _;
use serde_json::json;

use crate::people::{bank, bank_builder};
use crate::server::{Reply, Server};
use crate::silence::{AGENT, refused, silent, violated};

async fn unreached() -> Server {
    Server::replying(Reply::json(200, "{}")).await
}

#[tokio::test]
async fn pages_and_their_sizes() {
    let server = unreached().await;
    let bank = bank(&server);
    for (page, size, expected) in [
        (0, 25, "/page: a number of at least 1"),
        (u32::MAX, 25, "/page: a number of at most 2147483647"),
        (1, 0, "/page-size: a number of at least 1"),
        (1, 1001, "/page-size: a number of at most 1000"),
    ] {
        let personal = || bank.personal().identifications().with_page_size(size);
        assert_eq!(violated(personal().page(page).await), [expected]);
        let business = bank.business().identifications().with_page_size(size);
        assert_eq!(violated(business.page(page).await), [expected]);
        let mut pages = silent(personal().with_page(page)).pages();
        assert_eq!(violated(pages.next().await.unwrap()), [expected]);
        assert!(pages.next().await.is_none());
        let mut records = personal().with_page(page).records();
        assert_eq!(violated(records.next().await.unwrap()), [expected]);
        assert!(records.next().await.is_none());
        // With a link as well, which would hide it.
        let pages = personal().with_page(page).with_link("/x").pages();
        assert_eq!(pages.count().await, 1);
    }
    assert!(!server.was_reached());
}

#[tokio::test]
async fn the_bounds_themselves_are_sent() {
    let server = Server::replying(Reply::json(200, json!({ "data": [] }).to_string())).await;
    let bank = bank(&server);
    for (page, size) in [(1, 1), (2_147_483_647, 1000)] {
        let call = bank.personal().identifications().with_page_size(size);
        call.page(page).await.unwrap();
    }
    for agent in ["x".to_owned(), "x".repeat(100)] {
        let presence = Presence::new().with_user_agent(agent);
        let call = bank.personal().identifications().with_presence(presence);
        call.page(1).await.unwrap();
    }
    for id in ["1".to_owned(), "a-".repeat(50)] {
        let call = bank.personal().identifications().with_interaction_id(id);
        call.page(1).await.unwrap();
    }
    assert_eq!(server.heard().len(), 6);
}

#[tokio::test]
async fn the_user_agent_of_the_customer() {
    let server = unreached().await;
    for (agent, expected) in [
        (
            String::new(),
            "/x-customer-user-agent: at least 1 character",
        ),
        (
            AGENT.repeat(6),
            "/x-customer-user-agent: at most 100 characters",
        ),
    ] {
        let presence = silent(Presence::new().with_user_agent(agent));
        let call = bank(&server).personal().qualifications();
        let call = silent(call.with_presence(presence.clone()));
        assert_eq!(violated(call.send().await), [expected]);
        let told = bank_builder(&server).with_presence(presence);
        let told = told.build().unwrap();
        let call = told.business().financial_relations();
        assert_eq!(violated(call.send().await), [expected]);
        let first = told.personal().identifications().pages().next().await;
        assert_eq!(violated(first.unwrap()), [expected]);
    }
    // HTTP itself cannot carry these.
    for agent in ["Navegação", "a\r\nx: plantada"] {
        let presence = Presence::new().with_user_agent(agent);
        let call = bank(&server).personal().qualifications();
        let error = refused(call.with_presence(presence).send().await);
        assert!(error.is_request() && !error.was_sent());
    }
    assert!(!server.was_reached());
}

#[tokio::test]
async fn interaction_ids_of_another_form() {
    let server = unreached().await;
    let rule = "a text that matches ^[a-zA-Z0-9][a-zA-Z0-9\\-]{0,99}$";
    let expected = format!("/x-fapi-interaction-id: {rule}");
    for id in ["", " ", "-a", "a_b", "a b", "ção", "a\n", "{plantada}"] {
        let call = bank(&server).personal().qualifications();
        let call = call.with_interaction_id(id);
        assert_eq!(violated(call.send().await), [expected.as_str()], "{id}");
    }
    let call = bank(&server).business().identifications();
    let long = violated(call.with_interaction_id("a".repeat(101)).page(1).await);
    assert_eq!(long, ["/x-fapi-interaction-id: at most 100 characters"]);
    assert!(!server.was_reached());
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let server = unreached().await;
    let call = bank(&server).personal().identifications();
    let presence = Presence::new().with_user_agent("");
    let call = call.with_presence(presence).with_interaction_id("_");
    let found = violated(call.with_page_size(0).page(0).await);
    let pointers: Vec<_> = found
        .iter()
        .map(|found| found.split(':').next().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/x-customer-user-agent",
            "/x-fapi-interaction-id",
            "/page",
            "/page-size"
        ]
    );
    assert!(!server.was_reached());
}
