//! The arithmetic and the second computation give the same answers.

use super::{
    on_duty,
    reference::{self, answers},
    sample::*,
    shift_at,
};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

/// Instants to ask at: by chance, and on both sides of handoffs and of every edge of what happened.
fn instants(world: &World, chosen: &[i64]) -> Vec<DateTime<Utc>> {
    let (plan, start) = (world.plan(), world.epochs[0].effective_at);
    let tick = TimeDelta::microseconds(1);
    let mut asked = Vec::new();
    for minutes in chosen {
        let at = start + TimeDelta::minutes(*minutes);
        let handoff = shift_at(&plan, at).until;
        asked.extend([at, handoff, handoff - tick]);
    }
    let edges = world.overrides.iter().flat_map(|one| [one.span.from, one.span.until]);
    let edges = edges.chain(world.epochs.iter().map(|epoch| epoch.effective_at));
    asked.extend(edges.flat_map(|edge| [edge.max(start + tick) - tick, edge]));
    let end = start + TimeDelta::days(1300);
    asked.retain(|at| *at >= start && *at < end);
    asked.sort_unstable();
    asked.dedup();
    asked
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_computations_agree_on_who_is_on_and_since_when(
        scenario in scenarios(9),
        chosen in proptest::collection::vec(0i64..60 * 24 * 900, 6),
    ) {
        let mut world = World::new(&scenario);
        for (minutes, step) in &scenario.steps {
            world.now += TimeDelta::minutes(*minutes);
            world.make(step);
        }
        let (plan, asked) = (world.plan(), instants(&world, &chosen));
        let expected = answers(&world.epochs, &world.overrides, &world.pauses, &asked);
        prop_assert_eq!(expected.len(), asked.len());
        for (at, expected) in asked.iter().zip(expected) {
            let found: Vec<_> = on_duty(&plan, *at).iter().map(|duty| duty.user.ok()).collect();
            prop_assert_eq!(&found, &expected.users, "at {}", at);
            let shift = shift_at(&plan, *at);
            prop_assert_eq!(shift.from, expected.shift_from, "shift at {}", at);
        }
    }

    #[test]
    fn instants_of_local_times_agree(
        zone_number in 0usize..12, minutes in 0i64..60 * 24 * 365 * 20,
    ) {
        let zone = zone(ZONES[zone_number]);
        let local = "2015-01-01T00:00:00".parse::<chrono::NaiveDateTime>().unwrap() + TimeDelta::minutes(minutes);
        prop_assert_eq!(zone.instant(local), reference::instant(&zone, local));
    }
}
