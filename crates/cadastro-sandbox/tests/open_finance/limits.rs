//! Requests per minute of a receiver, and per second of the bank.

use cadastro_sandbox::{Consent, Fault, SandboxBuilder};

use crate::bank::{Answered, Bank, PERSON, QUALIFICATIONS};

fn rates(answer: &Answered) -> [Option<&str>; 3] {
    [
        "x-rate-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-time",
    ]
    .map(|name| answer.header(name))
}

#[tokio::test]
async fn a_receiver_has_so_many_requests_in_a_minute_of_the_clock() {
    let bank = Bank::with(|builder| builder.with_rate_limit(3)).await;
    let consent = bank.person(1);
    // 15 seconds before the next minute.
    bank.advance(45);
    for left in ["2", "1", "0"] {
        let answer = bank.get(&consent, PERSON).await;
        assert_eq!(answer.status, 200);
        assert_eq!(rates(&answer), [Some("3"), Some(left), Some("15")]);
    }
    let answer = bank.get(&consent, PERSON).await;
    assert_eq!((answer.status, answer.code()), (429, "TOO_MANY_REQUESTS"));
    assert_eq!(answer.header("retry-after"), Some("15"));
    assert_eq!(rates(&answer), [Some("3"), Some("0"), Some("15")]);
    bank.advance(14);
    assert_eq!(bank.get(&consent, PERSON).await.status, 429);
    bank.advance(1);
    let answer = bank.get(&consent, PERSON).await;
    assert_eq!(rates(&answer), [Some("3"), Some("2"), Some("60")]);
}

#[tokio::test]
async fn the_limit_is_over_all_consents_of_a_receiver_and_of_no_other() {
    let bank = Bank::with(|builder| builder.with_rate_limit(2)).await;
    let (one, two) = (bank.person(1), bank.person(1));
    let other = Consent::of_person(0).with_client_id("another receiver");
    let other = bank.bank.authorise(other);
    assert_eq!(bank.get(&one, PERSON).await.status, 200);
    // Refused ones are requests too.
    assert_eq!(bank.get(&two, "/business/qualifications").await.status, 403);
    assert_eq!(bank.get(&two, QUALIFICATIONS).await.status, 429);
    assert_eq!(bank.get(&other, QUALIFICATIONS).await.status, 200);
}

#[tokio::test]
async fn the_bank_has_so_many_requests_in_a_second_whoever_asks() {
    let bank = Bank::with(|builder| builder.with_overall_limit(3)).await;
    let consent = bank.person(1);
    let other = Consent::of_person(0).with_client_id("another receiver");
    let other = bank.bank.authorise(other);
    assert_eq!(bank.get(&consent, PERSON).await.status, 200);
    assert_eq!(bank.get(&other, PERSON).await.status, 200);
    assert_eq!(bank.get_by("no token", PERSON, &[]).await.status, 401);
    let answer = bank.get(&consent, PERSON).await;
    assert_eq!((answer.status, answer.code()), (529, "SITE_OVERLOADED"));
    // Whoever is turned away at the door has asked nothing of the receiver's.
    assert_eq!(rates(&answer), [None; 3]);
    bank.advance(1);
    assert_eq!(bank.get(&consent, PERSON).await.status, 200);
}

#[tokio::test]
async fn without_limits_nothing_is_said_of_them() {
    let bank = Bank::with(SandboxBuilder::without_limits).await;
    let consent = bank.person(1);
    let answer = bank.get(&consent, PERSON).await;
    assert_eq!(rates(&answer), [None; 3]);
    // An injected one still says when to come again.
    bank.sandbox.inject(Fault::status(429));
    let answer = bank.get(&consent, PERSON).await;
    assert_eq!(answer.header("retry-after"), Some("60"));
}
