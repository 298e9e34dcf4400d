//! Counting that stops: beyond some hundreds nobody needs the exact number, and finding it would cost the more the more
//! there are.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many there are, counted up to [`Tally::MOST`]: "17", or "500+" for more.
///
/// Kept as a number, which is one more than [`Tally::MOST`] when there are more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Tally {
    count: i64,
    is_more: bool,
}

impl Tally {
    /// What is counted at most.
    pub const MOST: i64 = 500;
    /// Rows that a counting statement looks at: one more than is told, so that it is known whether there are more.
    pub const LIMIT: i64 = Self::MOST + 1;
    /// Nothing.
    pub const NONE: Self = Self { count: 0, is_more: false };

    /// The tally of at least `count`, and of more when `is_more`.
    pub fn new(count: i64, is_more: bool) -> Self {
        match count {
            ..0 => Self { count: 0, is_more },
            0..=Self::MOST => Self { count, is_more },
            _ => Self { count: Self::MOST, is_more: true },
        }
    }

    /// How many there are at least, never more than [`Tally::MOST`].
    pub fn count(self) -> i64 {
        self.count
    }

    /// Whether there are none.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Those beyond the first `shown`; [`Tally::NONE`] when that were all.
    pub fn beyond(self, shown: usize) -> Self {
        let shown = i64::try_from(shown).unwrap_or(i64::MAX);
        Self { count: self.count.saturating_sub(shown).max(0), is_more: self.is_more }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self::new(self.count + other.count, self.is_more || other.is_more)
    }
}

/// From what a statement counted that stopped at [`Tally::LIMIT`], or did not stop.
impl From<i64> for Tally {
    fn from(counted: i64) -> Self {
        Self::new(counted, false)
    }
}

impl From<Tally> for i64 {
    fn from(tally: Tally) -> Self {
        if tally.is_more { Tally::LIMIT } else { tally.count }
    }
}

/// From what was counted in memory.
impl From<usize> for Tally {
    fn from(counted: usize) -> Self {
        i64::try_from(counted).unwrap_or(i64::MAX).into()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, if self.is_more { "+" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_says_that_it_stopped() {
        for (counted, expected) in
            [(0_i64, "0"), (1, "1"), (499, "499"), (500, "500"), (501, "500+"), (9_000, "500+")]
        {
            assert_eq!(Tally::from(counted).to_string(), expected);
        }
        assert!(Tally::NONE.is_none() && !Tally::new(0, true).is_none());
    }

    #[test]
    fn what_is_not_shown_is_counted_on() {
        for (counted, shown, expected) in
            [(7_i64, 5, "2"), (5, 5, "0"), (3, 5, "0"), (501, 5, "495+"), (501, 600, "0+")]
        {
            assert_eq!(Tally::from(counted).beyond(shown).to_string(), expected);
        }
    }

    #[test]
    fn together_they_stop_too() {
        for (a, b, expected) in [(2_i64, 3_i64, "5"), (499, 1, "500"), (300, 300, "500+"), (501, 0, "500+")] {
            assert_eq!(Tally::from(a).plus(Tally::from(b)).to_string(), expected);
        }
    }
}
