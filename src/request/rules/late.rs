//! When a request has waited too long.

use crate::base::working_hours::WorkingHours;
use chrono::{DateTime, Utc};

/// Working days without a change after which an assigned request is late, for importance 0 (low) to 3 (blocking).
const LATE_AFTER: [i64; 4] = [10, 5, 2, 1];
/// Working days after which nobody having taken a request is worth a word to the owner of its area: more than one.
pub const UNTAKEN_AFTER: i64 = 2;
/// Days that are counted at most.
const MOST_DAYS: usize = 400;

/// Working days that have begun since `from`, up to and including `to`.
pub fn working_days(hours: &WorkingHours, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let (first, last) = (hours.zone().date(from), hours.zone().date(to));
    let days = first.iter_days().take(MOST_DAYS).take_while(|date| *date <= last);
    let begun =
        days.filter_map(|date| hours.opening(date)).filter(|opening| from < *opening && *opening <= to);
    i64::try_from(begun.count()).unwrap_or(i64::MAX)
}

/// Whether an assigned request of this importance is late after so many working days without a change.
pub fn is_late(importance: i64, working_days: i64) -> bool {
    let place = usize::try_from(importance).unwrap_or(0).min(LATE_AFTER.len() - 1);
    working_days >= LATE_AFTER[place]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::civil::Zone;

    #[test]
    fn working_days_are_those_that_began_since() {
        let zone = Zone::parse("America/Los_Angeles").unwrap();
        let holiday = "2026-11-26".parse().unwrap();
        let hours = WorkingHours::office(zone).with_holidays([holiday]);
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // Wednesday 18 November 2026, ten in the morning there.
        for (to, expected) in [
            ("2026-11-18T23:00:00Z", 0),
            ("2026-11-19T17:00:00Z", 1),
            ("2026-11-20T17:00:00Z", 2),
            ("2026-11-22T17:00:00Z", 2),
            ("2026-11-23T16:59:00Z", 2),
            ("2026-11-27T17:00:00Z", 6),
        ] {
            assert_eq!(working_days(&hours, at("2026-11-18T18:00:00Z"), at(to)), expected, "{to}");
        }
    }

    #[test]
    fn the_more_important_the_sooner() {
        for (importance, days) in [(0, 10), (1, 5), (2, 2), (3, 1)] {
            assert!(!is_late(importance, days - 1) && is_late(importance, days), "{importance}");
        }
    }
}
