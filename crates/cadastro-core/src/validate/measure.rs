//! Numbers that can be held against a bound, exactly.

use crate::{Integer, Number};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A number that can be held against a bound. Sealed: implemented for the integers and floats of
/// the generated types, and for this crate's numbers.
pub trait Measure: sealed::Sealed {
    /// The exact value, `None` if it is no number or needs more than 28 digits.
    fn measure(&self) -> Option<Decimal>;
}

/// How a number stands to a bound.
pub(super) fn compare(value: &impl Measure, bound: &str) -> Option<Ordering> {
    let bound = Decimal::from_str_exact(bound).ok()?;
    value.measure().map(|value| value.cmp(&bound))
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! measure {
    ($($type:ty: $value:ident => $measure:expr;)+) => { $(
        impl sealed::Sealed for $type {}

        impl Measure for $type {
            fn measure(&self) -> Option<Decimal> {
                let $value = self;
                $measure
            }
        }
    )+ };
}

measure! {
    i32: value => Some(Decimal::from(*value));
    i64: value => Some(Decimal::from(*value));
    u32: value => Some(Decimal::from(*value));
    u64: value => Some(Decimal::from(*value));
    f64: value => Number::try_from(*value).ok()?.decimal();
    Number: value => value.decimal();
    Integer: value => Number::from(value.as_str()).decimal();
}
