//! At most so many in any stretch of so long.

use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// The instants of the last `most` things; memory is bounded by `most`.
pub(super) struct Window {
    at: VecDeque<Instant>,
    most: usize,
    within: Duration,
}

impl Window {
    pub fn new(most: usize, within: Duration) -> Self {
        Self { at: VecDeque::new(), most, within }
    }

    /// Notes one more.
    pub fn add(&mut self, now: Instant) {
        if self.at.len() == self.most {
            self.at.pop_front();
        }
        self.at.push_back(now);
    }

    /// How long until one more fits; `None` when it fits now.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        if self.at.len() < self.most {
            return None;
        }
        let free_at = *self.at.front()? + self.within;
        (free_at > now).then(|| free_at - now)
    }
}
