//! Idempotency keys of base39, by its own book of keys: what is repeated takes effect once.

use cadastro_sandbox::Fault;

use crate::stage::{HOUR, SECOND, Stage, builder};

const ATTACH: &str = "attachFile";

#[tokio::test]
async fn a_success_is_replayed_for_a_day() {
    let stage = Stage::set().await;
    let attach = || stage.attach(3, 5).with_idempotency_key("one order").send();
    let first = attach().await.unwrap();
    stage.clock.advance(HOUR * 24 - SECOND);
    let again = attach().await.unwrap();
    assert_eq!(first.raw_body(), again.raw_body());
    assert_eq!(stage.attached(3), 1);
    stage.clock.advance(SECOND);
    let third = attach().await.unwrap();
    assert_eq!(third.attachments.as_deref().unwrap().len(), 2);
    assert_eq!(stage.attached(3), 2);
}

#[tokio::test]
async fn calls_without_a_key_of_their_own_are_different_calls() {
    let stage = Stage::set().await;
    for _ in 0..3 {
        stage.attach(3, 5).send().await.unwrap();
    }
    assert_eq!(stage.attached(3), 3);
}

#[tokio::test]
async fn a_call_that_is_under_way_elsewhere_is_waited_for() {
    let stage = Stage::set().await;
    let slow = stage.sandbox.inject(Fault::latency(SECOND * 20).on(ATTACH));
    let attach = || stage.attach(3, 5).with_idempotency_key("one order").send();
    let first = tokio::spawn(attach());
    stage.struck(&slow, 1).await;
    let second = attach().await.unwrap();
    let first = first.await.unwrap().unwrap();
    assert_eq!(first.raw_body(), second.raw_body());
    assert_eq!(stage.attached(3), 1);
    let statuses: Vec<_> = second
        .attempts()
        .iter()
        .map(|attempt| attempt.status().unwrap().as_u16())
        .collect();
    // Asked after 1, 3, 6, 10, 15 and 20 s.
    assert_eq!(statuses, [409, 409, 409, 409, 409, 409, 200]);
    assert_eq!(stage.seen().len(), 8);
}

/// The first attempt runs into its timeout and goes on at the server. Its repetition finds it under way, and waits.
#[tokio::test]
async fn a_repetition_waits_for_its_own_first_attempt() {
    let stage = Stage::set().await;
    let slow = stage.sandbox.inject(Fault::latency(SECOND * 45).on(ATTACH));
    let call = tokio::spawn(stage.attach(3, 5).send());
    stage.struck(&slow, 1).await;
    stage.clock.advance(SECOND * 30);
    let answer = call.await.unwrap().unwrap();
    let attempts = answer.attempts();
    assert_eq!(attempts[0].failure(), Some("timeout"));
    let middle = &attempts[1..attempts.len() - 1];
    assert!(!middle.is_empty());
    assert!(
        middle
            .iter()
            .all(|attempt| attempt.status().unwrap() == 409)
    );
    assert_eq!(stage.attached(3), 1);
    assert_eq!(stage.sandbox.effects().attachments, 1);
}

#[tokio::test]
async fn what_is_under_way_for_too_long_is_an_error_that_says_so() {
    let stage = Stage::skipping(SECOND * 3).await;
    let slow = stage
        .sandbox
        .inject(Fault::latency(SECOND * 600).on(ATTACH));
    let attach = || stage.attach(3, 5).with_idempotency_key("one order");
    let first = tokio::spawn(attach().send());
    stage.struck(&slow, 1).await;
    first.abort();
    // It has time to ask after 1, 3 and 6 s.
    let transport = builder(&stage.clock).with_call_timeout(SECOND * 19 / 2);
    let base39 = stage
        .base39_builder()
        .with_transport(transport.build().unwrap());
    let ids = stage.sandbox.base39();
    let hasty = base39
        .build()
        .unwrap()
        .attach(ids.customer_id(3), ids.file_id(5));
    let error = hasty
        .with_idempotency_key("one order")
        .send()
        .await
        .unwrap_err();
    assert!(
        error.is_conflict() && error.attempts().len() == 4,
        "{error}"
    );
    assert_eq!(error.idempotency_key(), Some("one order"));
    assert_eq!(stage.attached(3), 0);
    // It is done in the end, and then it was done once.
    stage.clock.advance(SECOND * 600);
    attach().send().await.unwrap();
    assert_eq!(stage.attached(3), 1);
}

#[tokio::test]
async fn a_first_attempt_that_failed_may_run_again() {
    let stage = Stage::set().await;
    let attach = || stage.attach(3, 5).with_idempotency_key("one order").send();
    stage.sandbox.inject(Fault::status(500).on(ATTACH));
    let error = attach().await.unwrap_err();
    assert!(error.is_internal_server_error());
    assert_eq!(stage.attached(3), 0);
    attach().await.unwrap();
    assert_eq!(stage.attached(3), 1);
}

#[tokio::test]
async fn whoever_repeats_after_a_lost_answer_gets_it() {
    let stage = Stage::set().await;
    stage.sandbox.inject(Fault::truncated().on(ATTACH));
    let attach = || stage.attach(3, 5).with_idempotency_key("one order").send();
    let error = attach().await.unwrap_err();
    assert!(error.was_successful() && error.is_incomplete(), "{error}");
    let key = error.idempotency_key().unwrap().to_owned();
    let answer = stage
        .attach(3, 5)
        .with_idempotency_key(key)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.attachments.as_deref().unwrap().len(), 1);
    assert_eq!(stage.attached(3), 1);
}

#[tokio::test]
async fn clients_with_one_key_attach_once() {
    let stage = Stage::set().await;
    let base39 = stage.sandbox.base39();
    let (customer, file) = (base39.customer_id(3), base39.file_id(5));
    let clients: Vec<_> = (0..8).map(|_| stage.base39()).collect();
    stage
        .sandbox
        .inject(Fault::latency(SECOND).on(ATTACH).always());
    let calls = clients.iter().map(|client| {
        let attach = client.attach(&customer, &file);
        attach.with_idempotency_key("one order").send()
    });
    let answers = futures_util::future::join_all(calls).await;
    let bodies: Vec<_> = answers
        .iter()
        .map(|answer| answer.as_ref().unwrap().raw_body())
        .collect();
    assert!(bodies.windows(2).all(|two| two[0] == two[1]));
    assert_eq!(stage.attached(3), 1);
}

#[tokio::test]
async fn a_key_is_for_one_order_only() {
    let stage = Stage::set().await;
    let attach = |file| {
        stage
            .attach(3, file)
            .with_idempotency_key("one order")
            .send()
    };
    attach(5).await.unwrap();
    let error = attach(6).await.unwrap_err();
    assert!(error.is_unprocessable() && error.attempts().len() == 1);
    assert_eq!(stage.attached(3), 1);
}
