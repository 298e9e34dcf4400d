//! Cover that was asked for: what of it is still open, and when others are reminded that nobody has answered.

use super::{Plan, Span, stints};
use crate::base::{civil::Zone, working_hours::WorkingHours};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// When the others are reminded that nobody has answered: at the latest so long before the time begins.
const REMIND_BEFORE: TimeDelta = TimeDelta::hours(24);
/// People are given so long to answer.
const ANSWER_TIME: TimeDelta = TimeDelta::hours(1);
/// When it is day where nobody works.
const DAY: (NaiveTime, NaiveTime) = (
    NaiveTime::from_hms_opt(9, 0, 0).expect("nine in the morning"),
    NaiveTime::from_hms_opt(17, 0, 0).expect("five in the afternoon"),
);
/// Days that are looked back for one of work.
const MOST_DAYS: usize = 7;

/// Half-way to the start, but not later than a day before it and not sooner than in an hour; while the team works.
pub fn reminder_at(span: Span, now: DateTime<Utc>, hours: &WorkingHours) -> DateTime<Utc> {
    let (half, earliest) = (now + (span.from - now) / 2, now + ANSWER_TIME);
    at_work(half.min(span.from - REMIND_BEFORE).max(earliest), (earliest, span.from), hours)
}

/// Half-way from the reminder to the start, but not sooner than an hour after it; while the team works.
pub fn lead_at(span: Span, now: DateTime<Utc>, hours: &WorkingHours) -> DateTime<Utc> {
    let reminder = reminder_at(span, now, hours);
    let (half, earliest) = (reminder + (span.from - reminder) / 2, reminder + ANSWER_TIME);
    at_work(half.max(earliest), (earliest, span.from), hours)
}

/// `at`, if the team works then; else when it next does before the `start`; else in its last hour of work before `at`, if that
/// is not too early. What else begins before anybody works again is due then, by day if that is possible.
fn at_work(
    at: DateTime<Utc>,
    (earliest, start): (DateTime<Utc>, DateTime<Utc>),
    hours: &WorkingHours,
) -> DateTime<Utc> {
    let next = hours.next_open(at);
    if next == at || next < start {
        return next;
    }
    let days = std::iter::successors(Some(hours.zone().date(at)), NaiveDate::pred_opt).take(MOST_DAYS);
    let closings = days.filter_map(|date| hours.closing(date)).filter(|closing| *closing <= at);
    let mut last = closings.map(|closing| ((closing - ANSWER_TIME).max(earliest), closing));
    let last = last.find(|(last, closing)| last <= closing).map(|(last, _)| last);
    let by_day = by_day(at, hours.zone());
    last.or((earliest <= by_day && by_day < start).then_some(by_day)).unwrap_or(at)
}

/// The instant nearest to `at` that is by day, on the same day.
fn by_day(at: DateTime<Utc>, zone: &Zone) -> DateTime<Utc> {
    let local = zone.local(at);
    let time = local.time().clamp(DAY.0, DAY.1);
    if time == local.time() { at } else { zone.instant(local.date().and_time(time)) }
}

/// What is left of `whole` beside what is `taken`, in order.
pub fn less(whole: Span, mut taken: Vec<Span>) -> Vec<Span> {
    taken.sort_unstable();
    let mut open = Vec::new();
    let mut at = whole.from;
    for span in taken {
        if span.from > at {
            open.push(Span { from: at, until: span.from.min(whole.until) });
        }
        at = at.max(span.until);
    }
    open.push(Span { from: at, until: whole.until });
    open.retain(|span| span.from < span.until);
    open
}

/// What still needs cover: of what `user_id` asked for, `whole`, the `open` parts in which they are on, on whichever seat.
pub fn needed(plan: &Plan, user_id: i64, whole: Span, open: &[Span]) -> Vec<Span> {
    let mut stints = stints(plan, whole.from, whole.until);
    let mut held = stints.remove(&user_id).unwrap_or_default();
    held.sort_unstable_by_key(|stint| stint.span);
    let parts = open.iter().flat_map(|open| held.iter().filter_map(|stint| open.common(stint.span)));
    let mut needed: Vec<Span> = Vec::new();
    for part in parts {
        match needed.last_mut() {
            Some(last) if part.from <= last.until => last.until = last.until.max(part.until),
            _ => needed.push(part),
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hour(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(n)
    }

    fn span((from, until): (i64, i64)) -> Span {
        Span { from: hour(from), until: hour(until) }
    }

    #[test]
    fn what_is_taken_leaves_the_rest() {
        for (taken, expected) in [
            (vec![], vec![(0, 10)]),
            (vec![(0, 10)], vec![]),
            (vec![(2, 4)], vec![(0, 2), (4, 10)]),
            (vec![(6, 8), (2, 4), (3, 5)], vec![(0, 2), (5, 6), (8, 10)]),
            (vec![(-5, 3), (9, 20)], vec![(3, 9)]),
            (vec![(-5, 0), (10, 20)], vec![(0, 10)]),
        ] {
            let left = less(span((0, 10)), taken.iter().copied().map(span).collect());
            assert_eq!(left, expected.into_iter().map(span).collect::<Vec<_>>(), "{taken:?}");
        }
    }

    #[test]
    fn others_are_reminded_half_way_and_a_day_ahead_at_the_latest() {
        let always = WorkingHours::parse("24/7", Zone::utc()).unwrap();
        for (from, reminder, lead) in [(100, 50, 75), (40, 16, 28), (2, 1, 2), (0, 1, 2)] {
            let span = span((from, from + 8));
            assert_eq!(
                (reminder_at(span, hour(0), &always), lead_at(span, hour(0), &always)),
                (hour(reminder), hour(lead)),
                "{from}"
            );
        }
    }

    /// An instant of the week of Monday 23 November 2026, or of the one after it, in UTC.
    fn on(text: &str) -> DateTime<Utc> {
        let (day, time) = text.split_once(' ').unwrap();
        let day = match day {
            "Wed" => 25,
            "Thu" => 26,
            "Fri" => 27,
            "Sat" => 28,
            "Sun" => 29,
            "Mon" => 30,
            _ => 31,
        };
        let date = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + TimeDelta::days(day - 1);
        format!("{date}T{time}:00Z").parse().unwrap()
    }

    #[test]
    fn others_are_reminded_while_they_work() {
        let office = WorkingHours::parse("Mon-Fri 9-17", Zone::utc()).unwrap();
        for (now, from, reminder, lead) in [
            // Half-way would be on Saturday near midnight, and then on Monday at nine in the evening, after which nobody works
            // before it begins.
            ("Thu 14:00", "Tue 09:00", "Mon 09:00", "Mon 16:00"),
            ("Wed 10:00", "Fri 10:00", "Thu 10:00", "Fri 09:00"),
            ("Wed 10:00", "Thu 12:00", "Wed 12:00", "Thu 09:00"),
            // What begins in the evening is due then.
            ("Wed 16:30", "Wed 20:00", "Wed 17:30", "Wed 18:45"),
            ("Fri 15:00", "Mon 09:00", "Fri 16:00", "Fri 17:00"),
            ("Fri 16:30", "Mon 09:00", "Sun 09:00", "Sun 17:00"),
        ] {
            let span = Span { from: on(from), until: on(from) + TimeDelta::hours(24) };
            let found = (reminder_at(span, on(now), &office), lead_at(span, on(now), &office));
            assert_eq!(found, (on(reminder), on(lead)), "asked {now} for {from}");
        }
    }

    proptest! {
        #[test]
        fn nobody_is_reminded_at_night_of_what_begins_after_they_work_again(now in 0_i64..200, ahead in 1_i64..300) {
            let office = WorkingHours::parse("Mon-Fri 9-17", Zone::utc()).unwrap();
            let (now, from) = (hour(now), hour(now + ahead));
            let span = Span { from, until: from + TimeDelta::hours(8) };
            for at in [reminder_at(span, now, &office), lead_at(span, now, &office)] {
                prop_assert!(at >= now + ANSWER_TIME);
                let works = office.is_open(at) || office.is_open(at - TimeDelta::microseconds(1));
                prop_assert!(works || office.next_open(at) >= from, "{at} for {from}");
            }
        }

        #[test]
        fn every_hour_is_taken_or_left(taken in prop::collection::vec((-5_i64..15, 0_i64..8), 0..6)) {
            let taken: Vec<Span> = taken.into_iter().map(|(from, length)| span((from, from + length))).collect();
            let left = less(span((0, 10)), taken.clone());
            for at in (-5..15).map(hour) {
                let is_in = |spans: &[Span]| spans.iter().any(|span| span.contains(at));
                prop_assert_eq!(is_in(&left), span((0, 10)).contains(at) && !is_in(&taken));
            }
        }
    }
}
