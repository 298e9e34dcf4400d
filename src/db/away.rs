//! A database that is away is told of once a minute, not once for each question that it leaves unanswered.

use super::Db;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long one line stands for all failures of the kind.
const REST: Duration = Duration::from_secs(60);

/// When the log was last told.
#[derive(Default)]
pub(super) struct LastTold(Mutex<Option<Instant>>);

impl LastTold {
    /// Whether to tell at `now`, because the last time is long ago.
    fn tells(&self, now: Instant) -> bool {
        // Nothing panics while it is held.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| now.saturating_duration_since(last) >= REST);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}

impl Db {
    /// Whether a failure is worth a line in the log: each one is, but when it is that the database
    /// [is away](super::Error::is_unavailable), one a minute.
    pub fn is_worth_a_line(&self, is_away: bool) -> bool {
        !is_away || self.last_told.tells(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_minute_is_enough() {
        let (last, start) = (LastTold::default(), Instant::now());
        let told: Vec<u64> = (0..200).filter(|n| last.tells(start + Duration::from_secs(*n))).collect();
        assert_eq!(told, [0, 60, 120, 180]);
    }
}
