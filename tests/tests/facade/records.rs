//! Records one by one: over page bounds, with the broken ones in their places.

use cadastro::customers::{Record, RecordStream, ResponsePersonalCustomersIdentification};
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

use crate::pages::{asked, of_three, three_pages};
use crate::people::{PEOPLE, bank, link, number, person};
use crate::server::{Reply, Server};
use crate::silence::{NAME, refused, silent};

type People = RecordStream<ResponsePersonalCustomersIdentification>;

fn people(server: &Server) -> People {
    silent(bank(server).personal().identifications().records())
}

#[tokio::test]
async fn all_records_come_in_their_order() {
    let server = three_pages().await;
    let mut records = people(&server);
    let mut seen = Vec::new();
    while let Some(record) = records.next().await {
        seen.push(number(&silent(record.unwrap()).typed().unwrap()));
        silent(&records);
        // A page is asked for when the one at hand is used up, and not before.
        assert_eq!(server.heard().len(), seen.len().div_ceil(2));
        assert_eq!(records.at_hand(), seen.len() % 2);
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    assert_eq!((records.at_hand(), records.link()), (0, None));
}

#[tokio::test]
async fn stopping_early_makes_no_further_call() {
    let server = three_pages().await;
    let seen: Vec<_> = people(&server).take(2).try_collect().await.unwrap();
    assert_eq!((seen.len(), server.heard().len()), (2, 1));
    let mut records = people(&server);
    for _ in 0..3 {
        records.next().await.unwrap().unwrap();
    }
    assert_eq!(
        records.link().unwrap(),
        format!("{}{}", server.url(), link(3))
    );
    drop(records);
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn an_error_in_page_2_keeps_what_came_before_and_can_be_resumed() {
    let server = Server::answering(|count, own, heard| match count {
        1 => Reply::json(403, "{}"),
        _ => Reply::json(200, of_three(asked(heard), own)),
    })
    .await;
    let mut records = people(&server);
    for at in 1..=2 {
        let record = records.next().await.unwrap().unwrap();
        assert_eq!(number(&record.typed().unwrap()), at);
    }
    let error = refused(records.next().await.unwrap());
    assert!(error.is_forbidden());
    assert!(records.next().await.is_none());
    let link = records.link().unwrap().to_owned();
    let later = bank(&server).personal().identifications().with_link(link);
    let rest: Vec<usize> = later
        .records()
        .map(|record| number(&record.unwrap().typed().unwrap()))
        .collect()
        .await;
    assert_eq!(rest, [3, 4, 5, 6]);
}

#[tokio::test]
async fn broken_records_come_in_their_places() {
    let server = Server::answering(|count, own, _| {
        let broken = json!({ "civilName": NAME, "personalId": 7, "documents": NAME });
        let people: [Value; 3] = match count {
            0 => [broken, person(2), json!(NAME)],
            _ => [person(4), json!(null), person(6)],
        };
        let next = (count == 0).then(|| format!("{own}{PEOPLE}?page=2"));
        let body = json!({ "data": people, "links": { "self": own, "next": next } });
        Reply::json(200, body.to_string())
    })
    .await;
    let records: Vec<_> = people(&server).try_collect().await.unwrap();
    let kinds = silent(&records).iter().map(|record| match record {
        Record::Typed(person) => number(person),
        Record::Quarantined(aside) => 100 + aside.index(),
    });
    assert_eq!(kinds.collect::<Vec<_>>(), [100, 2, 102, 4, 101, 6]);
    let Record::Quarantined(aside) = &records[2] else {
        panic!("a text is no person");
    };
    assert_eq!(aside.json().get(), format!("\"{NAME}\""));
    silent((aside, aside.reason(), aside.json()));
    crate::silence::assert_silent(&aside.reason().to_string());
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let server = three_pages().await;
    let mut records = people(&server);
    let mut seen = Vec::new();
    loop {
        // Polled once and dropped, again and again.
        match records.next().now_or_never() {
            Some(Some(record)) => seen.push(number(&record.unwrap().typed().unwrap())),
            Some(None) => break,
            None => tokio::task::yield_now().await,
        }
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn other_tasks_can_have_them() {
    fn is_send<T: Send + 'static>(value: T) -> T {
        value
    }
    let server = three_pages().await;
    let records = is_send(people(&server));
    let task = tokio::spawn(records.map(Result::unwrap).count());
    assert_eq!(task.await.unwrap(), 6);
}

#[tokio::test]
async fn companies_come_too() {
    let (_, body) = crate::people::success(
        "customers/2.0.1.yaml",
        "customersGetBusinessIdentifications",
    );
    let mut body = body;
    body["links"] = Value::Null;
    let server = Server::replying(Reply::json(200, body.to_string())).await;
    let mut records = silent(bank(&server).business().identifications().records());
    let company = silent(records.next().await.unwrap().unwrap()).typed();
    assert_eq!(company.unwrap().cnpj_number.as_str(), crate::silence::CNPJ);
}
