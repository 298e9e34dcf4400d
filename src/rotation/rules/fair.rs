//! How evenly duty is shared.

use super::{
    change::stints,
    plan::{Plan, Span, What},
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

/// Everybody's share from `from` up to `to`: members of the order at `to`, and whoever was on meanwhile.
pub fn shares(plan: &Plan, from: DateTime<Utc>, to: DateTime<Utc>) -> BTreeMap<i64, Share> {
    let mut shares: BTreeMap<i64, Share> = BTreeMap::new();
    let members = plan.epoch_at(to).map_or(&[][..], |epoch| epoch.members.as_slice());
    for member in members {
        shares.entry(*member).or_default();
    }
    for (user_id, stints) in stints(plan, from, to) {
        let share = shares.entry(user_id).or_default();
        share.turns = stints.len();
        share.time = stints.iter().map(|stint| stint.span.until - stint.span.from).sum();
        let weekends = stints.iter().flat_map(|stint| weekends(plan, stint.span));
        share.weekends = weekends.collect::<BTreeSet<_>>().len();
    }
    let period = Span { from, until: to };
    for one in plan.overrides().iter().filter(|one| one.span.common(period).is_some()) {
        match one.what {
            What::Slot { user_id, .. } => shares.entry(user_id).or_default().helped += 1,
            What::Cover { for_user_id, user_id } => {
                shares.entry(user_id).or_default().helped += 1;
                shares.entry(for_user_id).or_default().was_helped += 1;
            }
            What::Stay { .. } | What::Away { .. } | What::Left { .. } => {}
        }
    }
    shares
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
