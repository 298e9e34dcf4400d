//! How evenly duty is shared.

use super::{
    change::stints,
    duty::Why,
    plan::{Plan, Span, What},
    shift::stretches,
};
use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// What one person did in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Times on duty, on any seat, without a break.
    pub turns: usize,
    /// Time on duty.
    pub time: TimeDelta,
    /// Weekends on which the person was on duty at some time.
    pub weekends: usize,
    /// Times that the person covered or took over.
    pub helped: usize,
    /// Times that somebody covered for the person.
    pub was_helped: usize,
}

/// Everybody's share of the duty that was done from `from` up to `to`, days off aside: members of the order at `to`, and
/// whoever was on meanwhile.
pub fn shares(plan: &Plan, from: DateTime<Utc>, to: DateTime<Utc>) -> BTreeMap<i64, Share> {
    let mut shares: BTreeMap<i64, Share> = BTreeMap::new();
    let members = plan.epoch_at(to).map_or(&[][..], |epoch| epoch.members.as_slice());
    for member in members {
        shares.entry(*member).or_default();
    }
    for (user_id, stints) in stints(plan, from, to) {
        let share = shares.entry(user_id).or_default();
        let done = stints.iter().map(|stint| at_work(plan, stint.span));
        let done: Vec<TimeDelta> = done.filter(|time| *time > TimeDelta::zero()).collect();
        share.turns = done.len();
        share.time = done.iter().sum();
        let weekends = stints.iter().flat_map(|stint| weekends(plan, stint.span));
        share.weekends = weekends.collect::<BTreeSet<_>>().len();
    }
    for (_, user_id, what) in helps(plan, from, to) {
        shares.entry(user_id).or_default().helped += 1;
        if let What::Cover { for_user_id, .. } = what {
            shares.entry(for_user_id).or_default().was_helped += 1;
        }
    }
    shares
}

/// Each cover and take-over by which somebody was on, with who it was.
fn helps(plan: &Plan, from: DateTime<Utc>, to: DateTime<Utc>) -> BTreeSet<(i64, i64, What)> {
    let held = (0..plan.most_seats()).flat_map(|seat| stretches(plan, seat, from, to));
    let done = held.filter(|stretch| at_work(plan, stretch.span) > TimeDelta::zero());
    let helps = done.filter_map(|stretch| match (stretch.duty.user, stretch.duty.why) {
        (Ok(user_id), Why::Override { id, what: what @ (What::Slot { .. } | What::Cover { .. }), .. }) => {
            Some((id, user_id, what))
        }
        _ => None,
    });
    helps.collect()
}

/// How much of `span` is no day off.
fn at_work(plan: &Plan, span: Span) -> TimeDelta {
    let Some(epoch) = plan.epoch_at(span.from).filter(|epoch| epoch.rhythm.working().is_some()) else {
        return span.until - span.from;
    };
    let zone = epoch.rhythm.zone();
    let last = zone.date(span.until - TimeDelta::microseconds(1));
    let dates = zone.date(span.from).iter_days().take_while(|date| *date <= last);
    let days = dates.filter_map(|date| {
        let day = Span { from: zone.start_of_day(date), until: zone.start_of_day(date.succ_opt()?) };
        let part = day.common(span)?;
        epoch.rhythm.day_off(part.from).is_none().then_some(part.until - part.from)
    });
    days.sum()
}

/// The ISO weeks on whose Saturday or Sunday somebody is on duty in `span`; none where those are days off.
fn weekends(plan: &Plan, span: Span) -> Vec<(i32, u32)> {
    let Some(epoch) = plan.epoch_at(span.from) else { return Vec::new() };
    if epoch.rhythm.working().is_some_and(|days| !days.weekdays.contains(Weekday::Sat)) {
        return Vec::new();
    }
    let zone = epoch.rhythm.zone();
    let last = zone.date(span.until - TimeDelta::microseconds(1));
    let dates = zone.date(span.from).iter_days().take_while(|date| *date <= last);
    let weekend = dates.filter(|date| date.weekday().num_days_from_monday() >= 5);
    weekend.map(|date| (date.iso_week().year(), date.iso_week().week())).collect()
}
