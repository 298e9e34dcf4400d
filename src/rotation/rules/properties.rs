//! What holds for every rotation, whatever happens to it.

use super::{sample::*, *};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

/// How many random histories a test plays; the environment variable is for long runs by hand.
fn runs(usual: u32) -> u32 {
    std::env::var("DOCKET_TEST_ROTATION_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// One answer of the past, to be asked for again.
type Remembered = (DateTime<Utc>, Vec<Option<i64>>);

fn remember(plan: &Plan, from: DateTime<Utc>, to: DateTime<Utc>, memory: &mut Vec<Remembered>) {
    let mut at = from;
    while at < to {
        memory.push((at, users(plan, at)));
        at += ((to - from) / 3).max(TimeDelta::minutes(1));
    }
}

/// Whether the step is an edit of the order, which never changes who is on.
fn is_edit(step: &Step) -> bool {
    matches!(step, Step::Add(_) | Step::Remove(_) | Step::Move(..) | Step::Later(..))
}

fn play(scenario: &Scenario) -> Result<(), TestCaseError> {
    let mut world = World::new(scenario);
    let mut memory = Vec::new();
    for (minutes, step) in &scenario.steps {
        let (from, to) = (world.now, world.now + TimeDelta::minutes(*minutes));
        remember(&world.plan(), from, to, &mut memory);
        world.now = to;
        let before = world.plan();
        let counts_from = world.make(step);
        let after = world.plan();
        if is_edit(step) {
            still_on(&before, &after, world.now, step)?;
            unchanged_until(&before, &after, world.now, counts_from, step)?;
        }
        one_answer_per_seat(&after, world.now)?;
    }
    // Nothing is ever taken away, so what one step broke is still broken at the end.
    let plan = world.plan();
    for (at, users_then) in &memory {
        prop_assert_eq!(&users(&plan, *at), users_then, "history at {}", at);
    }
    Ok(())
}

fn still_on(before: &Plan, after: &Plan, now: DateTime<Utc>, step: &Step) -> Result<(), TestCaseError> {
    let (old, new) = (users(before, now), users(after, now));
    for (seat, user) in old.iter().enumerate().filter(|(_, user)| user.is_some()) {
        prop_assert_eq!(new.get(seat), Some(user), "on at {} after {:?}", now, step);
    }
    Ok(())
}

fn unchanged_until(
    before: &Plan,
    after: &Plan,
    now: DateTime<Utc>,
    counts_from: DateTime<Utc>,
    step: &Step,
) -> Result<(), TestCaseError> {
    let mut at = now;
    for _ in 0..8 {
        if at >= counts_from {
            break;
        }
        prop_assert_eq!(users(before, at), users(after, at), "at {} before {:?} counts", at, step);
        at = next_point(after, at).min(next_point(before, at));
    }
    Ok(())
}

fn one_answer_per_seat(plan: &Plan, now: DateTime<Utc>) -> Result<(), TestCaseError> {
    let mut at = now;
    for _ in 0..2 {
        let shift = shift_at(plan, at);
        prop_assert!(shift.from <= at && at < shift.until);
        let seats = plan.epoch_at(at).map_or(1, |epoch| epoch.seats);
        prop_assert_eq!(on_duty(plan, at).len(), seats);
        let last = shift.until - TimeDelta::microseconds(1);
        prop_assert_eq!(shift_at(plan, last), shift, "a shift is one and the same at its end");
        if shift.until == FOREVER {
            break;
        }
        prop_assert_eq!(shift_at(plan, shift.until).from, shift.until, "shifts tile time");
        at = shift.until;
    }
    Ok(())
}

/// The 10,000 histories in four tests, so that they run side by side.
macro_rules! histories {
    ($($name:ident)*) => {
        mod history_never_changes_and_edits_never_change_who_is_on {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig {
                    cases: runs(2_500),
                    failure_persistence: None,
                    ..ProptestConfig::default()
                })]

                $(
                    #[test]
                    fn $name(scenario in scenarios(14)) {
                        play(&scenario)?;
                    }
                )*
            }
        }
    };
}

histories! { first second third fourth }

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_who_is_away_or_gone_is_on_by_the_order(scenario in scenarios(10), hours in 0i64..24 * 60) {
        let mut world = World::new(&scenario);
        for (minutes, step) in &scenario.steps {
            world.now += TimeDelta::minutes(*minutes);
            world.make(step);
        }
        let (plan, at) = (world.plan(), world.now + TimeDelta::hours(hours));
        for duty in on_duty(&plan, at) {
            if let (Ok(user_id), Why::Turn) = (duty.user, duty.why) {
                prop_assert!(!is_absent(&plan, user_id, at));
            }
        }
    }

    #[test]
    fn stretches_say_what_on_duty_says(scenario in scenarios(8), hours in 0i64..24 * 90) {
        let mut world = World::new(&scenario);
        for (minutes, step) in &scenario.steps {
            world.now += TimeDelta::minutes(*minutes);
            world.make(step);
        }
        let (plan, from) = (world.plan(), world.epochs[0].effective_at);
        let at = world.now + TimeDelta::hours(hours);
        let held = stretches(&plan, 0, from, at + TimeDelta::days(1));
        let found = held.iter().find(|stretch| stretch.span.contains(at)).unwrap();
        prop_assert_eq!(found.duty, holders(&plan, at)[0]);
        for pair in held.windows(2) {
            prop_assert_eq!(pair[0].span.until, pair[1].span.from);
        }
    }
}
