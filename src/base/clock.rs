//! The only place that reads the time of day. Everything else is given `now`.

use chrono::{DateTime, SubsecRound, Utc};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// A clock that can be shared, waited on and, outside production, turned.
///
/// All instants are cut to microseconds, because that is what PostgreSQL keeps: what was written
/// is what is read back on either engine.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// `Some`: time stands still at this instant until somebody turns it. `None`: the wall clock.
    fixed: Option<DateTime<Utc>>,
    /// How far the clock has been turned, and the bell that wakes whoever waits on it.
    turned: watch::Sender<chrono::Duration>,
}

impl Clock {
    /// The machine's clock. The sandbox turns it; in production nobody does.
    pub fn system() -> Self {
        Self::new(None)
    }

    /// A clock that stands at `at` and moves only when it is turned, for tests.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::new(Some(at.trunc_subsecs(6)))
    }

    fn new(fixed: Option<DateTime<Utc>>) -> Self {
        let (turned, _) = watch::channel(chrono::Duration::zero());
        Self(Arc::new(Inner { fixed, turned }))
    }

    /// The current instant, in whole microseconds.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let base = self.0.fixed.unwrap_or_else(Utc::now);
        (base + *self.0.turned.borrow()).trunc_subsecs(6)
    }

    /// Moves the clock by `by`, which may be negative, and wakes everyone who waits.
    pub fn turn_by(&self, by: chrono::Duration) {
        self.0.turned.send_modify(|turned| *turned += by);
    }

    /// Moves the clock to `at` and wakes everyone who waits.
    pub fn turn_to(&self, at: DateTime<Utc>) {
        self.turn_by(at - self.now());
    }

    /// Returns once the clock shows `at` or later, however it got there.
    pub async fn wait_until(&self, at: DateTime<Utc>) {
        let mut turned = self.0.turned.subscribe();
        loop {
            let left = at - self.now();
            if left <= chrono::Duration::zero() {
                return;
            }
            let pause = match self.0.fixed {
                Some(_) => Duration::MAX,
                None => left.to_std().unwrap_or_default(),
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                changed = turned.changed() => debug_assert!(changed.is_ok(), "self holds the sender"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).expect("in range")
    }

    #[tokio::test]
    async fn waiting_ends_when_the_clock_is_turned_past_the_instant() {
        let clock = Clock::fixed(noon());
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.wait_until(noon() + chrono::Duration::days(3)).await }
        });
        clock.turn_by(chrono::Duration::days(2));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.turn_by(chrono::Duration::days(1));
        waiting.await.expect("the waiter does not panic");
    }

    #[test]
    fn a_fixed_clock_stands_still_and_turns_back() {
        let clock = Clock::fixed(noon());
        assert_eq!(clock.now(), noon());
        clock.turn_to(noon() - chrono::Duration::hours(1));
        assert_eq!(clock.now(), noon() - chrono::Duration::hours(1));
    }
}
