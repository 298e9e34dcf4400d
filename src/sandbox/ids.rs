//! Snowflakes: 64-bit ids that carry the millisecond of their birth.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, str::FromStr};

/// The first millisecond of 2015, from which Discord counts.
const EPOCH_MS: i64 = 1_420_070_400_000;

/// A Discord id. Written as a decimal string in JSON, as Discord does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// The smallest id that could have been made at `at`.
    pub fn first_at(at: DateTime<Utc>) -> Self {
        let millis = (at.timestamp_millis() - EPOCH_MS).max(0);
        Self((millis as u64) << 22)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input)?.parse().map_err(D::Error::custom)
    }
}

/// Makes ids that only ever grow, even when the clock is turned back.
#[derive(Debug, Default)]
pub struct Ids {
    last: u64,
}

impl Ids {
    /// The next id, made at `now`.
    pub fn next(&mut self, now: DateTime<Utc>) -> Id {
        self.last = Id::first_at(now).0.max(self.last + 1);
        Id(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_goes_back() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).expect("in range");
        let mut ids = Ids::default();
        let first = ids.next(now);
        let second = ids.next(now - chrono::Duration::hours(2));
        assert!(second > first);
        assert_eq!((first.0 >> 22) as i64 + EPOCH_MS, now.timestamp_millis());
    }
}
