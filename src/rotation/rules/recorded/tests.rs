//! What a change was, and which changes stand.

use super::*;
use crate::{
    db::Json,
    rotation::rules::sample::{at, plan_of, row, rows_of},
};

const AWAY: What = What::Away { user_id: 1 };

fn cover(for_user_id: i64, user_id: i64) -> What {
    What::Cover { for_user_id, user_id }
}

fn overrides(ids: &[i64]) -> ChangedRows {
    ChangedRows { overrides: ids.to_vec(), ..ChangedRows::default() }
}

#[test]
fn a_change_is_told_by_its_rows() {
    let mut rows = rows_of(vec![
        row(1, AWAY, None),
        row(2, cover(1, 2), Some(7)),
        row(3, cover(2, 1), Some(7)),
        row(4, What::Stay { seat: 0, user_id: 3 }, None),
        row(5, What::Left { user_id: 4 }, None),
    ]);
    let mut epoch = plan_of(&[1, 2], 1).epochs()[0].clone();
    epoch.edits = vec![Edit::Begin, Edit::Remove { user_id: 2 }];
    rows.epochs = vec![(9, epoch)];
    let day = rows.overrides[0].span();
    let taken_back = ChangedRows { taken_back: vec![1], ..ChangedRows::default() };
    let resumed = ChangedRows { resumed: Some((1, None)), epochs: vec![9], ..ChangedRows::default() };
    let cases = [
        ("away", overrides(&[1]), Did::Added(day, AWAY)),
        ("one covers", overrides(&[2]), Did::Added(day, cover(1, 2))),
        ("two swap", overrides(&[2, 3]), Did::Swapped(1, 2)),
        ("who left goes before what follows", overrides(&[4, 5]), Did::Added(day, What::Left { user_id: 4 })),
        ("back early", taken_back, Did::Dropped(day, AWAY)),
        ("resumed", resumed, Did::Resumed),
        ("set up", ChangedRows { is_setup: true, epochs: vec![9], ..ChangedRows::default() }, Did::SetUp),
        ("ended", ChangedRows { is_end: true, ..ChangedRows::default() }, Did::Ended),
        (
            "the last edit of the first epoch",
            ChangedRows { epochs: vec![9], ..overrides(&[4]) },
            Did::Edited(Edit::Remove { user_id: 2 }),
        ),
        ("rows that are gone", overrides(&[99]), Did::Other("did it".to_owned())),
    ];
    for (name, parts, expected) in cases {
        assert_eq!(did(&parts, &rows, "did it"), expected, "{name}");
    }
}

fn event(id: i64, parts: &ChangedRows) -> Event {
    Event {
        id,
        happened_at: at("2026-11-05T00:00:00Z"),
        actor_user_id: Some(id + 100),
        interaction_id: None,
        verb: "did it".to_owned(),
        before: None,
        after: Some(Json(serde_json::to_value(parts).unwrap())),
    }
}

#[test]
fn a_change_stands_while_its_time_is_not_over() {
    let rows = rows_of(vec![row(1, AWAY, None)]);
    let events = [
        event(3, &ChangedRows::default()),
        event(2, &ChangedRows { epochs: vec![9], ..ChangedRows::default() }),
        event(1, &overrides(&[1])),
    ];
    let ids = |now: &str| standing(&events, &rows, at(now)).iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids("2026-11-12T12:00:00Z"), [2, 1]);
    assert_eq!(ids("2026-11-13T00:00:00Z"), [2]);
    let found = standing(&events, &rows, at("2026-11-12T12:00:00Z"));
    let reach = Reach::Seats(vec![(rows.overrides[0].span(), AWAY)]);
    assert_eq!(found[1], LiveChange { id: 1, by: Some(101), reach });
}

#[test]
fn what_takes_a_change_back_is_none_itself_unless_it_is_done_again() {
    let undo = ChangedRows { undoes: Some(1), ..ChangedRows::default() };
    assert!(is_undo(&undo) && !is_undo(&ChangedRows { is_redo: true, ..undo.clone() }));
    let rows = rows_of(Vec::new());
    assert!(standing(&[event(2, &undo)], &rows, at("2026-11-05T00:00:00Z")).is_empty());
}
