//! When docket does what before and after an occurrence by itself.

use super::{Remind, Slot};
use crate::base::{civil::Zone, recurrence::working_days_from, working_hours::WorkingHours};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// What people owe is not told them later than this before the start.
const TOO_LATE_TO_OWE: TimeDelta = TimeDelta::hours(1);
/// How long after the start it is told that nobody has started it.
const UNSTARTED: TimeDelta = TimeDelta::minutes(5);
/// How long after its end a meeting that nobody started counts as not held.
const NOT_HELD: TimeDelta = TimeDelta::minutes(15);
/// A local day begins nowhere earlier than this before it begins in UTC (zones reach to UTC+14).
const EARLIEST_ZONE: TimeDelta = TimeDelta::hours(14);

/// How many working days before a call features for it are asked for.
const FEATURES_DAYS: i64 = 5;

/// What docket does about an occurrence by itself, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Each owner of a feature will be asked in their morning whether they would show it.
    Features,
    /// It begins to collect: its board is posted.
    Ahead,
    /// Each owner will be told in their morning what they owe it.
    Owed,
    /// The final agenda.
    Last,
    /// It begins, if it begins by itself.
    Begin,
    /// Nobody has started it.
    Unstarted,
    /// Nobody did.
    NotHeld,
}

impl Step {
    /// Names it among what was done.
    pub const fn word(self) -> &'static str {
        match self {
            Step::Features => "features",
            Step::Ahead => "ahead",
            Step::Owed => "owed",
            Step::Last => "last",
            Step::Begin => "begin",
            Step::Unstarted => "unstarted",
            Step::NotHeld => "not_held",
        }
    }
}

/// A step with the time in which it makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub step: Step,
    pub from: DateTime<Utc>,
    /// Later it helps nobody; `None`: it is done whenever docket comes to it.
    pub until: Option<DateTime<Utc>>,
}

/// All steps of an occurrence, for a team that works `hours`.
pub fn due(slot: &Slot, remind: Remind, zone: &Zone, hours: &WorkingHours) -> Vec<Due> {
    let date = zone.date(slot.at);
    let owed_day = day_before(date, hours);
    let ahead_day = working_days_from(date, -remind.ahead_days, hours)
        .unwrap_or(date - TimeDelta::days(remind.ahead_days));
    let last = slot.at - TimeDelta::minutes(remind.last_minutes);
    let ahead = hours.opening(ahead_day).unwrap_or_else(|| zone.start_of_day(ahead_day)).min(last);
    let owed = owed_day.and_time(NaiveTime::MIN).and_utc() - EARLIEST_ZONE;
    let owed = if remind.ahead { owed.max(ahead) } else { owed }.min(last);
    // Without the board ahead, it is there when people are told what they owe, at the latest with the final agenda.
    let collects = match remind {
        Remind { ahead: true, .. } => ahead,
        Remind { owed: true, .. } => owed,
        Remind { .. } => last,
    };
    let mut all = Vec::new();
    if remind.features {
        let from = features_day(date, hours).and_time(NaiveTime::MIN).and_utc() - EARLIEST_ZONE;
        all.push(Due {
            step: Step::Features,
            from: from.min(collects),
            until: Some(slot.at - TOO_LATE_TO_OWE),
        });
    }
    all.push(Due { step: Step::Ahead, from: collects, until: Some(slot.at) });
    if remind.owed {
        all.push(Due { step: Step::Owed, from: owed, until: Some(slot.at - TOO_LATE_TO_OWE) });
    }
    if remind.last {
        all.push(Due { step: Step::Last, from: last, until: Some(slot.at) });
    }
    all.push(Due { step: Step::Begin, from: slot.at, until: Some(slot.ends_at()) });
    all.push(Due {
        step: Step::Unstarted,
        from: slot.at + UNSTARTED,
        until: Some(slot.ends_at() + NOT_HELD),
    });
    all.push(Due { step: Step::NotHeld, from: slot.ends_at() + NOT_HELD, until: None });
    all
}

/// The working day before a date.
pub fn day_before(date: NaiveDate, hours: &WorkingHours) -> NaiveDate {
    working_days_from(date, -1, hours).unwrap_or(date - TimeDelta::days(1))
}

/// The day on which features for a call on a date are asked for.
pub fn features_day(date: NaiveDate, hours: &WorkingHours) -> NaiveDate {
    working_days_from(date, -FEATURES_DAYS, hours).unwrap_or(date - TimeDelta::days(7))
}

/// When somebody whose morning is at `morning` is told what they owe, while that has not been set going at `now`; `None` when
/// they are not told any more, or it is not wished.
pub fn owed_at(all: &[Due], morning: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let owed = all.iter().find(|due| due.step == Step::Owed)?;
    let at = owed.from.max(morning).max(now);
    owed.until.is_none_or(|until| at < until).then_some(at)
}

/// When the next step of any of these occurrences is due, after `now`.
pub fn next_step(all: &[Due], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    all.iter().map(|due| due.from).filter(|from| *from > now).min()
}

impl Due {
    /// Whether it is to be done at `now`.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::{
        Original,
        rules::remind::{AHEAD_DAYS, LAST_MINUTES},
    };
    use proptest::prelude::*;

    fn slot(at: &str, minutes: i64) -> Slot {
        let at: DateTime<Utc> = at.parse().expect("an instant");
        let original = Original(at.naive_utc());
        Slot { original, index: Some(0), at, minutes, occurrence_id: None, is_moved: false }
    }

    fn hours() -> WorkingHours {
        let holiday = "2026-11-26".parse().expect("a date");
        WorkingHours::office(Zone::utc()).with_holidays([holiday])
    }

    #[test]
    fn working_days_count_and_holidays_do_not() {
        // A Monday, after a Thursday that is a holiday.
        let all = due(&slot("2026-11-30T09:00:00Z", 30), Remind::default(), &Zone::utc(), &hours());
        let from: Vec<String> = all.iter().map(|due| due.from.format("%m-%d %H:%M").to_string()).collect();
        assert_eq!(
            from,
            [
                "11-19 10:00",
                "11-25 09:00",
                "11-26 10:00",
                "11-30 08:50",
                "11-30 09:00",
                "11-30 09:05",
                "11-30 09:45"
            ]
        );
    }

    #[test]
    fn what_is_not_wished_is_not_done_but_the_board_is_there_in_time() {
        let all = due(&slot("2026-11-30T09:00:00Z", 30), Remind::NONE, &Zone::utc(), &hours());
        let steps: Vec<Step> = all.iter().map(|due| due.step).collect();
        assert_eq!(steps, [Step::Ahead, Step::Begin, Step::Unstarted, Step::NotHeld]);
        assert_eq!(all[0].from.format("%m-%d %H:%M").to_string(), "11-30 08:50");
    }

    #[test]
    fn it_is_known_ahead_when_somebody_is_told_what_they_owe() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let slot = slot("2026-11-25T09:00:00Z", 30);
        let all = due(&slot, Remind::default(), &Zone::utc(), &hours());
        let morning = at("2026-11-24T09:00:00Z");
        for (now, expected) in [
            ("2026-11-24T06:00:00Z", Some(morning)),
            // After downtime it comes as soon as it can, while it helps.
            ("2026-11-24T11:00:00Z", Some(at("2026-11-24T11:00:00Z"))),
            ("2026-11-25T08:30:00Z", None),
        ] {
            assert_eq!(owed_at(&all, morning, at(now)), expected, "{now}");
        }
        let all = due(&slot, Remind::NONE, &Zone::utc(), &hours());
        assert_eq!(owed_at(&all, morning, morning), None, "it is not wished");
    }

    proptest! {
        #[test]
        fn steps_come_in_their_order_and_none_is_due_after_it_helps(
            offset in 0i64..60_000, minutes in 5i64..480, ahead in any::<bool>(), owed in any::<bool>(), features in any::<bool>(),
            late in 0i64..20_000, ahead_days in AHEAD_DAYS, last_minutes in LAST_MINUTES,
        ) {
            let at = "2026-01-05T00:00:00Z".parse::<DateTime<Utc>>().expect("an instant") + TimeDelta::minutes(10 * offset);
            let slot = Slot { at, ..slot("2026-01-05T00:00:00Z", minutes) };
            let remind = Remind { ahead, ahead_days, owed, last: true, last_minutes, features };
            let all = due(&slot, remind, &Zone::utc(), &hours());
            prop_assert!(all.windows(2).all(|pair| pair[0].step < pair[1].step));
            prop_assert!(all.windows(2).all(|pair| pair[0].from <= pair[1].from));
            // After downtime across everything only one thing is left to do.
            let now = slot.ends_at() + NOT_HELD + TimeDelta::minutes(late);
            let left: Vec<Step> = all.iter().filter(|due| due.is_due(now)).map(|due| due.step).collect();
            prop_assert_eq!(left, [Step::NotHeld]);
        }
    }
}
