//! Parameters in each place and style, as they go over the wire.

use cadastro_core::{
    Documented, Error, Idempotence, In, Json, Method, NoBody, Number, Operation, Request, Security,
    Style, Text,
};
use serde::Serialize;

use crate::operations::endpoint;
use crate::server::{Heard, Server};

static FIND: Operation = Operation {
    id: "findAccounts",
    method: Method::Get,
    path: "/accounts/{id}",
    request_media: &[],
    answers: &[Documented::empty(204)],
    security: Security::None,
    scopes: &[],
    idempotence: Idempotence::Safe,
    interaction_id: false,
};

static TRACE: Operation = Operation {
    id: "trace",
    method: Method::Trace,
    path: "/",
    ..FIND
};

#[derive(Serialize)]
struct Filter {
    #[serde(rename = "valor[min]")]
    least: Number,
    nome: Option<Text>,
    ativo: bool,
}

fn filter() -> Filter {
    Filter {
        least: Number::from("98200.00"),
        nome: None,
        ativo: true,
    }
}

async fn call(request: Request) -> Result<Heard, Error> {
    let server = Server::answering("204 No Content", "").await;
    endpoint(&server).call::<NoBody>(&FIND, request).await?;
    Ok(server.only())
}

fn with_id() -> Request {
    Request::new().path("id", "7")
}

async fn target(request: Request) -> String {
    let heard = call(request).await.unwrap();
    let below = "GET /open-banking/customers/v2/accounts/";
    heard.line().strip_prefix(below).unwrap().to_owned()
}

#[tokio::test]
async fn paths_take_every_style() {
    let path = |style, explode| {
        let request = Request::new().styled(In::Path, "id", style, explode, Some(&["a/b", "ç"]));
        target(request)
    };
    assert_eq!(path(Style::Simple, false).await, "a%2Fb,%C3%A7");
    assert_eq!(path(Style::Label, true).await, ".a%2Fb.%C3%A7");
    assert_eq!(path(Style::Matrix, false).await, ";id=a%2Fb,%C3%A7");
    assert_eq!(path(Style::Matrix, true).await, ";id=a%2Fb;id=%C3%A7");
    let object = Request::new().styled(In::Path, "id", Style::Simple, true, Some(&filter()));
    assert_eq!(target(object).await, "valor%5Bmin%5D=98200.00,ativo=true");
}

#[tokio::test]
async fn queries_keep_the_order_of_the_calls() {
    let request = with_id()
        .styled(In::Query, "f", Style::DeepObject, true, Some(&filter()))
        .query("page", 1)
        .styled(In::Query, "s", Style::SpaceDelimited, false, Some(&[1, 2]))
        .styled(In::Query, "p", Style::PipeDelimited, false, Some(&[1, 2]))
        .styled(In::Query, "none", Style::Form, true, Some::<&[i32]>(&[]))
        .styled(In::Query, "absent", Style::Form, true, None::<&str>)
        .styled(In::Query, "a b", Style::Form, true, Some(&["x&y", "z"]))
        .reserved("url", Style::Form, true, Some("https://h/a?b=c&d#e"))
        .json_parameter(In::Query, "j", Some(&filter()));
    assert_eq!(
        target(request).await,
        "7?f%5Bvalor%5Bmin%5D%5D=98200.00&f%5Bativo%5D=true&page=1&s=1%202&p=1%7C2&a%20b=x%26y&a%20b=z\
         &url=https://h/a?b=c%26d%23e\
         &j=%7B%22valor%5Bmin%5D%22%3A98200.00%2C%22nome%22%3Anull%2C%22ativo%22%3Atrue%7D"
    );
}

#[tokio::test]
async fn headers_and_cookies_have_their_styles() {
    let request = with_id()
        .styled(In::Header, "X-Ids", Style::Simple, false, Some(&[1, 2]))
        .styled(In::Header, "X-Filter", Style::Simple, true, Some(&filter()))
        .styled(In::Header, "X-None", Style::Simple, false, None::<&str>)
        .json_parameter(In::Header, "X-Json", Some("São 🏦"))
        .styled(In::Cookie, "session", Style::Form, true, Some("a;b c"))
        .styled(In::Cookie, "ids", Style::Form, false, Some(&[1, 2]))
        .styled(In::Cookie, "many", Style::Form, true, Some(&[3, 4]))
        .json_parameter(In::Cookie, "j", Some(&[true]))
        .header("Cookie", "own=1");
    let heard = call(request).await.unwrap();
    assert_eq!(heard.one("x-ids"), "1,2");
    assert_eq!(heard.one("x-filter"), "valor[min]=98200.00,ativo=true");
    assert!(heard.all("x-none").is_empty());
    assert_eq!(heard.one("x-json"), r#""S\u00e3o \ud83c\udfe6""#);
    assert_eq!(
        heard.one("cookie"),
        "own=1; session=a%3Bb%20c; ids=1,2; many=3; many=4; j=%5Btrue%5D"
    );
}

#[tokio::test]
async fn json_in_a_path_stays_in_its_segment() {
    let json = Json::parse(r#"{"a":"b/c"}"#).unwrap();
    let request = Request::new().json_parameter(In::Path, "id", Some(&json));
    assert_eq!(target(request).await, "%7B%22a%22%3A%22b%2Fc%22%7D");
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_before_anything_is_sent() {
    let path = |style, value| Request::new().styled(In::Path, "id", style, false, Some(value));
    let nested = serde_json::json!([[1]]);
    let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
    let refused = [
        // Another path.
        path(Style::Simple, ""),
        path(Style::Simple, ".."),
        path(Style::Label, ""),
        path(Style::Label, "."),
        Request::new().styled(In::Path, "id", Style::Simple, false, None::<&str>),
        Request::new().styled(In::Path, "id", Style::Matrix, true, Some::<&[i32]>(&[])),
        Request::new().json_parameter(In::Path, "id", None::<&str>),
        // No style of the place, no shape of the style.
        path(Style::DeepObject, "a"),
        with_id().styled(In::Query, "q", Style::Matrix, true, Some("a")),
        with_id().styled(In::Query, "q", Style::DeepObject, true, Some("a")),
        with_id().styled(In::Query, "q", Style::Form, true, Some(&nested)),
        with_id().json_parameter(In::Query, "q", Some(&unwritable)),
        // What the place cannot carry.
        with_id().styled(In::Header, "x-a", Style::Simple, false, Some("é")),
        with_id().styled(In::Header, "authorization", Style::Simple, false, Some("a")),
        with_id().styled(In::Header, "x-a", Style::Simple, false, Some(&["a,b"])),
        with_id().styled(In::Cookie, "a b", Style::Form, false, Some("a")),
        with_id().json_parameter(In::Cookie, "a=b", Some("a")),
        // The first mistake stays, whatever follows.
        with_id()
            .styled(In::Query, "q", Style::Form, true, Some(&nested))
            .json(&1),
    ];
    for (nth, request) in refused.into_iter().enumerate() {
        let error = call(request).await.expect_err(&nth.to_string());
        assert!(error.is_request() && !error.was_sent(), "{nth}: {error}");
    }
    let error = call(with_id().styled(In::Query, "q", Style::Form, true, Some(&nested))).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "findAccounts: not sent: the value of the parameter `q` is neither a primitive nor a list or an object of primitives"
    );
}

#[tokio::test]
async fn trace_is_a_method() {
    let server = Server::answering("204 No Content", "").await;
    let endpoint = endpoint(&server);
    endpoint
        .call::<NoBody>(&TRACE, Request::new())
        .await
        .unwrap();
    assert!(server.only().line().starts_with("TRACE /"));
}
