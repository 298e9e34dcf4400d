//! Items that a meeting did not reach.

use crate::{
    db::At,
    meeting::{ItemFacts, ItemState},
};

/// Each time that an item was carried over so often, its owner is asked what is to become of it.
pub const ASKED_AT: i64 = 3;

/// An item that goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub facts: ItemFacts,
    /// Whether its owner is asked now: keep, drop, or a slot of its own.
    pub asks: bool,
}

/// What becomes of an item that the meeting which was to begin at `began` did not reach: it goes to the front of the next
/// one, or to what is for later when there is none. `None` for what is not queued.
pub fn carry(facts: &ItemFacts, to: Option<i64>, began: At) -> Option<Carried> {
    if facts.state != ItemState::Queued {
        return None;
    }
    let carried = facts.carried + 1;
    let asks = carried % ASKED_AT == 0;
    let first_at = Some(facts.first_at.unwrap_or(began));
    let facts =
        ItemFacts { occurrence_id: to, position: 0, carried, first_at, is_asked: asks, ..facts.clone() };
    Some(Carried { facts, asks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::ItemKind;
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    fn item(state: ItemState) -> ItemFacts {
        ItemFacts {
            topic: "Pricing".to_owned(),
            minutes: None,
            presenter_user_id: None,
            link: None,
            kind: ItemKind::Discuss,
            occurrence_id: Some(1),
            position: 4,
            state,
            carried: 0,
            first_at: None,
            is_asked: false,
        }
    }

    #[test]
    fn what_was_closed_never_comes_back_by_itself() {
        let at = At::from(DateTime::UNIX_EPOCH);
        for state in [ItemState::Discussed, ItemState::Withdrawn, ItemState::Dropped] {
            assert_eq!(carry(&item(state), Some(2), at), None);
        }
    }

    proptest! {
        #[test]
        fn the_count_and_the_first_date_are_kept_and_every_third_time_is_asked(times in 1i64..12) {
            let began = |nth: i64| At::from(DateTime::UNIX_EPOCH + TimeDelta::days(7 * nth));
            let mut facts = item(ItemState::Queued);
            let mut asked = 0;
            for nth in 1..=times {
                let next = carry(&facts, Some(nth + 1), began(nth)).expect("it is queued");
                asked += i64::from(next.asks);
                facts = next.facts;
                prop_assert_eq!((facts.carried, facts.occurrence_id, facts.first_at), (nth, Some(nth + 1), Some(began(1))));
            }
            prop_assert_eq!(asked, times / ASKED_AT);
        }
    }
}
