//! Callers that give up, at each stage of a call: the sandbox goes on, the client stays usable, and what was done can be
//! told.

use cadastro_sandbox::Fault;

use crate::company::company;
use crate::stage::{MINUTE, SECOND, Stage};

const TOKEN: &str = "gerarToken";
const REGISTER: &str = "cadastrarEmBackground";
const ATTACH: &str = "attachFile";

/// Begins a registration, and gives it up once this fault has struck.
async fn given_up(stage: &Stage, bs2: &cadastro::onboarding::Client, fault: Fault) {
    let fault = stage.sandbox.inject(fault);
    let bs2 = bs2.clone();
    let call = tokio::spawn(async move { bs2.register(&company()).await.map(drop) });
    stage.struck(&fault, 1).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn while_the_token_is_asked_for() {
    let stage = Stage::still().await;
    let bs2 = stage.bs2();
    given_up(&stage, &bs2, Fault::latency(SECOND * 3).on(TOKEN)).await;
    stage.clock.advance(SECOND * 3);
    // The token arrives, and is used by whoever comes next.
    bs2.register(&company()).await.unwrap();
    assert_eq!(stage.seen(), [(TOKEN, Some(200)), (REGISTER, Some(201))]);
    assert_eq!(stage.sandbox.effects().registrations, 1);
}

#[tokio::test]
async fn while_the_call_is_in_flight() {
    let stage = Stage::still().await;
    let bs2 = stage.bs2();
    given_up(&stage, &bs2, Fault::latency(SECOND * 3).on(REGISTER)).await;
    assert_eq!(stage.seen(), [(TOKEN, Some(200))], "it is still at it");
    stage.clock.advance(SECOND * 3);
    let seen = stage.handled(1).await;
    assert_eq!((seen[0].operation, seen[0].status), (REGISTER, Some(201)));
    assert_eq!(stage.sandbox.effects().registrations, 1);
    bs2.register(&company()).await.unwrap();
    assert_eq!(stage.sandbox.effects().registrations, 2);
    assert_eq!(stage.sandbox.effects().password_grants, 1);
}

#[tokio::test]
async fn while_the_body_comes() {
    let stage = Stage::still().await;
    let bs2 = stage.bs2();
    given_up(&stage, &bs2, Fault::slow_body(SECOND * 3).on(REGISTER)).await;
    assert_eq!(stage.sandbox.effects().registrations, 1);
    let answer = bs2.register(&company()).await.unwrap();
    assert_eq!(answer.attempts().len(), 1);
    assert_eq!(stage.sandbox.effects().registrations, 2);
}

#[tokio::test]
async fn while_it_waits_for_another_attempt() {
    let stage = Stage::still().await;
    let refused = Fault::status(503).on(ATTACH).always();
    let fault = stage.sandbox.inject(refused);
    let call = tokio::spawn(stage.attach(0, 0).send());
    stage.struck(&fault, 1).await;
    stage.clock.slept_on(SECOND * 5).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    stage.clock.advance(MINUTE);
    stage.sandbox.clear_faults();
    stage.attach(0, 0).send().await.unwrap();
    // No attempt is made for one who is gone.
    assert_eq!(stage.seen(), [(ATTACH, Some(503)), (ATTACH, Some(200))]);
    assert_eq!(stage.attached(0), 1);
}

#[tokio::test]
async fn whoever_comes_back_with_the_key_finds_it_done_once() {
    for fault in [
        Fault::latency(SECOND * 3),
        Fault::slow_body(SECOND * 3),
        Fault::status(503),
    ] {
        let stage = Stage::set().await;
        let fault = stage.sandbox.inject(fault.on(ATTACH));
        let attach = || stage.attach(0, 0).with_idempotency_key("one order").send();
        let call = tokio::spawn(attach());
        stage.struck(&fault, 1).await;
        call.abort();
        let answer = attach().await.unwrap();
        assert_eq!(answer.attachments.as_deref().unwrap().len(), 1);
        assert_eq!(stage.attached(0), 1);
    }
}

#[tokio::test]
async fn one_who_leaves_takes_nothing_from_the_others() {
    let stage = Stage::still().await;
    let bs2 = stage.bs2();
    let fault = stage.sandbox.inject(Fault::latency(SECOND * 3).on(TOKEN));
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let bs2 = bs2.clone();
            tokio::spawn(async move { bs2.register(&company()).await.map(drop) })
        })
        .collect();
    stage.struck(&fault, 1).await;
    for call in calls.iter().step_by(2) {
        call.abort();
    }
    stage.clock.advance(SECOND * 3);
    for (number, call) in calls.into_iter().enumerate() {
        let outcome = call.await;
        assert_eq!(outcome.is_err(), number % 2 == 0);
        if let Ok(outcome) = outcome {
            outcome.unwrap();
        }
    }
    let effects = stage.sandbox.effects();
    assert_eq!((effects.registrations, effects.password_grants), (5, 1));
}
