//! How old something is.

use chrono::TimeDelta;

/// An age in one unit, such as "5 days old".
pub fn age(since: TimeDelta) -> String {
    let (count, unit) = match since {
        _ if since < TimeDelta::hours(1) => (since.num_minutes().max(0), "minute"),
        _ if since < TimeDelta::days(2) => (since.num_hours(), "hour"),
        _ => (since.num_days(), "day"),
    };
    format!("{count} {unit}{} old", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_unit_that_people_count_in() {
        for (minutes, expected) in [
            (-5, "0 minutes old"),
            (1, "1 minute old"),
            (59, "59 minutes old"),
            (60, "1 hour old"),
            (47 * 60 + 59, "47 hours old"),
            (48 * 60, "2 days old"),
            (5 * 24 * 60 + 1, "5 days old"),
        ] {
            assert_eq!(age(TimeDelta::minutes(minutes)), expected);
        }
    }
}
