//! Identifiers: our own, which sort by the time they were made, and the time inside Discord's.

use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicI64, Ordering};

/// 2015-01-01T00:00:00Z in milliseconds: where Discord's ids begin to count, and ours with them
/// (Discord's API documentation, "Snowflakes").
const EPOCH_MS: i64 = 1_420_070_400_000;

const PROCESS_BITS: u32 = 10;
const COUNTER_BITS: u32 = 12;
/// The last millisecond that fits into 41 bits, in September 2084.
const LAST_MS: i64 = (1 << 41) - 1;

/// Makes ids for the rows of this process: 41 bits of milliseconds since 2015, 10 bits drawn at
/// random for the process, 12 bits that count within the millisecond.
///
/// One process never makes an id twice and each is greater than the one before, also while the
/// clock stands still or is turned back. Two processes can make the same id only if they drew the
/// same 10 bits and reached the same count in the same millisecond; the primary key then refuses
/// the second row.
#[derive(Debug)]
pub struct Ids {
    process: i64,
    /// The milliseconds and the count of the last id, as one number.
    last: AtomicI64,
}

impl Ids {
    /// A source of ids with process bits of its own.
    pub fn new() -> Self {
        Self::of_process(rand::random())
    }

    /// A source of ids with given process bits (the lowest ten count), so that a test can foretell
    /// what it will make.
    pub fn of_process(process: u16) -> Self {
        Self { process: i64::from(process) & ((1 << PROCESS_BITS) - 1), last: AtomicI64::new(0) }
    }

    /// A new id, positive and greater than every id this source made before.
    pub fn next(&self, now: DateTime<Utc>) -> i64 {
        let ms = (now.timestamp_millis() - EPOCH_MS).clamp(0, LAST_MS);
        // A count that overflows runs into the milliseconds, which is just what is wanted.
        let after = |last: i64| (last + 1).max(ms << COUNTER_BITS);
        let last = self.last.update(Ordering::Relaxed, Ordering::Relaxed, after);
        let made = after(last);
        let (ms, count) = (made >> COUNTER_BITS, made & ((1 << COUNTER_BITS) - 1));
        ms << (PROCESS_BITS + COUNTER_BITS) | self.process << COUNTER_BITS | count
    }
}

impl Default for Ids {
    fn default() -> Self {
        Self::new()
    }
}

/// When Discord made `id`, a guild's, member's, message's or any other, to the millisecond.
pub fn snowflake_time(id: u64) -> DateTime<Utc> {
    // 42 bits of milliseconds reach the year 2154: never out of chrono's range.
    let ms = (id >> 22).cast_signed() + EPOCH_MS;
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The smallest id that Discord can give to something made at `at`: for asking for messages after
/// an instant. Before 2015 that is 0.
pub fn snowflake_at(at: DateTime<Utc>) -> u64 {
    let ms = (at.timestamp_millis() - EPOCH_MS).clamp(0, (1 << 42) - 1);
    ms.cast_unsigned() << 22
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    #[test]
    fn ids_rise_even_when_the_clock_stands_or_turns_back() {
        let ids = Ids::new();
        let mut last = 0;
        for i in 0..10_000 {
            let now = if i < 9_000 { noon() } else { noon() - TimeDelta::days(2) };
            let id = ids.next(now);
            assert!(id > last);
            last = id;
        }
    }

    #[test]
    fn an_id_tells_the_process_and_the_millisecond() {
        let id = Ids::of_process(5).next(noon());
        assert_eq!(id >> 22, noon().timestamp_millis() - EPOCH_MS);
        assert_eq!((id >> 12) & 0x3ff, 5);
        assert_eq!(snowflake_time(id.cast_unsigned()), noon());
    }

    #[test]
    fn processes_and_threads_do_not_share_ids() {
        let (a, b) = (Ids::of_process(1), Ids::of_process(2));
        assert_ne!(a.next(noon()), b.next(noon()));
        let mut made = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..1000).map(|_| a.next(noon())).collect::<Vec<_>>()))
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
        });
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), 4000);
    }

    #[test]
    fn times_outside_the_range_still_give_ids() {
        assert!(Ids::of_process(0).next(DateTime::<Utc>::MIN_UTC) >= 0);
        assert!(Ids::of_process(1023).next(DateTime::<Utc>::MAX_UTC) > 0);
    }

    #[test]
    fn discord_ids_hold_their_time() {
        // The example of Discord's documentation.
        assert_eq!(snowflake_time(175_928_847_299_117_063).timestamp_millis(), 1_462_015_105_796);
        assert_eq!(snowflake_time(snowflake_at(noon())), noon());
        assert_eq!(snowflake_at(DateTime::<Utc>::MIN_UTC), 0);
        assert!(snowflake_time(u64::MAX) > noon());
    }
}
