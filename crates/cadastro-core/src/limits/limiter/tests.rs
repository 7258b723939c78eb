//! The limiter by a manual clock: no window holds too many, little is lost, and those who wait do so in a row.

use std::sync::atomic::AtomicUsize;
use std::time::SystemTime;

use futures_util::FutureExt as _;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::*;
use crate::clock::{ManualClock, Sleep};

/// A manual clock that counts how often it was slept on.
#[derive(Clone)]
struct Counting {
    clock: ManualClock,
    sleeps: Arc<AtomicUsize>,
}

impl Counting {
    fn new() -> Self {
        Self {
            clock: ManualClock::new(SystemTime::UNIX_EPOCH),
            sleeps: Arc::default(),
        }
    }

    fn sleeps(&self) -> usize {
        self.sleeps.load(Ordering::Relaxed)
    }
}

impl Clock for Counting {
    fn now(&self) -> SystemTime {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.sleeps.fetch_add(1, Ordering::Relaxed);
        self.clock.sleep(duration)
    }
}

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn up_to(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_nanos()).unwrap();
        Duration::from_nanos(self.next() % (most + 1))
    }
}

/// When each of these arrivals got its turn, in the order of the turns. The clock goes from one event to the next, or
/// further by what `late` gives, as timers and stopped processes do.
fn turns(
    limiter: &Limiter,
    clock: &Counting,
    arrivals: &[Duration],
    mut late: impl FnMut() -> Duration,
) -> Vec<(usize, Duration)> {
    let mut waiting = FuturesUnordered::new();
    let mut turns = Vec::new();
    let mut arrivals = arrivals.iter().copied().enumerate().peekable();
    loop {
        let wake = clock.clock.next_wake();
        let wake = wake.map(|wake| clock.elapsed() + wake);
        match (arrivals.peek().copied(), wake) {
            (None, None) => break,
            (Some((index, at)), wake) if wake.is_none_or(|wake| at < wake) => {
                clock.clock.advance(at.saturating_sub(clock.elapsed()));
                arrivals.next();
                waiting.push(async move {
                    let admitted = limiter.admit(Duration::MAX).await;
                    (admitted, index, clock.elapsed())
                });
            }
            (_, wake) => {
                let wait = wake.unwrap().saturating_sub(clock.elapsed());
                clock.clock.advance(wait + late());
            }
        }
        while let Some(Some((admitted, index, at))) = waiting.next().now_or_never() {
            assert!(admitted);
            turns.push((index, at));
        }
    }
    assert!(waiting.is_empty());
    turns
}

#[track_caller]
fn assert_windows(turns: &[(usize, Duration)], most: u32, period: Duration, what: &str) {
    let most = most.max(1) as usize;
    for (first, next) in turns.iter().zip(turns.iter().skip(most)) {
        let apart = next.1 - first.1;
        assert!(
            apart >= period,
            "{what}: {} turns within {apart:?}",
            most + 1
        );
    }
}

/// Arrivals of one kind or another, a few periods' worth.
fn arrivals(numbers: &mut Numbers, most: u32, period: Duration) -> Vec<Duration> {
    let count = (most.clamp(1, 400) * 4 + 7) as usize;
    let even = period / most.max(1);
    let kind = numbers.next() % 6;
    let mut at = Duration::ZERO;
    let mut gap = |index: usize| match kind {
        // About as fast as allowed.
        1 => numbers.up_to(even * 2),
        // Now and then.
        5 if numbers.next() % 10 == 0 => numbers.up_to(period),
        // Too fast.
        2 | 5 => numbers.up_to(even),
        // Crowds with pauses, that lie anywhere.
        3 if index % (most as usize / 2 + 2) == 0 => numbers.up_to(period * 2),
        // A whole quota just before and after the turn of a period.
        4 if index == 0 => period - even,
        4 if index == most as usize => even,
        // All at once.
        _ => Duration::ZERO,
    };
    let arrivals = (0..count).map(|index| {
        at += gap(index);
        at
    });
    arrivals.collect()
}

fn fresh_seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0)
}

#[test]
fn no_window_holds_more_than_allowed() {
    let fresh = fresh_seed();
    println!("seed {fresh}");
    for seed in (0..40).chain([fresh]) {
        for most in [0, 1, 2, 3, 7, 9, 10, 11, 19, 20, 33, 60, 100, 299, 1000] {
            for period in [SECOND, MINUTE] {
                let what = format!("seed {seed}, {most} in {period:?}");
                let mut numbers = Numbers(seed ^ u64::from(most) << 32);
                let arrivals = arrivals(&mut numbers, most, period);
                let clock = Counting::new();
                // Not only from the beginning of time.
                clock.clock.advance(numbers.up_to(period * 3));
                let limiter = Limiter::builder().with_clock(clock.clone());
                let limiter = match period {
                    SECOND => limiter.with_per_second(most).build(),
                    _ => limiter.with_per_minute(most).build(),
                };
                let overslept = seed % 3 == 1;
                let turns = turns(&limiter, &clock, &arrivals, || match numbers.next() % 8 {
                    0 if overslept => numbers.up_to(period * 2),
                    _ if overslept => numbers.up_to(period / most.max(1)),
                    _ => Duration::ZERO,
                });
                assert_eq!(turns.len(), arrivals.len(), "{what}");
                assert!(turns.is_sorted(), "{what}: out of turn");
                assert_windows(&turns, most, period, &what);
            }
        }
    }
}

#[test]
fn a_second_and_a_minute_are_kept_together() {
    for (per_second, per_minute) in [(1, 10), (5, 100), (20, 300), (50, 900), (300, 1000)] {
        for seed in 0..10 {
            let what = format!("seed {seed}, {per_second}/s and {per_minute}/min");
            let mut numbers = Numbers(seed);
            let arrivals = arrivals(&mut numbers, per_minute, MINUTE);
            let clock = Counting::new();
            let limiter = Limiter::builder()
                .with_clock(clock.clone())
                .with_per_second(per_second)
                .with_per_minute(per_minute)
                .build();
            let turns = turns(&limiter, &clock, &arrivals, || Duration::ZERO);
            assert!(turns.is_sorted(), "{what}: out of turn");
            assert_windows(&turns, per_second, SECOND, &what);
            assert_windows(&turns, per_minute, MINUTE, &what);
        }
    }
}

#[test]
fn in_the_long_run_nine_tenths_and_more_of_the_limit_are_used() {
    for most in [1, 2, 5, 10, 19, 20, 60, 100, 300, 900, 1000] {
        let clock = Counting::new();
        let limiter = Limiter::builder()
            .with_clock(clock.clone())
            .with_per_minute(most)
            .build();
        let minutes = 20;
        let count = most * minutes;
        let turns = turns(
            &limiter,
            &clock,
            &vec![Duration::ZERO; count as usize],
            || Duration::ZERO,
        );
        let (_, last) = *turns.last().unwrap();
        assert!(
            last.mul_f64(0.9) <= MINUTE * minutes,
            "{most}: {count} took {last:?}"
        );
        // Nothing is held back before a tenth has gone.
        let at_once = turns.iter().take_while(|(_, at)| at.is_zero()).count();
        assert_eq!(at_once, (most as usize / 10).max(1));
    }
}

#[test]
fn whoever_waits_sleeps_once_and_in_a_row() {
    let clock = Counting::new();
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(600)
        .with_per_second(50)
        .build();
    let turns = turns(&limiter, &clock, &[Duration::ZERO; 1000], || Duration::ZERO);
    assert_eq!(turns.len(), 1000);
    assert!(turns.is_sorted(), "in the order of arrival");
    assert!(clock.sleeps() <= 1000, "{} sleeps", clock.sleeps());
}

#[test]
fn a_turn_after_the_deadline_is_refused_at_once_and_stays_free() {
    let clock = Counting::new();
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_minute(20)
        .with_per_second(1)
        .build();
    let asks = |remaining| limiter.admit(remaining).now_or_never();
    assert_eq!(asks(Duration::MAX), Some(true));
    // The minute would let another one go at once, so this is where a turn of it could get lost.
    for _ in 0..100 {
        assert_eq!(asks(SECOND), Some(false));
    }
    assert_eq!(clock.sleeps(), 0);
    clock.clock.advance(SECOND + Duration::from_nanos(1));
    assert_eq!(asks(Duration::ZERO), Some(true), "no turn was lost");
}

#[test]
fn those_who_wait_already_count_for_the_deadline() {
    let clock = Counting::new();
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_second(10)
        .build();
    let tenth = SECOND / 10;
    let mut row = FuturesUnordered::new();
    for _ in 0..5 {
        row.push(limiter.admit(Duration::MAX));
        while row.next().now_or_never().flatten().is_some() {}
    }
    assert_eq!(row.len(), 4, "one has gone, four wait");
    let soon = limiter.admit(tenth * 5).now_or_never();
    assert_eq!(soon, Some(false), "the fifth in the row comes too late");
    let mut later = Box::pin(limiter.admit(tenth * 6));
    assert_eq!((&mut later).now_or_never(), None);
    // Those before it give up, so its turn comes sooner.
    drop(row);
    assert_eq!((&mut later).now_or_never(), None);
    clock.clock.advance(tenth + Duration::from_nanos(1));
    assert_eq!(later.now_or_never(), Some(true));
}

#[test]
fn whoever_has_overslept_the_deadline_takes_no_turn() {
    let clock = Counting::new();
    let limiter = Limiter::builder()
        .with_clock(clock.clone())
        .with_per_second(1)
        .build();
    assert_eq!(limiter.admit(Duration::MAX).now_or_never(), Some(true));
    let mut late = Box::pin(limiter.admit(SECOND * 2));
    assert_eq!((&mut late).now_or_never(), None);
    clock.clock.advance(SECOND * 2);
    assert_eq!(late.now_or_never(), Some(false));
    assert_eq!(limiter.admit(Duration::MAX).now_or_never(), Some(true));
}

#[test]
fn the_ends_of_the_range() {
    for most in [0, 1] {
        let limit = Limit::new(most, MINUTE);
        assert_eq!(limit.interval, MINUTE + Duration::from_nanos(1));
        assert!(limit.lead.is_zero());
    }
    let clock = Counting::new();
    for builder in [
        Limiter::builder(),
        Limiter::builder()
            .with_per_second(u32::MAX)
            .with_per_minute(u32::MAX),
    ] {
        let limiter = builder.with_clock(clock.clone()).build();
        for _ in 0..10_000 {
            assert_eq!(limiter.admit(Duration::ZERO).now_or_never(), Some(true));
        }
    }
}
