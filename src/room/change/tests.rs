use super::*;
use chrono::DateTime;
use proptest::prelude::*;

const CHANGED: &str = "changed";
const UNDONE: &str = "undone";

fn any_fields() -> impl Strategy<Value = Fields> {
    let value = prop_oneof![Just(Value::Null), (0i64..3).prop_map(Value::from), "[ab]".prop_map(Value::from)];
    proptest::collection::btree_map("[abcd]", value, 0..4).prop_map(|map| map.into_iter().collect())
}

/// A row, or none.
fn any_row() -> impl Strategy<Value = Option<Fields>> {
    prop_oneof![4 => any_fields().prop_map(Some), 1 => Just(None)]
}

fn is_same(a: Option<&Fields>, b: Option<&Fields>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => difference(a, b).is_none(),
        (None, None) => true,
        _ => false,
    }
}

fn event(id: i64, verb: &str, change: Change) -> Event {
    Event {
        id,
        happened_at: DateTime::UNIX_EPOCH,
        actor_user_id: Some(1),
        interaction_id: None,
        verb: verb.to_owned(),
        before: change.before.map(|fields| Json(Value::Object(fields))),
        after: change.after.map(|fields| Json(Value::Object(fields))),
    }
}

fn next_id(events: &[Event]) -> i64 {
    i64::try_from(events.len()).expect("few events") + 1
}

proptest! {
    /// Whatever happens to a row, taking back one change after the other ends where it began, and a field that only a later
    /// change touched is never lost: for every room, because all of them take back by this.
    #[test]
    fn a_row_is_walked_back_through_all_its_changes(states in proptest::collection::vec(any_row(), 1..12)) {
        let mut events: Vec<Event> = Vec::new();
        let mut now = states[0].clone();
        for state in states.iter().skip(1) {
            let Some(change) = Change::between(now.clone(), state.clone()) else { continue };
            events.insert(0, event(next_id(&events), CHANGED, change));
            now = state.clone();
        }
        let mut left = events.len();
        while let Some(last) = last_undoable(&events, |event| event.verb == CHANGED).cloned() {
            let back = take_back(now.as_ref(), &Change::of(&last).expect("fields")).expect("nothing came after it");
            let change = Change::between(now.clone(), back.clone()).expect("it changes something");
            events.insert(0, event(next_id(&events), UNDONE, change.undoing(last.id)));
            prop_assert!(is_taken_back(&events, last.id));
            now = back;
            left -= 1;
        }
        prop_assert_eq!(left, 0, "each was taken back once");
        prop_assert!(is_same(now.as_ref(), states[0].as_ref()), "{:?} is not {:?}", now, states[0]);
    }

    #[test]
    fn a_later_change_survives_or_makes_it_superseded(was in any_fields(), is in any_fields(), later in any_fields()) {
        let Some(change) = difference(&was, &is) else { return Ok(()) };
        let touched = change.after.clone().unwrap_or_default();
        let mut now = is.clone();
        now.extend(later);
        match take_back(Some(&now), &change) {
            Ok(back) => for (key, value) in &back.expect("the row stays") {
                let expected = if touched.contains_key(key) { get(&was, key) } else { get(&now, key) };
                prop_assert_eq!(value, &expected);
            },
            Err(Superseded) => prop_assert!(touched.iter().any(|(key, value)| get(&now, key) != *value)),
        }
    }
}

#[test]
fn a_row_that_was_added_goes_only_while_it_is_as_it_was_added() {
    let added = Fields::from_iter([("name".to_owned(), Value::from("Billing"))]);
    let renamed = Fields::from_iter([("name".to_owned(), Value::from("Payments"))]);
    let adding = Change::noted(added.clone());
    assert_eq!(take_back(Some(&added), &adding), Ok(None));
    assert_eq!(take_back(Some(&renamed), &adding), Err(Superseded));
    assert_eq!(take_back(None, &adding), Err(Superseded));
    let removing = Change { before: Some(added.clone()), after: None };
    assert_eq!(take_back(None, &removing), Ok(Some(added.clone())));
    assert_eq!(take_back(Some(&added), &removing), Err(Superseded));
}

/// The events of rotations name what they took back in their own word.
#[test]
fn what_a_rotation_took_back_is_not_taken_back_again() {
    let taken = |id: i64| Change::noted(Fields::from_iter([("undoes".to_owned(), id.into())]));
    let events = [
        event(3, UNDONE, taken(2)),
        event(2, CHANGED, Change::default()),
        event(1, CHANGED, Change::default()),
    ];
    assert_eq!(last_undoable(&events, |event| event.verb == CHANGED).map(|event| event.id), Some(1));
}
