//! What a change means for people: who is on when, before and after it.

use super::{
    cover::less,
    duty::{Duty, Why, holders},
    plan::{Override, Plan, Span, What},
    shift::{next_point, stretches},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A seat held without a break, across handoffs to oneself too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stint {
    pub seat: usize,
    pub span: Span,
}

/// Everybody's stints from `from` up to `to`, by user id.
pub fn stints(plan: &Plan, from: DateTime<Utc>, to: DateTime<Utc>) -> BTreeMap<i64, Vec<Stint>> {
    let mut by_user: BTreeMap<i64, Vec<Stint>> = BTreeMap::new();
    for seat in 0..plan.most_seats() {
        for stretch in stretches(plan, seat, from, to) {
            let Ok(user_id) = stretch.duty.user else { continue };
            let own = by_user.entry(user_id).or_default();
            match own.last_mut() {
                Some(last) if last.seat == seat && last.span.until == stretch.span.from => {
                    last.span.until = stretch.span.until;
                }
                _ => own.push(Stint { seat, span: stretch.span }),
            }
        }
    }
    by_user
}

/// Whether the person holds a seat through all of `span`.
pub fn holds(plan: &Plan, user_id: i64, span: Span) -> bool {
    let is_on = |at| holders(plan, at).iter().any(|duty| duty.user == Ok(user_id));
    let mut points = std::iter::successors(Some(span.from), |at| Some(next_point(plan, *at)));
    points.by_ref().take_while(|at| *at < span.until).all(is_on)
}

/// Who is on, in some of its time, instead of the person to whom `cover` gave the duty; because it was given on or taken,
/// not because that person is absent. `None` when they have all of it.
pub fn given_on(plan: &Plan, cover: Override) -> Option<i64> {
    let What::Cover { user_id, .. } = cover.what else { return None };
    let then = plan.up_to(cover.id);
    let is_absence =
        |duty: &Duty| matches!(duty.why, Why::Override { what: What::Away { .. } | What::Left { .. }, .. });
    let gave = |duty: &Duty| {
        duty.user == Ok(user_id) && matches!(duty.why, Why::Override { id, .. } if id == cover.id)
    };
    let points = std::iter::successors(Some(cover.span.from), |at| Some(next_point(plan, *at)));
    points.take_while(|at| *at < cover.span.until).find_map(|at| {
        let pairs = holders(&then, at).into_iter().zip(holders(plan, at));
        let mut others = pairs.filter(|(given, held)| gave(given) && !is_absence(held));
        others.find_map(|(_, held)| held.user.ok().filter(|holder| *holder != user_id))
    })
}

/// The people whose dates between `from` and `to` are others in `after` than in `before`, with their new stints.
pub fn affected(
    before: &Plan,
    after: &Plan,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> BTreeMap<i64, Vec<Stint>> {
    let (old, mut new) = (stints(before, from, to), stints(after, from, to));
    for user_id in old.keys() {
        new.entry(*user_id).or_default();
    }
    new.retain(|user_id, stints| old.get(user_id).map_or(&[][..], Vec::as_slice) != stints.as_slice());
    new
}

/// When it begins to make a difference to people which of two plans holds, between `from` and `to`: of each the first
/// instant at which they hold a seat by one of them alone.
pub fn differences(
    before: &Plan,
    after: &Plan,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> BTreeMap<i64, DateTime<Utc>> {
    let (old, new) = (stints(before, from, to), stints(after, from, to));
    let mut first: BTreeMap<i64, DateTime<Utc>> = BTreeMap::new();
    for (these, those) in [(&old, &new), (&new, &old)] {
        for (user_id, own) in these {
            let others = those.get(user_id).map_or(&[][..], Vec::as_slice);
            for stint in own {
                let same = others.iter().filter(|other| other.seat == stint.seat).map(|other| other.span);
                let Some(alone) = less(stint.span, same.collect()).first().copied() else { continue };
                let at = first.entry(*user_id).or_insert(alone.from);
                *at = (*at).min(alone.from);
            }
        }
    }
    first
}

/// The next instant after `at`, up to `limit`, at which somebody else holds `seat`; `limit` when nobody does before.
pub fn next_difference(plan: &Plan, seat: usize, at: DateTime<Utc>, limit: DateTime<Utc>) -> DateTime<Utc> {
    let holder = |at| holders(plan, at).get(seat).and_then(|duty| duty.user.ok());
    let now = holder(at);
    let mut point = next_point(plan, at);
    while point < limit && holder(point) == now {
        point = next_point(plan, point);
    }
    point.min(limit)
}
