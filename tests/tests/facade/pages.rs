//! Pages one after the other: links are followed as they are given, one page at a time, and no further than asked.

use std::sync::Arc;

use cadastro::customers::ResponsePersonalCustomersIdentification;
use cadastro::{Answer, Error, Pages};
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::golden::{Golden, is_uuid_v4};
use crate::people::{PEOPLE, bank, link, number, page, presence};
use crate::server::{Heard, Reply, Server};
use crate::silence::{DETAIL, PAGINATION_KEY, TOKEN, refused, silent, silent_answer};

type People = ResponsePersonalCustomersIdentification;

/// The number of the page that is asked for.
pub(crate) fn asked(heard: &Heard) -> usize {
    let target = heard.target();
    let (_, page) = target.rsplit_once("page=").unwrap_or_default();
    page.parse().unwrap_or(1)
}

/// The page `at` of three, with two people each; links are absolute.
pub(crate) fn of_three(at: usize, own: &str) -> String {
    let next = (at < 3).then(|| format!("{own}{}", link(at + 1)));
    let links = json!({ "self": format!("{own}{}", link(at)), "next": next });
    page([at * 2 - 1, at * 2], links)
}

pub(crate) async fn three_pages() -> Server {
    Server::answering(|_, own, heard| Reply::json(200, of_three(asked(heard), own))).await
}

fn numbers(page: &Answer<People>) -> Vec<usize> {
    page.data.iter().map(number).collect()
}

/// Reads all pages, up to an error.
async fn all(mut pages: Pages<People>) -> (Vec<usize>, Option<Error>, Pages<People>) {
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        silent(&pages);
        match page {
            Ok(page) => seen.extend(numbers(&silent_answer(page))),
            Err(error) => return (seen, Some(error), pages),
        }
    }
    (seen, None, pages)
}

#[tokio::test]
async fn links_are_followed_byte_for_byte() {
    let server = three_pages().await;
    let (mut golden, bank) = (Golden::of("customers-pages"), bank(&server));
    let call = bank.personal().identifications();
    let call = call.with_page(1).with_page_size(2);
    let mut pages = silent(call.with_presence(presence())).pages();
    assert_eq!(pages.link(), None);
    for at in 1..=3 {
        let page = silent_answer(pages.next().await.unwrap().unwrap());
        assert_eq!(numbers(&page), [at * 2 - 1, at * 2]);
        golden.note(&format!("page {at}"), &server);
    }
    assert_eq!(pages.link(), None);
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    golden.check();
    let first = format!("{PEOPLE}?page=1&page-size=2");
    assert_eq!(server.targets(), [first, link(2), link(3)]);
}

#[tokio::test]
async fn each_page_is_an_interaction_of_its_own() {
    let server = three_pages().await;
    let call = bank(&server).personal().identifications();
    let (seen, error, _) = all(call.with_interaction_id("primeira-1").pages()).await;
    assert!(seen == [1, 2, 3, 4, 5, 6] && error.is_none());
    let heard = server.heard();
    let ids: Vec<_> = heard
        .iter()
        .map(|heard| heard.header("x-fapi-interaction-id").unwrap())
        .collect();
    assert_eq!(ids[0], "primeira-1");
    assert!(is_uuid_v4(ids[1]) && is_uuid_v4(ids[2]) && ids[1] != ids[2]);
}

#[tokio::test]
async fn business_pages_are_followed_too() {
    let server = Server::answering(|count, own, _| {
        let next = format!("{own}/open-banking/customers/v2/business/identifications?page=2");
        let links = json!({ "self": own, "next": (count == 0).then_some(next) });
        Reply::json(200, json!({ "data": [], "links": links }).to_string())
    })
    .await;
    let pages = bank(&server).business().identifications().pages();
    assert_eq!(pages.count().await, 2);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_wanted() {
    let server = three_pages().await;
    let mut pages = bank(&server).personal().identifications().pages();
    assert!(!server.was_reached());
    pages.next().await.unwrap().unwrap();
    pages.next().await.unwrap().unwrap();
    let kept = pages.link().map(str::to_owned);
    drop(pages);
    assert_eq!(server.heard().len(), 2);

    // Another process may go on from there.
    let later = bank(&server).personal().identifications();
    let later = later.with_page(7).with_link(kept.unwrap());
    let (seen, error, _) = all(later.pages()).await;
    assert!(seen == [5, 6] && error.is_none());
    assert_eq!(server.last().target(), link(3));
}

#[tokio::test]
async fn an_error_in_page_2_keeps_what_came_before_and_can_be_resumed() {
    let server = Server::answering(|count, own, heard| match count {
        1 => Reply::json(
            500,
            json!({ "errors": [{ "code": "X", "title": DETAIL, "detail": DETAIL }] }).to_string(),
        ),
        _ => Reply::json(200, of_three(asked(heard), own)),
    })
    .await;
    let bank = bank(&server);
    let (seen, error, mut pages) = all(bank.personal().identifications().pages()).await;
    assert_eq!(seen, [1, 2]);
    let error = refused::<()>(Err(error.unwrap()));
    assert_eq!(error.status().unwrap(), 500);
    // There is nothing after an error, and no call.
    assert!(pages.next().await.is_none());
    assert_eq!(server.heard().len(), 2);

    let resumed = pages.link().unwrap().to_owned();
    assert!(resumed.contains(PAGINATION_KEY));
    let call = bank.personal().identifications().with_link(resumed);
    let (seen, error, _) = all(call.pages()).await;
    assert!(seen == [3, 4, 5, 6] && error.is_none());
    assert_eq!(server.targets()[1..], [link(2), link(2), link(3)]);
}

#[tokio::test]
async fn a_first_page_that_fails_has_no_link() {
    let server = Server::replying(Reply::json(500, "{}")).await;
    let (seen, error, pages) = all(bank(&server).personal().identifications().pages()).await;
    assert!(seen.is_empty() && error.is_some());
    assert_eq!(pages.link(), None);
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let gate = Arc::new(Semaphore::new(0));
    let held = gate.clone();
    let server = Server::answering(move |_, own, heard| {
        Reply::json(200, of_three(asked(heard), own)).behind(&held)
    })
    .await;
    let mut pages = bank(&server).personal().identifications().pages();
    let mut seen = Vec::new();
    for at in 1..=3 {
        // Given up when the request is out already.
        loop {
            assert!(pages.next().now_or_never().is_none());
            if server.heard().len() == at {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(pages.next().now_or_never().is_none());
        gate.add_permits(1);
        seen.extend(numbers(&pages.next().await.unwrap().unwrap()));
    }
    assert!(pages.next().await.is_none());
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn they_are_streams_that_other_tasks_can_have() {
    let server = three_pages().await;
    let pages = bank(&server).personal().identifications().pages();
    let task = tokio::spawn(async move {
        let seen = pages.map_ok(|page| numbers(&page).len());
        seen.try_collect::<Vec<_>>().await.unwrap()
    });
    assert_eq!(task.await.unwrap(), [2, 2, 2]);
    // `take` stops without a further call.
    let pages = bank(&server).personal().identifications().pages();
    assert_eq!(pages.take(1).count().await, 1);
    assert_eq!(server.heard().len(), 4);
}

#[tokio::test]
async fn the_token_goes_with_each_page() {
    let server = three_pages().await;
    let (_, error, _) = all(bank(&server).personal().identifications().pages()).await;
    assert!(error.is_none());
    for heard in server.heard() {
        assert_eq!(
            heard.header("authorization").unwrap(),
            format!("Bearer {TOKEN}")
        );
    }
}
