//! The monthly quota: what counts, and when it begins anew.

use std::time::Duration;

use cadastro_sandbox::{Consent, Fault, SandboxBuilder};

use crate::bank::{BUSINESS, Bank, PERSON, PERSON_ID, PERSONAL, QUALIFICATIONS, time};

#[tokio::test]
async fn eight_calls_succeed_for_each_operation_and_consent() {
    let bank = Bank::open().await;
    let person = bank.person(1);
    let company = bank.bank.authorise(Consent::of_company(0));
    for (consent, operations) in [(&person, PERSONAL), (&company, BUSINESS)] {
        for (path, operation) in operations {
            for count in 1..=8 {
                let answer = bank.get(consent, path).await;
                assert_eq!(answer.status, 200, "{path}");
                assert_eq!(bank.bank.used(consent, operation), count);
            }
            let answer = bank.get(consent, path).await;
            assert_eq!((answer.status, answer.code()), (423, "QUOTA_EXHAUSTED"));
            assert_eq!(bank.bank.used(consent, operation), 8);
        }
    }
    // Another consent of the same customer has a quota of its own.
    let again = bank.person(1);
    assert_eq!(bank.get(&again, PERSON).await.status, 200);
    assert_eq!(bank.sandbox.effects().reads, 49);
}

#[tokio::test]
async fn only_successes_count() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    for status in [429, 500, 503, 504, 529] {
        bank.sandbox.inject(Fault::status(status));
        assert_eq!(bank.get(&consent, PERSON).await.status, status);
    }
    for (path, status) in [("?page=x", 400), ("?page=2", 422)] {
        let answer = bank.get(&consent, &format!("{PERSON}{path}")).await;
        assert_eq!(answer.status, status);
    }
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 0);
    assert_eq!(bank.sandbox.effects().reads, 0);
}

#[tokio::test]
async fn follow_up_pages_come_when_the_quota_is_used_up() {
    let bank = Bank::with(|builder| builder.with_monthly_quota(1)).await;
    let consent = bank.person(60);
    let first = bank.get(&consent, PERSON).await;
    assert_eq!(bank.get(&consent, PERSON).await.status, 423);
    let second = bank.get(&consent, first.link("next").unwrap()).await;
    assert_eq!(second.status, 200);
}

#[tokio::test]
async fn months_begin_at_midnight_of_brasilia() {
    let bank = Bank::with(|builder| builder.with_monthly_quota(1)).await;
    let consent = bank.person(1);
    assert_eq!(bank.get(&consent, PERSON).await.status, 200);
    let last = time("2026-04-01T02:59:59Z");
    let noon = time("2026-03-10T15:00:00Z");
    bank.clock.advance(last.duration_since(noon).unwrap());
    assert_eq!(bank.get(&consent, PERSON).await.status, 423);
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 1);
    bank.clock.advance(Duration::from_secs(1));
    assert_eq!(bank.bank.used(&consent, PERSON_ID), 0);
    assert_eq!(bank.get(&consent, PERSON).await.status, 200);
    assert_eq!(bank.get(&consent, PERSON).await.status, 423);
}

#[tokio::test]
async fn a_quota_can_be_reset_and_left_out() {
    let bank = Bank::with(|builder| builder.with_monthly_quota(1)).await;
    let consent = bank.person(1);
    for _ in 0..3 {
        assert_eq!(bank.get(&consent, QUALIFICATIONS).await.status, 200);
        assert_eq!(bank.get(&consent, QUALIFICATIONS).await.status, 423);
        bank.bank.reset_quota(&consent);
    }
    let free = Bank::with(SandboxBuilder::without_limits).await;
    let consent = free.person(1);
    for _ in 0..20 {
        assert_eq!(free.get(&consent, PERSON).await.status, 200);
    }
    assert_eq!(free.bank.used(&consent, PERSON_ID), 20);
}

#[tokio::test]
async fn calls_at_once_share_the_quota() {
    let bank = Bank::open().await;
    let consent = bank.person(1);
    let calls = (0..40).map(|_| bank.get(&consent, PERSON));
    let answers = futures_util::future::join_all(calls).await;
    let succeeded = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(succeeded.count(), 8);
}
