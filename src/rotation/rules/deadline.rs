//! Who is told of a deadline, and until when that helps.

use super::{
    change::next_difference,
    duty::holders,
    plan::{Plan, Span},
    shift::shift_at,
    timetable::{BEFORE_DEADLINE, PASSED},
};
use crate::base::recurrence::Recurrence;
use chrono::{DateTime, TimeDelta, Utc};

/// So long after a deadline it still helps to hear that it has passed.
const HELPS: TimeDelta = TimeDelta::hours(24);

/// Who has to have the work done by `at`: whoever is on until then, where a handoff falls on it.
pub fn on_at(plan: &Plan, at: DateTime<Utc>) -> Option<i64> {
    holders(plan, at - TimeDelta::microseconds(1)).iter().find_map(|duty| duty.user.ok())
}

/// Whether a reminder so many hours before `at` (with [`PASSED`]: after it) still helps at `now`: the rotation has this
/// deadline in its `series`, somebody works on that day, and no later reminder is due already; `told` says when one is.
pub fn is_timely(
    series: Option<&Recurrence>,
    plan: &Plan,
    (at, hours): (DateTime<Utc>, i64),
    now: DateTime<Utc>,
    told: impl Fn(i64) -> DateTime<Utc>,
) -> bool {
    let just_before = at - TimeDelta::microseconds(1);
    let is_deadline =
        series.and_then(|series| series.next_after(just_before)).map(|next| next.at) == Some(at);
    let is_day_off = plan.epoch_at(at).is_some_and(|epoch| epoch.rhythm.day_off(at).is_some());
    let later = BEFORE_DEADLINE.iter().filter(|other| **other < hours).max();
    let useful_until = match hours {
        PASSED => at + HELPS,
        _ => later.map_or(at, |hours| told(*hours)),
    };
    is_deadline && !is_day_off && now < useful_until
}

/// Who else is on now, and until when, if the duty changes before the deadline.
pub fn until_then(plan: &Plan, user_id: i64, now: DateTime<Utc>, at: DateTime<Utc>) -> Option<(i64, Span)> {
    let duties = holders(plan, now);
    if duties.iter().any(|duty| duty.user == Ok(user_id)) {
        return None;
    }
    let (seat, other) = duties.iter().enumerate().find_map(|(seat, duty)| Some((seat, duty.user.ok()?)))?;
    let until = next_difference(plan, seat, now, shift_at(plan, now).until.max(at));
    Some((other, Span { from: now, until }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::rules::sample::{at, plan_of, weekly};

    #[test]
    fn a_reminder_helps_until_the_next_one_is_due() {
        let (plan, rhythm) = (plan_of(&[1, 2], 1), weekly());
        let due = at("2026-11-11T17:30:00Z");
        let hour = TimeDelta::hours(1);
        let cases = [
            ("a day before", due, 24, due - hour * 24, true),
            ("late, and the next one is not due", due, 24, due - hour * 3, true),
            ("the next one is due", due, 24, due - hour * 2, false),
            ("the last one", due, 2, due - hour, true),
            ("not at the deadline", due, 2, due, false),
            ("it has passed", due, PASSED, due + hour * 23, true),
            ("it has passed long ago", due, PASSED, due + hour * 24, false),
            ("there is no such deadline", due - hour, 2, due - hour * 2, false),
        ];
        for (name, deadline, hours, now, expected) in cases {
            let told = |hours: i64| deadline - hour * i32::try_from(hours).unwrap();
            let found = is_timely(Some(rhythm.handoffs()), &plan, (deadline, hours), now, told);
            assert_eq!(found, expected, "{name}");
        }
        assert!(!is_timely(None, &plan, (due, 24), due - hour * 24, |_| due));
    }

    #[test]
    fn whoever_is_on_before_the_deadlines_own_person_is_named() {
        let plan = plan_of(&[1, 2], 1);
        let (now, due) = (at("2026-11-05T00:00:00Z"), at("2026-11-18T17:30:00Z"));
        assert_eq!(on_at(&plan, due), Some(2), "whose shift ends then");
        let until = at("2026-11-11T17:30:00Z");
        assert_eq!(until_then(&plan, 2, now, due), Some((1, Span { from: now, until })));
        assert_eq!(until_then(&plan, 2, until, due), None, "they are on themselves");
    }
}
