//! Chance that can be had again: every random test prints its seed.

use std::time::Duration;

/// The variable that names one seed to run with, as a failed test has printed it.
const SEED: &str = "CADASTRO_SEED";

/// A small generator (`SplitMix64`); good enough to shuffle a test.
#[derive(Clone)]
pub(crate) struct Dice(u64);

/// Dice of each of so many seeds, or of the one that the environment names. Prints each seed when it is used.
#[expect(
    clippy::print_stdout,
    reason = "shown with the output of a test that fails"
)]
pub(crate) fn seeds(test: &'static str, count: u64) -> impl Iterator<Item = Dice> {
    let named = std::env::var(SEED).ok().map(|seed| seed.parse().unwrap());
    let seeds = match named {
        Some(seed) => vec![seed],
        None => (1..=count).collect(),
    };
    seeds.into_iter().map(move |seed: u64| {
        println!("{test}: {SEED}={seed}");
        Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D))
    })
}

impl Dice {
    /// A number below this one.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    /// Dice of their own for somebody else.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.below(u64::MAX))
    }

    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// Up to this much time, to the millisecond.
    pub(crate) fn time(&mut self, longest: Duration) -> Duration {
        let longest = u64::try_from(longest.as_millis()).unwrap();
        Duration::from_millis(self.below(longest) + 1)
    }
}
