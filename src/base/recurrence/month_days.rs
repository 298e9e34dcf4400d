//! Several days of a month.

use super::RecurrenceError;
use serde::{Deserialize, Serialize};

/// The last day that every month has with room for the end of a short month after it.
const LAST_APART: u32 = 27;
const FIRST_CLAMPED: u32 = 29;

/// A set of days of the month, 1 to 31. The greatest can be one that a month does not have; it is the month's last day then,
/// and the others come before that in every month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
pub struct MonthDays(u32);

impl MonthDays {
    /// The set of these days.
    ///
    /// # Errors
    /// No day, one outside 1 to 31, and two that would be the same day of a short month.
    pub fn new(days: &[u32]) -> Result<Self, RecurrenceError> {
        if days.is_empty() || days.iter().any(|day| !(1..=31).contains(day)) {
            return Err(RecurrenceError::DayOfMonth);
        }
        let set = Self(days.iter().fold(0, |set, day| set | 1 << day));
        let (last, before) = (set.iter().next_back(), set.iter().nth_back(1));
        let meet = last >= Some(FIRST_CLAMPED) && before > Some(LAST_APART);
        if meet { Err(RecurrenceError::DaysMeet) } else { Ok(set) }
    }

    /// The days, in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> {
        (1..=31).filter(move |day| self.0 & (1 << day) != 0)
    }

    /// How many days are in the set.
    pub(super) fn count(self) -> i64 {
        i64::from(self.0.count_ones())
    }

    /// How many days of the set come before `day` in a month of `length` days.
    pub(super) fn before(self, day: u32, length: u32) -> i64 {
        i64::try_from(self.iter().filter(|own| (*own).min(length) < day).count()).unwrap_or(0)
    }
}

impl TryFrom<Vec<u32>> for MonthDays {
    type Error = RecurrenceError;

    fn try_from(days: Vec<u32>) -> Result<Self, RecurrenceError> {
        Self::new(&days)
    }
}

impl From<MonthDays> for Vec<u32> {
    fn from(days: MonthDays) -> Self {
        days.iter().collect()
    }
}
