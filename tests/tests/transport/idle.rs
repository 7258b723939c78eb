//! A server may close a connection that nobody uses. The next call takes another one; what becomes of a call that runs
//! into the closing depends on whether it may have been done.

use cadastro_core::Backoff;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::operations::{CUSTOMER, create, on_loopback, read, told, with_policy};
use crate::scripted::{Scripted, request};
use crate::server::hang_up;

async fn answer(stream: &mut TcpStream) {
    let length = CUSTOMER.len();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{CUSTOMER}");
    stream.write_all(answer.as_bytes()).await.unwrap();
}

fn usual() -> Backoff {
    Backoff::new().without_jitter()
}

#[tokio::test]
async fn connections_that_were_closed_meanwhile_are_replaced() {
    let (sender, mut closed) = mpsc::unbounded_channel();
    let server = Scripted::start(move |_, mut stream| {
        let sender = sender.clone();
        async move {
            request(&mut stream).await.unwrap();
            answer(&mut stream).await;
            // Until the client has closed its side as well.
            hang_up(stream).await;
            sender.send(()).unwrap();
        }
    })
    .await;
    let transport = on_loopback().build().unwrap();
    let endpoint = with_policy(&server.at("http"), &transport, Backoff::never());
    for _ in 0..3 {
        read(&endpoint).await.unwrap();
        closed.recv().await.unwrap();
        create(&endpoint).await.unwrap();
        closed.recv().await.unwrap();
    }
    assert_eq!(server.connections(), 6);
}

/// A server that closes the first connection when the second request comes, with or without having read it.
async fn closing(reads: bool) -> Scripted {
    Scripted::start(move |earlier, mut stream| async move {
        request(&mut stream).await.unwrap();
        answer(&mut stream).await;
        if earlier == 0 {
            if reads {
                request(&mut stream).await.unwrap();
                hang_up(stream).await;
            } else {
                // Closing with something unread resets the connection.
                stream.peek(&mut [0]).await.unwrap();
                drop(stream);
            }
        } else {
            while request(&mut stream).await.is_some() {
                answer(&mut stream).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_read_that_runs_into_the_closing_is_repeated() {
    for reads in [true, false] {
        let server = closing(reads).await;
        let transport = on_loopback().build().unwrap();
        let endpoint = with_policy(&server.at("http"), &transport, usual());
        read(&endpoint).await.unwrap();
        read(&endpoint).await.unwrap();
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn a_creation_that_runs_into_the_closing_may_have_been_done() {
    for reads in [true, false] {
        let server = closing(reads).await;
        let transport = on_loopback().build().unwrap();
        let endpoint = with_policy(&server.at("http"), &transport, usual());
        read(&endpoint).await.unwrap();
        let error = create(&endpoint).await.unwrap_err();
        assert!(error.was_sent() && !error.is_connect(), "{error:?}");
        assert_eq!(error.attempts().len(), 1);
        assert!(
            told(&error).starts_with("the server closed the connection"),
            "{error}"
        );
        assert_eq!(server.connections(), 1);
    }
}
