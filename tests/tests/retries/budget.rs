//! The budget of repetitions: what a server in trouble has to bear, and how the budget comes back.

use cadastro_core::{Backoff, Endpoint, ManualClock, RetryBudget};
use futures_util::future::join_all;

use crate::calling::{Customer, Kind, endpoint, skipping};
use crate::server::{Server, Turn};

const CALLS: usize = 30;

/// An endpoint with a budget of 5 repetitions, or a share in it.
fn spending(budget: &RetryBudget, server: &Server, clock: &ManualClock) -> Endpoint {
    let policy = Backoff::new().without_jitter().with_budget(budget.clone());
    endpoint(server, clock).with_retry(policy).build().unwrap()
}

async fn call(endpoint: &Endpoint) -> Result<usize, usize> {
    let (operation, request) = (Kind::Read.operation(), Kind::Read.request());
    match endpoint.call::<Customer>(operation, request).await {
        Ok(answer) => Ok(answer.attempts().len()),
        Err(error) => Err(error.attempts().len()),
    }
}

#[tokio::test]
async fn an_outage_costs_the_calls_and_the_budget_and_no_more() {
    let server = Server::start([Turn::answer("503 _", "")]).await;
    let (clock, budget) = (skipping(), RetryBudget::new(5));
    let endpoints = [
        spending(&budget, &server, &clock),
        spending(&budget, &server, &clock),
    ];
    for endpoint in endpoints.iter().cycle().take(CALLS) {
        call(endpoint).await.unwrap_err();
    }
    assert_eq!(budget.left(), 0);
    assert_eq!(server.log.heard().len(), CALLS + 5);
}

#[tokio::test]
async fn an_outage_costs_no_more_if_all_call_at_once() {
    let server = Server::start([Turn::answer("503 _", "")]).await;
    let (clock, budget) = (skipping(), RetryBudget::new(5));
    let endpoint = spending(&budget, &server, &clock);
    let calls = join_all((0..CALLS).map(|_| call(&endpoint))).await;
    let attempts: usize = calls.into_iter().map(Result::unwrap_err).sum();
    assert_eq!(attempts, CALLS + 5);
    assert_eq!(server.log.heard().len(), CALLS + 5);
}

#[tokio::test]
async fn the_default_policy_has_a_budget_of_100() {
    let server = Server::start([Turn::answer("503 _", "")]).await;
    let clock = skipping();
    let endpoint = endpoint(&server, &clock)
        .with_retry(Backoff::new())
        .build()
        .unwrap();
    for _ in 0..50 {
        call(&endpoint).await.unwrap_err();
    }
    assert_eq!(server.log.heard().len(), 50 + 100);
}

#[tokio::test]
async fn successes_fill_the_budget_again() {
    let mut turns = vec![Turn::answer("503 _", ""); 3];
    turns.extend(vec![Turn::success(); 9]);
    turns.push(Turn::answer("503 _", ""));
    turns.push(Turn::success());
    turns.extend([Turn::answer("503 _", ""), Turn::success()]);
    turns.push(Turn::answer("503 _", ""));
    let server = Server::start(turns).await;
    let (clock, budget) = (skipping(), RetryBudget::new(2));
    let endpoint = spending(&budget, &server, &clock);
    assert_eq!(call(&endpoint).await, Err(3), "the budget ends the call");
    for _ in 0..9 {
        assert_eq!(call(&endpoint).await, Ok(1));
    }
    assert_eq!(call(&endpoint).await, Err(1), "nine tenths are not enough");
    assert_eq!(call(&endpoint).await, Ok(1));
    assert_eq!(budget.left(), 1);
    assert_eq!(call(&endpoint).await, Ok(2));
    assert_eq!(budget.left(), 1, "what a success has cost comes back");
    assert_eq!(call(&endpoint).await, Err(2));
    assert_eq!(budget.left(), 0);
}

#[tokio::test]
async fn what_is_not_tried_again_costs_nothing() {
    for (head, kind) in [
        ("400 _", Kind::Read),
        ("503 _", Kind::Plain),
        ("429 _\r\nretry-after: 600", Kind::Read),
    ] {
        let server = Server::start([Turn::answer(head, "")]).await;
        let (clock, budget) = (skipping(), RetryBudget::new(5));
        let endpoint = spending(&budget, &server, &clock);
        let outcome = endpoint.call::<Customer>(kind.operation(), kind.request());
        assert_eq!(outcome.await.unwrap_err().attempts().len(), 1);
        assert_eq!(budget.left(), 5, "{head}");
    }
}
