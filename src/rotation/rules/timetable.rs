//! When something of a rotation happens next.

use super::{Plan, holders, next_point};
use crate::base::{civil::Zone, recurrence::Recurrence, working_hours::WorkingHours};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

/// How long before duty begins the person is told.
pub const AHEAD: TimeDelta = TimeDelta::hours(24);
/// How long before a deadline, in hours, the person on duty is reminded.
pub const BEFORE_DEADLINE: [i64; 2] = [24, 2];
/// "So many hours before" a deadline that has passed.
pub const PASSED: i64 = 0;
/// Deadlines closer together than this, such as daily ones, have the later reminder alone.
const SPARSE: TimeDelta = TimeDelta::hours(36);
/// Deadlines ahead that are looked at for the next reminder.
const DEADLINES: usize = 8;
/// How far ahead a notice is looked for.
const AHEAD_SEARCH: TimeDelta = TimeDelta::days(400);
/// So long before their duty begins people are told at the earliest, over a long weekend and a holiday.
const LONGEST_LEAD: TimeDelta = TimeDelta::days(10);
/// How many days ahead the start of work is looked for.
const CLOSED_DAYS: usize = 60;
/// Local time of the daily look at a rotation.
const DAILY: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("eight in the morning");

/// The next reminder after `now` of a deadline of which people are reminded so many hours before: when it is due, and the
/// deadline. `told` says when people are reminded of one.
pub fn next_deadline(
    series: &Recurrence,
    now: DateTime<Utc>,
    hours: i64,
    told: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let from = now - TimeDelta::microseconds(1);
    let deadlines = std::iter::successors(series.next_after(from), |next| series.next_after(next.at));
    let reminded = deadlines.take(DEADLINES).map(|next| (told(next.at), next.at));
    let (due, at) = reminded.filter(|(due, _)| *due > now).min()?;
    let before = series.index_at_or_before(at - TimeDelta::microseconds(1));
    let before = before.and_then(|index| series.occurrence(index));
    let is_dense = before.is_some_and(|before| at - before.at < SPARSE);
    (hours != BEFORE_DEADLINE[0] || !is_dense).then_some((due, at))
}

/// The next daily look at a rotation in this zone.
pub fn next_morning(zone: &Zone, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = zone.instant(zone.date(now).and_time(DAILY));
    let tomorrow = zone.date(now).succ_opt();
    let tomorrow = tomorrow.map_or(now + TimeDelta::days(1), |date| zone.instant(date.and_time(DAILY)));
    if today > now { today } else { tomorrow }
}

/// When work starts next, on a day on which somebody works.
pub fn next_opening(hours: &WorkingHours, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let dates = hours.zone().date(now).iter_days().take(CLOSED_DAYS);
    dates.filter_map(|date| hours.opening(date)).find(|opening| *opening > now)
}

/// The first notice after `now` of somebody's coming on who was not on just before: when it is due, and from when on they
/// are on. `told` says when a person hears of their coming on.
pub fn next_beginning(
    plan: &Plan,
    now: DateTime<Utc>,
    told: impl Fn(i64, DateTime<Utc>) -> DateTime<Utc>,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let on = |at| holders(plan, at).iter().filter_map(|duty| duty.user.ok()).collect::<Vec<_>>();
    let mut before = on(now);
    let mut at = next_point(plan, now);
    let (mut end, mut first) = (now + AHEAD_SEARCH, None);
    while at < end {
        let then = on(at);
        let coming = then.iter().filter(|user_id| !before.contains(user_id));
        let due = coming.map(|user_id| told(*user_id, at)).filter(|due| *due > now).min();
        if let Some(due) = due {
            // What begins a little later may have to be told before.
            end = end.min(at + LONGEST_LEAD);
            first = first.into_iter().chain([(due, at)]).min();
        }
        before = then;
        at = next_point(plan, at);
    }
    first
}

/// Every instant at which somebody may come on who may have to be told by now.
pub fn beginnings_ahead(plan: &Plan, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let points = std::iter::successors(Some(next_point(plan, now)), |at| Some(next_point(plan, *at)));
    points.take_while(|at| *at <= now + LONGEST_LEAD).collect()
}

/// Whoever is on at `at` and was not just before.
pub fn coming_on(plan: &Plan, at: DateTime<Utc>) -> Vec<i64> {
    let on = |at| holders(plan, at).into_iter().filter_map(|duty| duty.user.ok()).collect::<Vec<i64>>();
    let before = on(at - TimeDelta::microseconds(1));
    on(at).into_iter().filter(|user_id| !before.contains(user_id)).collect()
}

/// Whether work has begun on this day and is not over.
pub fn is_at_work(hours: &WorkingHours, now: DateTime<Utc>) -> bool {
    let date = hours.zone().date(now);
    hours.opening(date).zip(hours.closing(date)).is_some_and(|(opens, closes)| opens <= now && now < closes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::rules::{
        Span, What,
        sample::{at, plan_of, zone},
    };

    #[test]
    fn whoever_is_on_anew_comes_on() {
        let plan = plan_of(&[1, 2, 3], 2);
        let cover = What::Cover { for_user_id: 3, user_id: 9 };
        let span = Span { from: at("2026-11-12T00:00:00Z"), until: at("2026-11-13T00:00:00Z") };
        let plan = plan.with(&[], &[(span, cover)]);
        let cases: [(&str, &[i64]); 5] = [
            ("2026-11-04T17:30:00Z", &[1, 2]),
            ("2026-11-05T00:00:00Z", &[]),
            // 2 was backup before, and is primary now.
            ("2026-11-11T17:30:00Z", &[3]),
            ("2026-11-12T00:00:00Z", &[9]),
            ("2026-11-13T00:00:00Z", &[3]),
        ];
        for (time, expected) in cases {
            assert_eq!(coming_on(&plan, at(time)), expected, "{time}");
        }
    }

    #[test]
    fn beginnings_are_looked_at_as_far_ahead_as_people_are_told() {
        let found = beginnings_ahead(&plan_of(&[1, 2], 1), at("2026-11-05T00:00:00Z"));
        assert_eq!(found, [at("2026-11-11T17:30:00Z")]);
    }

    #[test]
    fn work_lasts_from_opening_to_closing() {
        let hours = WorkingHours::parse("Mon-Fri 9:00-17:00", zone("Europe/London")).unwrap();
        let cases = [
            ("2026-11-04T08:59:59Z", false),
            ("2026-11-04T09:00:00Z", true),
            ("2026-11-04T16:59:59Z", true),
            ("2026-11-04T17:00:00Z", false),
            ("2026-11-07T12:00:00Z", false),
        ];
        for (time, expected) in cases {
            assert_eq!(is_at_work(&hours, at(time)), expected, "{time}");
        }
    }
}
