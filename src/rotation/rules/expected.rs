//! Handoffs as they are expected, to notice when new rules of a time zone move them.

use super::plan::Plan;
use crate::rotation::store::Expected;
use chrono::{DateTime, TimeDelta, Utc};

/// Handoffs whose instants are remembered.
const EXPECTED: usize = 12;

/// The next handoffs as the rules of the zone give them now.
pub fn expected(plan: &Plan, now: DateTime<Utc>) -> Vec<Expected> {
    let Some(epoch) = plan.epochs().last() else { return Vec::new() };
    let series = epoch.rhythm.handoffs();
    let next = series.between(now, now + TimeDelta::days(3660)).take(EXPECTED);
    let zone = series.zone().name();
    next.map(|next| Expected { zone: zone.to_owned(), local: next.local, at: next.at }).collect()
}

/// The handoffs that were expected at another instant before, though their local time and zone are the same.
pub fn moved(before: &[Expected], now: &[Expected]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let pair = |old: &Expected| {
        let new = now.iter().find(|new| new.local == old.local && new.zone == old.zone)?;
        (new.at != old.at).then_some((old.at, new.at))
    };
    before.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::rules::sample::{at, plan_of};

    #[test]
    fn the_next_handoffs_are_expected_at_their_local_time() {
        let now = at("2026-11-05T00:00:00Z");
        let found = expected(&plan_of(&[1, 2], 1), now);
        assert_eq!(found.len(), EXPECTED);
        let first = Expected {
            zone: "America/Los_Angeles".to_owned(),
            local: "2026-11-11T09:30:00".parse().unwrap(),
            at: at("2026-11-11T17:30:00Z"),
        };
        assert_eq!(found[0], first);
        assert!(expected(&Plan::default(), now).is_empty());
    }

    #[test]
    fn a_handoff_has_moved_when_the_same_local_time_is_another_instant() {
        let now = expected(&plan_of(&[1, 2], 1), at("2026-11-05T00:00:00Z"));
        let old = now[1].at - TimeDelta::hours(1);
        let before = [
            now[0].clone(),
            Expected { at: old, ..now[1].clone() },
            Expected { at: old, zone: "Europe/London".to_owned(), ..now[2].clone() },
        ];
        assert_eq!(moved(&before, &now), [(old, now[1].at)]);
    }
}
