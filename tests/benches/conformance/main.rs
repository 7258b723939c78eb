//! What a conformance check of a page of 1,000 identifications costs, beside decoding it.
//!
//! `cargo bench -p cadastro-tests --bench conformance` gives criterion's figures and, at the end, what each costs per
//! record and their ratio, by minima over interleaved rounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cadastro::conformance::{check, operation};
use cadastro::customers::ResponsePersonalCustomersIdentification;
use cadastro::decode;
use criterion::Criterion;
use serde_json::{Value, json};

const OPERATION: &str = "customersGetPersonalIdentifications";
const RECORDS: usize = 1_000;
const ROUNDS: usize = 100;

fn main() {
    let (lawful, deviating) = (page(|_| {}), page(deviate));
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("a page of 1,000 identifications");
    group.sample_size(50);
    group.bench_function("decoded", |bencher| bencher.iter(|| decoded(&lawful)));
    group.bench_function("checked", |bencher| bencher.iter(|| checked(&lawful, 0)));
    group.bench_function("checked, 2 violations a record", |bencher| {
        bencher.iter(|| checked(&deviating, 2 * RECORDS));
    });
    group.finish();
    criterion.final_summary();
    ratio("checked", &lawful, |page| checked(page, 0));
    ratio("checked, 2 violations a record", &deviating, |page| {
        checked(page, 2 * RECORDS);
    });
}

fn decoded(page: &str) {
    let page: ResponsePersonalCustomersIdentification =
        decode(black_box(page).as_bytes()).expect("the page can be read");
    assert_eq!(black_box(&page).data.len(), RECORDS);
}

fn checked(page: &str, violations: usize) {
    let operation = operation(OPERATION).expect("the feature is on");
    let report = check(operation, 200_u16, black_box(page)).expect("the page can be checked");
    assert_eq!(black_box(&report).total(), violations);
}

/// What both cost per record, and how many times the one is the other.
#[expect(clippy::print_stdout, reason = "what a bench says")]
fn ratio(what: &str, page: &str, check: impl Fn(&str)) {
    let time = |way: &dyn Fn(&str)| {
        let start = Instant::now();
        way(page);
        start.elapsed()
    };
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        least.0 = least.0.min(time(&check));
        least.1 = least.1.min(time(&decoded));
    }
    let records = u32::try_from(RECORDS).unwrap_or(u32::MAX);
    println!(
        "{what} / decoded: {:.2} ({:?} / {:?} per record, minima of {ROUNDS} interleaved rounds)",
        least.0.as_secs_f64() / least.1.as_secs_f64(),
        least.0 / records,
        least.1 / records,
    );
}

fn deviate(person: &mut Value) {
    person["civilName"] = json!("x".repeat(71));
    person["birthDate"] = json!("1990-02-30");
}

/// The example page of the spec, its records changed and repeated.
fn page(change: impl Fn(&mut Value)) -> String {
    let examples = cadastro_tests::examples(&cadastro_tests::spec("customers/2.0.1.yaml"));
    let example = examples
        .into_iter()
        .find(|example| example.operation == OPERATION && example.status.as_deref() == Some("200"));
    let mut page = example
        .expect("the spec has an example of this answer")
        .value;
    let mut records = page["data"].as_array().cloned().unwrap_or_default();
    records.iter_mut().for_each(change);
    page["data"] = records.into_iter().cycle().take(RECORDS).collect();
    page.to_string()
}
