//! Time boxes against the length of a meeting.

/// What an item without a time box is taken to need.
pub const USUAL_MINUTES: i64 = 5;
/// The longest time box: a whole working day.
pub const LONGEST_BOX: i64 = 480;

/// An item as far as time is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boxed {
    pub id: i64,
    pub minutes: Option<i64>,
    pub votes: usize,
    /// Standing items are not put off.
    pub is_standing: bool,
}

impl Boxed {
    fn needs(&self) -> i64 {
        self.minutes.unwrap_or(USUAL_MINUTES)
    }
}

/// How items fit into a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Minutes that all items need together.
    pub needed: i64,
    /// Minutes that are too many; 0 when everything fits.
    pub over_by: i64,
    /// What would be put off so that the rest fits: of the lowest vote, then the latest, first.
    pub defer: Vec<i64>,
}

/// Checks the time boxes of a meeting.
pub fn fit(duration: i64, items: &[Boxed]) -> Fit {
    let needed: i64 = items.iter().map(Boxed::needs).sum();
    let over_by = (needed - duration).max(0);
    let mut movable: Vec<&Boxed> = items.iter().filter(|item| !item.is_standing).collect();
    movable.sort_by_key(|item| (item.votes, std::cmp::Reverse(item.id)));
    let mut left = over_by;
    let mut defer = Vec::new();
    for item in movable {
        if left <= 0 {
            break;
        }
        left -= item.needs();
        defer.push(item.id);
    }
    Fit { needed, over_by, defer }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn items() -> impl Strategy<Value = Vec<Boxed>> {
        let item = (proptest::option::of(1..=LONGEST_BOX), 0usize..5, any::<bool>());
        proptest::collection::vec(item, 0..40).prop_map(|all| {
            let boxed = |(id, (minutes, votes, is_standing))| Boxed { id, minutes, votes, is_standing };
            (1..).zip(all).map(boxed).collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_left_fits_or_only_standing_items_are_left(duration in 1i64..200, items in items()) {
            let fit = fit(duration, &items);
            let left: Vec<Boxed> = items.iter().filter(|item| !fit.defer.contains(&item.id)).copied().collect();
            let rest = super::fit(duration, &left);
            prop_assert!(rest.over_by == 0 || left.iter().all(|item| item.is_standing));
            prop_assert_eq!(fit.defer.is_empty(), fit.over_by == 0 || items.iter().all(|item| item.is_standing));
        }

        #[test]
        fn nothing_is_put_off_before_what_has_fewer_votes_or_the_same_and_is_later(duration in 1i64..200, items in items()) {
            let fit = fit(duration, &items);
            let of = |id: &i64| items.iter().find(|item| item.id == *id).expect("one of them");
            for kept in items.iter().filter(|item| !item.is_standing && !fit.defer.contains(&item.id)) {
                for put_off in fit.defer.iter().map(of) {
                    prop_assert!((put_off.votes, -put_off.id) < (kept.votes, -kept.id));
                }
            }
        }

        #[test]
        fn no_more_is_put_off_than_has_to_be(duration in 1i64..200, items in items()) {
            let fit = fit(duration, &items);
            if let Some((_, all_but_last)) = fit.defer.split_last() {
                let left: Vec<Boxed> = items.iter().filter(|item| !all_but_last.contains(&item.id)).copied().collect();
                prop_assert!(super::fit(duration, &left).over_by > 0);
            }
        }
    }
}
