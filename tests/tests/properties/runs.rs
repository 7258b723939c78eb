//! How many cases are tried, and how those of a failure are had again.

use std::env;
use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// Tries so many cases, or as many as `PROPTEST_CASES` says. A failure gives its smallest case, and the seed that makes it
/// again as `PROPTEST_RNG_SEED`. Nothing is written to disk.
pub(crate) fn hold<S: Strategy<Value: Debug>>(
    name: &str,
    cases: u32,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let seed = env::var("PROPTEST_RNG_SEED").ok();
    let seed = seed.map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    let config = Config {
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    };
    let config = match env::var_os("PROPTEST_CASES") {
        Some(_) => config,
        None => Config { cases, ..config },
    };
    TestRunner::new(config)
        .run(strategy, test)
        .unwrap_or_else(|error| panic!("{name}: {error}\nPROPTEST_RNG_SEED={seed} repeats it"));
}
