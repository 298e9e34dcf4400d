//! What holds for every rotation, whatever happens to it.

use super::{sample::*, *};
use crate::base::{
    civil::Zone,
    recurrence::{Recurrence, Rule},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
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

/// Weekly, every so many weeks, from half past nine on `date` and some minutes.
fn weeks(zone: Zone, date: NaiveDate, every: u32, minutes: i64) -> Rhythm {
    let rule = Rule::Weekly { every, days: [date.weekday()].into_iter().collect() };
    let first = date.and_hms_opt(9, 30, 0).unwrap() + TimeDelta::minutes(minutes);
    Rhythm::new(Recurrence::new(rule, first, zone).unwrap(), None).unwrap()
}

/// Everybody who holds the first seat in `span`.
fn held_by(plan: &Plan, span: Span) -> Vec<Option<i64>> {
    stretches(plan, 0, span.from, span.until).iter().map(|stretch| stretch.duty.user.ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_covers_a_whole_shift_has_it_whole_when_its_handoff_moves(
        (one, other) in (0usize..12, 0usize..12),
        (minutes, day, every) in (-300i64..300, 0u64..365 * 15, 1u32..4),
        (members, ahead, coverer, hours) in (2i64..7, 1usize..6, 1i64..9, 0i64..24 * 3),
    ) {
        let date = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap() + Days::new(day);
        let rhythm = weeks(zone(ZONES[one]), date, every, 0);
        let start = zone(ZONES[one]).instant(date.and_hms_opt(9, 30, 0).unwrap());
        let members: Vec<i64> = (1..=members).collect();
        let epoch = Epoch { effective_at: start, rhythm, seats: 1, members, first_index: 0, edits: Vec::new() };
        let plan = Plan::new(vec![epoch], Vec::new(), Vec::new());
        // Far enough from the handoffs that the one that moves still lies ahead.
        let now = start + TimeDelta::hours(36 + hours);
        let shift = shifts(&plan, now, ahead + 1)[ahead];
        let owner = users(&plan, shift.from)[0].unwrap();
        prop_assume!(owner != coverer);
        let plan = plan.with(&[], &[(shift, What::Cover { for_user_id: owner, user_id: coverer })]);
        let rhythm = weeks(zone(ZONES[other]), date, every, minutes);
        let additions = rearrange(&plan, Edit::Set { rhythm, seats: 1 }, Effect::Now, now).unwrap();
        let after = additions.added_to(&plan);
        let then = carried_plan(&after, &carry(&plan, &after, now, |_| None));
        let middle = shift.from + (shift.until - shift.from) / 2;
        let moved = shift_at(&then, middle);
        prop_assert_eq!(then.epoch_at(middle).unwrap().turn_of(middle), Some(owner));
        prop_assert_eq!(held_by(&then, moved), [Some(coverer)], "all of {:?}", moved);
        for beside in [moved.from - TimeDelta::microseconds(1), moved.until] {
            let turn = then.epoch_at(beside).unwrap().turn_of(beside);
            prop_assert_eq!(users(&then, beside)[0], turn, "and nothing else");
        }
        prop_assert_eq!(held_by(&then, Span { from: start, until: now }), held_by(&plan, Span { from: start, until: now }));
        prop_assert_eq!(users(&then, now), users(&plan, now));
    }

    #[test]
    fn who_left_and_is_put_back_has_turns_again(
        scenario in scenarios(8), who in any::<u8>(), way in 0usize..3, hours in 0i64..24 * 30,
    ) {
        let mut world = World::new(&scenario);
        for (minutes, step) in &scenario.steps {
            world.now += TimeDelta::minutes(*minutes);
            world.make(step);
        }
        let (start, made, person) = (world.epochs[0].effective_at, world.epochs.len(), person(who));
        world.make(&Step::Left(who));
        world.now += TimeDelta::hours(hours);
        let (plan, now) = (world.plan(), world.now);
        let mut memory = Vec::new();
        remember(&plan, start, now, &mut memory);
        let additions = match way {
            0 => rearrange(&plan, Edit::Add { user_id: person }, Effect::Now, now),
            1 => {
                let epoch = plan.epoch_at(now).unwrap();
                prop_assume!(!epoch.members.contains(&person));
                let members: Vec<i64> = epoch.members.iter().copied().chain([person]).collect();
                let first_index = epoch.position(now).unwrap_or(0);
                rearrange(&plan, Edit::Replace { members, first_index }, Effect::Now, now)
            }
            _ => {
                let (kept, gone) = world.epochs.split_at(made);
                prop_assume!(!gone.is_empty());
                Ok(restored(&plan, &Plan::new(kept.to_vec(), Vec::new(), Vec::new()), gone, now))
            }
        };
        prop_assume!(additions.is_ok());
        let (additions, put_back) = (additions.unwrap(), [person].into());
        let ids = returning(&plan, &put_back, now);
        prop_assert!(!ids.is_empty());
        let stays = without(&plan, &additions.added_to(&plan), &ids, now);
        let cut = |one: &Override| match ids.contains(&one.id) {
            true => Span { until: one.span.until.min(now).max(one.span.from), ..one.span },
            false => one.span,
        };
        let after = additions.added_to(&plan.respanned(cut).with(&[], &stays));
        for (at, users_then) in &memory {
            prop_assert_eq!(&users(&after, *at), users_then, "history at {}", at);
        }
        still_on(&plan, &after, now, &Step::Left(who))?;
        // Whatever else is agreed aside, each turn of theirs is theirs.
        let left = after.overrides().iter().filter(|one| matches!(one.what, What::Left { .. }));
        let bare = Plan::new(after.epochs().to_vec(), left.copied().collect(), Vec::new());
        for shift in shifts(&bare, now, 20).into_iter().skip(1).filter(|shift| shift.from < FOREVER) {
            let turn = bare.epoch_at(shift.from).and_then(|epoch| epoch.turn_of(shift.from));
            if turn == Some(person) {
                prop_assert_eq!(holders(&bare, shift.from)[0].user, Ok(person), "at {}", shift.from);
            }
        }
    }
}
