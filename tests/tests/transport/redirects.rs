//! A redirection is an error that names the origin it leads to. It is not followed: neither the request nor the token
//! goes anywhere else.

use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;

use crate::authority::Authority;
use crate::operations::{create, endpoint, read, told, trusting};
use crate::server::{BOTH, Server, replying, tls};

const SECRET: &str = "12345678909";

#[tokio::test]
async fn a_redirection_is_told_with_its_origin_and_not_followed() {
    let authority = Authority::new();
    let target = Server::tls(tls(&authority.server(), None, &BOTH, "h2")).await;
    let there = format!("localhost:{}", target.port());
    let elsewhere = format!("https://{there}");
    let here = None;
    let cases: [(Vec<u8>, Option<&str>); 8] = [
        (format!("https://{there}/v3").into(), Some(&elsewhere)),
        (
            format!("https://maria:{SECRET}@{there}/{SECRET}?cpf={SECRET}#{SECRET}").into(),
            Some(&elsewhere),
        ),
        (format!("//{there}/{SECRET}").into(), Some(&elsewhere)),
        (
            format!("https:\\\\{there}\\{SECRET}").into(),
            Some(&elsewhere),
        ),
        (
            format!("https://bank.example:443/{SECRET}").into(),
            Some("https://bank.example"),
        ),
        (format!("/{SECRET}?cpf={SECRET}").into(), here),
        (SECRET.into(), here),
        (format!("?cpf={SECRET}").into(), here),
    ];
    for status in [301, 302, 303, 307, 308] {
        for alpn in ["h2", "http/1.1"] {
            for (location, origin) in &cases {
                let status = StatusCode::from_u16(status).unwrap();
                let (value, body) = (location.clone(), format!("moved to {SECRET}"));
                let reply = move || {
                    let headers = [(header::LOCATION, value.clone())];
                    (status, headers, body.clone()).into_response()
                };
                let config = tls(&authority.server(), None, &BOTH, alpn);
                let server = Server::start(Some(config), replying(reply)).await;
                let transport = trusting(&authority).build().unwrap();
                let endpoint = endpoint(server.base(), &transport);
                let origin = origin.unwrap_or(server.base());
                for error in [read(&endpoint).await, create(&endpoint).await] {
                    let error = error.unwrap_err();
                    assert!(error.is_redirect() && error.was_sent(), "{error:?}");
                    assert_eq!(error.status(), Some(status));
                    assert_eq!(error.redirect_origin(), Some(origin), "{location:?}");
                    assert_eq!(error.headers().unwrap()["location"], location.as_slice());
                    let reason = status.canonical_reason().unwrap();
                    let expected = format!(
                        "the server answered {} {reason} to {origin}, which is not followed",
                        status.as_str()
                    );
                    assert_eq!(told(&error), expected);
                    let printed = format!("{error:?}");
                    assert!(!printed.contains(SECRET) && !printed.contains("maria"));
                }
                assert_eq!(server.heard().len(), 2, "one request for each call");
            }
        }
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn a_location_that_leads_nowhere_is_an_error_all_the_same() {
    let authority = Authority::new();
    let cases: [Option<&[u8]>; 8] = [
        None,
        Some(b""),
        Some(b"https://[12345678909"),
        Some(b"https://:12345678909/"),
        Some(b"mailto:12345678909@bank.example"),
        Some(b"data:text/plain,12345678909"),
        Some(b"file:///12345678909"),
        Some(b"https://h\xC3\xA9/12345678909"),
    ];
    for location in cases {
        let reply = move || match location {
            Some(value) => {
                (StatusCode::FOUND, [(header::LOCATION, value.to_vec())]).into_response()
            }
            None => StatusCode::FOUND.into_response(),
        };
        let config = tls(&authority.server(), None, &BOTH, "h2");
        let server = Server::start(Some(config), replying(reply)).await;
        let transport = trusting(&authority).build().unwrap();
        let error = read(&endpoint(server.base(), &transport))
            .await
            .unwrap_err();
        assert!(error.is_redirect(), "{error:?}");
        assert_eq!(error.redirect_origin(), None, "{location:?}");
        assert_eq!(told(&error), "the server answered 302 Found");
    }
}
