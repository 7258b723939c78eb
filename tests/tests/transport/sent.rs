//! When a call that timed out says that it was sent: not while there is no connection, but as soon as the server may
//! have any of the request.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use cadastro_core::{Endpoint, Error};
use tokio::io::{copy, sink};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use crate::authority::Authority;
use crate::operations::{Customer, clock, create, endpoint, read, told, trusting};
use crate::scripted::{Scripted, tls_record};
use crate::server::{BOTH, Server, answering, tls};

/// Shorter than the connect timeout.
const ATTEMPT: Duration = Duration::from_secs(6);

type Call = JoinHandle<Result<Customer, Error>>;

/// Waits for the server, unless the call is over before.
async fn until(server: impl Future<Output = Option<()>>, call: &mut Call) {
    tokio::select! {
        told = server => told.unwrap(),
        outcome = call => panic!("{outcome:?}"),
    }
}

fn call(endpoint: &Endpoint, body: bool) -> Call {
    let endpoint = endpoint.clone();
    tokio::spawn(async move {
        if body {
            create(&endpoint).await
        } else {
            read(&endpoint).await
        }
    })
}

#[tokio::test]
async fn nothing_is_sent_while_the_handshake_stalls() {
    let (sender, mut began) = mpsc::unbounded_channel();
    let server = Scripted::start(move |_, mut stream: TcpStream| {
        let sender = sender.clone();
        async move {
            tls_record(&mut stream).await.unwrap();
            sender.send(()).unwrap();
            let _ = copy(&mut stream, &mut sink()).await;
        }
    })
    .await;
    let clock = clock();
    let transport = trusting(&Authority::new())
        .with_clock(clock.clone())
        .with_attempt_timeout(ATTEMPT)
        .build()
        .unwrap();
    let endpoint = endpoint(&server.at("https"), &transport);
    for body in [false, true] {
        let mut call = call(&endpoint, body);
        until(began.recv(), &mut call).await;
        clock.advance(ATTEMPT);
        let error = call.await.unwrap().unwrap_err();
        assert!(error.is_timeout() && error.is_connect(), "{error:?}");
        assert!(!error.was_sent(), "{error:?}");
        assert_eq!(told(&error), "connecting took too long");
    }
}

/// A server that never answers once it is told not to, and tells when it has a request.
fn falling_silent() -> (Router, Arc<Notify>, mpsc::UnboundedReceiver<()>) {
    let silence = Arc::new(Notify::new());
    let (sender, came) = mpsc::unbounded_channel();
    let waiting = Arc::clone(&silence);
    let router = Router::new().fallback(move || {
        let (waiting, sender) = (Arc::clone(&waiting), sender.clone());
        async move {
            sender.send(()).unwrap();
            waiting.notified().await;
        }
    });
    (router, silence, came)
}

#[tokio::test]
async fn what_the_server_has_was_sent() {
    let authority = Authority::new();
    for alpn in ["h2", "http/1.1"] {
        let (router, _silence, mut came) = falling_silent();
        let config = tls(&authority.server(), None, &BOTH, alpn);
        let server = Server::start(Some(config), router).await;
        let clock = clock();
        let transport = trusting(&authority)
            .with_clock(clock.clone())
            .with_attempt_timeout(ATTEMPT)
            .build()
            .unwrap();
        let endpoint = endpoint(server.base(), &transport);
        // Twice: over a new connection and, of HTTP/2, over one that is there.
        for body in [false, true, false, true] {
            let mut call = call(&endpoint, body);
            until(came.recv(), &mut call).await;
            clock.advance(ATTEMPT);
            let error = call.await.unwrap().unwrap_err();
            assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
            assert!(error.was_sent() && !error.was_successful(), "{error:?}");
            assert_eq!(told(&error), "it took too long");
        }
    }
}

#[tokio::test]
async fn an_attempt_that_is_in_time_is_not_disturbed() {
    let authority = Authority::new();
    let config = tls(&authority.server(), None, &BOTH, "h2");
    let server = Server::start(Some(config), answering()).await;
    let clock = clock();
    let transport = trusting(&authority).with_clock(clock.clone());
    let endpoint = endpoint(server.base(), &transport.build().unwrap());
    for body in [false, true] {
        call(&endpoint, body).await.unwrap().unwrap();
        clock.advance(ATTEMPT * 100);
    }
    assert_eq!(server.connections(), 1, "idle by the manual clock only");
}
