//! How long a page of 1,000 identifications takes to decode from text: the generated types against plain `String`
//! structs, and `Records` against `Vec`.
//!
//! `cargo bench -p cadastro-tests` gives criterion's figures and, at the end, ratios of minima over interleaved rounds,
//! which a noisy machine disturbs least. Both sides start from text that is known to be UTF-8.

#[expect(dead_code, reason = "the fields are there to be decoded")]
mod plain;

use std::hint::black_box;
use std::time::{Duration, Instant};

use cadastro_core::{Records, decode};
use cadastro_customers::{PersonalIdentificationData, ResponsePersonalCustomersIdentification};
use criterion::Criterion;
use serde::Deserialize;

const RECORDS: usize = 1_000;
const ROUNDS: usize = 200;

#[derive(Deserialize)]
struct InRecords {
    data: Records<PersonalIdentificationData>,
}

#[derive(Deserialize)]
struct InVec {
    data: Vec<PersonalIdentificationData>,
}

fn main() {
    let page = page();
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("a page of 1,000 identifications");
    group.bench_function("plain String structs", |bencher| {
        bencher.iter(|| as_plain(&page));
    });
    group.bench_function("generated types", |bencher| {
        bencher.iter(|| as_generated(&page));
    });
    group.bench_function("generated records in a Vec", |bencher| {
        bencher.iter(|| in_vec(&page));
    });
    group.bench_function("generated records in Records", |bencher| {
        bencher.iter(|| in_records(&page));
    });
    group.finish();
    criterion.final_summary();
    ratio(
        "generated types / plain String structs",
        &page,
        as_generated,
        as_plain,
    );
    ratio("Records / Vec", &page, in_records, in_vec);
}

fn as_plain(page: &str) -> usize {
    let page: plain::Page = serde_json::from_str(black_box(page)).expect("the page is valid");
    black_box(&page).data.len()
}

fn as_generated(page: &str) -> usize {
    let page: ResponsePersonalCustomersIdentification =
        decode(black_box(page).as_bytes()).expect("the page is valid");
    black_box(&page).data.len()
}

fn in_vec(page: &str) -> usize {
    let page: InVec = decode(black_box(page).as_bytes()).expect("the page is valid");
    black_box(&page).data.len()
}

fn in_records(page: &str) -> usize {
    let page: InRecords = decode(black_box(page).as_bytes()).expect("the page is valid");
    black_box(&page).data.len()
}

/// The minima of two ways over interleaved rounds, and their ratio.
#[expect(clippy::print_stdout, reason = "what a bench says")]
fn ratio(what: &str, page: &str, one: fn(&str) -> usize, other: fn(&str) -> usize) {
    let time = |way: fn(&str) -> usize| {
        let start = Instant::now();
        assert_eq!(way(page), RECORDS);
        start.elapsed()
    };
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        least.0 = least.0.min(time(one));
        least.1 = least.1.min(time(other));
    }
    let ratio = least.0.as_secs_f64() / least.1.as_secs_f64();
    println!(
        "{what}: {ratio:.3} ({:?} / {:?}, minima of {ROUNDS} interleaved rounds)",
        least.0, least.1
    );
}

/// The example page of the spec, its records repeated.
fn page() -> String {
    let spec = cadastro_tests::spec("customers/2.0.1.yaml");
    let examples = cadastro_tests::examples(&spec);
    let example = examples.into_iter().find(|example| {
        example.operation == "customersGetPersonalIdentifications"
            && example.status.as_deref() == Some("200")
    });
    let mut page = example
        .expect("the spec has an example of this answer")
        .value;
    let records = page["data"].as_array().cloned().unwrap_or_default();
    page["data"] = records.into_iter().cycle().take(RECORDS).collect();
    page.to_string()
}
