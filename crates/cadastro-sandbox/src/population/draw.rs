//! Chance that is the same each time: what is drawn depends on a key, a purpose and a number, and on nothing else.

use std::ops::Range;

/// Draws of one purpose, in their order.
pub(crate) struct Draw(fastrand::Rng);

impl Draw {
    pub(crate) fn new(key: u64, purpose: &str, index: u64) -> Self {
        Self(fastrand::Rng::with_seed(mixed(key, purpose, index)))
    }

    /// Whether something is so that is so in this share of the cases.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.range(0..100) < percent
    }

    pub(crate) fn range(&mut self, range: Range<u64>) -> u64 {
        self.0.u64(range)
    }

    /// One of these, of which there is at least one.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())]
    }

    /// So many decimal digits.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.0.digit(10)).collect()
    }

    /// A letter from A to Z.
    pub(crate) fn letter(&mut self) -> char {
        char::from(self.pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    }

    /// A day of these years, as `2021-05-21`.
    pub(crate) fn day(&mut self, years: Range<u64>) -> String {
        #[rustfmt::skip]
        const LENGTHS: [(u64, u64); 12] = [
            (1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31), (11, 30), (12, 31),
        ];
        let year = self.range(years);
        let (month, length) = self.pick(&LENGTHS);
        let day = self.range(1..length + 1);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// A moment of these years, as `2021-05-21T08:30:00Z`.
    pub(crate) fn moment(&mut self, years: Range<u64>) -> String {
        let day = self.day(years);
        let (hour, minute) = (self.range(0..24), self.range(0..60));
        let second = self.range(0..60);
        format!("{day}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// A number that has nothing to do with its neighbours'.
pub(crate) fn mixed(key: u64, purpose: &str, index: u64) -> u64 {
    let purpose = purpose.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    stirred(stirred(stirred(key) ^ purpose) ^ index)
}

/// The last steps of the generator `SplitMix64`.
fn stirred(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}
