//! Who left the server and is there again.

use super::{
    edit::still_on,
    plan::{Plan, Span, What},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// Who has been away from the server for longer is not looked for any more.
const GONE_FOR_GOOD: TimeDelta = TimeDelta::days(180);

/// Everybody who takes turns at `now` or later, by the order alone.
pub fn members_from(plan: &Plan, now: DateTime<Utc>) -> BTreeSet<i64> {
    let later = plan.epochs().iter().filter(|epoch| epoch.effective_at > now);
    let epochs = plan.epoch_at(now).into_iter().chain(later);
    epochs.flat_map(|epoch| epoch.members.iter().copied()).collect()
}

/// Somebody who left the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The override that says so.
    pub id: i64,
    pub user_id: i64,
    pub span: Span,
}

/// Everybody who left and, as far as the plan knows at `now`, is not back.
pub fn gone(plan: &Plan, now: DateTime<Utc>) -> Vec<Gone> {
    let in_force = plan.overrides().iter().filter(|one| one.span.until > now);
    let left = in_force.filter_map(|one| match one.what {
        What::Left { user_id } => Some(Gone { id: one.id, user_id, span: one.span }),
        _ => None,
    });
    left.collect()
}

/// Those who left not long ago, who may be there again.
pub fn lately_gone(plan: &Plan, now: DateTime<Utc>) -> impl Iterator<Item = i64> {
    let since = now - GONE_FOR_GOOD;
    let gone = gone(plan, now).into_iter();
    gone.filter(move |one| one.span.from > since).map(|one| one.user_id)
}

/// The overrides to be taken back at `now` so that those who are `put_back` into the order have turns.
pub fn returning(plan: &Plan, put_back: &BTreeSet<i64>, now: DateTime<Utc>) -> Vec<i64> {
    let back = gone(plan, now).into_iter().filter(|one| put_back.contains(&one.user_id));
    back.map(|one| one.id).collect()
}

/// What keeps on whoever is on in `plan` at `now`, until that would have ended anyway, when the order becomes that of `changed`
/// and the overrides `ids` are taken back then. Both count together: each alone might move nobody.
pub fn without(plan: &Plan, changed: &Plan, ids: &[i64], now: DateTime<Utc>) -> Vec<(Span, What)> {
    let cut = |span: Span| Span { from: span.from, until: span.until.min(now).max(span.from) };
    let after = changed.respanned(|one| if ids.contains(&one.id) { cut(one.span) } else { one.span });
    still_on(plan, &after, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::rules::{
        FOREVER,
        sample::{at, plan_of},
    };

    #[test]
    fn who_left_is_looked_for_again_for_half_a_year() {
        let left = at("2026-11-05T00:00:00Z");
        let span = Span { from: left, until: FOREVER };
        let plan = plan_of(&[1, 2], 1).with(&[], &[(span, What::Left { user_id: 2 })]);
        for (days, expected) in [(1, &[2][..]), (179, &[2]), (180, &[]), (400, &[])] {
            let found: Vec<i64> = lately_gone(&plan, left + TimeDelta::days(days)).collect();
            assert_eq!(found, expected, "{days}");
        }
    }
}
