//! What a change changed, and how to take it back.
//!
//! An event keeps the fields that changed, before and after. `None` in place of fields means that there was no row.

use serde_json::{Map, Value};

/// A row's fields by name; a missing one counts as null.
pub type Fields = Map<String, Value>;

/// The fields that differ, as they were and as they are.
pub fn difference(before: &Fields, after: &Fields) -> (Fields, Fields) {
    let keys = || before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let differs = |key: &&String| get(before, key) != get(after, key);
    let pick = |from: &Fields| keys().filter(differs).map(|key| (key.clone(), get(from, key))).collect();
    (pick(before), pick(after))
}

/// The row after taking back the change `before` → `after`; `None` when the fields that it changed have changed
/// since, so that taking it back would lose a later change.
///
/// A change that made the row is taken back only while the whole row is as it was made.
pub fn taken_back(
    now: Option<&Fields>,
    before: Option<&Fields>,
    after: Option<&Fields>,
) -> Option<Option<Fields>> {
    match (now, before, after) {
        (None, Some(before), None) => Some(Some(before.clone())),
        (Some(now), None, Some(after)) => difference(now, after).0.is_empty().then_some(None),
        (Some(now), Some(before), Some(after)) => {
            let is_fresh = after.iter().all(|(key, value)| get(now, key) == *value);
            let mut row = now.clone();
            row.extend(before.clone());
            is_fresh.then_some(Some(row))
        }
        _ => None,
    }
}

fn get(fields: &Fields, key: &str) -> Value {
    fields.get(key).cloned().unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_fields() -> impl Strategy<Value = Fields> {
        let value =
            prop_oneof![Just(Value::Null), (0i64..3).prop_map(Value::from), "[ab]".prop_map(Value::from)];
        proptest::collection::btree_map("[abcd]", value, 0..4).prop_map(|map| map.into_iter().collect())
    }

    fn same(a: &Fields, b: &Fields) -> bool {
        difference(a, b).0.is_empty()
    }

    proptest! {
        #[test]
        fn taking_back_restores_what_was(was in any_fields(), is in any_fields()) {
            let (before, after) = difference(&was, &is);
            let back = taken_back(Some(&is), Some(&before), Some(&after)).expect("nothing changed since");
            prop_assert!(same(&back.expect("the row stays"), &was));
        }

        #[test]
        fn a_later_change_of_other_fields_survives(was in any_fields(), is in any_fields(), later in any_fields()) {
            let (before, after) = difference(&was, &is);
            let mut now = is.clone();
            now.extend(later.into_iter().filter(|(key, _)| !after.contains_key(key)));
            let back = taken_back(Some(&now), Some(&before), Some(&after)).expect("other fields changed");
            for (key, value) in &back.expect("the row stays") {
                let expected = if after.contains_key(key) { get(&was, key) } else { get(&now, key) };
                prop_assert_eq!(value, &expected);
            }
        }

        #[test]
        fn a_later_change_of_the_same_field_makes_it_stale(was in any_fields(), is in any_fields()) {
            let (before, after) = difference(&was, &is);
            prop_assume!(!after.is_empty());
            for key in after.keys() {
                let mut now = is.clone();
                now.insert(key.clone(), Value::from("something else"));
                prop_assert_eq!(taken_back(Some(&now), Some(&before), Some(&after)), None);
            }
        }
    }

    #[test]
    fn a_row_that_was_added_goes_only_while_it_is_as_it_was_added() {
        let added = Fields::from_iter([("name".to_owned(), Value::from("Billing"))]);
        let renamed = Fields::from_iter([("name".to_owned(), Value::from("Payments"))]);
        assert_eq!(taken_back(Some(&added), None, Some(&added)), Some(None));
        assert_eq!(taken_back(Some(&renamed), None, Some(&added)), None);
        assert_eq!(taken_back(None, None, Some(&added)), None);
        assert_eq!(taken_back(None, Some(&added), None), Some(Some(added.clone())));
        assert_eq!(taken_back(Some(&added), Some(&added), None), None);
    }
}
