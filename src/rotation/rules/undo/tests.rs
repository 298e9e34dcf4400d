//! Which change "the last one" is.

use super::*;
use crate::rotation::rules::sample::at;

const ME: i64 = 1;
const OTHER: i64 = 2;

fn span(from_day: u32, until_day: u32) -> Span {
    let day = |day| at(&format!("2026-11-{day:02}T00:00:00Z"));
    Span { from: day(from_day), until: day(until_day) }
}

fn takes(user_id: i64) -> Reach {
    Reach::Seats(vec![(span(1, 5), What::Slot { seat: 0, user_id })])
}

fn covers(for_user_id: i64, user_id: i64, from_day: u32) -> Reach {
    Reach::Seats(vec![(span(from_day, from_day + 4), What::Cover { for_user_id, user_id })])
}

/// The newest first, as events are read.
fn standing(changes: &[(i64, Reach)]) -> Vec<LiveChange> {
    let count = changes.len() as i64;
    let made = (0..count).zip(changes);
    made.map(|(place, (by, reach))| LiveChange { id: count - place, by: Some(*by), reach: reach.clone() })
        .collect()
}

#[test]
fn ones_own_last_change_is_meant_unless_a_later_one_builds_on_it() {
    let own = |id| (Some(id), true);
    let others = |id| (Some(id), false);
    let cases = [
        ("nothing was changed", vec![], (None, false)),
        ("the last is mine", vec![(ME, takes(ME)), (OTHER, takes(OTHER))], own(2)),
        ("somebody else did something since", vec![(OTHER, takes(OTHER)), (ME, takes(ME))], own(1)),
        ("the order was changed since", vec![(OTHER, Reach::Order), (ME, takes(ME))], own(1)),
        ("I gave it on to nobody", vec![(OTHER, covers(3, OTHER, 1)), (ME, takes(ME))], own(1)),
        ("what I took is covered since", vec![(OTHER, covers(ME, OTHER, 3)), (ME, takes(ME))], others(2)),
        ("another time of mine is covered", vec![(OTHER, covers(ME, OTHER, 9)), (ME, takes(ME))], own(1)),
        ("somebody took over since", vec![(OTHER, takes(OTHER)), (ME, Reach::Order)], own(1)),
        ("the order builds on mine", vec![(OTHER, Reach::Order), (ME, Reach::Order)], others(2)),
        ("I set it up and it is in use", vec![(OTHER, takes(OTHER)), (ME, Reach::Rotation)], others(2)),
        ("I set it up and that is all", vec![(ME, Reach::Rotation)], own(1)),
        ("I changed nothing", vec![(OTHER, Reach::Order), (OTHER, takes(OTHER))], others(2)),
    ];
    for (name, changes, expected) in cases {
        let standing = standing(&changes);
        let found = match meant(&standing, ME) {
            Meant::Own(one) => (Some(one.id), true),
            Meant::Others(one) => (Some(one.id), false),
            Meant::Nothing => (None, false),
        };
        assert_eq!(found, expected, "{name}");
    }
}
