//! The arithmetic and the second computation give the same answers.

use super::{calendar, on_duty, reference::Reference, sample::*, shift_at};
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

/// The two sides hear the same story, and each makes of it what the rules say.
fn told_alike(scenario: &Scenario) -> (World, Reference) {
    let mut world = World::new(scenario);
    let first = world.epochs[0].clone();
    let mut reference =
        Reference::new(first.effective_at, &first.rhythm, first.seats, first.members, first.first_index);
    for (minutes, step) in &scenario.steps {
        world.now += TimeDelta::minutes(*minutes);
        let (zone, now) = (first.rhythm.zone().clone(), world.now);
        reference.does(step, now, |step| match step {
            Step::Set(draw, _) => draw.rhythm(zone.clone(), zone.date(now)),
            other => unreachable!("no rhythm: {other:?}"),
        });
        world.make(step);
    }
    (world, reference)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_computations_agree_on_who_is_on_and_since_when(
        scenario in scenarios(9),
        chosen in proptest::collection::vec(0i64..60 * 24 * 900, 6),
    ) {
        let (world, reference) = told_alike(&scenario);
        let plan = world.plan();
        for at in instants(&world, &chosen) {
            let found: Vec<_> = on_duty(&plan, at).iter().map(|duty| duty.user.ok()).collect();
            let (users, shift_from) = reference.answer(at);
            prop_assert_eq!(&found, &users, "at {}", at);
            prop_assert_eq!(shift_at(&plan, at).from, shift_from, "shift at {}", at);
        }
        let made = world.overrides.iter().map(|one| (one.span, one.what)).collect::<Vec<_>>();
        prop_assert_eq!(&made, reference.overrides());
    }

    #[test]
    fn instants_of_local_times_agree(
        zone_number in 0usize..12, minutes in 0i64..60 * 24 * 365 * 20,
    ) {
        let zone = zone(ZONES[zone_number]);
        let local = "2015-01-01T00:00:00".parse::<chrono::NaiveDateTime>().unwrap() + TimeDelta::minutes(minutes);
        prop_assert_eq!(zone.instant(local), calendar::instant(&zone, local));
    }
}
