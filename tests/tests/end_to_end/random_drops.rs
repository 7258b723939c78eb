//! Calls that are dropped at any point of theirs: each took effect once or not at all, and those that came to their end
//! once.

use std::future::Future;
use std::pin::pin;

use cadastro::{MemoryTokenStore, Transport, Upload, onboarding};
use futures_util::FutureExt as _;

use crate::company::{cnpj, company, numbered};
use crate::stage::{Stage, builder};

const SEEDS: u32 = 50;

/// Goes on with a call for so many turns of the runtime, and drops it then. What it came to, if it was over before.
async fn dropped<T>(call: impl Future<Output = T>, turns: u32) -> Option<T> {
    let mut call = pin!(call);
    for _ in 0..turns {
        if let Some(outcome) = call.as_mut().now_or_never() {
            return Some(outcome);
        }
        // The others go on, and what has come over the wire is read.
        tokio::task::yield_now().await;
    }
    None
}

/// Every other call has to connect first.
fn transport(stage: &Stage, seed: u32) -> Transport {
    if seed.is_multiple_of(2) {
        stage.transport.clone()
    } else {
        builder(&stage.clock).build().unwrap()
    }
}

fn bs2(stage: &Stage, store: &MemoryTokenStore, seed: u32) -> onboarding::Client {
    let builder = stage.bs2_builder().with_token_store(store.clone());
    builder
        .with_transport(transport(stage, seed))
        .build()
        .unwrap()
}

fn turns(seed: u32, most: u32) -> u32 {
    fastrand::Rng::with_seed(seed.into()).u32(1..=most)
}

/// How the calls of a test have ended.
#[derive(Debug, Default)]
struct Ends {
    finished: u32,
    dropped_and_done: u32,
    dropped_and_not_done: u32,
}

impl Ends {
    fn note(&mut self, finished: bool, effects: usize) {
        match (finished, effects) {
            (true, 1) => self.finished += 1,
            (false, 1) => self.dropped_and_done += 1,
            (false, 0) => self.dropped_and_not_done += 1,
            other => panic!("finished, effects: {other:?}"),
        }
    }

    /// The points were well spread.
    fn check(&self) {
        let least = self.finished.min(self.dropped_and_done);
        assert!(least.min(self.dropped_and_not_done) > 0, "{self:?}");
    }
}

/// Lets the sandbox come to the end of what it has begun: it does not wait for those who are gone.
async fn settle(stage: &Stage) {
    for _ in 0..20 {
        stage.attach(u64::MAX, 0).send().await.unwrap();
    }
}

#[tokio::test]
async fn registrations() {
    let stage = Stage::set().await;
    let store = MemoryTokenStore::new();
    let mut finished = Vec::new();
    for seed in 0..SEEDS {
        let company = numbered(seed);
        let bs2 = bs2(&stage, &store, seed);
        let outcome = dropped(bs2.register(&company), turns(seed, 12)).await;
        finished.push(outcome.map(Result::unwrap).is_some());
    }
    settle(&stage).await;
    let registered = stage.sandbox.bs2().registrations();
    let mut ends = Ends::default();
    for (seed, finished) in (0..SEEDS).zip(finished) {
        let cnpj = cnpj(seed);
        let effects = registered.iter().filter(|one| one.cnpj.as_str() == cnpj);
        ends.note(finished, effects.count());
    }
    ends.check();
}

#[tokio::test]
async fn uploads() {
    let stage = Stage::set().await;
    let store = MemoryTokenStore::new();
    let content = vec![7; 1_000_000];
    let first = bs2(&stage, &store, 0);
    let answer = first.pre_register(&company()).await.unwrap();
    let id = answer.cliente_id.as_ref().unwrap().as_str();
    let mut finished = Vec::new();
    for seed in 0..SEEDS {
        let upload = Upload::from_bytes(seed.to_string(), content.clone());
        let bs2 = bs2(&stage, &store, seed);
        let outcome = dropped(bs2.upload(id, upload), turns(seed, 20)).await;
        finished.push(outcome.map(Result::unwrap).is_some());
    }
    settle(&stage).await;
    let documents = stage.sandbox.bs2().registration(id).unwrap().documents;
    assert!(
        documents
            .iter()
            .all(|document| document.has_content(&content))
    );
    let mut ends = Ends::default();
    for (seed, finished) in (0..SEEDS).zip(finished) {
        let name = seed.to_string();
        let effects = documents.iter().filter(|document| document.name == name);
        ends.note(finished, effects.count());
    }
    ends.check();
}

#[tokio::test]
async fn attachments_that_are_repeated_by_their_key() {
    let stage = Stage::set().await;
    let ids = stage.sandbox.base39();
    // Finished; dropped without an effect so far; dropped with one.
    let mut before = [0; 3];
    for seed in 0..SEEDS {
        let transport = transport(&stage, seed);
        let base39 = stage.base39_builder().with_transport(transport);
        let base39 = base39.build().unwrap();
        let attach = || {
            let attach = base39.attach(ids.customer_id(seed.into()), ids.file_id(0));
            attach.with_idempotency_key(seed.to_string()).send()
        };
        let finished = dropped(attach(), turns(seed, 12)).await.is_some();
        match (finished, stage.attached(seed.into())) {
            (true, _) => before[0] += 1,
            (false, 0) => before[1] += 1,
            (false, _) => before[2] += 1,
        }
        attach().await.unwrap();
        assert_eq!(stage.attached(seed.into()), 1, "{seed}");
    }
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    assert_eq!(stage.sandbox.effects().attachments, u64::from(SEEDS));
}
