//! What clocks do at the times of a series.

use crate::base::{
    civil::{Adjustment, Zone},
    lexicon::date_in_words,
};
use chrono::{NaiveDateTime, TimeDelta};

/// So far ahead it is told what clocks do: every zone changes its clocks within a year or not at all.
pub const CLOCKS_AHEAD: TimeDelta = TimeDelta::days(366);

/// A sentence when clocks in `zone` skip or repeat `local`, the time of one date of what comes again and again. `None` when
/// they show it once.
pub fn clock_note(local: NaiveDateTime, zone: &Zone) -> Option<String> {
    let (time, day, place) = (local.format("%H:%M"), date_in_words(local.date()), zone.city());
    let resolved = zone.resolve(local);
    match resolved.adjustment {
        Adjustment::None => None,
        Adjustment::Gap => {
            let shown = zone.local(resolved.at).format("%H:%M");
            Some(format!("Clocks in {place} skip {time} on {day}, so it comes at {shown} that day."))
        }
        Adjustment::Fold => {
            Some(format!("Clocks in {place} show {time} twice on {day}; it comes the first time."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_clocks_skip_or_repeat_is_told_and_no_other() {
        let (berlin, angeles) = ("Europe/Berlin", "America/Los_Angeles");
        for (zone, local, note) in [
            (berlin, "2027-03-28T01:59:00", None),
            (
                berlin,
                "2027-03-28T02:30:00",
                Some("Clocks in Berlin skip 02:30 on 28 March 2027, so it comes at 03:30 that day."),
            ),
            (berlin, "2027-03-28T03:00:00", None),
            (
                angeles,
                "2027-03-14T02:00:00",
                Some("Clocks in Los Angeles skip 02:00 on 14 March 2027, so it comes at 03:00 that day."),
            ),
            (
                berlin,
                "2027-10-31T02:30:00",
                Some("Clocks in Berlin show 02:30 twice on 31 October 2027; it comes the first time."),
            ),
            (berlin, "2027-10-31T03:00:00", None),
            ("Asia/Kolkata", "2027-03-28T02:30:00", None),
        ] {
            let found = clock_note(local.parse().unwrap(), &Zone::parse(zone).unwrap());
            assert_eq!(found.as_deref(), note, "{local} in {zone}");
        }
    }
}
