//! Connections are kept and shared: by concurrent calls over HTTP/2, by successive calls over HTTP/1.1, and by all
//! endpoints of one transport.

use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse as _;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::authority::Authority;
use crate::operations::{CUSTOMER, create, endpoint, on_loopback, read, trusting};
use crate::server::{BOTH, Server, answering, tls};

/// As many as a usual server lets run at once over one connection.
const CALLS: usize = 200;

/// Answers when this many requests are there.
fn answering_together(calls: usize) -> Router {
    let barrier = Arc::new(Barrier::new(calls));
    Router::new().fallback(move || {
        let barrier = Arc::clone(&barrier);
        async move {
            barrier.wait().await;
            CUSTOMER.into_response()
        }
    })
}

#[tokio::test]
async fn concurrent_calls_share_a_connection_of_http_2() {
    let authority = Authority::new();
    let config = tls(&authority.server(), None, &BOTH, "h2");
    let router = answering_together(CALLS).route("/first/customers", axum::routing::get(CUSTOMER));
    let server = Server::start(Some(config), router).await;
    let transport = trusting(&authority).build().unwrap();
    let first = endpoint(&format!("{}/first", server.base()), &transport);
    read(&first).await.unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let endpoint = endpoint(server.base(), &transport);
        calls.spawn(async move { read(&endpoint).await });
    }
    while let Some(outcome) = calls.join_next().await {
        assert_eq!(outcome.unwrap().unwrap().id, "c");
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(server.heard().len(), 1 + CALLS);
}

/// Without a connection yet, each call begins one, since it turns out only then what the server speaks. One of them
/// stays.
#[tokio::test]
async fn first_calls_at_once_end_up_on_one_connection_of_http_2() {
    let authority = Authority::new();
    let config = tls(&authority.server(), None, &BOTH, "h2");
    let calls = 20;
    let server = Server::start(Some(config), answering_together(calls)).await;
    let transport = trusting(&authority).build().unwrap();
    let endpoint = endpoint(server.base(), &transport);
    let mut connections = Vec::new();
    for _ in 0..2 {
        let mut running = JoinSet::new();
        for _ in 0..calls {
            let endpoint = endpoint.clone();
            running.spawn(async move { read(&endpoint).await });
        }
        while let Some(outcome) = running.join_next().await {
            outcome.unwrap().unwrap();
        }
        connections.push(server.connections());
    }
    assert!(connections[0] <= calls, "{connections:?}");
    assert_eq!(connections[0], connections[1], "there is one to use");
}

#[tokio::test]
async fn endpoints_of_one_transport_share_its_connections() {
    let authority = Authority::new();
    for alpn in ["h2", "http/1.1"] {
        let config = tls(&authority.server(), None, &BOTH, alpn);
        let server = Server::tls(config).await;
        let transport = trusting(&authority).build().unwrap();
        for api in ["/customers/v2", "/onboarding", "/attach", "/attach"] {
            let endpoint = endpoint(&format!("{}{api}", server.base()), &transport);
            for _ in 0..3 {
                read(&endpoint).await.unwrap();
                create(&endpoint).await.unwrap();
            }
        }
        assert_eq!(server.heard().len(), 24);
        assert_eq!(server.connections(), 1, "{alpn}");
        let another = trusting(&authority).build().unwrap();
        read(&endpoint(server.base(), &another)).await.unwrap();
        assert_eq!(server.connections(), 2, "another transport, another pool");
    }
}

#[tokio::test]
async fn connections_of_http_1_1_are_kept_after_errors_too() {
    let routes = answering().route(
        "/busy/customers",
        axum::routing::get(|| async { (http::StatusCode::IM_A_TEAPOT, "no") }),
    );
    let server = Server::start(None, routes).await;
    let transport = on_loopback().build().unwrap();
    let busy = endpoint(&format!("{}/busy", server.base()), &transport);
    let calm = endpoint(server.base(), &transport);
    for _ in 0..3 {
        read(&busy).await.unwrap_err();
        read(&calm).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}
