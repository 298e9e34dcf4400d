//! What was agreed follows its shift.

use super::*;
use crate::{
    base::recurrence::{Recurrence, Rule},
    rotation::rules::{
        Edit, Effect, Rhythm, rearrange,
        sample::{at, on, plan_of, row, rows_of, zone},
        shifts,
    },
};
use chrono::Weekday;

const NOW: &str = "2026-11-05T00:00:00Z";

fn rhythm(rule: Rule, local: &str, in_zone: &str) -> Rhythm {
    let first = format!("2026-11-04T{local}:00").parse().unwrap();
    Rhythm::new(Recurrence::new(rule, first, zone(in_zone)).unwrap(), None).unwrap()
}

fn weekly_on(day: Weekday, local: &str, in_zone: &str) -> Rhythm {
    rhythm(Rule::Weekly { every: 1, days: [day].into_iter().collect() }, local, in_zone)
}

fn changed(plan: &Plan, edit: Edit) -> Plan {
    rearrange(plan, edit, Effect::Now, at(NOW)).unwrap().added_to(plan)
}

/// Member 2's shift, from the 11th to the 18th, is covered by 9.
fn covered() -> Plan {
    let plan = plan_of(&[1, 2, 3, 4], 1);
    let shift = shifts(&plan, at(NOW), 2)[1];
    plan.with(&[], &[(shift, What::Cover { for_user_id: 2, user_id: 9 })])
}

fn alone(_: i64) -> Option<i64> {
    None
}

#[test]
fn a_cover_follows_the_handoffs_of_its_shift_or_ends() {
    let los_angeles = "America/Los_Angeles";
    let cases = [
        (
            weekly_on(Weekday::Wed, "10:30", los_angeles),
            Some(("2026-11-11T18:30:00Z", "2026-11-18T18:30:00Z")),
        ),
        (
            weekly_on(Weekday::Wed, "08:30", los_angeles),
            Some(("2026-11-11T16:30:00Z", "2026-11-18T16:30:00Z")),
        ),
        (
            weekly_on(Weekday::Wed, "09:30", "Europe/Berlin"),
            Some(("2026-11-11T08:30:00Z", "2026-11-18T08:30:00Z")),
        ),
        (
            weekly_on(Weekday::Tue, "09:30", los_angeles),
            Some(("2026-11-10T17:30:00Z", "2026-11-17T17:30:00Z")),
        ),
        // Member 2 is on from the 6th then, and member 3 when the cover was to be.
        (weekly_on(Weekday::Fri, "09:30", los_angeles), None),
        (rhythm(Rule::Daily { every: 1 }, "09:30", los_angeles), None),
    ];
    for (rhythm, expected) in cases {
        let plan = covered();
        let words = rhythm.handoffs().in_words();
        let after = changed(&plan, Edit::Set { rhythm, seats: 1 });
        let found = carry(&plan, &after, at(NOW), alone);
        let fates: Vec<Fate> = found.iter().map(|one| one.fate).collect();
        match expected {
            Some((from, until)) => {
                assert_eq!(fates, [Fate::Moves(Span { from: at(from), until: at(until) })], "{words}");
            }
            None => assert_eq!(fates, [Fate::Ends], "{words}"),
        }
    }
}

#[test]
fn without_a_change_of_its_shift_it_stays_as_it_is() {
    let plan = covered();
    let after = changed(&plan, Edit::Move { user_id: 4, place: 2 });
    assert_eq!(carry(&plan, &after, at(NOW), alone), []);
}

#[test]
fn a_cover_of_somebody_who_takes_no_more_turns_then_ends() {
    let plan = covered();
    let after = changed(&plan, Edit::Remove { user_id: 2 });
    let found = carry(&plan, &after, at(NOW), alone);
    assert_eq!(found.iter().map(|one| one.fate).collect::<Vec<_>>(), [Fate::Ends]);
    let then = carried_plan(&after, &found);
    assert_eq!(on(&then, "2026-11-12T00:00:00Z"), [Some(3)]);
}

#[test]
fn an_end_that_was_typed_stays_where_it_was() {
    let plan = plan_of(&[1, 2, 3], 1);
    let part = Span { from: at("2026-11-11T17:30:00Z"), until: at("2026-11-14T12:00:00Z") };
    let plan = plan.with(&[], &[(part, What::Cover { for_user_id: 2, user_id: 9 })]);
    let rhythm = weekly_on(Weekday::Wed, "10:30", "America/Los_Angeles");
    let after = changed(&plan, Edit::Set { rhythm, seats: 1 });
    let found = carry(&plan, &after, at(NOW), alone);
    let moved = Span { from: at("2026-11-11T18:30:00Z"), ..part };
    assert_eq!(found.iter().map(|one| one.fate).collect::<Vec<_>>(), [Fate::Moves(moved)]);
}

#[test]
fn both_halves_of_a_swap_end_together() {
    let plan = plan_of(&[1, 2, 3, 4], 1);
    let ahead = shifts(&plan, at(NOW), 4);
    let halves = [
        (ahead[1], What::Cover { for_user_id: 2, user_id: 4 }),
        (ahead[3], What::Cover { for_user_id: 4, user_id: 2 }),
    ];
    let plan = plan.with(&[], &halves);
    let after = changed(&plan, Edit::Move { user_id: 4, place: 2 });
    let found = carry(&plan, &after, at(NOW), |id| Some(3 - id));
    assert_eq!(
        found.iter().map(|one| (one.was.id, one.fate)).collect::<Vec<_>>(),
        [(1, Fate::Ends), (2, Fate::Ends)]
    );
}

#[test]
fn who_took_over_has_it_to_the_end_of_the_shift_also_when_that_moves() {
    let plan = plan_of(&[1, 2, 3], 1);
    let rest = Span { from: at("2026-11-04T20:00:00Z"), until: at("2026-11-11T17:30:00Z") };
    let plan = plan.with(&[], &[(rest, What::Slot { seat: 0, user_id: 3 })]);
    let rhythm = weekly_on(Weekday::Wed, "10:30", "America/Los_Angeles");
    let after = changed(&plan, Edit::Set { rhythm, seats: 1 });
    let then = carried_plan(&after, &carry(&plan, &after, at(NOW), alone));
    assert_eq!(on(&then, "2026-11-11T18:00:00Z"), [Some(3)]);
    assert_eq!(on(&then, "2026-11-11T18:30:00Z"), [Some(2)]);
}

#[test]
fn the_halves_of_a_swap_know_each_other() {
    let cover = |for_user_id, user_id| What::Cover { for_user_id, user_id };
    let rows = rows_of(vec![
        row(1, cover(10, 11), Some(7)),
        row(2, cover(11, 10), Some(7)),
        row(3, cover(10, 12), Some(8)),
        row(4, cover(12, 10), None),
    ]);
    let partner = partner(&rows);
    for (half, other) in [(1, Some(2)), (2, Some(1)), (3, None), (4, None), (9, None)] {
        assert_eq!(partner(half), other, "{half}");
    }
}
