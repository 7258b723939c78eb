//! Links that lead elsewhere, nowhere or in a circle, and pages without any.

use cadastro::customers::Record;
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use crate::people::{PEOPLE, bank, number, page};
use crate::server::{Reply, Server};
use crate::silence::{DETAIL, refused, silent};

/// A first page with such a `next`; whatever else is asked for is a page without links.
async fn leading_to(next: impl Fn(&str) -> String + Send + Sync + 'static) -> Server {
    Server::answering(move |count, own, _| {
        let links = match count {
            0 => json!({ "self": format!("{own}{PEOPLE}"), "next": next(own) }),
            _ => Value::Null,
        };
        Reply::json(200, page([count + 1], links))
    })
    .await
}

/// What a stream gives, until it ends or fails: the numbers of people, and the error.
async fn read(server: &Server) -> (Vec<usize>, Option<cadastro::Error>) {
    let mut records = bank(server).personal().identifications().records();
    let (mut seen, mut failed) = (Vec::new(), None);
    while let Some(record) = records.next().await {
        match silent(record) {
            Ok(Record::Typed(person)) => seen.push(number(&person)),
            Ok(Record::Quarantined(_)) => seen.push(0),
            Err(error) => failed = Some(refused::<()>(Err(error))),
        }
    }
    assert!(records.next().await.is_none());
    (seen, failed)
}

#[tokio::test]
async fn another_origin_is_refused_and_named_and_never_called() {
    let other = Server::replying(Reply::json(200, "{}")).await;
    let elsewhere = other.url();
    let named = elsewhere.clone();
    let server = leading_to(move |_| format!("{elsewhere}{PEOPLE}?page=2&k=plantada")).await;
    let (seen, error) = read(&server).await;
    let error = error.unwrap();
    assert_eq!(seen, [1]);
    assert_eq!(error.redirect_origin(), Some(named.as_str()));
    assert!(error.to_string().contains(&named), "{error}");
    assert!(error.is_request() && !error.was_sent());
    assert!(!other.was_reached());
}

#[tokio::test]
async fn the_same_host_by_another_scheme_port_or_name_is_another_origin() {
    for next in [
        |own: &str| own.replace("http:", "https:"),
        |own: &str| own.replace("127.0.0.1", "localhost"),
        |own: &str| own.replace("127.0.0.1", "127.0.0.2"),
        |_: &str| "//outro.example/p?page=2".to_owned(),
    ] {
        let server = leading_to(next).await;
        let (seen, error) = read(&server).await;
        assert_eq!(seen, [1]);
        assert!(error.unwrap().redirect_origin().is_some());
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn a_kept_link_to_another_origin_is_refused_alike() {
    let (server, other) = (
        leading_to(str::to_owned).await,
        leading_to(str::to_owned).await,
    );
    let call = bank(&server).personal().identifications();
    let mut pages = call.with_link(format!("{}{PEOPLE}", other.url())).pages();
    let error = refused(pages.next().await.unwrap());
    assert_eq!(error.redirect_origin(), Some(other.url().as_str()));
    assert!(!server.was_reached() && !other.was_reached());
}

#[tokio::test]
async fn a_link_with_a_user_name_is_refused() {
    for user in ["usuario-plantado@", "usuario:senha-plantada@", ":x@"] {
        let server =
            leading_to(move |own| own.replace("//", &format!("//{user}")) + PEOPLE + "?page=2")
                .await;
        let (seen, error) = read(&server).await;
        assert!(seen == [1] && error.unwrap().is_request(), "{user}");
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn what_is_no_link_that_can_be_called_is_an_error() {
    for next in ["http://[", "javascript:alert(1)", "ftp://127.0.0.1/x"] {
        let server = leading_to(move |_| next.to_owned()).await;
        let (seen, error) = read(&server).await;
        assert!(seen == [1] && error.unwrap().is_request(), "{next}");
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn a_relative_link_stays_at_the_bank() {
    for (next, target) in [
        (
            "/open-banking/customers/v2/personal/identifications?z=1&page=2",
            "/open-banking/customers/v2/personal/identifications?z=1&page=2",
        ),
        ("/outro/caminho?page=2", "/outro/caminho?page=2"),
        (
            "?z=1&page=2",
            "/open-banking/customers/v2/personal/identifications?z=1&page=2",
        ),
    ] {
        let server = leading_to(move |_| next.to_owned()).await;
        let (seen, error) = read(&server).await;
        assert!(seen == [1, 2] && error.is_none(), "{next}");
        assert_eq!(server.last().target(), target);
    }
}

#[tokio::test]
async fn a_fragment_is_not_sent() {
    let server = leading_to(|own| format!("{own}{PEOPLE}?page=2#fim")).await;
    let (seen, error) = read(&server).await;
    assert!(seen == [1, 2] && error.is_none());
    assert_eq!(server.last().target(), format!("{PEOPLE}?page=2"));
}

#[tokio::test]
async fn a_page_past_the_end_is_known_by_its_code_alone() {
    let body = r#"{"errors":[{"code":"PAGE_NOT_FOUND"}]}"#;
    let server = Server::replying(Reply::json(422, body)).await;
    let pages = bank(&server).personal().identifications().pages();
    assert_eq!(pages.count().await, 0);
}

#[tokio::test]
async fn a_page_past_the_end_ends_the_stream() {
    let server = Server::answering(|count, own, _| match count {
        0 => {
            let next = format!("{own}{PEOPLE}?page=2");
            Reply::json(200, page([1], json!({ "self": own, "next": next })))
        }
        _ => Reply::new(
            422,
            &[("content-type", "application/json; charset=utf-8")],
            json!({ "errors": [{ "code": "PAGE_NOT_FOUND", "title": DETAIL, "detail": DETAIL }] })
                .to_string(),
        ),
    })
    .await;
    let (seen, error) = read(&server).await;
    assert!(seen == [1] && error.is_none());
    assert_eq!(server.heard().len(), 2);
    let mut pages = bank(&server).personal().identifications().pages();
    assert!(pages.next().await.is_none());
    assert_eq!(pages.link(), None);
}

#[tokio::test]
async fn any_other_422_is_an_error() {
    let body = json!({ "errors": [{ "code": "OUTRO", "title": DETAIL, "detail": DETAIL }] });
    for body in [body.to_string(), "PAGE_NOT_FOUND".to_owned()] {
        let server = Server::replying(Reply::json(422, body)).await;
        let (seen, error) = read(&server).await;
        assert!(seen.is_empty());
        assert_eq!(error.unwrap().status().unwrap(), 422);
    }
}

#[tokio::test]
async fn a_page_that_leads_to_itself_is_noticed() {
    let server = leading_to(|own| format!("{own}{PEOPLE}")).await;
    let (seen, error) = read(&server).await;
    assert_eq!(seen, [1]);
    let error = error.unwrap();
    assert!(error.is_request() && !error.was_sent(), "{error}");
    assert!(error.to_string().contains("read already"), "{error}");
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn a_page_that_leads_back_is_noticed() {
    // 1, 2, 3, and then 2 again; what they call themselves has nothing to do with it.
    let server = Server::answering(|count, own, _| {
        let next = [2, 3, 2][count];
        let links = json!({ "self": format!("{own}/{count}"), "next": format!("{own}{PEOPLE}?page={next}") });
        Reply::json(200, page([count + 1], links))
    })
    .await;
    let (seen, error) = read(&server).await;
    assert_eq!(seen, [1, 2, 3]);
    assert!(error.unwrap().to_string().contains("read already"));
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn a_loop_of_relative_links_ends() {
    let server = Server::answering(|count, own, _| {
        assert!(count < 3, "a loop");
        let links = json!({ "self": format!("{own}{PEOPLE}"), "next": PEOPLE });
        Reply::json(200, page([count + 1], links))
    })
    .await;
    let (_, error) = read(&server).await;
    assert!(error.unwrap().to_string().contains("read already"));
}

#[tokio::test]
async fn the_next_page_is_found_without_the_other_links() {
    let server = Server::answering(|count, own, _| {
        let next = (count == 0).then(|| format!("{own}{PEOPLE}?page=2"));
        Reply::json(200, page([count + 1], json!({ "next": next })))
    })
    .await;
    let (seen, error) = read(&server).await;
    assert!(seen == [1, 2] && error.is_none(), "{error:?}");
    assert_eq!(server.last().target(), format!("{PEOPLE}?page=2"));
}

#[tokio::test]
async fn a_page_that_names_no_next_one_is_the_last() {
    for links in [
        Value::Null,
        json!({}),
        json!({ "next": " " }),
        json!({ "next": null, "self": "x" }),
        json!({ "self": {} }),
    ] {
        let body = page([1, 2], links.clone());
        let server = Server::replying(Reply::json(200, body)).await;
        let (seen, error) = read(&server).await;
        assert!(seen == [1, 2] && error.is_none(), "{links}: {error:?}");
        assert_eq!(server.heard().len(), 1);
    }
    let server = Server::replying(Reply::json(200, page([], Value::Null))).await;
    let pages = bank(&server).personal().identifications().pages();
    assert_eq!(pages.count().await, 1);
}

#[tokio::test]
async fn links_that_cannot_be_read_do_not_end_the_pages_unseen() {
    for links in [
        json!([]),
        json!("texto"),
        json!(7),
        json!({ "self": {}, "next": [] }),
    ] {
        let body = page([1, 2], links.clone());
        let server = Server::replying(Reply::json(200, body)).await;
        let (seen, error) = read(&server).await;
        let error = error.expect("an error");
        assert!(seen == [1, 2] && error.is_request(), "{links}: {error:?}");
        assert!(!error.was_sent());
        assert_eq!(
            error.to_string(),
            "customersGetPersonalIdentifications: not sent: the links of the page before cannot be read, so nobody can \
             tell whether there are more pages"
        );
        assert_eq!(server.heard().len(), 1);
    }
}
