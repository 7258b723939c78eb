//! Answers that depend on more than their body: on the status, the media type, and what the document says of both.

use cadastro_core::{
    AnyMedia, Bytes, Decode, DecodeError, Documented, Error, Idempotence, Jws, MaybeSigned, Method,
    NoBody, Operation, OptionalBody, Place, RawBody, Records, Reply, Request, Security, Status,
    Text,
};
use serde::Deserialize;

use crate::operations::{Customer, endpoint};
use crate::server::Server;

static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/pay",
    request_media: &[],
    answers: &[
        Documented::otherwise("application/json", "Problem"),
        Documented::class(4, "application/json", "Refused"),
        Documented::new(404, "application/json", "NotFound"),
        Documented::new(200, "application/json", "Payment"),
        Documented::new(202, "application/json", "Receipt"),
        Documented::empty(201),
        // HTTP has no such thing, but documents do.
        Documented::new(204, "application/json", "Payment"),
        Documented::empty_class(5),
    ],
    security: Security::None,
    scopes: &[],
    idempotence: Idempotence::None,
    interaction_id: false,
};

const CUSTOMER: &str = r#"{"id":"cust_1"}"#;
const JWS: &str = "eyJhbGciOiJQUzI1NiJ9.eyJpZCI6ImMifQ.c2ln";

async fn call<T: Decode>(head: &str, body: &str) -> Result<T, Error> {
    let server = Server::answering(head, body).await;
    let answer = endpoint(&server).call::<T>(&PAY, Request::new()).await?;
    Ok(answer.into_value())
}

/// As a generated crate has it: an enum of its own beside the implementation for all that serde reads.
#[derive(Debug, PartialEq)]
enum PayAnswer {
    Ok(Records<Customer>),
    Created,
    Accepted(Receipt),
}

#[derive(Debug, PartialEq, Deserialize)]
struct Receipt {
    ticket: Text,
}

impl Decode for PayAnswer {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode_reply(&Reply::of_body(body))
    }

    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        match reply.documented_status() {
            Some(Status::Code(200)) => reply.read(Self::Ok),
            Some(Status::Code(201)) => reply.read(|NoBody| Self::Created),
            Some(Status::Code(202)) => reply.read(Self::Accepted),
            _ => Err(reply.undocumented()),
        }
    }
}

#[derive(Debug, PartialEq)]
enum PayError {
    NotFound(Text),
    Refused(Customer),
    Broken,
    Otherwise(Receipt),
}

impl Decode for PayError {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode_reply(&Reply::of_body(body))
    }

    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        match reply.documented_status() {
            Some(Status::Code(404)) => reply.read(Self::NotFound),
            Some(Status::Class(4)) => reply.read(Self::Refused),
            Some(Status::Class(5)) => reply.read(|NoBody| Self::Broken),
            Some(Status::Default) => reply.read(Self::Otherwise),
            _ => Err(reply.undocumented()),
        }
    }
}

#[tokio::test]
async fn an_enum_of_answers_follows_the_status() {
    let server = Server::answering("200 OK", r#"[{"id":"c"},{"x":1}]"#).await;
    let answer = endpoint(&server)
        .call::<PayAnswer>(&PAY, Request::new())
        .await
        .unwrap();
    assert!(matches!(answer.value(), PayAnswer::Ok(list) if list.len() == 1));
    assert_eq!(
        answer.quarantined()[0].member(),
        "/1/id",
        "the place is kept"
    );
    let accepted = call::<PayAnswer>("202 Accepted", r#"{"ticket":7}"#).await;
    assert!(matches!(accepted.unwrap(), PayAnswer::Accepted(receipt) if receipt.ticket == "7"));
    let created = call::<PayAnswer>("201 Created", "whatever").await;
    assert_eq!(created.unwrap(), PayAnswer::Created);
    let error = call::<PayAnswer>("203 Other", "{}").await.unwrap_err();
    assert!(error.is_decode() && error.was_successful());
    assert!(
        error
            .to_string()
            .contains("the status is none that the document has a type for"),
        "{error}"
    );
    let error = call::<PayAnswer>("202 Accepted", "{}").await.unwrap_err();
    assert_eq!(error.pointer(), Some("/ticket"));
}

#[tokio::test]
async fn an_enum_of_errors_takes_the_specific_before_the_general() {
    let decoded = |head: &'static str, body: &'static str| async move {
        let error = call::<NoBody>(head, body).await.unwrap_err();
        error.decode::<PayError>()
    };
    let not_found = decoded("404 Not Found", "\"gone\"").await.unwrap();
    assert_eq!(not_found, PayError::NotFound("gone".into()));
    let refused = decoded("422 No", CUSTOMER).await.unwrap();
    assert!(matches!(refused, PayError::Refused(customer) if customer.id == "cust_1"));
    assert_eq!(decoded("503 No", "<html>").await.unwrap(), PayError::Broken);
    let other = decoded("302 Found", r#"{"ticket":"t"}"#).await.unwrap();
    assert!(matches!(other, PayError::Otherwise(receipt) if receipt.ticket == "t"));
    assert!(decoded("404 Not Found", "<html>").await.is_err());
    // Types without a status of their own are read as ever.
    let error = call::<NoBody>("422 No", CUSTOMER).await.unwrap_err();
    assert_eq!(error.decode::<Customer>().unwrap().id, "cust_1");
    // No answer, no status.
    let error = call::<NoBody>("nonsense", "").await.unwrap_err();
    assert!(error.decode::<PayError>().is_err());
}

#[tokio::test]
async fn a_body_may_be_missing_only_where_the_document_says_so() {
    type Optional = OptionalBody<Customer>;
    let body = call::<Optional>("200 OK", CUSTOMER).await.unwrap();
    assert_eq!(
        body.body().map(|customer| customer.id.as_str()),
        Some("cust_1")
    );
    assert!(
        call::<Optional>("200 OK", "")
            .await
            .unwrap_err()
            .is_decode()
    );
    // Documented without a body.
    assert!(
        call::<Optional>("201 Created", "")
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        call::<Optional>("201 Created", CUSTOMER)
            .await
            .unwrap()
            .is_empty()
    );
    // Never a body.
    assert!(
        call::<Optional>("204 No Content", "")
            .await
            .unwrap()
            .is_empty()
    );
    // Not listed: the default is of errors.
    assert!(call::<Optional>("203 Other", "").await.unwrap().is_empty());
    let other = call::<Optional>("203 Other", CUSTOMER).await.unwrap();
    assert_eq!(
        other.into_body().map(|customer| customer.id),
        Some("cust_1".into())
    );
    assert!(
        call::<Optional>("203 Other", "{}")
            .await
            .unwrap_err()
            .is_decode()
    );
}

#[tokio::test]
async fn the_content_type_tells_json_from_anything_else() {
    type Any = AnyMedia<Customer>;
    let of = |media: &str| format!("200 OK\r\ncontent-type: {media}");
    for json in [
        "application/json; charset=utf-8",
        "Application/Problem+JSON",
    ] {
        let any = call::<Any>(&of(json), CUSTOMER).await.unwrap();
        assert!(any.json().is_some(), "{json}");
    }
    let any = call::<Any>(&of("application/pdf"), CUSTOMER).await.unwrap();
    let raw = any.other().unwrap();
    assert_eq!(raw.content_type(), Some("application/pdf"));
    assert_eq!(raw.bytes(), &Bytes::from(CUSTOMER));
    let broken = call::<Any>(&of("application/json"), "%PDF").await;
    assert!(broken.unwrap_err().is_decode());
    assert!(
        call::<Any>("200 OK", CUSTOMER)
            .await
            .unwrap()
            .json()
            .is_some()
    );
    let bare = call::<Any>("200 OK", "%PDF").await.unwrap();
    assert_eq!(bare.other().unwrap().content_type(), None);
    let raw = call::<RawBody>(&of("text/csv; header=present"), "a;b")
        .await
        .unwrap();
    assert_eq!(raw.content_type(), Some("text/csv; header=present"));
}

#[tokio::test]
async fn a_signed_answer_is_told_by_its_media_type_and_then_by_its_looks() {
    type Maybe = MaybeSigned<Customer>;
    let of = |media: &str| format!("200 OK\r\ncontent-type: {media}");
    for media in [
        "application/jwt",
        "application/JOSE; x=y",
        "application/x+jwt",
        "text/plain",
    ] {
        let maybe = call::<Maybe>(&of(media), JWS).await.unwrap();
        assert_eq!(maybe, MaybeSigned::Signed(Jws::new(JWS)), "{media}");
    }
    for media in ["application/json", "text/plain"] {
        let maybe = call::<Maybe>(&of(media), CUSTOMER).await.unwrap();
        assert!(matches!(maybe, MaybeSigned::Plain(customer) if customer.id == "cust_1"));
    }
    assert!(matches!(
        call::<Maybe>("200 OK", JWS).await.unwrap(),
        MaybeSigned::Signed(_)
    ));
    for (media, body) in [("application/jwt", CUSTOMER), ("application/json", JWS)] {
        let error = call::<Maybe>(&of(media), body).await.unwrap_err();
        assert!(error.is_decode(), "{media}");
    }
}

#[tokio::test]
async fn what_has_not_the_form_of_a_jws_is_none() {
    let detached = "eyJhbGciOiJQUzI1NiJ9..c2ln";
    for good in [JWS, detached, "eyJhbGciOiJub25lIn0.e30."] {
        let jws = call::<Jws<Customer>>("200 OK", &format!("{good}\r\n")).await;
        assert_eq!(jws.unwrap().as_str(), good);
    }
    for bad in [
        "",
        "<html>",
        "a.b",
        "a.b.c.d.e",
        ".b.c",
        "a.b.ç",
        "a. b.c",
        CUSTOMER,
    ] {
        let error = call::<Jws<Customer>>("200 OK", bad).await.unwrap_err();
        assert!(
            error.to_string().contains("not a compact JWS"),
            "{bad}: {error}"
        );
    }
}
