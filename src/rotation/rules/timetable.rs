//! When something of a rotation happens next.

use super::{Plan, holders, next_point};
use crate::base::{civil::Zone, recurrence::Recurrence, working_hours::WorkingHours};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

/// How long before duty begins the person is told.
pub const AHEAD: TimeDelta = TimeDelta::hours(24);
/// How long before a deadline, in hours, the person on duty is reminded.
pub const BEFORE_DEADLINE: [i64; 2] = [24, 2];
/// Deadlines closer together than this, such as daily ones, have the later reminder alone.
const SPARSE: TimeDelta = TimeDelta::hours(36);
/// How far ahead a notice is looked for.
const AHEAD_SEARCH: TimeDelta = TimeDelta::days(400);
/// How many days ahead the start of work is looked for.
const CLOSED_DAYS: usize = 60;
/// Local time of the daily look at a rotation.
const DAILY: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("eight in the morning");

/// The first deadline after `at` that is reminded of so many hours before.
pub fn next_deadline(series: &Recurrence, at: DateTime<Utc>, hours: i64) -> Option<DateTime<Utc>> {
    let next = series.next_after(at)?;
    let before = series.index_at_or_before(next.at - TimeDelta::microseconds(1));
    let before = before.and_then(|index| series.occurrence(index));
    let is_dense = before.is_some_and(|before| next.at - before.at < SPARSE);
    (hours == BEFORE_DEADLINE[1] || !is_dense).then_some(next.at)
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

/// The next instant, more than a day ahead, at which somebody comes on who was not on just before.
pub fn next_beginning(plan: &Plan, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let on = |at| holders(plan, at).iter().filter_map(|duty| duty.user.ok()).collect::<Vec<_>>();
    let mut before = on(now);
    let mut at = next_point(plan, now);
    while at < now + AHEAD_SEARCH {
        let then = on(at);
        if at - AHEAD > now && then.iter().any(|user_id| !before.contains(user_id)) {
            return Some(at);
        }
        before = then;
        at = next_point(plan, at);
    }
    None
}
