//! Whose request it is when nobody said so: by what the text names and by the channel it was filed in.

use crate::{base::text::limits, contract::NamedIn};

/// Why a customer is asked about instead of taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Several are named, or the channel is another's.
    Several,
    /// The name may be an everyday word.
    Everyday,
    /// It is their name but for a typo.
    Typo,
    /// What was typed as the customer names nobody.
    Unknown(String),
}

/// What is made of a text and a channel; customers by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nobody,
    InText(i64),
    /// Whose channel it is.
    OfChannel,
    Ask(Doubt, Vec<i64>),
}

/// Whose a request is that names `named`, filed in a channel of `here`. A customer is taken only where nobody would take
/// another.
pub fn found(named: &NamedIn, here: Option<i64>) -> Found {
    let certain = &named.certain;
    match (certain.as_slice(), here) {
        ([], Some(_)) => Found::OfChannel,
        ([one], here) if here.is_none_or(|here| here == *one) => Found::InText(*one),
        (_, Some(here)) if certain.contains(&here) => Found::OfChannel,
        ([], None) if !named.perhaps.is_empty() => ask(Doubt::Everyday, &named.perhaps),
        ([], None) if !named.near.is_empty() => ask(Doubt::Typo, &named.near),
        ([], None) => Found::Nobody,
        (_, here) => {
            let all: Vec<i64> = here.into_iter().chain(certain.iter().copied()).collect();
            ask(Doubt::Several, &all)
        }
    }
}

/// Asks about as many as a select offers.
fn ask(why: Doubt, ids: &[i64]) -> Found {
    Found::Ask(why, ids.iter().copied().take(limits::SELECT_OPTIONS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(certain: &[i64], perhaps: &[i64], near: &[i64]) -> NamedIn {
        NamedIn { certain: certain.to_vec(), perhaps: perhaps.to_vec(), near: near.to_vec() }
    }

    #[test]
    fn one_is_taken_and_of_two_one_is_asked_for() {
        use Doubt::{Everyday, Several, Typo};
        for (certain, perhaps, near, here, expected) in [
            (&[][..], &[][..], &[][..], None, Found::Nobody),
            (&[1], &[], &[], None, Found::InText(1)),
            (&[1], &[2], &[3], None, Found::InText(1)),
            (&[1], &[], &[], Some(1), Found::InText(1)),
            (&[], &[2], &[3], Some(1), Found::OfChannel),
            (&[2, 1], &[], &[], Some(1), Found::OfChannel),
            (&[1, 2], &[], &[], None, Found::Ask(Several, vec![1, 2])),
            (&[2], &[], &[], Some(1), Found::Ask(Several, vec![1, 2])),
            (&[], &[2], &[3], None, Found::Ask(Everyday, vec![2])),
            (&[], &[], &[3, 4], None, Found::Ask(Typo, vec![3, 4])),
        ] {
            assert_eq!(found(&named(certain, perhaps, near), here), expected, "{certain:?} in {here:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_in_doubt_is_never_taken(
            certain in proptest::collection::vec(1i64..9, 0..4), perhaps in proptest::collection::vec(1i64..9, 0..4),
            near in proptest::collection::vec(1i64..9, 0..40), here in proptest::option::of(1i64..9),
        ) {
            match found(&named(&certain, &perhaps, &near), here) {
                Found::InText(id) => prop_assert!(certain == [id] && here.is_none_or(|here| here == id)),
                Found::OfChannel => prop_assert!(certain.is_empty() || here.is_some_and(|here| certain.contains(&here))),
                Found::Ask(_, ids) => prop_assert!(!ids.is_empty() && ids.len() <= limits::SELECT_OPTIONS),
                Found::Nobody => prop_assert!(certain.is_empty() && perhaps.is_empty() && near.is_empty()),
            }
        }
    }
}
