//! How long to wait before trying again.

use chrono::TimeDelta;

/// The pause after the first failure.
const FIRST: TimeDelta = TimeDelta::seconds(5);

/// The pause after `attempts` failures: 5 s doubled each time up to `cap`, of which a random half is taken off at
/// most, so that what failed together does not come back together. `jitter` is between 0 and 1.
pub fn pause(attempts: i64, cap: TimeDelta, jitter: f64) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).clamp(0, 30);
    let full = (FIRST.num_milliseconds() << doublings).min(cap.num_milliseconds());
    let half = full / 2;
    // Exact enough: half is far below 2^52.
    TimeDelta::milliseconds(full - (half as f64 * jitter.clamp(0.0, 1.0)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_pause_doubles_from_five_seconds_to_the_cap() {
        let hour = TimeDelta::hours(1);
        let seconds: Vec<i64> = (1..=12).map(|n| pause(n, hour, 0.0).num_seconds()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    }

    proptest! {
        #[test]
        fn jitter_takes_off_at_most_half(attempts in -5_i64..10_000, jitter in -1.0..2.0_f64) {
            let cap = TimeDelta::hours(1);
            let (least, most) = (pause(attempts, cap, 1.0), pause(attempts, cap, 0.0));
            let pause = pause(attempts, cap, jitter);
            prop_assert!(least <= pause && pause <= most && most <= least * 2 && most <= cap);
        }
    }
}
