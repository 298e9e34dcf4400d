//! What was agreed follows what it was about: whoever covers or took over a shift has it whole when its handoff moves.

use super::{
    duty::{Duty, Why, holders},
    plan::{Override, Plan, Span, What},
    shift::{next_point, shift_at},
};
use crate::rotation::store::{OverrideRow, Rows};
use chrono::{DateTime, TimeDelta, Utc};

/// Handoffs looked at on the way to the one that an edge has moved to, so that no rhythm makes the search endless.
const MOST_STEPS: usize = 400;
/// Longer shifts count as this long.
const LONGEST_SHIFT: TimeDelta = TimeDelta::days(366);

/// What becomes of something agreed when the order or the rhythm changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is about this time from now on.
    Moves(Span),
    /// It no longer fits: the person whose duty was given away is not on then, or not for all of it.
    Ends,
}

/// Something agreed that does not stay as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// What it was about.
    pub was: Override,
    pub fate: Fate,
}

/// What becomes of covers and take-overs that are not over at `now`, when the order or the rhythm goes from that of
/// `before` to that of `after`, which has the same overrides. Both halves of a swap, which `partner` tells, end together.
pub fn carry(
    before: &Plan,
    after: &Plan,
    now: DateTime<Utc>,
    partner: impl Fn(i64) -> Option<i64>,
) -> Vec<Carried> {
    let open = before.overrides().iter().filter(|one| one.span.until > now);
    let is_there = |one: &&Override| after.overrides().iter().any(|other| other.id == one.id);
    let open: Vec<Override> = open.filter(|one| is_agreed(one.what)).filter(is_there).copied().collect();
    let moved = open.iter().filter_map(|one| {
        let span = carried_span(before, after, one.span, now)?;
        (span != one.span).then_some(Carried { was: *one, fate: Fate::Moves(span) })
    });
    let mut carried: Vec<Carried> = moved.collect();
    let then = carried_plan(after, &carried);
    let ends = |one: &Override| !matches!(one.what, What::Stay { .. }) && is_unfit(before, &then, one, now);
    let mut ended: Vec<i64> = open.iter().filter(|one| ends(one)).map(|one| one.id).collect();
    ended.extend(ended.clone().into_iter().filter_map(partner));
    carried.retain(|one| !ended.contains(&one.was.id));
    let over = open.into_iter().filter(|one| ended.contains(&one.id));
    carried.extend(over.map(|was| Carried { was, fate: Fate::Ends }));
    carried.sort_by_key(|one| one.was.id);
    carried
}

/// The other half of a swap, by the number of one half.
pub fn partner(rows: &Rows) -> impl Fn(i64) -> Option<i64> {
    |id| {
        let half = rows.overrides.iter().find(|row| row.id == id)?;
        let ask = half.ask_id?;
        let is_other = |row: &&OverrideRow| {
            row.ask_id == Some(ask) && row.user_id == half.for_user_id.unwrap_or_default()
        };
        rows.overrides.iter().filter(|row| row.id != id).find(is_other).map(|row| row.id)
    }
}

/// `plan` with everything agreed as it has become.
pub fn carried_plan(plan: &Plan, carried: &[Carried]) -> Plan {
    let fate = |one: &Override| carried.iter().find(|other| other.was.id == one.id).map(|found| found.fate);
    plan.respanned(|one| match fate(one) {
        Some(Fate::Moves(span)) => span,
        Some(Fate::Ends) => Span { from: one.span.from, until: one.span.from },
        None => one.span,
    })
}

/// Where a time that was asked for or agreed lies after the change: each end that falls on a handoff goes with it. `None`
/// when there is nothing left of it.
pub fn carried_span(before: &Plan, after: &Plan, span: Span, now: DateTime<Utc>) -> Option<Span> {
    let edge = |at: DateTime<Utc>| {
        if at <= now { at } else { counterpart(before, after, at).unwrap_or(at).max(now) }
    };
    let moved = Span { from: edge(span.from), until: edge(span.until) };
    (moved.from < moved.until).then_some(moved)
}

fn is_agreed(what: What) -> bool {
    matches!(what, What::Cover { .. } | What::Slot { .. } | What::Stay { .. })
}

fn hands_over(plan: &Plan, at: DateTime<Utc>) -> bool {
    plan.epoch_at(at).is_some_and(|epoch| epoch.hands_over_at(at))
}

/// The handoff that takes the place of the one at `at`: the nearest, less than half a shift away. `None` when there was
/// none at `at`, or there is none near it.
fn counterpart(before: &Plan, after: &Plan, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !hands_over(before, at) || hands_over(after, at) {
        return None;
    }
    let length = |at| {
        let shift = shift_at(before, at);
        shift.until.min(at + LONGEST_SHIFT) - shift.from.max(at - LONGEST_SHIFT)
    };
    let shorter = length(at).min(length(at - TimeDelta::microseconds(1)));
    let reach = shorter.min(LONGEST_SHIFT) / 2;
    let epoch = after.epoch_at(at)?;
    let first = epoch.rhythm.handoff_after(at - reach);
    let all = std::iter::successors(Some(first), |at| Some(epoch.rhythm.handoff_after(*at)));
    let near = all.take(MOST_STEPS).take_while(|handoff| *handoff < at + reach);
    near.min_by_key(|handoff| (*handoff - at).abs())
}

/// How much of its time from `now` on an override puts somebody on, as far as those made before it allow.
#[derive(PartialEq, PartialOrd)]
enum Effect {
    None,
    Part,
    Whole,
}

fn effect(plan: &Plan, id: i64, now: DateTime<Utc>) -> Effect {
    let then = plan.up_to(id);
    let Some(one) = then.overrides().last().filter(|one| one.id == id) else { return Effect::None };
    let gives = |at: DateTime<Utc>| {
        let mut duties = holders(&then, at).into_iter();
        duties.any(|duty| matches!(duty.why, Why::Override { id: by, .. } if by == id))
    };
    let points = std::iter::successors(Some(one.span.from.max(now)), |at| Some(next_point(&then, *at)));
    let given: Vec<bool> = points.take_while(|at| *at < one.span.until).take(MOST_STEPS).map(gives).collect();
    match (given.contains(&true), given.contains(&false)) {
        (false, _) => Effect::None,
        (true, true) => Effect::Part,
        (true, false) => Effect::Whole,
    }
}

/// Whether it does less than it did: nothing at all, or not all of what it did all of. Whoever is on because of it now and
/// stays on to the end of the shift has what was agreed.
fn is_unfit(before: &Plan, then: &Plan, one: &Override, now: DateTime<Utc>) -> bool {
    let stays = |duty: &Duty| matches!(duty.why, Why::Override { what: What::Stay { .. }, .. });
    let is_on = |duty: &Duty| duty.user.ok() == given_to(one.what) && stays(duty);
    if one.span.from <= now && holders(then, now).iter().any(is_on) {
        return false;
    }
    effect(then, one.id, now) < effect(before, one.id, now)
}

fn given_to(what: What) -> Option<i64> {
    match what {
        What::Cover { user_id, .. } | What::Slot { user_id, .. } => Some(user_id),
        What::Stay { .. } | What::Away { .. } | What::Left { .. } => None,
    }
}

#[cfg(test)]
mod tests;
