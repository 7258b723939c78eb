//! Numbers given out in an order that looks like chance and repeats none.

use super::draw::Draw;

/// Puts the numbers below a bound into another order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbering {
    multiplier: u64,
    offset: u64,
    size: u64,
}

impl Numbering {
    /// Of the numbers below `size`, which is at most 2³².
    pub(super) fn new(seed: u64, purpose: &str, size: u64) -> Self {
        let mut draw = Draw::new(seed, purpose, 0);
        let offset = draw.range(0..size);
        // Without a common divisor no two products leave the same remainder.
        let multiplier = loop {
            let multiplier = draw.range(size / 3..size);
            if divisor(multiplier, size) == 1 {
                break multiplier;
            }
        };
        Self {
            multiplier,
            offset,
            size,
        }
    }

    /// The number at this place; after `size` places they come again.
    pub(super) fn number(&self, index: u64) -> u64 {
        (index % self.size * self.multiplier + self.offset) % self.size
    }
}

/// The greatest common divisor.
fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}
