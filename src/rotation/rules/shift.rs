//! Shifts: the bounds of turns, and who holds a seat from when until when.

use super::{
    duty::{Duty, holders},
    plan::{Epoch, FOREVER, Plan, Span},
};
use chrono::{DateTime, Utc};

/// Stretches looked at in one question, so that no plan can make an answer endless.
const MOST_STRETCHES: usize = 4000;

/// Somebody (or nobody) holds a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub span: Span,
    pub duty: Duty,
}

/// The shift that `at` lies in: from one handoff to the next, cut by pauses and by changes of the order that put
/// somebody else on. Shifts tile all of time; before the rotation begins there is one without a start.
pub fn shift_at(plan: &Plan, at: DateTime<Utc>) -> Span {
    if let Some(pause) = plan.pause_at(at) {
        return pause;
    }
    let Some(epoch) = plan.epoch_at(at) else {
        return Span { from: DateTime::<Utc>::MIN_UTC, until: plan.next_epoch_at(at).unwrap_or(FOREVER) };
    };
    let (mut from, mut until) = (turn_start(plan, epoch, at), turn_end(plan, epoch, at));
    for pause in plan.pauses() {
        if pause.until <= at {
            from = from.max(pause.until);
        }
        if pause.from > at {
            until = until.min(pause.from);
        }
    }
    Span { from, until }
}

/// Whether the turn just before `at` goes on at `at`, where the epoch `to` comes into force.
fn goes_on(from: &Epoch, to: &Epoch, at: DateTime<Utc>) -> bool {
    let before = at - chrono::TimeDelta::microseconds(1);
    before >= from.effective_at && from.turn_of(before) == to.turn_of(at) && !to.hands_over_at(at)
}

fn turn_start(plan: &Plan, epoch: &Epoch, at: DateTime<Utc>) -> DateTime<Utc> {
    let mut epoch = epoch;
    let mut at = at;
    loop {
        let handoff = epoch.rhythm.handoff_up_to(at);
        if let Some(handoff) = handoff.filter(|handoff| *handoff >= epoch.effective_at) {
            return handoff;
        }
        let start = epoch.effective_at;
        match plan.epoch_before(start) {
            Some(before) if goes_on(before, epoch, start) => {
                epoch = before;
                at = start - chrono::TimeDelta::microseconds(1);
            }
            _ => return start,
        }
    }
}

fn turn_end(plan: &Plan, epoch: &Epoch, at: DateTime<Utc>) -> DateTime<Utc> {
    let mut epoch = epoch;
    let mut at = at;
    loop {
        let handoff = epoch.rhythm.handoff_after(at);
        let Some(change) = plan.next_epoch_at(at).filter(|change| *change <= handoff) else {
            return handoff;
        };
        match plan.epoch_at(change) {
            Some(next) if goes_on(epoch, next, change) => {
                epoch = next;
                at = change;
            }
            _ => return change,
        }
    }
}

/// The next `count` shifts, the one that `from` lies in first.
pub fn shifts(plan: &Plan, from: DateTime<Utc>, count: usize) -> Vec<Span> {
    let mut shifts = Vec::with_capacity(count);
    let mut at = from;
    while shifts.len() < count && at < FOREVER {
        let shift = shift_at(plan, at);
        at = shift.until;
        shifts.push(shift);
    }
    shifts
}

/// The next instant after `at` at which the answer for some seat may change, days off aside.
pub fn next_point(plan: &Plan, at: DateTime<Utc>) -> DateTime<Utc> {
    let edges = plan.overrides().iter().flat_map(|one| [one.span.from, one.span.until]);
    let pauses = plan.pauses().iter().flat_map(|pause| [pause.from, pause.until]);
    let later = edges.chain(pauses).chain(plan.next_epoch_at(at)).filter(|edge| *edge > at).min();
    shift_at(plan, at).until.min(later.unwrap_or(FOREVER))
}

/// Who holds `seat` from `from` up to `to`, days off aside; next to each other the answers differ or a shift begins.
pub fn stretches(plan: &Plan, seat: usize, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut at = from;
    while at < to && found.len() < MOST_STRETCHES {
        let until = next_point(plan, at).min(to);
        if let Some(duty) = holders(plan, at).get(seat).copied() {
            let starts_shift = shift_at(plan, at).from == at;
            match found.last_mut() {
                Some(last) if last.span.until == at && last.duty == duty && !starts_shift => {
                    last.span.until = until;
                }
                _ => found.push(Stretch { span: Span { from: at, until }, duty }),
            }
        }
        at = until;
    }
    found
}

/// Who is on in `after` where the person was in `before`.
pub fn instead_of(before: &Plan, after: &Plan, user_id: i64, span: Span) -> Vec<Stretch> {
    let held = (0..before.most_seats()).flat_map(|seat| {
        let own = stretches(before, seat, span.from, span.until).into_iter();
        own.filter(|stretch| stretch.duty.user == Ok(user_id)).map(move |stretch| (seat, stretch.span))
    });
    held.flat_map(|(seat, span)| stretches(after, seat, span.from, span.until)).collect()
}
