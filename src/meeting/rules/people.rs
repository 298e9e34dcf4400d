//! Whom a series names, and who may owe one of its meetings something.

use crate::{
    contract::NOBODY,
    meeting::{Item, SeriesFacts},
};
use std::collections::BTreeSet;

/// Who is named in a series: the chair, who takes notes, and people who are asked to come.
pub fn named(facts: &SeriesFacts) -> BTreeSet<i64> {
    let named = facts.attendees_json.0.people.iter().chain(&facts.note_takers_json.0).copied();
    named.chain([facts.chair_user_id]).filter(|user_id| *user_id != NOBODY).collect()
}

/// Everybody who may owe a meeting something: `owners`, whose the entries of its sections are, who speaks, the chair, and people who
/// are asked to come.
pub fn may_owe(facts: &SeriesFacts, owners: impl Iterator<Item = i64>, items: &[Item]) -> BTreeSet<i64> {
    let speakers = items.iter().filter(|item| !item.is_standing).map(Item::owner);
    let asked = facts.attendees_json.0.people.iter().copied();
    let all = owners.chain(speakers).chain(asked).chain([facts.chair_user_id]);
    all.filter(|user_id| *user_id != NOBODY).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::slots::tests::facts, *};
    use crate::meeting::{ItemFacts, ItemKind};
    use chrono::DateTime;

    /// Of PM 7, who has the chair; 3 and 4 are asked to come, 4 and 5 take notes.
    fn series(chair_user_id: i64) -> SeriesFacts {
        let mut facts = facts("every Monday 9am", "UTC");
        facts.chair_user_id = chair_user_id;
        facts.attendees_json.0.people = vec![3, 4];
        facts.note_takers_json.0 = vec![4, 5];
        facts
    }

    fn item(id: i64, raised_by: i64, is_standing: bool) -> Item {
        let facts = ItemFacts::queued("Prices".to_owned(), ItemKind::Discuss, (Some(1), id));
        Item { is_standing, ..Item::raised(id, (1, 20), facts, (raised_by, DateTime::UNIX_EPOCH)) }
    }

    #[test]
    fn whoever_is_forgotten_is_not_named() {
        for (chair, expected) in [(7, vec![3, 4, 5, 7]), (4, vec![3, 4, 5]), (NOBODY, vec![3, 4, 5])] {
            assert_eq!(named(&series(chair)), BTreeSet::from_iter(expected), "{chair}");
        }
    }

    #[test]
    fn owners_speakers_the_chair_and_whoever_is_asked_to_come_may_owe_something() {
        let items = [item(1, 9, false), item(2, 10, true)];
        for (chair, owners, expected) in [
            (7, vec![8], vec![3, 4, 7, 8, 9]),
            (7, vec![3, NOBODY], vec![3, 4, 7, 9]),
            (NOBODY, vec![], vec![3, 4, 9]),
        ] {
            let found = may_owe(&series(chair), owners.iter().copied(), &items);
            assert_eq!(found, BTreeSet::from_iter(expected), "{chair} {owners:?}");
        }
    }
}
