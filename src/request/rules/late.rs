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

/// The instant before which something must have been for that many working days to have begun since, up to and including
/// `to`. Long ago for a team that hardly ever works.
pub fn days_ago(hours: &WorkingHours, to: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let last = hours.zone().date(to);
    let back = std::iter::successors(Some(last), chrono::NaiveDate::pred_opt).take(MOST_DAYS);
    let mut openings = back.filter_map(|date| hours.opening(date)).filter(|opening| *opening <= to);
    let place = usize::try_from(days).unwrap_or(0).saturating_sub(1);
    openings.nth(place).unwrap_or(DateTime::UNIX_EPOCH)
}

/// For each importance the instant since which an assigned request must have been left alone to be late.
pub fn late_since(hours: &WorkingHours, now: DateTime<Utc>) -> [DateTime<Utc>; 4] {
    LATE_AFTER.map(|days| days_ago(hours, now, days))
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
    fn so_many_working_days_have_begun_since_any_instant_before() {
        let zone = Zone::parse("America/Los_Angeles").unwrap();
        let hours = WorkingHours::office(zone).with_holidays(["2026-11-26".parse().unwrap()]);
        let moment = chrono::TimeDelta::seconds(1);
        for to in
            ["2026-11-18T23:00:00Z", "2026-11-22T17:00:00Z", "2026-11-27T17:00:00Z", "2026-11-27T16:59:59Z"]
        {
            let to: DateTime<Utc> = to.parse().unwrap();
            for days in 1..=12 {
                let since = days_ago(&hours, to, days);
                assert_eq!(working_days(&hours, since - moment, to), days, "{to} {days}");
                assert_eq!(working_days(&hours, since, to), days - 1, "{to} {days}");
            }
        }
    }

    #[test]
    fn the_more_important_the_sooner() {
        let hours = WorkingHours::office(Zone::utc());
        let now: DateTime<Utc> = "2026-11-27T17:00:00Z".parse().unwrap();
        assert!(late_since(&hours, now).is_sorted());
        assert_eq!(late_since(&hours, now).map(|since| working_days(&hours, since, now) + 1), LATE_AFTER);
    }
}
