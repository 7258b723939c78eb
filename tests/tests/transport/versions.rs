//! Servers that speak TLS too old, no TLS at all, or an old HTTP.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::authority::Authority;
use crate::operations::{CUSTOMER, endpoint, on_loopback, read, told, trusting};
use crate::scripted::{Scripted, head, tls_record};
use crate::server::{Server, hang_up};

/// The answer of a server that chooses this version: the record, and in it the `ServerHello` with a suite of its day.
fn server_hello(version: [u8; 2]) -> Vec<u8> {
    let mut hello = version.to_vec();
    hello.extend([7; 32]); // random
    hello.push(0); // no session id
    hello.extend([0xC0, 0x14]); // TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
    hello.push(0); // no compression
    let length = u8::try_from(hello.len()).unwrap();
    let mut record = vec![22, version[0], version[1], 0, length + 4, 2, 0, 0, length];
    record.extend(hello);
    record
}

/// The alert in a record that is not encrypted.
async fn alert(stream: &mut TcpStream) -> Option<[u8; 2]> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await.ok()?;
    assert_eq!(header[0], 21, "an alert");
    let mut alert = [0; 2];
    stream.read_exact(&mut alert).await.ok()?;
    Some(alert)
}

#[tokio::test]
async fn tls_1_1_and_older_are_refused() {
    for version in [[3, 2], [3, 1], [3, 0]] {
        let (sender, mut alerts) = mpsc::unbounded_channel();
        let server = Scripted::start(move |_, mut stream| {
            let sender = sender.clone();
            async move {
                tls_record(&mut stream).await.unwrap();
                stream.write_all(&server_hello(version)).await.unwrap();
                sender.send(alert(&mut stream).await).unwrap();
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await.unwrap();
                assert!(rest.is_empty(), "nothing follows the alert");
            }
        })
        .await;
        let transport = trusting(&Authority::new()).build().unwrap();
        let error = read(&endpoint(&server.at("https"), &transport))
            .await
            .unwrap_err();
        assert_eq!(
            told(&error),
            "no connection: the server speaks no version of TLS from 1.2 on"
        );
        assert!(error.is_connect() && !error.was_sent(), "{error:?}");
        let fatal_protocol_version = [2, 70];
        assert_eq!(alerts.recv().await.unwrap(), Some(fatal_protocol_version));
    }
}

#[tokio::test]
async fn an_old_server_that_refuses_our_versions_is_told_alike() {
    let server = Scripted::start(|_, mut stream| async move {
        tls_record(&mut stream).await.unwrap();
        let refusal = [21, 3, 1, 0, 2, 2, 70];
        stream.write_all(&refusal).await.unwrap();
        hang_up(stream).await;
    })
    .await;
    let transport = trusting(&Authority::new()).build().unwrap();
    let error = read(&endpoint(&server.at("https"), &transport))
        .await
        .unwrap_err();
    assert_eq!(
        told(&error),
        "no connection: the server ended the TLS handshake: ProtocolVersion"
    );
    assert!(error.is_connect() && !error.was_sent(), "{error:?}");
}

#[tokio::test]
async fn https_to_a_port_of_plain_http_is_told() {
    let server = Server::plain().await;
    let transport = trusting(&Authority::new()).build().unwrap();
    let base = server.base().replace("http:", "https:");
    let error = read(&endpoint(&base, &transport)).await.unwrap_err();
    assert_eq!(told(&error), "no connection: the server does not speak TLS");
    assert!(error.is_connect() && !error.was_sent(), "{error:?}");
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn an_answer_of_http_1_0_is_read_to_the_end_of_the_connection() {
    let server = Scripted::start(|_, mut stream| async move {
        head(&mut stream).await.unwrap();
        let answer = format!("HTTP/1.0 200 OK\r\n\r\n{CUSTOMER}");
        stream.write_all(answer.as_bytes()).await.unwrap();
        hang_up(stream).await;
    })
    .await;
    let transport = on_loopback().build().unwrap();
    let endpoint = endpoint(&server.at("http"), &transport);
    for _ in 0..2 {
        assert_eq!(read(&endpoint).await.unwrap().id, "c");
    }
    assert_eq!(server.connections(), 2);
}
