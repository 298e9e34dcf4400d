//! What one person holds of a rotation in the coming year.

use super::{Plan, Span, Stint, Stretch, shift_at, stints, stretches};
use chrono::{DateTime, TimeDelta, Utc};

/// How far ahead is looked.
const AHEAD: TimeDelta = TimeDelta::days(370);

/// A person's times on duty in the coming year that are not over.
pub fn own_stints(plan: &Plan, user_id: i64, now: DateTime<Utc>) -> Vec<Stint> {
    let mut all = stints(plan, now, now + AHEAD);
    all.remove(&user_id).unwrap_or_default()
}

/// The whole shifts that the person holds and that have not begun, in order; on whichever seat.
pub fn whole_shifts(plan: &Plan, user_id: i64, now: DateTime<Utc>) -> Vec<Span> {
    let held = on_each_seat(plan, (now, now + AHEAD));
    let own = held.into_iter().filter(|stretch| stretch.duty.user == Ok(user_id) && stretch.span.from > now);
    let whole = own.filter(|stretch| shift_at(plan, stretch.span.from) == stretch.span);
    let mut whole: Vec<Span> = whole.map(|stretch| stretch.span).collect();
    whole.sort_unstable();
    whole
}

/// The shift, or the part of it that the person holds, that `at` lies in; without `at` the next one that the person
/// holds. `None` when there is none.
pub fn held_by(plan: &Plan, user_id: i64, at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Span> {
    let span = match at {
        Some(at) => {
            let shift = shift_at(plan, at);
            (shift.from.max(now), shift.until)
        }
        None => (now, now + AHEAD),
    };
    let held = on_each_seat(plan, span);
    let own = held
        .into_iter()
        .filter(|stretch| stretch.duty.user == Ok(user_id) && at.is_none_or(|at| stretch.span.contains(at)));
    own.map(|stretch| stretch.span).min()
}

/// Who holds which seat from when until when.
fn on_each_seat(plan: &Plan, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Vec<Stretch> {
    (0..plan.most_seats()).flat_map(|seat| stretches(plan, seat, from, to)).collect()
}
