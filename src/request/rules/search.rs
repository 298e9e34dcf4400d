//! Words by which requests are found.

use crate::{
    base::{language::Language, similar},
    request::store::{MOST_READ, Posting},
};
use std::collections::{BTreeMap, BTreeSet};

/// A word that was typed, and the requests that have it or what stands in for it.
pub struct Word {
    pub terms: Vec<String>,
    pub ids: BTreeSet<i64>,
    /// Below this number there may be more; 0 when these are all.
    pub down_to: i64,
}

impl Word {
    /// The word for which these stand. Where one of them has more requests than are read, all reach down to where that one
    /// does.
    pub fn of(postings: Vec<Posting>) -> Self {
        let is_cut = |posting: &&Posting| posting.ids.len() >= MOST_READ;
        let down_to = postings.iter().filter(is_cut).filter_map(|posting| posting.ids.last().copied()).max();
        let down_to = down_to.unwrap_or(0);
        let mut ids: BTreeSet<i64> =
            postings.iter().flat_map(|posting| posting.ids.iter().copied()).collect();
        ids.retain(|id| *id >= down_to);
        Self { terms: postings.into_iter().map(|posting| posting.term).collect(), ids, down_to }
    }
}

/// The words by which requests are found, with how each was typed.
pub fn typed_words(text: &str, language: Language) -> BTreeMap<String, String> {
    let of = |token: &str| {
        similar::distinct_words(token, language)
            .into_iter()
            .map(|term| (term, token.to_owned()))
            .collect::<Vec<_>>()
    };
    text.split_whitespace().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Json;

    #[test]
    fn words_know_how_they_were_typed() {
        let typed = typed_words("The SSO-login loops", Language::English);
        let typed: Vec<(&str, &str)> =
            typed.iter().map(|(term, typed)| (term.as_str(), typed.as_str())).collect();
        assert_eq!(typed, [("login", "SSO-login"), ("loop", "loops"), ("sso", "SSO-login")]);
    }

    #[test]
    fn a_word_reaches_as_far_down_as_all_that_stand_for_it() {
        let most = i64::try_from(MOST_READ).expect("few");
        let posting = |ids: Vec<i64>| Posting { term: "login".to_owned(), ids: Json(ids), is_known: true };
        let rare = || posting(vec![1_000, 40, 7]);
        // All numbers from 1,000 down to 1,001 - most.
        let frequent = || posting((1_001 - most..=1_000).rev().collect());
        for (postings, down_to, count) in [
            (vec![], 0, 0),
            (vec![rare()], 0, 3),
            (vec![frequent()], 1_001 - most, MOST_READ),
            (vec![rare(), frequent()], 1_001 - most, MOST_READ),
        ] {
            let word = Word::of(postings);
            assert_eq!((word.down_to, word.ids.len()), (down_to, count), "{:?}", word.terms);
        }
    }
}
