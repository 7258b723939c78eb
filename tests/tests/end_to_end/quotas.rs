//! How much a bank answers: eight calls a month, so many requests a minute, so many a second.

use cadastro::{Attempt, Clock as _};
use cadastro_sandbox::{AuthorisedConsent, Consent, Fault};

use crate::stage::{HOUR, MINUTE, SECOND, Stage};

const QUALIFICATIONS: &str = "customersGetPersonalQualifications";

fn consented(stage: &Stage) -> AuthorisedConsent {
    stage
        .sandbox
        .open_finance()
        .authorise(Consent::of_person(0))
}

#[tokio::test]
async fn the_ninth_call_of_a_month_is_refused_and_not_repeated() {
    let stage = Stage::set().await;
    let consent = consented(&stage);
    let bank = stage.bank(&consent);
    for _ in 0..8 {
        bank.personal().qualifications().send().await.unwrap();
    }
    stage.seen();
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(
        error.is_quota_exhausted() && error.attempts().len() == 1,
        "{error}"
    );
    assert_eq!(stage.seen(), [(QUALIFICATIONS, Some(423))]);
    // Each operation and each consent has a quota of its own.
    bank.personal().financial_relations().send().await.unwrap();
    let other = stage.bank(&consented(&stage));
    other.personal().qualifications().send().await.unwrap();
}

#[tokio::test]
async fn a_new_month_begins_at_midnight_in_brasilia() {
    let stage = Stage::set().await;
    let consent = consented(&stage);
    let bank = stage.bank_renewing(&consent, stage.receiver());
    for _ in 0..8 {
        bank.personal().qualifications().send().await.unwrap();
    }
    // From noon of 2 March, UTC, to a second before 1 April, UTC-3.
    stage
        .clock
        .advance(HOUR * (29 * 24 + 15) - stage.clock.elapsed() - SECOND);
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(error.is_quota_exhausted(), "{error}");
    stage.clock.advance(SECOND);
    bank.personal().qualifications().send().await.unwrap();
    assert_eq!(
        stage.sandbox.open_finance().used(&consent, QUALIFICATIONS),
        1
    );
}

/// What the client repeats must not cost the quota, and what costs the quota must not be repeated.
#[tokio::test]
async fn only_what_was_answered_with_a_2xx_counts() {
    for (fault, used) in [
        (Fault::status(503), 1),
        (Fault::html(502), 1),
        (Fault::reset_before(), 1),
        // The bank has counted what did not arrive: the client cannot know.
        (Fault::reset_after(), 2),
        (Fault::truncated(), 1),
    ] {
        let stage = Stage::set().await;
        let consent = consented(&stage);
        let bank = stage.bank(&consent);
        stage.sandbox.inject(fault.clone().on(QUALIFICATIONS));
        let outcome = bank.personal().qualifications().send().await;
        let counted = stage.sandbox.open_finance().used(&consent, QUALIFICATIONS);
        assert_eq!(counted, used, "{fault:?}");
        if let Err(error) = outcome {
            assert!(error.was_successful(), "{error}");
        }
    }
}

#[tokio::test]
async fn the_limit_of_a_minute_is_waited_for_as_the_bank_says() {
    let stage = Stage::patient(|sandbox| sandbox.with_rate_limit(5)).await;
    let bank = stage.bank(&consented(&stage));
    stage.clock.advance(SECOND * 20);
    for left in (0..5).rev() {
        let answer = bank.personal().qualifications().send().await.unwrap();
        let limits = answer.rate_limits();
        assert_eq!((limits.limit, limits.remaining), (Some(5), Some(left)));
    }
    let answer = bank.personal().qualifications().send().await.unwrap();
    let waits: Vec<_> = answer.attempts().iter().map(Attempt::waited).collect();
    assert_eq!(waits.len(), 2);
    assert!(waits[1] >= SECOND * 40 && waits[1] < MINUTE, "{waits:?}");
    assert_eq!(answer.rate_limits().remaining, Some(4));
    assert_eq!(stage.sandbox.effects().reads, 6);
}

#[tokio::test]
async fn a_caller_in_a_hurry_is_told_how_long_it_takes() {
    let stage = Stage::with(|sandbox| sandbox.with_rate_limit(1)).await;
    let transport = crate::stage::builder(&stage.clock).with_call_timeout(SECOND * 30);
    let token = stage
        .sandbox
        .open_finance()
        .access_token(&consented(&stage));
    let bank = cadastro::customers::Client::builder(stage.sandbox.open_finance().base_url())
        .with_transport(transport.build().unwrap())
        .with_credentials(cadastro::Credentials::bearer(token.unwrap()));
    let bank = bank.build().unwrap();
    bank.personal().qualifications().send().await.unwrap();
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(
        error.is_rate_limited() && error.attempts().len() == 1,
        "{error}"
    );
    assert_eq!(error.retry_after(), Some(MINUTE));
    assert_eq!(error.rate_limits().remaining, Some(0));
    assert_eq!(stage.clock.elapsed(), std::time::Duration::ZERO);
}

#[tokio::test]
async fn a_bank_that_is_overloaded_is_asked_again_later() {
    let stage = Stage::with(|sandbox| sandbox.with_overall_limit(3)).await;
    let bank = stage.bank(&consented(&stage));
    for _ in 0..3 {
        bank.personal().qualifications().send().await.unwrap();
    }
    let answer = bank.personal().qualifications().send().await.unwrap();
    let attempts = answer.attempts();
    let (last, refused) = attempts.split_last().unwrap();
    assert!(!refused.is_empty() && last.status().unwrap() == 200);
    assert!(
        refused
            .iter()
            .all(|attempt| attempt.status().unwrap() == 529)
    );
    assert_eq!(stage.sandbox.effects().reads, 4);
}

/// As a receiver has to: a limiter of its own keeps it below the bank's limit, and nobody is ever refused.
#[tokio::test]
async fn a_limiter_keeps_within_the_limit_of_a_minute() {
    let stage = Stage::patient(|sandbox| sandbox.with_rate_limit(10).with_monthly_quota(100)).await;
    let limiter = cadastro::Limiter::builder()
        .with_per_minute(10)
        .with_clock(stage.clock.clone());
    let token = stage
        .sandbox
        .open_finance()
        .access_token(&consented(&stage));
    let bank = cadastro::customers::Client::builder(stage.sandbox.open_finance().base_url())
        .with_transport(stage.transport.clone())
        .with_credentials(cadastro::Credentials::bearer(token.unwrap()))
        .with_limiter(limiter.build());
    let bank = bank.build().unwrap();
    for _ in 0..35 {
        bank.personal().qualifications().send().await.unwrap();
    }
    let seen = stage.seen();
    assert_eq!(seen.len(), 35);
    assert!(
        seen.iter().all(|(_, status)| *status == Some(200)),
        "{seen:?}"
    );
    assert!(stage.clock.elapsed() >= MINUTE * 3);
}
