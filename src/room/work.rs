//! What waits for whoever is on duty.

use super::Pending;
use crate::{base::tally::Tally, contract::Button, db::Db};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a room counts the work of whoever is on duty.
#[derive(Clone, Copy)]
pub struct OpenWork {
    /// The work of the guild that is open at an instant.
    pub open: CountOpen,
    /// The part of it that has come in after the first instant, as it is at the second; its figures are enough.
    pub new: CountNew,
}

/// See [`OpenWork::open`].
pub type CountOpen = fn(&Db, i64, DateTime<Utc>) -> Pending<'_, Open>;
/// See [`OpenWork::new`].
pub type CountNew = fn(&Db, i64, DateTime<Utc>, DateTime<Utc>) -> Pending<'_, Open>;

/// Open work in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Open {
    /// How many items wait for somebody.
    pub count: Tally,
    /// Since when the oldest waits.
    pub oldest_at: Option<DateTime<Utc>>,
    /// A line for each of the first few, as Discord markdown, escaped, without customers' real names.
    pub lines: Vec<String>,
    /// What opens each of the lines, in their order.
    #[serde(default)]
    pub opens: Vec<Button>,
}

impl Open {
    /// The work of two rooms together.
    pub fn and(mut self, other: Self) -> Self {
        self.lines.extend(other.lines);
        self.opens.extend(other.opens);
        let oldest_at = self.oldest_at.into_iter().chain(other.oldest_at).min();
        Self { count: self.count.plus(other.count), oldest_at, lines: self.lines, opens: self.opens }
    }
}
