//! Each kind of fault, as a client meets it, and what has been done in spite of it.

use std::time::Duration;

use cadastro_core::Clock as _;
use cadastro_sandbox::{Fault, Sent, Violation};

use crate::{Stage, body};

#[tokio::test]
async fn a_status_refuses_before_anything_is_done() {
    let stage = Stage::new().await;
    let fault = Fault::status(503).with_header("Retry-After", "7");
    let injected = stage.sandbox.inject(fault.on("attachFile"));
    let refused = stage.attach("a").send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "7");
    assert!(body(refused).await["message"].is_string());
    assert_eq!(
        (injected.hits(), stage.sandbox.effects().attachments),
        (1, 0)
    );
    assert_eq!(stage.attach("a").send().await.unwrap().status(), 200);
    assert_eq!(
        (injected.hits(), stage.sandbox.effects().attachments),
        (1, 1)
    );
}

#[tokio::test]
async fn a_gateway_answers_with_a_page() {
    let stage = Stage::new().await;
    let _ = stage.sandbox.inject(Fault::html(502));
    let refused = stage.attach("a").send().await.unwrap();
    assert_eq!(
        (
            refused.status().as_u16(),
            &refused.headers()["content-type"]
        ),
        (502, &"text/html".parse().unwrap())
    );
    assert!(refused.text().await.unwrap().starts_with("<html>"));
    assert_eq!(stage.sandbox.effects().attachments, 0);
}

#[tokio::test]
async fn resets_come_before_or_after_the_work() {
    for (fault, done) in [(Fault::reset_before(), 0), (Fault::reset_after(), 1)] {
        let stage = Stage::new().await;
        let _ = stage.sandbox.inject(fault);
        let error = stage.attach("a").send().await.unwrap_err();
        assert!(error.is_request() && !error.is_connect(), "{error:?}");
        let text = format!("{error:?}");
        assert!(text.contains("ConnectionReset"), "{text}");
        assert_eq!(stage.sandbox.effects().attachments, done);
        let seen = &stage.sandbox.take_requests()[0];
        assert_eq!(
            (seen.sent, seen.status),
            (Sent::Nothing, (done == 1).then_some(200))
        );
    }
}

#[tokio::test]
async fn half_a_body_is_followed_by_a_reset() {
    let stage = Stage::new().await;
    let whole = stage
        .attach("a")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let _ = stage.sandbox.inject(Fault::truncated());
    let mut cut = stage.attach("a").send().await.unwrap();
    assert_eq!(cut.status(), 200);
    let mut arrived = Vec::new();
    let error = loop {
        match cut.chunk().await {
            Ok(Some(chunk)) => arrived.extend_from_slice(&chunk),
            Ok(None) => panic!("it ended well"),
            Err(error) => break error,
        }
    };
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(arrived, whole[..whole.len() / 2]);
    let seen = stage.sandbox.take_requests();
    assert_eq!(seen[1].sent, Sent::Part);
    assert_eq!(seen[1].idempotency_key.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_slow_body_takes_its_time_by_the_clock() {
    let stage = Stage::new().await;
    let pause = Duration::from_secs(3);
    let _ = stage.sandbox.inject(Fault::slow_body(pause));
    let slow = stage.attach("a").send().await.unwrap();
    let reading = tokio::spawn(body(slow));
    for _ in 0..8 {
        stage.clock.slept_on(pause).await;
        assert!(!reading.is_finished());
        stage.clock.advance(pause);
    }
    assert!(reading.await.unwrap()["id"].is_string());
    assert_eq!(stage.clock.elapsed(), pause * 8);
}

#[tokio::test]
async fn latency_keeps_a_call_in_flight() {
    let stage = Stage::new().await;
    let latency = Duration::from_secs(20);
    let _ = stage.sandbox.inject(Fault::latency(latency));
    let first = tokio::spawn(stage.attach("a").send());
    stage.clock.slept_on(latency).await;
    assert_eq!(stage.sandbox.effects().attachments, 0);
    assert_eq!(stage.attach("a").send().await.unwrap().status(), 409);
    stage.clock.advance(latency);
    assert_eq!(first.await.unwrap().unwrap().status(), 200);
    assert_eq!(stage.sandbox.effects().attachments, 1);
}

#[tokio::test]
async fn the_work_is_done_though_the_client_is_gone() {
    let stage = Stage::new().await;
    let latency = Duration::from_secs(20);
    let _ = stage.sandbox.inject(Fault::latency(latency));
    let first = tokio::spawn(stage.attach("a").send());
    stage.clock.slept_on(latency).await;
    first.abort();
    let _ = first.await;
    stage.clock.advance(latency);
    while stage.sandbox.effects().attachments == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_violation_waits_for_an_answer_that_has_a_place_for_it() {
    let stage = Stage::new().await;
    let fault = Fault::violation(Violation::UnlistedNationality);
    let injected = stage.sandbox.inject(fault);
    let answer = stage.attach_for("a", "?fields=id").send().await.unwrap();
    assert_eq!(body(answer).await.as_object().unwrap().len(), 1);
    assert_eq!(injected.hits(), 0);
    let answer = stage.attach("b").send().await.unwrap();
    assert_eq!(injected.hits(), 1);
    let spoilt = body(answer).await;
    let clean = body(stage.attach("b").send().await.unwrap()).await;
    assert_ne!(spoilt, clean);
}

#[tokio::test]
async fn faults_may_come_late_and_have_headers() {
    let stage = Stage::new().await;
    let latency = Duration::from_secs(15);
    let late = Fault::html(504)
        .with_latency(latency)
        .with_header("Retry-After", "3");
    let _ = stage.sandbox.inject(late);
    let call = tokio::spawn(stage.attach("a").send());
    stage.clock.slept_on(latency).await;
    stage.clock.advance(latency);
    let refused = call.await.unwrap().unwrap();
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()["retry-after"]),
        (504, &"3".parse().unwrap())
    );
    assert_eq!(stage.sandbox.effects().attachments, 0);
    let _ = stage
        .sandbox
        .inject(Fault::header("x-fapi-interaction-id", "another"));
    let answer = stage.attach("a").send().await.unwrap();
    assert_eq!(answer.headers()["x-fapi-interaction-id"], "another");
    assert_eq!(stage.sandbox.effects().attachments, 1);
}

#[tokio::test]
#[should_panic(expected = "no operation `AttachFile`; known are")]
async fn an_operation_that_there_is_not_is_told_at_once() {
    let stage = Stage::new().await;
    let _ = stage.sandbox.inject(Fault::reset_after().on("AttachFile"));
}
