//! Connections, and how a sandbox stops.

use std::net::SocketAddr;
use std::time::Duration;

use cadastro_sandbox::{Consent, Fault, Sandbox};
use reqwest::{Certificate, Identity, Version};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{Stage, body, builder_of_clients};

#[tokio::test]
async fn other_methods_are_told_which_one_is_right() {
    let stage = Stage::new().await;
    let platform = stage.sandbox.base39();
    let url = format!(
        "{}/v1/customers/{}/attach",
        platform.url(),
        platform.customer_id(0)
    );
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let method = method.parse().unwrap();
        let answer = stage.client.request(method, &url).send().await.unwrap();
        assert_eq!(answer.status(), 405);
        assert_eq!(answer.headers()["allow"], "POST");
    }
    let nowhere = format!("{}/v2/nowhere", platform.url());
    let answer = stage.client.get(nowhere).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let seen = stage.sandbox.take_requests();
    let last = seen.last().unwrap();
    assert_eq!((last.operation, last.status), ("", Some(404)));
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit() {
    let stage = Stage::with(Sandbox::builder().with_body_limit(64)).await;
    assert_eq!(stage.attach("a").send().await.unwrap().status(), 200);
    let large = stage.attach("b").body(vec![b' '; 65]);
    let refused = large.send().await.unwrap();
    assert_eq!(refused.status(), 413);
    assert!(body(refused).await["message"].is_string());
}

#[tokio::test]
async fn what_is_going_on_comes_to_its_end() {
    let stage = Stage::new().await;
    let latency = Duration::from_secs(20);
    let _ = stage.sandbox.inject(Fault::latency(latency));
    let call = tokio::spawn(stage.attach("a").send());
    stage.clock.slept_on(latency).await;
    let origin = stage.sandbox.origin();
    let stopped = tokio::spawn(stage.sandbox.shutdown());
    // No new connections from now on.
    let newcomer = builder_of_clients()
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    while newcomer.get(&origin).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!stopped.is_finished());
    stage.clock.advance(latency);
    assert_eq!(call.await.unwrap().unwrap().status(), 200);
    stopped.await.unwrap();
}

#[tokio::test]
async fn a_sandbox_that_is_dropped_is_gone() {
    let stage = Stage::new().await;
    let latency = Duration::from_secs(20);
    let _ = stage.sandbox.inject(Fault::latency(latency));
    let call = tokio::spawn(stage.attach("a").send());
    stage.clock.slept_on(latency).await;
    drop(stage.sandbox);
    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn over_tls_both_versions_of_http_are_spoken() {
    for is_mutual in [false, true] {
        let builder = match is_mutual {
            false => Sandbox::builder().with_tls(),
            true => Sandbox::builder().with_mutual_tls(),
        };
        let sandbox = builder.start().await.unwrap();
        let certificates = sandbox.certificates().unwrap();
        let root = Certificate::from_pem(certificates.root_pem().as_bytes()).unwrap();
        let identity = Identity::from_pem(certificates.client_identity_pem().as_bytes()).unwrap();
        for version in [Version::HTTP_11, Version::HTTP_2] {
            let client = builder_of_clients().tls_certs_only([root.clone()]);
            let client = match version {
                Version::HTTP_11 => client.http1_only(),
                _ => client.http2_prior_knowledge(),
            };
            let with = client.identity(identity.clone()).build().unwrap();
            let url = format!("{}/v2/nowhere", sandbox.origin());
            let answer = with.get(&url).send().await.unwrap();
            assert_eq!((answer.version(), answer.status().as_u16()), (version, 404));
        }
        let without = builder_of_clients().tls_certs_only([root]).build().unwrap();
        let answer = without.get(sandbox.origin()).send().await;
        assert_eq!(answer.is_err(), is_mutual);
    }
}

/// What arrives until the connection ends, within a second; what is sent is not closed.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(1), stream.read_to_end(&mut text)).await;
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn half_a_request_holds_nobody_up() {
    for tls in [false, true] {
        for sent in [
            "",
            "GET / HT",
            "POST /open-finance/token HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        ] {
            let builder = Sandbox::builder();
            let builder = if tls { builder.with_tls() } else { builder };
            let sandbox = builder.start().await.unwrap();
            let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
            stream.write_all(sent.as_bytes()).await.unwrap();
            // So that it has been accepted.
            let _ = raw(
                sandbox.address(),
                "GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n",
            )
            .await;
            let stopped = tokio::time::timeout(Duration::from_secs(10), sandbox.shutdown()).await;
            assert!(stopped.is_ok(), "{tls} {sent}");
        }
    }
}

#[tokio::test]
async fn links_lead_where_the_client_called_or_to_the_sandbox() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let bank = sandbox.open_finance();
    let consent = bank.authorise(Consent::of_person(0));
    let token = bank.access_token(&consent).unwrap();
    let own = sandbox.origin();
    for (target, host, expected) in [
        ("", "Host: bank.test:8443\r\n", "http://bank.test:8443"),
        ("", "", own.as_str()),
        ("", "Host: \r\n", &own),
        ("", "Host: a b/c?d#e\r\n", &own),
        ("http://u:p@elsewhere:1", "Host: a\r\n", &own),
        ("http://elsewhere:1", "Host: a\r\n", "http://elsewhere:1"),
    ] {
        let path = "/open-banking/customers/v2/personal/qualifications";
        let request = format!(
            "GET {target}{path} HTTP/1.1\r\n{host}Authorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        let answer = raw(sandbox.address(), &request).await;
        let link = format!("\"self\":\"{expected}{path}");
        assert!(answer.contains(&link), "{target} {host} {answer}");
    }
}

#[tokio::test]
async fn a_client_that_has_nothing_more_to_say_is_answered() {
    let stage = Stage::new().await;
    let latency = Duration::from_secs(20);
    let _ = stage.sandbox.inject(Fault::latency(latency));
    let mut stream = TcpStream::connect(stage.sandbox.address()).await.unwrap();
    let request =
        b"POST /v1/customers/none/attach HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    stream.shutdown().await.unwrap();
    // Its end has arrived long before the answer is ready.
    stage.clock.slept_on(latency).await;
    assert!(
        raw(stage.sandbox.address(), "GET / HTTP/1.0\r\n\r\n")
            .await
            .starts_with("HTTP/1.0 404")
    );
    stage.clock.advance(latency);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
}

#[tokio::test]
async fn the_certificate_is_for_the_address_too() {
    let address = "127.0.0.2:0".parse().unwrap();
    let sandbox = Sandbox::builder()
        .with_tls()
        .with_address(address)
        .start()
        .await
        .unwrap();
    assert!(sandbox.origin().starts_with("https://127.0.0.2:"));
    let root = sandbox.certificates().unwrap().root_pem().as_bytes();
    let root = Certificate::from_pem(root).unwrap();
    let client = builder_of_clients().tls_certs_only([root]).build().unwrap();
    let answer = client.get(sandbox.origin()).send().await.unwrap();
    assert_eq!(answer.status(), 404);
}
