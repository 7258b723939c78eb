//! Connecting that never ends is given up after the connect timeout, by the transport's clock.

use std::time::Duration;

use cadastro_core::{Attempt, Backoff, ManualClock, Transport};
use tokio::io::{AsyncReadExt as _, copy, sink};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::authority::Authority;
use crate::operations::{clock, create, read, told, trusting, with_policy};
use crate::scripted::{Scripted, head, tls_record};

const CONNECT: Duration = Duration::from_secs(7);

/// A server that goes on to read and never says a word; it tells when it has got what a connection begins with.
async fn silent() -> (Scripted, mpsc::UnboundedReceiver<u8>) {
    let (sender, began) = mpsc::unbounded_channel();
    let server = Scripted::start(move |_, mut stream: TcpStream| {
        let sender = sender.clone();
        async move {
            let mut first = [0];
            stream.peek(&mut first).await.unwrap();
            match first[0] {
                22 => drop(tls_record(&mut stream).await.unwrap()),
                _ => drop(head(&mut stream).await.unwrap()),
            }
            sender.send(first[0]).unwrap();
            let _ = copy(&mut stream, &mut sink()).await;
        }
    })
    .await;
    (server, began)
}

/// Calls `base` once for a read and once for a creation, and lets each attempt time out.
async fn times_out(
    clock: ManualClock,
    transport: Transport,
    base: String,
    mut began: mpsc::UnboundedReceiver<u8>,
) {
    let policy = Backoff::new().without_jitter().with_max_attempts(3);
    let endpoint = with_policy(&base, &transport, policy);
    for creating in [false, true] {
        let endpoint = endpoint.clone();
        let mut call = tokio::spawn(async move {
            if creating {
                create(&endpoint).await
            } else {
                read(&endpoint).await
            }
        });
        for _ in 0..3 {
            tokio::select! {
                first = began.recv() => first.unwrap(),
                outcome = &mut call => panic!("{outcome:?}"),
            };
            clock.advance(CONNECT);
        }
        let error = call.await.unwrap().unwrap_err();
        assert!(error.is_connect() && error.is_timeout(), "{error:?}");
        assert!(!error.was_sent() && !error.was_successful(), "{error:?}");
        assert_eq!(told(&error), "connecting took too long, at attempt 3");
        let waits = [0, 250, 500].map(Duration::from_millis);
        let attempts = error.attempts();
        assert_eq!(Vec::from_iter(attempts.iter().map(Attempt::waited)), waits);
        for attempt in attempts {
            assert_eq!(attempt.took(), CONNECT, "not the attempt's timeout");
            assert_eq!(attempt.failure(), Some("timeout"));
            assert!(!attempt.was_sent());
        }
    }
}

#[tokio::test]
async fn a_stalled_tls_handshake_is_given_up_and_tried_again() {
    let (server, began) = silent().await;
    let clock = clock();
    let transport = trusting(&Authority::new())
        .with_clock(clock.clone())
        .with_connect_timeout(CONNECT)
        .build()
        .unwrap();
    times_out(clock, transport, server.at("https"), began).await;
    assert_eq!(server.connections(), 6);
}

#[tokio::test]
async fn a_proxy_that_does_not_connect_is_given_up_and_tried_again() {
    let (proxy, began) = silent().await;
    let clock = clock();
    let transport = trusting(&Authority::new())
        .with_clock(clock.clone())
        .with_connect_timeout(CONNECT)
        .with_https_proxy(&proxy.at("http"))
        .build()
        .unwrap();
    let base = "https://bank.example".to_owned();
    times_out(clock, transport, base, began).await;
    assert_eq!(proxy.connections(), 6);
}

#[tokio::test]
async fn a_connection_that_is_closed_in_the_handshake_is_no_timeout() {
    let server = Scripted::start(|_, mut stream| async move {
        let _ = stream.read_u8().await;
    })
    .await;
    let transport = trusting(&Authority::new()).build().unwrap();
    let policy = Backoff::new().without_jitter();
    let endpoint = with_policy(&server.at("https"), &transport, policy);
    let error = create(&endpoint).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(!error.was_sent(), "{error:?}");
    assert_eq!(error.attempts().len(), 4, "it was never sent");
    assert!(
        told(&error).starts_with("no connection: the server closed the connection"),
        "{error}"
    );
}
